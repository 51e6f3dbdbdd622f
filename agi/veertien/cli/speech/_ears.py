"""What each ear heard of a recording, as the commands print it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from veertien.conversation import Guess
    from veertien.speech.both_ears import ByBothEars


def ears_as_json(ears: "ByBothEars", named: "Callable[[Guess], dict[str, str]]") -> dict[str, Any]:
    """Return what each ear heard, as values for JSON; `named` says what a guess of PocketSphinx's is."""
    best = ears.alone.guesses[0] if ears.alone.guesses else None
    return {
        "pocketsphinx": best and named(best) | {"confidence": round(best.confidence, 3)},
        "second_ear": ears.again
        and {
            "scores": {text: round(score, 2) for text, score in ears.scores.items()},
            "freely": ears.again.free_text,
            "seconds": round(ears.again.seconds, 4),
        },
    }
