"""The log's way out: whatever stderr leads to, who logs doesn't wait, and what is lost is counted and told."""

import errno
import os
import threading
import time
from collections.abc import Iterator

import pytest

from veertien.service.log import LogWriter

SECONDS = 10.0


def told(lines: int) -> str:
    return f"{lines} were lost"


def until_well(writer: LogWriter) -> None:
    deadline = time.monotonic() + SECONDS
    while writer.troubles():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        try:
            os.close(end)
        except OSError as error:
            assert error.errno == errno.EBADF


def test_lines_come_out_in_order_and_all_of_them_at_the_end(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    writer = LogWriter(writing, told)
    for number in range(100):
        writer.write(f"line {number} \ud800\u2028")
    writer.close()
    assert os.read(reading, 65536).decode().split("\n")[:-1] == [f"line {n} \\ud800\u2028" for n in range(100)]
    assert (writer.lost, writer.troubles()) == (0, {})


def test_a_pipe_that_nobody_reads_costs_lines_and_no_time(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    writer = LogWriter(writing, told, most_waiting=100)
    for _ in range(5000):
        writer.write("x" * 999)
    assert "log" in writer.troubles()
    assert writer.lost > 4000

    # It recovers when somebody reads, and says how much is missing.
    lines: list[bytes] = []
    with os.fdopen(os.dup(reading), "rb") as source:
        reader = threading.Thread(target=lambda: lines.extend(iter(source.readline, b"end\n")))
        reader.start()
        until_well(writer)
        writer.write("end")
        reader.join(SECONDS)
    assert sum(int(line.split()[0]) for line in lines if b"were lost" in line) == writer.lost
    assert lines.count(b"x" * 999 + b"\n") == 5000 - writer.lost
    writer.close()


def test_the_end_does_not_wait_for_a_pipe_that_nobody_reads(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    writer = LogWriter(writing, told)
    writer.write("x" * 1_000_000)
    writer.close(deadline_seconds=0.2)
    # Nobody has read: the line was neither written nor given up when the end came.
    assert writer.lost == 0
    # Else it goes on writing into what gets the descriptor's number next.
    os.close(reading)
    writer.close()
    assert writer.lost == 1


def test_a_reader_that_is_gone_costs_lines_and_no_exception(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    os.close(reading)
    writer = LogWriter(writing, told)
    for _ in range(10):
        writer.write("x")
    writer.close()
    assert writer.lost == 10
    assert "10 are lost" in writer.troubles()["log"].english


def test_a_full_disk_costs_lines_and_no_exception() -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    writer = LogWriter(full, told)
    writer.write("x")
    writer.close()
    os.close(full)
    assert writer.lost == 1


def test_a_line_cut_off_by_a_full_disk_is_ended_and_the_loss_told_without_a_further_line(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    really, free = os.write, [4]

    def write(descriptor: int, content: bytes) -> int:
        if free == [0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        count = really(descriptor, content[: free[0]] if free else content)
        if free:
            free[0] -= count
        return count

    monkeypatch.setattr(os, "write", write)
    monkeypatch.setattr("veertien.service.log._RETRY_SECONDS", 0.01)
    writer = LogWriter(pipe[1], told)
    writer.write("a line")
    deadline = time.monotonic() + SECONDS
    while not writer.lost:
        assert time.monotonic() < deadline
    free.clear()
    until_well(writer)
    writer.close()
    assert os.read(pipe[0], 4096) == b"a li\n1 were lost\n"


def test_a_descriptor_that_was_set_not_to_block_is_waited_for(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    os.set_blocking(writing, False)
    writer = LogWriter(writing, told)
    writer.write("x" * 200_000)
    with os.fdopen(os.dup(reading), "rb") as source:
        assert len(source.readline()) == 200_001
    writer.close()
    assert writer.lost == 0


def test_a_finaliser_may_log_while_the_same_thread_is_logging(pipe: tuple[int, int]) -> None:
    # Task.__del__ logs, and the garbage collector runs it anywhere.
    writer = LogWriter(pipe[1], told, most_waiting=0)
    with writer._losing:
        writer.write("x")
    writer.close()
    assert writer.lost == 1
