"""AMI: the states of trunks, the ends of calls, more time for a caller, and what this Asterisk has and allows."""
