"""The conversation itself.

Theory of operation. The caller answers questions. Within a question the floor passes from the prompt to the caller
(`FLOORS`); every change of floor sets a new deadline, so that no wait is without one. Sooner or later an event means
something to the question (`Meaning`): then `QUESTIONS` says which question comes next. A question always begins in the
same way: its prompts are played, its names are listened for, and the deadline is set to more than the prompts last.
The time limit set at the start runs beside all this and ends what the costs in the table have not ended before.

What the caller's answers leave behind is in `Memory`; beside it stands how much of each `Cost` is left.
"""

from collections.abc import Sequence
from dataclasses import replace

from veertien.conversation import script
from veertien.conversation.actions import Action, Expect, Finish, Listen, Play, SetDeadline, SetTimeLimit, StopPlaying
from veertien.conversation.answers import Memory, Reading, budget, read_confirmation, read_key, read_name, result_of
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
from veertien.conversation.policy import Policy
from veertien.conversation.transitions import (
    ALWAYS,
    CONFIRMATIONS,
    FINAL,
    FLOORS,
    HELD_PROMPT,
    OPEN_TO_ANY,
    PLAYING,
    QUESTIONS,
    SPEAKING,
    UNHURRIED,
    Cost,
    Floor,
    Meaning,
    State,
    Transition,
)
from veertien.conversation.values import ASKED_ABOUT, NO_NAMES, Choice, Prompt, Reach
from veertien.wording import Language

_PLAIN: dict[type[Event], Meaning] = {
    TimeLimitPassed: Meaning.TIME_UP,
    RecogniserFailed: Meaning.DEAF,
    AudioLost: Meaning.AUDIO_LOST,
    HungUp: Meaning.HUNG_UP,
}


class Conversation:
    """Finds out which of the choices a caller wants.

    The choices are offered in the order given; `hint` is the key of one that something known of the caller points to.
    With `by_keys` nobody can listen to the caller: keys are all there is, from the start.
    Raises ValueError for fewer than two listed choices, for two with the same key, for a choice whose key is that of a
    yes, a no or a command, and for a hint that is no choice here.
    """

    def __init__(
        self, choices: Sequence[Choice], policy: Policy, hint: str | None = None, *, by_keys: bool = False
    ) -> None:
        listed = sum(choice.reach is Reach.LISTED for choice in choices)
        if listed < 2:
            raise ValueError(f"Conversation: {listed} choices leave nothing to ask; give at least 2 that are listed")
        self._policy = policy
        self._memory = Memory(choices, policy)
        self._memory.deaf = by_keys
        if len(self._memory.choices) < len(choices) or self._memory.choices.keys() & NO_NAMES:
            raise ValueError("Conversation: every choice needs a key of its own, other than those of yes, no, commands")
        if hint is not None and hint not in self._memory.choices:
            raise ValueError(f"Conversation: the hint {hint!r} is none of the choices")
        self._hint = hint
        self._limit = script.worst_case_seconds(policy, listed)
        self._left = budget(self._memory, policy)
        self._state = State.IDLE
        self._floor = Floor.OPEN
        self._listening = False
        self._interrupted = False
        self._question: tuple[Prompt, ...] = ()

    @property
    def state(self) -> State:
        """Which question is open, or how the conversation ended."""
        return self._state

    @property
    def language(self) -> Language:
        """What the caller is spoken to in."""
        return self._memory.language

    @property
    def confirming(self) -> bool:
        """Whether the caller is being asked if what was understood is right."""
        return self._state in CONFIRMATIONS and self._state is not State.PROPOSING

    @property
    def declined(self) -> frozenset[str]:
        """The keys of the choices that the caller has said no to."""
        return self._memory.declined

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
        if self._floor in HELD_PROMPT and reading.meaning is Meaning.NO_MATCH:
            return self._give_floor(Floor.HELD, event) if self._floor is Floor.BOTH else ()
        transition = QUESTIONS[self._state].get(reading.meaning) or ALWAYS.get(reading.meaning)
        return () if transition is None else self._follow(transition, reading)

    def _give_floor(self, floor: Floor, event: Event) -> tuple[Action, ...]:
        still_playing = self._floor in PLAYING and not isinstance(event, PromptEnded)
        if isinstance(event, SpeechStarted):
            self._interrupted = still_playing
        self._floor = floor
        if floor is Floor.HELD:
            return (SetDeadline(self._policy.prompt_seconds * len(self._question)),)
        if floor is Floor.BOTH:
            return (SetDeadline(self._policy.utterance_seconds),)
        stop = (StopPlaying(),) if still_playing else ()
        if floor is Floor.CALLER:
            return (*stop, SetDeadline(self._policy.utterance_seconds))
        patience = self._policy.key_seconds if self._state in UNHURRIED else self._policy.speech_seconds
        return (*stop, SetDeadline(patience))

    def _read(self, event: Event) -> Reading | None:
        reading = self._read_answer(event)
        if reading is None:
            return None
        memory = self._memory
        match reading.meaning:
            case Meaning.NO if memory.last_name:
                return Reading(Meaning.NO_NAME_LEFT)
            case Meaning.NO if second := memory.second():
                return Reading(Meaning.NO_BUT_SECOND, second)
            case Meaning.NAMED if reading.choice and memory.choices[reading.choice].reach in ASKED_ABOUT:
                return replace(reading, meaning=Meaning.DOUBTED)
            case Meaning.BETWEEN if self._state is not State.ASKING:
                return replace(reading, meaning=Meaning.DOUBTED)
            case Meaning.NO_INPUT | Meaning.NO_MATCH | Meaning.SPELLED if memory.letters:
                # A pause, or a noise made by the keys themselves, ends a name as the hash key does.
                return Reading(Meaning.SPELLED if memory.matches() else Meaning.NO_SUCH_NAME)
            case Meaning.NO_MATCH if self._interrupted and not memory.disturbed:
                # Music, a child, a passing train: no answer of the caller's, and they have not heard the question.
                return Reading(Meaning.DISTURBED)
        return reading

    def _read_answer(self, event: Event) -> Reading | None:
        match event:
            case Started() if self._memory.deaf:
                return Reading(Meaning.STARTED_BY_KEYS)
            case Started() if self._hint is not None:
                return Reading(Meaning.STARTED_WITH_HINT, self._hint)
            case Started():
                return Reading(Meaning.STARTED)
            case KeyPressed(key=key):
                return read_key(key, self._state, self._memory.pages[self._memory.page], self._memory.letters)
            case Heard():
                return self._read_speech(event) if self._floor in SPEAKING else None
            case RecogniserFailed() if self._memory.deaf:
                return None
        timed_out = FLOORS.get((self._floor, type(event)))
        meaning = timed_out if isinstance(timed_out, Meaning) else _PLAIN.get(type(event))
        return None if meaning is None else Reading(meaning)

    def _read_speech(self, heard: Heard) -> Reading:
        names = self._memory.names
        if self._state in CONFIRMATIONS:
            return read_confirmation(heard, names, self._memory.proposed, self._policy, over_prompt=self._interrupted)
        again = self._left[Cost.FAILURE] < self._policy.failures_before_list - 1
        return read_name(heard, names, self._policy, again=again)

    def _follow(self, transition: Transition, reading: Reading) -> tuple[Action, ...]:
        left = self._state
        self._memory.take(reading)
        self._state = self._pay(transition)
        if self.finished:
            return (Finish(result_of(left, self._state, reading)),)
        if reading.meaning is Meaning.SPELLED:
            self._memory.narrow()
            self._left[Cost.PAGE] = self._memory.pages_left
        if reading.meaning is Meaning.LETTER:
            return self._await_letter()
        limit = (SetTimeLimit(self._limit),) if left is State.IDLE else ()
        return (*limit, *self._begin_question(reading.meaning))

    def _pay(self, transition: Transition) -> State:
        to = transition.to
        if transition.costs is not None and transition.when_spent is not None:
            if self._left[transition.costs] == 0:
                to = transition.when_spent
            else:
                self._left[transition.costs] -= 1
                if transition.costs is Cost.PAGE:
                    self._memory.page += 1
        return self._memory.keypad if to is State.KEYPAD else to

    def _await_letter(self) -> tuple[Action, ...]:
        stop = (StopPlaying(),) if self._floor in PLAYING else ()
        self._floor = Floor.OPEN
        return (*stop, SetDeadline(self._policy.spell_seconds))

    def _begin_question(self, why: Meaning) -> tuple[Action, ...]:
        opening = script.opening_after(why)
        self._memory.letters = ""
        if why not in (Meaning.REPEAT, Meaning.DISTURBED):
            self._question = self._compose(why, again=bool(opening))
        prompts = tuple(replace(prompt, language=self.language) for prompt in (*opening, *self._question))
        # What broke a prompt off may go on: from then on only an answer does.
        self._floor = Floor.HELD if self._memory.disturbed else Floor.PROMPT
        self._listening = not self._memory.deaf and bool(self._memory.names)
        expect = Expect.CONFIRMATION if self._state in CONFIRMATIONS else Expect.CHOICE
        any_name = self._state in OPEN_TO_ANY
        # After a noise listening goes on: the caller may have begun to answer while it was being recognised.
        listens = self._listening and why is not Meaning.DISTURBED
        listen = (Listen(expect, self._memory.declined, any_name),) if listens else ()
        return (Play(prompts), *listen, SetDeadline(self._policy.prompt_seconds * len(prompts)))

    def _compose(self, why: Meaning, *, again: bool) -> tuple[Prompt, ...]:
        memory = self._memory
        match self._state:
            case State.PROPOSING:
                return script.proposing(memory.choices[memory.proposed].name)
            case State.ASKING:
                return script.asking(memory.asked_between, again=again)
            case State.SPELLING:
                return script.spelling()
            case State.CONFIRMING | State.LIST_CONFIRMING:
                return script.confirming(memory.choices[memory.proposed], again=again)
        first = why is not Meaning.SKIP or memory.page == 0
        return script.listing(memory.pages[memory.page], first=first, more=memory.pages_left > 0)
