"""What a plan does to each shape of Asterisk's files, and when it refuses."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.setup.machines import FALLBACK, FREEPBX, PLAIN, found_with
from veertien.asterisk.config_text import sections_of
from veertien.setup.facts import Fallback, Found
from veertien.setup.pbx_files import endpoints, fallback_in, manager_address
from veertien.setup.planning import plan_of, text_digest
from veertien.setup.steps import MakeLink, Plan, Run, WriteFile, without_block

ASTERISK = "/etc/asterisk/"


def written(plan: Plan) -> dict[str, str]:
    """The texts below Asterisk's folder."""
    files = [one for one in plan.steps if isinstance(one, WriteFile) and one.path.startswith(ASTERISK)]
    return {one.path.removeprefix(ASTERISK): one.text for one in files}


def after(found: Found, plan: Plan) -> Found:
    """The machine when the plan is carried out."""
    assert plan.refusals == ()
    texts = {one.path: one.text for one in plan.steps if isinstance(one, WriteFile)}
    tables = {
        path.removeprefix("/etc/veertien/"): text for path, text in texts.items() if path.startswith("/etc/veertien/")
    }
    return replace(
        found,
        asterisk_files={**found.asterisk_files, **written(plan)},
        tables={**found.tables, **tables},
        unit=texts.get("/etc/systemd/system/veertien.service", found.unit),
        users=found.users | {"veertien"},
        folders=found.folders | {getattr(one, "path", "") for one in plan.steps},
    )


def changed_by(files: dict[str, str], fallback: Fallback | None = FALLBACK) -> dict[str, str]:
    found = found_with(files)
    return dict(after(found, plan_of(found, fallback)).asterisk_files)


def value(files: dict[str, str], name: str, section: str, option: str) -> str | None:
    first = next((one for one in sections_of(files, name) if one.name == section), None)
    return first.value(option) if first else None


@pytest.mark.parametrize("files", [PLAIN, FREEPBX], ids=["plain", "freepbx"])
def test_what_veertien_needs_counts_afterwards(files: dict[str, str]) -> None:
    there = changed_by(files)
    assert fallback_in(there) == FALLBACK
    assert any(one.name == "veertien-inbound" for one in sections_of(there, "extensions.conf"))
    assert value(there, "pjsip.conf", "veertien-carrier", "identify_by") == "ip"
    assert value(there, "pjsip.conf", "system", "timer_b") == "6400"
    assert value(there, "manager.conf", "general", "enabled") == "yes"
    assert value(there, "manager.conf", "veertien", "secret") == "fresh"
    assert value(there, "manager.conf", "veertien", "read") == "system,user"
    assert manager_address(there) == ("127.0.0.1", "5038")


@pytest.mark.parametrize("files", [PLAIN, FREEPBX], ids=["plain", "freepbx"])
def test_a_second_time_there_is_nothing_to_do(files: dict[str, str]) -> None:
    found = found_with(files)
    there = after(found, plan_of(found, FALLBACK))
    assert plan_of(there, FALLBACK).steps == ()
    assert plan_of(there, None).steps == ()


def test_of_freepbx_only_the_custom_files_are_changed_and_its_own_can_be_written_again() -> None:
    there = changed_by(FREEPBX)
    changed = {path for path, text in there.items() if FREEPBX.get(path) != text and not path.startswith("veertien/")}
    assert changed == {"extensions_custom.conf", "globals_custom.conf", "manager_custom.conf", "pjsip_custom.conf"}
    again = there | {path: text for path, text in FREEPBX.items() if "_custom" not in path}
    assert plan_of(found_with(again), None).refusals == ()
    assert fallback_in(again) == FALLBACK


def test_it_tells_to_write_the_carrier_until_an_endpoint_leads_to_veertien() -> None:
    def told(more: str) -> bool:
        files = PLAIN | {"pjsip.conf": PLAIN["pjsip.conf"] + more}
        return any("no endpoint leads to Veertien" in one.what for one in plan_of(found_with(files), FALLBACK).left)

    assert told("")
    assert not told("[carrier](veertien-carrier)\n")


def test_freepbx_is_told_the_module_that_it_has_to_keep_out_itself() -> None:
    left = plan_of(found_with(FREEPBX), FALLBACK).left
    assert any("noload = bridge_native_rtp.so" in one.what for one in left)


LINES = st.sampled_from(
    [
        "",
        "; words",
        ";-- three lines",
        "--;",
        "[general]",
        "[general](+)",
        "[globals]",
        "[modules]",
        "[system]",
        "[veertien]",
        "type=system",
        "enabled=yes",
        "enabled = no ; off",
        "secret=own",
        "autoload=no",
        "noload => bridge_native_rtp.so",
        "VEERTIEN_AGI=agi://127.0.0.1/route",
        "#include more.conf",
        "exten => 1,1,NoOp(\\;)",
        "\udcff\r",
    ]
)
TEXTS = st.lists(LINES, max_size=12).map("\n".join) | st.lists(LINES, max_size=12).map(
    lambda all_: "\n".join([*all_, ""])
)


@settings(max_examples=60)
@given(st.fixed_dictionaries(dict.fromkeys(PLAIN, TEXTS) | {"more.conf": TEXTS}))
def test_text_outside_the_marks_never_changes_and_a_second_plan_is_empty(more: dict[str, str]) -> None:
    files = {name: PLAIN.get(name, "") + text for name, text in more.items()}
    found = found_with(files)
    plan = plan_of(found, FALLBACK)
    assert bool(plan.refusals) != bool(plan.steps)
    if plan.refusals:
        return
    there = after(found, plan)
    for path, text in files.items():
        # Where the last line had no end, it has one before the mark.
        assert without_block(there.asterisk_files[path]) in {text, f"{text}\n"}
    # What was there counts as before: setup adds, and takes no place in another section.
    for name, option in (("manager.conf", "secret"), ("extensions.conf", "exten"), ("modules.conf", "noload")):
        before = [(one.name, one.values(option)) for one in sections_of(files, name) if one.values(option)]
        behind = [(one.name, one.values(option)) for one in sections_of(dict(there.asterisk_files), name)]
        assert all(any(one == two[0] and set(all_) <= set(two[1]) for two in behind) for one, all_ in before)
    assert plan_of(there, None).steps == ()


@pytest.mark.parametrize(
    ("fallback", "why"),
    [
        (None, "no fallback is named"),
        (Fallback("nobody", "0880000014"), "no endpoint nobody"),
        (Fallback("switchboard", "140229"), "comes back"),
        (Fallback("switchboard", "1400"), "comes back"),
        (Fallback("switchboard", "14 0229"), "no number that can be dialled"),
        (Fallback("switchboard", ""), "no number that can be dialled"),
        (Fallback("switch\nboard", "0880000014"), "no name of an endpoint"),
        (Fallback("new", "0880000014", "sip:a\n[b]"), "no SIP address"),
        (Fallback("deaf", "0880000014"), "can't be dialled"),
    ],
)
def test_without_a_fallback_that_can_be_dialled_nothing_is_done(fallback: Fallback | None, why: str) -> None:
    files = {**PLAIN, "pjsip.conf": f"{PLAIN['pjsip.conf']}[deaf]\ntype=endpoint\naors=deaf\n[deaf]\ntype=aor\n"}
    plan = plan_of(found_with(files), fallback)
    assert plan.steps == ()
    assert why in plan.refusals[0]


def test_a_fallback_whose_endpoint_is_new_is_written_with_its_address() -> None:
    there = changed_by(PLAIN, Fallback("desk", "0880000014", "sip:192.0.2.8:5060"))
    assert endpoints(there)["desk"]
    assert value(there, "pjsip.conf", "desk", "identify_by") == "ip"


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("extensions.conf", "[general]\n;-- to be continued\n", "is not ended"),
        ("manager.conf", "#include general.conf\n", "first [general]"),
        ("modules.conf", "; nothing\n", "no [modules]"),
        ("modules.conf", "[modules]\nautoload=yes\nnoload = res_agi.so\n", "res_agi"),
    ],
)
def test_where_a_change_would_not_count_nothing_is_done(name: str, text: str, why: str) -> None:
    plan = plan_of(found_with({**PLAIN, "general.conf": "[general]\nenabled=no\n", name: text}), FALLBACK)
    assert plan.steps == ()
    assert any(why in one and one.startswith(name) for one in plan.refusals), plan.refusals


def test_the_first_general_is_the_one_that_is_switched_on_behind_what_switches_it_off() -> None:
    there = changed_by(
        {**PLAIN, "manager.conf": "[general]\nenabled=no\n; note\n[a]\nsecret=1\n[general]\nenabled=no\n"}
    )
    assert there["manager.conf"].startswith("[general]\nenabled=no\n; veertien setup: begin\nenabled=yes\n")


def test_a_module_list_of_ones_own_gets_what_is_missing_and_nothing_twice() -> None:
    there = changed_by({**PLAIN, "modules.conf": "[modules]\nautoload=no\nload = res_agi.so\n\n[global]\n"})
    text = there["modules.conf"]
    assert text.count("res_agi.so") == 1 and "load = app_audiosocket.so" in text
    assert "noload" not in text and text.index("app_audiosocket") < text.index("[global]")


def test_the_secret_that_one_side_has_is_taken_for_both_and_two_are_refused() -> None:
    tables = {"veertien.yaml": "recognisers: 2\n", "ami.secret": "older\n"}
    found = found_with(PLAIN, tables=tables)
    there = after(found, plan_of(found, FALLBACK))
    assert value(dict(there.asterisk_files), "manager.conf", "veertien", "secret") == "older"
    by_hand = {**PLAIN, "manager.conf": "[general]\nenabled=yes\n[veertien]\nsecret=another\n"}
    assert "two secrets" in plan_of(found_with(by_hand, tables=tables), FALLBACK).refusals[0]


def test_tables_are_put_only_where_there_are_none_and_the_login_is_added_to_ones_own() -> None:
    plan = plan_of(found_with(PLAIN, tables={"veertien.yaml": "recognisers: 3\n"}), FALLBACK)
    tables = {one.path: one.text for one in plan.steps if isinstance(one, WriteFile) and ".yaml" in one.path}
    assert list(tables) == ["/etc/veertien/veertien.yaml"]
    assert tables["/etc/veertien/veertien.yaml"].startswith("recognisers: 3\n# veertien setup: begin\nami:\n")


def test_no_secret_stands_in_a_text_that_is_shown() -> None:
    shown = [one for one in plan_of(found_with(PLAIN), FALLBACK).steps if isinstance(one, WriteFile) and not one.secret]
    assert all("fresh" not in one.text for one in shown)
    secret = [one for one in plan_of(found_with(PLAIN), FALLBACK).steps if isinstance(one, WriteFile) and one.secret]
    assert [one.owner and one.owner.mode for one in secret] == [0o640, 0o640]


def test_globals_and_unit_that_were_changed_by_hand_are_kept_and_told_and_ones_own_older_ones_replaced() -> None:
    found = found_with(PLAIN)
    there = after(found, plan_of(found, FALLBACK))
    own = "VEERTIEN_AGI=agi://127.0.0.1:4574/route\n"
    edited = replace(there, asterisk_files={**there.asterisk_files, "veertien/globals.conf": own}, unit="[Unit]\n")
    plan = plan_of(edited, None)
    assert plan.steps == ()
    assert sum("changed by hand" in one.what for one in plan.left) == 2
    known = {
        f"{ASTERISK}veertien/globals.conf": text_digest(own),
        "/etc/systemd/system/veertien.service": text_digest("[Unit]\n"),
    }
    assert len(plan_of(replace(edited, written=known), None).steps) == 2


@pytest.mark.parametrize(("runs", "commands"), [(True, {"useradd", "systemctl"}), (False, {"useradd"})])
def test_systemd_is_told_of_the_unit_where_it_runs(runs: bool, commands: set[str]) -> None:
    plan = plan_of(found_with(PLAIN, root_folder=False, systemd_runs=runs), FALLBACK)
    assert {one.command[0] for one in plan.steps if isinstance(one, Run)} == commands


def test_a_program_that_the_unit_cannot_see_is_refused() -> None:
    plan = plan_of(found_with(PLAIN, program="/root/.local/pipx/venvs/veertien"), FALLBACK)
    assert "/opt/veertien" in plan.refusals[0]


def test_the_version_in_force_is_a_link_which_an_upgrade_lets_lead_elsewhere() -> None:
    plan = plan_of(found_with(PLAIN, program="/opt/veertien/2.0", program_link="/opt/veertien/1.0/bin"), FALLBACK)
    (link,) = (one for one in plan.steps if isinstance(one, MakeLink))
    assert (link.target, link.before) == ("/opt/veertien/2.0/bin", "/opt/veertien/1.0/bin")
