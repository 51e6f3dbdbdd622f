"""The API keeps to its own OpenAPI document: schemathesis asks a real `veertien web` whatever comes to its mind."""

import json
import socket
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy.engine import URL

from demo.ports import Wanted, choose_ports
from tests.unit.archive.made_calls import NODE, NOON, asked_call, heard
from tests.unit.cli.test_web import first_line, started
from veertien.archive import Database, change_row
from veertien.archive.rows import call_id_of, rows_of_call
from veertien.web.api.endpoints import ENDPOINTS

pytestmark = pytest.mark.slow
EXAMPLES = 40
"""Requests for each address in each mode."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The pages as a process of their own, with some calls."""
    folder = tmp_path_factory.mktemp("documented")
    database = Database(URL.create("sqlite", database=str(folder / "records.sqlite")))
    for place in range(20):
        database.write(rows_of_call(NODE, asked_call(f"{place}.0"), heard(f"{place}.0")))
    database.write([change_row(NODE, NOON, "start", "0.1.0")])
    database.close()
    (port,) = choose_ports([Wanted(socket.SOCK_STREAM, ("127.0.0.1",))])
    with started(folder, f"records: {{dir: {folder}}}\npages: {{port: {port}}}\n") as process:
        yield first_line(process)["address"].rstrip("/")


@pytest.fixture(scope="module")
def document(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{address}/api/v1/openapi.json", timeout=60) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def test_the_document_is_of_openapi_3_1_and_has_every_address(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {each.path for each in ENDPOINTS}
    schemathesis.openapi.from_dict(document).validate()


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("path", [each.path for each in ENDPOINTS])
def test_answers_are_as_the_document_says(
    address: str, document: dict[str, Any], path: str, mode: GenerationMode
) -> None:
    operation = schemathesis.openapi.from_dict(document)[path]["GET"]
    if mode is GenerationMode.NEGATIVE and not (operation.query or operation.path_parameters):
        pytest.skip("there is nothing that could be wrong in a request for it")
    checks = [*CHECKS, negative_data_rejection] if mode is GenerationMode.NEGATIVE else CHECKS

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(base_url=address, checks=checks, timeout=60)

    ask()


def test_a_call_that_there_is_is_as_the_document_says(address: str, document: dict[str, Any]) -> None:
    schema = schemathesis.openapi.from_dict(document)
    case = schema["/api/v1/calls/{id}"]["GET"].Case(path_parameters={"id": call_id_of(NODE, "7.0")})
    answer = case.call_and_validate(base_url=address, checks=CHECKS, timeout=60)
    assert answer.status_code == 200
    assert len(answer.json()["answers"]) == len(heard())
