#!/usr/bin/env bash
# espeak-ng 1.52.0: the same text in the same voice is another recording each time, in samples and even in length. Its random
# seed, set again before each text, doesn't change that, nor does to terminate and initialise the library: a voice's slow
# wavering (`flutter`) goes on from all that the process has said before, in whatever voice. So what a process says depends on
# its whole past. Only a voice that does not waver (`flutter 0` in its file) is the same each time, and only processes that
# say the same from their start, seeded alike, make the same sound.
# For tests and for measuring recognisers: prompts can't be compared by digest, and synthetic utterances made in the process of
# a test suite differ with the tests that ran before. What was learned from a hundred of them differed so: alone a test passed,
# in the suite it did not. Have each set of utterances said by a process of its own.
#
# Output seen with espeakng-loader 0.2.4 (espeak-ng 1.52.0):
#   nl+f2: said again the same: no; after the library began anew the same: no; in another process the same: yes
#   nl+grandma: said again the same: no; after the library began anew the same: no; in another process the same: yes
#   tr: said again the same: no; after the library began anew the same: no; in another process the same: yes
#   nl+Hugo: said again the same: yes; after the library began anew the same: yes; in another process the same: yes
#   two lengths of one text by nl+grandma, in samples: 13717 13642
. "$(dirname "$0")/lib/python.sh"
install espeakng-loader==0.2.4
cat >"$work/say.py" <<'EOF'
import ctypes
import hashlib
import sys

import espeakng_loader

library = ctypes.CDLL(espeakng_loader.get_library_path())
Take = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def begin():
    library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0x8000)


def said(text, voice):
    """Samples of a text, 16 bits each, with the seed set before."""
    sound = bytearray()

    @Take
    def take(samples, count, _):
        if samples and count > 0:
            sound.extend(ctypes.string_at(samples, 2 * count))
        return 0

    library.espeak_SetVoiceByName(voice.encode())
    library.espeak_SetSynthCallback(take)
    library.espeak_ng_SetRandSeed(ctypes.c_long(1))
    library.espeak_Synth(text.encode(), len(text.encode()) + 1, 0, 1, 0, 1, None, None)
    return bytes(sound)


voice = sys.argv[1]
begin()
first, again = said("Medemblik", voice), said("Medemblik", voice)
library.espeak_Terminate()
begin()
anew = said("Medemblik", voice)
print(hashlib.sha256(first).hexdigest(), again == first, anew == first, len(first) // 2, len(again) // 2)
EOF
for voice in nl+f2 nl+grandma tr nl+Hugo; do
    read -r first again anew one two < <("$work/venv/bin/python" "$work/say.py" "$voice")
    read -r other _ < <("$work/venv/bin/python" "$work/say.py" "$voice")
    words() { [ "$1" = "$2" ] && echo yes || echo no; }
    line="$voice: said again the same: $(words "$again" True); after the library began anew the same: $(words "$anew" True); in another process the same: $(words "$first" "$other")"
    echo "$line"
    wanted=no
    [ "$voice" = nl+Hugo ] && wanted=yes
    [ "$line" = "$voice: said again the same: $wanted; after the library began anew the same: $wanted; in another process the same: yes" ] || fail "$line"
    if [ "$voice" = nl+grandma ]; then lengths="$one $two"; fi
done
echo "two lengths of one text by nl+grandma, in samples: $lengths"
[ "${lengths% *}" != "${lengths#* }" ] || fail "both lengths are the same"
echo "as stated"
