"""The OpenAPI document, made of the endpoints and of the models that read requests and make answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic.json_schema import models_json_schema

from veertien.web.api.endpoints import ENDPOINTS, ONE_CALL, ApiEndpoint
from veertien.web.api.models import ApiAnswer, ProblemAnswer
from veertien.web.errors import PROBLEM

CALL_ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
"""A regular expression for the ids of calls."""
_SCHEMAS = "#/components/schemas/"
_REFUSALS = {
    "400": "A parameter is unknown or malformed.",
    "403": "Who asks may not see this.",
    "404": "There is none.",
    "405": "Things can only be read here.",
    "503": "No calls are recorded, or the database can't be used now.",
}


def document(version: str) -> dict[str, Any]:
    """Return it for this version of Veertien."""
    answers: list[type[ApiAnswer]] = [each.answer for each in ENDPOINTS if each.answer] + [ProblemAnswer]
    _, schemas = models_json_schema([(each, "serialization") for each in answers], ref_template=_SCHEMAS + "{model}")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Veertien",
            "version": version,
            "summary": "The call records of a 14+netnummer, to read.",
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "paths": {each.path: {"get": _operation(each)} for each in ENDPOINTS},
        "components": {
            "schemas": schemas["$defs"],
            "responses": {status: _refusal(why) for status, why in _REFUSALS.items()},
        },
    }


def _operation(endpoint: ApiEndpoint) -> Mapping[str, Any]:
    schema = {"type": "object"} if endpoint.media_type == "application/json" else {"type": "string"}
    if endpoint.answer:
        schema = {"$ref": f"{_SCHEMAS}{endpoint.answer.__name__}"}
    statuses = ["400", "403", "405", "503"]
    if endpoint is ONE_CALL:
        statuses.insert(2, "404")
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": [*_in_path(endpoint), *_in_query(endpoint)],
        "responses": {
            "200": {"description": "What was asked for.", "content": {endpoint.media_type: {"schema": schema}}},
            **{status: {"$ref": f"#/components/responses/{status}"} for status in statuses},
        },
    }


def _in_path(endpoint: ApiEndpoint) -> Iterator[Mapping[str, Any]]:
    if endpoint is ONE_CALL:
        schema = {"type": "string", "pattern": f"^{CALL_ID}$"}
        yield {"name": "id", "in": "path", "required": True, "schema": schema, "description": "The call's `id`."}


def _in_query(endpoint: ApiEndpoint) -> Iterator[Mapping[str, Any]]:
    found = endpoint.parameters.model_json_schema()
    for name, schema in found.get("properties", {}).items():
        # What may be left out has no value of its own for nothing.
        plain = next((each for each in schema.get("anyOf", ()) if each.get("type") != "null"), schema)
        plain = found["$defs"][plain["$ref"].rpartition("/")[2]] if "$ref" in plain else plain
        kept = ("type", "format", "enum", "pattern", "minimum", "maximum", "examples")
        value = {key: plain[key] for key in kept if key in plain}
        if schema.get("default") is not None:
            value["default"] = schema["default"]
        yield {"name": name, "in": "query", "description": schema["description"], "schema": value}


def _refusal(why: str) -> Mapping[str, Any]:
    return {"description": why, "content": {PROBLEM: {"schema": {"$ref": f"{_SCHEMAS}{ProblemAnswer.__name__}"}}}}
