"""Which variables and functions of a dialplan hold text that came with a call, or from the other side.

"Raw" is what a caller, a carrier or a called telephone can put any character into. Facts: Asterisk's own documentation
of its functions and channel variables, version 22.
"""

import re

_VARIABLES = frozenset(
    {
        "ATTENDEDTRANSFER",
        "BLINDTRANSFER",
        "CALLERID",
        "CALLERIDNAME",
        "CALLERIDNUM",
        "DIALEDPEERNUMBER",
        "DNID",
        "FORWARDERNAME",
        "INVALID_EXTEN",
        "MACRO_EXTEN",
        "RDNIS",
        "RECEIVETEXT",
        "SIPCALLID",
        "SIPDOMAIN",
        "SIPREFERREDBYHDR",
        "SIPREFERTOHDR",
        "SIPREPLACESHDR",
        "SIPUSERAGENT",
        "TRANSFERERNAME",
    }
)
"""Variables that Asterisk fills with what came over the line. So is EXTEN, by its pattern: see `_extension_is_raw`."""
_FUNCTIONS = frozenset(
    {
        "CURL",
        "ENUMLOOKUP",
        "ENUMRESULT",
        "FAXOPT",
        "GEOLOC_PROFILE",
        "HANGUPCAUSE",
        "JABBER_RECEIVE",
        "MESSAGE",
        "MESSAGE_DATA",
        "PJSIP_HEADERS",
        "PJSIP_HEADER_PARAM",
        "PJSIP_PARSE_URI",
        "PJSIP_PARSE_URI_FROM",
        "PJSIP_RESPONSE_HEADER",
        "PJSIP_RESPONSE_HEADERS",
        "SIPCHANINFO",
        "SIP_HEADER",
        "SIP_HEADERS",
        "SMDI_MSG",
        "SPEECH_TEXT",
        "STIR_SHAKEN",
        "TXTCIDNAME",
    }
)
"""Functions that give such text whatever they are asked for."""
_PARTIES = frozenset({"CALLERID", "CONNECTEDLINE", "REDIRECTING"})
_PARTY_WORDS = re.compile(r"(.*-)?(pres|valid|plan|charset|odd)|ton|ani2|count", re.IGNORECASE)
"""Of a party these are words or numbers of Asterisk's own."""
_CHANNEL_FIELDS = frozenset({"callid", "caller_url", "from", "reversecharge", "uri", "useragent"})
_PJSIP_WORDS = frozenset({"local_addr", "remote_addr", "secure", "t38state"})
"""Of CHANNEL(pjsip,...) these are addresses and words of Asterisk's own."""
_CDR_FIELDS = frozenset({"clid", "dst", "lastdata", "src"})
_BY_NAME = frozenset(
    {"CUT", "IMPORT", "MASTER_CHANNEL", "PASSTHRU", "POP", "REPLACE", "SHIFT", "SORT", "STRBETWEEN", "STRREPLACE"}
)
"""Functions that are given the name of a variable or function, and return what is in it."""
_HARMLESS = re.compile(r"[-+*#_.0-9A-Za-z]")
"""The extension's characters that mean nothing to Asterisk, wherever they stand."""
_CALL = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)\((?P<arguments>.*)\)", re.DOTALL)
_CLASS = re.compile(r"\[(?P<members>[^\]]*)\]")
_WILDCARDS = ".!"


def _function_in(text: str) -> tuple[str, str]:
    """Return the name and the arguments of a function in `text`, such as CALLERID and num; empty names for none."""
    found = _CALL.match(text)
    return (found["name"], found["arguments"]) if found else ("", "")


def is_raw(name: str, pattern: str) -> bool:
    """Whether reading `name` gives raw text.

    `name` is what stands between ${ and }, such as CALLERID(num), EXTEN:0:5 or HOME; `pattern` is the extension that it
    is read in.
    """
    function, arguments = _function_in(name)
    if not function:
        variable, *cut = name.split(":")
        if variable == "EXTEN":
            return _extension_is_raw(pattern, cut)
        return variable in _VARIABLES
    function = function.upper()
    first, *others = (part.strip() for part in arguments.split(","))
    if function in _BY_NAME:
        return any(part and is_raw(part, pattern) for part in (arguments, _first(arguments), *others))
    if function in _PARTIES:
        return not _PARTY_WORDS.fullmatch(first)
    match function:
        case "PJSIP_HEADER":
            return first.lower() == "read"
        case "CHANNEL" if first.lower() == "pjsip":
            return others[0].lower() not in _PJSIP_WORDS if others else True
        case "CHANNEL":
            return first.lower() in _CHANNEL_FIELDS
        case "CDR":
            return first.lower() in _CDR_FIELDS
    return function in _FUNCTIONS


def _extension_is_raw(pattern: str, cut: list[str]) -> bool:
    """Whether EXTEN, or the part of it that `cut` names as in ${EXTEN:0:5}, may hold any character."""
    known, open_end = _known_characters(pattern)
    if not open_end:
        return False
    try:
        offset, length = (int(part) for part in cut)
    except ValueError:
        return True
    return offset < 0 or length <= 0 or offset + length > known


def _known_characters(pattern: str) -> tuple[int, bool]:
    """Return how many characters of an extension are harmless from its start on, and whether others may follow."""
    if not pattern.startswith("_"):
        return len(pattern), not all(_HARMLESS.fullmatch(character) for character in _own_text(pattern))
    known, at = 0, 1
    while at < len(pattern):
        character = pattern[at]
        if character in _WILDCARDS:
            return known, True
        members = _CLASS.match(pattern, at)
        if members is not None:
            if not all(_HARMLESS.fullmatch(member) for member in members["members"]):
                return known, True
            at = members.end()
        elif pattern.startswith("${", at):
            # How long it is nobody knows here, so nothing behind it is at a known place.
            rest = _own_text(pattern[at:])
            return known, any(wild in rest for wild in _WILDCARDS) or not all(map(_HARMLESS.fullmatch, rest))
        elif not _HARMLESS.fullmatch(character):
            return known, True
        else:
            at += 1
            # A hyphen in a pattern stands for nothing.
            known += character != "-"
            continue
        known += 1
    return known, False


def _own_text(pattern: str) -> str:
    return re.sub(r"\$\{[^}]*\}", "", pattern)


def _first(arguments: str) -> str:
    """Return the first argument, whose own parentheses may hold commas."""
    depth = 0
    for at, character in enumerate(arguments):
        depth += (character == "(") - (character == ")")
        if character == "," and depth <= 0:
            return arguments[:at].strip()
    return arguments.strip()
