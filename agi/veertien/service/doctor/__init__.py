"""Gathers what the doctor judges: for `veertien doctor` once, for the daemon now and then."""
