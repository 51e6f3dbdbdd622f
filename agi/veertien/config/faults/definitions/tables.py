"""Faults of trunks, destinations, municipalities and pronunciations: what one may be, and what several say together."""

from collections.abc import Iterable, Set
from typing import Self

from veertien.config.faults.problem import Problem, Section
from veertien.config.faults.text import bare, did_you_mean, meant, none_of, shown
from veertien.wording import Wording, either

TABLES = Section("Tables")


class DuplicateEndpoint(Problem, code="DUPLICATE-ENDPOINT", section=TABLES):
    """Two trunks have one endpoint, so their calls and their health could not be kept apart. Use one trunk in both
    places.
    """

    @classmethod
    def of_trunks(cls, trunk: str, endpoint: str, line: int) -> Self:
        return cls(
            f"trunk {shown(trunk)} heeft het endpoint {shown(endpoint)} van regel {line}; gebruik die trunk of geef "
            "deze een eigen endpoint",
            f"trunk {shown(trunk)} has the endpoint {shown(endpoint)} of line {line}; use that trunk or give this one "
            "an endpoint of its own",
        )


class OperatorLines(Problem, code="OPERATOR-LINES", section=TABLES):
    """The operator's trunk has fewer lines than there are `nodes` in veertien.yaml: on a node without one nobody takes
    the calls that nobody else can take. [Several nodes](cluster-state.md#lines-of-a-trunk).
    """

    @classmethod
    def fewer(cls, trunk: str, lines: int, nodes: int) -> Self:
        return cls(
            f"trunk {shown(trunk)} heeft `capacity: {lines}`, te weinig om over {nodes} machines te verdelen; geef er "
            "elke machine een lijn van, of gebruik een andere trunk",
            f"trunk {shown(trunk)} has `capacity: {lines}`, too few to divide over {nodes} nodes; give each node a "
            "line of it, or take another trunk",
        )


class DuplicateDestination(Problem, code="DUPLICATE-DESTINATION", section=TABLES):
    """The same trunk and number stand twice in one list, at one time. Trying it twice helps nobody; keep one."""

    @classmethod
    def in_list(cls, line: int) -> Self:
        return cls(
            f"deze trunk met dit nummer staat al op regel {line}; laat er één staan",
            f"this trunk and number already stand on line {line}; keep one of them",
        )


class LoneWeight(Problem, code="WEIGHT", section=TABLES):
    """A destination has a `weight`, but neither the one before it nor the one behind it has one, so there is nobody to
    share calls with. Give its neighbour a `weight` too, or take it out. [Sharing
    calls](routing-tables.md#sharing-calls-by-weight).
    """

    @classmethod
    def alone(cls) -> Self:
        return cls(
            "verdeelt oproepen met niemand; geef ook de bestemming ervoor of erna een `weight`, of haal dit weg",
            "shares calls with no neighbour; give the one before or behind it a `weight` too, or take this out",
        )


class WrongOverflow(Problem, code="OVERFLOW", section=TABLES):
    """Not an end that can lead on: `busy`, `no_answer`, `rejected` or `congestion`, each once. A trunk that can't be
    reached always leads on. [Overflow](routing-tables.md#overflow).
    """

    @classmethod
    def written(cls, text: str, words: Iterable[str]) -> Self:
        wrong = none_of(words, text)
        return cls(
            f"{wrong.dutch} (na een trunk die niet te bereiken is gaat het altijd verder)",
            f"{wrong.english} (a trunk that can't be reached always leads on)",
        )

    @classmethod
    def twice(cls, word: str) -> Self:
        return cls(f"heeft {shown(word)} tweemaal; laat er één staan", f"has {shown(word)} twice; keep one of them")


class Loop(Problem, code="LOOP", section=TABLES):
    """A number to dial is a 14-number or the [national number](national-number.md), in one of the forms that a carrier
    may send: its calls would come back to Veertien, and turn round. Write the ordinary number that the 14-number stands
    for.
    """

    @classmethod
    def national(cls, number: str) -> Self:
        return cls(
            f"{shown(number)} is het nummer achter `national` in routing.yaml, en oproepen daarheen komen hier terug; "
            "schrijf het nummer van een mens of een gemeente",
            f"{shown(number)} is the `national` number of routing.yaml, whose calls come back here; write the number "
            "of a person or a municipality",
        )

    @classmethod
    def fourteen(cls, number: str, fourteen: str) -> Self:
        return cls(
            f"{shown(number)} is {fourteen}, en oproepen daarheen komen hier terug; schrijf het nummer waar het voor "
            "staat",
            f"{shown(number)} is {fourteen}, whose calls come back here; write the number that it stands for",
        )


class DuplicateMunicipality(Problem, code="DUPLICATE-MUNICIPALITY", section=TABLES):
    """A municipality is listed twice, in one file or two, perhaps once by name and once by code. The message names the
    other place. Keep one.
    """

    @classmethod
    def listed(cls, name: str, where: str) -> Self:
        return cls(
            f"{bare(name)} staat al in {where}; laat er één staan",
            f"{bare(name)} already stands at {where}; keep one of the two",
        )


class UnknownTrunk(Problem, code="UNKNOWN-TRUNK", section=TABLES):
    """A destination, or `carrier`, names a trunk that isn't in `trunks.yaml`. Correct it, or add the trunk."""

    @classmethod
    def key(cls, key: str, known: Set[str]) -> Self:
        add = Wording("voeg die toe aan trunks.yaml", "add it to trunks.yaml")
        cure = did_you_mean(key, sorted(known)) or add
        return cls(
            f"er is geen trunk {shown(key)} in trunks.yaml; {cure.dutch}",
            f"there is no trunk {shown(key)} in trunks.yaml; {cure.english}",
        )


class UnknownMunicipality(Problem, code="UNKNOWN-MUNICIPALITY", section=TABLES):
    """No municipality has this name or code by [the national data](country-data.md) in force. A village or a former
    municipality isn't one: the message offers the municipality it lies in, or the names most like it.
    """

    @classmethod
    def name(cls, name: str, suggestions: Iterable[str]) -> Self:
        near = tuple(suggestions)
        cure = Wording("schrijf de naam of de CBS-code, zoals GM0420", "write its name or its CBS code, such as GM0420")
        if near:
            cure = meant(*near)
        return cls(
            f"er is geen gemeente {shown(name)}; {cure.dutch}",
            f"there is no municipality {shown(name)}; {cure.english}",
        )


class AmbiguousMunicipality(Problem, code="AMBIGUOUS-MUNICIPALITY", section=TABLES):
    """More than one municipality has this name. Write it as the message does, or write the CBS code."""

    @classmethod
    def name(cls, name: str, candidates: Iterable[tuple[str, str]]) -> Self:
        write = either(f"{shown(candidate)} ({code})" for candidate, code in candidates)
        return cls(
            f"{shown(name)} kan meer dan één gemeente zijn; schrijf {write.dutch}",
            f"{shown(name)} may be several municipalities; write {write.english}",
        )


class NoDestinations(Problem, code="NO-DESTINATIONS", section=TABLES):
    """A connected municipality, or the operator, has nowhere to send calls to. Add destinations or write `connected:
    no`. Under `when_closed`: `announce: no` without destinations would leave callers in silence.
    """

    @classmethod
    def of_municipality(cls, name: str) -> Self:
        return cls(
            f"{shown(name)} is aangesloten maar heeft geen bestemmingen; voeg ze toe of schrijf `connected: no`",
            f"{shown(name)} is connected but has no destinations; add them or write `connected: no`",
        )

    @classmethod
    def of_operator(cls) -> Self:
        return cls(
            "noemt geen bestemming; voeg er een toe, want een oproep die niemand anders aanneemt komt hier",
            "lists no destination; add one, as every call that nobody else can take needs one",
        )

    @classmethod
    def when_closed(cls) -> Self:
        return cls(
            "zonder melding moeten oproepen ergens heen; voeg bestemmingen toe of haal `announce` weg",
            "without an announcement calls must go somewhere; add destinations or take `announce` out",
        )


class NameClash(Problem, code="NAME-CLASH", section=TABLES):
    """One of a municipality's `other_names` also leads to another listed municipality that shares an area code with it.
    Who says it could mean either. Take it out.
    """

    @classmethod
    def in_area_code(cls, name: str, owner: str, where: str | None) -> Self:
        place = Wording("in de landelijke gegevens", "in the national data")
        if where:
            place = Wording(f"in {where}", f"at {where}")
        return cls(
            f"{shown(name)} is ook een naam van {bare(owner)}, {place.dutch}, in hetzelfde netnummer; wie het zegt kan "
            "beide bedoelen, dus haal het weg",
            f"{shown(name)} is also a name of {bare(owner)}, {place.english}, in the same area code; a caller who says "
            "it could mean either, so take it out",
        )


class NewMunicipality(Problem, code="NEW-MUNICIPALITY", section=TABLES):
    """A municipality that the national data don't know needs `replaces` and a `code` that no other has; one that they
    know has its code already. [Mergers](routing-tables.md#mergers).
    """

    @classmethod
    def without_replaces(cls, name: str) -> Self:
        return cls(
            f"{shown(name)} is nieuw; schrijf achter `replaces` welke gemeenten erin opgaan: zij krijgt hun namen en "
            "netnummers",
            f"{shown(name)} is new, write which municipalities it `replaces`; it gets their names and areas",
        )

    @classmethod
    def without_code(cls, name: str) -> Self:
        return cls(
            f"{shown(name)} is nieuw, dus schrijf ook haar `code`: die van het CBS, zoals GM1992",
            f"{shown(name)} is new, so write its `code` too: that of Statistics Netherlands, such as GM1992",
        )

    @classmethod
    def known(cls, name: str, code: str) -> Self:
        return cls(
            f"{bare(name)} heeft de code {bare(code)}; haal `code` weg, dat is voor nieuwe gemeenten",
            f"{bare(name)} has the code {bare(code)}; take `code` out, it is for new ones",
        )

    @classmethod
    def code_taken(cls, code: str, owner: str, name: str) -> Self:
        return cls(
            f"{bare(code)} is de code van {bare(owner)}; schrijf die van {shown(name)}",
            f"{bare(code)} is the code of {bare(owner)}; write the one that {shown(name)} gets",
        )


class WrongMunicipalityCode(Problem, code="MUNICIPALITY-CODE", section=TABLES):
    """Not a code of Statistics Netherlands, such as `GM1992`."""

    @classmethod
    def written(cls, text: str) -> Self:
        return cls(
            f"is {shown(text)}; schrijf de code van het CBS, zoals GM1992",
            f"is {shown(text)}; write the code of Statistics Netherlands (CBS), such as GM1992",
        )


class UnknownSound(Problem, code="UNKNOWN-SOUND", section=TABLES):
    """A pronunciation in `pronunciations.yaml` has a sign that stands for no Dutch sound here. The message says what to
    write; [all signs](pronunciation.md#signs).
    """

    @classmethod
    def written(cls, text: str, reason: Wording) -> Self:
        return cls(f"is {shown(text)}: {reason.dutch}", f"is {shown(text)}: {reason.english}")


class ManyPronunciations(Problem, code="MANY-PRONUNCIATIONS", section=TABLES):
    """More than six pronunciations of one name. Each more makes names alike; keep the most usual."""

    @classmethod
    def of_name(cls, count: int, most: int) -> Self:
        return cls(f"heeft er {count}; laat de {most} gewoonste staan", f"has {count}; keep the {most} most usual")
