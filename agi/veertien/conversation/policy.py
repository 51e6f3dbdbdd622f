"""How sure, how patient and how long: the numbers a conversation goes by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """Thresholds, patience and limits of a conversation. Seconds everywhere.

    Raises ValueError when the values contradict each other, or when keys are given less than 10 s:
    people who find keys hard need that long.
    """

    accept: float = 0.9
    """A name heard with at least this confidence is taken without asking."""
    confirm: float = 0.4
    """A name heard with at least this confidence is asked about; below it, nothing was understood."""
    yes_no: float = 0.5
    """Least confidence of a yes or a no."""
    speech_seconds: float = 5.0
    """Silence after a spoken question before it is asked again."""
    key_seconds: float = 10.0
    """Silence after the keypad list before a person takes over."""
    utterance_seconds: float = 10.0
    """From the start of speech to the recogniser's answer."""
    prompt_seconds: float = 8.0
    """More than any single prompt lasts: playback that takes longer has got lost."""
    limit_seconds: float = 60.0
    """The whole conversation, without the part that grows with the number of choices."""
    limit_seconds_per_choice: float = 6.0
    """What each choice adds to the limit: the list may be read twice."""
    failures_before_list: int = 2
    failures_in_list: int = 2
    repeats: int = 3
    """How often * repeats a question; once more leads to a person."""
    page_size: int = 9
    """Most choices in one reading of the list, 1 to 9."""

    def __post_init__(self) -> None:
        if not 0.0 < self.confirm <= self.accept <= 1.0:
            raise ValueError("Policy: need 0 < confirm <= accept <= 1")
        if not 0.0 < self.yes_no <= 1.0:
            raise ValueError("Policy: need 0 < yes_no <= 1")
        if self.key_seconds < 10.0:
            raise ValueError("Policy: key_seconds must be at least 10")
        if min(self.speech_seconds, self.utterance_seconds, self.prompt_seconds, self.limit_seconds) <= 0.0:
            raise ValueError("Policy: every number of seconds must be above 0")
        if self.limit_seconds_per_choice < 0.0:
            raise ValueError("Policy: limit_seconds_per_choice must not be below 0")
        if min(self.failures_before_list, self.failures_in_list) < 1 or self.repeats < 0:
            raise ValueError("Policy: failures must be at least 1 and repeats at least 0")
        if not 1 <= self.page_size <= 9:
            raise ValueError("Policy: page_size must be 1 to 9, the keys there are")
