"""Past calls sent through other tables and thresholds, beside those in force: what would have been otherwise.

Both sides get the same: the call as its record has it, at the time at which it came in, with every trunk up; and what
the recogniser heard then, with its confidence. The conversation's own machine judges that. What a caller would have
said to another question nobody knows: from the first answer that is judged otherwise on, a call tells nothing more of
answers, and where it goes is told by what the caller chose in the end.
"""

from dataclasses import dataclass, replace
from enum import Enum, StrEnum

from veertien.conversation import (
    Chosen,
    Conversation,
    Finish,
    Guess,
    Heard,
    How,
    Play,
    Policy,
    PromptEnded,
    Reason,
    SpeechStarted,
    Started,
    State,
)
from veertien.conversation.events import DeadlinePassed
from veertien.conversation.transitions import CONFIRMATIONS
from veertien.inquiry import Inquiry, inquiry_of
from veertien.inquiry.country import Country, country_of
from veertien.numbering import Caller, CallerKind
from veertien.rehearsal.past_calls import PastAnswer, PastCall
from veertien.routing import (
    Asked,
    Bar,
    Branch,
    Call,
    CallSide,
    Decision,
    Hint,
    KeyChange,
    Remembered,
    Stage,
    Tables,
    Trail,
    Turn,
    compare_rules,
)
from veertien.routing.calls import MOST_ALIKE
from veertien.wording import Wording

_MOST_SILENCES = 4
"""Times that a caller says nothing to a question before a person takes over, at most."""


class Unknown(Enum):
    """Why it can't be told what would have become of a call."""

    NOT_RECORDED = Wording(
        "het vangnet van het dialplan nam de oproep, en wat is gekozen is niet vastgelegd",
        "the dialplan's fallback took it, and what was dialled is not recorded",
    )
    NUMBER = Wording(
        "het hangt van het nummer van de beller af, door callers.yaml",
        "it depends on the caller's number, by callers.yaml",
    )
    MEMORY = Wording(
        "het hangt ervan af wat de beller eerder koos, door `remember` in routing.yaml",
        "it depends on what the caller chose before, by `remember` in routing.yaml",
    )
    CHOICE = Wording(
        "het hangt ervan af wat de beller wil, die toen niets koos",
        "it depends on what the caller wants, who chose nothing then",
    )

    @property
    def key(self) -> str:
        """Its name for programs."""
        return self.name.lower()


class ReplayVerdict(StrEnum):
    """What is made of an answer."""

    TAKEN = "taken"
    CONFIRMED = "confirmed"
    """The caller is asked about it."""
    ASKED_AGAIN = "asked again"
    PERSON = "person"
    """A person takes over."""


@dataclass(frozen=True, slots=True)
class JudgedOtherwise:
    """The first answer of a call of which other thresholds, or names, make something else."""

    place: int
    """Among the call's answers, from 1."""
    before: ReplayVerdict
    after: ReplayVerdict
    right: bool | None
    """Of one that is taken only now, whether the caller chose just that in the end; None where they chose nothing."""


@dataclass(frozen=True, slots=True)
class ReplayedCall:
    """One call by both sides."""

    call: PastCall
    area_code: str | None
    municipality: str | None
    """The one that the caller meant, or that gets the call by the tables in force; None where none is known."""
    asked_before: bool
    asked_after: bool
    proposed_otherwise: bool
    """Whether it is asked about another municipality first."""
    ways: tuple[Decision | None, Decision | None] | None
    """Where it goes by either, where that differs; None for who is not understood any more, or wasn't."""
    judged: JudgedOtherwise | None
    unknown: Unknown | None = None
    """Why it can't be told, where it can't. With CHOICE only `ways` isn't known, else nothing is."""

    @property
    def differs(self) -> bool:
        """Whether anything is known to be otherwise."""
        asked = self.asked_before != self.asked_after
        return asked or self.proposed_otherwise or self.ways is not None or self.judged is not None


class Replay:
    """Sends calls through tables and thresholds in force, and through new ones."""

    def __init__(self, before: tuple[Tables, Policy], after: tuple[Tables, Policy]) -> None:
        self._before, self._after = _Folder(*before), _Folder(*after)
        self._rules: dict[tuple[int, int], tuple[KeyChange, ...]] = {}

    def of(self, past: PastCall) -> ReplayedCall:
        """Return what would have become of a call."""
        if past.dialled is None:
            return _plain(past, Unknown.NOT_RECORDED)
        call, over_rate = call_of(past, past.dialled), past.barred == Bar.TOO_MANY
        before = CallSide(self._before.tables, call, past.at, over_rate=over_rate)
        after = CallSide(self._after.tables, call, past.at, over_rate=over_rate)
        if unknown := self._unknown(past, before, after):
            return _plain(past, unknown)
        if past.barred == Bar.BLOCKED:
            # Refused by both: who is blocked is alike.
            return _plain(past, None)
        first = before.offered
        ways = _ways(past, before, after)
        return ReplayedCall(
            past,
            first.area_code,
            past.chosen or (first.municipality.code if first.municipality else None),
            before.asks,
            after.asks,
            before.asks and after.asks and _proposed(before) != _proposed(after),
            None if isinstance(ways, Unknown) else ways,
            self._judged(past, before, after),
            ways if isinstance(ways, Unknown) else None,
        )

    def _unknown(self, past: PastCall, before: CallSide, after: CallSide) -> Unknown | None:
        if past.caller_kind in (CallerKind.WITHHELD, CallerKind.UNKNOWN):
            # Nothing is known of such a caller by either.
            return None
        key = id(before.tables), id(after.tables)
        changes = self._rules.get(key)
        if changes is None:
            changes = self._rules[key] = compare_rules(before.tables, after.tables)
        if any(change.file == "callers.yaml" for change in changes):
            return Unknown.NUMBER
        if (before.asks or after.asks) and any(change.key == "remember" for change in changes):
            return _memory_unknown(past, before.tables, after.tables)
        return None

    def _judged(self, past: PastCall, before: CallSide, after: CallSide) -> JudgedOtherwise | None:
        if not past.answers or not (before.asks and after.asks) or _proposed(before) != _proposed(after):
            return None
        one, other = self._before.conversation(before), self._after.conversation(after)
        for place, answer in enumerate(past.answers, 1):
            if not _brought_to(answer.state, one, other):
                # A key led there, or other thresholds did.
                return None
            was = _after_answer(one, _of_today(answer, before.tables))
            then = _after_answer(other, _of_today(answer, after.tables))
            # That somebody's heir gets the call is told by where it goes.
            chosen = was.chosen and after.tables.heir_of(was.chosen)
            if replace(was, chosen=chosen) != then:
                taken = then.chosen if then.judgement is ReplayVerdict.TAKEN else None
                wanted = past.chosen and after.tables.heir_of(past.chosen)
                right = None if taken is None or wanted is None else wanted == taken
                return JudgedOtherwise(place, was.judgement, then.judgement, right)
            if one.finished:
                return None
        return None


class _Folder:
    """The tables and thresholds of one folder, with the questions made of them once."""

    def __init__(self, tables: Tables, policy: Policy) -> None:
        self.tables = tables
        self._policy = policy
        self._countries: dict[int, Country | None] = {}
        self._inquiries: dict[tuple[int, str | None], Inquiry] = {}

    def conversation(self, side: CallSide) -> Conversation:
        """Begin the conversation with a caller who is asked."""
        stage, area_code = side.tables, side.offered.area_code
        inquiry = self._inquiries.get((id(stage), area_code))
        if inquiry is None:
            if id(stage) not in self._countries:
                self._countries[id(stage)] = country_of(stage)
            inquiry = inquiry_of(stage, area_code, self._policy, self._countries[id(stage)])
            self._inquiries[id(stage), area_code] = inquiry
        conversation = inquiry.conversation(side.offered.proposed)
        conversation.handle(Started())
        return conversation


@dataclass(frozen=True, slots=True)
class _Made:
    """What a conversation makes of an answer."""

    judgement: ReplayVerdict
    chosen: str | None
    about: str | None
    """Whom the caller is asked about."""


def _of_today(answer: PastAnswer, tables: Tables) -> PastAnswer:
    """Return an answer with those who got the place of the municipalities that were heard, where they are no more."""
    best, second = (key and tables.heir_of(key) for key in (answer.best, answer.second))
    return replace(answer, best=best, second=second)


def _after_answer(conversation: Conversation, answer: PastAnswer) -> _Made:
    if not answer.over_prompt:
        conversation.handle(PromptEnded())
    conversation.handle(SpeechStarted())
    pairs = ((answer.best, answer.confidence), (answer.second, answer.second_confidence))
    guesses = tuple(Guess(key, sure) for key, sure in pairs if key is not None and sure is not None)
    chosen = about = None
    for action in conversation.handle(Heard(guesses)):
        match action:
            case Finish(Chosen(key=key)):
                chosen = key
            case Play(prompts=prompts) if conversation.state in CONFIRMATIONS:
                about = prompts[-1].name
    return _Made(_judgement(conversation.state), chosen, about)


def _judgement(state: State) -> ReplayVerdict:
    if state is State.CHOSEN:
        return ReplayVerdict.TAKEN
    if state is State.OPERATOR:
        return ReplayVerdict.PERSON
    return ReplayVerdict.CONFIRMED if state in CONFIRMATIONS else ReplayVerdict.ASKED_AGAIN


def _brought_to(state: str | None, *conversations: Conversation) -> bool:
    """Have the caller be silent until the question is reached that was answered; return whether it was, by all."""
    for _ in range(_MOST_SILENCES):
        if all(each.state == state for each in conversations):
            return True
        for each in conversations:
            each.handle(PromptEnded())
            each.handle(DeadlinePassed())
    return False


def call_of(past: PastCall, dialled: str) -> Call:
    """Return the call as it was offered, as far as that is known; the caller's number is not."""
    caller = Caller(None, past.caller_kind == CallerKind.WITHHELD, past.caller_area_code)
    trails = {
        Turn.BACK: Trail((dialled,)),
        Turn.AGAIN: Trail((dialled, dialled)),
        Turn.ALIKE: Trail(alike=MOST_ALIKE + 1),
    }
    trail = trails[Turn(past.came_back)] if past.came_back else Trail()
    code = _remembered(past)
    # Asked, though chosen before: where the rules don't let such callers be asked, that was minutes ago.
    remembered = Remembered(code, just_now=past.asked == Asked.PROPOSED) if code else None
    return Call(dialled, caller, remembered, trail)


def _remembered(past: PastCall) -> str | None:
    """Return what the caller chose before, where the record tells."""
    known = past.asked == Asked.SKIPPED or past.question_end == How.PROPOSED
    return past.municipality if past.hint == Hint.REMEMBERED and known else None


def _memory_unknown(past: PastCall, before: Tables, after: Tables) -> Unknown | None:
    """Return whether another rule about what is remembered leaves open what becomes of a call that may be asked."""
    old, new = before.rules.remember, after.rules.remember
    if new is None:
        return None
    if old is not None and old.days == new.days:
        # Only whether who is remembered is asked: the record tells whom, or that it was nobody.
        return Unknown.MEMORY if past.hint == Hint.REMEMBERED and past.asked != Asked.SKIPPED else None
    return None if past.hint == Hint.REMEMBERED and past.asked == Asked.SKIPPED else Unknown.MEMORY


def _proposed(side: CallSide) -> str | None:
    return side.offered.proposed.code if side.offered.proposed else None


def _ways(
    past: PastCall, before: CallSide, after: CallSide
) -> tuple[Decision | None, Decision | None] | Unknown | None:
    """Return where the call goes by either, where that differs; None where it is alike, or the caller hung up."""
    if not before.asks and not after.asks:
        return _differing(before.offered, after.offered)
    if past.question_end == Reason.HUNG_UP:
        return None
    if past.chosen:
        return _differing(_went(before, past.chosen), _went(after, past.chosen))
    if past.question_end and before.asks and after.asks:
        return _differing(before.person(), after.person())
    # They were not asked, or not by these tables: is it the same, whatever they want?
    wanted = {entry.code for side in (before, after) for entry in side.answers}
    if any(_differing(_went(before, code), _went(after, code)) for code in wanted):
        return Unknown.CHOICE
    return None


def _went(side: CallSide, code: str) -> Decision | None:
    return side.named(code) if side.asks else side.offered


def _differing(before: Decision | None, after: Decision | None) -> tuple[Decision | None, Decision | None] | None:
    # Not as the call comes in: who else could have been chosen makes no difference any more.
    return (before, after) if Branch(Stage.CHOSEN, None, before, after).differs else None


def _plain(past: PastCall, unknown: Unknown | None) -> ReplayedCall:
    return ReplayedCall(past, None, None, False, False, False, None, None, unknown)
