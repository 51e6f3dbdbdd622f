"""What an Asterisk has, asked over its manager interface, to be compared with what it should have.

Only what the AMI user of dialplan/manager.conf may ask for. A module that is loaded and not running passes for one that
runs: only console commands show the state of a module.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from veertien.asterisk.manager.connection import AmiRefusedError, OneConnection
from veertien.asterisk.manager.rights import AmiRights

NEEDED_MODULES = (
    "app_audiosocket",
    "app_dial",
    "app_stack",
    "app_userevent",
    "app_verbose",
    "chan_pjsip",
    "func_callerid",
    "func_cdr",
    "func_channel",
    "func_global",
    "func_groupcount",
    "func_hangupcause",
    "func_logic",
    "func_strings",
    "func_timeout",
    "pbx_config",
    "res_agi",
    "res_audiosocket",
    "res_pjsip",
    "res_pjsip_caller_id",
    "res_pjsip_diversion",
    "res_pjsip_endpoint_identifier_ip",
    "res_pjsip_header_funcs",
    "res_pjsip_sdp_rtp",
    "res_pjsip_session",
    "res_rtp_asterisk",
)
"""What a call goes through in dialplan/extensions.conf and pjsip.conf. The list of docs/installation.md has more: an
Asterisk with other codecs, or another way of loading its configuration, may do without."""
VERSION_CONTEXT, VERSION_EXTENSION, VERSION_DEVICE = "veertien-version", "version", "Custom:"
"""The hint in dialplan/extensions.conf that holds its version, and the device that it names it by."""


@dataclass(frozen=True, slots=True)
class PbxFacts:
    """What was found out about the PBX."""

    asterisk: str
    """The version of Asterisk."""
    rights: AmiRights
    endpoints: frozenset[str]
    """The PJSIP endpoints."""
    missing_modules: tuple[str, ...]
    """Modules that are needed and not loaded."""
    variables: Mapping[str, str] | None
    """The global ones that were asked for, empty where they aren't set; None without the right to ask."""
    dialplan: str | None
    """The version of Veertien's dialplan, empty where it has none; None without the right to ask."""


async def read_facts(
    manager: OneConnection,
    rights: AmiRights,
    endpoints: Iterable[str],
    variables: Iterable[str],
    deadline_seconds: float,
) -> PbxFacts:
    """Ask for everything but the endpoints, which are known; the deadline is each question's.

    Raises as OneConnection.ask does.
    """
    (settings,) = await manager.ask({"Action": "CoreSettings"}, deadline_seconds)
    missing = [name for name in NEEDED_MODULES if not await is_loaded(manager, name, deadline_seconds)]
    found: dict[str, str] | None = None
    dialplan: str | None = None
    if rights.reads_variables:
        found = await read_globals(manager, variables, deadline_seconds)
        action = {"Action": "ExtensionState", "Context": VERSION_CONTEXT, "Exten": VERSION_EXTENSION}
        (state,) = await manager.ask(action, deadline_seconds)
        dialplan = str(state.hint).strip().removeprefix(VERSION_DEVICE)
    return PbxFacts(str(settings.asteriskversion), rights, frozenset(endpoints), tuple(missing), found, dialplan)


async def read_globals(manager: OneConnection, names: Iterable[str], deadline_seconds: float) -> dict[str, str]:
    """Ask for global variables, empty where they aren't set. Raises as OneConnection.ask does."""
    found: dict[str, str] = {}
    for name in names:
        (answer,) = await manager.ask({"Action": "Getvar", "Variable": name}, deadline_seconds)
        found[name] = str(answer.value).strip()
    return found


async def is_loaded(manager: OneConnection, module: str, deadline_seconds: float) -> bool:
    """Ask whether a module is loaded, running or not. Raises AmiUnavailableError as OneConnection.ask does."""
    try:
        await manager.ask({"Action": "ModuleCheck", "Module": module}, deadline_seconds)
    except AmiRefusedError:
        return False
    return True
