"""The service's settings, from veertien.yaml."""

import socket
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, SecretStr, model_validator

from veertien.addresses import LOOPBACK, is_everywhere, is_loopback
from veertien.config.faults import FaultLog, TablesFaultyError
from veertien.config.faults.definitions.service import (
    CaptureFaulty,
    NodesFaulty,
    PagesFaulty,
    PortCollision,
    RecordsFaulty,
    SecondEarFaulty,
    WrongSecret,
)
from veertien.config.models import editor_view
from veertien.config.models.fields import Text, YesNo, number, refusal, whole_number, whole_number_or
from veertien.config.models.file_models import FileModel
from veertien.config.models.setting_fields import (
    COUNTRY,
    FOLDER,
    AddressList,
    DatabaseUrl,
    ExistingFolder,
    Folder,
    GivesCountry,
    HeaderName,
    Host,
    HostNameList,
    KeyFile,
    Municipalities,
    NodeList,
    NodeName,
    PageLanguage,
    Port,
    Secret,
    SecretFile,
    Url,
)
from veertien.config.models.voice_fields import ByLanguage, VoicesInFile
from veertien.config.national.edition import data_of, packaged_data
from veertien.config.yaml_files.documents import Documents
from veertien.config.yaml_files.places import Finding, Fitted, note
from veertien.config.yaml_files.tree import KEY
from veertien.config.yaml_files.validation import fit
from veertien.gazetteer import Gazetteer
from veertien.prompts.voices import Voices
from veertien.routing import NodeShares
from veertien.speech.processes.capacity import MOST_PROCESSES
from veertien.speech.recognition.installed import installed_model

RELOADED = frozenset(
    {
        *("data", "recognisers", "most_callers_in_question", "acoustic_model", "models", "second_ear", "prompts"),
        *("reload_on_change", "ari", "pages", "selftest", "nodes"),
    }
)
"""The keys that count from a reload on; the daemon does not use `ari`, `selftest` and `pages` itself. All others need a
restart."""


_LOOPBACK_SEEN = r"^(?:127[.]|.*:|[Ll][Oo][Cc][Aa][Ll][Hh][Oo][Ss][Tt][.]?$)"
"""What may be a host that only this machine reaches. An IPv6 address may be written in too many ways to tell."""


class FastAgiSettings(FileModel):
    """Where Asterisk's AGI() connects to."""

    host: Host = LOOPBACK
    """The address on which this is served."""
    port: Port = 4573
    """The port on which this is served."""


class AudioSocketSettings(FileModel):
    """Where Asterisk's AudioSocket() connects to."""

    host: Host = LOOPBACK
    """The address on which this is served."""
    port: Port = 9092
    """The port on which this is served."""


class WebSettings(FileModel):
    """Where the summary, the health check, the metrics and the events of calls are served."""

    host: Host = LOOPBACK
    """The address on which this is served."""
    port: Port = 8014
    """The port on which this is served."""
    allowed_hosts: HostNameList = ()
    """Names that requests may be for, beside localhost and the address that they come in at."""


class SipOptionsSettings(FileModel):
    """Where a SIP proxy before several nodes asks whether calls are taken here."""

    host: Host
    """The address on which OPTIONS are answered over UDP; one that the proxy reaches."""
    port: Port = 5066
    """The port on which they are."""


class AmiLogin(FileModel):
    """A user of Asterisk's manager interface."""

    model_config = ConfigDict(json_schema_extra=dict(editor_view.one_of_keys("secret", "secret_file")))

    username: Text
    """The user of manager.conf."""
    given_secret: Secret | None = Field(None, alias="secret")
    """The user's secret; better in a file of its own."""
    filed_secret: SecretFile | None = Field(None, alias="secret_file")
    """A file with the secret on its first line, relative to this folder."""

    @property
    def secret(self) -> str:
        """The secret, from wherever it came."""
        return _one_of(self.given_secret, self.filed_secret)

    @model_validator(mode="after")
    def _has_one_secret(self) -> Self:
        if (self.given_secret is None) == (self.filed_secret is None):
            raise refusal(WrongSecret.not_one_secret())
        return self


class AmiSettings(AmiLogin):
    """How to reach Asterisk's manager interface, which says which trunks are up."""

    host: Host = LOOPBACK
    """The address of Asterisk's manager interface."""
    port: Port = 5038
    """Its port."""


class AriSettings(FileModel):
    """How to reach Asterisk's REST interface, which places test calls."""

    model_config = ConfigDict(json_schema_extra=dict(editor_view.one_of_keys("password", "password_file")))

    url: Url
    """Its address, as http://127.0.0.1:8088/."""
    username: Text
    """The user of ari.conf."""
    given_password: Secret | None = Field(None, alias="password")
    """The user's password; better in a file of its own."""
    filed_password: SecretFile | None = Field(None, alias="password_file")
    """A file with the password on its first line, relative to this folder."""

    @property
    def password(self) -> str:
        """The password, from wherever it came."""
        return _one_of(self.given_password, self.filed_password)

    @model_validator(mode="after")
    def _has_one_password(self) -> Self:
        if (self.given_password is None) == (self.filed_password is None):
            raise refusal(WrongSecret.not_one_password())
        return self


class PromptSettings(FileModel):
    """What callers hear."""

    cache: Folder = Path("/var/cache/veertien/prompts")
    """Keeps rendered prompts."""
    recordings: ExistingFolder | None = None
    """Holds recordings that take the place of rendered prompts; left out, there are none."""
    voice: ByLanguage = VoicesInFile()
    """The voice for what isn't recorded: espeak-ng's, or Piper's as {piper: FILE.onnx}; or one for each language."""

    @property
    def voices(self) -> Voices:
        """The voice of each language."""
        return Voices(self.voice.nl, self.voice.fy, self.voice.en)


class CaptureSettings(FileModel):
    """Where what callers answer is kept, to learn from."""

    filed_key: KeyFile = Field(alias="key_file")
    """A file with the key that it is encrypted with, on its first line."""
    days: Annotated[int, whole_number(1, 365, "days")]
    """How long it is kept."""
    folder: Folder = Field(Path("/var/lib/veertien/captures"), alias="dir")
    """The folder in which it is kept."""
    share: Annotated[float, number(0.001, 1)] = 0.1
    """The share of the calls."""
    announce: YesNo = False
    """Whether callers are told so before they are asked."""

    @property
    def key(self) -> bytes:
        """The key."""
        return self.filed_key.get_secret_value().encode()


class DatabaseLogin(FileModel):
    """Which PostgreSQL database, and as whom."""

    model_config = ConfigDict(json_schema_extra=dict(editor_view.needs("password_file", "url")))

    given_url: DatabaseUrl | None = Field(None, alias="url")
    """The address of a PostgreSQL database, as postgresql://veertien@127.0.0.1/veertien."""
    filed_password: SecretFile | None = Field(None, alias="password_file")
    """A file with the database's password on its first line; only beside `url`."""

    @property
    def url(self) -> str | None:
        """The address of a PostgreSQL database, which may hold a password; None where none is given."""
        return None if self.given_url is None else self.given_url.get_secret_value()

    @property
    def password(self) -> str | None:
        """The database's password where a file holds it."""
        return None if self.filed_password is None else self.filed_password.get_secret_value()

    @model_validator(mode="after")
    def _has_one_password(self) -> Self:
        if self.filed_password is not None and (self.url is None or urlsplit(self.url).password is not None):
            raise refusal(RecordsFaulty.one_password())
        return self


class MemorySettings(DatabaseLogin):
    """Where callers' choices are remembered: in a file where no `url` is given."""

    filed_key: KeyFile = Field(alias="key_file")
    """A file with the key under which their numbers are hashed, on its first line."""
    database: Folder = Path("/var/lib/veertien/memory.sqlite")
    """The file in which choices are kept."""

    @property
    def key(self) -> bytes:
        """The key."""
        return self.filed_key.get_secret_value().encode()


class RecordsSettings(DatabaseLogin):
    """Where call records are kept, and for how long: in SQLite where no `url` is given."""

    folder: Folder = Field(Path("/var/lib/veertien/records"), alias="dir")
    """Holds the SQLite database, and what waits for either database."""
    days: Annotated[int, whole_number(1, 3650, "days")] = 90
    """How long single calls are kept."""
    compare_choices: bool = False
    """Whether a call's record says that its caller chose another municipality in the ten minutes before."""


class LoginSettings(FileModel):
    """Who sees which calls on the pages; a proxy in front of them names the visitor."""

    header: HeaderName
    """The header in which the proxy gives the user's name."""
    proxies: AddressList = Field(alias="from")
    """The addresses from which requests, and this header, are taken."""
    users: dict[Text, Municipalities]
    """The municipalities whose calls each user sees, by name or CBS code; `all` for all of them."""


class PagesSettings(FileModel):
    """Where `veertien web` serves its pages, and to whom."""

    model_config = ConfigDict(json_schema_extra=dict(editor_view.unless_matching("host", _LOOPBACK_SEEN, "login")))

    host: Host = LOOPBACK
    """The address on which this is served."""
    port: Port = 8015
    """The port on which this is served."""
    allowed_hosts: HostNameList = ()
    """Names that requests may be for, beside localhost and the address that they come in at."""
    language: PageLanguage = "nl"
    """The language of a page whose address asks for none."""
    login: LoginSettings | None = None
    """Who sees which calls; left out, everybody who reaches the pages sees all."""
    records: DatabaseLogin | None = None
    """As whom the records are read from PostgreSQL; left out, as the daemon itself."""


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


def load_settings(
    config_dir: Path, paths_from: Path | None = None, *, without_model: bool = False, to_serve: bool = False
) -> Settings:
    """Return the settings of a config folder; paths in it are relative to it, or to the folder `paths_from`.

    Takes `without_model` and `to_serve` as `read_settings` does. Raises TablesFaultyError with everything that is
    wrong in veertien.yaml.
    """
    faults, documents = FaultLog(), Documents(config_dir)

    def country() -> Gazetteer:
        try:
            return data_of(documents, paths_from).gazetteer
        except TablesFaultyError:
            # A fault there is told by who needs the tables. Settings are needed also to mend it.
            return packaged_data().gazetteer

    settings = read_settings(documents, faults, country, paths_from, without_model=without_model, to_serve=to_serve)
    if settings is None or len(faults):
        raise TablesFaultyError(tuple(faults))
    return settings


def needing_restart(started: Settings, found: Settings) -> tuple[str, ...]:
    """Return the keys in which `found` differs from what a daemon was started with, and that a reload can't change."""
    keys = (key for key in Settings.model_fields if key not in RELOADED)
    return tuple(key for key in keys if getattr(started, key) != getattr(found, key))


def read_settings(
    documents: Documents,
    faults: FaultLog,
    country: GivesCountry,
    paths_from: Path | None = None,
    *,
    without_model: bool = False,
    to_serve: bool = False,
) -> Settings | None:
    """Return the settings as far as they fit the model; what is wrong goes to `faults`.

    Names of municipalities are those of the `country`.
    `without_model` takes them also where no second ear can be made with them, which calls can do without.
    `to_serve` says that this machine is to serve calls by them, and not only to look at them.
    """
    document = documents.required("veertien.yaml", faults)
    if document is None:
        return None
    paths = paths_from or documents.folder
    fitted = fit(Settings, document, faults, {FOLDER: paths, COUNTRY: country})
    if not fitted.whole:
        return None
    note(_same_ports(fitted), faults)
    note(_useless_captures(fitted, paths), faults)
    note(_unreachable_records(fitted), faults)
    note(_open_pages(fitted), faults)
    if to_serve:
        note(_unlisted_node(fitted), faults)
    if not without_model:
        note(_deaf_second_ear(fitted), faults)
    return fitted.value


def _same_ports(settings: Fitted[Settings]) -> Iterator[Finding]:
    """Find two services on one address; only one could start."""
    taken: list[tuple[str, str, int]] = []
    for name in ("fastagi", "audiosocket", "web", "pages", "ami"):
        service = getattr(settings.value, name)
        if service is None:
            continue
        for other, host, port in taken:
            if port == service.port and (host == service.host or is_everywhere(host) or is_everywhere(service.host)):
                given = "port" in service.model_fields_set
                yield Finding(
                    settings.at(name, "port") if given else settings.at(name), PortCollision.used(other, port, name)
                )
        taken.append((name, service.host, service.port))


def _useless_captures(settings: Fitted[Settings], paths: Path) -> Iterator[Finding]:
    """Find captures that couldn't be encrypted, and those that lie with their key: who gets one gets the other."""
    capture = settings.value.capture
    if capture is None:
        return
    if find_spec("cryptography") is None:
        yield Finding(settings.at("capture", KEY), CaptureFaulty.without_encryption())
    filed = settings.at("capture", "key_file")
    if (paths / filed.text).resolve().is_relative_to(capture.folder.resolve()):
        yield Finding(filed, CaptureFaulty.key_inside(capture.folder))


def _unreachable_records(settings: Fitted[Settings]) -> Iterator[Finding]:
    """Find records that go to a PostgreSQL with which nothing here can speak."""
    value = settings.value
    logins = ((("records",), value.records), (("memory",), value.memory), (("pages", "records"), value.pages.records))
    for way, login in logins:
        if login is not None and login.url is not None and find_spec("psycopg") is None:
            yield Finding(settings.at(*way, "url", KEY), RecordsFaulty.without_driver())


def _open_pages(settings: Fitted[Settings]) -> Iterator[Finding]:
    """Find pages that other machines reach, and that would ask nobody who they are."""
    pages = settings.value.pages
    if pages.login is None and not is_loopback(pages.host):
        yield Finding(settings.at("pages", "host"), PagesFaulty.open_to_all(pages.host))


def _unlisted_node(settings: Fitted[Settings]) -> Iterator[Finding]:
    """Find a list of nodes that has not this one: no line of any trunk would be its own."""
    own, nodes = settings.value.node, settings.value.nodes
    if nodes and own not in nodes:
        yield Finding(settings.at("nodes"), NodesFaulty.without(own))


def _deaf_second_ear(settings: Fitted[Settings]) -> Iterator[Finding]:
    """Find a second ear that has no model, and one whose libraries are missing."""
    directory = settings.value.second_ear
    if directory is None:
        return
    # Loaded here: hearing takes longer to load than the files take to check, and most have no second ear.
    from veertien.speech.second_ear.model_folder import SecondEarModelError, check_folder, missing_libraries

    if missing_libraries():
        yield Finding(settings.at("second_ear", KEY), SecondEarFaulty.without_libraries())
    try:
        check_folder(directory)
    except SecondEarModelError as error:
        yield Finding(settings.at("second_ear"), SecondEarFaulty.no_model(error.place, error.what))


def _one_of(given: SecretStr | None, filed: SecretStr | None) -> str:
    secret = given or filed
    return secret.get_secret_value() if secret else ""
