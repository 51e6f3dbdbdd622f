"""`veertien recognise`: what the recogniser makes of recordings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from veertien.cli._config import DEFAULTS, UNUSABLE, config_folder, faults_end
from veertien.cli._country import country_for
from veertien.cli.speech._ears import ears_as_json
from veertien.config import TablesFaultyError, load_asking, load_settings, load_tables
from veertien.conversation import Guess, Policy, verdict_on
from veertien.gazetteer import Gazetteer, Name
from veertien.numbering import area_codes
from veertien.speech import EspeakOnDemand, GrammarSpec, Phrase, Recogniser, Recognition
from veertien.speech.both_ears import heard_again
from veertien.speech.grammar.phrases import national_phrases, phrases_of
from veertien.speech.line.wav import read_wav
from veertien.speech.processes.recogniser_work import make_recogniser
from veertien.speech.second_ear import SecondEar
from veertien.speech.sounds.espeak import EspeakError
from veertien.speech.sounds.pronunciation import Overrides

MOST_CHOICES_BYTES = 1_000_000

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class _Listening:
    """What may be said, the name that goes with each key, and the integrator's own pronunciations."""

    spec: GrammarSpec
    names: Mapping[str, str]
    overrides: Overrides = ()


@dataclass(frozen=True, slots=True)
class _Models:
    """The models that veertien.yaml names."""

    acoustic: Path | None = None
    second_ear: Path | None = None


@click.command("recognise")
@click.argument("wavs", metavar="WAV...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--area", metavar="CODE", help="Listen for the names in this area code, such as 0229.")
@click.option("--choices", type=click.Path(path_type=Path), metavar="FILE", help="Listen for the phrases in this text.")
@click.option("--national", is_flag=True, help="Listen for all municipalities of the country.")
@click.option("--json", "_as_json", is_flag=True, help="Print JSON, as is always done.")
@click.option("--model", metavar="DIR", type=_FOLDER, help="An acoustic model in place of the configured one.")
@click.option("--second-ear", metavar="DIR", type=_FOLDER, help="A second ear's model in place of the configured one.")
@config_folder(required=False)
@click.pass_context
def command(
    ctx: click.Context,
    wavs: tuple[Path, ...],
    area: str | None,
    choices: Path | None,
    national: bool,
    _as_json: bool,
    config: Path | None,
    model: Path | None,
    second_ear: Path | None,
) -> None:
    """Recognise one answer in each WAV file: mono, 8 or 16 kHz, PCM or G.711.

    Prints one JSON object a line. An area code has the names of the routing tables, or those of the whole country
    where the tables list no municipality in it. A text of choices has one phrase a line. The models are those of
    veertien.yaml, where there are any, unless --model and --second-ear name others; with a second ear, `ears` says what
    each ear heard. Ends with status 2 when a file could not be used.
    """
    if (area is not None) + (choices is not None) + national != 1:
        raise click.UsageError("Give one of --area, --choices and --national.")
    folder = config or ctx.obj or _usual_folder()
    if area is not None:
        listening = _area(area, folder)
    elif choices is not None:
        listening = _choices(choices)
    else:
        listening = _national(folder)
    configured = _configured_models(folder)
    second_ear = second_ear or configured.second_ear
    policy = _configured_policy(folder)
    with EspeakOnDemand() as espeak:
        try:
            recogniser = make_recogniser(espeak, listening.overrides, model or configured.acoustic)
            recogniser.prepare(listening.spec)
            second = SecondEar(second_ear) if second_ear else None
        except (ValueError, EspeakError) as error:
            raise click.UsageError(str(error)) from error
        usable = [_recognise(recogniser, second, wav, listening, policy) for wav in wavs]
    ctx.exit(0 if all(usable) else UNUSABLE)


def _usual_folder() -> Path | None:
    # Nothing has to be configured: another program's config/ in the current folder is none of ours.
    return next((folder for folder in DEFAULTS if (folder / "veertien.yaml").is_file()), None)


def _configured_models(folder: Path | None) -> _Models:
    try:
        settings = load_settings(folder) if folder else None
    except TablesFaultyError as error:
        raise faults_end(error) from error
    return _Models(settings.model, settings.second_ear) if settings else _Models()


def _configured_policy(folder: Path | None) -> Policy:
    try:
        return load_asking(folder).policy if folder else Policy()
    except TablesFaultyError as error:
        raise faults_end(error) from error


def _recognise(
    recogniser: Recogniser, second: SecondEar | None, wav: Path, listening: _Listening, policy: Policy
) -> bool:
    try:
        recording = read_wav(wav)
        alone = recogniser.recognise(recording.pcm.astype("<i2").tobytes(), recording.hertz, listening.spec)
    except ValueError as error:
        click.echo(f"{wav}: {error}" if str(wav) not in str(error) else str(error), err=True)
        return False
    ears = heard_again(alone, second)
    line = _as_object(wav, ears.together, listening.names, policy)
    if second:
        line["ears"] = ears_as_json(ears, lambda guess: _named(guess, listening.names))
    click.echo(json.dumps(line))
    return True


def _area(code: str, config: Path | None) -> _Listening:
    if code not in area_codes():
        raise click.UsageError(f"{code[:20]!r} is no Dutch area code; write one like 0229.")
    country = country_for(config)
    names: tuple[Name, ...] = ()
    overrides: Overrides = ()
    if config is not None:
        try:
            tables = load_tables(config, country).at(datetime.now().astimezone())
        except TablesFaultyError as error:
            raise faults_end(error) from error
        names, overrides = tables.names(code), tables.overrides
    if not names:
        names = tuple(name for here in country.in_area(code) for name in country.names_of(here.code))
    return replace(_municipalities(code, phrases_of(names), country), overrides=overrides)


def _national(config: Path | None) -> _Listening:
    country = country_for(config)
    return _municipalities("national", national_phrases(country), country)


def _municipalities(spec_id: str, phrases: tuple[Phrase, ...], country: Gazetteer) -> _Listening:
    keys = {phrase.key for phrase in phrases}
    return _Listening(GrammarSpec(spec_id, phrases), {key: country.municipalities[key].name for key in keys})


def _choices(file: Path) -> _Listening:
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_CHOICES_BYTES + 1)
        if len(content) > MOST_CHOICES_BYTES:
            raise click.UsageError(f"{file}: more than {MOST_CHOICES_BYTES} bytes; leave phrases out.")
        lines = content.decode("utf-8-sig").splitlines()
    except OSError as error:
        raise click.UsageError(f"{file}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{file}: not UTF-8 at byte {error.start}; save it as UTF-8.") from error
    names = {line.strip(): line.strip() for line in lines if line.strip()}
    return _Listening(GrammarSpec(str(file), tuple(Phrase(text, text) for text in names)), names)


def _as_object(wav: Path, heard: Recognition, names: Mapping[str, str], policy: Policy) -> dict[str, Any]:
    guesses = [_guess(guess, names) for guess in heard.guesses]
    return {
        "file": str(wav),
        "decision": verdict_on(heard.guesses[0] if heard.guesses else None, policy),
        "best": guesses[0] if guesses else None,
        "alternatives": guesses[1:],
        "audio_seconds": round(heard.audio_seconds, 3),
        "decode_seconds": round(heard.decode_seconds, 4),
    }


def _guess(guess: Guess, names: Mapping[str, str]) -> dict[str, Any]:
    return _named(guess, names) | {"confidence": round(guess.confidence, 3)}


def _named(guess: Guess, names: Mapping[str, str]) -> dict[str, str]:
    return {"id": guess.key, "name": names[guess.key]}
