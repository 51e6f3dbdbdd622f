"""Whatever is asked for, a rendered command is one line that Asterisk splits into exactly what was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.asterisk.agi.codec import render_command
from veertien.asterisk.agi.events import LocalProtocolError
from veertien.asterisk.agi.session import AgiProtocolError, assignments, variable_name


def split_as_asterisk_does(line: str) -> list[str]:
    """How Asterisk cuts a command into words: blanks separate, quotes join, a backslash takes the next as it is."""
    words: list[str] = []
    quoted = escaped = False
    blank = True
    for character in line:
        if character == '"' and not escaped:
            quoted = not quoted
            if quoted and blank:
                words.append("")
                blank = False
        elif character in " \t" and not quoted and not escaped:
            blank = True
        elif character == "\\" and not escaped:
            escaped = True
            continue
        else:
            if blank:
                words.append("")
                blank = False
            words[-1] += character
        escaped = False
    return words


@given(st.lists(st.text(), max_size=5))
def test_any_arguments_become_one_line_that_means_them_or_are_refused(arguments: list[str]) -> None:
    try:
        line = render_command("SET VARIABLE", *arguments)
    except LocalProtocolError:
        return
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert split_as_asterisk_does(line.decode().removesuffix("\n")) == ["SET", "VARIABLE", *arguments]


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=300))
def test_text_without_control_characters_is_always_sent(text: str) -> None:
    assert render_command("NOOP", text).decode().startswith('NOOP "')


@pytest.mark.parametrize("control", [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))])
def test_control_characters_are_refused(control: str) -> None:
    with pytest.raises(LocalProtocolError, match="control character"):
        render_command("SET VARIABLE", "NAME", f"a{control}b")


@pytest.mark.parametrize("verb", ["", "get variable", "NOOP\nNOOP", "NOOP  X", " NOOP", 'NOOP "x"'])
def test_a_verb_is_capital_words_alone(verb: str) -> None:
    with pytest.raises(LocalProtocolError, match="no AGI command"):
        render_command(verb)


def test_a_command_that_asterisk_would_cut_in_two_is_refused() -> None:
    room = 2047 - len('SET VARIABLE "X" ""\n')
    assert len(render_command("SET VARIABLE", "X", "y" * room)) == 2047
    with pytest.raises(LocalProtocolError, match="2048 bytes"):
        render_command("SET VARIABLE", "X", "y" * (room + 1))


def test_more_words_than_asterisk_counts_are_refused() -> None:
    with pytest.raises(LocalProtocolError, match="101 arguments"):
        render_command("NOOP", *["a"] * 101)


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(LocalProtocolError, match="not valid Unicode"):
        render_command("NOOP", "\ud800")


@pytest.mark.parametrize("name", ["X", "__INHERITED", "CALLERID(num)", "CHANNEL(audioreadformat)", "HASH(a,b)"])
def test_plain_variables_and_functions_are_names(name: str) -> None:
    assert variable_name(name) == name


@pytest.mark.parametrize("name", ["", "${X}", "SHELL(rm -r /)", "A B", "X\n", "X=1", "EVAL(${X})", "1X", "F(a)b"])
def test_what_asterisk_would_evaluate_is_no_name(name: str) -> None:
    with pytest.raises(AgiProtocolError, match="no channel variable name"):
        variable_name(name)


def taken_apart(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What Asterisk sets for these, one after another."""
    found: list[tuple[str, str]] = []
    for name, value in pairs:
        if name.startswith("ARRAY("):
            found += zip(name[len("ARRAY(") : -1].split(","), value.split(","), strict=True)
        else:
            found.append((name, value))
    return found


VARIABLES = st.from_regex(r"[A-Z_][A-Z_0-9]{0,30}|CALLERID\(num\)", fullmatch=True)
VALUES = st.from_regex(r"[A-Za-z0-9+._-]{0,60}", fullmatch=True) | st.text(max_size=20)


@given(st.lists(st.tuples(VARIABLES, VALUES), max_size=150))
def test_variables_set_together_are_those_asked_for_in_their_order(variables: list[tuple[str, str]]) -> None:
    assert taken_apart(list(assignments(variables))) == variables


@given(st.lists(st.tuples(VARIABLES, VALUES.filter(str.isprintable)), max_size=150))
def test_variables_set_together_fit_in_a_line_and_in_asterisks_table(variables: list[tuple[str, str]]) -> None:
    for name, value in assignments(variables):
        assert len(render_command("SET VARIABLE", variable_name(name), value)) <= 2047
        assert name.count(",") < 100


@pytest.mark.parametrize("value", ["a,b", '"a"', "a b", "(a", "a\\", "${X}", "é"])
def test_a_value_that_array_would_read_differently_is_set_alone(value: str) -> None:
    pairs = [("A", "1"), ("B", "2"), ("C", value), ("D", ""), ("E", "x")]
    assert list(assignments(pairs)) == [("ARRAY(A,B)", "1,2"), ("C", value), ("ARRAY(D,E)", ",x")]
