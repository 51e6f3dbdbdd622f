"""Faults of a key, or of a value of a kind that many keys have. A message that begins with a verb follows the key."""

from collections.abc import Collection, Iterable, Sequence
from typing import Self

from veertien.config.faults.problem import Problem, Section
from veertien.config.faults.text import bare, did_you_mean, none_of, shown
from veertien.wording import Wording

VALUES = Section("Keys and values")


class UnknownKey(Problem, code="UNKNOWN-KEY", section=VALUES):
    """There is no such key here. The message offers the key that may be meant, or names them all."""

    @classmethod
    def key(cls, name: str, keys: Sequence[str]) -> Self:
        all_keys = Wording(
            f"verbeter het of haal het weg; de sleutels hier zijn {_all(keys)}",
            f"correct it or take it out; the keys here are {_all(keys)}",
        )
        hint = did_you_mean(name, keys) or all_keys
        return cls(f"er is geen sleutel {shown(name)}; {hint.dutch}", f"there is no key {shown(name)}; {hint.english}")

    @classmethod
    def prompt(cls, name: str, prompts: Collection[str]) -> Self:
        all_prompts = Wording(
            f"verbeter het of haal het weg; er zijn {_all(sorted(prompts))}",
            f"correct it or take it out; there are {_all(sorted(prompts))}",
        )
        hint = did_you_mean(name, prompts) or all_prompts
        return cls(
            f"er is geen melding {shown(name)}; {hint.dutch}", f"there is no prompt {shown(name)}; {hint.english}"
        )

    @classmethod
    def language(cls, name: str, languages: Iterable[str]) -> Self:
        known = _all(languages)
        return cls(
            f"er is geen taal {shown(name)}; schrijf {known}", f"there is no language {shown(name)}; write {known}"
        )


class MissingKey(Problem, code="MISSING-KEY", section=VALUES):
    """A required key is missing in the group that starts here. Add it."""

    @classmethod
    def key(cls, setting: str) -> Self:
        return cls(f"`{setting}` ontbreekt hier; voeg het toe", f"`{setting}` is missing here; add it")


class EmptyValue(Problem, code="EMPTY-VALUE", section=VALUES):
    """A key has no value. Fill it in or take the line out."""

    @classmethod
    def value(cls) -> Self:
        return cls(
            "heeft geen waarde; vul die in of haal de regel weg", "has no value; fill it in or take the line out"
        )

    @classmethod
    def sounds(cls) -> Self:
        return cls(
            "bevat geen klanken; schrijf IPA of haal de regel weg",
            "has no sounds in it; write IPA or take the line out",
        )

    @classmethod
    def hours(cls) -> Self:
        return cls("heeft geen uren; schrijf ze, of closed", "has no hours; write them, or closed")

    @classmethod
    def words(cls, prompt: str) -> Self:
        return cls(
            f"{shown(prompt)} heeft hier geen woorden; schrijf ze of haal de regel weg",
            f"{shown(prompt)} has no words here; write some or take the line out",
        )

    @classmethod
    def area_codes(cls) -> Self:
        return cls(
            "`area_codes` noemt er geen; haal het weg, dan gelden de landelijke gegevens",
            "`area_codes` names none; take it out to use the national data",
        )


class WrongShape(Problem, code="WRONG-SHAPE", section=VALUES):
    """A text where a list or group belongs, or the other way round. The message says which to write, or that the line
    needs more spaces in front.
    """

    @classmethod
    def no_list(cls) -> Self:
        return cls(
            "moet een lijst zijn, elk onderdeel op een regel die met `- ` begint",
            "must be a list, each item on a line that starts with `- `",
        )

    @classmethod
    def no_group(cls) -> Self:
        return cls("moet een groep regels `sleutel: waarde` zijn", "must be a group of lines `key: value`")

    @classmethod
    def no_text(cls) -> Self:
        return cls("moet één tekst zijn", "must be one text")

    @classmethod
    def not_indented(cls, key: str, section: str) -> Self:
        return cls(
            f"{shown(key)} staat waar een naam in {shown(section)} verwacht wordt; spring het verder in, onder de "
            "naam waar het bij hoort",
            f"{shown(key)} stands where a name in {shown(section)} is expected; indent it further, below the name that "
            "it belongs to",
        )


class WrongText(Problem, code="TEXT", section=VALUES):
    """A text is longer than 100 characters (a message: 300; in `prompts.yaml` a prompt of the question: 80, with its
    numbers as they are said), or a name or prompt has no letter or digit in it. Shorten it, or write what can be said.
    """

    @classmethod
    def too_long(cls, most: int) -> Self:
        return cls(f"is langer dan {most} tekens; kort het in", f"is longer than {most} characters; shorten it")

    @classmethod
    def long_message(cls, most: int) -> Self:
        return cls(
            f"is langer dan {most} tekens; zo lang luistert niemand, dus kort het in",
            f"is longer than {most} characters; nobody listens that long, so shorten it",
        )

    @classmethod
    def long_words(cls, most: int) -> Self:
        return cls(
            f"is langer dan {most} tekens; zo lang luisteren bellers niet, dus kort het in",
            f"is longer than {most} characters; callers don't listen that long, so shorten it",
        )

    @classmethod
    def long_when_said(cls, most: int) -> Self:
        return cls(
            f"is met uitgesproken getallen langer dan {most} tekens; zo lang luisteren bellers niet, dus kort het in",
            f"is longer than {most} characters when its numbers are said; callers don't listen so long, so shorten it",
        )

    @classmethod
    def silent_name(cls, name: str) -> Self:
        return cls(
            f"{shown(name)} bevat niets dat te zeggen is; schrijf een naam of haal het weg",
            f"{shown(name)} has nothing in it that can be said; write a name or take it out",
        )

    @classmethod
    def silent_words(cls, text: str) -> Self:
        return cls(
            f"is {shown(text)}; daar is niets van te zeggen, dus schrijf woorden of haal het weg",
            f"is {shown(text)}; there is nothing in it that can be said, so write words or take it out",
        )


class WrongYesNo(Problem, code="YES-NO", section=VALUES):
    """Write `yes` or `no`."""

    @classmethod
    def written(cls, text: str) -> Self:
        return cls(f"is {shown(text)}; schrijf yes of no", f"is {shown(text)}; write yes or no")


class WrongWholeNumber(Problem, code="WHOLE-NUMBER", section=VALUES):
    """Not a whole number, or outside the range that the message gives. Write one in that range, in digits."""

    @classmethod
    def written(cls, text: str, lowest: int, highest: int) -> Self:
        return cls(
            f"is {shown(text)}; schrijf een heel getal van {lowest} tot en met {highest}",
            f"is {shown(text)}; write a whole number from {lowest} to {highest}",
        )

    @classmethod
    def nor_word(cls, text: str, lowest: int, highest: int, word: str) -> Self:
        return cls(
            f"is {shown(text)}; schrijf {word}, of een heel getal van {lowest} tot en met {highest}",
            f"is {shown(text)}; write {word}, or a whole number from {lowest} to {highest}",
        )


class WrongNumber(Problem, code="NUMBER", section=VALUES):
    """A number in `conversation.yaml` is none, or lies outside its range: from 0.01 to 1 for how surely something must
    have been heard, and for seconds what callers can be left waiting. Fractions have a point: 0.9.
    """

    @classmethod
    def written(cls, text: str, lowest: float, highest: float) -> Self:
        return cls(
            f"is {shown(text)}; schrijf een getal van {lowest:g} tot en met {highest:g}, met een punt als het niet "
            "heel "
            "is",
            f"is {shown(text)}; write a number from {lowest:g} to {highest:g}, with a point where it is no whole one",
        )


class Contradiction(Problem, code="CONTRADICTION", section=VALUES):
    """Two values in `conversation.yaml` exclude each other: `confirm_again` may not be above `confirm`, `confirm` not
    above `accept`, and `keys` not above `whole`. The one that isn't written has its default. Change either.
    """

    @classmethod
    def above(cls, setting: str, value: float, other: str, most: float) -> Self:
        return cls(
            f'"{setting}" is {value:g}; schrijf hoogstens {most:g}, dat is "{other}", of verander dat ook',
            f'"{setting}" is {value:g}; write at most {most:g}, which is "{other}", or change that one too',
        )

    @classmethod
    def below(cls, setting: str, value: float, other: str, least: float) -> Self:
        return cls(
            f'"{setting}" is {value:g}; schrijf minstens {least:g}, dat is "{other}", of verander dat ook',
            f'"{setting}" is {value:g}; write at least {least:g}, which is "{other}", or change that one too',
        )


class WrongPlaceholder(Problem, code="PLACEHOLDER", section=VALUES):
    """A text in `prompts.yaml` lacks a placeholder that the usual words of this prompt have, has one that they lack, or
    has a brace that belongs to none. [The prompts and their placeholders](prompts.md#the-prompts-and-their-names).
    """

    @classmethod
    def stray_brace(cls, wanted: Iterable[str]) -> Self:
        write = _may_hold(wanted)
        return cls(
            f"heeft een accolade die bij geen invulveld hoort; {write.dutch}",
            f"has a brace that belongs to no placeholder; {write.english}",
        )

    @classmethod
    def strange(cls, given: Iterable[str], wanted: Iterable[str]) -> Self:
        strange, write = _placeholders(given), _may_hold(wanted)
        return cls(
            f"heeft {strange}, dat hier niet bekend is; {write.dutch}",
            f"has {strange}, which is not known here; {write.english}",
        )

    @classmethod
    def missing(cls, lacking: Iterable[str]) -> Self:
        return cls(
            f"mist {_placeholders(lacking)}, dat bellers moeten horen; zet het erin",
            f"lacks {_placeholders(lacking)}, which callers need to hear; put it in",
        )


class WrongTrunkKey(Problem, code="TRUNK-KEY", section=VALUES):
    """A trunk's key has at most 32 small letters, digits, `-` and `_`, and starts with a letter or digit."""

    @classmethod
    def written(cls, text: str) -> Self:
        return cls(
            f"is {shown(text)}; schrijf een sleutel van hoogstens 32 kleine letters, cijfers, - en _, zoals "
            "hoorn-backup",
            f"is {shown(text)}; write a key of at most 32 small letters, digits, - and _, such as hoorn-backup",
        )


class WrongEndpoint(Problem, code="ENDPOINT", section=VALUES):
    """The name of a PJSIP endpoint has at most 64 letters, digits, `-`, `_` and `.`; no `PJSIP/` before it."""

    @classmethod
    def written(cls, text: str) -> Self:
        return cls(
            f"is {shown(text)}; schrijf alleen de naam van het PJSIP-endpoint, hoogstens 64 letters, cijfers, - _ en .",
            f"is {shown(text)}; write the name of the PJSIP endpoint alone, at most 64 letters, digits, - _ and .",
        )


class WrongCallerId(Problem, code="CALLER-ID", section=VALUES):
    """Write `pass` or `anonymous`."""

    @classmethod
    def written(cls, text: str, words: Iterable[str]) -> Self:
        return cls.worded(none_of(words, text))


class WrongHeader(Problem, code="HEADER", section=VALUES):
    """The header must start with `X-`, or be `P-Called-Party-ID`. Headers that SIP itself uses can't be
    overwritten, nor can `X-Veertien-...`, by which calls that come back are known.
    """

    @classmethod
    def written(cls, text: str) -> Self:
        return cls(
            f"is {shown(text)}; schrijf een header die met X- begint en niet met X-Veertien-, zoals "
            "X-Dialled-Number, of P-Called-Party-ID",
            f"is {shown(text)}; write a header that starts with X- and not with X-Veertien-, such as "
            "X-Dialled-Number, or P-Called-Party-ID",
        )


class WrongPhoneNumber(Problem, code="PHONE-NUMBER", section=VALUES):
    """A number to dial has 2 to 17 digits, with or without `+` in front; no spaces or dashes."""

    @classmethod
    def written(cls, text: str) -> Self:
        return cls(
            f"is {shown(text)}; schrijf alleen de cijfers, met of zonder een + ervoor",
            f"is {shown(text)}; write the digits alone, with or without a + in front",
        )


class UnknownAreaCode(Problem, code="AREA-CODE", section=VALUES):
    """There is no such Dutch area code. Write it with its zero: `0229`."""

    @classmethod
    def unknown(cls, code: str, known: Collection[str]) -> Self:
        with_zero = Wording(f"is 0{code} bedoeld?", f"did you mean 0{code}?")
        near = with_zero if f"0{code}" in known else did_you_mean(code, known)
        cure = near or Wording("schrijf het met de nul, zoals 0229", "write it with its zero, such as 0229")
        return cls(
            f"er is geen netnummer {shown(code)}; {cure.dutch}", f"there is no area code {shown(code)}; {cure.english}"
        )


class DuplicateAreaCode(Problem, code="DUPLICATE-AREA-CODE", section=VALUES):
    """An area code stands twice in one list. Keep one."""

    @classmethod
    def in_list(cls, code: str) -> Self:
        return cls(
            f"{bare(code)} staat tweemaal in deze lijst; laat er één staan",
            f"{bare(code)} stands twice in this list; keep one of them",
        )


def _all(words: Iterable[str]) -> str:
    return ", ".join(words)


def _may_hold(fields: Iterable[str]) -> Wording:
    wanted = _placeholders(fields)
    if wanted:
        return Wording(f"schrijf {wanted}", f"write {wanted}")
    return Wording("haal het weg: deze tekst heeft er geen", "take it out: this text has no place for any")


def _placeholders(fields: Iterable[str]) -> str:
    return _all(f"{{{field}}}" for field in sorted(fields))
