"""veertien call: a real test call through the running PBX."""

import asyncio
import json
import shlex
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import click

from veertien.cli._config import config_folder, faults_end
from veertien.cli._country import country_for
from veertien.config import TablesFaultyError, load_asking, load_settings, load_tables
from veertien.conversation import Policy
from veertien.numbering import NumberRefusedError, parse_offered, parse_typed
from veertien.speech.line.wav import WavRefusedError
from veertien.testcall import (
    MOST_SECONDS,
    PAUSE,
    AriRefusedError,
    AriUnavailableError,
    Moment,
    TakenBy,
    call_through,
    end_of,
    steps_of,
)

KEYS = frozenset("0123456789*#")
ORDER = "veertien.call.order"
STATUS: Mapping[TakenBy, int] = MappingProxyType(
    {TakenBy.MUNICIPALITY: 0, TakenBy.NOBODY: 1, TakenBy.SOMEBODY_ELSE: 3, TakenBy.FALLBACK: 4}
)


def caller_number(_: click.Context, __: click.Parameter, given: str) -> str:
    """Return the number that a call is placed from."""
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
    "--caller", default="anonymous", show_default=True, callback=caller_number, help="The number to call from."
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

    Answers (--say, --wav, --press) are given in their order, each after the next prompt: --say Hoorn --say ja. What was
    asked and understood is known at the decision; the time in brackets is when it happened.

    The call enters at the dialplan's context veertien-inbound over ARI, so veertien.yaml needs an `ari` section. At the
    end stands the command that explains the call; with --json its id is `call`.

    Ends with status 0 when the call was put through to a municipality, 3 to somebody else (the operator, or who takes
    calls of a closed municipality), 4 by the dialplan's fallback, 1 when to nobody; 2 when it could not be placed.
    """
    if not all(keys and KEYS.issuperset(keys) for given in press for keys in given.split(PAUSE)):
        raise click.UsageError("--press takes keys of a telephone (0-9, * and #), with commas to listen in between.")
    try:
        dialled = _dialled(number, config)
        settings = load_settings(config)
    except NumberRefusedError as error:
        raise click.UsageError(error.reason) from error
    except TablesFaultyError as error:
        raise faults_end(error) from error
    ari = settings.ari
    if ari is None:
        raise click.UsageError(f"{config}/veertien.yaml has no section `ari`, which test calls go over.")

    def show(moment: Moment) -> None:
        if not as_json:
            seconds = f"({moment.seconds:.2f} s)" if moment.told_later else f"{moment.seconds:.2f} s "
            click.echo(f"{seconds:>10} {moment.what}  {moment.detail}".rstrip())

    with tempfile.TemporaryDirectory(prefix="veertien-call-") as folder:
        # Asterisk, which may be another user, has to read the file.
        Path(folder).chmod(0o755)
        given = {"say": iter(say), "wav": iter(wav), "press": iter(press)}
        answers = [(name, str(next(given[name]))) for name in context.meta[ORDER] if name in given]
        try:
            steps = tuple(steps_of(answers, Path(folder)))
            call = asyncio.run(call_through(ari, dialled, steps, caller, show, _policy(config)))
        except WavRefusedError as error:
            raise click.UsageError(str(error)) from error
        except (AriUnavailableError, AriRefusedError, TimeoutError) as error:
            raise click.ClickException(
                str(error) or f"the call was not over after {MOST_SECONDS:.0f} seconds"
            ) from error
    if as_json:
        moments = [{"seconds": one.seconds, "what": one.what, "detail": one.detail} for one in call.moments]
        click.echo(json.dumps({"number": call.number, "call": call.far_channel, "moments": moments}))
    else:
        # Without records the call is in the log alone.
        log = "" if settings.records else " --log FILE"
        click.echo(f"Why: veertien explain {call.far_channel} --config {shlex.quote(str(config))}{log}")
    if status := STATUS[end_of(call)]:
        raise click.exceptions.Exit(status)


def _policy(config: Path) -> Policy | None:
    """Return how sure an answer must be by the tables of now; None where these have faults, and others are served."""
    try:
        return load_asking(config).policy
    except TablesFaultyError:
        return None


def _dialled(number: str, config: Path) -> str:
    """Return the number in its plain form; only the tables know which one is the national number."""
    try:
        return parse_typed(number).dialled
    except NumberRefusedError:
        national = load_tables(config, country_for(config)).rules.national
        return parse_offered(number.replace(" ", ""), national).dialled
