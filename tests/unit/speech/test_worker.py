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
    loaded = subprocess.run(
        [sys.executable, "-c", "import veertien.cli.serve, veertien.service.daemon, sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "veertien.speech.line.preparation" in loaded
    assert "numpy.random" not in loaded
