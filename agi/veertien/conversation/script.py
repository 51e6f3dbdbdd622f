"""Which prompts make up a question, how the choices are laid out on the keys, and how long all of it can last."""

from collections.abc import Sequence
from itertools import pairwise

from veertien.conversation.policy import Policy
from veertien.conversation.transitions import Meaning
from veertien.conversation.values import Choice, Prompt, PromptId, Reach

_OPENINGS = {
    Meaning.STARTED_BY_KEYS: PromptId.BUSY,
    Meaning.NO_INPUT: PromptId.NOT_HEARD,
    Meaning.NO_MATCH: PromptId.NOT_UNDERSTOOD,
    Meaning.WRONG_KEY: PromptId.WRONG_KEY,
    Meaning.NO_SUCH_NAME: PromptId.WRONG_LETTERS,
}

MOST_PAGES_SPELLED = 2
"""Pages of the list that is read out after a name was spelled."""

_PROMPTS_AROUND_LIST = 3
"""The introduction, the key for more and the key for a person."""
_PROMPTS_TO_SPELL = 2
_SPOKEN_BEYOND_FAILURES = 2
"""A proposal, and the question which of two is meant that sound alike."""
_BROKEN_OFF = 1
"""Once a question, or a page of the list, is asked anew after a noise."""


def pages_of(choices: Sequence[Choice], page_size: int) -> tuple[tuple[Choice, ...], ...]:
    """Spread choices over as few pages as hold them, in order, all pages about as long."""
    count = -(-len(choices) // page_size)
    bounds = [len(choices) * page // count for page in range(count + 1)]
    return tuple(tuple(choices[start:end]) for start, end in pairwise(bounds))


def opening_after(meaning: Meaning) -> tuple[Prompt, ...]:
    """Say what went wrong with the last answer, or why there are keys alone."""
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
    first = PromptId.CONFIRM_ELSEWHERE if choice.reach is Reach.ELSEWHERE else PromptId.CONFIRM
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


def worst_case_seconds(policy: Policy, choices: int) -> float:
    """Return the seconds after which a conversation about so many listed choices is over, whatever happens.

    The conversation sets itself this time limit; a dialplan that waits a little longer sees only dead daemons.
    """
    read_out = min(choices, MOST_PAGES_SPELLED * policy.page_size)
    return policy.limit_seconds + policy.limit_seconds_per_choice * read_out


def most_prompts(policy: Policy, choices: int) -> int:
    """Return the number of prompts that no conversation about so many listed choices exceeds.

    A failure takes an asking and a confirming at most, and opens the next question. The list is read once, once more
    for each further page, for each failure in it but the last, when the recogniser fails or a noise breaks it off, on
    request, and in another language.
    """
    spelling = choices > policy.page_size
    pages = MOST_PAGES_SPELLED if spelling else 1
    longest_page = min(choices, policy.page_size)
    failures = policy.failures_before_list + policy.failures_in_list
    questions = 2 * (policy.failures_before_list + _SPOKEN_BEYOND_FAILURES) + policy.failures_in_list + _BROKEN_OFF
    lists = pages + _BROKEN_OFF + policy.failures_in_list + policy.repeats + policy.language_switches
    return failures + questions + spelling * _PROMPTS_TO_SPELL + lists * (longest_page + _PROMPTS_AROUND_LIST)
