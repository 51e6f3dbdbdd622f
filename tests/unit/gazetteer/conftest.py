import pytest

from tests.unit.shipped import NAMES
from veertien.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """The shipped gazetteer."""
    return NAMES
