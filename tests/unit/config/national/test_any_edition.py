"""Whatever an edition's files hold: it is taken, or refused with faults; nothing else is ever raised."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.edition_2027 import write_edition_2027
from tests.examples import examples
from veertien.config import TablesFaultyError, data_in
from veertien.config.national.kinds import SAYABLE_NAME
from veertien.config.national.layout import FILES, LAYOUTS
from veertien.gazetteer import PRONUNCIATIONS
from veertien.speech import EspeakOnDemand
from veertien.speech.sounds.pronunciation import dutch_pronouncer

pytestmark = pytest.mark.slow

NAMES = (*FILES, PRONUNCIATIONS)
FIELDS = st.one_of(
    st.sampled_from(
        ("", "GM0402", "GM1696", "WP3537", "035", "high", "2027-01-01", "Loosdrecht", "nl", "municipality")
    ),
    st.text(max_size=20),
)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_edition_2027(tmp_path_factory.mktemp("editions") / "data-2027")


def tried(folder: Path, name: str, content: bytes) -> None:
    """Read the edition with another content of one file."""
    before = (folder / name).read_bytes()
    (folder / name).write_bytes(content)
    try:
        country = data_in(folder).gazetteer
    except TablesFaultyError as error:
        assert error.faults
        assert all(str(fault).isprintable() for fault in error.faults)
    else:
        # What is worked out on first use is worked out from what was taken.
        country.find("Loosdrecht")
        assert all(country.names_of(code) for code in country.municipalities)
    finally:
        (folder / name).write_bytes(before)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=st.sampled_from(NAMES), content=st.binary(max_size=200))
def test_any_bytes(edition: Path, name: str, content: bytes) -> None:
    tried(edition, name, content)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data(), name=st.sampled_from(tuple(FILES)))
def test_any_rows_under_the_right_header(edition: Path, data: st.DataObject, name: str) -> None:
    columns = tuple(LAYOUTS[FILES[name]].columns)
    rows = data.draw(st.lists(st.lists(FIELDS, min_size=len(columns), max_size=len(columns)), max_size=4))
    lines = ["\t".join(columns), *("\t".join(row) for row in rows)]
    tried(edition, name, "\n".join(lines).encode("utf-8", "replace"))


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data(), name=st.sampled_from(tuple(FILES)), field=FIELDS)
def test_any_field_in_the_place_of_another(edition: Path, data: st.DataObject, name: str, field: str) -> None:
    lines = (edition / name).read_text(encoding="utf-8").splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    fields = lines[at].split("\t")
    fields[data.draw(st.integers(0, len(fields) - 1))] = field
    lines[at] = "\t".join(fields)
    tried(edition, name, "\n".join(lines).encode("utf-8", "replace"))


@pytest.fixture(scope="module")
def said() -> Callable[[str], int]:
    pronouncer = dutch_pronouncer(EspeakOnDemand())
    return lambda name: len(pronouncer.explain(name))


@settings(max_examples=examples(200), deadline=None)
@given(name=st.text("abijxyzÉëïûñĳ0289 -'’.,()&/", min_size=1, max_size=60).filter(SAYABLE_NAME.fits))
def test_whatever_is_taken_as_a_name_can_be_pronounced(said: Callable[[str], int], name: str) -> None:
    assert said(name)
