"""Write a JSON Schema for each file of a config folder, and docs/config-reference.md, from the models that read them.

    python -m tools.config_schemas

Every key's description is the docstring under the field; what a kind of value may be is said beside how it is read
(`editor_view`). The schemas are draft 7, which every editor knows, and without references, which some follow badly.
"""

import ast
import inspect
import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from tools.marked_page import put_between
from veertien.config.models.editor_view import UNIT
from veertien.config.models.file_models import (
    CallersFile,
    MunicipalitiesFile,
    OperatorFile,
    PronunciationsFile,
    RoutingFile,
    SchedulesFile,
    TrunksFile,
)
from veertien.config.own_words import WordsFile
from veertien.config.policy_file import ConversationFile, policy_key
from veertien.config.schemas import SCHEMAS
from veertien.config.settings import Settings
from veertien.config.yaml_files.validation import NEEDED
from veertien.conversation.policy import Policy

PAGE = Path(__file__).resolve().parent.parent / "docs" / "config-reference.md"
BEGIN = "<!-- made by tools/config_schemas.py from agi/veertien/config -->\n"
END = "<!-- end of what is made -->\n"
HEAD = "| key | type | default | unit | |\n|---|---|---|---|---|\n"

MODELS: Mapping[str, type[BaseModel]] = {
    "veertien": Settings,
    "trunks": TrunksFile,
    "operator": OperatorFile,
    "municipalities": MunicipalitiesFile,
    "schedules": SchedulesFile,
    "routing": RoutingFile,
    "callers": CallersFile,
    "conversation": ConversationFile,
    "prompts": WordsFile,
    "pronunciations": PronunciationsFile,
}
"""The model of each kind of file, by the file's name; "municipalities" is each file of that folder."""

_DRAFT = "http://json-schema.org/draft-07/schema#"
_Schema = dict[str, Any]


class _AsEditorsSee(GenerateJsonSchema):
    """Makes a schema of what may be written, without what only Python has: None, and titles of fields."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        keys, values = schema.get("keys_schema"), schema.get("values_schema")
        made: JsonSchemaValue = {"type": "object"}
        if keys:
            made["propertyNames"] = self.generate_inner(keys)
        return made | ({"additionalProperties": self.generate_inner(values)} if values else {})

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        inner = self.generate_inner(schema["schema"])
        default = _written(schema.get("default"))
        return inner if default is None else {**inner, "default": default}

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        made, model = super().model_schema(schema), schema["cls"]
        needed = [field.alias or name for name, field in model.model_fields.items() if NEEDED in field.metadata]
        required = [*made.get("required", ()), *needed]
        documented = {
            (field.alias or name): _described(name, model, made.get("properties", {}).get(field.alias or name))
            for name, field in model.model_fields.items()
            if name != "root"
        }
        made |= {"properties": documented} if documented else {}
        return made | ({"required": required} if required else {})


def schemas() -> dict[str, _Schema]:
    """Return the schema of each kind of file, by the file's name."""
    return {name: _of(name, model) for name, model in MODELS.items()}


def text_of(schema: Mapping[str, Any]) -> str:
    """Return a schema as its file has it."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def reference(made: Mapping[str, _Schema]) -> str:
    """Return the tables of all keys of all files, in Markdown."""
    return "".join(
        f"## {_file(name)}\n\n{schema['description']}\n\n{HEAD}{''.join(_rows(schema, ''))}\n"
        for name, schema in made.items()
    )


def redraw(page: str, made: Mapping[str, _Schema]) -> str:
    """Return the page with its tables written anew. Raises ValueError when a mark is missing."""
    return put_between(BEGIN, END, "\n" + reference(made), page)


def _of(name: str, model: type[BaseModel]) -> _Schema:
    made = model.model_json_schema(schema_generator=_AsEditorsSee, by_alias=True)
    plain = _plain(made, made.get("$defs", {}))
    plain.pop("$defs", None)
    if model is ConversationFile:
        _give_usual_values(plain)
    return {"$schema": _DRAFT, "title": _file(name), **plain}


def _file(name: str) -> str:
    return "municipalities/*.yaml" if name == "municipalities" else f"{name}.yaml"


def _plain(node: Any, definitions: Mapping[str, Any]) -> Any:
    """Return a schema with what it refers to in the place of each reference, and without titles."""
    if isinstance(node, list):
        return [_plain(each, definitions) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        beside = {key: value for key, value in node.items() if key != "$ref"}
        return _plain({**definitions[node["$ref"].rsplit("/", 1)[1]], **beside}, definitions)
    return {
        key: _plain(value, definitions) for key, value in node.items() if key != "title" or not isinstance(value, str)
    }


def _written(value: Any) -> Any:
    """Return a default as it would be written in a file; None where there is nothing to be said of it."""
    if isinstance(value, bool | int | float):
        return value
    return str(value) if isinstance(value, str | Path) and str(value) else None


def _described(name: str, model: type[BaseModel], schema: _Schema | None) -> _Schema:
    inherited = (_docstrings(parent) for parent in model.__mro__ if issubclass(parent, BaseModel))
    description = next((found[name] for found in inherited if name in found), None)
    if description is None and name in Policy.__dataclass_fields__:
        description = _docstrings(Policy)[name]
    return {**(schema or {}), **({"description": description} if description else {})}


def _docstrings(kind: type) -> dict[str, str]:
    """Return the docstring under each field of a class that has one."""
    try:
        (tree,) = ast.parse(dedent(inspect.getsource(kind))).body
    except OSError:
        return {}
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    return {
        field.target.id: " ".join(str(below.value.value).split())
        for field, below in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
    }


def _give_usual_values(schema: _Schema) -> None:
    """Put the values of the usual policy in, which are what counts where conversation.yaml says nothing."""
    for name in Policy.__dataclass_fields__:
        try:
            group, key = policy_key(name).split(".")
        except KeyError:
            continue
        schema["properties"][group]["properties"][key]["default"] = getattr(Policy(), name)


def _rows(schema: _Schema, before: str) -> Iterator[str]:
    """Yield a line for each key, with those of groups below it."""
    for group in (schema, *(each for each in schema.get("anyOf", ()) if isinstance(each, dict))):
        for key, inner in group.get("properties", {}).items():
            needed = key in group.get("required", ())
            yield _row(f"{before}{key}", inner, needed=needed)
            yield from _rows(inner, f"{before}{key}.")
        inner = group.get("additionalProperties")
        if isinstance(inner, dict) and "properties" in inner:
            yield from _rows(inner, f"{before}KEY.")
        if isinstance(group.get("items"), dict):
            yield from _rows(group["items"], f"{before.removesuffix('.')}[].")


def _row(key: str, schema: _Schema, *, needed: bool) -> str:
    default = "required" if needed else f"`{_yaml(schema['default'])}`" if "default" in schema else ""
    cells = (f"`{key}`", _kind(schema), default, schema.get(UNIT, ""), schema.get("description", ""))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _yaml(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else f"{value}"


def _kind(schema: _Schema) -> str:
    """Return in words what may be written."""
    if "anyOf" in schema:
        kinds = dict.fromkeys(_kind(each) for each in schema["anyOf"])
        return " or ".join(kinds)
    if "enum" in schema:
        texts = [each for each in schema["enum"] if isinstance(each, str)]
        return ", ".join(f"`{each}`" for each in texts) if len(texts) <= _MOST_WORDS else "one of a list"
    types = schema.get("type", [])
    if types == "array":
        return f"list of {_kind(schema['items'])}" if schema["items"].get("type") != "object" else "list of groups"
    if types == "object":
        return "group" if "properties" in schema else "keys and values"
    if "minimum" in schema and "maximum" in schema:
        whole = "whole number" if "integer" in types else "number"
        return f"{whole}, {schema['minimum']:g} to {schema['maximum']:g}"
    return "yes or no" if types == ["boolean", "string"] else "text"


_MOST_WORDS = 12


def main() -> None:
    """Write the files."""
    made = schemas()
    SCHEMAS.mkdir(exist_ok=True)
    for name, schema in made.items():
        (SCHEMAS / f"{name}.json").write_text(text_of(schema), encoding="utf-8")
    PAGE.write_text(redraw(PAGE.read_text(encoding="utf-8"), made), encoding="utf-8")


if __name__ == "__main__":
    main()
