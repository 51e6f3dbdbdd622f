"""The recogniser that Dutch is measured against: en-us of the PocketSphinx wheel, with Dutch sounds mapped to its own.

What its figures depend on is its own, so that they stay what they are while the product's recogniser changes.
"""

from bench.speech.english.engine import EnglishRecogniser

__all__ = ["EnglishRecogniser"]
