"""Recognition of one utterance against a grammar: what was said, and how sure that is.

Every phrase of the grammar is scored by itself (see `scoring`). Where there can be more than a name, PocketSphinx finds
the way through the grammar: whether there is a name, what is said around it, where it lies; and the phrases are scored
on just that stretch. The best few are judged.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache, partial
from types import MappingProxyType

import numpy as np
import pocketsphinx

from veertien.conversation import Guess
from veertien.speech.acoustic_model.acoustics import NARROW, AcousticModel, make_decoder
from veertien.speech.acoustic_model.confidence import ALIKE, CLEAR_CONFIDENCE
from veertien.speech.grammar.carriers import BEFORE_NAMES, HESITATIONS
from veertien.speech.grammar.interpretation import Interpretation
from veertien.speech.grammar.spec import LEAST_COST, Grammar, GrammarSpec, compile_grammar, pronounce
from veertien.speech.line.preparation import Pcm, Prepared, Quality, Stretch, prepare
from veertien.speech.recognition.doubt import Doubt, in_doubt, undisputed, within_reach
from veertien.speech.recognition.judge import HeardFeatures, Judge, JudgedAnswer, NameStretch, Vocabulary
from veertien.speech.recognition.search import Searches, Word
from veertien.speech.recognition.second_opinion import SecondOpinion
from veertien.speech.sounds.pronunciation import Pronouncer

LONGEST_AUDIO_SECONDS = 60
"""Longest audio taken, in seconds: many times the longest utterance of a call."""

MOST_GUESSES = 3

_LAST_WORDS = 0.7
"""Least confidence of the words after a pause alone: the end of what is no answer fits a name sooner than the whole."""

_MOST_TEXTS = 8192
_BARE_KEPT = 2
_AS_THEY_ARE: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was recognised in an utterance."""

    guesses: tuple[Guess, ...]
    """The likeliest first; none when nothing was said."""
    audio_seconds: float
    """How much audio was heard."""
    decode_seconds: float
    """How long recognising it took."""
    line: Quality | None = None
    """How well the line carried what was said; None when nobody spoke."""
    alike: int = 1
    """So many of the first guesses are equally likely: they sound the same, or the caller named them both."""
    may_go_on: bool = False
    """Whether the likeliest may be the beginning of another answer, such as "Bergen" of "Bergen op Zoom"."""
    doubt: Doubt | None = None
    """What a second ear can be asked; None where the answer is clear, where two were given, and where nobody spoke."""
    second_opinion: SecondOpinion | None = None
    """None where the second ear was not asked."""
    cpu_seconds: float = 0.0
    """How much processor time one search took of the process that it ran in."""


_Rated = tuple[JudgedAnswer, tuple[Guess, ...]]
"""What was judged, and the guesses it makes: several where phrases sound alike."""


@dataclass(frozen=True, slots=True, eq=False)
class _Understood:
    """What was understood in a stretch: the answers judged, the best fit first, and what they were judged by."""

    stretch: Stretch
    heard: HeardFeatures
    saying: NameStretch
    answers: tuple[JudgedAnswer, ...]


class Recogniser:
    """PocketSphinx with one acoustic model; for one thread at a time.

    Pronunciations are kept, enough for the whole country. Grammars and what is made from them (networks inside
    PocketSphinx, the states of all names) are made for the first answer, and only the `networks` last used are kept:
    they take more memory, and few milliseconds. Bare ones, which may hold a whole country's names, take half a second,
    so they are made beforehand and kept apart.
    """

    def __init__(self, model: AcousticModel, pronouncer: Pronouncer, networks: int = 16) -> None:
        pocketsphinx.set_loglevel("FATAL")
        self._searches = Searches(make_decoder(model.directory), networks)
        said = [phones for text in (*HESITATIONS, *BEFORE_NAMES) for phones in pronouncer.pronunciations(text)]
        self._judge = Judge(model, said)
        self._calibration, self._joining = model.calibration, model.joining
        self._pronouncer = _Remembering(pronouncer)
        self._grammar = lru_cache(maxsize=networks)(partial(compile_grammar, pronouncer=self._pronouncer))
        self._usual = lru_cache(maxsize=networks)(self._laid_out)
        self._bare = lru_cache(maxsize=_BARE_KEPT)(self._laid_out)

    def prepare(self, spec: GrammarSpec) -> None:
        """Make ready of a grammar what takes long: its pronunciations, and all of one that is bare.

        Raises as `recognise` does.
        """
        if spec.bare:
            self._vocabulary(spec)
        else:
            pronounce(spec, self._pronouncer)

    def _load(self, extent: "Extent", spec: GrammarSpec) -> None:
        if (extent, spec) in self._searches:
            return
        if extent is Extent.ANSWERS:
            self._searches.load((extent, spec), self._grammar(spec).answers(), NARROW)
        else:
            self._searches.load((extent, spec), self._grammar(spec).network)

    def recognise(
        self,
        pcm: bytes,
        hertz: int,
        spec: GrammarSpec,
        factors: Mapping[str, float] = _AS_THEY_ARE,
        *,
        hurried: bool = False,
    ) -> Recognition:
        """Recognise one utterance: mono s16le samples at `hertz`.

        `factors` make keys likelier or less likely than the grammar has them, at 0 impossible, without making it anew.
        Where it is `hurried`, PocketSphinx does not search where a name was said alone: 10 ms less for a little less
        that is known of how sure the answer is.

        Raises ValueError for half a sample or more than `LONGEST_AUDIO_SECONDS`, and as `compile_grammar` does.
        """
        started, worked = time.perf_counter(), time.process_time()
        audio = _ready(pcm, hertz)
        understood = self._understood(audio.whole, spec, factors, hurried=hurried) if audio else None
        rated = self._rated(understood)
        if audio is not None and audio.last is not None and not _settled(rated):
            # Who comes to an answer after a pause says it as if they had said nothing before.
            after = self._understood(audio.last, spec, factors, hurried=hurried)
            last = self._rated(after)
            if _surest(last) > max(_surest(rated), _LAST_WORDS):
                understood, rated = after, last
        guesses = tuple(guess for _, ones in rated for guess in ones)[:MOST_GUESSES]
        return Recognition(
            guesses,
            len(pcm) / 2 / hertz,
            time.perf_counter() - started,
            line=audio.quality if audio else None,
            alike=min(len(rated[0][1]), len(guesses)) if rated else 1,
            may_go_on=bool(rated) and rated[0][0].may_go_on,
            doubt=self._doubt(understood, rated, spec) if understood else None,
            cpu_seconds=time.process_time() - worked,
        )

    def judge(self, pcm: bytes, hertz: int, spec: GrammarSpec) -> tuple[JudgedAnswer, ...]:
        """Return what may have been meant and what speaks for it, the best fit first; takes and raises the same."""
        audio = _ready(pcm, hertz)
        return self._understood(audio.whole, spec, _AS_THEY_ARE, hurried=False).answers if audio else ()

    def _rated(self, understood: _Understood | None) -> list[_Rated]:
        """Say how sure the answers are; the surest first: more speaks for the right one than how well it fits."""
        answers = understood.answers if understood else ()
        rated = [(one, tuple(self._guesses(one))) for one in answers]
        return sorted(rated, key=lambda pair: -pair[1][0].confidence)

    def _doubt(self, understood: _Understood, rated: Sequence[_Rated], spec: GrammarSpec) -> Doubt | None:
        """Return what is left open."""
        if (
            not rated
            or any(judged.doubtful for judged, _ in rated)
            or not (spec.bare or in_doubt([guess for _, guesses in rated for guess in guesses]))
        ):
            return None
        sure = {judged.phrases: guesses[0].confidence for judged, guesses in rated}
        candidates = tuple(
            replace(one, confidence=sure.get(one.phrases, 0.0))
            for one in self._judge.candidates(understood.heard, understood.saying)
        )
        if not candidates:
            # Each is too long for the stretch that the words around it leave.
            return None
        reached = within_reach(candidates, self._joining)
        if undisputed(reached):
            return None
        return Doubt(understood.stretch.as_it_came.astype("<i2").tobytes(), reached, self._joining)

    def _understood(
        self, stretch: Stretch, spec: GrammarSpec, factors: Mapping[str, float], *, hurried: bool
    ) -> _Understood:
        vocabulary = self._vocabulary(spec)
        heard = self._judge.hear(stretch.ready, vocabulary.leaning(factors) if factors else vocabulary)
        if spec.bare:
            return _Understood(stretch, heard, NameStretch(), self._judge.judge(heard, NameStretch(), MOST_GUESSES))
        # Where no words around a name can pay, PocketSphinx needs to look for none: most of the time.
        alone = self._judge.judge_alone(heard, MOST_GUESSES, LEAST_COST)
        if not alone:
            return self._in_the_grammar(stretch, heard, spec, factors)
        if not hurried:
            meant, _ = self._search(Extent.ANSWERS, stretch.ready, spec)
            alone = tuple(_confirmed(one, meant) for one in alone)
        return _Understood(stretch, heard, NameStretch(), alone)

    def _search(self, extent: "Extent", samples: Pcm, spec: GrammarSpec) -> tuple[Interpretation, tuple[Word, ...]]:
        """Let PocketSphinx find out what was said, and what that means."""
        # This one alone: another that is loaded beside it may be what puts it out.
        self._load(extent, spec)
        said = self._searches.run((extent, spec), samples.astype("<i2").tobytes())
        return self._grammar(spec).interpret([word.text for word in said]), said

    def _in_the_grammar(
        self, stretch: Stretch, heard: HeardFeatures, spec: GrammarSpec, factors: Mapping[str, float]
    ) -> _Understood:
        """Judge a name with words around it."""
        meant, said = self._search(Extent.WHOLE, stretch.ready, spec)
        # Where no way through the grammar leads to a name, all that was said may still be one, badly heard.
        saying = NameStretch() if meant.name_index is None else _saying(said, meant.name_index, self._grammar(spec))
        judged = tuple(_confirmed(one, meant) for one in self._judge.judge(heard, saying, MOST_GUESSES))
        possible = tuple(phrase for phrase in meant.meant if factors.get(phrase.key, 1.0) > 0)
        if meant.doubtful and judged and possible:
            judged = (replace(judged[0], phrases=possible, doubtful=True),)
        elif meant.others:
            # A name that was taken back may also be a misheard word: what is left is to be asked about.
            judged = tuple(replace(one, doubtful=True) for one in judged)
        return _Understood(stretch, heard, saying, judged)

    def _vocabulary(self, spec: GrammarSpec) -> Vocabulary:
        return self._bare(spec) if spec.bare else self._usual(spec)

    def _laid_out(self, spec: GrammarSpec) -> Vocabulary:
        return self._judge.vocabulary(self._grammar(spec))

    def _guesses(self, judged: JudgedAnswer) -> Iterator[Guess]:
        sure = self._calibration.confidence(judged.evidence)
        if judged.doubtful or len({phrase.key for phrase in judged.phrases}) > 1:
            # Several are meant, or sound alike: only the caller can say which.
            sure = min(sure, ALIKE)
        return (Guess(phrase.key, sure, phrase.text) for phrase in judged.phrases)


class Extent(Enum):
    """How much of a grammar is searched."""

    ANSWERS = auto()
    WHOLE = auto()


class _Remembering:
    """A pronouncer that is asked for each text once: many grammars have the same names."""

    def __init__(self, pronouncer: Pronouncer) -> None:
        self.pronunciations = lru_cache(maxsize=_MOST_TEXTS)(pronouncer.pronunciations)


def _surest(rated: Sequence[_Rated]) -> float:
    return rated[0][1][0].confidence if rated else 0.0


def _settled(rated: Sequence[_Rated]) -> bool:
    """Whether one name is clear, or several are meant as likely as not: the last words alone put neither right."""
    return bool(rated) and _surest(rated) >= (ALIKE if len(rated[0][1]) > 1 else CLEAR_CONFIDENCE)


def _confirmed(judged: JudgedAnswer, meant: Interpretation) -> JudgedAnswer:
    """Return an answer with whether PocketSphinx found the same."""
    keys = {phrase.key for phrase in meant.meant}
    found = any(phrase.key in keys for phrase in judged.phrases)
    return replace(judged, evidence=judged.evidence.searched(found=found))


def _ready(pcm: bytes, hertz: int) -> Prepared | None:
    if len(pcm) % 2 or len(pcm) > LONGEST_AUDIO_SECONDS * hertz * 2:
        raise ValueError(f"{len(pcm)} bytes of audio: give whole samples, at most {LONGEST_AUDIO_SECONDS} seconds")
    return prepare(np.frombuffer(pcm, "<i2").astype(np.int16), hertz)


def _saying(said: Sequence[Word], place: int, grammar: Grammar) -> NameStretch:
    """Return where the deciding word lies: between the words on either side of it, pauses included."""
    words = grammar.network.dictionary
    before = [word for word in said[:place] if word.text in words]
    after = [word for word in said[place + 1 :] if word.text in words]
    return NameStretch(
        before[-1].stop if before else 0,
        after[0].first if after else said[-1].stop,
        tuple(words[word.text] for word in before),
        tuple(words[word.text] for word in after),
        (_written(before, grammar), _written(after, grammar)),
    )


def _written(said: Sequence[Word], grammar: Grammar) -> str:
    return " ".join(grammar.carriers[word.text] for word in said if word.text in grammar.carriers)
