"""Certificates for tests over TLS, made by openssl."""

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Certificate:
    """The files of a certificate and its key."""

    certificate: Path
    key: Path


class Authority:
    """Signs certificates, for a day."""

    def __init__(self, folder: Path) -> None:
        """Keep its key, its certificate (`ca.pem`) and what it signs in `folder`, which is made."""
        folder.mkdir(parents=True)
        self.certificate = folder / "ca.pem"
        self._folder = folder
        self._key = folder / "ca.key"
        whole: list[str | Path] = ["-out", self.certificate, "-days", "1", "-subj", f"/CN=Authority {folder.name}"]
        _openssl("req", "-x509", *_new_key(self._key), *whole)

    def sign(self, name: str, holder: str, days: int = 1) -> Certificate:
        """Return a certificate, in files called `name`, for its holder: `IP:` and an address, or `DNS:` and a name.

        One for no days has expired.
        """
        request, alternative = (self._folder / f"{name}.{kind}" for kind in ("csr", "ext"))
        signed = Certificate(self._folder / f"{name}.pem", self._folder / f"{name}.key")
        alternative.write_text(f"subjectAltName={holder}\n")
        _openssl("req", "-new", *_new_key(signed.key), "-out", request, "-subj", f"/CN={name}")
        by: list[str | Path] = ["-CA", self.certificate, "-CAkey", self._key, "-CAcreateserial"]
        terms: list[str | Path] = ["-days", str(days), "-extfile", alternative]
        _openssl("x509", "-req", "-in", request, *by, *terms, "-out", signed.certificate)
        return signed


def _new_key(file: Path) -> list[str | Path]:
    return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", file]


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=60)
