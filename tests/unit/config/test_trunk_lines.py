"""Where the trunks stand in trunks.yaml, for who has to mend one."""

from pathlib import Path

from veertien.config import trunk_lines


def test_each_endpoint_has_its_line_in_a_file_with_faults_too(tmp_path: Path) -> None:
    (tmp_path / "trunks.yaml").write_text(
        "# ours\ntrunks:\n  hoorn: {endpoint: trunk-hoorn, capacity: many}\n  opmeer:\n    endpoint: trunk-opmeer\n"
    )
    lines = {endpoint: place.rpartition("/")[2] for endpoint, place in trunk_lines(tmp_path).items()}
    assert lines == {"trunk-hoorn": "trunks.yaml:3", "trunk-opmeer": "trunks.yaml:4"}


def test_without_a_file_that_can_be_read_there_are_none(tmp_path: Path) -> None:
    assert trunk_lines(tmp_path) == {}
    (tmp_path / "trunks.yaml").write_text("trunks: [\n")
    assert trunk_lines(tmp_path) == {}
