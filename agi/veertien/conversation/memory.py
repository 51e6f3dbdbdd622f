"""What the caller's answers leave behind in a conversation."""

from collections.abc import Sequence

from veertien.conversation import script
from veertien.conversation.meaning import Reading
from veertien.conversation.policy import Policy
from veertien.conversation.spelling import spelled
from veertien.conversation.tables import Cost, Meaning, State
from veertien.conversation.values import Choice, Command, Language, Place

_LANGUAGES = {
    Command.DUTCH: Language.DUTCH,
    Command.FRISIAN: Language.FRISIAN,
    Command.ENGLISH: Language.ENGLISH,
}
MOST_PAGES_SPELLED = 2
"""Pages of the list that is read out after a name was spelled."""


class Memory:
    """Which names were declined, which one is asked about and which would be next, what is on the keys, the language.

    Raises ValueError as `Conversation` does.
    """

    def __init__(self, choices: Sequence[Choice], policy: Policy) -> None:
        self.choices = {choice.key: choice for choice in choices}
        self._policy = policy
        self._read_out = tuple(choice for choice in choices if choice.place is Place.LISTED)
        self.pages = script.pages_of(self._read_out, policy.page_size)
        self.page = 0
        self.declined: frozenset[str] = frozenset()
        self.proposed = ""
        self.seconds: tuple[str, ...] = ()
        self.between: tuple[str, ...] = ()
        self.letters = ""
        self.language = Language.DUTCH
        self.deaf = False
        self.disturbed = False

    @property
    def names(self) -> frozenset[str]:
        """The keys that speech may still mean."""
        return frozenset(self.choices.keys() - self.declined)

    @property
    def last_name(self) -> bool:
        """Whether nothing but what is asked about is left of the names here."""
        here = {key for key, choice in self.choices.items() if choice.place in (Place.LISTED, Place.UNLISTED)}
        return here - self.declined <= {self.proposed}

    @property
    def keypad(self) -> State:
        """How a name is given by keys: from the list, or spelled where that would take more than one page."""
        return State.LISTING if len(self.pages) == 1 else State.SPELLING

    @property
    def pages_left(self) -> int:
        """How many pages of the list come after the one that is on the keys."""
        return len(self.pages) - 1 - self.page

    @property
    def asked_between(self) -> tuple[str, ...]:
        """The names that the question names; none where it names none."""
        if self.between:
            return tuple(self.choices[key].name for key in self.between if key not in self.declined)
        if len(self._read_out) > self._policy.named_choices:
            return ()
        return tuple(choice.name for choice in self._read_out if choice.key not in self.declined)

    def second(self) -> str | None:
        """Return the key to ask about when this one is declined: the next best guess, or the last that is left."""
        left = self.names - {self.proposed}
        if guess := next((key for key in self.seconds if key in left), None):
            return guess
        read_out = [choice.key for choice in self._read_out if choice.key in left]
        return read_out[0] if len(read_out) == 1 else None

    def take(self, reading: Reading) -> None:
        """Remember what an answer leaves behind."""
        match reading.meaning:
            case Meaning.NO | Meaning.NO_NAME_LEFT:
                self.declined |= {self.proposed}
            case Meaning.NO_BUT_SECOND if reading.choice is not None:
                self.declined |= {self.proposed}
                self.proposed = reading.choice
            case Meaning.DOUBTED | Meaning.STARTED_WITH_HINT if reading.choice is not None:
                self.proposed, self.seconds = reading.choice, reading.choices
            case Meaning.BETWEEN if reading.choice is not None:
                self.proposed, self.seconds = reading.choice, reading.choices
                self.between = (reading.choice, *reading.choices)
            case Meaning.LANGUAGE:
                self.language = _LANGUAGES[Command(reading.detail)]
            case Meaning.LETTER:
                self.letters += reading.detail
            case Meaning.DEAF:
                self.deaf = True
            case Meaning.DISTURBED:
                self.disturbed = True

    def matches(self) -> tuple[Choice, ...]:
        """Return the choices that the letters may mean, as many as can be read out then."""
        return spelled(self.letters, self._read_out, self._policy.page_size * MOST_PAGES_SPELLED)

    def narrow(self) -> None:
        """Put on the keys what the letters may mean, in place of all there is."""
        self.pages = script.pages_of(self.matches(), self._policy.page_size)


def budget(memory: Memory, policy: Policy) -> dict[Cost, int]:
    """Return how much of each cost a conversation has at its start."""
    return {
        Cost.FAILURE: policy.failures_before_list - 1,
        Cost.LIST_FAILURE: policy.failures_in_list - 1,
        Cost.BETWEEN: 1,
        Cost.LANGUAGE: policy.language_switches,
        Cost.REPEAT: policy.repeats,
        Cost.PAGE: memory.pages_left,
    }
