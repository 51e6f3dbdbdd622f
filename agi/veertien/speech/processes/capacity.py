"""How many callers recogniser processes serve."""

import math

ANSWER_EACH_SECONDS = 5.0
"""A caller in the question gives an answer about this often: prompt, thinking, speaking."""
SHARE = 0.5
"""Of the cores for recognition; Asterisk, the audio and the daemon have the rest, and peaks."""
MOST_PROCESSES = 64
"""More of them than any machine has use for."""
_FEWEST_PROCESSES = 2
"""Who says a name does not wait for who talks and talks, on one core either: they share it."""


def processes_for(cores: int, wanted: int | None) -> int:
    """Return how many processes to run: as many as are wanted, else as so many cores carry."""
    return wanted or min(MOST_PROCESSES, max(_FEWEST_PROCESSES, cores))


def callers_served(cores: int, processes: int, answer_seconds: float) -> int:
    """Return how many callers may be in the question at once; an answer takes so many seconds of a core."""
    return math.floor(min(cores, processes) * SHARE * ANSWER_EACH_SECONDS / answer_seconds)
