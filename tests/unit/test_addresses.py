"""The address to tell others is not always the address to listen on."""

import pytest

from veertien.addresses import host_and_port, is_everywhere, reached_at


@pytest.mark.parametrize(
    ("listens", "told"),
    [
        ("127.0.0.1", "127.0.0.1:9092"),
        ("192.0.2.7", "192.0.2.7:9092"),
        ("localhost", "localhost:9092"),
        ("::1", "[::1]:9092"),
        ("2001:db8::14", "[2001:db8::14]:9092"),
        ("0.0.0.0", "127.0.0.1:9092"),
        ("::", "[::1]:9092"),
        ("::0", "[::1]:9092"),
        ("0:0:0:0:0:0:0:0", "[::1]:9092"),
    ],
)
def test_what_asterisk_is_told_leads_to_where_we_listen(listens: str, told: str) -> None:
    assert host_and_port(reached_at(listens), 9092) == told


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "pbx.example.nl", "0.0.0.1"])
def test_one_address_is_not_all(host: str) -> None:
    assert not is_everywhere(host)
