"""What the conversation does at its beginning, without audio: its first question, and what follows an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from veertien.callflow import CallFlow, Circumstances, Interview, Interviewed, Settle
from veertien.config import shown
from veertien.conversation import (
    NO,
    YES,
    Chosen,
    Command,
    Conversation,
    Finish,
    Guess,
    Heard,
    How,
    Operator,
    Play,
    Prompt,
    PromptEnded,
    Result,
    SpeechStarted,
    Started,
    State,
)
from veertien.gazetteer import Gazetteer, name_key
from veertien.inquiry import Inquiry
from veertien.rehearsal.answers import answered, match_answer, runs_of_words
from veertien.routing import Decision, Tables
from veertien.speech import COMMANDS
from veertien.speech.grammar.carriers import NO_ANSWERS, YES_ANSWERS

MEANS: Mapping[str, str] = MappingProxyType(
    {
        Command.PERSON: "asks for a person",
        Command.REPEAT: "asks to hear the question again",
        Command.UNSURE: "says that the caller does not know",
        Command.DUTCH: "asks for Dutch",
        Command.FRISIAN: "asks for Frisian",
        Command.ENGLISH: "asks for English",
        YES: "is a yes",
        NO: "is a no",
    }
)
"""What an answer that is no name does, by its key; as the end of a clause."""

_COMMANDS = MappingProxyType({name_key(phrase.text): phrase.key for phrase in COMMANDS})
_ANSWERS = MappingProxyType(
    {name_key(text): key for key, texts in ((YES, YES_ANSWERS), (NO, NO_ANSWERS)) for text in texts}
)


@dataclass(frozen=True, slots=True)
class AskedCaller:
    """A caller whom the call's flow has asked, under tables that count at this time."""

    tables: Tables
    flow: CallFlow
    at: Circumstances
    inquiry: Inquiry

    @property
    def first(self) -> Decision:
        """The decision by which the caller is asked."""
        return self.flow.first

    def after(self, result: Result) -> Decision:
        """Return the decision when the question has this result; once, as the flow goes on."""
        match self.flow.handle(Interviewed(Interview(result, 0, ())), self.at):
            case Settle(decision=decision):
                return decision
            case action:
                raise AssertionError(f"{action} after an answer")

    def choose(self, code: str) -> Decision:
        """Return the decision when the municipality with this CBS code was said."""
        return self.after(Chosen(code, How.SPEECH))

    def question(self) -> tuple[Prompt, ...]:
        """Return the first question."""
        return self._begun()[1]

    def after_text(self, text: str, gazetteer: Gazetteer) -> tuple[Decision, tuple[Prompt, ...]]:
        """Return the decision once the caller has said the text, and what they are asked then if it is no name.

        What is exactly a name of the area code goes before all else, one that doesn't answer there only before a yes or
        no. A slip of the pen in a name comes last: "ja hoor" isn't Hoorn.
        """
        key = key_in(text, confirming=self.first.proposed is not None)
        if key is None or self.is_named(text, gazetteer, elsewhere=key in (YES, NO)):
            return answered(self.tables, self.first, text, gazetteer, self.choose), ()
        return self.after_key(key, f"{shown(text)} {MEANS[key]}")

    def after_key(self, key: str, why: str) -> tuple[Decision, tuple[Prompt, ...]]:
        """Return the decision after a command, or a yes or no to what was proposed, and what the caller is asked then.

        `key` is that of a guess, one of `MEANS`; `why` a clause that says what was heard.
        """
        conversation, _ = self._begun()
        conversation.handle(PromptEnded())
        conversation.handle(SpeechStarted())
        prompts: tuple[Prompt, ...] = ()
        for action in conversation.handle(Heard((Guess(key, 1.0),))):
            match action:
                case Finish(Chosen() as result):
                    after = self.after(result)
                    return replace(after, reason=f"{why}; {after.reason}"), ()
                case Finish(Operator(reason) as result):
                    why += "" if key == Command.PERSON else f" ({reason})"
                    return replace(self.after(result), reason=f"The operator gets the call: {why}."), ()
                case Play():
                    prompts = action.prompts
        then = _asked_then(conversation.state, prompts)
        return replace(self.first, reason=f"{why}, so {then}."), prompts

    def is_named(self, text: str, gazetteer: Gazetteer, *, elsewhere: bool) -> bool:
        """Return whether a text is exactly a name here; with `elsewhere` also one that doesn't answer here."""
        answer = match_answer(self.tables, self.first.area_code, text, gazetteer)
        return bool(answer.codes) and not answer.near and (elsewhere or not answer.elsewhere)

    def _begun(self) -> tuple[Conversation, tuple[Prompt, ...]]:
        conversation = self.inquiry.conversation(self.first.proposed)
        played = (action.prompts for action in conversation.handle(Started()) if isinstance(action, Play))
        return conversation, tuple(prompt for prompts in played for prompt in prompts)


def key_in(text: str, *, confirming: bool) -> str | None:
    """Return the key of the longest run of words that is a command, or (`confirming`) a yes or no; None for none."""
    known = {**_COMMANDS, **_ANSWERS} if confirming else _COMMANDS
    return next((known[key] for _, _, run in runs_of_words(text) if (key := name_key(run)) in known), None)


def _asked_then(state: State, prompts: tuple[Prompt, ...]) -> str:
    match state:
        case State.PROPOSING | State.CONFIRMING:
            return f"the caller is asked about {prompts[-1].name}"
        case State.LISTING:
            return "the names are read out, each with a key"
        case State.SPELLING:
            return "the caller is asked to spell the name on the keys"
    return "the caller is asked again"
