"""What a conversation that has ended reports."""

from veertien.conversation.meaning import Reading
from veertien.conversation.tables import Meaning, State
from veertien.conversation.values import Abandoned, Chosen, How, Operator, Reason, Result

_HOW = {
    Meaning.NAMED: How.SPEECH,
    Meaning.YES: How.CONFIRMED,
    Meaning.CHOICE_KEY: How.KEYPAD,
}

_REASONS = {
    Meaning.PERSON: Reason.ASKED,
    Meaning.NO_INPUT: Reason.NO_INPUT,
    Meaning.NO_MATCH: Reason.NOT_UNDERSTOOD,
    Meaning.DOUBTED: Reason.NOT_UNDERSTOOD,
    Meaning.NO: Reason.DECLINED,
    Meaning.NO_BUT_SECOND: Reason.DECLINED,
    Meaning.NO_NAME_LEFT: Reason.DECLINED,
    Meaning.WRONG_KEY: Reason.WRONG_KEY,
    Meaning.NO_SUCH_NAME: Reason.WRONG_KEY,
    Meaning.UNSURE: Reason.UNSURE,
    Meaning.SKIP: Reason.NONE_OF_THESE,
    Meaning.REPEAT: Reason.REPEATED,
    Meaning.LANGUAGE: Reason.REPEATED,
    Meaning.TIME_UP: Reason.TOOK_TOO_LONG,
    Meaning.AUDIO_LOST: Reason.AUDIO_LOST,
    Meaning.HUNG_UP: Reason.HUNG_UP,
}


def result_of(left: State, state: State, reading: Reading) -> Result:
    """Return the result of leaving the state `left` for this final one because of this reading."""
    if reading.choice is not None and state is State.CHOSEN:
        proposed = left is State.PROPOSING and reading.meaning is Meaning.YES
        return Chosen(reading.choice, How.PROPOSED if proposed else _HOW[reading.meaning])
    ending = Abandoned if state is State.ABANDONED else Operator
    return ending(_REASONS[reading.meaning])
