"""The ends that the dialplan keeps are read as the events that it sends."""

from veertien.asterisk.dialplan.contract import call_end, kept_end
from veertien.callflow import CallEnd, TurnedAway

KEPT = (
    "Call: 1795445830.0,Result: ANSWER,Try: 2,Endpoint: trunk-backup,Fallback: ,Cause: 16,Status: 200,Answered: 2,"
    "Away:  trunk-hoorn/busy/17/486 trunk-full/full/34,"
)


def test_a_kept_end_says_what_the_event_says() -> None:
    event = {
        "Call": "1795445830.0",
        "Result": "ANSWER",
        "Try": "2",
        "Endpoint": "trunk-backup",
        "Fallback": "",
        "Cause": "16",
        "Status": "200",
        "Away": " trunk-hoorn/busy/17/486 trunk-full/full/34",
    }
    assert kept_end(KEPT) == call_end(event)
    assert kept_end(KEPT) == CallEnd(
        "1795445830.0",
        "ANSWER",
        "trunk-backup",
        2,
        fell_back=False,
        cause=16,
        turned_away=(TurnedAway("trunk-hoorn", "busy", 17, 486), TurnedAway("trunk-full", "full", 34)),
        sip_status=200,
    )


def test_of_an_end_that_asterisk_has_cut_only_what_is_whole_is_read() -> None:
    for cut in range(len(KEPT) - len("trunk-full/full/34,"), len(KEPT)):
        assert kept_end(KEPT[:cut]).turned_away == (TurnedAway("trunk-hoorn", "busy", 17, 486),)


def test_a_place_where_nothing_is_kept_yet_is_no_call() -> None:
    assert kept_end("").call == ""


def test_a_destination_that_gave_no_answer_has_no_sip_status() -> None:
    event = {"Call": "1", "Away": " trunk-a/unavailable/18/ trunk-b/unavailable/18/183 trunk-c/unavailable/127/488"}
    assert [away.sip_status for away in call_end(event).turned_away] == [None, None, 488]
