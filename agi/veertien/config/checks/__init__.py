"""What no single key shows: one file against another, periods against each other, numbers against their loops."""
