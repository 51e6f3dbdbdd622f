"""The table files: read once, each entry's municipality found, and made into the values that `routing` decides with."""
