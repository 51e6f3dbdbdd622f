"""Whether calls are taken, for who sends them: a load balancer, or a script that restarts one PBX after another."""

from dataclasses import dataclass


@dataclass(slots=True)
class Readiness:
    """What `/readyz` answers by. Callers of a daemon that isn't ready get the dialplan's fallback."""

    why_not: str | None = "starting"
    """Why no new call is taken; None while they are."""

    def begin(self) -> None:
        """Say from now on that calls are taken."""
        self.why_not = None

    def end(self) -> None:
        """Say from now on that no new ones are; those under way go on."""
        self.why_not = "stopping"
