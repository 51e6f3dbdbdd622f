"""The database of remembered choices: what it holds, for how long, and what it does when it can't be used."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.memory import ChoiceStore, StoreUnusableError

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
TODAY = date(2026, 11, 23)
MANY_DAYS = TODAY + timedelta(90)
ANNA, BERT = "+31612345678", "+31612345679"
HOORN, MEDEMBLIK = "GM0405", "GM0420"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state/memory.sqlite"


@pytest.fixture
def store(file: Path) -> Iterator[ChoiceStore]:
    store = ChoiceStore(file, KEY, 0.01)
    yield store
    store.close()


def test_a_choice_is_recalled_for_that_caller_and_area_code_alone(store: ChoiceStore) -> None:
    store.remember(ANNA, "140229", MEDEMBLIK, MANY_DAYS)
    assert store.recall(ANNA, "140229", TODAY) == MEDEMBLIK
    assert store.recall(ANNA, "140228", TODAY) is None
    assert store.recall(BERT, "140229", TODAY) is None


def test_the_last_choice_counts(store: ChoiceStore) -> None:
    for code in (MEDEMBLIK, HOORN):
        store.remember(ANNA, "140229", code, MANY_DAYS)
    assert store.recall(ANNA, "140229", TODAY) == HOORN


def test_it_counts_until_its_day_and_is_deleted_then(store: ChoiceStore) -> None:
    store.remember(ANNA, "140229", MEDEMBLIK, MANY_DAYS)
    last = MANY_DAYS - timedelta(1)
    assert store.tidy(last, None) == 0
    assert store.recall(ANNA, "140229", last) == MEDEMBLIK
    assert store.recall(ANNA, "140229", MANY_DAYS) is None
    assert store.tidy(MANY_DAYS, None) == 1
    assert store.forget_all() == 0


def test_a_shorter_rule_counts_for_what_is_there_already(store: ChoiceStore) -> None:
    store.remember(ANNA, "140229", MEDEMBLIK, MANY_DAYS)
    store.tidy(TODAY, TODAY + timedelta(30))
    assert store.recall(ANNA, "140229", TODAY + timedelta(29)) == MEDEMBLIK
    assert store.recall(ANNA, "140229", TODAY + timedelta(30)) is None


def test_one_caller_is_forgotten_in_every_area_code(store: ChoiceStore) -> None:
    for number in (ANNA, BERT):
        for dialled in ("140229", "140228"):
            store.remember(number, dialled, MEDEMBLIK, MANY_DAYS)
    assert store.forget(ANNA) == 2
    assert store.forget(ANNA) == 0
    assert store.recall(BERT, "140228", TODAY) == MEDEMBLIK
    assert store.forget_all() == 2


def test_another_key_forgets_all(store: ChoiceStore, file: Path) -> None:
    store.remember(ANNA, "140229", MEDEMBLIK, MANY_DAYS)
    other = ChoiceStore(file, OTHER_KEY, 0.01)
    assert other.recall(ANNA, "140229", TODAY) is None
    assert other.tidy(TODAY, None) == 1
    assert store.recall(ANNA, "140229", TODAY) is None


def test_no_number_is_in_the_files_and_nothing_at_all_once_it_is_forgotten(store: ChoiceStore, file: Path) -> None:
    def content() -> bytes:
        return b"".join(each.read_bytes() for each in file.parent.iterdir())

    store.remember(ANNA, "140229", MEDEMBLIK, MANY_DAYS)
    assert MEDEMBLIK.encode() in content()
    assert b"612345678" not in content()
    store.forget(ANNA)
    assert MEDEMBLIK.encode() not in content()


def test_only_its_owner_can_read_it_whatever_the_umask(file: Path) -> None:
    before = os.umask(0)
    try:
        store = ChoiceStore(file, KEY, 0.01)
        store.remember(ANNA, "140229", MEDEMBLIK, MANY_DAYS)
        assert {each.stat().st_mode & 0o777 for each in file.parent.iterdir()} == {0o600}
        store.close()
        file.chmod(0o644)
        assert store.recall(ANNA, "140229", TODAY) == MEDEMBLIK
        assert file.stat().st_mode & 0o777 == 0o600
        store.close()
    finally:
        os.umask(before)


def test_a_file_that_was_taken_away_is_no_longer_used(store: ChoiceStore, file: Path) -> None:
    store.remember(ANNA, "140229", MEDEMBLIK, MANY_DAYS)
    for each in file.parent.iterdir():
        each.unlink()
    with pytest.raises(StoreUnusableError):
        store.recall(ANNA, "140229", TODAY)
    assert store.recall(ANNA, "140229", TODAY) is None
    store.remember(ANNA, "140229", HOORN, MANY_DAYS)
    assert store.recall(ANNA, "140229", TODAY) == HOORN


def test_a_lock_that_lasts_is_given_up_and_over_when_it_is_gone(store: ChoiceStore, file: Path) -> None:
    store.remember(ANNA, "140229", MEDEMBLIK, MANY_DAYS)
    store.close()
    locking = sqlite3.connect(file)
    locking.execute("PRAGMA locking_mode = EXCLUSIVE")
    locking.execute("DELETE FROM choice WHERE until < '0'")
    for _ in range(2):
        with pytest.raises(StoreUnusableError, match="locked"):
            store.recall(ANNA, "140229", TODAY)
    locking.rollback()
    locking.close()
    assert store.recall(ANNA, "140229", TODAY) == MEDEMBLIK


@given(content=st.binary(min_size=1, max_size=300))
def test_what_is_no_database_is_not_touched(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("damaged") / "memory.sqlite"
    file.write_bytes(content)
    store = ChoiceStore(file, KEY, 0.01)
    with pytest.raises(StoreUnusableError):
        store.recall(ANNA, "140229", TODAY)
    assert file.read_bytes() == content


@pytest.mark.parametrize("made", ["CREATE TABLE calls (id)", "PRAGMA user_version = 2"])
def test_a_database_of_something_else_or_of_another_version_is_left_alone(file: Path, made: str) -> None:
    file.parent.mkdir()
    with sqlite3.connect(file) as connection:
        connection.execute(made)
    connection.close()
    with pytest.raises(StoreUnusableError, match="something else"):
        ChoiceStore(file, KEY, 0.01).remember(ANNA, "140229", MEDEMBLIK, MANY_DAYS)


def test_where_there_can_be_no_file_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnusableError, match="memory"):
        ChoiceStore(tmp_path / "file/memory.sqlite", KEY, 0.01).recall(ANNA, "140229", TODAY)


def test_a_full_disk_loses_the_choice_and_nothing_else(store: ChoiceStore, file: Path) -> None:
    """In a process of its own, whose files may not grow: that is what a full disk looks like from inside."""
    store.remember(ANNA, "140229", MEDEMBLIK, MANY_DAYS)
    store.close()
    program = (
        "import resource, sys\n"
        "from datetime import date\nfrom pathlib import Path\n"
        "from veertien.memory import ChoiceStore, StoreUnusableError\n"
        "store = ChoiceStore(Path(sys.argv[1]), b'k' * 32, 0.01)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))\n"
        "try:\n"
        "    for number in range(10_000):\n"
        "        store.remember(str(number), '140229', 'GM0405', date(2027, 1, 1))\n"
        "except StoreUnusableError as error:\n"
        "    print(error)\n"
        "print(store.recall('+31612345678', '140229', date(2026, 11, 23)))\n"
    )
    ran = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=True)
    failed, recalled = ran.stdout.splitlines()
    assert failed.endswith(("disk I/O error", "database or disk is full"))
    assert recalled == MEDEMBLIK
    assert store.recall(ANNA, "140229", TODAY) == MEDEMBLIK
