"""veertien call: a real test call through the running PBX."""

import asyncio
import contextlib
import json
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path

import click

from veertien import gazetteer
from veertien.asterisk.ari import AriLink, AriRefusedError, AriUnavailableError
from veertien.asterisk.caller import Caller
from veertien.asterisk.placed_call import Listen, Moment, PlacedCall, Press, Say, Step
from veertien.cli._config import config_folder, faults_end
from veertien.numbering import NumberRefused, parse_offered, parse_typed
from veertien.routing import AriSettings, TablesFaulty, load_settings, load_tables
from veertien.speech import Espeak
from veertien.speech.resample import resample
from veertien.speech.wav import WavRefused, encode_wav, read_wav

APPLICATION = "veertien-call"
HERTZ = 8000
CONNECT_SECONDS = 5.0
#: Seconds between two looks at what the dialplan has decided, and seconds the caller stays once put through.
LOOK_SECONDS = 0.1
STAY_SECONDS = 2.0
MOST_SECONDS = 120.0
KEYS = frozenset("0123456789*#")
PAUSE = ","

Show = Callable[[Moment], None]


def _caller_number(_: click.Context, __: click.Parameter, given: str) -> str:
    if given != "anonymous" and not (given.isascii() and given.removeprefix("+").isdecimal()):
        raise click.BadParameter("write the number in digits, with or without + in front, or anonymous")
    return given


@click.command("call")
@click.argument("number")
@click.option("--say", metavar="TEXT", help="Say this after the question, in espeak-ng's voice.")
@click.option(
    "--wav", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Play this after the question."
)
@click.option("--press", metavar="KEYS", help="Press these keys after the question; a comma waits for the next prompt.")
@click.option(
    "--caller", default="anonymous", show_default=True, callback=_caller_number, help="The number to call from."
)
@click.option("--json", "as_json", is_flag=True, help="Print the timeline as JSON.")
@config_folder()
def command(
    number: str, say: str | None, wav: Path | None, press: str | None, caller: str, as_json: bool, config: Path
) -> None:
    """Call NUMBER through the running PBX and print what happens, in seconds after dialling.

    The call enters at the dialplan's context veertien-inbound over ARI, so veertien.yaml needs an `ari` section. Ends
    with status 0 when the call was put through, 1 when not.
    """
    if sum(option is not None for option in (say, wav, press)) > 1:
        raise click.UsageError("Give one of --say, --wav and --press.")
    if press is not None and not all(keys and KEYS.issuperset(keys) for keys in press.split(PAUSE)):
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
        steps = _steps(say, wav, press, Path(folder) / "answer.wav")
        try:
            call = asyncio.run(_call(ari, dialled, steps, caller, show))
        except (AriUnavailableError, AriRefusedError, TimeoutError) as error:
            raise click.ClickException(
                str(error) or f"the call was not over after {MOST_SECONDS:.0f} seconds"
            ) from error
    if as_json:
        click.echo(json.dumps({"number": call.number, "moments": [asdict(moment) for moment in call.moments]}))
    if call.at("put through") is None:
        raise click.exceptions.Exit(1)


def _dialled(number: str, config: Path) -> str:
    """Return the number in its plain form; only the tables know which one is the national number."""
    try:
        return parse_typed(number).dialled
    except NumberRefused:
        national = load_tables(config, gazetteer.load()).rules.national
        return parse_offered(number.replace(" ", ""), national).dialled


def _steps(say: str | None, wav: Path | None, press: str | None, file: Path) -> tuple[Step, ...]:
    if press is not None:
        return tuple(step for keys in press.split(PAUSE) for step in (Listen(), Press(keys)))
    if say is not None:
        with Espeak() as espeak:
            pcm, hertz = espeak.synthesise(say, "nl")
        words = say
    elif wav is not None:
        try:
            pcm, hertz = read_wav(wav)
        except WavRefused as error:
            raise click.UsageError(str(error)) from error
        words = wav.name
    else:
        return ()
    file.write_bytes(encode_wav(resample(pcm, hertz, HERTZ), HERTZ))
    file.chmod(0o644)
    return (Listen(), Say(file, words))


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
            until=lambda call: _put_through(link, call, show),
            most_seconds=MOST_SECONDS,
        )
    finally:
        await link.stop()


async def _put_through(link: AriLink, call: PlacedCall, show: Show) -> None:
    """Wait until the far half of the Local channel talks to a destination, and stay a little."""

    async def variable(name: str) -> str:
        answer = await link.request("channels", "getChannelVar", channelId=call.far_channel, variable=name)
        return str(answer["value"])

    # The call's own end and its longest duration end this wait from outside.
    while not await _is_set(variable, "BRIDGEPEER"):
        await asyncio.sleep(LOOK_SECONDS)
    where = f"{await variable('VEERTIEN_NUMBER')} on {await variable('VEERTIEN_ENDPOINT')}"
    show(call.note("put through", where))
    await asyncio.sleep(STAY_SECONDS)


async def _is_set(variable: Callable[[str], Awaitable[str]], name: str) -> bool:
    # ARI answers 404 for a variable that isn't set, and for a channel that has gone.
    with contextlib.suppress(AriRefusedError):
        return bool(await variable(name))
    return False
