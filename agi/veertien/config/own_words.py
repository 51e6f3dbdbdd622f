"""prompts.yaml: an integrator's own words for prompts and announcements, in each language."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import GetJsonSchemaHandler, RootModel
from pydantic_core import CoreSchema

from veertien.config.faults import FaultLog, Problem
from veertien.config.faults.definitions.values import EmptyValue, UnknownKey, WrongPlaceholder, WrongText
from veertien.config.models import editor_view
from veertien.config.models.fields import LONGEST_MESSAGE
from veertien.config.yaml_files.places import Finding, Fitted, Place, note
from veertien.config.yaml_files.tree import KEY, Document
from veertien.config.yaml_files.validation import fit
from veertien.conversation import Language, PromptId
from veertien.prompts.catalogue import OR, Catalogue, fields_of, load_catalogues
from veertien.prompts.wordings.saying import as_said

LONGEST_QUESTION = 80
"""Characters of a prompt of the conversation, names not counted: with three long names in it that takes some 12 s.

The conversation gives a prompt 8 s and then the caller another 5, before it asks again over what is still said.
"""


class WordsFile(RootModel[dict[str, dict[str, str]]]):
    """Your own words for what callers hear: by the name of the prompt, and by language."""

    root: dict[str, dict[str, str]] = {}

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        usual = load_catalogues()[Language.DUTCH].words
        prompts = {identity: _seen(identity, words) for identity, words in usual.items()}
        return {"type": "object", "description": cls.__doc__, "properties": prompts, "additionalProperties": False}


def words_in(document: Document, faults: FaultLog) -> Mapping[Language, Catalogue] | None:
    """Return the texts with a file's own in their place, or None after noting everything that is wrong with it."""
    file = fit(WordsFile, document, faults)
    catalogues = load_catalogues()
    findings = list(_findings(file, catalogues[Language.DUTCH].words))
    note(findings, faults)
    if findings or not file.whole:
        return None
    return {
        language: catalogue.with_words(
            {identity: texts[language] for identity, texts in file.value.root.items() if language in texts}
        )
        for language, catalogue in catalogues.items()
    }


def own_texts_in(document: Document) -> Iterator[tuple[Place, Language]]:
    """Yield where each text of a file without faults stands, with its language."""
    file = Place(document)
    for identity in file.keys:
        for language in file.at(identity).keys:
            yield file.at(identity, language), Language(language)


def _findings(file: Fitted[WordsFile], usual: Mapping[str, str]) -> Iterator[Finding]:
    root = file.at()
    for identity in root.keys:
        place = root.at(identity)
        if identity not in usual:
            yield Finding(place.at(KEY), UnknownKey.prompt(identity, usual))
            continue
        texts = file.value.root.get(identity, {})
        for language in place.keys:
            if language not in set(Language):
                yield Finding(place.at(language, KEY), UnknownKey.language(language, Language))
            elif language in texts:
                fault = _fault_of(identity, Language(language), texts[language], usual[identity])
                if fault:
                    yield Finding(place.at(language), fault)


def _seen(identity: str, usual: str) -> dict[str, Any]:
    """Return what JSON Schema says of the words of one prompt."""
    fields = sorted(map(re.escape, fields_of(usual)))
    needed = "".join(rf"(?=.*\{{{field}\}})" for field in fields)
    parts = "|".join([r"[^{}]", r"\{\{", r"\}\}", *(rf"\{{{field}\}}" for field in fields)])
    text = {**editor_view.text(_longest(identity)), "pattern": f"^{needed}(?:{parts})*$"}
    languages = {str(language): {**text, "description": f"In {language.name.title()}."} for language in Language}
    described = f"In Dutch it usually says: {usual}"
    return {"type": "object", "description": described, "properties": languages, "additionalProperties": False}


def _longest(identity: str) -> int:
    return LONGEST_QUESTION if identity in {*PromptId, OR} else LONGEST_MESSAGE


def _fault_of(identity: str, language: Language, text: str, usual: str) -> Problem | None:
    """Return what is wrong with a text that is to be said in place of the usual one."""
    if not text:
        return EmptyValue.words(identity)
    longest = _longest(identity)
    if len(text) > longest:
        return WrongText.long_words(longest)
    if longest == LONGEST_QUESTION and len(as_said(text, language)) > longest:
        return WrongText.long_when_said(longest)
    wanted = fields_of(usual)
    try:
        given = fields_of(text)
    except ValueError:
        return WrongPlaceholder.stray_brace(wanted)
    if strange := given - wanted:
        return WrongPlaceholder.strange(strange, wanted)
    if missing := wanted - given:
        return WrongPlaceholder.missing(missing)
    if not given and not any(map(str.isalnum, text)):
        return WrongText.silent_words(text)
    return None
