"""Every fault is named by its code, at the line and column of what is wrong: the place marked ▲ here."""

from collections.abc import Callable
from pathlib import Path

import pytest

from veertien.config import Fault, Severity
from veertien.config.faults.definitions import DEFINITIONS, severity_of
from veertien.config.faults.definitions.data import DATA

Faults = Callable[..., list[Fault]]

TRUNKS, OPERATOR, SERVICE = "trunks.yaml", "operator.yaml", "veertien.yaml"
TABLE, SOUNDS = "municipalities/noord-holland.yaml", "pronunciations.yaml"
SCHEDULES, RULES, CALLERS = "schedules.yaml", "routing.yaml", "callers.yaml"
MONDAY = "hours: {monday: 09:00-12:00}"
PROXY = "from: [127.0.0.1]"
SHARING = "{trunk: operator, number: 11, weight: 5}"
HOORN = "  - name: Hoorn\n    destinations: [{trunk: hoorn, number: 0229000001}]\n"

# Code, file, its content, and what the message must say for the integrator to find the cure.
CASES = [
    ("FILE-EMPTY", TRUNKS, "▲# nothing yet\n", "write some, as in the example in config/"),
    ("FILE-EMPTY", "veertien.yaml", "▲# nothing yet\n", "write some, such as `recognisers: auto`"),
    ("FILE-EMPTY", RULES, "▲# nothing yet\n", "fill it in or take it away"),
    ("YAML-SYNTAX", TRUNKS, "trunks:\n  hoorn: a▲: b\n", "mapping values are not allowed here"),
    ("YAML-SYNTAX", TABLE, "municipalities:\n  - name: ▲'s-Gravenhage\n    connected: no\n", "in double quotes"),
    (
        "YAML-SYNTAX",
        TRUNKS,
        "trunks:\n  hoorn:\n    endpoint: a\n   ▲capacity: 1\n",
        "the indentation does not fit what stands above",
    ),
    ("YAML-SYNTAX", TRUNKS, 'trunks: "\\U▲FFFFFFFF"\n', "not YAML"),
    ("YAML-TAB", TRUNKS, "trunks:\n▲\thoorn: {}\n", "spaces"),
    ("YAML-TAB", TRUNKS, "trunks:\n  hoorn:▲\t{}\n", "spaces"),
    ("YAML-CHARACTER", TRUNKS, "trunks:\n  hoo▲\x07rn: {}\n", "U+0007"),
    ("YAML-CHARACTER", TRUNKS, 'trunks:\n  hoorn: {capacity: 5, endpoint: ▲"a\\nb"}\n', "U+000A"),
    ("YAML-CHARACTER", TRUNKS, 'trunks:\n  hoorn: {capacity: 5, endpoint: ▲"\\uD800"}\n', "U+D800"),
    ("YAML-ANCHOR", TRUNKS, "trunks:\n  hoorn: {endpoint: h, capacity: ▲&five 5}\n", "&five"),
    ("YAML-ANCHOR", TRUNKS, "trunks:\n  hoorn: {endpoint: h, capacity: ▲*five}\n", "*five"),
    ("YAML-TAG", TRUNKS, "trunks:\n  hoorn: {endpoint: h, capacity: ▲!!int 5}\n", "take the tag out"),
    ("YAML-TAG", TRUNKS, "trunks: ▲!!python/object:os.system {}\n", "take the tag out"),
    ("YAML-DOCUMENTS", OPERATOR, "destinations: []\n▲---\ndestinations: []\n", "file of its own"),
    ("YAML-DEPTH", TRUNKS, "trunks: " + 11 * "[" + "▲[" + 12 * "]" + "\n", "nested"),
    ("YAML-KEY", TRUNKS, "trunks:\n  ▲[a, b]: c\n", "not a text"),
    (
        "DUPLICATE-KEY",
        TRUNKS,
        "trunks:\n  hoorn: {endpoint: a, capacity: 1}\n  ▲hoorn: {endpoint: b, capacity: 1}\n",
        "stands on line 2 and again on line 3",
    ),
    ("UNKNOWN-KEY", TRUNKS, "trunks:\n  hoorn: {endpoint: a, ▲capasity: 1, capacity: 1}\n", '"capacity"'),
    ("UNKNOWN-KEY", TRUNKS, "▲extra: x\ntrunks: {}\n", "the keys here are trunks"),
    ("UNKNOWN-KEY", TABLE, f"municipalities:\n{HOORN}    ▲conected: no\n", '"connected"'),
    ("UNKNOWN-KEY", SERVICE, "fastagi:\n  ▲prot: 1\n", '"port"'),
    ("MISSING-KEY", TRUNKS, "trunks:\n  hoorn:\n    ▲endpoint: a\n", "`capacity` is missing"),
    ("MISSING-KEY", OPERATOR, "destinations:\n  - ▲trunk: operator\n", "`number` is missing"),
    ("EMPTY-VALUE", TRUNKS, "trunks:\n  hoorn:\n    endpoint:▲\n    capacity: 1\n", '"endpoint" has no value'),
    ("EMPTY-VALUE", OPERATOR, "destinations:▲\n", '"destinations" has no value'),
    ("EMPTY-VALUE", TABLE, f"municipalities:\n{HOORN}    area_codes: ▲[]\n", "take it out"),
    ("WRONG-SHAPE", OPERATOR, "destinations: ▲operator\n", "a list"),
    ("WRONG-SHAPE", OPERATOR, "destinations:\n  - ▲operator\n", "lines `key: value`"),
    (
        "WRONG-SHAPE",
        TRUNKS,
        "trunks:\n  hoorn:\n    endpoint: a\n  capacity: ▲1\n",
        '"capacity" stands where a name in "trunks" is expected; indent it further',
    ),
    ("WRONG-SHAPE", OPERATOR, "▲- trunk: operator\n", "lines `key: value`"),
    ("WRONG-SHAPE", TRUNKS, "trunks:\n  hoorn: {endpoint: ▲[a], capacity: 1}\n", "one text"),
    ("TEXT", TABLE, f"municipalities:\n{HOORN}    other_names: [▲{'a' * 101}]\n", "100 characters"),
    ("TEXT", TABLE, f'municipalities:\n{HOORN}    other_names: [▲"!?"]\n', "nothing in it that can be said"),
    ("YES-NO", TABLE, f"municipalities:\n{HOORN}    connected: ▲perhaps\n", "write yes or no"),
    ("WHOLE-NUMBER", TRUNKS, "trunks:\n  hoorn: {endpoint: a, capacity: ▲many}\n", "from 1 to 10000"),
    ("WHOLE-NUMBER", TRUNKS, "trunks:\n  hoorn: {endpoint: a, capacity: ▲0}\n", "from 1 to 10000"),
    ("WHOLE-NUMBER", TRUNKS, "trunks:\n  hoorn: {endpoint: a, capacity: ▲²}\n", "from 1 to 10000"),
    ("WHOLE-NUMBER", SERVICE, "web: {port: ▲65536}\n", "from 1 to 65535"),
    ("WHOLE-NUMBER", SERVICE, "recognisers: ▲many\n", "write auto, or a whole number from 1 to 64"),
    ("TRUNK-KEY", TRUNKS, "trunks:\n  ▲Hoorn 1: {endpoint: a, capacity: 1}\n", "hoorn-backup"),
    ("ENDPOINT", TRUNKS, "trunks:\n  hoorn: {endpoint: ▲PJSIP/a, capacity: 1}\n", "PJSIP endpoint alone"),
    ("CALLER-ID", TRUNKS, "trunks:\n  hoorn: {endpoint: a, capacity: 1, caller_id: ▲hide}\n", "pass or anonymous"),
    ("HEADER", TRUNKS, "trunks:\n  hoorn: {endpoint: a, capacity: 1, header: ▲From}\n", "X-"),
    ("HEADER", TRUNKS, "trunks:\n  hoorn: {endpoint: a, capacity: 1, header: ▲X-veertien-Passed}\n", "X-Veertien-"),
    ("PHONE-NUMBER", OPERATOR, "destinations: [{trunk: operator, number: ▲088-0000014}]\n", "the digits alone"),
    ("PHONE-NUMBER", OPERATOR, "destinations: [{trunk: operator, number: ▲1&PJSIP/x}]\n", "the digits alone"),
    ("AREA-CODE", TABLE, f"municipalities:\n{HOORN}    area_codes: [0229, ▲229]\n", "did you mean 0229?"),
    ("AREA-CODE", TABLE, f"municipalities:\n{HOORN}    area_codes: [▲0900]\n", 'no area code "0900"'),
    ("DUPLICATE-AREA-CODE", TABLE, f"municipalities:\n{HOORN}    area_codes: [0229, ▲0229]\n", "twice"),
    (
        "DUPLICATE-ENDPOINT",
        TRUNKS,
        "trunks:\n  hoorn: {endpoint: a, capacity: 1}\n  backup: {endpoint: ▲a, capacity: 1}\n",
        "of line 2",
    ),
    (
        "DUPLICATE-DESTINATION",
        OPERATOR,
        "destinations:\n  - {trunk: operator, number: 11}\n  - {trunk: ▲operator, number: 11}\n",
        "already stand on line 2",
    ),
    ("DUPLICATE-MUNICIPALITY", TABLE, f"municipalities:\n{HOORN}  - {{name: ▲GM0405, connected: no}}\n", ".yaml:2;"),
    ("UNKNOWN-TRUNK", OPERATOR, "destinations: [{trunk: ▲operater, number: 11}]\n", 'did you mean "operator"?'),
    ("UNKNOWN-TRUNK", OPERATOR, "destinations: [{trunk: ▲zzz, number: 11}]\n", "add it to trunks.yaml"),
    ("UNKNOWN-MUNICIPALITY", TABLE, "municipalities:\n  - {name: ▲Medemblick, connected: no}\n", '"Medemblik"'),
    ("UNKNOWN-MUNICIPALITY", TABLE, "municipalities:\n  - {name: ▲Wognum, connected: no}\n", '"Medemblik"'),
    ("UNKNOWN-MUNICIPALITY", TABLE, "municipalities:\n  - {name: ▲GM9999, connected: no}\n", "CBS code"),
    ("AMBIGUOUS-MUNICIPALITY", TABLE, "municipalities:\n  - {name: ▲Bergen, connected: no}\n", '"Bergen (NH.)"'),
    ("NO-DESTINATIONS", OPERATOR, "destinations: ▲[]\n", "needs one"),
    ("NO-DESTINATIONS", TABLE, "municipalities:\n  - name: ▲Hoorn\n", "`connected: no`"),
    ("NO-DESTINATIONS", TABLE, "municipalities:\n  - {name: Hoorn, destinations: ▲[]}\n", "`connected: no`"),
    (
        "NAME-CLASH",
        TABLE,
        f"municipalities:\n{HOORN}    other_names: [▲Wervers-Hoof]\n  - {{name: Medemblik, connected: no}}\n",
        "also a name of Medemblik",
    ),
    (
        "NAME-CLASH",
        TABLE,
        f"municipalities:\n{HOORN}    other_names: [De Stad]\n"
        "  - {name: Medemblik, connected: no, other_names: [▲de stad]}\n",
        "also a name of Hoorn",
    ),
    ("UNKNOWN-SOUND", SOUNDS, "pronunciations:\n  Hoorn: ▲hoːʁn\n", "write r for ʁ"),
    ("UNKNOWN-SOUND", SOUNDS, 'pronunciations:\n  Hoorn: [hoːrn, ▲"hɔrng"]\n', "(the g of Gouda)"),
    ("EMPTY-VALUE", SOUNDS, 'pronunciations: {Hoorn: ▲"."}\n', "no sounds in it"),
    ("EMPTY-VALUE", SOUNDS, "pronunciations: {Hoorn: ▲[]}\n", "fill it in"),
    ("WRONG-SHAPE", SOUNDS, "pronunciations: {Hoorn: ▲{a: b}}\n", "a list"),
    ("TEXT", SOUNDS, 'pronunciations: {▲"(NH)": hoːrn}\n', "nothing in it that can be said"),
    ("DUPLICATE-KEY", SOUNDS, "pronunciations:\n  Den Haag: haːx\n  ▲den-haag: haːx\n", '"Den Haag" of line 2'),
    ("MANY-PRONUNCIATIONS", SOUNDS, "pronunciations: {Hoorn: ▲[ɑ, ɑ, ɑ, ɑ, ɑ, ɑ, ɑ]}\n", "keep the 6"),
    ("WEEKDAY", SCHEDULES, "schedules: {a: {hours: {▲maandag: 09:00-12:00}}}\n", "monday-friday"),
    ("HOURS", SCHEDULES, "schedules: {a: {hours: {monday: ▲9-12}}}\n", "08:30-17:00"),
    ("HOLIDAY", SCHEDULES, f"schedules: {{a: {{{MONDAY}, holidays: {{▲easter: closed}}}}}}\n", "easter-monday"),
    ("WRONG-SHAPE", SCHEDULES, f"schedules: {{a: {{{MONDAY}, holidays: ▲closed}}}}\n", "key: value"),
    ("DATE", SCHEDULES, f"schedules: {{a: {{{MONDAY}, exceptions: {{▲24-12: closed}}}}}}\n", "12-24"),
    ("UNKNOWN-SCHEDULE", TABLE, f"municipalities:\n{HOORN}    schedule: ▲office\n", "add it to schedules.yaml"),
    ("SCHEDULE-LOOP", SCHEDULES, f"schedules: {{a: {{{MONDAY}, based_on: ▲a}}}}\n", '"a" → "a"'),
    ("SCHEDULE-OVERLAP", SCHEDULES, "schedules: {a: {hours: {monday: ▲[09:00-12:00, 11:00-13:00]}}}\n", "overlap"),
    ("SCHEDULE-NEVER-OPEN", SCHEDULES, "schedules: {▲a: {hours: {monday: closed}}}\n", "never opens"),
    ("PERIOD", TABLE, f"municipalities:\n{HOORN}    from: 2027-01-01\n    until: ▲2026-01-01\n", "not after"),
    (
        "PERIOD-OVERLAP",
        TABLE,
        f"municipalities:\n{HOORN}    until: 2027-01-02\n{HOORN.replace('Hoorn', '▲Hoorn')}    from: 2027-01-01\n",
        "counts from 2027-01-01 here and until 2027-01-02 at",
    ),
    (
        "PERIOD-GAP",
        TABLE,
        f"municipalities:\n{HOORN}    until: 2026-12-31\n{HOORN.replace('Hoorn', '▲Hoorn')}    from: 2027-01-01\n",
        "write the same date in both",
    ),
    ("NEW-MUNICIPALITY", TABLE, f"municipalities:\n{HOORN}    code: ▲GM1999\n", "take `code` out"),
    (
        "NEW-MUNICIPALITY",
        TABLE,
        "municipalities:\n  - {name: ▲Nieuw, connected: no, replaces: [], code: GM1999}\n",
        "write which municipalities it `replaces`",
    ),
    (
        "MUNICIPALITY-CODE",
        TABLE,
        "municipalities:\n  - {name: Nieuw, connected: no, replaces: [Hoorn], code: ▲1999}\n",
        "GM1992",
    ),
    ("CALLER-AREA", RULES, "caller_area: ▲always\n", "propose, prefer or ignore"),
    ("CALLER-NUMBER", CALLERS, "blocked: [▲0612]\n", "no telephone number in use"),
    ("CALLER-NUMBER", CALLERS, "blocked: [{number: ▲06-12345678}]\n", "write all its digits"),
    ("CALLER-NUMBER", CALLERS, "exempt:\n  - ▲comment: nobody\n", "needs either `number`"),
    ("CALLER-NUMBER", CALLERS, "exempt:\n  - ▲{number: 0612345678, prefix: 06}\n", "needs either `number`"),
    ("CALLER-PREFIX", CALLERS, "blocked: [{prefix: ▲881234}]\n", "0881234 or +32470"),
    ("CALLER-PREFIX", CALLERS, "blocked: [{prefix: ▲0031}]\n", "every Dutch number begins like this"),
    ("CALLER-PREFIX", CALLERS, "blocked: [{prefix: ▲+3106}]\n", "no number has a 0 behind +31"),
    ("DUPLICATE-CALLER", CALLERS, "blocked:\n  - 0612345678\n  - {number: ▲+31612345678}\n", "on line 2"),
    ("DUPLICATE-CALLER", CALLERS, "blocked: [{prefix: 088}]\nexempt:\n  - {prefix: ▲003188}\n", "on line 1"),
    ("UNKNOWN-KEY", CALLERS, "blocked:\n  - {number: 0612345678, ▲coment: x}\n", '"comment"'),
    ("MISSING-KEY", CALLERS, "rate: ▲{calls: 10}\n", "`seconds` is missing"),
    ("WHOLE-NUMBER", CALLERS, "rate: {calls: ▲0, seconds: 60}\n", "from 1 to 1000"),
    ("OVER-RATE", CALLERS, "rate: {calls: 1, seconds: 60, over: ▲hangup}\n", "busy or operator"),
    ("OTHER-AREA-CODES", RULES, "other_area_codes: ▲ask\n", "offer or ignore"),
    ("NATIONAL-NUMBER", RULES, "national: ▲14\n", "three to six digits and begins with 1"),
    ("NATIONAL-NUMBER", RULES, "national: ▲140229\n", "the 14-number of an area code"),
    ("OFFER-UNCONNECTED", RULES, "offer_unconnected: ▲sometimes\n", "ask, forward or never"),
    ("UNKNOWN-TRUNK", RULES, "carrier: ▲horn\n", 'did you mean "hoorn"?'),
    ("MOMENT", RULES, "maintenance: {until: ▲tomorrow}\n", "2026-11-23T18:00"),
    ("MISSING-KEY", RULES, "maintenance: ▲{message: Wij zijn zo terug.}\n", "`until` is missing"),
    ("PERIOD", RULES, "maintenance: {from: 2026-11-23T18:00, until: ▲2026-11-23T17:00}\n", "not after"),
    ("WHOLE-NUMBER", RULES, "remember: {days: ▲366}\n", "from 1 to 365"),
    ("UNKNOWN-CHANGE", RULES, "certain_changes: [Wijdemeren, ▲Hilversum]\n", "announced of Wijdemeren"),
    ("NO-MEMORY", RULES, "▲remember: {days: 90}\n", "section `memory` in veertien.yaml"),
    ("SECRET-FILE", SERVICE, "memory: {key_file: ▲none.key}\n", "isn't there"),
    ("SECRET-FILE", SERVICE, "capture: {days: 30, key_file: ▲none.key}\n", "isn't there"),
    ("NODES", SERVICE, "node: ▲-1\n", "such as veertien-1"),
    ("NODES", SERVICE, "nodes: ▲[a, b, a]\n", "twice"),
    ("RECORDS", SERVICE, "records: {url: ▲mysql://db/veertien}\n", "postgresql://"),
    ("PAGES", SERVICE, "pages: {host: ▲0.0.0.0}\n", "without a login"),
    ("PAGES", SERVICE, "pages: {language: ▲fy}\n", "nl or en"),
    ("PAGES", SERVICE, f"pages: {{login: {{header: ▲'X User', {PROXY}, users: {{}}}}}}\n", "X-Remote-User"),
    ("PAGES", SERVICE, "pages: {login: {header: X-User, from: [▲proxy], users: {}}}\n", "IP address"),
    ("PAGES", SERVICE, f"pages: {{login: {{header: X-User, {PROXY}, users: {{jan: ▲[Hoorm]}}}}}}\n", '"Hoorm"'),
    ("RECORDS", SERVICE, "pages: {records: {url: ▲mysql://db/veertien}}\n", "postgresql://"),
    ("PORT-COLLISION", SERVICE, "pages: {port: ▲8014}\n", "`web` already uses port 8014"),
    (
        "WHOLE-NUMBER",
        OPERATOR,
        f"destinations: [{SHARING}, {{trunk: operator, number: 12, weight: ▲0}}]\n",
        "from 1 to 1000",
    ),
    (
        "WHOLE-NUMBER",
        OPERATOR,
        f"destinations: [{SHARING}, {{trunk: operator, number: 12, weight: ▲-5}}]\n",
        "from 1 to 1000",
    ),
    ("WHOLE-NUMBER", OPERATOR, "destinations: [{trunk: operator, number: 11, ring_seconds: ▲1}]\n", "from 2 to 120"),
    ("WEIGHT", OPERATOR, "destinations: [{trunk: operator, number: 11, weight: ▲5}]\n", "with no neighbour"),
    (
        "WEIGHT",
        TABLE,
        "municipalities:\n  - name: Hoorn\n    destinations:\n      - {trunk: hoorn, number: 11, weight: 1}\n"
        "      - {trunk: hoorn, number: 12, weight: 1}\n      - {trunk: hoorn, number: 13}\n"
        "      - {trunk: hoorn, number: 14, weight: ▲1}\n",
        "give the one before or behind it",
    ),
    (
        "DUPLICATE-DESTINATION",
        OPERATOR,
        "destinations:\n  - {trunk: operator, number: 11, weight: 1}\n  - {trunk: ▲operator, number: 11, weight: 2}\n",
        "line 2",
    ),
    ("OVERFLOW", TABLE, f"municipalities:\n{HOORN}    overflow: [busy, ▲unavailable]\n", "always leads on"),
    ("OVERFLOW", TABLE, f"municipalities:\n{HOORN}    overflow: ▲[busy, busy]\n", "twice"),
    ("OVERFLOW", OPERATOR, "destinations: [{trunk: operator, number: 11, overflow: [▲engaged]}]\n", "write busy"),
    ("LOOP", OPERATOR, "destinations: [{trunk: operator, number: ▲140229}]\n", "14 0229"),
    ("LOOP", OPERATOR, "destinations: [{trunk: operator, number: ▲+3114020}]\n", "come back here"),
    ("LOOP", OPERATOR, "destinations: [{trunk: operator, number: ▲014000229}]\n", "come back here"),
    ("LOOP", TABLE, f"municipalities:\n{HOORN}    telephone: ▲140229\n", "the number that it stands for"),
    (
        "LOOP",
        SCHEDULES,
        f"schedules: {{a: {{{MONDAY}, when_closed: {{destinations: [{{trunk: hoorn, number: ▲14020}}]}}}}}}\n",
        "come back",
    ),
    ("HOST", SERVICE, "web: {host: ▲every where}\n", "host name"),
    ("PORT-COLLISION", SERVICE, "fastagi: {port: 4573}\nweb: {port: ▲4573}\n", "`fastagi` already uses port 4573"),
    ("PORT-COLLISION", SERVICE, "web: {host: 0.0.0.0, port: ▲9092}\n", "`audiosocket` already uses port 9092"),
    ("SECRET", SERVICE, "ami:\n  ▲username: veertien\n", "`secret_file`"),
    ("SECRET", SERVICE, "ari:\n  ▲url: http://127.0.0.1:8088/\n  username: veertien\n", "`password_file`"),
    ("SECRET-FILE", SERVICE, "ami: {username: veertien, secret_file: ▲ami.secret}\n", "which isn't there"),
    ("URL", SERVICE, "ari: {username: veertien, password: x, url: ▲127.0.0.1}\n", "http://"),
    ("VOICE", SERVICE, "prompts: {voice: ▲../nl}\n", '"voice" is "../nl"; write the name of an espeak-ng voice'),
    ("VOICE", SERVICE, "prompts: {voice: {nl: nl, fy: ▲''}}\n", "espeak-ng"),
    ("VOICE", SERVICE, "prompts: {voice: {en: ▲{pipe: en.onnx}}}\n", "{piper: FILE.onnx}"),
    ("VOICE", SERVICE, "prompts: {voice: {en: ▲{piper: [en.onnx]}}}\n", "{piper: FILE.onnx}"),
    ("UNKNOWN-KEY", SERVICE, "prompts: {voice: {▲de: de}}\n", "the keys here are nl, fy, en"),
    ("PIPER-VOICE", SERVICE, "prompts: {voice: ▲{piper: nl.onnx}}\n", '"voice" names the Piper voice "nl.onnx"'),
    ("PIPER-VOICE", SERVICE, "prompts:\n  voice:\n    en: ▲{piper: en.onnx}\n", "isn't there"),
    ("FOLDER", SERVICE, "prompts: {recordings: ▲recordings}\n", "which isn't there"),
]
# In tests of their own: of whole files, of warnings, of conversation.yaml and prompts.yaml.
ELSEWHERE = {
    "FILE-MISSING",
    "FILE-NAME",
    "FILE-UNREADABLE",
    "FILE-TOO-LARGE",
    "TOO-MANY-FILES",
    "FILE-ENCODING",
    "NUMBER",
    "CONTRADICTION",
    "SECOND-EAR",
    "PLACEHOLDER",
    "CAPTURE",
    "KEY-FILE",
    "OPERATOR-LINES",
    "SAID-AS",
    "AND-MORE",
    "TOO-MANY-SCHEDULES",
}


@pytest.mark.parametrize(("code", "file", "marked", "said"), CASES)
def test_fault_has_code_place_and_cure(
    faults_in: Faults, tmp_path: Path, code: str, file: str, marked: str, said: str
) -> None:
    before, after = marked.split("▲")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    # Faults in other files only follow from this one: a trunk that is no longer there, say.
    found = [fault for fault in faults_in({file: before + after}) if fault.file == str(tmp_path / file)]
    assert [(fault.line, fault.column, fault.code) for fault in found] == [(line, column, code)]
    assert said in found[0].message
    assert str(found[0]) == f"{tmp_path / file}:{line}:{column}: {code} {found[0].message}"


def test_every_code_is_tested() -> None:
    warnings = {code for code in DEFINITIONS if severity_of(code) is Severity.WARNING}
    # Those have their cases in national/test_edition.py.
    of_data = {code for code, definition in DEFINITIONS.items() if definition.section is DATA}
    assert {code for code, *_ in CASES} | ELSEWHERE | warnings | of_data == set(DEFINITIONS)


def test_the_sound_folder_has_no_faults(faults_in: Faults) -> None:
    assert faults_in({}) == []
