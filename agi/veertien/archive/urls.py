"""Where the records are: SQLite in a folder, or a PostgreSQL by URL."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url

FILE = "records.sqlite"


def database_url(folder: Path, url: str | None, password: str | None = None) -> URL:
    """Return the address of the records: of the file in `folder` where there is no `url`."""
    if url is None:
        return URL.create("sqlite", database=str(folder / FILE))
    found = make_url(url)
    return found if password is None else found.set(password=password)
