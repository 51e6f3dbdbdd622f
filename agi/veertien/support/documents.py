"""What goes into a support bundle: texts, each with how it is redacted."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from veertien.redaction import Redactor


class Form(Enum):
    """How a text is written, and so by which of the redactor's ways it is gone through."""

    TEXT = "text"
    JSON = "json"
    LOG = "log"
    METRICS = "metrics"
    YAML = "yaml"
    ASTERISK = "asterisk"

    def redacted(self, redactor: Redactor, text: str) -> str:
        """Return a text without what nobody else may read."""
        ways: dict[Form, Callable[[str], str]] = {
            Form.TEXT: redactor.text,
            Form.JSON: redactor.json_text,
            Form.LOG: redactor.log,
            Form.METRICS: redactor.metrics,
            Form.YAML: redactor.yaml_file,
            Form.ASTERISK: redactor.asterisk_file,
        }
        return ways[self](text)


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A text as it was found."""

    path: str
    """Within the bundle."""
    form: Form
    text: str
