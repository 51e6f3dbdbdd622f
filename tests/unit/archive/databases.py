"""Addresses as SQLAlchemy wants them."""

from sqlalchemy.engine import URL


def with_driver(url: URL) -> URL:
    """Return an address with the driver that we use: before 2.1 SQLAlchemy would take another one."""
    return url.set(drivername="postgresql+psycopg") if url.get_backend_name() == "postgresql" else url
