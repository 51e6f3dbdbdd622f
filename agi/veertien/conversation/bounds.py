"""How long a conversation can last, without having it."""

from veertien.conversation.policy import Policy
from veertien.conversation.script import PROMPTS_AROUND_LIST


def worst_case_seconds(policy: Policy, choices: int) -> float:
    """Return the seconds after which a conversation about so many choices is over, whatever happens.

    The conversation sets itself this time limit; a dialplan that waits a little longer sees only dead daemons.
    """
    return policy.limit_seconds + policy.limit_seconds_per_choice * choices


def most_prompts(policy: Policy, choices: int) -> int:
    """Return the number of prompts that no conversation about so many choices exceeds.

    A failure takes an asking and a confirming at most, and opens the next question. The list is read once, once more
    for each further page, for each failure in it but the last, when the recogniser fails, and on request.
    """
    pages = -(-choices // policy.page_size)
    longest_page = -(-choices // pages)
    failures = policy.failures_before_list + policy.failures_in_list
    questions = 2 * policy.failures_before_list + policy.failures_in_list
    lists = pages + policy.failures_in_list + policy.repeats
    return failures + questions + lists * (longest_page + PROMPTS_AROUND_LIST)
