"""A private PBX with Veertien on it and an outside world that calls it, for `make run` and the telephony tests."""
