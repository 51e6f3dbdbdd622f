"""`veertien try`: a conversation with the tables at a terminal, without Asterisk."""

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import click

from veertien.cli._config import config_folder, faults_end
from veertien.cli._country import country_for
from veertien.cli._moment import moment
from veertien.cli.tables import _sound_card
from veertien.cli.tables._destinations import described
from veertien.cli.tables.route import announced_words
from veertien.config import Asking, TablesFaultyError, load_calls, load_settings, shown
from veertien.config.folder import ConfigFolder, ConfigUnstableError
from veertien.conversation import Language, Prompt
from veertien.numbering import parse_caller
from veertien.prompts import PiperError, Spoken
from veertien.rehearsal import begin_trial
from veertien.rehearsal.trial import TriedCall, TriedTurn
from veertien.routing import Call, Decision, Outcome
from veertien.service.editions.spoken import store_of
from veertien.speech import Espeak, EspeakError

_REFUSED = 1


@click.command("try")
@click.argument("number")
@config_folder()
@click.option("--caller", metavar="N", help="The caller's number; left out, it is withheld.")
@click.option("--aloud", is_flag=True, help="Play the prompts as callers hear them; by aplay.")
@moment("When the call comes in.")
def command(number: str, config: Path, caller: str | None, now: datetime, *, aloud: bool) -> None:
    """Call NUMBER and answer its question here, as often as it is asked.

    Write what the caller says; digits, * and # are keys of the telephone; the name of a WAV file is a recording, heard
    as the service hears one, without its second ear; ! records what you say, by arecord, until you press Enter; an
    empty line is silence. Prints each prompt, what was heard with which confidence, the threshold that decided, and at
    the end what is announced, where the call goes and why.

    Ends with status 1 when the number is refused, 2 when the tables or the settings can't be used.
    """
    names = country_for(config)
    try:
        tables, asking = load_calls(config, names)
        model = load_settings(config).model
    except TablesFaultyError as error:
        raise faults_end(error) from None
    call = Call(number.replace(" ", ""), parse_caller(caller, None if caller else "prohib"))
    begun = begin_trial(tables, asking, names, call, now, model, lambda _: None)
    with ExitStack() as stack:
        say = _speaker(config, stack) if aloud else lambda _: None
        decision, language = (begun, Language.DUTCH) if isinstance(begun, Decision) else _converse(begun, asking, say)
    if decision is None:
        return
    if words := announced_words(decision, now, asking, language):
        click.echo(words)
    click.echo(f"{decision.outcome}: {decision.reason}")
    for place, way in enumerate(described(decision.destinations), 1):
        click.echo(f"{place}. {way.english}")
    raise click.exceptions.Exit(_REFUSED if decision.outcome is Outcome.REFUSED else 0)


def _speaker(config: Path, stack: ExitStack) -> Callable[[Spoken], None]:
    """Return what plays a prompt as callers hear it."""
    try:
        store = store_of(ConfigFolder(config).load(), stack.enter_context(Espeak()))
    except (ConfigUnstableError, EspeakError, PiperError, OSError) as error:
        raise click.ClickException(str(error)) from error
    return lambda spoken: _sound_card.play(store.audio(spoken))


def _converse(trial: TriedCall, asking: Asking, say: Callable[[Spoken], None]) -> tuple[Decision | None, Language]:
    """Return the decision, None where the input ends (the caller hangs up), and the language that is spoken then."""
    turn = trial.begin()
    language = Language.DUTCH
    while True:
        for line in _lines(turn, trial, asking):
            click.echo(line)
        for prompt in turn.prompts:
            say(prompt)
            language = _language_of(prompt, asking)
        if turn.decision is not None:
            return turn.decision, language
        click.echo("> ", nl=False)
        answer = sys.stdin.readline()
        if not answer:
            click.echo("hung up")
            return None, language
        try:
            turn = _answered(trial, answer.strip())
        except ValueError as error:
            click.echo(f"  {error}")
            turn = TriedTurn((), turn.state)


def _answered(trial: TriedCall, answer: str) -> TriedTurn:
    if not answer:
        return trial.wait()
    if re.fullmatch("[0-9*#]+", answer):
        return trial.press(answer)
    if answer == "!":
        return _spoken(trial)
    return trial.play(Path(answer)) if answer.lower().endswith(".wav") else trial.say(answer)


def _spoken(trial: TriedCall) -> TriedTurn:
    with tempfile.TemporaryDirectory() as folder:
        recording = Path(folder) / "answer.wav"
        click.echo("  speak, then press Enter")
        _sound_card.record(recording, sys.stdin.readline)
        return trial.play(recording)


def _lines(turn: TriedTurn, trial: TriedCall, asking: Asking) -> Iterator[str]:
    for guess in turn.guesses:
        text = f" ({shown(guess.text)})" if guess.text else ""
        yield f"  heard {trial.name_of(guess.key)}, confidence {guess.confidence:.2f}{text}"
    if turn.threshold is not None and turn.value is not None:
        yield f"  measured by {turn.threshold}: {turn.value:g}"
    for prompt in turn.prompts:
        yield asking.words[_language_of(prompt, asking)].text_of(prompt)


def _language_of(prompt: Prompt, asking: Asking) -> Language:
    return prompt.language if prompt.language in asking.words else Language.DUTCH
