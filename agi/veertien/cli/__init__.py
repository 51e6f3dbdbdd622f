"""The veertien command. Each command is a file of its own in a folder here, loaded only when it is asked for.

A file `calls/call.py` that holds a click command named `command` is `veertien call`; a file whose name begins with an
underscore is no command. Python keeps `import` for itself, so that one's file is `import_.py`. `support_bundle.py` is
`veertien support-bundle`.
"""

import gc
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import click

import veertien
from veertien.cli._config import config_folder

_ROOMS = ("host", "tables", "country", "running", "calls", "speech")
"""The folders of commands, in the order in which `veertien --help` lists them under what each says of itself."""


class _Commands(click.Group):
    """Finds the commands by the names of the files in the folders beside this one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(name for room in _ROOMS for name in self._files(room))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for room in _ROOMS:
            if file := self._files(room).get(cmd_name):
                return self._read(f"{__name__}.{room}.{file}")
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = formatter.width - 6 - max(map(len, self.list_commands(ctx)))
        for room in _ROOMS:
            title = (import_module(f"{__name__}.{room}").__doc__ or room).rstrip(".\n")
            with formatter.section(title):
                found = ((name, self.get_command(ctx, name)) for name in sorted(self._files(room)))
                formatter.write_dl([(name, command.get_short_help_str(width)) for name, command in found if command])

    @staticmethod
    def _files(room: str) -> dict[str, str]:
        names = (module.name for module in iter_modules([f"{__path__[0]}/{room}"]))
        return {name.removesuffix("_").replace("_", "-"): name for name in names if not name.startswith("_")}

    @staticmethod
    def _read(module: str) -> click.Command:
        # Modules stay: looking for garbage among them meanwhile is a tenth of the time that reading them takes.
        gc.disable()
        try:
            command: click.Command = import_module(module).command
        finally:
            gc.freeze()
            gc.enable()
        return command


@click.group(cls=_Commands, context_settings={"max_content_width": 120})
@click.version_option(veertien.__version__, message="%(prog)s %(version)s")
@config_folder(required=False)
@click.pass_context
def main(ctx: click.Context, config: Path | None) -> None:
    """Run the Dutch 14+netnummer on Asterisk."""
    ctx.obj = config
