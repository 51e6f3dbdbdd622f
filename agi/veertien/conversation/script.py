"""Which prompts make up a question, and how the choices are laid out on the keys."""

from collections.abc import Sequence
from itertools import pairwise

from veertien.conversation.tables import Meaning
from veertien.conversation.values import Choice, Place, Prompt, PromptId

_OPENINGS = {
    Meaning.NO_INPUT: PromptId.NOT_HEARD,
    Meaning.NO_MATCH: PromptId.NOT_UNDERSTOOD,
    Meaning.WRONG_KEY: PromptId.WRONG_KEY,
    Meaning.NO_SUCH_NAME: PromptId.WRONG_LETTERS,
}

PROMPTS_AROUND_LIST = 3
"""The introduction, the key for more and the key for a person."""


def pages_of(choices: Sequence[Choice], page_size: int) -> tuple[tuple[Choice, ...], ...]:
    """Spread choices over as few pages as hold them, in order, all pages about as long."""
    count = -(-len(choices) // page_size)
    bounds = [len(choices) * page // count for page in range(count + 1)]
    return tuple(tuple(choices[start:end]) for start, end in pairwise(bounds))


def opening_after(meaning: Meaning) -> tuple[Prompt, ...]:
    """Say what went wrong with the last answer, if anything did."""
    return (Prompt(_OPENINGS[meaning]),) if meaning in _OPENINGS else ()


def asking(between: Sequence[str], *, again: bool) -> tuple[Prompt, ...]:
    """Ask for the municipality: by name where there are few `between` which it is; the second time with more help."""
    if again:
        return (Prompt(PromptId.ASK_AGAIN),)
    return (Prompt(PromptId.ASK_BETWEEN, names=tuple(between)) if len(between) > 1 else Prompt(PromptId.ASK),)


def proposing(name: str) -> tuple[Prompt, ...]:
    """Ask whether it is this one, or else which."""
    return (Prompt(PromptId.PROPOSE, name),)


def confirming(choice: Choice, *, again: bool) -> tuple[Prompt, ...]:
    """Ask whether it is this one."""
    first = PromptId.CONFIRM_ELSEWHERE if choice.place is Place.ELSEWHERE else PromptId.CONFIRM
    return (Prompt(PromptId.CONFIRM_AGAIN if again else first, choice.name),)


def spelling() -> tuple[Prompt, ...]:
    """Ask for the first letters of the name."""
    return (Prompt(PromptId.KEY_SPELL), Prompt(PromptId.KEY_PERSON))


def listing(page: Sequence[Choice], *, first: bool, more: bool) -> tuple[Prompt, ...]:
    """Read a page of the keypad list."""
    introduction = (Prompt(PromptId.KEY_INTRO),) if first else ()
    lines = tuple(Prompt(PromptId.KEY_CHOICE, choice.name, str(number)) for number, choice in enumerate(page, 1))
    more_line = (Prompt(PromptId.KEY_MORE),) if more else ()
    return (*introduction, *lines, *more_line, Prompt(PromptId.KEY_PERSON))
