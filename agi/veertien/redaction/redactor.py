"""Takes things out of texts, of JSON and of files of configuration."""

import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from veertien.redaction.numbers import DIGITS, LEAST_DIGITS, kind_of, same_number
from veertien.redaction.secret_keys import SECRET_OPTION, is_secret_key

_LONGEST_LINE = 32 * 1024
"""Characters; what stands behind them is left out."""
_SHORTEST = 4
"""A known secret with fewer characters is taken out where its key stands, not wherever these characters do."""
_LOGIN = re.compile(r"(?<=://)[^\s\"'<>]*@")
_KEY_ITSELF = re.compile(
    r"(?<![A-Za-z0-9+/])(?=[A-Za-z+/]{0,80}\d)(?=[a-z0-9+/]{0,80}[A-Z])(?=[A-Z0-9+/]{0,80}[a-z])[A-Za-z0-9+/]{40,}={0,2}"
)
"""What keys and certificates look like, a line of them each."""
_SIP_USER = re.compile(r"(?<![\w-])(?P<scheme>sips?|tel|h323|iax2?):(?P<user>[^@\s<>\"']*)@", re.IGNORECASE)
_MAIL = re.compile(r"[^\s<>\"'=:;,(){}\[\]@]{1,80}@[^\s<>\"'=:;,(){}\[\]@]{1,200}")
_CALLER_ID = re.compile(
    r"(?:\"(?:[^\"\\\n]|\\.)*\"|[^\s<>\"'=:,;{}()\[\]][^<>\"'=:,;{}()\[\]\n]{0,80})?[ \t]{0,4}"
    r"<(?:\+?[\d \-.()]{3,}|(?:sips?|tel):[^<>\n]*|[^<>\s]*@[^<>\s]*)>"
)
"""A caller's name with the number or the address behind it."""
_HEADER = re.compile(
    r"(?P<name>\b(?:From|To|Contact|Remote-Party-ID|P-Asserted-Identity|P-Preferred-Identity|Diversion|History-Info|"
    r"Referred-By|Reply-To)[ \t]*:[ \t]*)(?=[^\r\n]*(?:sips?:|tel:|[<@\"]))[^\r\n]+"
    r"|(?P<bare>\b(?:Call-ID|Subject)[ \t]*:[ \t]*)[^\r\n]+",
    re.IGNORECASE,
)
"""SIP's headers that say who calls whom. In YAML `from` and `diversion` are words of their own."""
_NUMBER_OPTION = re.compile(
    r"(?P<before>(?<![\w-])[\w-]*(?:number|prefix)[\"']?[ \t]*(?:=>|[:=])[ \t]*[\"']?)(?P<value>\+?\d[\d \-.()]*)",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"caller|caller_?id|callerid(?:num|name)?|cid_?(?:name|number)|ani|calling|called|name|full_?name|display|from|to|header|"
    r"number|prefix|sip_call_id|call_id|email|mailbox|user|peer|contact|passed",
    re.IGNORECASE,
)
"""Keys under which a person, or a number, may stand."""
_PERSON_OPTION = re.compile(
    r"(?P<before>(?<![\w-])(?:caller_?id(?:num|name)?|cid_?(?:name|number)|full_?name|display|email|mailbox|from_?user|"
    r"comment)[\"']?[ \t]*(?:=>|[:=])[ \t]*)(?P<value>[^\r\n]+)",
    re.IGNORECASE,
)
_SAID = frozenset({"best", "second", "heard"})
"""Keys of the log under which stands what a caller answered."""
_TRACE = "exception"
_RAISED = re.compile(r"(?m)^(?P<kind>[\w.]+(?:Error|Exception|Warning|Exit|Interrupt|Group)?): (?P<what>.+)$")
_QUOTED = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"")
_SAMPLE = re.compile(r"(?P<name>[a-zA-Z_]\w*)(?P<labels>\{.*\})? (?P<value>[-+0-9.eE]+|NaN|[-+]Inf)")
_YAML_COMMENT = re.compile(r"(^|(?<=[\s]))#.*$")
_COMMENT_MARKS = re.compile(r"(;--(?!-)|--;)")
_BEGINS, _ENDS = ";--", "--;"
"""Around comments of several lines, which may stand in one another."""
_ASTERISK_COMMENT = re.compile(r"(?<!\\);.*$")
_INDENT = " \t-"


class Redactor:
    """Takes out the secrets and names that it knows, and what looks like a secret, a number or a person.

    `secrets` are taken out wherever they stand; `words` are, where they stand as whole words: people's names. `taken`
    counts what was taken out, by its mark.
    """

    def __init__(self, secrets: Iterable[str] = (), words: Iterable[str] = ()) -> None:
        self.taken: Counter[str] = Counter()
        self._numbers: dict[str, int] = {}
        self._addresses: dict[str, int] = {}
        self._known = _any_of(_written(secrets), whole=False)
        self._words = _any_of(set(words), whole=True)

    def text(self, text: str) -> str:
        """Return a text without all that."""
        if self._known is not None:
            text = self._known.sub(lambda _: self._mark("secret"), text)
        text = SECRET_OPTION.sub(self._secret, text)
        text = _LOGIN.sub(lambda _: self._mark("secret") + "@", text)
        text = _KEY_ITSELF.sub(lambda _: self._mark("secret"), text)
        if self._words is not None:
            text = self._words.sub(lambda _: self._mark("person"), text)
        text = _HEADER.sub(lambda found: (found["name"] or found["bare"]) + self._mark("person"), text)
        text = _PERSON_OPTION.sub(lambda found: found["before"] + self._mark("person"), text)
        text = _CALLER_ID.sub(lambda _: self._mark("person"), text)
        text = _SIP_USER.sub(lambda found: f"{found['scheme']}:{self._mark('person')}@", text)
        text = _NUMBER_OPTION.sub(lambda found: found["before"] + self._number(found["value"]), text)
        text = _MAIL.sub(self._mail, text)
        return DIGITS.sub(self._digits, text)

    def values(self, tree: Any, key: str = "") -> Any:
        """Return what a JSON text holds, without all that; `key` is the one that it stands under."""
        if (is_secret_key(key) and tree is not None) or self._is_known(tree):
            return self._mark("secret")
        if key in _SAID:
            return self._mark("said")
        match tree:
            case None | bool():
                return tree
            case dict():
                return {self.text(str(name)): self.values(value, str(name)) for name, value in tree.items()}
            case list():
                return [self.values(value, key) for value in tree]
            case str():
                return self._value(tree, key)
            case int() | float() if abs(tree) >= 10 ** (LEAST_DIGITS - 1) or _PERSON.fullmatch(key):
                return self._number(str(tree))
        return tree

    def json_text(self, text: str) -> str:
        """Return a JSON text without all that, in one layout; as a text where it is none."""
        tree = _read_json(text)
        if not isinstance(tree, dict | list):
            return self.text(text)
        return json.dumps(self.values(tree), indent=1, ensure_ascii=False) + "\n"

    def log(self, text: str) -> str:
        """Return lines of a log, each JSON or not, without all that."""
        return "".join(f"{self._log_line(line)}\n" for line in _lines(text))

    def metrics(self, text: str) -> str:
        """Return metrics in Prometheus's format without all that; a sample's own value stays."""
        return "".join(f"{self._sample(line)}\n" for line in _lines(text))

    def yaml_file(self, text: str) -> str:
        """Return a YAML file without all that and without comments, line by line where it was."""
        return "".join(f"{line}\n" for line in self._yaml_lines(text))

    def asterisk_file(self, text: str) -> str:
        """Return one of Asterisk's files without all that and without comments, line by line where it was."""
        return "".join(f"{self.text(line)}\n" for line in _uncommented(text))

    def _is_known(self, tree: Any) -> bool:
        """Return whether a number, or one of JSON's words, is written as a known secret is."""
        plain = not isinstance(tree, str | dict | list)
        return plain and self._known is not None and bool(self._known.search(json.dumps(tree)))

    def _value(self, text: str, key: str) -> str:
        if key == _TRACE:
            return self._trace(text)
        return self._mark("person") if text and _PERSON.fullmatch(key) else self.text(text)

    def _trace(self, text: str) -> str:
        """Return a traceback without what its last lines quote: values that may have come from a caller."""
        unquoted = _RAISED.sub(lambda found: f"{found['kind']}: {_QUOTED.sub('<quoted>', found['what'])}", text)
        return self.text(unquoted)

    def _log_line(self, line: str) -> str:
        tree = _read_json(line)
        return json.dumps(self.values(tree), ensure_ascii=False) if isinstance(tree, dict) else self._trace(line)

    def _sample(self, line: str) -> str:
        found = _SAMPLE.fullmatch(line)
        if found is None or (self._known and self._known.search(found["value"])):
            return self.text(line)
        return f"{self.text(found['name'])}{self.text(found['labels'] or '')} {found['value']}"

    def _yaml_lines(self, text: str) -> Iterator[str]:
        secret_within: int | None = None
        for line in _lines(text):
            indent = len(line) - len(line.lstrip(_INDENT))
            if secret_within is not None and (not line.strip() or indent > secret_within):
                # Also of one that looks like a comment.
                yield " " * indent + self._mark("secret") if line.strip() else ""
                continue
            secret_within = None
            if line.lstrip().startswith("#"):
                yield line[:indent] + "#"
                continue
            option = SECRET_OPTION.search(line)
            if option and is_secret_key(option["key"]):
                # Its value may go on below, further in.
                secret_within = indent
                yield self.text(line)
            else:
                yield self.text(_YAML_COMMENT.sub("#", line))

    def _secret(self, found: re.Match[str]) -> str:
        if not is_secret_key(found["key"]) or not found["value"].strip():
            return found[0]
        return found["before"] + self._mark("secret")

    def _mail(self, found: re.Match[str]) -> str:
        name, _, host = found[0].rpartition("@")
        return found[0] if name.endswith(">") else f"{self._mark('person')}@{host}"

    def _digits(self, found: re.Match[str]) -> str:
        match kind_of(found):
            case None:
                return found[0]
            case "number":
                return self._number(found[0])
            case "address":
                number = self._addresses.setdefault(found[0], len(self._addresses) + 1)
                self.taken["address"] += 1
                return f"<address {number}>"
            case kind:
                return self._mark(kind)

    def _number(self, written: str) -> str:
        number = self._numbers.setdefault(same_number(written), len(self._numbers) + 1)
        self.taken["number"] += 1
        end = written[len(written.rstrip()) :]
        return f"<number {number}>{end}"

    def _mark(self, kind: str) -> str:
        self.taken[kind] += 1
        return f"<{kind}>"


def _read_json(text: str) -> Any:
    """Return what a JSON text holds; None where it is none.

    One that is a number alone may be a telephone number with a dot in it.
    """
    try:
        return json.loads(text)
    except ValueError:
        return None


def _lines(text: str) -> Iterator[str]:
    return (line[:_LONGEST_LINE] for line in text.splitlines())


def _written(secrets: Iterable[str]) -> set[str]:
    """Return secrets in each way in which files and logs may write them."""
    found: set[str] = set()
    for secret in secrets:
        if len(secret) >= _SHORTEST:
            found |= {secret, quote(secret), quote(secret, safe=""), html.escape(secret), json.dumps(secret)[1:-1]}
            found |= {json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1], secret.replace("'", "''")}
    return found


def _any_of(texts: Iterable[str], *, whole: bool) -> re.Pattern[str] | None:
    longest_first = sorted((text for text in texts if text), key=len, reverse=True)
    if not longest_first:
        return None
    either = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)" if whole else either)


def _uncommented(text: str) -> Iterator[str]:
    """Give the lines of one of Asterisk's files without comments, those of several lines too."""
    depth = 0
    for line in _lines(text):
        kept, parts = "", _COMMENT_MARKS.split(line)
        for part in parts:
            if part == _BEGINS:
                depth += 1
            elif part == _ENDS and depth:
                depth -= 1
            elif not depth:
                kept += part
        yield _ASTERISK_COMMENT.sub(";", kept)
