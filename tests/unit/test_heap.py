"""What a process frees goes back to the system when it says so."""

import platform
import subprocess
import sys

import pytest

_FREED = """
from pathlib import Path
from veertien.heap import give_back, use_one_arena

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

use_one_arena()
# Below what the C library has from the system by itself, with one at the end that keeps what is before it.
blocks = [b"x" * 60_000 for _ in range(1000)]
last = b"x" * 60_000
full = resident()
del blocks
give_back()
print(full - resident())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have their own ways")
def test_what_is_freed_before_something_kept_goes_back_to_the_system() -> None:
    said = subprocess.run([sys.executable, "-c", _FREED], capture_output=True, text=True, check=True).stdout
    assert int(said) > 50_000_000


def test_a_c_library_without_these_calls_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from veertien import heap

    monkeypatch.setattr("ctypes.CDLL", lambda _: object())
    heap.use_one_arena()
    heap.give_back()
