"""The words of each language that Veertien speaks."""

from veertien.conversation import Language
from veertien.prompts.dutch import DUTCH
from veertien.prompts.english import ENGLISH
from veertien.prompts.frisian import FRISIAN

WORDS = {Language.DUTCH: DUTCH, Language.FRISIAN: FRISIAN, Language.ENGLISH: ENGLISH}
