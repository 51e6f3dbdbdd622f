"""Text that came with a call is found wherever Asterisk would evaluate it, and nowhere else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.network import lay_out, pbx_files, world_files
from veertien.asterisk.dialplan.check import UnsafeKind, check_dialplan

DIALPLAN = Path(__file__).parents[3] / "dialplan"
RAW = (
    "CALLERID(num)",
    "CALLERID(name)",
    "CALLERID(all)",
    "CALLERID(rdnis)",
    "callerid(num)",
    "CONNECTEDLINE(num)",
    "REDIRECTING(from-num)",
    "PJSIP_HEADER(read,X-Any)",
    "PJSIP_HEADER(read,From,1)",
    "CHANNEL(pjsip,remote_uri)",
    "CHANNEL(useragent)",
    "CDR(src)",
    "SIPDOMAIN",
    "DIALEDPEERNUMBER",
    "CUT(CALLERID(num),\\;,1)",
    "CUT(CUT(CHANNEL(pjsip,local_uri),@,1),:,2)",
    "CALLERID(num):0:5",
)
SAFE = (
    "CALLERID(num-pres)",
    "CALLERID(pres)",
    "REDIRECTING(count)",
    "CHANNEL(state)",
    "CHANNEL(channeltype)",
    "CHANNEL(pjsip,remote_addr)",
    "CDR(duration)",
    "UNIQUEID",
    "HANGUPCAUSE",
    "DIALSTATUS",
    "EXTEN",
    "OWN:0:5",
    "FIELDQTY(OWN,-)",
    "CUT(OWN,-,1)",
    "FILTER(0-9,${CALLERID(num)})",
    "FILTER(a-z,${TOLOWER(${CALLERID(name)})})",
    "FILTER(-_.a-zA-Z0-9,${CUT(CALLERID(num),\\;,1)})",
    "LEN(${CALLERID(num)})",
    "MD5(${CALLERID(num)})",
)


def codes(application: str, pattern: str = "s", before: str = "") -> list[UnsafeKind]:
    return [found.code for found in check_dialplan(f"[any]\n{before}exten => {pattern},1,{application}\n", "x.conf")]


@pytest.mark.parametrize("raw", RAW)
@pytest.mark.parametrize(
    ("application", "code"),
    [
        ('GotoIf($["${@}" = "anonymous"]?other,1)', UnsafeKind.RAW_EXPRESSION),
        ('Set(OWN=${IF($["${@}" = "x"]?1:2)})', UnsafeKind.RAW_EXPRESSION),
        ("Set(OWN=$[1 + $[${@}]])", UnsafeKind.RAW_EXPRESSION),
        ('Set(OWN=${FILTER(0-9,$["${@}" = "x"])})', UnsafeKind.RAW_EXPRESSION),
        ("Dial(PJSIP/${@}@trunk)", UnsafeKind.RAW_ARGUMENT),
        ("Goto(other,${@},1)", UnsafeKind.RAW_ARGUMENT),
        ("Set(OWN=${@})", UnsafeKind.RAW_ARGUMENT),
        ("Set(OWN=${OTHER_${@}})", UnsafeKind.RAW_ARGUMENT),
        ("Set(OWN=${TOLOWER(${@})})", UnsafeKind.RAW_ARGUMENT),
        ("Log(NOTICE,a call of ${@})", UnsafeKind.RAW_ARGUMENT),
        ("System(echo ${@})", UnsafeKind.RAW_ARGUMENT),
        ("Set(OWN=${FILTER(0-9,${DB(numbers/${@})})})", UnsafeKind.RAW_ARGUMENT),
    ],
)
def test_raw_text_is_found_wherever_it_is_evaluated(raw: str, application: str, code: UnsafeKind) -> None:
    assert codes(application.replace("@}", raw + "}", 1).replace("${@", "${" + raw)) == [code]


@pytest.mark.parametrize("safe", SAFE)
@pytest.mark.parametrize("application", ['GotoIf($["${@}" = "x"]?other,1)', "Goto(other,${@},1)", "Set(OWN=${@})"])
def test_what_is_filtered_or_asterisks_own_is_no_finding(safe: str, application: str) -> None:
    assert codes(application.replace("@", safe)) == []


@pytest.mark.parametrize(
    ("pattern", "used", "raw"),
    [
        ("14020", "EXTEN", False),
        ("_140XX", "EXTEN", False),
        ("_+31[1-3]NZ", "EXTEN", False),
        ("${NATIONAL}", "EXTEN", False),
        ("_X.", "EXTEN", True),
        ("_140XX!", "EXTEN", True),
        ("_140XX\\;.", "EXTEN", True),
        ("_140XX\\;.", "EXTEN:0:5", False),
        ("_140XX\\;.", "EXTEN:0:6", True),
        ("_140XX.", "EXTEN:3", True),
        ("_140XX.", "EXTEN:-2:1", True),
        ('_1["0]X', "EXTEN", True),
        ("_${NATIONAL}\\;.", "EXTEN:0:4", True),
        ("i", "INVALID_EXTEN", True),
    ],
)
def test_an_extension_is_raw_where_its_pattern_lets_any_character_in(pattern: str, used: str, raw: bool) -> None:
    assert codes(f"Goto(other,${{{used}}},1)", pattern) == ([UnsafeKind.RAW_ARGUMENT] if raw else [])


def test_same_goes_by_the_pattern_of_its_extension() -> None:
    text = "[a]\nexten => _X.,1,NoOp()\n same => n(label),Goto(b,${EXTEN},1)\nexten => _XX,1,Goto(b,${EXTEN},1)\n"
    (found,) = check_dialplan(text, "x.conf")
    assert (found.line, found.column) == (3, 26)
    assert str(found).startswith("x.conf:3:26: RAW-ARGUMENT ${EXTEN} is read as part of Goto's arguments: ")


@pytest.mark.parametrize(
    ("allowed", "wide"),
    [
        ("0-9", False),
        ("-+*#_.a-zA-Z0-9", False),
        ("\\x80-\\xff", False),
        ('0-9"', True),
        (" -~", True),
        ("0-9\\x24", True),
        ("\\n0-9", True),
        ("${ALLOWED}", True),
    ],
)
def test_a_filter_that_lets_through_what_asterisk_reads_is_no_filter(allowed: str, wide: bool) -> None:
    assert codes(f"Set(OWN=${{FILTER({allowed},${{CALLERID(num)}})}})") == ([UnsafeKind.WIDE_FILTER] if wide else [])


def test_a_cut_behind_a_filter_is_moved_by_a_bracket_in_the_text() -> None:
    assert codes("Set(OWN=${FILTER(0-9,${CALLERID(num)}):0:20})") == [UnsafeKind.RAW_CUT]
    assert codes("Set(OWN=${FILTER(0-9,${OWN}):0:20})") == []


def test_evaluating_a_value_again_is_found_whatever_it_holds() -> None:
    assert codes("Set(OWN=${EVAL(${OTHER})})") == [UnsafeKind.EVALUATED_TWICE]


def test_agi_is_not_to_be_given_the_caller_as_they_came() -> None:
    assert codes("AGI(agi://127.0.0.1/any,${CALLERID(num)})") == [UnsafeKind.AGI_CALLER, UnsafeKind.RAW_AGI]
    filtered = "".join(
        f"exten => s,1,Set({field}=${{OWN}})\n"
        for field in ("CALLERID(num)", "CALLERID(name)", "CALLERID(dnid)", "REDIRECTING(from-num,i)")
    )
    assert codes("AGI(agi://127.0.0.1/any)", before=filtered) == []


def test_several_set_in_one_step_count_each() -> None:
    fields = ("REDIRECTING(from-num,i)", "CALLERID(num)", "CALLERID(name)", "CALLERID(dnid)")
    together = ",".join(f"{field}=${{IF($[1]?${{OWN}},none)}}" for field in fields)
    assert codes("AGI(agi://127.0.0.1/any)", before=f"exten => s,1,MSet({together})\n") == []
    for field in fields:
        less = together.replace(f"{field}=", "OTHER=")
        assert codes("AGI(agi://127.0.0.1/any)", before=f"exten => s,1,MSet({less})\n") == [UnsafeKind.AGI_CALLER]


@pytest.mark.parametrize(
    "text",
    [
        "; exten => s,1,System(${CALLERID(num)})\n",
        "exten => s,1,NoOp() ; ${CALLERID(num)}\n",
        ";-- all of this\nexten => s,1,System(${CALLERID(num)})\nis left out --;\n",
        "exten => s,hint,${CALLERID(num)}\n",
        "[globals]\nexten => s,1,System(${CALLERID(num)})\n",
        "include => other\nswitch => Realtime\n",
    ],
)
def test_what_asterisk_does_not_run_is_no_finding(text: str) -> None:
    assert check_dialplan(f"[any]\n{text}", "x.conf") == ()


def test_a_semicolon_that_is_escaped_begins_no_comment() -> None:
    assert codes("Set(OWN=a\\;${CALLERID(num)})") == [UnsafeKind.RAW_ARGUMENT]
    assert codes("Set(A=1) ;-- away --; ") == []


@pytest.mark.parametrize("name", sorted(path.name for path in DIALPLAN.glob("*.conf")))
def test_the_shipped_dialplan_has_none(name: str) -> None:
    assert check_dialplan((DIALPLAN / name).read_text(), name) == ()


def test_the_dialplans_of_the_demo_have_none() -> None:
    network = lay_out(("trunk-any",), "secret")
    for files in (pbx_files(network, DIALPLAN), world_files(network)):
        assert check_dialplan(files["extensions.conf"], "extensions.conf") == ()


@pytest.mark.parametrize(
    "change", ["${FILTER(+0-9,${EXTEN})}", "${FILTER(-0-9,${PJSIP_HEADER(read,X-Veertien-Passed)})}"]
)
def test_a_filter_taken_out_of_the_shipped_dialplan_is_noticed(change: str) -> None:
    text = (DIALPLAN / "extensions.conf").read_text()
    assert change in text
    raw = change.partition(",")[2].removesuffix(")}")
    found = check_dialplan(text.replace(change, raw), "x.conf")
    assert [finding.code for finding in found] == [UnsafeKind.RAW_ARGUMENT] * text.count(change)


@pytest.mark.parametrize("text", ["${" * 4000, "$[" * 4000, "${FILTER(a," * 700])
def test_what_is_nested_deeper_than_anybody_writes_is_one_finding(text: str) -> None:
    assert codes(f"Set(OWN={text})") == [UnsafeKind.NESTED_DEEP]


PIECES = st.sampled_from(
    [
        "${",
        "$[",
        "}",
        "]",
        "(",
        ")",
        ",",
        ";",
        "\\",
        "FILTER(",
        "EVAL(",
        "0-9",
        "CALLERID(num)",
        "EXTEN",
        ":0:5",
        '"',
        "\n",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_any_text_is_read_to_its_end(text: str) -> None:
    for whole in (text, f"[any]\nexten => _X.,1,Set(OWN={text})\n"):
        for found in check_dialplan(whole, "x.conf"):
            assert 1 <= found.line <= whole.count("\n") + 1
            assert found.message.isprintable()


@given(st.sampled_from(RAW), st.lists(st.sampled_from(["TOLOWER(", "IF($[1 = 1]?", "SHA256(", "OWN_"]), max_size=5))
def test_however_it_is_wrapped_raw_text_is_found_until_it_is_filtered(raw: str, wraps: list[str]) -> None:
    wrapped = f"${{{raw}}}"
    for wrap in wraps:
        wrapped = f"${{{wrap}{wrapped}{')' if '(' in wrap else ''}}}"
    assert codes(f"Set(OWN={wrapped})") != []
    # What the text names, a variable or what a function looks up, is not mended by a filter around it.
    plain = not {"SHA256(", "OWN_"} & set(wraps)
    assert (codes(f"Set(OWN=${{FILTER(0-9,{wrapped})}})") == []) == plain
