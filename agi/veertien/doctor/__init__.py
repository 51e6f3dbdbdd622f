"""What is wrong with an installation: a row is a pure function from what was found out to findings, each with its cure.

Rules: no row asks anybody anything; what Asterisk says is gathered in `asterisk`, what the host says in `service`. All
that is said of a fault stands in `kinds`, in Dutch and in English.
"""
