"""Which names an answer is looked for among, one grammar after the other.

In an area code among the names there; where none of them is sure, among those of all municipalities, for callers dial
another area code than they mean, and among those of villages there whose municipality the tables leave out. Under the
national number among the names of all municipalities, and then among every name of the country. What is known of one
caller, and what they declined, goes along as factors where a grammar is too large to be made anew for them.

A further search that fails, for lack of time as a rule, costs nothing of what the first one gave.
"""

from collections.abc import Awaitable, Callable, Mapping, Set
from dataclasses import dataclass, replace
from typing import Protocol

import structlog

from veertien.conversation import NO, NO_NAMES, YES, Command, Expect, Listen, Policy
from veertien.speech import GrammarSpec, Recognition
from veertien.speech.grammar.phrases import HINT
from veertien.speech.processes.recognisers import RecogniserUnavailableError
from veertien.speech.recognition.together import together

Search = Callable[[GrammarSpec, Mapping[str, float]], Awaitable[Recognition]]
"""Recognise one utterance in a grammar, with some keys likelier or less likely than it has them; see `Recogniser`."""


class Understanding(Protocol):
    """Understands one caller's answers."""

    async def understand(self, search: Search, listen: Listen) -> Recognition:
        """Recognise one utterance; raises as the first `search` does."""


@dataclass(frozen=True, slots=True)
class InAreaCode:
    """Understands answers in an area code."""

    grammars: Mapping[Expect, GrammarSpec]
    country: GrammarSpec | None
    """The own names of all municipalities; None where those of other area codes aren't understood."""
    policy: Policy
    left_out: GrammarSpec | None = None
    """The names here and those of villages whose municipality the tables leave out; None where there are none."""

    async def understand(self, search: Search, listen: Listen) -> Recognition:
        """Recognise one utterance; raises as the first `search` does."""
        spec = self.grammars[listen.expect]
        here = await search(_without(spec, listen.exclude), {})
        least = self._least_elsewhere(here)
        if not listen.any_name or least is None:
            return here
        # Among all names, those here too: what is one of these, badly heard, is not to be taken for another.
        specs = [one for one in (self.country, self.left_out) if one is not None]
        searched = [found for one in specs if (found := await _second(search, one, {}))]
        # A command may be said here too.
        no_others = listen.exclude.union(phrase.key for phrase in spec.phrases)
        leading = [
            found
            for found in searched
            if found.guesses and found.guesses[0].key not in no_others and found.guesses[0].confidence >= least
        ]
        if not leading:
            return here
        found = max(leading, key=lambda one: one.guesses[0].confidence)
        others = tuple(guess for guess in found.guesses if guess.key not in no_others)
        seconds = here.decode_seconds + sum(one.decode_seconds for one in searched)
        guesses = (others[0], *here.guesses, *others[1:])
        # Nobody is taken elsewhere unasked, and among all names a second ear loses more than it finds: of 40 names of
        # other area codes by synthetic voices 28 are asked about first, 16 where it is asked.
        return replace(found, guesses=guesses, alike=1, decode_seconds=seconds, doubt=None)

    def _least_elsewhere(self, here: Recognition) -> float | None:
        """Return how sure a municipality of another area code must be to be asked about; None for never.

        What was understood here goes before, unless it is in doubt and the other is sure.
        """
        if not _is_sure(here, self.policy):
            return self.policy.elsewhere
        best = here.guesses[0]
        return self.policy.accept if best.key not in NO_NAMES and best.confidence < self.policy.accept else None


@dataclass(frozen=True, slots=True)
class InCountry:
    """Understands answers under the national number."""

    grammars: Mapping[Expect, GrammarSpec]
    """Have the own names of all municipalities."""
    every: GrammarSpec
    """Has all names."""
    hinted: Set[str]
    """The keys of who is likelier to be meant."""
    policy: Policy

    async def understand(self, search: Search, listen: Listen) -> Recognition:
        """Recognise one utterance; raises as the first `search` does."""
        factors = dict.fromkeys(self.hinted, HINT) | dict.fromkeys(listen.exclude, 0.0)
        own = await search(self.grammars[listen.expect], factors)
        if own.guesses and own.guesses[0].key in NO_NAMES and _is_sure(own, self.policy):
            return own
        every = await _second(search, self.every, factors)
        return own if every is None else together(own, every, self.policy.confirm)


async def _second(search: Search, spec: GrammarSpec, factors: Mapping[str, float]) -> Recognition | None:
    """Search once more; None where no recogniser could do it in time."""
    try:
        return await search(spec, factors)
    except RecogniserUnavailableError as error:
        structlog.get_logger(__name__).warning("second_search_failed", why=str(error))
        return None


def _is_sure(heard: Recognition, policy: Policy) -> bool:
    """Return whether the conversation makes anything of the best guess."""
    if not heard.guesses:
        return False
    best = heard.guesses[0]
    least = {YES: policy.yes_no, NO: policy.yes_no} | dict.fromkeys(Command, policy.command)
    return best.confidence >= least.get(best.key, policy.confirm)


def _without(spec: GrammarSpec, exclude: frozenset[str]) -> GrammarSpec:
    if not exclude:
        return spec
    left = tuple(phrase for phrase in spec.phrases if phrase.key not in exclude)
    return GrammarSpec(f"{spec.id} without {' '.join(sorted(exclude))}", left, spec.confirmation)
