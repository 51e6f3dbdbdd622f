"""Fits a document to a model, and gives pydantic's errors their place in the file and a message with the cure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from veertien.config.faults import FaultLog, Problem, shown
from veertien.config.faults.definitions.values import EmptyValue, MissingKey, UnknownKey, WrongShape
from veertien.config.faults.text import nearest
from veertien.config.yaml_files.places import Fitted, Place, nothing
from veertien.config.yaml_files.tree import (
    KEY,
    Document,
    Node,
    Scalar,
    Table,
    Way,
    child,
    entries,
    items,
    mark_at,
    plain,
    without,
)
from veertien.wording import Wording, unworded

REFUSED = "refused"
"""Pydantic's type of an error of our own, by which a validator refuses a value; its context holds the `problem`."""

Model = TypeVar("Model", bound=BaseModel)
Value = TypeVar("Value")
_THIS = Wording("dit", "this")
NEEDED = object()
Needed = Annotated[Value, NEEDED]
"""A value that must be written. Its default stands for one that isn't, in what else there is to check."""


def fit(
    model: type[Model], document: Document, faults: FaultLog, context: Mapping[str, object] | None = None
) -> Fitted[Model]:
    """Return what in a document fits the model, after noting everything that doesn't.

    What doesn't fit is left out: a value that may be missing, an item of a list, or else the group that can't be
    without it. A value that is `Needed` stays empty, so that what stands beside it can be checked all the same.
    """
    missing = list(_missing(model, document.root, ()))
    for way in missing:
        faults.add(document.file, mark_at(document.root, way[:-1]), MissingKey.key(str(way[-1])))
    root: Node | None = document.root
    while root is not None:
        try:
            value = model.model_validate(plain(root), context=dict(context or {}))
        except ValidationError as error:
            errors = error.errors(include_url=False)
            if root is document.root:
                for details in errors:
                    faults.add(document.file, mark_at(root, _way(details)), _explain(details, model))
            root = without(root, map(_way, errors))
        else:
            return Fitted(Document(document.file, root), value, whole=root is document.root and not missing)
    return nothing(model, document.file, whole=False)


def _missing(annotation: Any, node: Node, way: Way) -> Iterator[Way]:
    """Yield where a value is needed by what is annotated like this, and none is written."""
    arguments = get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            key = field.alias or name
            inner = child(node, key)
            if inner is None and NEEDED in field.metadata and isinstance(node, Table):
                if not is_meant(key, (written.text for written, _ in node.entries), annotation):
                    yield (*way, key)
            elif inner and not isinstance(inner, Scalar):
                yield from _missing(field.annotation, inner, (*way, key))
    elif get_origin(annotation) is list:
        for index, item in enumerate(items(node)):
            yield from _missing(arguments[0], item, (*way, index))
    elif get_origin(annotation) is dict:
        # What is not indented far enough is missing where it belongs, and told where it stands.
        misplaced = {key.text for key, value in entries(node) if _belongs_below(key.text, value, arguments[1])}
        for written, value in entries(node):
            missing = _missing(arguments[1], value, (*way, written.text))
            yield from (found for found in missing if found[-1] not in misplaced)
    elif arguments:
        # Annotated, or optional.
        yield from _missing(arguments[0], node, way)


def is_meant(key: str, written: Iterable[str], model: type[BaseModel]) -> bool:
    """Return whether a key that the model doesn't know looks like this one, so that it is told already."""
    known = _keys(model)
    return any(text not in known and nearest(text, known) == key for text in written)


def all_read(place: Place, model: type[BaseModel], *keys: str) -> bool:
    """Return whether all that was written under these keys of a group could be read, and none of them is misspelt.

    Else what stands for them says nothing of what was meant.
    """
    return place.has_all(*keys) and not any(is_meant(key, place.keys, model) for key in keys)


def _belongs_below(key: str, value: Node, annotation: Any) -> bool:
    """Return whether a key of a group of models is one of theirs, with no group of its own under it."""
    model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return model and not isinstance(value, Table) and key in _keys(annotation)


def _explain(details: ErrorDetails, model: type[BaseModel]) -> Problem:
    location, kind = details["loc"], details["type"]
    name = next((part for part in reversed(location) if isinstance(part, str)), "")
    if kind == "extra_forbidden":
        return UnknownKey.key(name, _keys_at(model, location))
    if kind == "missing":
        return MissingKey.key(name)
    if (
        kind == "model_type"
        and len(location) > 1
        and isinstance(location[-2], str)
        and name in _keys_in(model, location)
    ):
        return WrongShape.not_indented(name, location[-2])
    named = name and location[-1] == name and name != KEY
    return _of_value(details).about(unworded(shown(name)) if named else _THIS)


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


def _keys_at(model: type[BaseModel], location: Way) -> list[str]:
    """Return the keys allowed beside the last part of the location."""
    for part in location[:-1]:
        if part in model.model_fields:
            model = _model_within(model.model_fields[str(part)].annotation) or model
    return _keys(model)


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _keys_in(model: type[BaseModel], location: Way) -> list[str]:
    """Return the keys allowed in the group at the location."""
    return _keys_at(model, (*location, ""))


def _model_within(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_within, get_args(annotation))), None)


def _way(details: ErrorDetails) -> Way:
    """Return what an error is about: a group in which a key is missing, a key, or a value."""
    match details["type"]:
        case "missing":
            return details["loc"][:-1]
        case "extra_forbidden":
            return (*details["loc"], KEY)
    return details["loc"]
