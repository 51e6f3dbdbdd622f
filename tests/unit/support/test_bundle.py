"""A support bundle: what is in it whatever is dead, and that nothing planted anywhere is found in its bytes."""

import gzip
import json
import os
import re
import stat
import tarfile
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.unit.redaction.writings import ways_of
from tests.unit.small_config import write_small_config
from veertien.cli import main
from veertien.support.bundle import gather_bundle
from veertien.support.documents import RawDocument
from veertien.support.parts import Installation, tables
from veertien.support.writing import packed

pytestmark = pytest.mark.slow

NUMBER = "683729415"
WRITINGS = (
    "0683729415",
    "06-83729415",
    "06 83 72 94 15",
    "+31683729415",
    "+31 (0)6 8372 9415",
    "0031683729415",
    "31.683.729.415",
    "%2B31683729415",
    "0683\u00a0729\u00a0415",
)
SECRET, FILED, PASSWORD, SIP, COMMENTED = "T0p'secret/1", "f1led&secret", "p@ss word", "s1p<secret>", "0ldsecret77"
SECRETS = (SECRET, FILED, "p%40ss%20word", PASSWORD, SIP, COMMENTED)
PERSON = "Pietersen"
CALLER_HASH = "5f4dcc3b5aa765d61d8327deb882cf995f4dcc3b5aa765d61d8327deb882cf99"


@pytest.fixture
def asterisk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "asterisk"
    (folder / "more").mkdir(parents=True)
    for place in ("veertien.support.parts", "veertien.service.doctor.gathering"):
        monkeypatch.setattr(f"{place}.ASTERISK_FOLDER", str(folder))
    return folder


@pytest.fixture
def planted(tmp_path: Path, asterisk: Path) -> Path:
    """A config folder in whose files, and Asterisk's, everything stands that must not come out."""
    config = write_small_config(tmp_path / "config")
    (config / "ami.secret").write_text(f"{FILED}\n")
    (config / "ami.secret").chmod(0o600)
    (config / "veertien.yaml").write_text(
        f"web: {{port: 1}}\nprompts: {{cache: {tmp_path}}}\n"
        f"ami: {{port: 2, username: veertien, secret_file: ami.secret}}\n"
        f"ari: {{url: 'http://127.0.0.1:1/', username: a, password: {json.dumps(SECRET)}}}\n"
        "records:\n  url: postgresql://veertien:p%40ss%20word@127.0.0.1:1/veertien\n"
        f"pages:\n  login: {{header: X-User, from: [127.0.0.1], users: {{{PERSON}: all, beheer: all}}}}\n"
        f"# old: password={COMMENTED} of {PERSON}, {WRITINGS[1]}\n"
    )
    (config / "veertien.yaml").chmod(0o600)
    (config / "callers.yaml").write_text(
        f"blocked:\n  - {{number: '{WRITINGS[0]}', comment: {PERSON} rings at night}}\n"
        + "".join(f"# {one.replace(chr(0xA0), ' ')}\n" for one in WRITINGS)
    )
    asterisk.joinpath("pjsip.conf").write_text(
        f"[auth]\ntype=auth\nusername={WRITINGS[0]}\npassword={SIP}\n;password={COMMENTED}\n"
        f'[carrier]\ncallerid="{PERSON}" <{WRITINGS[4]}>\nfrom_user={WRITINGS[3]}\ncontact=sip:{NUMBER}@192.0.2.7\n'
        "#include more/*.conf\n"
    )
    asterisk.joinpath("more/extensions.conf").write_text(
        "[x]\n" + "".join(f"exten => _X.,1,Dial(PJSIP/{one}@trunk)\n" for one in WRITINGS)
    )
    return config


@pytest.fixture
def log(tmp_path: Path) -> Path:
    contexts = (
        "{}",
        "caller '{}' hung up",
        'From: "' + PERSON + '" <sip:{}@192.0.2.7>;tag=1',
        f"Traceback (most recent call last):\n  File \"x.py\", line 1, in f\nValueError: '{PERSON}' at {{}}",
    )
    lines = [
        json.dumps({"event": "e", "level": "warning", key: context.format(value)})
        for key, context, value in product(("why", "exception"), contexts, (*WRITINGS, CALLER_HASH))
    ]
    lines += [json.dumps({"event": "e", "why": way}) for secret in SECRETS[:-1] for way in ways_of(secret)]
    lines += [json.dumps({"event": "heard", "best": "GM0420", "second": "GM0405", "confidence": 0.9})]
    lines += [json.dumps({"event": "unmatched_call", "number": NUMBER, "to": f"sip:{NUMBER}@pbx"})]
    lines += [f"no JSON {value}" for value in (*WRITINGS, *SECRETS[:-1])]
    file = tmp_path / "log"
    file.write_text("\n".join(lines))
    return file


@pytest.fixture
def bundled(planted: Path, log: Path, tmp_path: Path) -> Callable[..., Result]:
    def run(*arguments: str, language: str = "C") -> Result:
        words = [
            "support-bundle",
            str(tmp_path / "out.tar.gz"),
            "--config",
            str(planted),
            "--log",
            str(log),
            *arguments,
        ]
        return CliRunner().invoke(main, words, env={"LC_ALL": language})

    return run


def files_in(file: Path) -> dict[str, str]:
    with tarfile.open(file) as tar:
        members = {member.name.partition("/")[2]: tar.extractfile(member) for member in tar.getmembers()}
        return {name: opened.read().decode() for name, opened in members.items() if opened}


def digits_of(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())


def test_nothing_that_was_planted_is_found_in_its_bytes(bundled: Callable[..., Result], tmp_path: Path) -> None:
    result = bundled()
    assert result.exit_code == 0, result.output
    whole = gzip.decompress((tmp_path / "out.tar.gz").read_bytes()).decode()
    for planted in (*SECRETS, PERSON, CALLER_HASH, NUMBER, *WRITINGS):
        assert planted not in whole, planted
        assert planted not in result.output, planted
    assert NUMBER[-7:] not in digits_of(whole)
    files = files_in(tmp_path / "out.tar.gz")
    assert {"asterisk/pjsip.conf", "asterisk/more/extensions.conf", "log.txt", "doctor.json"} <= files.keys()
    assert json.loads(next(line for line in files["log.txt"].splitlines() if '"heard"' in line))["best"] == "<said>"


def test_what_somebody_needs_who_helps_is_still_there(bundled: Callable[..., Result], tmp_path: Path) -> None:
    bundled()
    files = files_in(tmp_path / "out.tar.gz")
    assert "endpoint: trunk-hoorn" in files["config/trunks.yaml"]
    assert "- name: Medemblik" in files["config/municipalities/westfriesland.yaml"]
    assert "type=auth" in files["asterisk/pjsip.conf"]
    assert "daemon_silent" in files["doctor.txt"]
    assert "Veertien 0." in files["versions.txt"]
    assert "confidence" in files["log.txt"]
    assert re.search("number: '<number [0-9]+>'", files["config/callers.yaml"])


def test_it_says_first_what_is_in_it_and_what_could_not_be_had(bundled: Callable[..., Result]) -> None:
    said = bundled().stdout
    assert said.index("This goes into") < said.index("README.txt") < said.index("Written:")
    assert "  daemon: http://127.0.0.1:1/healthz:" in said
    assert "Taken out:" in said


def test_it_says_so_in_dutch_too(bundled: Callable[..., Result]) -> None:
    assert "Er is niets verstuurd." in bundled(language="nl_NL.UTF-8").stdout


def test_it_is_for_its_owner_alone_and_overwrites_nothing(bundled: Callable[..., Result], tmp_path: Path) -> None:
    os.umask(os.umask(0))
    assert bundled().exit_code == 0
    file = tmp_path / "out.tar.gz"
    first = file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = bundled()
    assert again.exit_code == 1
    assert "exists already and stays as it is" in again.stderr
    assert again.stdout == ""
    assert file.read_bytes() == first


def test_a_link_that_leads_elsewhere_is_not_followed(bundled: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "out.tar.gz").symlink_to(tmp_path / "elsewhere")
    assert bundled().exit_code == 1
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_included_from_elsewhere_lies_within_the_bundle(planted: Path, log: Path, asterisk: Path) -> None:
    (asterisk.parent / "outside.conf").write_text("[x]\ny=z\n")
    (asterisk / "rtp.conf").write_text("#include ../outside.conf\n")
    paths = [path for path, _ in gather_bundle(planted, log).files()]
    assert any(path.startswith("asterisk/") and path.endswith("/outside.conf") for path in paths)
    assert not any(".." in path or path.startswith("/") for path in paths)


def test_a_folder_that_is_not_there_is_told(planted: Path) -> None:
    found = CliRunner().invoke(main, ["support-bundle", "/nowhere/x.tar.gz", "--config", str(planted)])
    assert found.exit_code == 1
    assert "/nowhere/x.tar.gz can't be written: No such file or directory." in found.stderr


@pytest.mark.parametrize(
    "settings",
    [
        "web: {prot: 1}\nami: {secret: V3ryS3cret1}\n",
        "ami: [\n  secret: V3ryS3cret1\n",
        "a: &a [1]\nb: *a\nsecret: V3ryS3cret1",
    ],
)
def test_with_faulty_settings_there_is_one_all_the_same(planted: Path, log: Path, settings: str) -> None:
    (planted / "veertien.yaml").write_text(settings)
    log.write_text("V3ryS3cret1 was refused\n")
    bundle = gather_bundle(planted, log)
    assert "veertien.yaml can't be used" in bundle.missing["daemon"]
    assert "veertien.yaml" in bundle.documents["check.txt"]
    assert bundle.documents["doctor.txt"] != "Nothing is wrong.\n"
    assert b"V3ryS3cret1" not in gzip.decompress(packed(bundle))


def test_a_part_that_hangs_is_left_behind(planted: Path, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def hangs(_: Installation) -> Iterator[RawDocument]:
        released.wait()
        yield from ()

    monkeypatch.setattr("veertien.support.bundle._PART_SECONDS", 1.0)
    monkeypatch.setattr("veertien.support.bundle._PARTS", {"doctor": hangs, "config": tables})
    bundle = gather_bundle(planted, log)
    released.set()
    assert bundle.missing["doctor"] == "it took longer than 1 seconds"
    assert "config/trunks.yaml" in dict(bundle.files())


def test_the_same_bundle_gives_the_same_bytes_in_one_folder(planted: Path, log: Path) -> None:
    bundle = gather_bundle(planted, log)
    assert packed(bundle) == packed(bundle)
    with tarfile.open(fileobj=BytesIO(packed(bundle))) as tar:
        names = tar.getnames()
    assert names[0] == f"{bundle.name}/README.txt"
    assert names[1:] == sorted(names[1:])
    assert all(name.startswith(f"{bundle.name}/") for name in names)
