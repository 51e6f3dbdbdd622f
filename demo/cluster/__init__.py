"""Several nodes behind a Kamailio on one machine: what `make cluster` runs, and the test of a killed node."""
