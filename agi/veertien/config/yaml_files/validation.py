"""Fits a document to a model, and gives pydantic's errors their place in the file and a message with the cure."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from veertien.config.faults import FaultLog, Mark, Problem, shown
from veertien.config.faults.definitions.values import EmptyValue, MissingKey, UnknownKey, WrongShape
from veertien.config.yaml_files.tree import Document, Items, Node, Scalar, Table

REFUSED = "refused"
"""Pydantic's type of an error of our own, by which a validator refuses a value; its context holds the `problem`."""

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
            faults.add(document.file, _mark(details, document.root), _explain(details, model))
        return None


def _plain(node: Node) -> Any:
    match node:
        case Scalar(text=text):
            return text
        case Items(nodes=nodes):
            return [_plain(item) for item in nodes]
        case Table(entries=entries):
            return {key.text: _plain(value) for key, value in entries}


def _explain(details: ErrorDetails, model: type[BaseModel]) -> Problem:
    location, kind = details["loc"], details["type"]
    name = next((part for part in reversed(location) if isinstance(part, str)), "")
    if kind == "extra_forbidden":
        return UnknownKey.key(name, _keys_at(model, location))
    if kind == "missing":
        return MissingKey.key(name)
    return _of_value(details).of(shown(name) if name and location[-1] == name and name != "[key]" else "this")


def _of_value(details: ErrorDetails) -> Problem:
    """Return what is wrong with a value, to be said of the name of its key."""
    kind = details["type"]
    if kind == REFUSED:
        problem: Problem = details["ctx"]["problem"]
        return problem
    if details["input"] == "":
        return EmptyValue.value()
    if kind == "list_type":
        return WrongShape.no_list()
    if kind in ("model_type", "dict_type"):
        return WrongShape.no_group()
    return WrongShape.no_text()


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
