"""veertien.yaml: what the service is told, and what it does when it is told nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.prompts.piper_voices import put_voice
from veertien.archive import database_url
from veertien.config import Settings, TablesFaultyError, load_settings, needing_restart
from veertien.config.settings import RELOADED
from veertien.prompts import EspeakVoice, Voices
from veertien.prompts.piper.voice_file import read_voice
from veertien.speech.second_ear import model_folder

Write = Callable[..., Path]


def load(write: Write, text: str) -> Settings:
    return load_settings(write({"veertien.yaml": text}))


def test_what_is_left_out_listens_on_loopback_and_logs_in_nowhere(write: Write) -> None:
    settings = load(write, "recognisers: 2\n")
    assert [(service.host, service.port) for service in (settings.fastagi, settings.audiosocket, settings.web)] == [
        ("127.0.0.1", 4573),
        ("127.0.0.1", 9092),
        ("127.0.0.1", 8014),
    ]
    assert (settings.ami, settings.ari, settings.recognisers) == (None, None, 2)
    assert (settings.prompts.recordings, settings.prompts.voices) == (None, Voices())


def test_recognisers_are_left_to_the_machine_or_set(write: Write) -> None:
    for text, number in (("web: {port: 8014}\n", None), ("recognisers: auto\n", None), ("recognisers: 3\n", 3)):
        assert load(write, text).recognisers == number


def test_the_secret_is_the_first_line_of_its_file_beside_the_settings(write: Write, tmp_path: Path) -> None:
    (tmp_path / "ami.secret").write_text("correct horse\nbattery\n")
    (tmp_path / "ari.secret").write_text("staple")
    for name, mode in (("ami.secret", 0o640), ("ari.secret", 0o400)):
        (tmp_path / name).chmod(mode)
    settings = load(
        write,
        "ami: {username: veertien, secret_file: ami.secret}\n"
        "ari: {url: 'http://127.0.0.1:8088/', username: veertien, password_file: ari.secret}\n",
    )
    assert settings.ami
    assert settings.ari
    assert (settings.ami.host, settings.ami.port, settings.ami.secret) == ("127.0.0.1", 5038, "correct horse")
    assert (settings.ari.url, settings.ari.password) == ("http://127.0.0.1:8088/", "staple")


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o642, 0o660, 0o641])
@pytest.mark.parametrize(
    "section",
    [
        "ami: {username: veertien, secret_file: secret}\n",
        "ari: {url: 'http://127.0.0.1:8088/', username: veertien, password_file: secret}\n",
    ],
)
def test_a_file_with_a_secret_that_others_may_read_or_write_is_a_fault(
    write: Write, tmp_path: Path, section: str, mode: int
) -> None:
    (tmp_path / "secret").write_text("opensesame\n")
    (tmp_path / "secret").chmod(mode)
    with pytest.raises(TablesFaultyError, match="chmod 640 it, or 600") as raised:
        load(write, section)
    (fault,) = raised.value.faults
    assert fault.code == "SECRET-FILE"
    assert "opensesame" not in str(fault)


def test_a_secret_never_shows(write: Write) -> None:
    settings = load(write, "ami: {username: veertien, secret: opensesame}\n")
    assert settings.ami
    assert settings.ami.secret == "opensesame"
    assert "opensesame" not in f"{settings} {settings!r}"
    with pytest.raises(TablesFaultyError) as raised:
        load(write, 'ami: {username: veertien, secret: "open\\nsesame"}\n')
    assert "sesame" not in str(raised.value)


def test_the_key_of_the_memory_never_shows_and_its_file_is_its_owners_alone(write: Write, tmp_path: Path) -> None:
    key = tmp_path / "memory.key"
    key.write_text(f"{'opensesame' * 4}\n")
    for mode in (0o600, 0o400):
        key.chmod(mode)
        memory = load(write, "memory: {key_file: memory.key, database: memory.sqlite}\n").memory
        assert memory
        assert (memory.key, memory.database) == (b"opensesame" * 4, tmp_path / "memory.sqlite")
        assert "opensesame" not in f"{memory} {memory!r}"
    for mode in (0o640, 0o604, 0o620, 0o602):
        key.chmod(mode)
        with pytest.raises(TablesFaultyError, match="chmod 600") as raised:
            load(write, "memory: {key_file: memory.key}\n")
        assert "opensesame" not in str(raised.value)


def test_a_key_that_could_be_guessed_is_refused(write: Write, tmp_path: Path) -> None:
    key = tmp_path / "memory.key"
    key.touch(0o600)
    key.write_text("k" * 31)
    with pytest.raises(TablesFaultyError, match="less than 32 characters"):
        load(write, "memory: {key_file: memory.key}\n")


def keyed(folder: Path) -> Path:
    key = folder / "capture.key"
    key.touch(0o600)
    key.write_text(f"{'opensesame' * 4}\n")
    return key


def test_callers_are_captured_only_where_it_is_said_for_how_long_and_under_which_key(
    write: Write, tmp_path: Path
) -> None:
    keyed(tmp_path)
    assert load(write, "recognisers: 1\n").capture is None
    capture = load(write, "capture: {key_file: capture.key, days: 30}\n").capture
    assert capture
    assert (capture.key, capture.days, capture.share, capture.announce) == (b"opensesame" * 4, 30, 0.1, False)
    assert capture.folder == Path("/var/lib/veertien/captures")
    written = "capture: {key_file: capture.key, days: 7, dir: kept, share: 0.5, announce: yes}\n"
    capture = load(write, written).capture
    assert capture
    assert (capture.folder, capture.share, capture.announce) == (tmp_path / "kept", 0.5, True)
    assert "opensesame" not in f"{capture} {capture!r}"


def test_the_key_of_captures_is_its_owners_alone_and_lies_outside_their_folder(write: Write, tmp_path: Path) -> None:
    key = keyed(tmp_path)
    for folder in (".", "..", "../"):
        with pytest.raises(TablesFaultyError, match="keep the key outside that folder") as raised:
            load(write, f"capture:\n  days: 30\n  dir: {folder}\n  key_file: capture.key\n")
        (fault,) = raised.value.faults
        assert (fault.code, fault.line, fault.column) == ("CAPTURE", 4, 13)
    key.chmod(0o640)
    with pytest.raises(TablesFaultyError, match="chmod 600"):
        load(write, "capture: {key_file: capture.key, days: 30}\n")


def test_a_model_of_ones_own_goes_before_what_was_learned_and_that_before_the_one_in_the_package(
    write: Write, tmp_path: Path
) -> None:
    assert load(write, "models: models\n").model is None
    (tmp_path / "models" / "20261128T143012").mkdir(parents=True)
    (tmp_path / "models" / "current").symlink_to("20261128T143012")
    # The folder itself: recognisers that are started later are not to get what the link says by then.
    assert load(write, "models: models\n").model == tmp_path / "models" / "20261128T143012"
    (tmp_path / "own").mkdir()
    assert load(write, "models: models\nacoustic_model: own\n").model == tmp_path / "own"


def test_without_the_package_that_encrypts_nobody_is_captured(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyed(tmp_path)
    monkeypatch.setattr("veertien.config.settings.checks.find_spec", lambda _: None)
    with pytest.raises(TablesFaultyError, match="pip install 'veertien\\[capture\\]'"):
        load(write, "capture: {key_file: capture.key, days: 30}\n")


@pytest.mark.parametrize("content", [b"", b"\n", b"a\x00b\n", b"\xff\n"])
def test_a_secret_that_cannot_be_sent_is_refused(write: Write, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ami.secret").touch(0o600)
    (tmp_path / "ami.secret").write_bytes(content)
    with pytest.raises(TablesFaultyError) as raised:
        load(write, "ami:\n  username: veertien\n  secret_file: ami.secret\n")
    (fault,) = raised.value.faults
    assert (fault.line, fault.column) == (3, 16)
    assert fault.code in ("SECRET", "SECRET-FILE")


def test_folders_are_relative_to_the_settings(write: Write, tmp_path: Path) -> None:
    (tmp_path / "recordings").mkdir()
    settings = load(write, "prompts: {cache: cache, recordings: recordings, voice: nl+f2}\n")
    assert settings.prompts.cache == tmp_path / "cache"
    assert settings.prompts.recordings == tmp_path / "recordings"


def test_settings_do_not_change(write: Write) -> None:
    settings = load(write, "recognisers: 1\n")
    with pytest.raises(ValueError, match="frozen"):
        settings.recognisers = 2


def test_remembered_choices_may_be_in_a_database_for_several_machines(write: Write, tmp_path: Path) -> None:
    for name, content in (("memory.key", "k" * 32), ("records.secret", "opensesame")):
        (tmp_path / name).write_text(content)
        (tmp_path / name).chmod(0o600)
    url = "postgresql://veertien@db/veertien"
    settings = load(write, f"memory: {{key_file: memory.key, url: '{url}', password_file: records.secret}}\n")
    assert settings.memory is not None
    assert (settings.memory.url, settings.memory.password) == (url, "opensesame")
    assert settings.memory.database.parent not in settings.written_folders
    with pytest.raises(TablesFaultyError, match="RECORDS"):
        load(write, "memory: {key_file: memory.key, password_file: records.secret}\n")


RESTART = {"fastagi", "audiosocket", "web", "sip_options", "ami", "memory", "capture", "records", "node"}


def test_of_every_setting_it_is_said_whether_a_reload_will_do() -> None:
    """A new setting has to be put on one of the two sides, in the daemon and in docs/operation.md."""
    assert set(Settings.model_fields) == RELOADED | RESTART


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("recognisers: 1\n", ()),
        ("recognisers: 3\nreload_on_change: yes\nprompts: {voice: nl+f2}\n", ()),
        ("fastagi: {port: 14573}\nweb: {host: 0.0.0.0}\n", ("fastagi", "web")),
        ("ami: {username: veertien, secret: other}\naudiosocket: {port: 19092}\n", ("audiosocket", "ami")),
    ],
)
def test_what_differs_and_needs_a_restart_is_named(write: Write, text: str, keys: tuple[str, ...]) -> None:
    started = load(write, "recognisers: 1\n")
    assert needing_restart(started, load(write, text)) == keys


def test_another_secret_needs_a_restart_too(write: Write) -> None:
    ami = "ami: {{username: veertien, secret: {}}}\n"
    assert needing_restart(load(write, ami.format("one")), load(write, ami.format("other"))) == ("ami",)


@pytest.mark.parametrize(
    ("written", "hosts"),
    [
        ("pbx.example.nl", ("pbx.example.nl",)),
        ("[pbx, 192.0.2.7, '2001:db8::7']", ("pbx", "192.0.2.7", "2001:db8::7")),
    ],
)
def test_host_names_of_the_page_are_one_or_several(write: Write, written: str, hosts: tuple[str, ...]) -> None:
    assert load(write, f"web: {{allowed_hosts: {written}}}\n").web.allowed_hosts == hosts


@pytest.mark.parametrize("name", ["'pbx:8014'", "'http://pbx'", "'*'", "pbx example"])
def test_what_is_no_host_name_is_refused_with_the_cure(write: Write, name: str) -> None:
    with pytest.raises(TablesFaultyError) as raised:
        load(write, f"web: {{allowed_hosts: [{name}]}}\n")
    assert [fault.code for fault in raised.value.faults] == ["HOST"]
    assert "without a port" in str(raised.value)


def test_one_voice_is_that_of_dutch_and_the_others_follow(write: Write) -> None:
    assert load(write, "prompts: {voice: nl+f2}\n").prompts.voices == Voices(EspeakVoice("nl+f2"))


def test_each_language_may_have_a_voice_of_its_own_beside_the_settings(write: Write, tmp_path: Path) -> None:
    dutch, english = put_voice(tmp_path), put_voice(tmp_path, "en.onnx", espeak={"voice": "en-us"})
    assert load(write, "prompts: {voice: {piper: nl.onnx}}\n").prompts.voices == Voices(read_voice(dutch))
    by_language = "prompts:\n  voice:\n    nl: nl+m3\n    fy: {piper: nl.onnx}\n    en: {piper: en.onnx}\n"
    assert load(write, by_language).prompts.voices == Voices(
        EspeakVoice("nl+m3"), read_voice(dutch), read_voice(english)
    )
    assert load(write, "prompts: {voice: {en: {piper: en.onnx}}}\n").prompts.voices.dutch == EspeakVoice("nl")


def test_a_voice_of_another_language_is_a_fault(write: Write, tmp_path: Path) -> None:
    put_voice(tmp_path, "en.onnx", espeak={"voice": "en-us"})
    with pytest.raises(TablesFaultyError, match=r'"voice" names the Piper voice "en.onnx", which speaks .en-us.; give'):
        load(write, "prompts: {voice: {piper: en.onnx}}\n")


def test_a_second_ear_without_a_model_is_a_fault_that_names_place_and_cure(write: Write, tmp_path: Path) -> None:
    with pytest.raises(TablesFaultyError) as raised:
        load(write, "recognisers: 2\nsecond_ear: whisper\n")
    (fault,) = raised.value.faults
    assert (Path(fault.file).name, fault.line, fault.code) == ("veertien.yaml", 2, "SECOND-EAR")
    assert f"names {tmp_path / 'whisper'}: no such folder; name a folder with" in fault.message


def test_a_second_ear_whose_libraries_are_missing_is_a_fault_that_says_what_to_install(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_folder, "find_spec", lambda name: None)
    with pytest.raises(TablesFaultyError, match=r"needs the packages .*pip install 'veertien\[second-ear\]'"):
        load(write, "second_ear: whisper\n")


def test_without_a_second_ear_its_libraries_may_be_missing(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_folder, "find_spec", lambda name: None)
    assert load(write, "recognisers: 2\n").second_ear is None


def test_records_are_kept_only_where_it_is_said_and_for_ninety_days_unless_otherwise(
    write: Write, tmp_path: Path
) -> None:
    assert load(write, "recognisers: 1\n").records is None
    records = load(write, "records: {dir: kept}\n").records
    assert records
    assert (records.folder, records.url, records.password, records.days) == (tmp_path / "kept", None, None, 90)
    assert records.compare_choices is False


def test_the_password_of_the_records_database_is_shown_nowhere(write: Write, tmp_path: Path) -> None:
    settings = load(write, "records: {url: 'postgresql://veertien:opensesame@127.0.0.1:5433/veertien'}\n")
    assert settings.records
    assert settings.records.url == "postgresql://veertien:opensesame@127.0.0.1:5433/veertien"
    assert settings.hold_secrets
    assert "opensesame" not in f"{settings} {settings!r}"
    url = str(database_url(tmp_path, settings.records.url, settings.records.password))
    assert url == "postgresql://veertien:***@127.0.0.1:5433/veertien"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://db/veertien",
        "postgresql://veertien:p%40ss@[::1]:5432/veertien?sslmode=verify-full",
        "postgresql:///veertien?host=/run/postgresql",
    ],
)
def test_a_database_has_an_address_as_postgresql_writes_them(write: Write, tmp_path: Path, url: str) -> None:
    settings = load(write, f"records: {{url: '{url}'}}\n")
    assert settings.records
    assert database_url(tmp_path, settings.records.url).database == "veertien"


@pytest.mark.parametrize("url", ["mysql://a:opensesame@db/x", "postgresql:opensesame", "postgresql://opensesame@db"])
def test_a_database_address_that_is_none_is_a_fault_that_does_not_show_it(write: Write, url: str) -> None:
    with pytest.raises(TablesFaultyError, match="RECORDS") as raised:
        load(write, f"records: {{url: '{url}'}}\n")
    assert "opensesame" not in str(raised.value)


def test_the_password_may_stand_in_a_file_in_place_of_the_address(write: Write, tmp_path: Path) -> None:
    secret = tmp_path / "records.secret"
    secret.write_text("opensesame\n")
    secret.chmod(0o600)
    settings = load(write, "records: {url: 'postgresql://veertien@db/veertien', password_file: records.secret}\n")
    assert settings.records
    assert (settings.records.password, settings.hold_secrets) == ("opensesame", False)
    for given in ("", "url: 'postgresql://veertien:other@db/veertien', "):
        with pytest.raises(TablesFaultyError, match="RECORDS"):
            load(write, f"records: {{{given}password_file: records.secret}}\n")


def test_pages_may_read_the_records_by_a_login_of_their_own(write: Write, tmp_path: Path) -> None:
    secret = tmp_path / "reports.secret"
    secret.write_text("opensesame\n")
    secret.chmod(0o600)
    url = "postgresql://reports@db/veertien"
    login = load(write, f"pages: {{records: {{url: '{url}', password_file: reports.secret}}}}\n").pages.records
    assert login
    assert (login.url, login.password) == (url, "opensesame")
    given = load(write, "pages: {records: {url: 'postgresql://reports:opensesame@db/veertien'}}\n")
    assert given.hold_secrets
    assert "opensesame" not in f"{given!r}"


def test_who_sees_what_is_told_by_names_or_codes_and_all(write: Write) -> None:
    users = "{anna: [Hoorn, GM0420], piet: Koggenland, beheer: all}"
    pages = load(write, f"pages: {{host: 0.0.0.0, login: {{header: X-User, from: '::1', users: {users}}}}}\n").pages
    assert pages.login
    assert pages.login.proxies == ("::1",)
    assert pages.login.users == {"anna": {"GM0405", "GM0420"}, "piet": {"GM1598"}, "beheer": None}


def test_pages_are_for_this_machine_and_in_dutch_unless_somebody_says_otherwise(write: Write) -> None:
    pages = load(write, "recognisers: 1\n").pages
    assert (pages.host, pages.port, pages.language, pages.login) == ("127.0.0.1", 8015, "nl", None)
    assert load(write, "pages: {host: '::1', language: en}\n").pages.language == "en"


def test_without_the_package_that_speaks_with_postgresql_its_address_is_a_fault(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veertien.config.settings.checks.find_spec", lambda _: None)
    with pytest.raises(TablesFaultyError, match="pip install 'veertien\\[postgresql\\]'"):
        load(write, "records: {url: 'postgresql://db/veertien'}\n")
