"""The words of each language that Veertien speaks."""

from veertien.conversation import Language
from veertien.prompts.wordings.dutch import DUTCH
from veertien.prompts.wordings.english import ENGLISH
from veertien.prompts.wordings.frisian import FRISIAN

WORDS = {Language.DUTCH: DUTCH, Language.FRISIAN: FRISIAN, Language.ENGLISH: ENGLISH}
