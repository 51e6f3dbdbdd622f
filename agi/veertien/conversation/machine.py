"""The conversation itself.

Theory of operation. The caller answers questions. Within a question the floor passes from the prompt to the caller
(`FLOORS`); every change of floor sets a new deadline, so that no wait is without one. Sooner or later an event means
something to the question (`Meaning`): then `QUESTIONS` says which question comes next. A question always begins in the
same way: its prompts are played, its names are listened for, and the deadline is set to more than the prompts last.
The time limit set at the start runs beside all this and ends what the costs in the table have not ended before.

What the caller's answers leave behind is little: which names were declined, which name is being confirmed, which page
of the list is on the keys, whether the recogniser still works, and how much of each `Cost` is left.
"""

from collections.abc import Sequence

from veertien.conversation import script
from veertien.conversation.actions import Action, Expect, Finish, Listen, Play, SetDeadline, SetTimeLimit, StopPlaying
from veertien.conversation.bounds import worst_case_seconds
from veertien.conversation.endings import result_of
from veertien.conversation.events import (
    AudioLost,
    Event,
    Heard,
    HungUp,
    KeyPressed,
    PromptEnded,
    RecogniserFailed,
    SpeechStarted,
    Started,
    TimeLimitPassed,
)
from veertien.conversation.meaning import Reading, read_confirmation, read_key, read_name
from veertien.conversation.policy import Policy
from veertien.conversation.tables import (
    ALWAYS,
    CONFIRMATIONS,
    FINAL,
    FLOORS,
    LIST_READ,
    QUESTIONS,
    Cost,
    Floor,
    Meaning,
    State,
    Transition,
)
from veertien.conversation.values import NO, YES, Choice, Prompt

_PLAIN: dict[type[Event], Meaning] = {
    Started: Meaning.STARTED,
    TimeLimitPassed: Meaning.TIME_UP,
    RecogniserFailed: Meaning.DEAF,
    AudioLost: Meaning.AUDIO_LOST,
    HungUp: Meaning.HUNG_UP,
}


class Conversation:
    """Finds out which of the choices a caller wants.

    The choices are offered in the order given. Raises ValueError for fewer than two listed choices, for two with the
    same key, and for a choice whose key is that of a yes or a no.
    """

    def __init__(self, choices: Sequence[Choice], policy: Policy) -> None:
        self._name_of = {choice.key: choice.name for choice in choices}
        listed = sum(choice.listed for choice in choices)
        if listed < 2:
            raise ValueError(f"Conversation: {listed} choices leave nothing to ask; give at least 2 that are listed")
        if len(self._name_of) < len(choices) or self._name_of.keys() & {YES, NO}:
            raise ValueError("Conversation: every choice needs a key of its own, other than those of yes and no")
        self._policy = policy
        self._pages = script.pages_of(choices, policy.page_size)
        self._left = {
            Cost.FAILURE: policy.failures_before_list - 1,
            Cost.LIST_FAILURE: policy.failures_in_list - 1,
            Cost.REPEAT: policy.repeats,
            Cost.PAGE: len(self._pages) - 1,
        }
        self._state = State.IDLE
        self._floor = Floor.OPEN
        self._page = 0
        self._declined: frozenset[str] = frozenset()
        self._proposed = ""
        self._deaf = False
        self._listening = False
        self._question: tuple[Prompt, ...] = ()

    @property
    def state(self) -> State:
        """Which question is open, or how the conversation ended."""
        return self._state

    @property
    def finished(self) -> bool:
        """Whether the result has been given."""
        return self._state in FINAL

    def handle(self, event: Event) -> tuple[Action, ...]:
        """Take an event in, return what is to be done about it, in order.

        An event that has no meaning now (a stale answer, a key that isn't one, anything after the end) changes nothing,
        the running deadline included.
        """
        if self.finished or (isinstance(event, SpeechStarted) and not self._listening):
            return ()
        floor = FLOORS.get((self._floor, type(event)))
        if isinstance(floor, Floor):
            return self._give_floor(floor, event)
        reading = self._read(event)
        if reading is None:
            return ()
        transition = QUESTIONS[self._state].get(reading.meaning) or ALWAYS.get(reading.meaning)
        return () if transition is None else self._follow(transition, reading)

    def _give_floor(self, floor: Floor, event: Event) -> tuple[Action, ...]:
        still_playing = self._floor is Floor.PROMPT and not isinstance(event, PromptEnded)
        stop = (StopPlaying(),) if still_playing else ()
        self._floor = floor
        if floor is Floor.CALLER:
            return (*stop, SetDeadline(self._policy.utterance_seconds))
        patience = self._policy.key_seconds if self._state in LIST_READ else self._policy.speech_seconds
        return (*stop, SetDeadline(patience))

    def _read(self, event: Event) -> Reading | None:
        reading = self._read_answer(event)
        if reading is not None and reading.meaning is Meaning.NO and self._names() == {self._proposed}:
            return Reading(Meaning.NO_NAME_LEFT)
        return reading

    def _read_answer(self, event: Event) -> Reading | None:
        if isinstance(event, KeyPressed):
            return read_key(event.key, self._state, self._pages[self._page])
        if isinstance(event, Heard):
            return self._read_speech(event) if self._floor is Floor.CALLER else None
        if isinstance(event, RecogniserFailed) and self._deaf:
            return None
        timed_out = FLOORS.get((self._floor, type(event)))
        meaning = timed_out if isinstance(timed_out, Meaning) else _PLAIN.get(type(event))
        return None if meaning is None else Reading(meaning)

    def _read_speech(self, heard: Heard) -> Reading:
        if self._state in CONFIRMATIONS:
            return read_confirmation(heard.guesses, self._names(), self._proposed, self._policy)
        return read_name(heard.guesses, self._names(), self._policy)

    def _names(self) -> frozenset[str]:
        return frozenset(self._name_of.keys() - self._declined)

    def _follow(self, transition: Transition, reading: Reading) -> tuple[Action, ...]:
        was_idle = self._state is State.IDLE
        self._remember(reading)
        self._state = self._pay(transition)
        if self.finished:
            return (Finish(result_of(self._state, reading)),)
        limit = SetTimeLimit(worst_case_seconds(self._policy, len(self._name_of)))
        return (*((limit,) if was_idle else ()), *self._begin_question(reading.meaning))

    def _remember(self, reading: Reading) -> None:
        if reading.meaning in (Meaning.NO, Meaning.NO_NAME_LEFT):
            self._declined |= {self._proposed}
        elif reading.meaning is Meaning.DOUBTED and reading.choice is not None:
            self._proposed = reading.choice
        elif reading.meaning is Meaning.DEAF:
            self._deaf = True

    def _pay(self, transition: Transition) -> State:
        if transition.costs is None or transition.when_spent is None:
            return transition.to
        if self._left[transition.costs] == 0:
            return transition.when_spent
        self._left[transition.costs] -= 1
        if transition.costs is Cost.PAGE:
            self._page += 1
        return transition.to

    def _begin_question(self, why: Meaning) -> tuple[Action, ...]:
        opening = script.opening_after(why)
        if why is not Meaning.REPEAT:
            self._question = self._compose(why, again=bool(opening))
        prompts = (*opening, *self._question)
        self._floor = Floor.PROMPT
        self._listening = not self._deaf and bool(self._names())
        expect = Expect.CONFIRMATION if self._state in CONFIRMATIONS else Expect.CHOICE
        listen = (Listen(expect, self._declined),) if self._listening else ()
        return (Play(prompts), *listen, SetDeadline(self._policy.prompt_seconds * len(prompts)))

    def _compose(self, why: Meaning, *, again: bool) -> tuple[Prompt, ...]:
        if self._state is State.ASKING:
            return script.asking(again=again)
        if self._state in CONFIRMATIONS:
            return script.confirming(self._name_of[self._proposed], again=again)
        return script.listing(
            self._pages[self._page],
            first=why is not Meaning.SKIP or self._page == 0,
            more=self._page < len(self._pages) - 1,
        )
