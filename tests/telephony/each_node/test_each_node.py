"""deploy/cluster/each-node: one node after the other, and no further one after one that failed."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from demo.cluster.cluster import Cluster, running_cluster
from demo.cluster.node import ClusterNode
from demo.daemon_config import REPOSITORY
from demo.installation import Installation
from demo.peer import Invitation
from tests.telephony.conftest import BUILD

SCRIPT = REPOSITORY / "deploy/cluster/each-node"
NODES = ("node-1", "node-2")
SECONDS = 120.0


@pytest.fixture
async def cluster(installation: Installation, folder: Path) -> AsyncIterator[Cluster]:
    async with running_cluster(installation, BUILD, folder, len(NODES)) as cluster:
        yield cluster


@pytest.fixture
def ssh(cluster: Cluster, folder: Path) -> Path:
    """A program in the place of ssh: runs a command here, with the node's own folder for `veertien`."""
    for node in cluster.nodes:
        here = folder / "machines" / node.name
        here.mkdir(parents=True)
        program(here / "veertien", f'exec {sys.executable} -m veertien.cli "$@" --config {node.config}')
    machine = f"{folder}/machines/$1"
    return program(folder / "ssh", f'[ -d "{machine}" ] || exit 255; PATH="{machine}:$PATH" exec bash -c "$2"')


def program(file: Path, text: str) -> Path:
    file.write_text(f"#!/usr/bin/env bash\n{text}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


async def begun(
    cluster: Cluster, ssh: Path, command: str, *, wait: float = SECONDS, nodes: Sequence[str] = NODES
) -> asyncio.subprocess.Process:
    environment = {
        **os.environ, "SSH": str(ssh), "KAMCMD": " ".join(cluster.kamailio.kamcmd), "WAIT": f"{wait:.0f}",
    }  # fmt: skip
    return await asyncio.create_subprocess_exec(
        *(str(SCRIPT), *nodes, "--", command),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )


async def each_node(
    cluster: Cluster, ssh: Path, command: str, *, wait: float = SECONDS, nodes: Sequence[str] = NODES
) -> tuple[int, list[str]]:
    """Return its exit status and what it said."""
    return await ended(await begun(cluster, ssh, command, wait=wait, nodes=nodes))


async def ended(running: asyncio.subprocess.Process) -> tuple[int, list[str]]:
    said, _ = await asyncio.wait_for(running.communicate(), SECONDS)
    assert running.returncode is not None
    return running.returncode, said.decode().splitlines()


def spoil(node: ClusterNode) -> None:
    (node.config / "trunks.yaml").open("a").write("nonsense: 1\n")


async def test_each_gets_its_turn_while_calls_go_on_and_nobody_after_one_that_failed(
    cluster: Cluster, ssh: Path
) -> None:
    doing = asyncio.create_task(each_node(cluster, ssh, "veertien reload"))
    calls = 0
    while not doing.done():
        call = await cluster.carrier.call(cluster.kamailio.at, Invitation("14020", f"0201{calls:06}"))
        await call.answered()
        assert len(cluster.arrivals(f"0201{calls:06}")) == 1
        call.bye()
        calls += 1
        await asyncio.sleep(0.1)
    status, said = await doing
    told = [line for line in said if line.startswith("node-")]
    assert (status, calls > 10) == (0, True), said
    assert told == [
        "node-1: veertien reload", "node-1: done, and all nodes get calls",
        "node-2: veertien reload", "node-2: done, and all nodes get calls",
    ]  # fmt: skip

    spoil(cluster.nodes[0])
    status, said = await each_node(cluster, ssh, "veertien reload")
    assert (status, said[-1]) == (1, "stopped at node-1; not touched: node-2")
    assert "node-2: veertien reload" not in said

    # A node that is gone when its command has ended, and one that was gone before.
    status, said = await each_node(cluster, ssh, "veertien drain", wait=6)
    assert (status, said[-1]) == (1, "stopped at node-1; not touched: node-2")
    gone = cluster.nodes[0].seen.uri
    assert f"after 6 s no calls go to {gone}" in said
    status, said = await each_node(cluster, ssh, "veertien reload")
    assert (status, said) == (1, [f"nothing was done: no calls go to {gone}"])


async def test_who_interrupts_it_is_told_where_and_only_one_runs_and_no_host_is_found_unknown_halfway(
    cluster: Cluster, ssh: Path
) -> None:
    # While a node does it, and while it is looked whether all get calls: the 3 s for that begin at once.
    for command, seconds in (("touch begun; sleep 60", 0.0), ("touch begun", 1.0)):
        mark = ssh.with_name("begun")
        running = await begun(cluster, ssh, f"cd {ssh.parent}; {command}")
        async with asyncio.timeout(SECONDS):
            while not mark.exists():
                await asyncio.sleep(0.05)
        status, said = await each_node(cluster, ssh, "veertien reload")
        assert (status, said) == (1, ["nothing was done: another each-node runs on this machine"])
        await asyncio.sleep(seconds)
        # Ctrl-C reaches all that runs at the terminal.
        os.killpg(running.pid, signal.SIGINT)
        status, said = await ended(running)
        assert (status, said[-1]) == (
            130, "interrupted at node-1, where the command may go on; not touched: node-2",
        )  # fmt: skip
        mark.unlink()

    status, said = await each_node(cluster, ssh, "veertien reload", nodes=("node-1", "nod-2"))
    assert (status, said) == (1, [f"nothing was done: nod-2 is not reached by {ssh}"])
    status, said = await each_node(cluster, ssh, "false", nodes=("node-1",))
    assert (status, said) == (1, ["node-1: false", "stopped at node-1; not touched: none"])


async def test_without_an_answer_of_kamailio_or_a_command_it_does_nothing(cluster: Cluster, ssh: Path) -> None:
    await cluster.kamailio.stop()
    status, said = await each_node(cluster, ssh, "veertien reload")
    assert status == 1
    assert said[0].startswith("nothing was done: Kamailio tells of no node: ")
    for arguments in ((), ("node-1",), ("--", "veertien reload"), ("node-1", "--")):
        running = await asyncio.create_subprocess_exec(SCRIPT, *arguments, stderr=asyncio.subprocess.PIPE)
        _, told = await running.communicate()
        assert (running.returncode, told.decode()) == (2, "usage: each-node NODE... -- COMMAND\n"), arguments
