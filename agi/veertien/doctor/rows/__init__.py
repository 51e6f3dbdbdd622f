"""The rows: each module looks at one part of an installation."""
