"""How many random examples a property is tried with."""

from hypothesis import settings

_USUAL = 100
"""Hypothesis's own number, by which the profiles in conftest.py are measured."""


def examples(usually: int) -> int:
    """That many, and with another profile as many times more or fewer as it asks for."""
    return max(1, usually * settings().max_examples // _USUAL)
