"""A JSON Schema for each file of a config folder, for editors; made by `make pages` from the models that read them."""

from pathlib import Path

SCHEMAS = Path(__file__).parent
"""The folder with the schemas: `trunks.json` is for trunks.yaml."""


def schema_names() -> tuple[str, ...]:
    """Return for which files there is one: "trunks" for trunks.yaml."""
    return tuple(sorted(file.stem for file in SCHEMAS.glob("*.json")))


def schema_text(name: str) -> str:
    """Return one of them as JSON. Raises KeyError for a name that is none of theirs."""
    if name not in schema_names():
        raise KeyError(name)
    return (SCHEMAS / f"{name}.json").read_text(encoding="utf-8")
