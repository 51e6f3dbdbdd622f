"""The kinds of value that only veertien.yaml holds: addresses, folders, secrets.

Paths are relative to the folder of veertien.yaml, which travels as pydantic's validation context under `FOLDER`.
"""

from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationInfo

from veertien.config.faults import Code, shown_path
from veertien.config.models.fields import Text, as_list, matching, refusal, whole_number

FOLDER = "folder"
LONGEST_SECRET = 1024
#: Characters of a key; in hexadecimal digits 128 bits.
SHORTEST_KEY = 32
#: What a secret's file may allow nobody. Its group may read it: root may own it, and the daemon's group have it.
OTHERS = 0o027


def _below_config_folder(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, str) or not value or info.context is None:
        return value
    return info.context[FOLDER] / value


def _existing(path: Path) -> Path:
    if not path.is_dir():
        raise refusal(
            Code.FOLDER, f"names the folder {shown_path(path)}, which isn't there; make it or take the line out"
        )
    return path


def _from_file(value: Any, info: ValidationInfo) -> Any:
    """Return what stands on the first line of the file."""
    path = _below_config_folder(value, info)
    if not isinstance(path, Path):
        return value
    try:
        if not path.is_file():
            raise refusal(
                Code.SECRET_FILE, f"names the file {shown_path(path)}, which isn't there; write the secret in it"
            )
        if path.stat().st_mode & OTHERS:
            message = f"names {shown_path(path)}, which others may read or write; chmod 640 it, or 600"
            raise refusal(Code.SECRET_FILE, message)
        with path.open("rb") as opened:
            return opened.read(LONGEST_SECRET).split(b"\n")[0].strip().decode("utf-8")
    except OSError as error:
        message = f"names a file that can't be read ({error.strerror}); check its permissions"
        raise refusal(Code.SECRET_FILE, message) from None
    except UnicodeDecodeError:
        raise refusal(Code.SECRET_FILE, "names a file that is not UTF-8; write the secret as text") from None


def _from_private_file(value: Any, info: ValidationInfo) -> Any:
    """Return what stands on the first line of a file that nobody but its owner may read or write."""
    path = _below_config_folder(value, info)
    if isinstance(path, Path):
        try:
            others = path.is_file() and path.stat().st_mode & 0o077
        except OSError as error:
            message = f"names a file that can't be looked at ({error.strerror}); check its permissions"
            raise refusal(Code.KEY_FILE, message) from None
        if others:
            message = f"names {shown_path(path)}, which others than its owner may read or write; chmod 600 it"
            raise refusal(Code.KEY_FILE, message)
    return _from_file(value, info)


def _long(key: SecretStr) -> SecretStr:
    if len(key.get_secret_value()) < SHORTEST_KEY:
        message = (
            f"names a file with a key of less than {SHORTEST_KEY} characters; make one with `openssl rand -hex 32`"
        )
        raise refusal(Code.KEY_FILE, message)
    return key


def _sendable(secret: SecretStr) -> SecretStr:
    """Refuse what would end a line of the manager protocol, and a secret that isn't one."""
    text = secret.get_secret_value()
    if not text or not text.isprintable():
        raise refusal(Code.SECRET, "is empty or holds characters that can't be sent; write the secret on one line")
    return secret


Port = Annotated[int, whole_number(1, 65_535)]
Host = Annotated[
    Text, AfterValidator(matching(Code.HOST, "[A-Za-z0-9.:-]+", "write an address or a host name, such as 127.0.0.1"))
]
HostName = Annotated[
    Text,
    AfterValidator(
        matching(
            Code.HOST,
            r"[A-Za-z0-9.-]+|([0-9A-Fa-f]*:){2,}[0-9A-Fa-f.:]*",
            "write a host name without a port, such as pbx.example.nl",
        )
    ),
]
HostNames = Annotated[tuple[HostName, ...], BeforeValidator(as_list)]
Url = Annotated[
    Text,
    AfterValidator(
        matching(Code.URL, r"https?://[A-Za-z0-9.:\[\]-]+(/[!-~]*)?", "write it like http://127.0.0.1:8088/")
    ),
]
Voice = Annotated[
    Text, AfterValidator(matching(Code.VOICE, "[A-Za-z0-9_+-]+", "write the name of an espeak-ng voice, such as nl"))
]
Folder = Annotated[Path, BeforeValidator(_below_config_folder)]
ExistingFolder = Annotated[Folder, AfterValidator(_existing)]
Secret = Annotated[SecretStr, AfterValidator(_sendable)]
KeyFile = Annotated[SecretStr, BeforeValidator(_from_private_file), AfterValidator(_long)]
SecretFile = Annotated[SecretStr, BeforeValidator(_from_file), AfterValidator(_sendable)]
