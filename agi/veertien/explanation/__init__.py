"""What became of one call and why, in sentences, from what is known of it. For the command and for the page."""

from veertien.explanation.facts import Again, CallFacts, LogLine
from veertien.explanation.sentences import Sentence
from veertien.explanation.story import headline, story_of

__all__ = ["Again", "CallFacts", "LogLine", "Sentence", "headline", "story_of"]
