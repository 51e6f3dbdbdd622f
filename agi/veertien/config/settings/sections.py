"""The sections of veertien.yaml."""

from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, SecretStr, model_validator

from veertien.addresses import LOOPBACK
from veertien.config.faults.definitions.service import (
    RecordsFaulty,
    WrongSecret,
)
from veertien.config.models import editor_view
from veertien.config.models.fields import Text, YesNo, number, refusal, whole_number
from veertien.config.models.file_models import FileModel
from veertien.config.models.setting_fields import (
    AddressList,
    DatabaseUrl,
    ExistingFolder,
    Folder,
    HeaderName,
    Host,
    HostNameList,
    KeyFile,
    Municipalities,
    PageLanguage,
    Port,
    Secret,
    SecretFile,
    Url,
)
from veertien.config.models.voice_fields import ByLanguage, VoicesInFile
from veertien.prompts.voices import Voices

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


def _one_of(given: SecretStr | None, filed: SecretStr | None) -> str:
    secret = given or filed
    return secret.get_secret_value() if secret else ""
