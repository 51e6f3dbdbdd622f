"""What a recogniser process is made of: each one more costs its memory again."""

import subprocess
import sys


def test_a_recogniser_process_does_not_load_what_only_the_daemon_needs() -> None:
    # The work it is sent names `worker`; the daemon's own command is imported by every process it spawns.
    loaded = subprocess.run(
        [sys.executable, "-c", "import veertien.speech.processes.__main__, sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "veertien.speech.recognition.recogniser" in loaded
    assert not {"asyncio", "structlog", "pydantic", "yaml", "aiohttp", "rich"}.intersection(loaded)


def test_the_daemon_does_not_load_what_only_masks_speech() -> None:
    # numpy 1 loads it by itself.
    program = (
        "import sys, numpy; before = {*sys.modules}; import veertien.service.daemon; print(*{*sys.modules} - before)"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "veertien.speech.line.preparation" in loaded
    assert "numpy.random" not in loaded
