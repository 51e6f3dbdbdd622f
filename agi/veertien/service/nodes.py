"""What this node tells the others of itself, and what is wrong between them."""

import asyncio
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from veertien.config import RecordsSettings, Settings
from veertien.records import Metrics
from veertien.release import Release
from veertien.service.editions.in_force import InForce
from veertien.service.troubles import Troubles
from veertien.service.web.readiness import Readiness
from veertien.wording import Wording

if TYPE_CHECKING:
    from veertien.archive import Archive
    from veertien.archive.node_board import NodeBoard, NodeSeen


TELL_SECONDS = 5.0
"""Seconds between two times that a node tells of itself."""


def board_of(settings: RecordsSettings | None) -> "NodeBoard | None":
    """Return where nodes tell each other of themselves: in the PostgreSQL of their records; None without one."""
    if settings is None or settings.url is None:
        return None
    # Loaded here: SQLAlchemy takes half a second and 23 MiB, and most keep no records.
    from veertien.archive import Database, database_url
    from veertien.archive.node_board import NodeBoard

    url = database_url(settings.folder, settings.url, settings.password)
    return NodeBoard(Database(url, most_seconds=round(TELL_SECONDS)))


class Nodes:
    """Tells the others of this node, and keeps what they told. Without a `board` it does neither."""

    def __init__(
        self,
        board: "NodeBoard | None",
        archive: "Archive | None",
        in_force: InForce,
        release: Release,
        readiness: Readiness,
        metrics: Metrics,
    ) -> None:
        self._board = board
        self._archive = archive
        self._in_force = in_force
        self._release = release
        self._readiness = readiness
        self._process = uuid.uuid4().hex
        metrics.read_off(
            "veertien_nodes_alive",
            "Nodes that write to the same database and were heard of lately, this one included",
            lambda: sum(one.alive for one in self._seen),
            gauge=True,
        )

    async def keep_telling(self) -> None:
        """Tell and listen until cancelled."""
        while True:
            if self._board is not None:
                self._tell(self._board)
            await asyncio.sleep(TELL_SECONDS)

    async def stop(self) -> None:
        """Tell that this node has stopped, unless another daemon has taken its place."""
        if self._board is not None:
            self._tell(self._board, stopped=True)
            await self._board.stop()

    def as_json(self) -> list[dict[str, object]] | None:
        """Return what all nodes told, as values for JSON; None where that isn't known."""
        if self._board is None or not self._board.seen:
            return None
        own = self._settings.node
        return [
            {
                "name": one.told.name,
                "here": one.told.name == own,
                "state": "silent" if one.silent else one.told.state,
                "version": one.told.version,
                "tables": one.told.tables,
                "tables_since": one.told.tables_since.isoformat(timespec="seconds"),
                "seen_seconds_ago": round(one.ago_seconds, 1),
            }
            for one in self._board.seen
        ]

    def troubles(self) -> Troubles:
        """Return what is wrong between the nodes, as far as they can be heard."""
        if self._board is None:
            return {}
        found = troubles_between(self._board.seen, self._settings.node, self._settings.nodes)
        if self._board.has_namesake:
            found |= _of_namesake(self._settings.node)
        # Where the records are not written either, their own trouble says it.
        if self._board.fault is not None and (self._archive is None or self._archive.fault is None):
            found |= _of_unknown(self._board.fault)
        return found

    @property
    def _settings(self) -> Settings:
        return self._in_force.edition.loaded.settings

    @property
    def _seen(self) -> "Sequence[NodeSeen]":
        return () if self._board is None else self._board.seen

    def _tell(self, board: "NodeBoard", *, stopped: bool = False) -> None:
        from veertien.archive.node_board import DRAINING, SERVING, STOPPED, NodeSelf

        state = STOPPED if stopped else DRAINING if self._readiness.why_not else SERVING
        tables, nodes = self._in_force.edition.loaded.digest, " ".join(sorted(self._settings.nodes))
        since = self._in_force.since
        board.tell(NodeSelf(self._settings.node, self._process, state, self._release.name, tables, since, nodes))


def troubles_between(seen: "Sequence[NodeSeen]", own: str, listed: Sequence[str]) -> dict[str, Wording]:
    """Return what is wrong between nodes by what they told; `listed` are those that this one's veertien.yaml names."""
    if not seen:
        return {}
    alive = [one for one in seen if one.alive]
    found: dict[str, Wording] = {}
    strangers = sorted(one.told.name for one in alive if one.told.name not in (listed or (own,)))
    if strangers:
        found["nodes_unlisted"] = _of_strangers(strangers)
    known = {one.told.name: one for one in seen}
    gone = [name for name in listed if name not in known or known[name].silent]
    if gone:
        found["nodes_silent"] = _of_silent(gone)
    for word, value, trouble in _COMPARED:
        groups = _groups(alive, value)
        if len(groups) > 1:
            told = "; ".join(f"{' '.join(names)}: {what or '-'}" for what, names in groups.items())
            found[word] = trouble(told)
    return found


def _groups(alive: "Iterable[NodeSeen]", value: "Callable[[NodeSeen], str]") -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for one in alive:
        groups.setdefault(value(one), []).append(one.told.name)
    return groups


def _of_tables(told: str) -> Wording:
    return Wording(
        f"De machines werken met verschillende tabellen ({told}). Zet op alle dezelfde bestanden en doe op elke "
        "`veertien reload`.",
        f"The nodes go by different tables ({told}). Put the same files on all, and `veertien reload` each.",
    )


def _of_versions(told: str) -> Wording:
    return Wording(
        f"De machines draaien verschillende versies ({told}). Werk de andere ook bij.",
        f"The nodes run different versions ({told}). Upgrade the others too.",
    )


def _of_lists(told: str) -> Wording:
    return Wording(
        f"`nodes` in veertien.yaml is niet op alle machines gelijk ({told}), dus de lijnen van trunks zijn niet goed "
        "verdeeld. Maak het overal gelijk en doe op elke `veertien reload`.",
        f"`nodes` in veertien.yaml is not the same on all nodes ({told}), so the lines of trunks are not divided "
        "rightly. Make it the same, and `veertien reload` each.",
    )


def _of_strangers(names: Sequence[str]) -> Wording:
    said = ", ".join(names)
    return Wording(
        f"Ook {said} neemt oproepen aan, en staat niet in `nodes` in veertien.yaml: samen kunnen er meer oproepen op "
        "een trunk komen dan die lijnen heeft. Voeg de naam op alle machines toe, of stop die machine.",
        f"{said} serves calls too, and is not in `nodes` in veertien.yaml: together there may be more calls on a trunk "
        "than it has lines. Add the name on all nodes, or stop that one.",
    )


def _of_silent(names: Sequence[str]) -> Wording:
    said = ", ".join(names)
    return Wording(
        f"Van {said} is niets te horen, en niemand gebruikt die lijnen. Start die machine, of haal de naam op alle "
        "machines uit `nodes`.",
        f"Nothing is heard of {said}; nobody uses its lines. Start it, or take its name out of `nodes` on all nodes.",
    )


def _of_unknown(fault: str) -> dict[str, Wording]:
    why = Wording(
        f"Wat andere machines doen is niet te lezen: {fault}. Geef de gebruiker van de database de rechten uit "
        "docs/records.md.",
        f"What other nodes do can't be read: {fault}. Give the database's user the rights in docs/records.md.",
    )
    return {"nodes_unknown": why}


def _of_namesake(name: str) -> dict[str, Wording]:
    why = Wording(
        f"Nog een machine heet {name}: beide nemen dezelfde lijnen van trunks. Geef er een een andere naam met `node` "
        "in veertien.yaml.",
        f"Another node is called {name} too: both take the same lines of trunks. Give one another name, by `node` in "
        "veertien.yaml.",
    )
    return {"nodes_namesake": why}


_Trouble = Callable[[str], Wording]
"""Of what each group of nodes told."""
_COMPARED: "tuple[tuple[str, Callable[[NodeSeen], str], _Trouble], ...]" = (
    ("nodes_tables", lambda one: one.told.tables, _of_tables),
    ("nodes_versions", lambda one: one.told.version, _of_versions),
    ("nodes_lists", lambda one: one.told.nodes, _of_lists),
)
