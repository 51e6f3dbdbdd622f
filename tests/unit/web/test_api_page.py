"""docs/api.md has each address and each parameter of the API, and what it shows can be asked."""

import json
import re
from pathlib import Path

import pytest

from tests.unit.web.conftest import Serve
from veertien.web.api.endpoints import ENDPOINTS, ApiEndpoint

PAGE = Path("docs/api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"'http://127\.0\.0\.1:8015(\S+)'", PAGE)
PROBLEM = next(line.strip() for line in PAGE.splitlines() if line.startswith('    {"title"'))


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.path)
def test_the_page_names_it_with_its_parameters(endpoint: ApiEndpoint) -> None:
    assert f"| `{endpoint.path}` |" in PAGE
    named = (field.alias or name for name, field in endpoint.parameters.model_fields.items())
    assert [name for name in named if f"`{name}`" not in PAGE] == []


@pytest.mark.parametrize("path", EXAMPLES)
async def test_what_it_shows_is_answered(serve: Serve, records: Path, path: str) -> None:
    answer = await (await serve(records)).get(path)
    assert (answer.status, len(answer.text) > 1000) == (200, True)


async def test_the_problem_that_it_shows_is_what_is_answered(serve: Serve, records: Path) -> None:
    answer = await (await serve(records)).get("/api/v1/report?month=November")
    assert json.loads(answer.text) == json.loads(PROBLEM)
