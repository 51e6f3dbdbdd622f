"""Memory that a process has from the system and uses no more: glibc keeps it unless it is told otherwise.

Other C libraries have neither of these calls; there nothing happens.
"""

import ctypes

_MOST_ARENAS = -8
"""M_ARENA_MAX of mallopt(3)."""


def use_one_arena() -> None:
    """Have all threads of this process share one arena, as they share the interpreter; to be said before they start.

    Each with its own has its own gaps in it: 5 MiB in the daemon.
    """
    _call("mallopt", _MOST_ARENAS, 1)


def give_back() -> None:
    """Give the system back what is free at the moment: half a millisecond, and one more when it is needed again."""
    _call("malloc_trim", 0)


def _call(name: str, *arguments: int) -> None:
    call = getattr(ctypes.CDLL(None), name, None)
    if call is not None:
        call(*arguments)
