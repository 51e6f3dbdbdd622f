"""The answers of `veertien setup`, written down beforehand: a file of their own, in no config folder."""

from pathlib import Path

from veertien.config.faults import FaultLog, TablesFaultyError
from veertien.config.models.fields import Text
from veertien.config.models.file_models import FileModel
from veertien.config.yaml_files.documents import Documents
from veertien.config.yaml_files.validation import Needed, fit


class FallbackAnswer(FileModel):
    """Where a call goes that nobody else can take. Whether it can be dialled there is for setup to say."""

    endpoint: Needed[Text] = ""
    """A PJSIP endpoint."""
    number: Needed[Text] = ""
    """What is dialled there."""
    contact: Text | None = None
    """Its SIP address, where setup is to write the endpoint."""


class SetupAnswers(FileModel):
    """What `veertien setup` would ask."""

    fallback: FallbackAnswer | None = None
    """Left out, setup goes on with the one that there is."""


def load_answers(file: Path) -> SetupAnswers:
    """Return the answers. Raises TablesFaultyError with everything that is wrong in the file."""
    faults = FaultLog()
    document = Documents(file.parent).required(file.name, faults)
    answers = fit(SetupAnswers, document, faults).value if document else SetupAnswers()
    if len(faults):
        raise TablesFaultyError(tuple(faults))
    return answers
