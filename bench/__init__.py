"""How fast Veertien is on this machine, each figure beside a peer measured in the same run; `make bench` runs it."""
