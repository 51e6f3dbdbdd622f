"""What the servers of HTTP have alike: whom they answer, and the headers on whatever they answer."""

from veertien.http.host_names import HostNames
from veertien.http.server import HttpServer

__all__ = ["HostNames", "HttpServer"]
