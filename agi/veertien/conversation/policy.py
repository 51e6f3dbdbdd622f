"""How sure, how patient and how long: the numbers a conversation goes by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """Thresholds, patience and limits of a conversation. Seconds everywhere.

    Raises ValueError when the values contradict each other, or when keys are given less than 10 s:
    people who find keys hard need that long.
    """

    accept: float = 0.9
    """A name heard with at least this confidence is taken without asking, unless it has a rival."""
    rival: float = 0.4
    """Another name heard with at least this confidence beside the best one is its rival: the best is asked about."""
    confirm: float = 0.4
    """A name heard with at least this confidence is asked about; below it, nothing was understood."""
    confirm_again: float = 0.25
    """The same, after a failure: who answers a second time is likelier to say a name."""
    second: float = 0.2
    """The next best guess with at least this confidence is asked about when the best one was declined."""
    elsewhere: float = 0.6
    """A municipality of another area code heard with at least this confidence, where none here was, is asked about."""
    command: float = 0.6
    """Least confidence of what is neither a name nor a yes or no ("medewerker")."""
    yes_no: float = 0.5
    """Least confidence of a yes or a no."""
    speech_seconds: float = 5.0
    """Silence after a spoken question before it is asked again."""
    key_seconds: float = 10.0
    """Silence after the keypad list before a person takes over."""
    spell_seconds: float = 5.0
    """Silence after a letter on the keys before the letters count as all of them."""
    utterance_seconds: float = 10.0
    """From the start of speech to the recogniser's answer."""
    prompt_seconds: float = 8.0
    """More than any single prompt lasts: playback that takes longer has got lost."""
    limit_seconds: float = 60.0
    """The whole conversation, without the part that grows with the number of choices."""
    limit_seconds_per_choice: float = 6.0
    """What each choice adds to the limit: the list may be read twice."""
    failures_before_list: int = 2
    """So many failures, and the list is read out."""
    failures_in_list: int = 2
    """So many more in the list, and a person takes over."""
    repeats: int = 3
    """How often * repeats a question; once more leads to a person."""
    language_switches: int = 2
    """How often the language may change; once more leads to a person."""
    named_choices: int = 3
    """The question names the choices where there are no more than these ("Hoorn of Medemblik?"); 0 for never."""
    page_size: int = 5
    """Most choices in one reading of the list, 1 to 9. Where there are more, names are spelled on the keys."""

    def __post_init__(self) -> None:
        if not 0.0 < self.confirm_again <= self.confirm <= self.accept <= 1.0:
            raise ValueError("Policy: need 0 < confirm_again <= confirm <= accept <= 1")
        thresholds = (self.rival, self.second, self.elsewhere, self.command, self.yes_no)
        if not all(0.0 < least <= 1.0 for least in thresholds):
            raise ValueError("Policy: rival, second, elsewhere, command and yes_no must be above 0 and at most 1")
        if self.key_seconds < 10.0:
            raise ValueError("Policy: key_seconds must be at least 10")
        waits = (self.speech_seconds, self.spell_seconds, self.utterance_seconds, self.prompt_seconds)
        if min(*waits, self.limit_seconds) <= 0.0:
            raise ValueError("Policy: every number of seconds must be above 0")
        if self.limit_seconds_per_choice < 0.0:
            raise ValueError("Policy: limit_seconds_per_choice must not be below 0")
        if min(self.failures_before_list, self.failures_in_list) < 1:
            raise ValueError("Policy: failures must be at least 1")
        if min(self.repeats, self.language_switches, self.named_choices) < 0:
            raise ValueError("Policy: repeats, language_switches and named_choices must be at least 0")
        if not 1 <= self.page_size <= 9:
            raise ValueError("Policy: page_size must be 1 to 9, the keys there are")
