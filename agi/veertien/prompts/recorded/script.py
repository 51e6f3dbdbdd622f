"""A script for a voice actor: what to say, and the file to save each under."""

from collections.abc import Iterable

from veertien.conversation import Language

_LANGUAGES = {Language.DUTCH: "Dutch", Language.FRISIAN: "Frisian", Language.ENGLISH: "English"}

_HEAD = """\
# Prompts in {language}

Say each as one sentence, friendly and clear, at your usual pace: callers hear it by telephone. Leave no silence before
the first word. Save each under the name beside it: mono, 8 or 16 kHz, 16-bit PCM.

| file | say |
|---|---|"""


def script_of(language: Language, prompts: Iterable[tuple[str, str]]) -> str:
    """Return the script in Markdown, from the prompts' names and words; each recording is wanted once."""
    # A prompt of which the words change with the number or message has one recording.
    lines = {name: f"| `{name}.wav` | {_cell(words)} |" for name, words in prompts}
    return "\n".join((_HEAD.format(language=_LANGUAGES[language]), *lines.values(), ""))


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|")
