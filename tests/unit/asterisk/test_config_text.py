"""Which lines of Asterisk's files count, and in which section."""

import pytest

from veertien.asterisk.config_text import ends_in_comment, sections_of


def said(text: str, **included: str) -> dict[str, list[tuple[str, str]]]:
    files = {"main.conf": text} | {f"{name}.conf": other for name, other in included.items()}
    return {one.name: one.options for one in sections_of(files, "main.conf")}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("[a]\nx=1 ; why\n", {"a": [("x", "1")]}),
        ("[a] ; why\nx => 1\n", {"a": [("x", "1")]}),
        (";[no]\n[a]\n;x=1\n", {"a": []}),
        (";--\n[no]\nx=1\n--;\n[a]\n", {"a": []}),
        ("[a];-- one\n;-- two\n--;\n[no]\n--; x=1\nx=2\n", {"a": [("x", "1"), ("x", "2")]}),
        (";--- a line, no comment of several\n[a]\n", {"a": []}),
        ("[a]\nx=one\\;two\n", {"a": [("x", "one\\;two")]}),
        ("[a](!)\nx=1\n[b](a)\ny=2\n", {"a": [("x", "1")], "b": [("x", "1"), ("y", "2")]}),
        ("[a]\nx=1\n[b]\n[a](+)\ny=2\n", {"a": [("x", "1"), ("y", "2")], "b": []}),
        ("x=1\n[a]\n", {"a": []}),
    ],
)
def test_comments_templates_and_additions(text: str, read: dict[str, list[tuple[str, str]]]) -> None:
    assert said(text) == read


def test_an_include_goes_on_in_its_section_and_the_file_in_its_own() -> None:
    found = said('[a]\n#include "other.conf"\ny=2\n[c]\n', other="x=1\n[b]\nz=3\n")
    assert found == {"a": [("x", "1"), ("y", "2")], "b": [("z", "3")], "c": []}


@pytest.mark.parametrize(
    "line", ["#include <other.conf>", "#include other.conf", "#tryinclude oth*.conf", "#INCLUDE ./other.conf"]
)
def test_each_way_to_include(line: str) -> None:
    assert said(f"{line}\n", other="[b]\n") == {"b": []}


def test_files_that_include_each_other_come_to_an_end() -> None:
    assert "a" in said("#include other.conf\n[a]\n", other="#include main.conf\n")


def test_a_comment_that_is_not_ended() -> None:
    assert ends_in_comment("[a]\n;-- from here on\n[b]\n")
    assert not ends_in_comment("[a]\n;-- one\n--;\n")
