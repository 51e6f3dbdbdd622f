"""Who sees what: the proxy says who asks, and the settings whose calls they see."""

import json
from unittest.mock import Mock

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from tests.unit.web.conftest import Serve
from veertien.config import LoginSettings
from veertien.web.access import Access
from veertien.web.refusals import RefusalError


def login(**users: object) -> LoginSettings:
    return LoginSettings.model_validate({"header": "X-User", "from": ["127.0.0.1"], "users": users})


async def test_without_a_login_everybody_is_let_in_whatever_they_call_themselves(serve: Serve) -> None:
    answer = await (await serve()).get("/", X_User="jan")
    assert (answer.status, "jan" in answer.text) == (200, False)


async def test_a_listed_user_is_let_in_by_name(serve: Serve) -> None:
    answer = await (await serve(login=login(jan="all"))).get("/", X_User="jan")
    assert (answer.status, "<li>jan</li>" in answer.text) == (200, True)


@pytest.mark.parametrize("headers", [{}, {"X_User": "piet"}, {"X_User": ""}, {"X_User": "JAN"}, {"X_Other": "jan"}])
@pytest.mark.parametrize("path", ["/", "/nowhere", "/api/nowhere"])
async def test_who_is_not_listed_gets_no_access_in_plain_words(
    serve: Serve, headers: dict[str, str], path: str
) -> None:
    answer = await (await serve(login=login(jan="all"))).get(path, **headers)
    assert (answer.status, "pages.login.users" in answer.text) == (403, True)


async def test_who_comes_past_the_proxy_gets_none_whatever_the_header_says(serve: Serve) -> None:
    elsewhere = LoginSettings.model_validate({"header": "X-User", "from": ["192.0.2.1"], "users": {"jan": "all"}})
    answer = await (await serve(login=elsewhere)).get("/", X_User="jan")
    assert (answer.status, "proxy" in answer.text) == (403, True)


async def test_the_page_that_refuses_has_its_style(serve: Serve) -> None:
    assert (await (await serve(login=login())).get("/static/style.css")).status == 200


async def test_a_page_that_there_is_not_lists_only_what_the_visitor_may_see(serve: Serve) -> None:
    served = await serve(login=login(anna=["Hoorn"], beheer="all"))
    assert "/operation" not in (await served.get("/nowhere", X_User="anna")).text
    assert "/operation" not in (await served.get("/nowhere")).text
    assert "/operation" in (await served.get("/nowhere", X_User="beheer")).text


@pytest.mark.parametrize("peer", ["127.0.0.1", "::ffff:127.0.0.1"])
async def test_a_proxy_is_known_by_its_address_however_that_is_written(peer: str) -> None:
    transport = Mock(get_extra_info=lambda _: (peer, 40000))
    request = make_mocked_request("GET", "/", headers={"X-User": "jan"}, transport=transport)
    assert Access(login(jan="all")).visitor(request).name == "jan"


async def test_two_headers_with_names_are_nobodys() -> None:
    transport = Mock(get_extra_info=lambda _: ("127.0.0.1", 40000))
    headers = CIMultiDict([("X-User", "jan"), ("X-User", "piet")])
    request = make_mocked_request("GET", "/", headers=headers, transport=transport)
    with pytest.raises(RefusalError):
        Access(login(jan="all", piet="all")).visitor(request)


async def test_editors_find_the_schemas_of_the_tables_without_a_login(serve: Serve) -> None:
    served = await serve(login=login())
    answer = await served.get("/schemas/trunks.json")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/schema+json; charset=utf-8")
    assert json.loads(answer.text)["title"] == "trunks.yaml"
    assert (await served.get("/schemas/none.json")).status == 404
