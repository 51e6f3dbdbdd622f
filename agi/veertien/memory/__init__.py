"""What callers chose before: a keyed hash of their number, for a while, in a database that calls can do without."""

from veertien.memory.choice_memory import ChoiceMemory
from veertien.memory.choice_store import ChoiceStore, StoreUnusableError
from veertien.memory.recent_choices import RecentChoices
from veertien.memory.stores import Choices, choices_in

__all__ = ["ChoiceMemory", "ChoiceStore", "Choices", "RecentChoices", "StoreUnusableError", "choices_in"]
