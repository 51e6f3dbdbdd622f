#!/usr/bin/env bash
# PocketSphinx 5.1.1, Decoder.add_word(..., update=True), which is said to "update the recognizer immediately": a second
# pronunciation of a word ("place(2)") is not heard by a grammar that was loaded before, though lookup_word() knows it from
# then on; nor does it help to activate that grammar again. The same line before add_jsgf_string(), or the grammar loaded
# once more, and it is heard: a grammar takes the pronunciations of its words when it is loaded. So a name whose local
# pronunciation is added to a running recogniser (Gorinchem as "gorkum") goes on being taken for another name, with no error
# and no sign of it: load the grammar again after words, or do both in one place.
#
# Output seen with pocketsphinx 5.1.1, its model en-us and espeakng-loader 0.2.4 (en-us+Hugo), Python 3.11; "boston" is said, and
# the grammar has the word "ztopak", by another pronunciation, and three names of cities:
#   added before the grammar:                     ztopak, by ztopak(2)
#   added after it, with update:                  rotterdam, by rotterdam
#   added after it, and the grammar activated:    rotterdam, by rotterdam
#   added after it, and the grammar loaded again: ztopak, by ztopak(2)
#   lookup_word in all four: known
. "$(dirname "$0")/lib/python.sh"
install pocketsphinx==5.1.1 espeakng-loader==0.2.4
cat >"$work/try.py" <<'EOF'
import ctypes
import random

import espeakng_loader
from pocketsphinx import Decoder, get_model_path

library = ctypes.CDLL(espeakng_loader.get_library_path())
rate = library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
library.espeak_SetVoiceByName(b"en-us+Hugo")


@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
def take(samples, count, _):
    sound.extend(samples[:count] if samples and count > 0 else [])
    return 0


library.espeak_SetSynthCallback(take)


def said(name):
    """The name at 16 kHz in faint noise, with a quarter of a second before and after."""
    sound.clear()
    library.espeak_Synth(name.encode(), len(name) + 1, 0, 1, 0, 1, None, None)
    noise = random.Random(1)
    samples = [0.0] * 4000
    for n in range(len(sound) * 16000 // rate - 1):
        at, part = divmod(n * rate, 16000)
        samples.append(sound[at] + (sound[at + 1] - sound[at]) * part / 16000)
    samples += [0.0] * 4000
    return b"".join(round(max(-32768, min(32767, one + noise.gauss(0, 30)))).to_bytes(2, "little", signed=True) for one in samples)


def heard(turn):
    """The word that was heard, and the pronunciation by which."""
    decoder = Decoder(hmm=get_model_path("en-us/en-us"), dict=get_model_path("en-us/cmudict-en-us.dict"), lm=None, loglevel="FATAL")
    decoder.add_word("ztopak", "T AA P AH K AH", True)
    if turn == "before":
        decoder.add_word("ztopak(2)", "B AA S T AH N", True)
    decoder.add_jsgf_string("names", GRAMMAR)
    decoder.activate_search("names")
    if turn != "before":
        decoder.add_word("ztopak(2)", "B AA S T AH N", True)
    if turn == "activated":
        decoder.activate_search("names")
    if turn == "loaded again":
        decoder.add_jsgf_string("names again", GRAMMAR)
        decoder.activate_search("names again")
    decoder.start_utt()
    decoder.process_raw(audio, full_utt=True)
    decoder.end_utt()
    known.add(decoder.lookup_word("ztopak(2)"))
    by = next((one.word for one in decoder.seg() if one.word[0] not in "<["), "nothing")
    return f"{decoder.hyp().hypstr}, by {by}"


GRAMMAR = "#JSGF V1.0; grammar g; public <g> = ztopak | amsterdam | rotterdam | wyoming;"
sound, known = [], set()
audio = said("boston")
print("added before the grammar:                    ", heard("before"))
print("added after it, with update:                 ", heard("update"))
print("added after it, and the grammar activated:   ", heard("activated"))
print("added after it, and the grammar loaded again:", heard("loaded again"))
print("lookup_word in all four:", "known" if known == {"B AA S T AH N"} else known)
EOF
"$work/venv/bin/python" "$work/try.py" | tee "$work/seen"
grep -E '^#   (added|lookup)' "$0" | sed 's/^#   //' | diff - "$work/seen" || fail "pronunciations are taken otherwise"
echo "as stated"
