"""veertien call: a real test call through the running PBX."""

import asyncio
import contextlib
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from veertien import gazetteer
from veertien.cli._config import config_folder, faults_end
from veertien.config import AriSettings, TablesFaulty, load_settings, load_tables
from veertien.numbering import NumberRefused, parse_offered, parse_typed
from veertien.routing import Outcome
from veertien.speech import Espeak
from veertien.speech.line.preparation import Pcm
from veertien.speech.line.resample import resample
from veertien.speech.line.wav import WavRefused, encode_wav, read_wav
from veertien.testcall.ari import AriLink, AriRefusedError, AriUnavailableError
from veertien.testcall.caller import Caller
from veertien.testcall.placed_call import Listen, Moment, PlacedCall, Press, Say, Step

APPLICATION = "veertien-call"
HERTZ = 8000
CONNECT_SECONDS = 5.0
#: Seconds between two looks at what the dialplan has decided, and seconds the caller stays once put through.
LOOK_SECONDS = 0.1
STAY_SECONDS = 2.0
MOST_SECONDS = 120.0
KEYS = frozenset("0123456789*#")
PAUSE = ","
ORDER = "veertien.call.order"
#: Moments that say where a call ended, and the exit status for each end.
DECIDED, FELL_BACK, PUT_THROUGH = "decided", "fell back", "put through"
MUNICIPALITY, NOBODY, SOMEBODY_ELSE, FALLBACK = 0, 1, 3, 4

Show = Callable[[Moment], None]


def _caller_number(_: click.Context, __: click.Parameter, given: str) -> str:
    if given != "anonymous" and not (given.isascii() and given.removeprefix("+").isdecimal()):
        raise click.BadParameter("write the number in digits, with or without + in front, or anonymous")
    return given


class _InOrder(click.Command):
    """A command that knows in which order its options were given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        ctx.meta[ORDER] = [parameter.name for parameter in order]
        return super().parse_args(ctx, args)


@click.command("call", cls=_InOrder)
@click.argument("number")
@click.option("--say", metavar="TEXT", multiple=True, help="Say this after the next prompt, in espeak-ng's voice.")
@click.option(
    "--wav",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Play this after the next prompt.",
)
@click.option(
    "--press",
    metavar="KEYS",
    multiple=True,
    help="Press these keys after the next prompt; a comma waits for the one after it.",
)
@click.option(
    "--caller", default="anonymous", show_default=True, callback=_caller_number, help="The number to call from."
)
@click.option("--json", "as_json", is_flag=True, help="Print the timeline as JSON.")
@config_folder()
@click.pass_context
def command(
    context: click.Context,
    number: str,
    say: tuple[str, ...],
    wav: tuple[Path, ...],
    press: tuple[str, ...],
    caller: str,
    as_json: bool,
    config: Path,
) -> None:
    """Call NUMBER through the running PBX and print what happens, in seconds after dialling.

    Answers (--say, --wav, --press) are given in their order, each after the next prompt: --say Hoorn --say ja.

    The call enters at the dialplan's context veertien-inbound over ARI, so veertien.yaml needs an `ari` section.

    Ends with status 0 when the call was put through to a municipality, 3 to somebody else (the operator, or who takes
    calls of a closed municipality), 4 by the dialplan's fallback, 1 when to nobody; 2 when it could not be placed.
    """
    if not all(keys and KEYS.issuperset(keys) for given in press for keys in given.split(PAUSE)):
        raise click.UsageError("--press takes keys of a telephone (0-9, * and #), with commas to listen in between.")
    try:
        dialled = _dialled(number, config)
        ari = load_settings(config).ari
    except NumberRefused as error:
        raise click.UsageError(error.reason) from error
    except TablesFaulty as error:
        raise faults_end(error) from error
    if ari is None:
        raise click.UsageError(f"{config}/veertien.yaml has no section `ari`, which test calls go over.")

    def show(moment: Moment) -> None:
        if not as_json:
            click.echo(f"{moment.seconds:7.2f} s  {moment.what}  {moment.detail}".rstrip())

    with tempfile.TemporaryDirectory(prefix="veertien-call-") as folder:
        # Asterisk, which may be another user, has to read the file.
        Path(folder).chmod(0o755)
        given = {"say": iter(say), "wav": iter(wav), "press": iter(press)}
        answers = [(name, str(next(given[name]))) for name in context.meta[ORDER] if name in given]
        steps = tuple(_steps(answers, Path(folder)))
        try:
            call = asyncio.run(_call(ari, dialled, steps, caller, show))
        except (AriUnavailableError, AriRefusedError, TimeoutError) as error:
            raise click.ClickException(
                str(error) or f"the call was not over after {MOST_SECONDS:.0f} seconds"
            ) from error
    if as_json:
        click.echo(json.dumps({"number": call.number, "moments": [asdict(moment) for moment in call.moments]}))
    if status := _status(call):
        raise click.exceptions.Exit(status)


def _status(call: PlacedCall) -> int:
    """Return the exit status that tells where a call ended."""
    if call.at(PUT_THROUGH) is None:
        return NOBODY
    if call.at(FELL_BACK) is not None:
        return FALLBACK
    decided = [moment.detail for moment in call.moments if moment.what == DECIDED]
    return MUNICIPALITY if decided and decided[-1].split()[0] == Outcome.CONNECT else SOMEBODY_ELSE


def _dialled(number: str, config: Path) -> str:
    """Return the number in its plain form; only the tables know which one is the national number."""
    try:
        return parse_typed(number).dialled
    except NumberRefused:
        national = load_tables(config, gazetteer.load()).rules.national
        return parse_offered(number.replace(" ", ""), national).dialled


def _steps(answers: Sequence[tuple[str, str]], folder: Path) -> Iterator[Step]:
    """Give what the caller does; `answers` are options and their values."""
    for place, (option, answer) in enumerate(answers):
        file = folder / f"answer-{place}.wav"
        match option:
            case "say":
                yield from (Listen(), Say(_spoken(answer, file), answer))
            case "wav":
                yield from (Listen(), Say(_playable(Path(answer), file), Path(answer).name))
            case "press":
                yield from (step for keys in answer.split(PAUSE) for step in (Listen(), Press(keys)))


def _spoken(words: str, file: Path) -> Path:
    with Espeak() as espeak:
        return _written(*espeak.synthesise(words, "nl"), file)


def _playable(wav: Path, file: Path) -> Path:
    try:
        return _written(*read_wav(wav), file)
    except WavRefused as error:
        raise click.UsageError(str(error)) from error


def _written(pcm: Pcm, hertz: int, file: Path) -> Path:
    file.write_bytes(encode_wav(resample(pcm, hertz, HERTZ), HERTZ))
    file.chmod(0o644)
    return file


async def _call(ari: AriSettings, number: str, steps: tuple[Step, ...], caller: str, show: Show) -> PlacedCall:
    link = AriLink(ari.url, ari.username, ari.password, APPLICATION)
    await link.start(CONNECT_SECONDS)
    try:
        placing = Caller(link, lambda _, moment: show(moment))
        return await placing.call(
            f"Local/{number}@veertien-inbound/n",
            number,
            steps,
            caller_id=caller,
            over=lambda call: _decided(link, call, show),
            until=lambda call: _put_through(link, call, show),
            most_seconds=MOST_SECONDS,
        )
    finally:
        await link.stop()


async def _decided(link: AriLink, call: PlacedCall, show: Show) -> None:
    """Wait for the decision; tell it, and what was understood."""
    # The call's own end and its longest duration end this wait and the next from outside.
    while not (await _variable(link, call, "VEERTIEN_DECIDED") or await _variable(link, call, "VEERTIEN_FELL_BACK")):
        await asyncio.sleep(LOOK_SECONDS)
    if not await _variable(link, call, "VEERTIEN_DECIDED"):
        return
    for asked in (await _variable(link, call, "VEERTIEN_ASKED")).split():
        show(call.note("asked", asked))
    for heard in (await _variable(link, call, "VEERTIEN_HEARD")).split():
        show(call.note("understood", heard))
    names = ("VEERTIEN_OUTCOME", "VEERTIEN_MUNICIPALITY", "VEERTIEN_HOW")
    values = [await _variable(link, call, name) for name in names]
    show(call.note(DECIDED, " ".join(filter(None, values))))


async def _put_through(link: AriLink, call: PlacedCall, show: Show) -> None:
    """Wait until the far half of the Local channel talks to a destination, and stay a little."""
    while not await _variable(link, call, "BRIDGEPEER"):
        await asyncio.sleep(LOOK_SECONDS)
    if await _variable(link, call, "VEERTIEN_FELL_BACK"):
        show(call.note(FELL_BACK))
    number, endpoint = [await _variable(link, call, f"VEERTIEN_{name}") for name in ("NUMBER", "ENDPOINT")]
    show(call.note(PUT_THROUGH, f"{number} on {endpoint}"))
    await asyncio.sleep(STAY_SECONDS)


async def _variable(link: AriLink, call: PlacedCall, name: str) -> str:
    # ARI answers 404 for a variable that isn't set, and for a channel that has gone.
    with contextlib.suppress(AriRefusedError):
        answer = await link.request("channels", "getChannelVar", channelId=call.far_channel, variable=name)
        return str(answer["value"])
    return ""
