"""Faults of YAML's syntax, and of what Veertien refuses of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Self

from veertien.config.faults.problem import Problem, Section
from veertien.config.faults.text import shown

SYNTAX = Section("YAML")

_PARSER_IN_DUTCH: Mapping[str, str] = MappingProxyType(
    {
        "mapping values are not allowed here": "hier kan geen dubbele punt staan",
        "sequence entries are not allowed here": "hier kan geen lijst beginnen",
        "could not find expected ':'": "een dubbele punt ontbreekt",
        "expected ',' or ']'": "een komma of ] ontbreekt",
        "expected ',' or '}'": "een komma of } ontbreekt",
        "expected <block end>": "de inspringing klopt niet met wat erboven staat",
        "expected the node content": "een waarde ontbreekt",
        "found character": "met dit teken kan niets beginnen",
        "found unexpected end of stream": "het bestand houdt op voor dit af is",
        "found unknown escape character": "achter \\ staat een letter die daar niet hoort",
    }
)
"""What PyYAML says first of a file; the rest, which is rare, stays English."""
_BLOCK_END = "expected <block end>"
"""What PyYAML says first of a line with other indentation than its group; its words are those of YAML's grammar."""


class YamlSyntax(Problem, code="YAML-SYNTAX", section=SYNTAX):
    """The line isn't YAML. Often a missing space behind a colon, wrong indentation, or a text that starts with an
    apostrophe: write `"'s-Hertogenbosch"`, with double quotes round it.
    """

    @classmethod
    def said_by_parser(cls, problem: str) -> Self:
        dutch = next((dutch for start, dutch in _PARSER_IN_DUTCH.items() if problem.startswith(start)), problem)
        english = "the indentation does not fit what stands above" if problem.startswith(_BLOCK_END) else problem
        return cls(
            f"{dutch}; zoek hier en net erboven naar een verkeerde inspringing, of een spatie, aanhalingsteken of haak "
            "die ontbreekt",
            f"{english}; look here and just above for a wrong indentation, or a missing space, quote or bracket",
        )

    @classmethod
    def open_quote(cls) -> Self:
        return cls(
            "hier opent een aanhalingsteken dat niet sluit; zet een tekst als 's-Hertogenbosch tussen dubbele "
            "aanhalingstekens",
            "a quote opens here and is not closed; put a text like 's-Hertogenbosch in double quotes",
        )

    @classmethod
    def not_yaml(cls, reason: str) -> Self:
        return cls(
            f"is geen YAML ({shown(reason)}); verbeter het, of zet het tussen aanhalingstekens",
            f"is not YAML ({shown(reason)}); correct or quote it",
        )


class YamlTab(Problem, code="YAML-TAB", section=SYNTAX):
    """A tab where YAML wants spaces. Put spaces in its place."""

    @classmethod
    def here(cls) -> Self:
        return cls(
            "een tab; YAML springt alleen in met spaties, dus zet die ervoor in de plaats",
            "a tab; YAML indents with spaces only, so put spaces in its place",
        )


class YamlCharacter(Problem, code="YAML-CHARACTER", section=SYNTAX):
    """A control character in the file, or a text with a line break, a no-break space or another invisible character in
    it. Retype the text on one line.
    """

    @classmethod
    def in_file(cls, character: str) -> Self:
        return cls(
            f"teken U+{ord(character):04X} hoort niet in een tekstbestand; haal het weg",
            f"character U+{ord(character):04X} has no place in a text file; take it out",
        )

    @classmethod
    def in_text(cls, character: str) -> Self:
        return cls(
            f"de tekst bevat het teken U+{ord(character):04X}; schrijf die op één regel, zonder escapes",
            f"the text holds the character U+{ord(character):04X}; write it on one line, without escapes",
        )


class YamlAnchor(Problem, code="YAML-ANCHOR", section=SYNTAX):
    """Anchors (`&x`) and aliases (`*x`) are refused. Write the value out."""

    @classmethod
    def refused(cls, name: str) -> Self:
        return cls(
            f"{shown(name)}: ankers en aliassen worden geweigerd; schrijf de waarde uit",
            f"{shown(name)}: anchors and aliases are refused; write the value out",
        )


class YamlTag(Problem, code="YAML-TAG", section=SYNTAX):
    """Tags such as `!!int` are refused: every value is a text. Take the tag out."""

    @classmethod
    def refused(cls, tag: str) -> Self:
        return cls(
            f"de tag {shown(tag)}; elke waarde is een tekst, dus haal de tag weg",
            f"the tag {shown(tag)}; every value is a text, so take the tag out",
        )


class YamlDocuments(Problem, code="YAML-DOCUMENTS", section=SYNTAX):
    """A second document starts in the file (`---`). Give it a file of its own."""

    @classmethod
    def second(cls) -> Self:
        return cls(
            "hier begint een tweede document; geef het een eigen bestand",
            "a second document starts here; give it a file of its own",
        )


class YamlDepth(Problem, code="YAML-DEPTH", section=SYNTAX):
    """Lists or groups lie more than twelve deep in one another. No setting lies that deep; take out what does."""

    @classmethod
    def below(cls, deepest: int) -> Self:
        return cls(
            f"ligt meer dan {deepest} lagen diep; geen instelling ligt zo diep, dus haal het weg",
            f"is nested more than {deepest} deep; no setting lies that deep, so take it out",
        )


class YamlKey(Problem, code="YAML-KEY", section=SYNTAX):
    """A list or group stands where a key should. Write `key: value`."""

    @classmethod
    def no_text(cls) -> Self:
        return cls(
            "deze sleutel is geen tekst; schrijf `sleutel: waarde`", "this key is not a text; write `key: value`"
        )


class DuplicateKey(Problem, code="DUPLICATE-KEY", section=SYNTAX):
    """A key stands twice in one group; the message names both lines. Keep one."""

    @classmethod
    def in_group(cls, key: str, first_line: int, line: int) -> Self:
        return cls(
            f"{shown(key)} staat op regel {first_line} en nog eens op regel {line}; laat er één staan",
            f"{shown(key)} stands on line {first_line} and again on line {line}; keep one of them",
        )

    @classmethod
    def name(cls, name: str, earlier: str, line: int) -> Self:
        return cls(
            f"{shown(name)} is nog eens {shown(earlier)} van regel {line}; zet alles in één lijst",
            f"{shown(name)} is {shown(earlier)} of line {line} again; put all it has in one list",
        )
