"""A list of nodes in veertien.yaml: what each makes of the tables, and who may serve by it."""

import socket
from datetime import datetime
from pathlib import Path

import pytest

from tests.unit.small_config import write_small_config
from veertien.config import Fault, Sound, TablesFaultyError, check, load_settings, packaged_data
from veertien.config.folder import ConfigFolder
from veertien.numbering import parse_caller
from veertien.routing import AMSTERDAM, Call, Decision, Tables, chosen
from veertien.service.doctor.gathering import installation_facts

NOON = datetime(2026, 11, 29, 12, tzinfo=AMSTERDAM)
NODES = ("veertien-1", "veertien-2", "veertien-3")
LISTED = f"recognisers: 1\nnodes: [{', '.join(NODES)}]\n"


def served(path: Path, node: str, hoorn: int = 5) -> Tables:
    folder = write_small_config(path / node, f"{LISTED}node: {node}\n")
    trunks = folder / "trunks.yaml"
    trunks.write_text(trunks.read_text().replace("trunk-hoorn, capacity: 5", f"trunk-hoorn, capacity: {hoorn}"))
    return ConfigFolder(folder).load().tables


def chosen_hoorn(tables: Tables, code: str) -> Decision:
    return chosen(tables, Call("140229", parse_caller("0612345678", None)), code, NOON, {})


def checked(folder: Path) -> tuple[Fault, ...]:
    found = check(folder, packaged_data().gazetteer, NOON)
    return found.warnings if isinstance(found, Sound) else found.faults


def test_each_node_has_its_part_of_a_trunks_lines_and_knows_how_many_there_are(tmp_path: Path) -> None:
    trunks = [served(tmp_path, node).trunks["hoorn"] for node in NODES]
    assert sorted(trunk.capacity for trunk in trunks) == [1, 2, 2]
    assert {trunk.bought for trunk in trunks} == {5}


def test_a_node_without_a_line_puts_calls_through_to_the_operator_and_says_why(tmp_path: Path) -> None:
    of_nodes = {node: served(tmp_path, node, hoorn=2) for node in NODES}
    (lineless,) = (tables for tables in of_nodes.values() if not tables.trunks["hoorn"].capacity)
    for tables in of_nodes.values():
        entry = next(entry for entry in tables.municipalities.values() if entry.name == "Hoorn")
        decision = chosen_hoorn(tables, entry.code)
        first = decision.destinations[0].trunk
        assert first.capacity > 0
        assert (first.key == "operator") == (tables is lineless)
        assert ("without a line here" in decision.reason) == (tables is lineless)


def test_a_trunk_with_fewer_lines_than_nodes_is_warned_of_at_its_lines(tmp_path: Path) -> None:
    folder = write_small_config(tmp_path, LISTED)
    assert checked(folder) == ()
    trunks = folder / "trunks.yaml"
    trunks.write_text(trunks.read_text().replace("trunk-hoorn, capacity: 5", "trunk-hoorn, capacity: 2"))
    (warning,) = checked(folder)
    assert (warning.code, warning.line) == ("FEW-LINES", 2)
    assert "no line for veertien-" in warning.message and " or veertien" not in warning.message


def test_an_operators_trunk_with_fewer_lines_than_nodes_is_a_fault(tmp_path: Path) -> None:
    folder = write_small_config(tmp_path, LISTED)
    trunks = folder / "trunks.yaml"
    trunks.write_text(trunks.read_text().replace("trunk-operator, capacity: 5", "trunk-operator, capacity: 2"))
    (fault,) = checked(folder)
    assert (fault.code, Path(fault.file).name, fault.line) == ("OPERATOR-LINES", "operator.yaml", 2)


def test_who_is_not_in_the_list_may_check_the_tables_but_not_serve_by_them(tmp_path: Path) -> None:
    folder = write_small_config(tmp_path, f"{LISTED}node: laptop\n")
    assert checked(folder) == ()
    with pytest.raises(TablesFaultyError) as refused:
        ConfigFolder(folder).load()
    (fault,) = refused.value.faults
    assert (fault.code, fault.line) == ("NODES", 2)
    assert '"laptop"' in fault.message


def test_without_a_name_of_its_own_a_node_goes_by_its_host_name(tmp_path: Path) -> None:
    assert load_settings(write_small_config(tmp_path)).node == socket.gethostname()


async def test_the_doctor_judges_by_the_lines_that_this_node_has(tmp_path: Path) -> None:
    folder = write_small_config(tmp_path, f"{LISTED}node: {NODES[0]}\n")
    facts = await installation_facts(folder)
    own = ConfigFolder(folder).load().tables.trunks
    assert {key: trunk.capacity for key, trunk in facts.tables.trunks.items()} == {
        key: trunk.capacity for key, trunk in own.items()
    }
    assert {trunk.bought for trunk in facts.tables.trunks.values()} == {5}
