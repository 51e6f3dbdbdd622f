"""All that the doctor may say, in both languages."""

import re

import pytest

from veertien.conversation import Language
from veertien.doctor.finding import FindingKind
from veertien.doctor.kinds import FINDING_SUBJECTS, KINDS, endpoint_kinds


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_kind_says_the_same_in_dutch_and_in_english(kind: FindingKind) -> None:
    for english, dutch in zip(kind.english, kind.dutch, strict=True):
        assert english and dutch and english != dutch
        # The same things are named: what was found, and what is to be written.
        assert set(re.findall(r"{\w+}|`[^`]+`", english)) == set(re.findall(r"{\w+}|`[^`]+`", dutch))
        assert english.endswith((".", "}")) and dutch.endswith((".", "}"))


def test_no_code_has_two_kinds() -> None:
    defined = [one for subject in FINDING_SUBJECTS for one in vars(subject).values() if isinstance(one, FindingKind)]
    assert len(defined) == len(KINDS) > 20


def test_a_finding_names_what_was_found_in_either_language() -> None:
    finding = endpoint_kinds.FALLBACK_UNKNOWN.found(endpoint="switchbord\n", near="")
    assert finding.sentence() == r"The fallback's endpoint switchbord\n is not in pjsip.conf."
    assert "switchbord" in finding.sentence(Language.DUTCH)


def test_a_finding_without_what_its_texts_name_is_refused() -> None:
    with pytest.raises(ValueError, match="fallback_unknown takes"):
        endpoint_kinds.FALLBACK_UNKNOWN.found(endpoint="switchboard")
