"""A YAML file as a tree whose every node knows its line and column, and that tree held against a model."""
