"""The ends that the dialplan keeps are read as the events that it sends."""

from veertien.records import CallEnd, TurnedAway
from veertien.service.call_ends import call_end, kept_end

KEPT = (
    "Call: 1795445830.0,Result: ANSWER,Try: 2,Endpoint: trunk-backup,Fallback: ,Cause: 16,Answered: 2,"
    "Away:  trunk-hoorn/busy/17 trunk-full/full/34,"
)


def test_a_kept_end_says_what_the_event_says() -> None:
    event = {
        "Call": "1795445830.0",
        "Result": "ANSWER",
        "Try": "2",
        "Endpoint": "trunk-backup",
        "Fallback": "",
        "Cause": "16",
        "Away": " trunk-hoorn/busy/17 trunk-full/full/34",
    }
    assert kept_end(KEPT) == call_end(event)
    assert kept_end(KEPT) == CallEnd(
        "1795445830.0",
        "ANSWER",
        "trunk-backup",
        2,
        fell_back=False,
        cause=16,
        turned_away=(TurnedAway("trunk-hoorn", "busy", 17), TurnedAway("trunk-full", "full", 34)),
    )


def test_of_an_end_that_asterisk_has_cut_only_what_is_whole_is_read() -> None:
    for cut in range(len(KEPT) - len("trunk-full/full/34,"), len(KEPT)):
        assert kept_end(KEPT[:cut]).turned_away == (TurnedAway("trunk-hoorn", "busy", 17),)


def test_a_place_where_nothing_is_kept_yet_is_no_call() -> None:
    assert kept_end("").call == ""
