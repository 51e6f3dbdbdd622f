"""Draws the transition tables as mermaid diagrams, so that the documentation can't drift from them.

`python -m veertien.conversation.diagram docs/conversation.md` redraws the diagrams in that page.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from veertien.conversation.events import Event
from veertien.conversation.transitions import ALWAYS, FINAL, FLOORS, QUESTIONS, Floor, Meaning, State, Transition


def questions_diagram() -> str:
    """Draw `QUESTIONS` and `ALWAYS`."""
    arrows: dict[tuple[State, State, str], list[str]] = {}
    for state, answers in QUESTIONS.items():
        for meaning, transition in answers.items():
            for to, condition in _ends(transition):
                arrows.setdefault((state, to, condition), []).append(meaning)
    lines = ["stateDiagram-v2", '    state "at any time" as always', f"    [*] --> {State.IDLE}"]
    lines += [f"    {start} --> {to} : {' / '.join(labels)}{how}" for (start, to, how), labels in arrows.items()]
    lines += [f"    {State.KEYPAD} --> {State.LISTING} : they fit one reading"]
    lines += [f"    {State.KEYPAD} --> {State.SPELLING} : they don't"]
    lines += [f"    always --> {transition.to} : {meaning}" for meaning, transition in ALWAYS.items()]
    lines += [f"    {state} --> [*]" for state in State if state in FINAL]
    return "\n".join(lines)


def floors_diagram() -> str:
    """Draw `FLOORS`; what leaves the diagram goes to the questions."""
    lines = ["stateDiagram-v2", f"    [*] --> {Floor.PROMPT}"]
    for (floor, event), to in FLOORS.items():
        if isinstance(to, Floor):
            lines.append(f"    {floor} --> {to} : {_words(event)}")
        elif isinstance(to, Meaning):
            lines.append(f"    {floor} --> [*] : {_words(event)} = {to}")
        else:
            lines.append(f"    {floor} --> [*] : {_words(event)}")
    return "\n".join(lines)


def redraw(page: str) -> str:
    """Return the page with both diagrams drawn anew between their marks.

    Raises ValueError when a mark is missing.
    """
    for name, diagram in (("questions", questions_diagram()), ("floors", floors_diagram())):
        start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        if start not in page or end not in page:
            raise ValueError(f"The page lacks the marks {start.strip()} and {end}: put them where the diagram belongs")
        before, rest = page.split(start, 1)
        page = f"{before}{start}```mermaid\n{diagram}\n```\n{end}{rest.split(end, 1)[1]}"
    return page


def _ends(transition: Transition) -> Iterable[tuple[State, str]]:
    if transition.costs is None or transition.when_spent is None:
        return ((transition.to, ""),)
    return (
        (transition.to, f" (spends a {transition.costs})"),
        (transition.when_spent, f" (no {transition.costs} left)"),
    )


def _words(event: type[Event]) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in event.__name__).strip()


if __name__ == "__main__":
    document = Path(sys.argv[1])
    document.write_text(redraw(document.read_text(encoding="utf-8")), encoding="utf-8")
