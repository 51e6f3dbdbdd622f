"""How an upgrade is carried out, and how one goes back; what a call would notice comes last."""

from __future__ import annotations

import subprocess

from veertien.setup.journal import Journal, run
from veertien.setup.machine import SetupError
from veertien.setup.upgrading import Upgrade


def carry_out(journal: Journal, upgrade: Upgrade) -> None:
    """Bring the new version into force; where that fails, the one before stays.

    Raises:
        SetupError: a step failed. The message says what was taken back, and what could not be.
    """
    journal.carry_out(upgrade.plan)
    done = 0
    try:
        for one in upgrade.live:
            run(one.command, one.seconds)
            done += 1
    except (OSError, subprocess.SubprocessError, SetupError) as error:
        kept = journal.back()
        # What has counted already has to count as it was.
        kept += _run_all(upgrade, done)
        rest = f"not taken back: {'; '.join(kept)}" if kept else "the version before is in force again"
        raise SetupError(f"{error}; {rest}") from error


def go_back(journal: Journal, upgrade: Upgrade) -> None:
    """Bring back what was before the last upgrade, and have it count.

    Raises:
        SetupError: something could not be brought back; the message names each, and its cure.
    """
    kept = journal.back()
    kept += _run_all(upgrade, len(upgrade.live))
    if kept:
        raise SetupError("\n".join(kept))


def _run_all(upgrade: Upgrade, most: int) -> list[str]:
    kept = []
    for one in upgrade.live[:most]:
        try:
            run(one.command, one.seconds)
        except (OSError, subprocess.SubprocessError, SetupError) as error:
            kept.append(f"{error}; run it again")
    return kept
