"""Takes out of texts what nobody else may read: secrets, numbers, names, what callers said. No I/O.

What is taken out leaves a mark in its place: `<secret>`, `<number 3>`. A number has the same mark wherever it stands,
in whatever way it is written, so that one still sees where the same one is meant. In doubt something is taken out.
"""

from veertien.redaction.redactor import Redactor
from veertien.redaction.secret_keys import is_secret_key, secrets_in

__all__ = ["Redactor", "is_secret_key", "secrets_in"]
