"""Dialogues as text, played against a conversation.

Each line is one turn. `V` is what Veertien says, `C` what the caller does once the prompt has ended, `C!` what the
caller does while the prompt is playing, `X` what breaks, `=` the result:

    V  ask
    V  ask_between A/B      with the names it names; in another language than Dutch: "ask (en)"
    C  Medemblik 0.6        a name (or yes, no, a command) and its confidence; several: "Hoorn 0.5, Opmeer 0.3"
    C  Hoorn|Opmeer 0.5     two that sound alike
    V  confirm Medemblik
    C  ...                  silence
    C  mumble               speech that nothing could be made of
    C  key 3
    =  speech Medemblik
"""

from collections.abc import Callable, Sequence

import pytest

from veertien.conversation import (
    AudioLost,
    Choice,
    Chosen,
    Conversation,
    DeadlinePassed,
    Event,
    Finish,
    Guess,
    Heard,
    HungUp,
    KeyPressed,
    Language,
    Play,
    Policy,
    Prompt,
    PromptEnded,
    PromptId,
    Reach,
    RecogniserFailed,
    Result,
    SpeechStarted,
    Started,
    StopPlaying,
    TimeLimitPassed,
)

WEST_FRISIA = ("Hoorn", "Medemblik", "Drechterland", "Opmeer", "Koggenland")

_BROKEN: dict[str, Event] = {
    "recogniser failed": RecogniserFailed(),
    "audio lost": AudioLost(),
    "hung up": HungUp(),
    "time limit": TimeLimitPassed(),
    "recogniser silent": DeadlinePassed(),
}


def _said(prompt: Prompt) -> str:
    if prompt.id is PromptId.KEY_CHOICE:
        return f"{prompt.key}={prompt.name}"
    language = "" if prompt.language is Language.DUTCH else f"({prompt.language})"
    return " ".join(filter(None, (prompt.id, prompt.name, "/".join(prompt.names), language)))


def _result(result: Result) -> str:
    if isinstance(result, Chosen):
        return f"{result.how} {result.key}"
    return f"{type(result).__name__.lower()}: {result.reason}"


class _Stage:
    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._playing = False
        self._said = ""
        self._result = ""
        self.give(Started())

    def give(self, event: Event) -> None:
        for action in self._conversation.handle(event):
            if isinstance(action, Play):
                self._playing = True
                self._said = ", ".join(_said(prompt) for prompt in action.prompts)
            elif isinstance(action, StopPlaying):
                self._playing = False
            elif isinstance(action, Finish):
                self._result = _result(action.result)

    def veertien(self, line: str) -> None:
        assert self._said == line
        self._said = ""

    def caller(self, line: str, *, interrupts: bool) -> None:
        self.has_no_more_to_say()
        if self._playing and not interrupts:
            self._playing = False
            self.give(PromptEnded())
        if line == "...":
            self.give(DeadlinePassed())
        elif line.startswith("key "):
            self.give(KeyPressed(line.removeprefix("key ")))
        else:
            self.give(SpeechStarted())
            assert not self._playing, "the prompt goes on while the caller speaks"
            if line != "...and on":
                self.give(_heard(line))

    def has_no_more_to_say(self) -> None:
        assert not self._said, f"not expected by the dialogue: {self._said}"

    def breaks(self, line: str) -> None:
        self._said = ""
        self.give(_BROKEN[line])

    def ends(self, line: str) -> None:
        assert self._result == line
        assert self._conversation.finished


def _heard(line: str) -> Heard:
    if line == "mumble":
        return Heard()
    guesses: list[Guess] = []
    for part in line.split(", "):
        keys, confidence = part.rsplit(" ", 1)
        guesses += [Guess(key, float(confidence)) for key in keys.split("|")]
    return Heard(tuple(guesses), alike=line.split(", ")[0].count("|") + 1)


Dialogue = Callable[..., None]


@pytest.fixture
def dialogue() -> Dialogue:
    """Play a dialogue about these names (each its own key) and check every line of it."""

    def play(
        script: str,
        names: Sequence[str] = WEST_FRISIA,
        policy: Policy | None = None,
        *,
        hint: str | None = None,
        by_keys: bool = False,
        elsewhere: Sequence[str] = (),
        out_of_reach: Sequence[str] = (),
        left_out: Sequence[str] = (),
    ) -> None:
        choices = [Choice(name, name) for name in names] + [Choice(name, name, Reach.ELSEWHERE) for name in elsewhere]
        choices += [Choice(name, name, Reach.OUT_OF_REACH) for name in out_of_reach]
        choices += [Choice(name, name, Reach.LEFT_OUT) for name in left_out]
        stage = _Stage(Conversation(choices, policy or Policy(), hint, by_keys=by_keys))
        for line in filter(None, (line.strip() for line in script.splitlines())):
            who, what = line.split(maxsplit=1)
            match who:
                case "V":
                    stage.veertien(what)
                case "C" | "C!":
                    stage.caller(what, interrupts=who == "C!")
                case "X":
                    stage.breaks(what)
                case "=":
                    stage.ends(what)
                case _:
                    raise ValueError(line)
        stage.has_no_more_to_say()

    return play
