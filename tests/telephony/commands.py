"""The veertien command, as an admin runs it beside a stage."""

import asyncio
import sys

from demo.stage import Stage

MOST_SECONDS = 300.0


async def veertien(stage: Stage, *arguments: str) -> tuple[int, str]:
    """Run `veertien ARGUMENTS` on the stage's config folder; return its status and all that it printed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "veertien.cli", *arguments, "--config", str(stage.config)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(), MOST_SECONDS)
    assert process.returncode is not None
    return process.returncode, said.decode()


def set_prompts(stage: Stage, more: str) -> None:
    """Write more under `prompts` in the stage's veertien.yaml, in place of the voice; it counts from a reload on."""
    settings = stage.config / "veertien.yaml"
    text = settings.read_text()
    assert "voice: nl}" in text
    settings.write_text(text.replace("voice: nl}", f"{more}}}"))
