"""How a call ended, and by whom."""

from collections.abc import Iterator, Mapping

from veertien.explanation.facts import CallFacts
from veertien.explanation.sentences import Sentence, seconds
from veertien.wording import Wording, unworded

_ENDED: Mapping[str, Wording] = {
    "caller": Wording("De beller hing op", "The caller hung up"),
    "destination": Wording("De bestemming hing op", "The destination hung up"),
    "us": Wording("Veertien of Asterisk beëindigde de oproep", "Veertien or Asterisk ended the call"),
}
_OVER = Wording("De oproep was voorbij", "The call was over")
_UNHEARD = Wording(
    "Hoe de oproep eindigde is niet gehoord: AMI was er niet.", "How the call ended was not heard: AMI was not there."
)
_UNHEARD_CURE = Wording(
    "`veertien doctor` zegt of Veertien Asterisk nu bereikt.",
    "`veertien doctor` says whether Veertien reaches Asterisk now.",
)


def ending(facts: CallFacts) -> Iterator[Sentence]:
    """Give the end of the call."""
    call = facts.call
    if call.result in (None, "unknown"):
        yield Sentence(call.ended_at, _UNHEARD, _UNHEARD_CURE)
        return
    ended = _ENDED.get(call.ended_by or "", _OVER)
    talked = unworded("")
    if call.talk_ms:
        spoke = seconds(call.talk_ms)
        talked = Wording(f" na {spoke.dutch} gesprek", f" after {spoke.english} of talk")
    got = unworded("")
    if call.talk_ms is None and call.sip_status is not None and call.sip_status >= _FIRST_REFUSAL:
        got = Wording(
            f"; het netwerk van de beller kreeg SIP {call.sip_status}",
            f"; the caller's network got SIP {call.sip_status}",
        )
    yield Sentence(
        call.ended_at,
        Wording(f"{ended.dutch}{talked.dutch}{got.dutch}.", f"{ended.english}{talked.english}{got.english}."),
    )


_FIRST_REFUSAL = 300
"""SIP answers from this one on take no call."""
