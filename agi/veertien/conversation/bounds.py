"""How long a conversation can last, without having it."""

from veertien.conversation.memory import MOST_PAGES_SPELLED
from veertien.conversation.policy import Policy
from veertien.conversation.script import PROMPTS_AROUND_LIST

_PROMPTS_TO_SPELL = 2
_SPOKEN_BEYOND_FAILURES = 2
"""A proposal, and the question which of two that can't be told apart."""
_BROKEN_OFF = 1
"""Once a question, or a page of the list, is asked anew after a noise."""


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
    return failures + questions + spelling * _PROMPTS_TO_SPELL + lists * (longest_page + PROMPTS_AROUND_LIST)
