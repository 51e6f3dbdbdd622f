"""The plan: from what was found and the answers to the steps, in an order that can stop anywhere.

What is included comes before what includes it: an Asterisk that starts between two steps finds every file that it is
told to read.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import yaml

from veertien.config import SETTINGS_FILE
from veertien.numbering import NationalNumber, NumberRefusedError, is_offered
from veertien.setup import pbx_files
from veertien.setup.facts import Fallback, Found
from veertien.setup.shipped_files import shipped_dialplan, shipped_self_test_units, shipped_tables, shipped_unit
from veertien.setup.steps import (
    MakeFolder,
    MakeLink,
    Ownership,
    Plan,
    Run,
    SetupStep,
    WriteFile,
    Yours,
    block,
    with_block,
    without_block,
)

TABLES_FOLDER = "/etc/veertien"
ROUTING_FILE = "routing.yaml"
UNIT_FOLDER = "/etc/systemd/system"
UNIT_FILE = f"{UNIT_FOLDER}/veertien.service"
SELF_TEST_SECRET = "selftest.secret"  # noqa: S105 - its name
"""In TABLES_FOLDER; of a new section `selftest`."""
PROGRAM_LINK = "/opt/veertien/bin"
USER = "veertien"
_MINE = Ownership("root", USER, 0o640)
_KEPT_IF_CHANGED = "it was changed by hand and is kept; the one that comes with this version is"


class _RefusedError(Exception):
    """Nothing may be done; the arguments say what has to be mended first."""


@dataclass(frozen=True, slots=True)
class _Aim:
    """What is to be there in the end."""

    secret: str
    """Of the manager's user that the daemon is."""
    secret_path: str
    """The file that the daemon reads it from."""
    self_test_secret: str | None
    """Of the manager's user that places self-tests, where somebody wants them."""
    users: str | None
    """SECRET_FILE; None where the manager's user stands in manager.conf by hand."""
    dialplan: Mapping[str, str]
    dialplan_kept: Sequence[str]
    """What is to be said of the dialplan's files that stay as they are."""
    changed: Mapping[str, str]
    """The other files of Asterisk that get another text."""
    asterisk_files: Mapping[str, str]
    """All of Asterisk's, these included."""
    layout: pbx_files.PbxLayout
    login: str | None
    """veertien.yaml, where it gets another text."""


def plan_of(found: Found, asked: Fallback | None, *, self_test: bool = False) -> Plan:
    """Return what is to be done; without steps, left things and refusals where nothing is.

    `asked` is the fallback that was answered; where None, the one that is there counts. `self_test` adds what
    self-tests need; once there, it stays.
    """
    try:
        aim = _aim(found, asked, self_test=self_test)
    except _RefusedError as refused:
        return Plan(refusals=refused.args)
    steps = list(_steps(found, aim))
    left = list(aim.dialplan_kept)
    if found.root_folder:
        # Programs of another root folder may be of another machine.
        left += [f"in the image, as root: {' '.join(one.command)}" for one in steps if isinstance(one, Run)]
        steps = [one for one in steps if not isinstance(one, Run)]
    elif found.systemd_runs and any(isinstance(one, WriteFile) and one.path.startswith(UNIT_FOLDER) for one in steps):
        steps.append(Run(("systemctl", "daemon-reload"), ("systemctl", "daemon-reload"), "systemd reads the unit"))
    left += _advice(found, aim)
    if steps:
        left += to_finish()
        left += ["start self-tests: systemctl enable --now veertien-selftest.timer"] if aim.self_test_secret else []
    return Plan(tuple(steps), tuple(map(Yours, left)))


def _aim(found: Found, asked: Fallback | None, *, self_test: bool) -> _Aim:
    settings = _read(found, SETTINGS_FILE)
    national = _national(_read(found, ROUTING_FILE).get("national"))
    fallback = _fallback(found, asked)
    secret = _secret(found, settings)
    by_hand = pbx_files.secret_by_hand(found.asterisk_files) is not None
    testing = _self_test_secret(found, wanted=self_test)
    if testing and by_hand and pbx_files.self_test_secret(found.asterisk_files) is None:
        user = pbx_files.SELF_TEST_USER
        raise _RefusedError(f"the manager's user stands in manager.conf by hand: write {user} there as well")
    users = f"[{pbx_files.AMI_USER}](veertien-daemon)\nsecret={secret}\n"
    if testing:
        users += f"[{pbx_files.SELF_TEST_USER}](veertien-caller)\nsecret={testing}\n"
    dialplan, kept = _dialplan(found)
    files = dict(found.asterisk_files) | {
        f"{pbx_files.DIALPLAN_FOLDER}/{name}": text for name, text in dialplan.items()
    }
    files[pbx_files.SECRET_FILE] = users
    layout = pbx_files.layout_of(files)
    changed, faults = pbx_files.changed_files(files, fallback, layout)
    after = files | changed
    login = _login(found, settings, pbx_files.manager_address(after), self_test=testing is not None)
    refusals = [*faults, *_unreadable(login), *_undiallable(after, fallback, national), *_unseen(found)]
    if refusals:
        raise _RefusedError(*refusals)
    return _Aim(
        secret=secret,
        secret_path=_secret_path(settings),
        self_test_secret=testing,
        users=None if by_hand else users,
        dialplan=dialplan,
        dialplan_kept=kept,
        changed=changed,
        asterisk_files=after,
        layout=layout,
        login=login,
    )


def _steps(found: Found, aim: _Aim) -> Iterator[SetupStep]:
    yield from _people(found)
    yield from _program(found)
    yield from _folders(found)
    yield from _dialplan_files(found, aim.dialplan)
    if aim.users is not None:
        yield from _manager_user(found, aim.users)
    yield from _tables(found, aim.secret_path, aim.secret, aim.login)
    yield from _unit(found)
    if aim.self_test_secret:
        yield from _self_test(found, aim.self_test_secret)
    for path, text in sorted(aim.changed.items()):
        yield _edit(found, path, text)


def _advice(found: Found, aim: _Aim) -> Iterator[str]:
    if found.unit not in {None, shipped_unit()} and not _was_written(found, UNIT_FILE, found.unit or ""):
        yield f"{UNIT_FILE}: {_KEPT_IF_CHANGED} deploy/veertien.service"
    yield from pbx_files.advice(aim.asterisk_files, aim.layout)
    if found.too_old:
        yield f"Asterisk {found.too_old} passes no keys on to Veertien: take 20.14, 21.9, 22.4 or newer"


def _read(found: Found, name: str) -> Mapping[str, object]:
    try:
        loaded = yaml.load(_text_of(found, name), Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    except yaml.YAMLError as error:
        raise _RefusedError(f"{TABLES_FOLDER}/{name} is no YAML: {' '.join(str(error).split())}") from error
    return loaded if isinstance(loaded, dict) else {}


def _text_of(found: Found, name: str) -> str:
    """Return a file of the tables: one that is there, or where there are no tables, one of those to be written."""
    if any(path.endswith(".yaml") for path in found.tables):
        return found.tables.get(name, "")
    return shipped_tables().get(name, "")


def _national(written: object) -> NationalNumber | None:
    """Return the national number; None for none, or one that `veertien check` will refuse."""
    try:
        return NationalNumber(written) if isinstance(written, str) else None
    except NumberRefusedError:
        return None


def _secret_path(settings: Mapping[str, object]) -> str:
    ami = settings.get("ami")
    named = ami.get("secret_file") if isinstance(ami, dict) else None
    return posixpath.join(TABLES_FOLDER, str(named or "ami.secret"))


def _secret(found: Found, settings: Mapping[str, object]) -> str:
    ours = re.search(r"^secret=(\S+)", found.asterisk_files.get(pbx_files.SECRET_FILE, ""), re.MULTILINE)
    at_asterisk = pbx_files.secret_by_hand(found.asterisk_files) or (ours and ours[1])
    path = _secret_path(settings)
    at_veertien = found.tables.get(posixpath.relpath(path, TABLES_FOLDER), "").strip() or None
    if at_asterisk and at_veertien and at_asterisk != at_veertien:
        raise _RefusedError(f"the manager's user {pbx_files.AMI_USER} and {path} have two secrets")
    return at_asterisk or at_veertien or found.fresh_secret


def _fallback(found: Found, asked: Fallback | None) -> Fallback:
    there = pbx_files.fallback_in(found.asterisk_files)
    if asked is None or (there and (there.endpoint, there.number) == (asked.endpoint, asked.number)):
        if there is None:
            raise _RefusedError(
                "no fallback is named: callers who reach nobody else must reach a person; name an "
                "endpoint and a number by --answers FILE, which has `fallback: {endpoint: ..., number: ...}`"
            )
        contact = (asked and asked.contact) or pbx_files.contact_by_setup(found.asterisk_files, there.endpoint)
        return replace(there, contact=contact)
    if pbx_files.dialplan_by_hand(found.asterisk_files):
        raise _RefusedError("the fallback stands in [globals] of extensions.conf, written by hand: change it there")
    return asked


def _undiallable(files: Mapping[str, str], fallback: Fallback, national: NationalNumber | None) -> Iterator[str]:
    if not re.fullmatch(r"[\w.-]+", fallback.endpoint, re.ASCII):
        yield f"{fallback.endpoint!r} is no name of an endpoint: letters, digits, - _ and ."
        return
    if fallback.contact and not re.fullmatch(r"sips?:[^\s;,]+", fallback.contact):
        yield f"{fallback.contact!r} is no SIP address: sip:192.0.2.20:5060"
        return
    if not re.fullmatch(r"\+?[0-9]{2,20}", fallback.number, re.ASCII):
        yield f"{fallback.number!r} is no number that can be dialled: digits, perhaps a + before them"
    elif is_offered(fallback.number, national):
        yield f"{fallback.number} is a number that calls come in on: a call to it comes back; name another"
    reachable = pbx_files.endpoints(files)
    if fallback.endpoint not in reachable:
        others = f"it has {', '.join(sorted(reachable))}; name one of these, or give" if reachable else "give"
        yield (
            f"pjsip.conf has no endpoint {fallback.endpoint} for the fallback; {others} its SIP address as contact "
            "and it is written"
        )
    elif not reachable[fallback.endpoint]:
        yield f"the endpoint {fallback.endpoint} can't be dialled: no section type=aor of its aors= has a contact"


def _unseen(found: Found) -> Iterator[str]:
    if found.program and found.program.startswith(("/home/", "/root/")):
        yield (
            f"Veertien lies in {found.program}, which its unit may not see: install it below /opt/veertien, as with "
            "PIPX_HOME=/opt/veertien/pipx"
        )
    if found.program_link == "" and found.program not in {None, "/opt/veertien"}:
        yield f"{PROGRAM_LINK} is another Veertien than {found.program}: move /opt/veertien away, or run that one"


def _people(found: Found) -> Iterator[SetupStep]:
    if USER not in found.users:
        add = ("useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", USER)
        yield Run(add, ("userdel", USER), "the daemon runs as a user that may do nothing else")


def _program(found: Found) -> Iterator[SetupStep]:
    if found.program is None or found.program_link == "":
        return
    target = f"{found.program}/bin"
    if found.program_link is None and "/opt/veertien" not in found.folders:
        yield MakeFolder("/opt/veertien", Ownership(mode=0o755), "for the link to the version in force")
    if found.program_link != target:
        yield MakeLink(PROGRAM_LINK, target, found.program_link, "the version in force; the unit starts it from there")


def _folders(found: Found) -> Iterator[SetupStep]:
    wanted = {
        f"{found.asterisk_folder}/{pbx_files.DIALPLAN_FOLDER}": Ownership(mode=0o755),
        TABLES_FOLDER: Ownership("root", USER, 0o750),
        f"{TABLES_FOLDER}/municipalities": Ownership("root", USER, 0o750),
        posixpath.dirname(UNIT_FILE): Ownership(mode=0o755),
    }
    for path, owner in wanted.items():
        if path not in found.folders and (_has_no_tables(found) or not path.endswith("/municipalities")):
            yield MakeFolder(path, owner, "it is not there")


def _dialplan(found: Found) -> tuple[dict[str, str], list[str]]:
    """Return the dialplan's files as they will be, and what is to be said of those that are kept."""
    texts, left = {}, []
    for name, shipped in shipped_dialplan().items():
        path = f"{pbx_files.DIALPLAN_FOLDER}/{name}"
        there = found.asterisk_files.get(path)
        kept = (
            name == "globals.conf"
            and there not in {None, shipped}
            and not _was_written(found, f"{found.asterisk_folder}/{path}", there or "")
        )
        texts[name] = there if kept and there is not None else shipped
        if kept:
            left.append(f"{found.asterisk_folder}/{path}: {_KEPT_IF_CHANGED} dialplan/{name}")
    return texts, left


def _dialplan_files(found: Found, dialplan: Mapping[str, str]) -> Iterator[SetupStep]:
    for name, text in dialplan.items():
        path = f"{pbx_files.DIALPLAN_FOLDER}/{name}"
        before = found.asterisk_files.get(path)
        if before != text:
            whole = f"{found.asterisk_folder}/{path}"
            yield WriteFile(whole, text, before, Ownership(), "the dialplan of this version, which Asterisk includes")


def _manager_user(found: Found, text: str) -> Iterator[SetupStep]:
    before = found.asterisk_files.get(pbx_files.SECRET_FILE)
    if before != text:
        owner = Ownership("root", found.asterisk_group, 0o640)
        path = f"{found.asterisk_folder}/{pbx_files.SECRET_FILE}"
        yield WriteFile(path, text, before, owner, "the manager's user, with its secret", secret=True)


def _has_no_tables(found: Found) -> bool:
    return not any(path.endswith(".yaml") for path in found.tables)


def _login(found: Found, settings: Mapping[str, object], manager: tuple[str, str], *, self_test: bool) -> str | None:
    """Return veertien.yaml with the manager's logins, None where it has them."""
    missing = self_test and "selftest" not in settings
    if "ami" in settings and not missing:
        return None
    text = _text_of(found, SETTINGS_FILE)
    host, port = manager
    lines = [
        "ami:",
        f"  host: {host}",
        f"  port: {port}",
        f"  username: {pbx_files.AMI_USER}",
        "  secret_file: ami.secret",
    ]
    if re.search("^ami:", without_block(text), re.MULTILINE):
        lines = []
    if missing:
        lines += ["selftest:", f"  username: {pbx_files.SELF_TEST_USER}", f"  secret_file: {SELF_TEST_SECRET}"]
    return with_block(text, block(lines, "#"))


def _unreadable(login: str | None) -> Iterator[str]:
    try:
        read = yaml.load(login or "", Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    except yaml.YAMLError:
        read = None
    if login and not (isinstance(read, dict) and "ami" in read):
        yield f"{TABLES_FOLDER}/{SETTINGS_FILE}: the section ami can't be added at its end; write it there by hand"


def _tables(found: Found, secret_path: str, secret: str, login: str | None) -> Iterator[SetupStep]:
    if not found.tables.get(posixpath.relpath(secret_path, TABLES_FOLDER), "").strip():
        yield WriteFile(secret_path, f"{secret}\n", None, _MINE, "the same secret for the daemon", secret=True)
    texts = dict(shipped_tables()) if _has_no_tables(found) else {}
    if login is not None:
        texts[SETTINGS_FILE] = login
    for name, text in texts.items():
        before = found.tables.get(name)
        why = "the manager's login" if before is not None else "an example of the tables; its numbers lead nowhere"
        if before != text:
            yield WriteFile(f"{TABLES_FOLDER}/{name}", text, before, _MINE if before is None else None, why)


def _unit(found: Found) -> Iterator[SetupStep]:
    unit = shipped_unit()
    if found.unit is None or (found.unit != unit and _was_written(found, UNIT_FILE, found.unit)):
        yield WriteFile(UNIT_FILE, unit, found.unit, Ownership(), "systemd starts the daemon and watches it")


def self_test_unit_files() -> Mapping[str, str]:
    """Return the text of each unit of the self-test, by its path on a PBX. Raises OSError."""
    return {f"{UNIT_FOLDER}/{name}": text for name, text in shipped_self_test_units().items()}


def _self_test_secret(found: Found, *, wanted: bool) -> str | None:
    """Return the secret of the user that places self-tests; None where nobody wants one."""
    there = pbx_files.self_test_secret(found.asterisk_files)
    at_veertien = found.tables.get(SELF_TEST_SECRET, "").strip() or None
    return there or ((at_veertien or found.self_test_secret) if wanted else None)


def _self_test(found: Found, secret: str) -> Iterator[SetupStep]:
    before = found.tables.get(SELF_TEST_SECRET)
    if (before or "").strip() != secret:
        why = "the same secret for who places self-tests"
        yield WriteFile(f"{TABLES_FOLDER}/{SELF_TEST_SECRET}", f"{secret}\n", before, _MINE, why, secret=True)
    for path, text in self_test_unit_files().items():
        there = found.self_test_units.get(path)
        if there is None or (there != text and _was_written(found, path, there)):
            yield WriteFile(path, text, there, Ownership(), "systemd places self-tests, once you switch that on")


def _edit(found: Found, path: str, text: str) -> SetupStep:
    before = found.asterisk_files.get(path)
    # Who reads Asterisk's files may have to read this one: manager.conf and its like hold secrets of others.
    owner = Ownership("root", found.asterisk_group, 0o640) if before is None else None
    whole = path if path.startswith("/") else f"{found.asterisk_folder}/{path}"
    return WriteFile(whole, text, before, owner, "Asterisk reads Veertien's part from here")


def _was_written(found: Found, path: str, text: str) -> bool:
    return found.written.get(path) == text_digest(text)


def text_digest(text: str) -> str:
    """Return by what a text is known again."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def to_finish() -> Iterator[str]:
    """Yield what is left to do after the first setup."""
    yield f"write your trunks and municipalities into {TABLES_FOLDER}, then: veertien check --config {TABLES_FOLDER}"
    yield "restart Asterisk when no calls are up: asterisk -rx 'core restart when convenient'"
    yield "start the daemon: systemctl enable --now veertien"
    yield "see that the fallback rings while the daemon is stopped"
