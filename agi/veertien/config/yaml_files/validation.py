"""Fits a document to a model, and gives pydantic's errors their place in the file and a message with the cure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar, get_args

import jellyfish
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from veertien.config.faults import Code, FaultLog, Mark, shown
from veertien.config.yaml_files.tree import Document, Items, Node, Scalar, Table

LONGEST_COMPARED = 60
LEAST_LIKENESS = 0.8

Model = TypeVar("Model", bound=BaseModel)
Location = Sequence[str | int]


def validate(
    model: type[Model], document: Document, faults: FaultLog, context: Mapping[str, object] | None = None
) -> Model | None:
    """Return the document as a value of the model, or None after noting everything that doesn't fit."""
    try:
        return model.model_validate(_plain(document.root), context=dict(context or {}))
    except ValidationError as error:
        for details in error.errors(include_url=False):
            code, message = _explain(details, model)
            faults.add(document.file, _mark(details, document.root), code, message)
        return None


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """Return `did you mean "x"?` with the known text most like this one, or an empty text when none is like it."""
    if len(text) > LONGEST_COMPARED:
        return ""
    likeness = {name: jellyfish.jaro_winkler_similarity(text.lower(), name.lower()) for name in known}
    best = max(likeness, key=lambda name: likeness[name], default=None)
    if best is None or likeness[best] < LEAST_LIKENESS:
        return ""
    return f"did you mean {shown(best)}?"


def _plain(node: Node) -> Any:
    match node:
        case Scalar(text=text):
            return text
        case Items(nodes=nodes):
            return [_plain(item) for item in nodes]
        case Table(entries=entries):
            return {key.text: _plain(value) for key, value in entries}


def _explain(details: ErrorDetails, model: type[BaseModel]) -> tuple[Code, str]:
    location, kind = details["loc"], details["type"]
    name = next((part for part in reversed(location) if isinstance(part, str)), "")
    if kind == "extra_forbidden":
        keys = _keys_at(model, location)
        hint = did_you_mean(name, keys) or f"the keys here are {', '.join(keys)}"
        return Code.UNKNOWN_KEY, f"there is no key {shown(name)}; {hint}"
    if kind == "missing":
        return Code.MISSING_KEY, f"`{name}` is missing here; add it"
    label = shown(name) if name and location[-1] == name and name != "[key]" else "this"
    if kind in list(Code):
        return Code(kind), f"{label} {details['msg']}"
    if details["input"] == "":
        return Code.EMPTY_VALUE, f"{label} has no value; fill it in or take the line out"
    if kind == "list_type":
        wanted = "a list, each item on a line that starts with `- `"
    elif kind in ("model_type", "dict_type"):
        wanted = "a group of lines `key: value`"
    else:
        wanted = "one text"
    return Code.WRONG_SHAPE, f"{label} must be {wanted}"


def _keys_at(model: type[BaseModel], location: Location) -> list[str]:
    """Return the keys allowed beside the last part of the location."""
    for part in location[:-1]:
        if part in model.model_fields:
            model = _model_within(model.model_fields[str(part)].annotation) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_within(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_within, get_args(annotation))), None)


def _mark(details: ErrorDetails, root: Node) -> Mark:
    node, mark, key_mark = root, root.mark, root.mark
    location = details["loc"][:-1] if details["type"] == "missing" else details["loc"]
    for part in location:
        if isinstance(node, Items) and isinstance(part, int):
            node = node.nodes[part]
            key_mark = mark = node.mark
        elif isinstance(node, Table) and (entry := node.entry(str(part))):
            key_mark, node = entry[0].mark, entry[1]
            mark = node.mark
    return key_mark if details["type"] == "extra_forbidden" or "[key]" in location[-1:] else mark
