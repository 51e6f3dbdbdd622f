"""The recogniser that Dutch is measured against: en-us of the PocketSphinx wheel, with Dutch sounds mapped to its own.

It stands by itself, so that its figures stay what they are while the product's recogniser changes.
"""

from bench.speech.english.engine import EnglishRecogniser

__all__ = ["EnglishRecogniser"]
