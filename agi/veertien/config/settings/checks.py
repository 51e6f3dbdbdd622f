"""Checks of what fits veertien.yaml's model, and would not serve."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from veertien.addresses import is_everywhere, is_loopback
from veertien.config.faults.definitions.service import (
    CaptureFaulty,
    NodesFaulty,
    PagesFaulty,
    PortCollision,
    RecordsFaulty,
    SecondEarFaulty,
)
from veertien.config.settings.model import Settings
from veertien.config.yaml_files.places import Finding, Fitted
from veertien.config.yaml_files.tree import KEY
from veertien.config.yaml_files.validation import all_read


def unfit(settings: Fitted[Settings], paths: Path, *, without_model: bool, to_serve: bool) -> Iterator[Finding]:
    """Find what would not serve; paths are relative to `paths`.

    What was left out for a fault of its own is not judged by what stands for it.

    `without_model` and `to_serve` are what `read_settings` was told.
    """
    yield from _same_ports(settings)
    yield from _useless_captures(settings, paths)
    yield from _unreachable_records(settings)
    yield from _open_pages(settings)
    if to_serve:
        yield from _unlisted_node(settings)
    if not without_model:
        yield from _deaf_second_ear(settings)


def _same_ports(settings: Fitted[Settings]) -> Iterator[Finding]:
    """Find two services on one address; only one could start."""
    taken: list[tuple[str, str, int]] = []
    for name in ("fastagi", "audiosocket", "web", "pages", "ami"):
        service = getattr(settings.value, name)
        if service is None or not all_read(settings.at(), Settings, name):
            continue
        if not all_read(settings.at(name), type(service), "host", "port"):
            continue
        for other, host, port in taken:
            if port == service.port and (host == service.host or is_everywhere(host) or is_everywhere(service.host)):
                given = "port" in service.model_fields_set
                yield Finding(
                    settings.at(name, "port") if given else settings.at(name), PortCollision.used(other, port, name)
                )
        taken.append((name, service.host, service.port))


def _useless_captures(settings: Fitted[Settings], paths: Path) -> Iterator[Finding]:
    """Find captures that couldn't be encrypted, and those that lie with their key: who gets one gets the other."""
    capture = settings.value.capture
    if capture is None:
        return
    if find_spec("cryptography") is None:
        yield Finding(settings.at("capture", KEY), CaptureFaulty.without_encryption())
    filed = settings.at("capture", "key_file")
    known = all_read(settings.at("capture"), type(capture), "dir")
    if known and (paths / filed.text).resolve().is_relative_to(capture.folder.resolve()):
        yield Finding(filed, CaptureFaulty.key_inside(capture.folder))


def _unreachable_records(settings: Fitted[Settings]) -> Iterator[Finding]:
    """Find records that go to a PostgreSQL with which nothing here can speak."""
    value = settings.value
    logins = ((("records",), value.records), (("memory",), value.memory), (("pages", "records"), value.pages.records))
    for way, login in logins:
        if login is not None and login.url is not None and find_spec("psycopg") is None:
            yield Finding(settings.at(*way, "url", KEY), RecordsFaulty.without_driver())


def _open_pages(settings: Fitted[Settings]) -> Iterator[Finding]:
    """Find pages that other machines reach, and that would ask nobody who they are."""
    pages = settings.value.pages
    known = all_read(settings.at(), Settings, "pages") and all_read(settings.at("pages"), type(pages), "host", "login")
    if known and pages.login is None and not is_loopback(pages.host):
        yield Finding(settings.at("pages", "host"), PagesFaulty.open_to_all(pages.host))


def all_nodes_read(settings: Fitted[Settings]) -> bool:
    """Return whether all that was written of nodes could be read."""
    return all_read(settings.at(), Settings, "node", "nodes") and settings.at("nodes").has_all()


def _unlisted_node(settings: Fitted[Settings]) -> Iterator[Finding]:
    """Find a list of nodes that has not this one: no line of any trunk would be its own."""
    own, nodes = settings.value.node, settings.value.nodes
    if nodes and own not in nodes and all_nodes_read(settings):
        yield Finding(settings.at("nodes"), NodesFaulty.without(own))


def _deaf_second_ear(settings: Fitted[Settings]) -> Iterator[Finding]:
    """Find a second ear that has no model, and one whose libraries are missing."""
    directory = settings.value.second_ear
    if directory is None:
        return
    # Loaded here: hearing takes longer to load than the files take to check, and most have no second ear.
    from veertien.speech.second_ear.model_folder import SecondEarModelError, check_folder, missing_libraries

    if missing_libraries():
        yield Finding(settings.at("second_ear", KEY), SecondEarFaulty.without_libraries())
    try:
        check_folder(directory)
    except SecondEarModelError as error:
        yield Finding(settings.at("second_ear"), SecondEarFaulty.no_model(error.place, error.what))
