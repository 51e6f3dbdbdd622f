"""What became of a caller's answers, told from all of them and the end of the conversation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from veertien.captures.capture import AskedWhen, Became
from veertien.conversation import NO_NAMES, Chosen, Expect, Guess, How, Listen, Result


@dataclass(frozen=True, slots=True)
class CapturedAnswer:
    """Something a caller said, and what it was taken for."""

    pcm: bytes
    """s16le, 8 kHz, mono."""
    listen: Listen
    """What it answered."""
    guesses: tuple[Guess, ...]
    """The likeliest first."""

    @property
    def name(self) -> str | None:
        """The key of the name it was most likely, None where it was likelier something else or nothing."""
        best = self.guesses[0].key if self.guesses else None
        return None if best in NO_NAMES else best


def what_became(
    answers: Sequence[CapturedAnswer], declined: frozenset[str], result: Result
) -> Iterator[tuple[CapturedAnswer, AskedWhen, Became, str | None]]:
    """Tell of each answer with a name what was asked, what became of it, and what was chosen in the end.

    `declined` are the names that the caller said no to. A yes, a no and a command
    are left out, and so is what wasn't understood at a confirmation: it was most likely a yes or a no.
    """
    chosen = result.key if isinstance(result, Chosen) else None
    failed = False
    for answer in answers:
        confirming = answer.listen.expect is Expect.CONFIRMATION
        if answer.name is None and (confirming or answer.guesses):
            continue
        asked = AskedWhen.CONFIRM if confirming else AskedWhen.AGAIN if failed else AskedWhen.FIRST
        yield answer, asked, _outcome(answer.name, declined, result), chosen
        failed = True


def _outcome(name: str | None, declined: frozenset[str], result: Result) -> Became:
    match result:
        case Chosen(how=How.KEYPAD):
            return Became.KEYED
        case Chosen(key=key, how=How.SPEECH) if key == name:
            return Became.TAKEN
        case Chosen(key=key) if key == name:
            return Became.CONFIRMED
        case Chosen():
            return Became.SAID_AGAIN
    return Became.DECLINED if name in declined else Became.GIVEN_UP
