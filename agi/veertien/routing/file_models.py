"""What each table file may hold: its keys, and the kind of every value."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict

from veertien.routing.fields import (
    CallerId,
    Endpoint,
    Header,
    PhoneNumber,
    Pronunciations,
    Text,
    TrunkKey,
    YesNo,
    whole_number,
)


class FileModel(BaseModel):
    """Base of everything read from a file: unknown keys are refused, values don't change afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class TrunkInFile(FileModel):
    """One trunk of trunks.yaml."""

    endpoint: Endpoint
    capacity: Annotated[int, whole_number(1, 10_000)]
    caller_id: CallerId = "pass"
    header: Header | None = None
    diversion: YesNo = True


class TrunksFile(FileModel):
    """trunks.yaml."""

    trunks: dict[TrunkKey, TrunkInFile]


class DestinationInFile(FileModel):
    """A trunk and the number to dial on it."""

    trunk: Text
    number: PhoneNumber


class OperatorFile(FileModel):
    """operator.yaml."""

    destinations: list[DestinationInFile]


class MunicipalityInFile(FileModel):
    """One municipality of a file in municipalities/."""

    name: Text
    connected: YesNo = True
    area_codes: list[Text] | None = None
    destinations: list[DestinationInFile] = []
    other_names: list[Text] = []


class MunicipalitiesFile(FileModel):
    """A file in municipalities/."""

    municipalities: list[MunicipalityInFile]


class PronunciationsFile(FileModel):
    """pronunciations.yaml."""

    pronunciations: dict[Text, Pronunciations]
