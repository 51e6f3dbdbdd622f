"""Any call, whatever happens in whatever order: it has a next step until it is over, and one record."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.callflow.conftest import NOON, Line
from tests.unit.callflow.test_flow import CLOSED, IN_MAINTENANCE
from tests.unit.conftest import SOUND
from tests.unit.shipped import NAMES
from veertien.callflow import (
    Announce,
    Announced,
    AnnouncementEnd,
    Answered,
    Ask,
    CallerGone,
    Close,
    Concluded,
    CountCall,
    Counted,
    DoNothing,
    FlowAction,
    FlowEvent,
    Interview,
    Interviewed,
    Offered,
    Recall,
    Recalled,
    Settle,
    Settled,
    TakeLeave,
    UnexpectedStepError,
)
from veertien.config import load_tables
from veertien.conversation import Abandoned, Chosen, How, Operator, Reason
from veertien.numbering import parse_caller
from veertien.routing import Call, Outcome, Remembered, Tables, Trail

CODES = ("GM0405", "GM0420")
RESULTS = st.one_of(
    st.builds(Chosen, st.sampled_from(CODES), st.sampled_from(How)),
    st.builds(Operator, st.sampled_from(Reason)),
    st.builds(Abandoned, st.just(Reason.HUNG_UP)),
)
RULES: dict[str, str] = {
    "callers.yaml": "rate: {calls: 2, seconds: 60, over: operator}\n",
    "routing.yaml": "remember: {days: 90, without_asking: yes}\ncaller_area: propose\n",
}
FOLDERS: tuple[dict[str, str], ...] = ({}, RULES, CLOSED, {**CLOSED, **RULES}, IN_MAINTENANCE)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> list[Tables]:
    found = []
    for changes in FOLDERS:
        folder = tmp_path_factory.mktemp("config")
        for name, text in {**SOUND, **changes}.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)
        found.append(load_tables(folder, NAMES).at(NOON))
    return found


CALLS = st.builds(
    Call,
    st.sampled_from(["140229", "140227", "14020", "14999", "+31140229", "x" * 60]),
    st.sampled_from([parse_caller("0229123456", None), parse_caller("0612345678", None), parse_caller(None, "prohib")]),
    trail=st.builds(Trail, st.lists(st.sampled_from(["140229", "14020"]), max_size=6).map(tuple), st.integers(0, 30)),
)


def _event(doing: FlowAction, data: st.DataObject) -> FlowEvent:
    """Draw what may come of what is being done."""
    match doing:
        case CountCall():
            events: list[FlowEvent] = [Counted(data.draw(st.booleans()))]
        case Recall():
            events = [Recalled(data.draw(st.none() | st.builds(Remembered, st.sampled_from(CODES), st.booleans())))]
        case Announce():
            ending = data.draw(st.sampled_from(AnnouncementEnd))
            events = [Answered(), Announced(ending, data.draw(st.booleans()))]
        case Ask():
            result = data.draw(RESULTS)
            interview = Interview(result, 1, ())
            failed = data.draw(st.booleans())
            events = [Answered(), Concluded(result), Interviewed(interview, failed), CallerGone(interview)]
        case _:
            events = [Settled()]
    return data.draw(st.sampled_from([*events, CallerGone()]))


@settings(max_examples=examples(300))
@given(which=st.integers(0, len(FOLDERS) - 1), call=CALLS, data=st.data())
def test_each_call_comes_to_one_record_and_nobody_is_left_without_a_word(
    tables: list[Tables], which: int, call: Call, data: st.DataObject
) -> None:
    line = Line(tables[which], call)
    action = doing = line.take(Offered())
    heard = False
    for _ in range(30):
        if isinstance(action, Close):
            break
        if not isinstance(action, DoNothing | TakeLeave):
            doing = action
        if isinstance(action, Settle):
            # Who is neither put through nor refused has been told so, and heard it.
            assert heard or action.decision.destinations or action.decision.outcome is Outcome.REFUSED
            assert action.decision.outcome is not Outcome.ASK
        event = _event(doing, data)
        match event:
            case Announced(AnnouncementEnd.SAID, False) | Interviewed(_, False):
                heard = True
        action = line.take(event, 0.1)
    else:
        action = line.take(CallerGone())
    assert isinstance(action, Close)
    assert action.record.decided_seconds >= 0
    assert action.record.outcome in {*Outcome, "abandoned"} - {Outcome.ASK}
    with pytest.raises(UnexpectedStepError):
        line.take(CallerGone())
