"""The small acoustic model of the speech tests."""

from tests.unit.speech.conftest import small_model

__all__ = ["small_model"]
