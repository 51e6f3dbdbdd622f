"""How long work reports how far it is, without knowing who shows it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class RunningStage(Protocol):
    """One stage of the work, while it runs."""

    def advance(self, n: int = 1) -> None:
        """Report that `n` more of the stage's parts are done."""
        ...


class Progress(Protocol):
    """Whatever shows the stages of long work, one after another."""

    def stage(self, name: str, total: int) -> AbstractContextManager[RunningStage]:
        """Open a stage of `total` parts; it ends with the context. `name` is shown as it is."""
        ...


class Unseen:
    """Progress that nobody watches."""

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[RunningStage]:
        """See `Progress.stage`."""
        yield self

    def advance(self, n: int = 1) -> None:
        """See `RunningStage.advance`."""
