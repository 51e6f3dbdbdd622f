"""What the AMI user may do, asked at login: a missing right would show only in the call that needs it.

``ListCommands`` lists the actions that this login may ask for. No answer says which events it gets (those to Login and
Events are the same with and without the right), so that is read in manager.conf.
"""

from dataclasses import dataclass

from veertien.asterisk.manager.connection import AmiRefusedError, OneConnection

CURE = "Give the AMI user `read=system,user` and `write=system,call` in manager.conf, as dialplan/manager.conf has it."


@dataclass(frozen=True, slots=True)
class AmiRights:
    """What a login may ask for, and the classes of events that manager.conf lets it read; without any, nothing."""

    sets_variables: bool = False
    """Whether callers can be given more time: write=call."""
    reads_variables: bool = False
    """Whether global variables can be read: write=call, or reporting."""
    asks_system: bool = False
    """Whether endpoints, settings and modules can be asked for: write=system."""
    reads: frozenset[str] | None = None
    """The classes of events; None where manager.conf does not say."""

    def hears(self, kind: str) -> bool:
        """Whether events of this class arrive, `user` for the dialplan's; True where that is not known."""
        return self.reads is None or bool(self.reads & {kind, "all"})


async def read_rights(manager: OneConnection, username: str, deadline_seconds: float) -> AmiRights:
    """Return what the login of this connection is allowed. Raises as OneConnection.ask does."""
    (listed,) = await manager.ask({"Action": "ListCommands"}, deadline_seconds)
    may = frozenset(map(str, listed))
    return AmiRights(
        sets_variables="Setvar" in may,
        reads_variables="Getvar" in may,
        asks_system="ModuleCheck" in may,
        reads=await _classes_read(manager, username, deadline_seconds),
    )


async def _classes_read(manager: OneConnection, username: str, deadline_seconds: float) -> frozenset[str] | None:
    # Of this user alone: the section holds the secret, which this process has anyway.
    action = {"Action": "GetConfig", "Filename": "manager.conf", "Category": username}
    try:
        (section,) = await manager.ask(action, deadline_seconds)
    except AmiRefusedError:
        return None
    reads: frozenset[str] | None = None
    for name, line in section.items():
        key, is_setting, value = str(line).partition("=")
        if str(name).lower().startswith("line-") and is_setting and key.strip().lower() == "read":
            # The last one counts, a template's coming first.
            reads = frozenset(part.strip().lower() for part in value.split(","))
    return reads
