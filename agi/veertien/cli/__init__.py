"""The veertien command. Each command is a file of its own here, loaded only when it is asked for.

A file `call.py` that holds a click command named `command` is `veertien call`; a file whose name begins with an
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


class _Commands(click.Group):
    """Finds the commands by the names of the files beside this one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self._modules())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._modules():
            return None
        # Modules stay: looking for garbage among them meanwhile is a tenth of the time that reading them takes.
        gc.disable()
        try:
            command: click.Command = import_module(f"{__name__}.{self._modules()[cmd_name]}").command
        finally:
            gc.freeze()
            gc.enable()
        return command

    def _modules(self) -> dict[str, str]:
        names = (module.name for module in iter_modules(__path__))
        return {name.removesuffix("_").replace("_", "-"): name for name in names if not name.startswith("_")}


@click.group(cls=_Commands)
@click.version_option(veertien.__version__, message="%(prog)s %(version)s")
@config_folder(required=False)
@click.pass_context
def main(ctx: click.Context, config: Path | None) -> None:
    """Run the Dutch 14+netnummer on Asterisk."""
    ctx.obj = config
