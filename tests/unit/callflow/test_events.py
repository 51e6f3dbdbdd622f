"""Each kind of call event has a name, which docs/operation.md lists."""

import re
from pathlib import Path
from typing import get_args

from veertien.callflow import CallEvent
from veertien.callflow.events import EVENT_NAMES


def test_every_kind_has_a_name_and_no_name_is_left_over() -> None:
    assert set(EVENT_NAMES) == set(get_args(CallEvent))
    assert len(set(EVENT_NAMES.values())) == len(EVENT_NAMES)


def test_the_page_lists_each_by_its_name() -> None:
    page = Path("docs/operation.md").read_text(encoding="utf-8")
    section = page[page.index("## Events") : page.index("## What the log says")]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(EVENT_NAMES.values())
