"""The changes in Asterisk's files: what each must say, where it has to stand to count, and whether it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from veertien.asterisk.config_text import ConfigSection, config_lines, ends_in_comment, is_yes, sections_of
from veertien.asterisk.dialplan import contract
from veertien.asterisk.modules import CALL_MODULES, JUMPING_MODULE
from veertien.setup.facts import Fallback
from veertien.setup.steps import block, with_block, without_block

DIALPLAN_FOLDER = "veertien"
"""Below Asterisk's own: where the dialplan is copied to."""
SECRET_FILE = f"{DIALPLAN_FOLDER}/ami_user.conf"
AMI_USER = "veertien"
SELF_TEST_USER = "veertien-selftest"
"""The manager's user that places self-tests; it stands in SECRET_FILE too."""
Files = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PbxLayout:
    """Which files are ours to change."""

    global_variables: str
    dialplan: str
    pjsip: str
    manager: str
    generated: bool
    """Whether the others are written by FreePBX, and would lose what is changed in them."""


PLAIN = PbxLayout("extensions.conf", "extensions.conf", "pjsip.conf", "manager.conf", generated=False)
FREEPBX = PbxLayout(
    "globals_custom.conf", "extensions_custom.conf", "pjsip_custom.conf", "manager_custom.conf", generated=True
)
"""FreePBX includes them from what it generates: globals_custom.conf in [globals], pjsip_custom.conf before all
else, the other two at the end (core/etc/extensions.conf, functions.inc/drivers/PJSip.class.php, manager.conf)."""


def layout_of(files: Files) -> PbxLayout:
    """Tell whether FreePBX generates these files."""
    included = {line.include for line in config_lines(files.get("extensions.conf", ""))}
    return FREEPBX if {"extensions_additional.conf", "extensions_custom.conf"} <= included else PLAIN


def before_setup(files: Files) -> dict[str, str]:
    """Return the files as they are without any of setup's changes."""
    return {path: without_block(text) for path, text in files.items() if path != SECRET_FILE}


def changed_files(files: Files, fallback: Fallback, layout: PbxLayout) -> tuple[dict[str, str], list[str]]:
    """Return each file that must say something else, with its new text, and what even then does not count.

    `files` holds the dialplan and the manager's user already, in DIALPLAN_FOLDER.
    """
    bare = before_setup(files) | {SECRET_FILE: files[SECRET_FILE]}
    changed = dict(files)
    for change in (_dialplan, _pjsip, _manager, _modules):
        for path, text in change(bare, changed, fallback, layout):
            changed[path] = text
    faults = [
        f"{path}: a comment that begins with ;-- is not ended, so nothing behind it counts: end it with --;"
        for path in sorted(changed)
        if changed[path] != files.get(path) and ends_in_comment(changed[path])
    ]
    return {path: text for path, text in changed.items() if text != files.get(path)}, faults or list(_missing(changed))


def fallback_in(files: Files) -> Fallback | None:
    """Return the fallback that the dialplan has, None where it has none."""
    found = _global_variables(files)
    endpoint, number = found.get(contract.FALLBACK_ENDPOINT), found.get(contract.FALLBACK_NUMBER)
    return Fallback(endpoint, number) if endpoint and number else None


def dialplan_by_hand(files: Files) -> bool:
    """Tell whether the dialplan is included without setup's change."""
    bare = before_setup(files)
    return contract.AGI in _global_variables(bare) and _has(sections_of(bare, "extensions.conf"), "veertien-inbound")


def endpoints(files: Files) -> dict[str, bool]:
    """Return each PJSIP endpoint, and whether it can be dialled: an AOR of it has a contact, or takes registrations."""
    found = [one for one in sections_of(files, "pjsip.conf") if not one.template]
    aors = {
        one.name: bool(one.value("contact")) or (one.value("max_contacts") or "0") != "0"
        for one in found
        if one.value("type") == "aor"
    }
    return {
        one.name: any(aors.get(aor.strip(), False) for aor in (one.value("aors") or "").split(","))
        for one in found
        if one.value("type") == "endpoint"
    }


def contact_by_setup(files: Files, endpoint: str) -> str | None:
    """Return the SIP address of an endpoint that a setup before has written."""
    if _has(sections_of(before_setup(files), "pjsip.conf"), endpoint):
        return None
    aors = (one for one in sections_of(files, "pjsip.conf") if one.name == endpoint and one.value("type") == "aor")
    return next((one.value("contact") for one in aors), None)


def secret_by_hand(files: Files) -> str | None:
    """Return the secret of the manager's user where it is in a file that setup does not write."""
    bare = before_setup(files)
    user = next((one for one in sections_of(bare, "manager.conf") if one.name == AMI_USER), None)
    return user.value("secret") if user else None


def self_test_secret(files: Files) -> str | None:
    """Return the secret of the manager's user for self-tests, wherever it stands; None where there is no such user."""
    here = {"manager.conf": files.get(SECRET_FILE, "")}
    found = (one for one in (*sections_of(files, "manager.conf"), *sections_of(here, "manager.conf")))
    return next((one.value("secret") for one in found if one.name == SELF_TEST_USER), None)


def manager_address(files: Files) -> tuple[str, str]:
    """Return where the manager is reached: address and port."""
    general = _first(sections_of(files, "manager.conf"), "general")
    bound = (general and general.value("bindaddr")) or ""
    address = bound if bound not in {"", "0.0.0.0", "::", "[::]"} else "127.0.0.1"  # noqa: S104
    return address, (general and general.value("port")) or "5038"


def advice(files: Files, layout: PbxLayout) -> Iterator[str]:
    """Yield what the files say that is ours to tell and not to change."""
    general = _first(sections_of(files, "manager.conf"), "general")
    if general and not (general.value("bindaddr") or "").startswith(("127.", "localhost", "::1")):
        yield "manager.conf: the manager listens on other addresses too: bindaddr=127.0.0.1 in [general]"
    if _modules_said(files)[1] and layout.generated:
        yield (
            f"modules.conf: write `noload = {JUMPING_MODULE}.so` into [modules]; FreePBX keeps that line when it "
            "writes the file"
        )
    system = next((one for one in sections_of(files, "pjsip.conf") if one.value("type") == "system"), None)
    if system and not (system.value("timer_t1") and system.value("timer_b")):
        yield (
            f"{system.file}: write timer_t1=100 and timer_b=6400 into [{system.name}]; without them a dead trunk "
            "costs a caller 32 seconds"
        )
    contexts = {one.value("context") for one in sections_of(files, "pjsip.conf") if not one.template}
    plan = [one for one in sections_of(files, "extensions.conf") if not one.file.startswith(f"{DIALPLAN_FOLDER}/")]
    includes = [value for one in plan for value in one.values("include")]
    if not contexts & {"veertien-carrier", "veertien-inbound"} and "veertien-inbound" not in includes:
        inside = "[from-pstn-custom] of extensions_custom.conf" if layout.generated else "its context"
        yield (
            "no endpoint leads to Veertien: write the carrier's by the template veertien-carrier, or "
            f"`include => veertien-inbound` into {inside}"
        )
    tones = _first(sections_of(files, "indications.conf"), "general")
    if not tones or tones.value("country") != "nl":
        yield "indications.conf: country=nl in [general], so that callers hear Dutch tones"


def _dialplan(bare: Files, files: Files, fallback: Fallback, layout: PbxLayout) -> Iterator[tuple[str, str]]:
    if dialplan_by_hand(files):
        return
    settings = [
        f"#include {DIALPLAN_FOLDER}/globals.conf",
        f"{contract.FALLBACK_ENDPOINT}={fallback.endpoint}",
        f"{contract.FALLBACK_NUMBER}={fallback.number}",
    ]
    plan = [f"#include {DIALPLAN_FOLDER}/extensions.conf"]
    if layout.generated:
        yield layout.global_variables, _appended(files, layout.global_variables, settings)
        yield layout.dialplan, _appended(files, layout.dialplan, plan)
    else:
        # Asterisk takes the variables of each [globals].
        yield layout.dialplan, _appended(files, layout.dialplan, ["[globals]", *settings, "", *plan])


def _pjsip(bare: Files, files: Files, fallback: Fallback, layout: PbxLayout) -> Iterator[tuple[str, str]]:
    there = sections_of(bare, "pjsip.conf")
    lines = []
    if not any(one.value("type") == "system" for one in there):
        lines += ["[system]", "type=system", "timer_t1=100", "timer_b=6400", ""]
    if not _has(there, "veertien-trunk"):
        lines += [f"#include {DIALPLAN_FOLDER}/pjsip.conf"]
    if fallback.contact and not _has(there, fallback.endpoint):
        name = fallback.endpoint
        lines += [f"[{name}](veertien-trunk)", f"aors={name}"]
        lines += [f"[{name}](veertien-aor)", f"contact={fallback.contact}"]
    if lines:
        # Before all that uses the templates.
        text = files.get(layout.pjsip, "")
        yield layout.pjsip, with_block(text, block(lines, ";"), at=0)


def _manager(bare: Files, files: Files, fallback: Fallback, layout: PbxLayout) -> Iterator[tuple[str, str]]:
    text = files.get(layout.manager, "")
    bare_text = bare.get(layout.manager, "")
    if secret_by_hand(files) is not None and _is_on(sections_of(bare, "manager.conf")):
        return
    user = [f"#include {DIALPLAN_FOLDER}/manager.conf", f"#include {SECRET_FILE}"]
    if secret_by_hand(files) is not None:
        user = []
    if _is_on(sections_of(bare, "manager.conf")):
        yield layout.manager, with_block(text, block(user, ";"))
        return
    switched_on = ["enabled=yes"]
    general = _first(sections_of(bare, "manager.conf"), "general")
    if not (general and general.value("bindaddr")):
        switched_on += ["bindaddr=127.0.0.1"]
    if general is None:
        yield layout.manager, with_block(text, block(["[general]", *switched_on, *user], ";"))
    else:
        # Only the first [general] counts, and the last value in it. The user's sections go behind the whole of it.
        place = _end_of_section(bare_text, "general")
        if place is not None:
            yield layout.manager, with_block(text, block([*switched_on, *user], ";"), at=place)


def _modules(bare: Files, files: Files, fallback: Fallback, layout: PbxLayout) -> Iterator[tuple[str, str]]:
    wanted, not_wanted = _modules_said(bare)
    lines = [f"load = {name}.so" for name in wanted] + [f"noload = {name}.so" for name in not_wanted]
    text = bare.get("modules.conf")
    if lines and not layout.generated and text is not None:
        place = _end_of_section(text, "modules")
        if place is not None:
            yield "modules.conf", with_block(files["modules.conf"], block(lines, ";"), at=place)


def _modules_said(files: Files) -> tuple[list[str], list[str]]:
    """Return the modules that are still to be loaded, and those that are still to be kept out."""
    section = _first(sections_of(files, "modules.conf"), "modules")
    if section is None:
        return [], []
    loaded = {
        _module(value) for way in ("load", "preload", "require", "preload-require") for value in section.values(way)
    }
    kept_out = {_module(value) for value in section.values("noload")}
    if is_yes(section.value("autoload")):
        return [], [JUMPING_MODULE] if JUMPING_MODULE not in kept_out else []
    return [name for name in CALL_MODULES if name not in loaded], []


def _missing(files: Files) -> Iterator[str]:
    """Yield what the files, as they will be, still don't say where it counts."""
    plan, pjsip = sections_of(files, "extensions.conf"), sections_of(files, "pjsip.conf")
    if not _has(plan, "veertien-inbound"):
        yield f"extensions.conf does not get to `#include {DIALPLAN_FOLDER}/extensions.conf`: include it there by hand"
    if not {contract.AGI, contract.FALLBACK_ENDPOINT} <= _global_variables(files).keys():
        yield f"extensions.conf: no [globals] gets to `#include {DIALPLAN_FOLDER}/globals.conf`: include it by hand"
    if not _has(pjsip, "veertien-trunk"):
        yield f"pjsip.conf does not get to `#include {DIALPLAN_FOLDER}/pjsip.conf`: include it there by hand"
    people = sections_of(files, "manager.conf")
    if not _is_on(people):
        yield "manager.conf: enabled=yes does not stand in the first [general]: write it there by hand"
    user = next((one for one in people if one.name == AMI_USER), None)
    if user is None or not user.value("secret"):
        yield f"manager.conf does not get to the user {AMI_USER}: `#include {SECRET_FILE}` there by hand"
    modules = _first(sections_of(files, "modules.conf"), "modules")
    if modules is None:
        yield "modules.conf has no [modules]: is this Asterisk's folder? Name it with --asterisk"
    else:
        needed = {_module(value) for value in modules.values("noload")} & set(CALL_MODULES)
        if needed:
            yield f"modules.conf keeps out what calls need: take the noload of {', '.join(sorted(needed))} away"


def _appended(files: Files, path: str, lines: list[str]) -> str:
    return with_block(files.get(path, ""), block(lines, ";"))


def _global_variables(files: Files) -> dict[str, str]:
    every = [one for one in sections_of(files, "extensions.conf") if one.name == "globals"]
    return {name: value for one in every for name, value in one.options}


def _end_of_section(text: str, name: str) -> int | None:
    """Return the number of the line behind the last that counts in the first section of that name."""
    inside, last = False, None
    for line in config_lines(text):
        if line.header is not None:
            if inside:
                break
            inside = line.header == name
        if inside:
            last = line.number + 1
    return last


def _is_on(people: Iterable[ConfigSection]) -> bool:
    general = _first(people, "general")
    return general is not None and is_yes(general.value("enabled"))


def _first(sections: Iterable[ConfigSection], name: str) -> ConfigSection | None:
    return next((one for one in sections if one.name == name), None)


def _has(sections: Iterable[ConfigSection], name: str) -> bool:
    return _first(sections, name) is not None


def _module(value: str) -> str:
    return value.removesuffix(".so")
