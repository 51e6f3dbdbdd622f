"""Many calls at once, by SIPp: `make load` and the soak."""
