"""What every answer of the pages has, whatever was asked."""

import json
from uuid import uuid4

import pytest

from tests.unit.web.conftest import Serve
from veertien.web.pages.now import NowPage

pytestmark = pytest.mark.slow

EVERYWHERE = ["/", "/nowhere", "/static/style.css", "/api/nowhere", "/?language=xx"]


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_every_answer_has_strict_headers_and_tells_no_version(serve: Serve, path: str) -> None:
    headers = (await (await serve()).get(path)).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Server"] == "Veertien"


@pytest.mark.parametrize("path", ["/", "/nowhere", "/api/nowhere"])
async def test_what_holds_data_is_stored_nowhere(serve: Serve, path: str) -> None:
    assert (await (await serve()).get(path)).headers["Cache-Control"] == "no-store"


async def test_style_and_scripts_are_asked_for_anew_lest_an_update_meets_old_ones(serve: Serve) -> None:
    served = await serve()
    answer = await served.get("/static/live.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert (await served.get("/static/live.js", If_None_Match=answer.headers["Etag"])).status == 304


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/nowhere", "/static/style.css", "/api/nowhere"])
async def test_things_can_only_be_read(serve: Serve, method: str, path: str) -> None:
    answer = await (await serve()).get(path, method=method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


async def test_head_is_answered_as_get_without_the_page(serve: Serve) -> None:
    served = await serve()
    assert (await served.get("/", method="HEAD")).text == ""
    assert (await served.get("/", method="HEAD")).status == (await served.get("/")).status == 200


async def test_another_host_name_is_not_answered_until_it_is_listed(serve: Serve) -> None:
    refused = await (await serve()).get("/", Host="calls.example.nl")
    assert (refused.status, "pages.allowed_hosts" in refused.text) == (421, True)
    assert (await (await serve(allowed_hosts=("calls.example.nl",))).get("/", Host="calls.example.nl")).status == 200


async def test_a_page_that_there_is_not_says_so_in_the_language_asked_for(serve: Serve) -> None:
    served = await serve()
    assert "<h1>Niet gevonden</h1>" in (await served.get("/nowhere")).text
    page = await served.get("/nowhere?language=en")
    assert (page.status, "<h1>Not found</h1>" in page.text) == (404, True)


async def test_programs_get_problems_as_json(serve: Serve) -> None:
    answer = await (await serve()).get("/api/nowhere")
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert json.loads(answer.text)["status"] == answer.status == 404


async def test_a_fault_of_ours_is_a_page_that_tells_nothing_of_it(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(NowPage, "_shown", fail)
    answer = await (await serve()).get("/")
    assert (answer.status, "page_failed" in answer.text) == (500, True)
    assert "secret" not in answer.text
    assert answer.headers["Content-Security-Policy"]


async def test_what_comes_from_an_address_is_escaped(serve: Serve) -> None:
    page = (await (await serve()).get("/?x=%22%3E%3Cscript%3E")).text
    assert "<script>" not in page


async def test_pages_are_dutch_unless_the_settings_or_the_address_say_otherwise(serve: Serve) -> None:
    assert '<html lang="nl">' in (await (await serve()).get("/")).text
    served = await serve(language="en")
    assert '<html lang="en">' in (await served.get("/")).text
    assert '<html lang="nl">' in (await served.get("/?language=nl")).text


async def test_links_keep_the_language_that_was_asked_for(serve: Serve) -> None:
    page = (await (await serve()).get("/?language=en")).text
    assert 'href="/?language=en"' in page
    assert '<a href="/" lang="nl" hreflang="nl">' in page


async def test_a_parameter_given_twice_is_refused_by_its_name_on_every_page(serve: Serve) -> None:
    served = await serve()
    for path in ("/", "/now", "/calls", f"/calls/{uuid4()}", "/municipality", "/operation"):
        for twice in ("language=nl&language=en", "month=2026-10&month=2026-11", "before=&before="):
            answer = await served.get(f"{path}?{twice}")
            assert (answer.status, f"{twice.partition('=')[0]}: " in answer.text) == (400, True)


async def test_a_language_that_there_is_not_is_refused_with_the_parameters_name(serve: Serve) -> None:
    answer = await (await serve()).get("/?language=fy")
    assert (answer.status, "language: schrijf nl of en" in answer.text) == (400, True)
