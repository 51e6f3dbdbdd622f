"""The service's settings, as veertien.yaml holds them."""

import socket
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field

from veertien.config.models.fields import YesNo, whole_number, whole_number_or
from veertien.config.models.file_models import FileModel
from veertien.config.models.setting_fields import (
    ExistingFolder,
    Folder,
    NodeList,
    NodeName,
)
from veertien.config.settings.sections import (
    AmiLogin,
    AmiSettings,
    AriSettings,
    AudioSocketSettings,
    CaptureSettings,
    FastAgiSettings,
    MemorySettings,
    PagesSettings,
    PromptSettings,
    RecordsSettings,
    SipOptionsSettings,
    WebSettings,
)
from veertien.routing import NodeShares
from veertien.speech.acoustic_model.installed import installed_model
from veertien.speech.processes.capacity import MOST_PROCESSES

RELOADED = frozenset(
    {
        *("data", "recognisers", "most_callers_in_question", "acoustic_model", "models", "second_ear", "prompts"),
        *("reload_on_change", "ari", "pages", "selftest", "nodes"),
    }
)
"""The keys that count from a reload on; the daemon does not use `ari`, `selftest` and `pages` itself. All others need a
restart."""


class Settings(FileModel):
    """The service: addresses, recognisers, prompts, and what is kept."""

    fastagi: FastAgiSettings = FastAgiSettings()
    """Where Asterisk's AGI() connects to."""
    audiosocket: AudioSocketSettings = AudioSocketSettings()
    """Where Asterisk's AudioSocket() connects to."""
    web: WebSettings = WebSettings()
    """Where the health check, the metrics and the events of calls are served."""
    sip_options: SipOptionsSettings | None = None
    """Where a SIP proxy before several nodes asks by OPTIONS whether calls are taken here; left out, nowhere."""
    ami: AmiSettings | None = None
    """Asterisk's manager interface, which says which trunks are up; left out, every trunk is tried."""
    ari: AriSettings | None = None
    """Asterisk's REST interface, which places test calls; left out, there are none."""
    selftest: AmiLogin | None = None
    """The user of the manager interface that places self-tests; left out, there are none."""
    data: Folder | None = None
    """The folder of an edition of the national data that takes the place of the one in the package."""
    recognisers: Annotated[int | None, whole_number_or("auto", 1, MOST_PROCESSES, "processes")] = None
    """The number of recogniser processes; left out or `auto`, one for each core, and at least two."""
    most_callers_in_question: Annotated[int, whole_number(1, 500, "callers")] | None = None
    """How many callers are listened to at once, while further ones choose by keys; left out, as was measured."""
    acoustic_model: ExistingFolder | None = None
    """The folder of a model that takes the place of the one in the package, and of those in `models`."""
    models: Folder = Path("/var/lib/veertien/models")
    """The folder of models that were learned from captures."""
    second_ear: Folder | None = None
    """The folder of a model that is asked where PocketSphinx is in doubt; left out, nobody is."""
    prompts: PromptSettings = PromptSettings()
    """What callers hear."""
    memory: MemorySettings | None = None
    """Where callers' choices are remembered; left out, none can be."""
    capture: CaptureSettings | None = None
    """Where what callers answer is kept, to learn from; left out, nothing is."""
    records: RecordsSettings | None = None
    """Where call records are kept; left out, no call is recorded but in the log."""
    pages: PagesSettings = PagesSettings()
    """Where `veertien web` serves its pages, and to whom."""
    reload_on_change: YesNo = False
    """Whether the daemon reloads by itself when the files were changed."""
    node: NodeName = Field(default_factory=socket.gethostname)
    """What this machine is called among others, and in the call records; left out, by its host name."""
    nodes: NodeList = ()
    """The names of all machines that serve calls side by side, and divide the trunks' lines; left out, this one."""

    @property
    def shares(self) -> NodeShares | None:
        """How the lines of the trunks are divided; None where this node has all."""
        return NodeShares(self.nodes, self.node) if self.nodes else None

    @property
    def model(self) -> Path | None:
        """The folder of the acoustic model in force now; None for the one in the package."""
        return self.acoustic_model or installed_model(self.models)

    @property
    def written_folders(self) -> tuple[Path, ...]:
        """The folders in which the daemon keeps something."""
        records, memory, captures = self.records, self.memory, self.capture
        folders = [self.prompts.cache]
        folders += [records.folder] if records else []
        folders += [memory.database.parent] if memory and memory.url is None else []
        folders += [captures.folder] if captures else []
        return tuple(folders)

    @property
    def hold_secrets(self) -> bool:
        """Whether veertien.yaml itself holds a secret, in place of the name of a file with it."""
        amis = [login.given_secret for login in (self.ami, self.selftest) if login is not None]
        given = (*amis, self.ari and self.ari.given_password)
        logins = (self.records, self.memory, self.pages.records)
        urls = [login.url for login in logins if login is not None and login.url is not None]
        return any(secret is not None for secret in (*given, *(urlsplit(url).password for url in urls)))


def needing_restart(started: Settings, found: Settings) -> tuple[str, ...]:
    """Return the keys in which `found` differs from what a daemon was started with, and that a reload can't change."""
    keys = (key for key in Settings.model_fields if key not in RELOADED)
    return tuple(key for key in keys if getattr(started, key) != getattr(found, key))
