"""Heavy work in other threads, such that the event loop still sends its audio on time."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

TURN_SECONDS = 0.0001
"""Seconds a thread may keep the interpreter while another wants it; Python's 5 ms is a quarter of an audio frame, and
the event loop has to ask anew behind every frame it sends."""


@contextmanager
def quietly() -> Iterator[None]:
    """Let other threads build much inside the block without holding up the event loop; not to be nested.

    Short turns at the interpreter, and no garbage collection, which stops everything while it looks through all there
    is: 0.1 to 0.4 s with the tables of the whole country. What was built stays for long, so it is left out of later
    collections too; only what is garbage in a cycle at the end of the block is never freed, some kilobytes.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN_SECONDS)
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        sys.setswitchinterval(before)
