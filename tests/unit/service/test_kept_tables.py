"""The copy kept of the config folder: whole, private, of the right folder, and no better than the folder was."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.edition_2027 import write_edition_2027
from veertien.config import TablesFaultyError
from veertien.config.folder import ConfigFolder, ConfigUnstableError, Loaded
from veertien.service.editions.kept_tables import STATE_DIRECTORY, KeptTables
from veertien.service.editions.starting import load_at_start

MEDEMBLIK = "GM0420"
SECRET = "not-for-copies"


class Kept:
    """A folder, the state directory, and what a daemon would do with them."""

    def __init__(self, config: Path, state: Path) -> None:
        self.config, self.state = config, state
        self.tables = KeptTables.taken_from({STATE_DIRECTORY: str(state)}, config)
        self.folder = ConfigFolder(config)

    @property
    def link(self) -> Path:
        assert self.tables.link is not None
        return self.tables.link

    @property
    def fault(self) -> str:
        return self.tables.fault or ""

    def keep(self) -> Loaded:
        loaded = self.folder.load()
        self.tables.keep(loaded)
        return loaded

    def load(self) -> Loaded:
        return self.tables.load()

    def write(self, name: str, old: str, new: str) -> None:
        text = (self.config / name).read_text()
        assert old in text
        (self.config / name).write_text(text.replace(old, new))

    def other_number(self, number: str) -> None:
        self.write("municipalities/westfriesland.yaml", "0229000002", number)

    def spoil(self) -> None:
        self.write("trunks.yaml", "capacity: 5", "capacity: many")


@pytest.fixture
def kept(small_config: Path, tmp_path: Path) -> Kept:
    state = tmp_path / "state"
    state.mkdir()
    return Kept(small_config, state)


def number_in(loaded: Loaded) -> str:
    return loaded.tables.municipalities[MEDEMBLIK].destinations[0].number


def test_what_was_loaded_comes_back_byte_for_byte_under_the_same_digest(kept: Kept) -> None:
    (kept.config / "operator.yaml").write_bytes(
        b"\xef\xbb\xbfdestinations: [{trunk: operator, number: 0880000014}] #\r\n"
    )
    before = kept.keep()
    kept.spoil()
    after = kept.load()
    assert (after.kept, after.folder, after.digest) == (True, kept.link, before.digest)
    assert (after.files, after.tables) == (before.files, before.tables)


def test_only_the_last_one_is_kept(kept: Kept) -> None:
    kept.keep()
    kept.other_number("0229000003")
    kept.keep()
    assert number_in(kept.load()) == "0229000003"
    assert sorted(kept.state.iterdir()) == sorted([kept.link, kept.state / kept.link.readlink()])


def test_what_is_kept_already_is_not_written_again(kept: Kept) -> None:
    kept.keep()
    before = kept.link.readlink()
    kept.keep()
    assert kept.link.readlink() == before


def test_nobody_but_the_daemon_may_read_it(kept: Kept) -> None:
    kept.keep()
    copy = kept.state / kept.link.readlink()
    modes = {path.relative_to(copy): path.stat().st_mode & 0o777 for path in (copy, *copy.rglob("*"))}
    assert {mode for path, mode in modes.items() if path.suffix != ".yaml"} == {0o700}
    assert {mode for path, mode in modes.items() if path.suffix == ".yaml"} == {0o600}


def test_secrets_are_not_copied(kept: Kept) -> None:
    secret = kept.config / "ami.secret"
    secret.touch(0o600)
    secret.write_text(SECRET)
    settings = kept.config / "veertien.yaml"
    plain = settings.read_text()
    settings.write_text(f"{plain}ami: {{username: veertien, secret_file: ami.secret}}\n")
    kept.keep()
    assert {path.name for path in kept.link.rglob("*")} >= {"veertien.yaml"}
    settings.write_text(f"{plain}ami: {{username: veertien, secret: {SECRET}}}\n")
    kept.keep()
    assert not (kept.link / "veertien.yaml").exists()
    assert not any(SECRET in path.read_text() for path in kept.link.rglob("*.*"))


def test_a_copy_that_cannot_be_written_leaves_the_earlier_one_and_is_told(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.keep()
    kept.other_number("0229000003")
    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", full_disk)
        kept.keep()
    assert "No space left" in kept.fault
    assert number_in(kept.load()) == "0229000002"
    assert len(list(kept.state.iterdir())) == 2
    kept.keep()
    assert kept.fault == ""
    assert number_in(kept.load()) == "0229000003"


def full_disk(_: int) -> None:
    raise OSError(28, "No space left on device")


def test_what_an_end_in_the_middle_left_is_cleared_away(kept: Kept) -> None:
    half = kept.link.with_name(f"{kept.link.name}.half")
    half.mkdir()
    (half / "trunks.yaml").write_text("tru")
    half.with_name(f"{half.name}.link").symlink_to(half.name)
    kept.keep()
    assert sorted(kept.state.iterdir()) == sorted([kept.link, kept.state / kept.link.readlink()])


def test_a_state_directory_that_is_not_there_is_told(kept: Kept) -> None:
    kept.state.rmdir()
    kept.keep()
    assert kept.fault


def test_each_folder_has_its_own_copy_and_a_link_is_the_folder_that_it_stands_for(kept: Kept, tmp_path: Path) -> None:
    kept.keep()
    other = Kept(shutil.copytree(kept.config, tmp_path / "other"), kept.state)
    with pytest.raises(FileNotFoundError):
        other.load()
    by_link = tmp_path / "current"
    by_link.symlink_to(kept.config)
    Kept(by_link, kept.state).keep()
    by_link.unlink()
    by_link.symlink_to(other.config)
    assert Kept(by_link, kept.state).load().kept


def test_without_a_state_directory_nothing_is_kept_and_nothing_is_wrong(kept: Kept) -> None:
    nowhere = KeptTables.taken_from({}, kept.config)
    nowhere.keep(kept.folder.load())
    assert nowhere.fault is None
    with pytest.raises(FileNotFoundError):
        nowhere.load()


def test_the_folders_own_settings_count_as_long_as_they_are_sound(kept: Kept) -> None:
    kept.write("veertien.yaml", "recognisers: 1", "recognisers: 2")
    kept.keep()
    kept.write("veertien.yaml", "recognisers: 2", "recognisers: 3")
    kept.spoil()
    assert kept.load().settings.recognisers == 3
    kept.write("veertien.yaml", "recognisers: 3", "recognisers: many")
    assert kept.load().settings.recognisers == 2


def test_paths_and_secrets_of_kept_settings_are_those_of_the_folder(kept: Kept) -> None:
    secret = kept.config / "ami.secret"
    secret.touch(0o600)
    secret.write_text("first")
    settings = kept.config / "veertien.yaml"
    settings.write_text("recognisers: 1\nprompts: {cache: prompts}\nami: {username: v, secret_file: ami.secret}\n")
    kept.keep()
    settings.write_text("recognisers: many\n")
    secret.write_text("second")
    loaded = kept.load()
    assert loaded.settings.ami is not None
    assert (loaded.settings.ami.secret, loaded.settings.prompts.cache) == ("second", kept.config / "prompts")
    secret.unlink()
    with pytest.raises(TablesFaultyError, match=r"ami\.secret"):
        kept.load()


def test_a_start_takes_the_folder_where_it_is_sound(kept: Kept) -> None:
    kept.keep()
    kept.other_number("0229000003")
    loaded, refused = load_at_start(kept.folder, kept.tables)
    assert (loaded.kept, number_in(loaded), refused) == (False, "0229000003", None)


def test_a_start_with_faulty_tables_takes_the_copy_and_tells_the_faults(kept: Kept) -> None:
    kept.keep()
    kept.spoil()
    loaded, refused = load_at_start(kept.folder, kept.tables)
    assert loaded.kept
    assert refused is not None
    assert (refused.asked_by, refused.result) == ("the start", "refused")
    assert {Path(fault.file) for fault in refused.faults} == {kept.config / "trunks.yaml"}


def test_a_start_with_files_that_are_still_written_takes_the_copy(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.keep()

    def unstable() -> Loaded:
        raise ConfigUnstableError("still written")

    monkeypatch.setattr(kept.folder, "load", unstable)
    loaded, refused = load_at_start(kept.folder, kept.tables)
    assert loaded.kept
    assert refused is not None
    assert (refused.result, refused.why) == ("failed", "still written")


def test_a_start_without_a_sound_copy_fails_by_the_folders_own_faults(kept: Kept) -> None:
    kept.keep()
    copied = kept.link / "trunks.yaml"
    copied.write_text(copied.read_text().replace("capacity", "of_an_earlier_version"))
    kept.spoil()
    with pytest.raises(TablesFaultyError) as raised:
        load_at_start(kept.folder, kept.tables)
    assert {Path(fault.file) for fault in raised.value.faults} == {kept.config / "trunks.yaml"}


@pytest.mark.fault(
    "the second ear's model is away when the daemon starts", caller="PocketSphinx's answer counts", after="-"
)
def test_a_start_without_the_second_ears_model_takes_the_copy_and_tells_the_fault(kept: Kept, tmp_path: Path) -> None:
    kept.keep()
    with (kept.config / "veertien.yaml").open("a") as settings:
        settings.write(f"second_ear: {tmp_path / 'gone'}\n")
    loaded, reload = load_at_start(kept.folder, kept.tables)
    assert (loaded.kept, loaded.settings.second_ear) == (True, tmp_path / "gone")
    assert reload
    assert [fault.code for fault in reload.faults] == ["SECOND-EAR"]


def test_a_served_copy_is_not_kept_anew(kept: Kept) -> None:
    kept.keep()
    kept.spoil()
    before = kept.link.readlink()
    kept.write("veertien.yaml", "recognisers: 1", "recognisers: 2")
    kept.tables.keep(kept.load())
    assert kept.link.readlink() == before


@pytest.mark.parametrize("spoil", [lambda edition: (edition / "places.tsv").unlink(), shutil.rmtree])
def test_the_national_data_that_were_in_force_are_kept_too(
    kept: Kept, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    edition = write_edition_2027(tmp_path / "data-2027")
    with (kept.config / "veertien.yaml").open("a") as file:
        file.write(f"data: {edition}\n")
    before = kept.keep().data.digest
    spoil(edition)
    with pytest.raises(TablesFaultyError):
        kept.folder.load()
    after = kept.load()
    assert (after.data.digest, after.kept) == (before, True)
    assert "GM1696" not in after.data.gazetteer.municipalities
