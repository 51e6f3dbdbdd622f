"""Who sees what: the proxy says who asks, and the settings whose calls they see."""

import pytest

from tests.unit.web.conftest import Serve
from veertien.config import LoginSettings


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
