"""How many cores this process may use, by the kernel's own files as it writes them."""

import os
from pathlib import Path

import pytest

from veertien.cores import usable_cores

ALL = len(os.sched_getaffinity(0))


def cores_in(tmp_path: Path, own: str, limits: dict[str, str]) -> int:
    (tmp_path / "own").write_text(own)
    for folder, limit in limits.items():
        (tmp_path / "groups" / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / "groups" / folder / "cpu.max").write_text(limit)
    return usable_cores(tmp_path / "own", tmp_path / "groups")


@pytest.mark.parametrize(
    ("limits", "cores"),
    [
        ({"system.slice/veertien.service": "max 100000\n"}, ALL),
        ({"system.slice/veertien.service": "100000 100000\n"}, 1),
        # Less than a core is one process's worth all the same.
        ({"system.slice/veertien.service": "20000 100000\n"}, 1),
        # What limits all services counts for each.
        ({"system.slice": "150000 100000\n", "system.slice/veertien.service": "max 100000\n"}, 1),
        ({".": "100000 100000\n"}, 1),
        ({"system.slice/veertien.service": "nonsense\n"}, ALL),
        ({"system.slice/veertien.service": "100000 0\n"}, ALL),
        ({"system.slice/another.service": "100000 100000\n"}, ALL),
    ],
)
def test_a_share_of_time_counts_as_its_whole_cores(tmp_path: Path, limits: dict[str, str], cores: int) -> None:
    assert cores_in(tmp_path, "0::/system.slice/veertien.service\n", limits) == cores


def test_a_container_sees_its_own_cgroup_as_the_topmost(tmp_path: Path) -> None:
    assert cores_in(tmp_path, "0::/\n", {".": "100000 100000\n"}) == 1
    assert cores_in(tmp_path, "0::/../other\n", {".": "100000 100000\n"}) == 1


def test_without_cgroups_of_version_2_all_that_it_is_bound_to_count(tmp_path: Path) -> None:
    assert cores_in(tmp_path, "4:cpu,cpuacct:/veertien\n", {"veertien": "100000 100000\n"}) == ALL
    assert usable_cores(tmp_path / "none", tmp_path) == ALL
