"""`veertien data`: of which day the national data are, what is to change in them, and where they come from."""

import json

from click.testing import CliRunner

from veertien.cli import main


def test_it_tells_the_day_the_changes_and_the_sources_with_their_licences() -> None:
    result = CliRunner().invoke(main, ["data"])
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "National data of 2026-01-01: 342 municipalities, 2502 places."
    at = lines.index("  2027-01-01: Wijdemeren (GM1696) goes into Hilversum (GM0402)")
    assert lines[at + 1].startswith("    announced; announced 2025-11-21; bill of the government")
    assert "    1 January 2026; licence: CC BY 4.0" in lines[at:]


def test_programs_get_the_same_as_one_object() -> None:
    told = json.loads(CliRunner().invoke(main, ["data", "--json"]).output)
    (change,) = told["changes"]
    assert (told["as_of"], told["municipalities"]) == ("2026-01-01", 342)
    assert {key: change[key] for key in ("from", "municipality_name", "heir_name", "certainty")} == {
        "from": "2027-01-01",
        "municipality_name": "Wijdemeren",
        "heir_name": "Hilversum",
        "certainty": "announced",
    }
    assert all(source["name"] and source["edition"] and source["licence"] for source in told["sources"])
