"""`python -m bench.speech.weighing --to FILE`: work out what a second ear's scores count for, see `joining`.

People whom the acoustic model never heard, or put before a model made without them, say what is and isn't among 3, 6
or 11 texts of their set, and what is among all, over a sound line and half of them over a noisy one too. Of the answers
that leave the first ear in doubt, the weight of its scores is the one by which most are right, and the regression is
fitted to whether they are; each person counts alike. The table says what each person's answers come to by weights
fitted without them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import click
import numpy as np
from rich.console import Console
from rich.progress import track

from bench.figures import table
from bench.speech.clips import ClipSet, MaterialError
from bench.speech.crew import Crew
from bench.speech.ears import LINES
from bench.speech.engines import TWO_EARS, Engine, EngineSource, TwoEarsEngine
from bench.speech.materials import FILLETS, PLACE_SET, Material, human_sets
from bench.speech.metrics import share_below, threshold_for
from bench.speech.questions import Arrival, Question, all_at_once, among, without
from bench.speech.report import percent, shown
from veertien.frames import HERTZ
from veertien.speech.acoustic_model.confidence import calibrate
from veertien.speech.acoustic_model.joined_evidence import JoinedEvidence, JoiningWeights
from veertien.speech.recognition.doubt import Doubt
from veertien.speech.recognition.joining import weighed
from veertien.speech.second_ear import SecondHearing

SIZES = (3, 6, 11)
"""Numbers of texts, of which each recording has one by turns."""
LETTERS = range(3, 31)
"""Letters of a usual text by who says words and short phrases: letters alone, and whole sentences, are no answers."""
AS_GOOD = 0.01
"""Shares of right answers that differ by no more are equal; of the weights that give them the one in the middle."""
WEIGHTS = (0.0, 0.02, 0.03, 0.05, 0.07, 0.1, 0.14, 0.2, 0.3)
ASKED_SHARE = 0.75
"""Share of callers taken to say a name that is among the choices, as where the first ear's confidence is fitted."""
FALSE_REJECTION = 0.05


@dataclass(frozen=True, slots=True)
class Trial:
    """An answer that left the first ear in doubt, and what the second heard; the key that is right, None for none."""

    person: str
    doubt: Doubt
    hearing: SecondHearing
    key: str | None

    def judged(self, pocketsphinx: float) -> tuple[JoinedEvidence, bool]:
        """Return what speaks for the best answer by this weight of the first ear's scores, and whether it is right."""
        weights = replace(self.doubt.weights, pocketsphinx=pocketsphinx)
        best, evidence = weighed(replace(self.doubt, weights=weights), self.hearing)[0]
        return evidence, any(phrase.key == self.key for phrase in best.phrases)


def weights_of(trials: Sequence[Trial]) -> JoiningWeights:
    """Fit weights to trials, each person's counting as much as another's."""
    counts = {who: sum(trial.person == who for trial in trials) for who in {trial.person for trial in trials}}
    each = np.array([1 / counts[trial.person] for trial in trials])
    asked = np.array([trial.key is not None for trial in trials])

    def right(weight: float) -> float:
        return float((each * asked) @ [trial.judged(weight)[1] for trial in trials] / (each @ asked))

    shares = [right(weight) for weight in WEIGHTS]
    near = [weight for weight, share in zip(WEIGHTS, shares, strict=True) if share >= max(shares) - AS_GOOD]
    pocketsphinx = near[(len(near) - 1) // 2]
    judged = [trial.judged(pocketsphinx) for trial in trials]
    share = np.where(asked, ASKED_SHARE / max((each * asked).sum(), 1e-9), 0.0)
    share += np.where(asked, 0.0, (1 - ASKED_SHARE) / max((each * ~asked).sum(), 1e-9))
    calibration = calibrate([one for one, _ in judged], [good for _, good in judged], share * each * len(each))
    return JoiningWeights(pocketsphinx, calibration)


def trials_of(crew: Crew, source: EngineSource, clips: ClipSet) -> list[Trial]:
    """Put what a set says before both ears, with what is said among the choices and without."""
    trials = []
    for (line, arrival), step in zip(LINES.items(), (1, 2), strict=True):
        asked = asked_of(replace(clips, clips=clips.clips[::step]), arrival)
        heard = track(crew.each(source, _both, asked), f"{clips.name}, {line}", len(asked), transient=True)
        trials += [
            Trial(clips.name, *both, question.key)
            for both, question in zip(heard, asked, strict=True)
            if both is not None
        ]
    return trials


def asked_of(clips: ClipSet, arrival: Arrival) -> list[Question]:
    """Ask which of all texts each recording says, which of a few, and which of a few others."""
    asked = all_at_once(clips, arrival)
    for turn, size in enumerate(SIZES):
        own = replace(clips, clips=clips.clips[turn :: len(SIZES)])
        asked += [*among(own, size, arrival), *without(own, size, arrival)]
    return asked


def _both(engine: Engine, question: Question) -> tuple[Doubt, SecondHearing] | None:
    if not isinstance(engine, TwoEarsEngine):
        raise TypeError(f"{engine.name}: has no second ear")
    doubt = engine.recogniser.recognise(question.pcm, HERTZ, question.spec).doubt
    return (doubt, engine.ear.hear(doubt.pcm, HERTZ, doubt.texts)) if doubt else None


def rejected(trials: Sequence[Trial], weights: JoiningWeights) -> tuple[float, float]:
    """Return the percentages of answers where none was said, and of wrong ones, that are rejected.

    By the threshold that rejects one right answer in twenty.
    """
    judged = [(trial, *trial.judged(weights.pocketsphinx)) for trial in trials]
    sure = [(trial.key, good, weights.calibration.confidence(evidence)) for trial, evidence, good in judged]
    threshold = threshold_for([one for _, good, one in sure if good], FALSE_REJECTION)
    strange = [one for key, good, one in sure if key is None]
    wrong = [one for key, good, one in sure if key is not None and not good]
    return 100 * share_below(strange, threshold), 100 * share_below(wrong, threshold)


def _says_words(clips: ClipSet) -> bool:
    return round(median(map(len, clips.texts()))) in LETTERS


def _person_and_model(given: str) -> tuple[str, Path]:
    person, _, folder = given.rpartition("=")
    if not person or not Path(folder).is_dir():
        raise click.BadParameter(f"{given}: write PERSON=DIR, with a model's folder")
    return person, Path(folder)


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--fillets", envvar="FILLETS", type=click.Path(path_type=Path), default=FILLETS, show_default=True)
@click.option("--fillets-index", envvar="FILLETS_INDEX", type=_FILE, help="What is said there: file, text, speaker.")
@click.option("--more-voices", envvar="MORE_VOICES", type=_FOLDER, help="Words by other people, with an index.tsv.")
@click.option("--second-ear", envvar="SECOND_EAR", type=_FOLDER, required=True, help="A Whisper model.")
@click.option("--model", envvar="MODEL", type=_FOLDER, help="An acoustic model in place of the shipped one.")
@click.option(
    "--unheard",
    metavar="PERSON=DIR",
    multiple=True,
    callback=lambda _, __, given: dict(_person_and_model(one) for one in given),
    help="A model that was made without this person, for a person whom the other has heard; may be repeated.",
)
@click.option("--scores", type=_FILE, help="Keep the second ear's scores here from run to run.")
@click.option("--quick", is_flag=True, help="A small part of each set.")
@click.option("--to", type=_FILE, required=True, help="The file to write: second_ear.json in a model's folder.")
def main(
    fillets: Path,
    fillets_index: Path | None,
    more_voices: Path | None,
    second_ear: Path,
    model: Path | None,
    unheard: Mapping[str, Path],
    scores: Path | None,
    quick: bool,
    to: Path,
) -> None:
    """Fit what a second ear's scores count for beside an acoustic model's, and print how far that can be trusted."""
    console = Console(highlight=False)
    try:
        found = human_sets(Material(None, fillets, fillets_index, quick, more_voices))
    except MaterialError as error:
        raise click.ClickException(str(error)) from error
    strangers = [clips for clips in found.sets if clips.name != PLACE_SET and _says_words(clips)]
    if len(strangers) < 2:
        raise click.ClickException(f"too few people to fit anything to; {'; '.join(found.missing)}")
    if unknown := unheard.keys() - {clips.name for clips in strangers}:
        raise click.ClickException(f"--unheard: nobody here is called {', '.join(sorted(unknown))}")
    source = EngineSource(TWO_EARS, model=model, second_ear=second_ear, scores=scores)
    every = []
    for clips in strangers:
        # New processes for each: they keep every model that they have loaded.
        with Crew(os.cpu_count() or 1) as crew:
            every += trials_of(crew, replace(source, model=unheard.get(clips.name, model)), clips)
    shown_in = table(
        "Answers in doubt",
        "Percent right of what the first ear leaves in doubt, by weights fitted without that person; and what a "
        "threshold rejects that rejects one right answer in twenty.",
        ("person", "answers", "weight", "right", "nothing said, rejected", "wrong, rejected"),
    )
    for person in sorted({trial.person for trial in every}):
        own = [trial for trial in every if trial.person == person]
        weights = weights_of([trial for trial in every if trial.person != person])
        asked = [trial for trial in own if trial.key is not None]
        right = percent(sum(trial.judged(weights.pocketsphinx)[1] for trial in asked), len(asked))
        cells = (f"{weights.pocketsphinx:g}", shown(right), *map(shown, rejected(own, weights)))
        shown_in.add_row(person, str(len(own)), *cells)
    console.print(shown_in)
    to.write_text(weights_of(every).to_json(), "utf-8")


if __name__ == "__main__":
    main()
