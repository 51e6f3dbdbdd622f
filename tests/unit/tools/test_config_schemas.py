"""The schemas and the page of all keys are those of the models as they are now."""

from pathlib import Path
from typing import Any

import pytest

from tools.config_schemas import PAGE, redraw, reference, schemas, text_of
from veertien.config.schemas import SCHEMAS, schema_names

# Other versions of pydantic may order or word a schema otherwise.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made() -> dict[str, dict[str, Any]]:
    return schemas()


def test_the_schemas_are_fresh(made: dict[str, dict[str, Any]]) -> None:
    assert schema_names() == tuple(sorted(made))
    stale = [name for name, schema in made.items() if (SCHEMAS / f"{name}.json").read_text("utf-8") != text_of(schema)]
    assert stale == [], "run `make pages`"


def test_the_page_of_all_keys_is_fresh(made: dict[str, dict[str, Any]]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == redraw(page, made), "run `make pages`"


def test_every_key_is_explained_and_has_a_type(made: dict[str, dict[str, Any]]) -> None:
    rows = [line.split(" | ") for line in reference(made).splitlines() if line.startswith("| `")]
    assert len(rows) > 100
    assert [row[0] for row in rows if not row[-1].removesuffix(" |").strip() or not row[1].strip()] == []


def test_there_is_a_schema_of_every_file_that_is_read() -> None:
    examples = {path.stem for path in Path("config").glob("*.yaml")} | {"municipalities"}
    assert set(schema_names()) == examples
