"""The question: what the caller answered, how sure that was, what followed, and how it ended."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from veertien.archive.rows import AnswerRow, CallRow
from veertien.conversation import NO, YES, Command, Guess, Heard, How, Language, Policy, Reason, State, Verdict
from veertien.conversation.answers import read_name
from veertien.explanation.facts import CallFacts
from veertien.explanation.sentences import Sentence, joined_texts, listed_texts, percent, seconds
from veertien.wording import Wording, unworded

_QUESTIONS: Mapping[str, Wording] = {
    State.PROPOSING: Wording("op het voorstel", "to the proposal"),
    State.ASKING: Wording("op de vraag welke gemeente", "to the question which municipality"),
    State.CONFIRMING: Wording("op de vraag of dat klopt", "to the question whether that is right"),
    State.SPELLING: Wording("bij de letters", "at the letters"),
    State.LISTING: Wording("bij de lijst", "at the list"),
    State.LIST_CONFIRMING: Wording("op de vraag of dat klopt", "to the question whether that is right"),
}
_CONFIRMING = frozenset({State.PROPOSING, State.CONFIRMING, State.LIST_CONFIRMING})
_SECOND_EAR: Mapping[str, Wording] = {
    "agreed": Wording("Het tweede oor verstond hetzelfde", "The second ear heard the same"),
    "changed": Wording(
        "Het tweede oor verstond iets anders, en dat is gevolgd", "The second ear heard otherwise, and was followed"
    ),
    "unavailable": Wording("Het tweede oor antwoordde niet op tijd", "The second ear gave no answer in time"),
}
_PARTS: Mapping[str, Wording] = {
    "connecting_ms": Wording("verbinden", "connecting"),
    "prompt_ms": Wording("gesproken tekst", "prompts"),
    "thinking_ms": Wording("nadenken", "thinking"),
    "speaking_ms": Wording("spreken", "speaking"),
    "silence_ms": Wording("wachten of er meer komt", "waiting for more"),
    "recognising_ms": Wording("herkennen", "recognising"),
    "confirming_ms": Wording("bevestigen", "confirming"),
}
_LANGUAGES: Mapping[str, Wording] = {
    Language.FRISIAN: Wording("aan het eind in het Fries", "in Frisian at the end"),
    Language.ENGLISH: Wording("aan het eind in het Engels", "in English at the end"),
}
_ENDS: Mapping[str, Wording] = {
    How.SPEECH: Wording(
        "{name} is verstaan, zeker genoeg om niet na te vragen", "{name} was understood, surely enough"
    ),
    How.CONFIRMED: Wording("De beller bevestigde {name}", "The caller confirmed {name}"),
    How.PROPOSED: Wording("De beller zei ja tegen het voorstel {name}", "The caller said yes to the proposal {name}"),
    How.KEYPAD: Wording("De beller koos {name} met de toetsen", "The caller chose {name} by keys"),
    Reason.ASKED: Wording("De beller vroeg om een medewerker", "The caller asked for a person"),
    Reason.NO_INPUT: Wording("De beller gaf geen antwoord", "The caller gave no answer"),
    Reason.NOT_UNDERSTOOD: Wording("De beller is niet verstaan", "The caller was not understood"),
    Reason.DECLINED: Wording(
        "De beller zei nee tegen alles wat werd aangeboden", "The caller said no to all that was offered"
    ),
    Reason.WRONG_KEY: Wording(
        "De beller koos toetsen zonder betekenis", "The caller pressed keys that stand for nothing"
    ),
    Reason.NONE_OF_THESE: Wording("De beller wilde geen van deze", "The caller wanted none of these"),
    Reason.UNSURE: Wording("De beller wist het niet", "The caller did not know"),
    Reason.REPEATED: Wording("De beller vroeg te vaak om herhaling", "The caller asked too often to hear it again"),
    Reason.TOOK_TOO_LONG: Wording("De vraag duurde te lang", "The question took too long"),
    Reason.AUDIO_LOST: Wording("De audioverbinding met Asterisk viel weg", "The audio connection to Asterisk was lost"),
    Reason.HUNG_UP: Wording("De beller hing op tijdens de vraag", "The caller hung up in the question"),
}
_END_CURES: Mapping[str, Wording] = {
    Reason.NO_INPUT: Wording(
        "Zei deze beller wel iets? Beluister de vraag met een telefoon; `veertien call {number} --say NAAM` zegt of "
        "een naam wordt verstaan.",
        "Did this caller say something? Hear the question by telephone; `veertien call {number} --say NAME` tells "
        "whether a name is understood.",
    ),
    Reason.NOT_UNDERSTOOD: Wording(
        "Gebeurt dat vaak? docs/captures.md zegt hoe Veertien van bellers leert.",
        "Does that happen often? docs/captures.md tells how Veertien learns from callers.",
    ),
    Reason.AUDIO_LOST: Wording(
        "Kijk of app_audiosocket en codec_resample geladen zijn: `veertien doctor`.",
        "See whether app_audiosocket and codec_resample are loaded: `veertien doctor`.",
    ),
}
_HEAR_IT = Wording(
    "Beluister de vraag met een telefoon; `veertien call {number} --say NAAM` zegt of een naam wordt verstaan.",
    "Hear the question by telephone; `veertien call {number} --say NAME` tells whether a name is understood.",
)
_CHOSE_BEFORE = Wording(
    "Dezelfde beller koos in de tien minuten ervoor een andere gemeente.",
    "The same caller chose another municipality in the ten minutes before.",
)
_NO_AUDIO = Wording(
    "Van de beller kwam al die tijd geen enkel pakket geluid.",
    "In all that time not a packet of audio came from the caller.",
)
_NO_AUDIO_CURE = Wording(
    "Zoek in een SIP-trace (sngrep) op de Call-ID en kijk waarheen de carrier zijn RTP stuurt; docs/operation.md, "
    "“No audio from callers”.",
    "Find the Call-ID in a SIP trace (sngrep) and see where the carrier sends its RTP; docs/operation.md, “No audio "
    "from callers”.",
)


def question(facts: CallFacts) -> Iterator[Sentence]:
    """Give the question from the answered call to its end; nothing where there was none."""
    call = facts.call
    if call.question_ms is None and call.question_end is None and not facts.answers:
        return
    yield Sentence(
        _begun(call),
        Wording("Veertien nam op en vroeg het de beller.", "Veertien answered the call and asked the caller."),
    )
    for place, answer in enumerate(facts.answers):
        later = facts.answers[place + 1] if place + 1 < len(facts.answers) else None
        yield Sentence(answer.at, joined_texts(tuple(_answer(facts, answer, place, later))))
    if call.question_end is not None:
        yield from _end(facts)


def verdict_field(answer: AnswerRow, policy: Policy, *, again: bool) -> str | None:
    """Return the name of the value in `Policy` that decided on an answer; None where it was measured by none."""
    if answer.best is None or answer.confidence is None:
        return None
    if answer.best in (YES, NO):
        return "yes_no"
    pairs = ((answer.best, answer.confidence), (answer.second, answer.second_confidence))
    guesses = tuple(Guess(key, sure) for key, sure in pairs if key is not None and sure is not None)
    return read_name(Heard(guesses), {guess.key for guess in guesses}, policy, again=again).threshold or None


def _begun(call: CallRow) -> datetime:
    if call.answered_at is not None:
        return call.answered_at
    if call.decided_at is not None and call.question_ms is not None:
        return max(call.started_at, call.decided_at - timedelta(milliseconds=call.question_ms))
    return call.started_at


def _answer(facts: CallFacts, answer: AnswerRow, place: int, later: AnswerRow | None) -> Iterator[Wording]:
    asked = _QUESTIONS.get(answer.state or "", Wording("op de vraag", "to the question"))
    over = Wording(", door de tekst heen", ", over the prompt") if answer.over_prompt else unworded("")
    spoke, heard = seconds(answer.speech_ms), _heard(facts, answer)
    yield Wording(
        f"Antwoord {answer.place} {asked.dutch}{over.dutch}: {spoke.dutch} spraak, {heard.dutch}.",
        f"Answer {answer.place} {asked.english}{over.english}: {spoke.english} of speech, {heard.english}.",
    )
    if measured := _measured(facts, answer, place):
        yield measured
    if ear := _SECOND_EAR.get(answer.second_ear or ""):
        waited = unworded("") if answer.second_ear_ms is None else seconds(answer.second_ear_ms)
        lasted = Wording(f" ({waited.dutch})", f" ({waited.english})") if answer.second_ear_ms is not None else waited
        yield Wording(f"{ear.dutch}{lasted.dutch}.", f"{ear.english}{lasted.english}.")
    if followed := _followed(facts, answer, later):
        yield followed


def _heard(facts: CallFacts, answer: AnswerRow) -> Wording:
    took = seconds(answer.recognition_ms)
    if answer.best is None or answer.confidence is None:
        return Wording(f"na {took.dutch} niet verstaan", f"not understood after {took.english}")
    best, sure = facts.guess(answer.best), percent(answer.confidence)
    if answer.decision == Verdict.REJECT:
        return Wording(
            f"na {took.dutch} niet verstaan (beste gok: {best.dutch}, {sure})",
            f"not understood after {took.english} (best guess: {best.english}, {sure})",
        )
    recognised = Wording(f"in {took.dutch} herkend als {best.dutch}", f"recognised in {took.english} as {best.english}")
    if answer.second is None or answer.second_confidence is None:
        return Wording(f"{recognised.dutch} ({sure})", f"{recognised.english} ({sure})")
    second, less = facts.guess(answer.second), percent(answer.second_confidence)
    return Wording(
        f"{recognised.dutch} ({sure}), daarna {second.dutch} ({less})",
        f"{recognised.english} ({sure}), then {second.english} ({less})",
    )


def _measured(facts: CallFacts, answer: AnswerRow, place: int) -> Wording | None:
    """Return by which threshold it was judged, where it is known that this one held."""
    policy = facts.policy
    if policy is None or not facts.same_tables or answer.confidence is None:
        return None
    again = any(one.decision == "reject" for one in facts.answers[:place])
    key = verdict_field(answer, policy, again=again)
    if key is None:
        return None
    if answer.state in _CONFIRMING and answer.best not in (YES, NO, *Command):
        # The name said again: taken for a yes only where it is sure.
        key = "accept"
    least = getattr(policy, key)
    if key == "rival":
        return Wording(
            f"Er is een mededinger: de volgende gok haalt `rival` ({percent(least)}).",
            f"There is a rival: the next guess reaches `rival` ({percent(least)}).",
        )
    reached = answer.confidence >= least
    return Wording(
        f"Dat {'haalt' if reached else 'haalt niet'} `{key}` ({percent(least)}).",
        f"That {'reaches' if reached else 'does not reach'} `{key}` ({percent(least)}).",
    )


def _followed(facts: CallFacts, answer: AnswerRow, later: AnswerRow | None) -> Wording | None:
    """Return what came of it, by what was asked next."""
    if later is None:
        return None
    match later.state:
        case State.CONFIRMING | State.LIST_CONFIRMING if answer.best == NO:
            return Wording("Dus is naar de volgende gok gevraagd.", "So the caller was asked about the next guess.")
        case State.CONFIRMING | State.LIST_CONFIRMING if answer.best and answer.best not in (YES, *Command):
            name = facts.guess(answer.best)
            return Wording(
                f"Dus is gevraagd of {name.dutch} klopt.", f"So the caller was asked whether it is {name.english}."
            )
        case State.ASKING | State.CONFIRMING | State.PROPOSING | State.LIST_CONFIRMING:
            return Wording("Dus is het nog eens gevraagd.", "So it was asked again.")
        case State.LISTING:
            return Wording("Dus is de lijst voorgelezen.", "So the list was read out.")
        case State.SPELLING:
            return Wording("Dus is om de eerste letters gevraagd.", "So the first letters were asked for.")
    return None


def _end(facts: CallFacts) -> Iterator[Sentence]:
    call = facts.call
    at = call.decided_at or _begun(call) + timedelta(milliseconds=call.question_ms or 0)
    parts = [_ended(facts)]
    if call.question_ms is not None:
        lasted = seconds(call.question_ms)
        parts.append(Wording(f"de vraag duurde {lasted.dutch}", f"the question took {lasted.english}"))
    whole = joined_texts(parts, unworded("; "))
    shares = _shares(call)
    pressed = joined_texts((_pressed(call), _language(call)), unworded(""))
    yield Sentence(
        at,
        Wording(f"{whole.dutch}{shares.dutch}{pressed.dutch}.", f"{whole.english}{shares.english}{pressed.english}."),
        None if call.no_audio else _end_cure(facts),
    )
    if call.chose_before:
        yield Sentence(at, _CHOSE_BEFORE)
    if call.no_audio:
        yield Sentence(at, _NO_AUDIO, _NO_AUDIO_CURE)


def _ended(facts: CallFacts) -> Wording:
    end, answers = facts.call.question_end or "", len(facts.answers)
    if end == Reason.NO_INPUT and answers:
        if not _only_rejected(facts):
            return Wording("Daarna is niets meer gehoord", "Then nothing more was heard")
        if answers == 1:
            return Wording(
                "Eén antwoord is niet verstaan, daarna is niets meer gehoord",
                "One answer was not understood, then nothing more was heard",
            )
        return Wording(
            f"{answers} antwoorden zijn niet verstaan, daarna is niets meer gehoord",
            f"{answers} answers were not understood, then nothing more was heard",
        )
    ended, name = _ENDS.get(end), facts.name(facts.call.municipality)
    if ended is None:
        return unworded(end)
    return Wording(ended.dutch.format(name=name), ended.english.format(name=name))


def _end_cure(facts: CallFacts) -> Wording | None:
    end, code = facts.call.question_end or "", facts.call.area_code
    cure = _HEAR_IT if end == Reason.NO_INPUT and _only_rejected(facts) else _END_CURES.get(end)
    if cure is None:
        return None
    dutch, english = (f"14{code}", f"14{code}") if code else ("NUMMER", "NUMBER")
    return Wording(cure.dutch.format(number=dutch), cure.english.format(number=english))


def _only_rejected(facts: CallFacts) -> bool:
    """Return whether the caller spoke, and none of it was understood."""
    return bool(facts.answers) and all(answer.decision == Verdict.REJECT for answer in facts.answers)


def _language(call: CallRow) -> Wording:
    known = _LANGUAGES.get(call.language or "")
    return unworded("") if known is None else Wording(f"; {known.dutch}", f"; {known.english}")


def _shares(call: CallRow) -> Wording:
    lasted = {key: getattr(call, key) for key in _PARTS}
    found = [
        Wording(f"{name.dutch} {seconds(lasted[key]).dutch}", f"{name.english} {seconds(lasted[key]).english}")
        for key, name in _PARTS.items()
        if lasted[key]
    ]
    inside = listed_texts(found)
    return Wording(f" ({inside.dutch})", f" ({inside.english})") if found else unworded("")


def _pressed(call: CallRow) -> Wording:
    keys, broken = call.keys or 0, call.barge_ins or 0
    found = []
    if keys:
        found.append(Wording(f"{keys} {'toets' if keys == 1 else 'toetsen'}", f"{keys} key{'' if keys == 1 else 's'}"))
    if broken:
        found.append(
            Wording(f"{broken} keer door de tekst heen", f"{broken} prompt{'' if broken == 1 else 's'} broken off")
        )
    said = listed_texts(found)
    return Wording(f"; {said.dutch}", f"; {said.english}") if found else unworded("")
