"""conversation.yaml and prompts.yaml, whatever is in them: something to ask by, or faults with their places."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from veertien.config import TablesFaultyError
from veertien.config.asking import Asking, load_asking
from veertien.conversation import Language, Policy, Prompt, PromptId
from veertien.prompts.catalogue import load_catalogues

KEYS = st.sampled_from(
    ["question", "accept", "confirm", "patience", "keys", "keypad", "ask", "closed", "or", "nl", "de"]
)
VALUES = st.sampled_from(["0.9", "1", "10", "0", "-1", "", "{name}?", "{", "Welke?", "\x07", "020"]) | st.text(
    max_size=3
)
TABLES = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=8
)
CONTENT = TABLES.map(lambda table: json.dumps(table).encode()) | st.binary(max_size=40)


def test_without_the_files_callers_are_asked_as_always(tmp_path: Path) -> None:
    assert load_asking(tmp_path) == Asking(Policy(), load_catalogues())


def test_the_faults_of_both_files_come_in_one_run(tmp_path: Path) -> None:
    (tmp_path / "conversation.yaml").write_text("question: {accept: 2}\n")
    (tmp_path / "prompts.yaml").write_text("ask: {nl: '?'}\n")
    with pytest.raises(TablesFaultyError) as raised:
        load_asking(tmp_path)
    assert [Path(fault.file).name for fault in raised.value.faults] == ["conversation.yaml", "prompts.yaml"]


@settings(max_examples=examples(60))
@given(CONTENT)
def test_any_content_is_used_or_refused_with_its_place(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    for name in ("conversation.yaml", "prompts.yaml"):
        (folder / name).write_bytes(content)
    try:
        asking = load_asking(folder)
    except TablesFaultyError as error:
        assert error.faults
        assert all(re.fullmatch(r".+:[1-9]\d*:[1-9]\d*: [A-Z-]+ .+", str(fault)) for fault in error.faults)
    else:
        assert asking.words[Language.DUTCH].text_of(Prompt(PromptId.ASK))
