"""What goes into the log: nothing that a caller sent can move a cursor, and nothing that logs can fail."""

import json
import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

HOSTILE = "a\x1b[31m\x85b\u2028c\u2029d\u202ee\u2066f\x08\x9bg\rh\ni"
"""Escape, next line, line and paragraph separators, right-to-left override and isolate, backspace, a C1 control."""

_SCRIPT = """
import asyncio, logging, os, pty, sys, threading, warnings
ON_TERMINAL, WHAT = sys.argv[1] == "terminal", sys.argv[2]
if ON_TERMINAL:
    controller, terminal = pty.openpty()
    os.dup2(terminal, 2)
from veertien.service.log import log_to_stderr
import structlog
writer = log_to_stderr()
log = structlog.get_logger("test")
HOSTILE = "a\\x1b[31m\\x85b\\u2028c\\u2029d\\u202ee\\u2066f\\x08\\x9bg\\rh\\ni"
class Unprintable:
    def __repr__(self):
        raise ValueError("no repr")
def fail(): raise ValueError(HOSTILE)
match WHAT:
    case "hostile":
        log.info(HOSTILE, dialled=HOSTILE, several=[HOSTILE])
        try: fail()
        except ValueError: log.exception("failed")

    case "unprintable": log.info("x", value=Unprintable()); print(writer.lost)
    case "record": logging.getLogger("asyncio").error("task %s failed", "a", exc_info=ValueError("why"))
    case "bad record": logging.getLogger("asyncio").error("task %d failed", "a"); print(writer.lost)
    case "warning": warnings.warn("old", DeprecationWarning)
    case "thread":
        thread = threading.Thread(target=fail); thread.start(); thread.join()
    case "task":
        async def main():
            task = asyncio.create_task(asyncio.to_thread(fail)); await asyncio.wait({task}); del task
        asyncio.run(main())
    case "main": fail()
    case "print": print("half", end="", file=sys.stderr); print(" a line", file=sys.stderr)
if ON_TERMINAL:
    writer.close()
    sys.stdout.buffer.write(os.read(controller, 65536))
"""


def said(what: str, *, on: str = "pipe") -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([sys.executable, "-W", "default", "-c", _SCRIPT, on, what], capture_output=True, timeout=60)


def test_a_log_on_a_terminal_prints_nothing_that_a_terminal_obeys() -> None:
    text = said("hostile", on="terminal").stdout.decode()
    # Its own colours apart.
    text = re.sub(r"\x1b\[[0-9;]*m", "", text.replace("\r\n", "\n"))
    assert {c for c in text if not c.isprintable()} == {"\n"}
    assert text.count(r"a\x1b[31m\x85b\u2028c\u2029d\u202ee\u2066f\x08\x9bg\rh") == 4
    assert text.count("\ni") == 1, "only a traceback has lines"


def test_a_log_for_machines_has_one_line_of_plain_ascii_for_each_event() -> None:
    lines = said("hostile").stderr.decode("ascii").splitlines()
    assert [json.loads(line)["event"] for line in lines] == [HOSTILE, "failed"]


@pytest.mark.parametrize("what", ["unprintable", "bad record"])
def test_a_line_that_cannot_be_made_is_counted_and_raises_nothing(what: str) -> None:
    run = said(what)
    assert (run.returncode, run.stdout) == (0, b"1\n")
    assert [json.loads(line)["event"] for line in run.stderr.splitlines()] == ["log_lines_lost"]


@pytest.mark.parametrize(
    ("what", "event", "level"),
    [
        ("record", "task a failed", "error"),
        ("task", "Task exception was never retrieved", "error"),
        ("thread", "uncaught_exception", "critical"),
        ("main", "uncaught_exception", "critical"),
    ],
)
def test_what_others_say_goes_out_as_lines_of_ours(what: str, event: str, level: str) -> None:
    (line,) = said(what).stderr.splitlines()
    told = json.loads(line)
    assert told["event"].split("\n")[0] == event
    assert told["level"] == level
    assert "ValueError" in told["exception"]


def test_warnings_go_out_as_lines_of_ours() -> None:
    (line,) = said("warning").stderr.splitlines()
    assert "DeprecationWarning: old" in json.loads(line)["event"]


def test_what_is_printed_to_stderr_goes_out_in_whole_lines() -> None:
    assert said("print").stderr == b"half a line\n"
