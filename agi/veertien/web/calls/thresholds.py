"""How sure guesses must be: the thresholds in a config folder, and whether a call went by the same tables."""

from dataclasses import dataclass
from pathlib import Path

from veertien.config import TablesFaultyError, load_asking
from veertien.config.folder import tables_digest
from veertien.conversation import NO, YES, Command, Policy
from veertien.wording import Wording


@dataclass(frozen=True, slots=True)
class Threshold:
    """How sure a guess must be for something."""

    name: Wording
    least: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Those of one folder, as it is now."""

    policy: Policy
    digest: str
    """Of all its tables, as `tables` in the records has it."""

    def of_best(self, key: str | None) -> tuple[Threshold, ...]:
        """Return what a best guess alone is measured by."""
        policy = self.policy
        if key is None:
            return ()
        if key in (YES, NO):
            return (Threshold(Wording("ja of nee", "yes or no"), policy.yes_no),)
        if key in set(Command):
            return (Threshold(Wording("opdracht", "command"), policy.command),)
        return (
            Threshold(Wording("bevestigen", "confirm"), policy.confirm),
            Threshold(Wording("aannemen", "accept"), policy.accept),
        )

    def of_next(self, key: str | None) -> tuple[Threshold, ...]:
        """Return what the next best guess is measured by, where it is a name."""
        if key is None or key in (YES, NO, *Command):
            return ()
        return (
            Threshold(Wording("ook vragen", "ask about it too"), self.policy.second),
            Threshold(Wording("mededinger", "rival"), self.policy.rival),
        )


def thresholds_in(config: Path | None) -> Thresholds | None:
    """Return those of a config folder; None where they can't be read. Blocking."""
    try:
        return None if config is None else Thresholds(load_asking(config).policy, tables_digest(config))
    except (TablesFaultyError, OSError):
        return None
