#!/usr/bin/env bash
# PocketSphinx 5.1.1: the language weight (lw) counts in a grammar too, where there is no language model, and what it changes
# most is the price of silence: silprob and wip are raised to its power. As set up (lw 6.5, silprob 0.005, wip 0.65) each
# silence before, behind or between words costs 37 nats, and each step of lw adds 5.7. At 20 it costs more than the beams let
# through, and of names with silence around them nothing is heard at all: hyp() is None. With silprob 1 silence is free but
# for wip, and the same lw hears them all; with beams of 1e-120 it hears them too, with the silences taken into the names. So
# with a grammar set silprob before lw or the beams, and measure names after.
#
# Output seen with pocketsphinx 5.1.1, its model en-us and espeakng-loader 0.2.4 (en-us+Hugo), Python 3.11:
#   lw 1:              6 of 6 names right, 0 not heard at all; silence before a name costs at least 19 nats
#   lw 3:              6 of 6 names right, 0 not heard at all; silence before a name costs at least 31 nats
#   as set up:         6 of 6 names right, 0 not heard at all; silence before a name costs at least 49 nats
#   lw 10:             6 of 6 names right, 0 not heard at all; silence before a name costs at least 69 nats
#   lw 20:             0 of 6 names right, 6 not heard at all; silence before a name is not heard as such
#   lw 20, wide beams: 6 of 6 names right, 0 not heard at all; silence before a name is not heard as such
#   lw 20, silprob 1:  6 of 6 names right, 0 not heard at all; silence before a name costs at least 20 nats
. "$(dirname "$0")/lib/python.sh"
install pocketsphinx==5.1.1 espeakng-loader==0.2.4
cat >"$work/try.py" <<'EOF'
import ctypes
import math
import random
import sys

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


def heard(audio, **settings):
    """What was heard, and what the silence before it cost."""
    model = get_model_path("en-us/en-us")
    decoder = Decoder(hmm=model, dict=get_model_path("en-us/cmudict-en-us.dict"), lm=None, loglevel="FATAL", **settings)
    decoder.add_jsgf_string("names", f"#JSGF V1.0; grammar g; public <g> = {' | '.join(NAMES)};")
    decoder.activate_search("names")
    decoder.start_utt()
    decoder.process_raw(audio, full_utt=True)
    decoder.end_utt()
    if not decoder.hyp():
        return None, None
    first = next(iter(decoder.seg()))
    return decoder.hyp().hypstr, math.log(first.ascore) if first.word == "<sil>" else None


NAMES = "amsterdam rotterdam boston chicago sheffield wyoming".split()
sound, found = [], []
spoken = {name: said(name) for name in NAMES}
for told, settings in (
    ("lw 1", {"lw": 1.0}),
    ("lw 3", {"lw": 3.0}),
    ("as set up", {}),
    ("lw 10", {"lw": 10.0}),
    ("lw 20", {"lw": 20.0}),
    ("lw 20, wide beams", {"lw": 20.0, "beam": 1e-120, "wbeam": 1e-120, "pbeam": 1e-120}),
    ("lw 20, silprob 1", {"lw": 20.0, "silprob": 1.0}),
):
    results = {name: heard(audio, **settings) for name, audio in spoken.items()}
    right = sum(name == word for name, (word, _) in results.items())
    none = sum(word is None for word, _ in results.values())
    costs = [cost for _, cost in results.values() if cost is not None]
    cost = max(costs, default=0.0)
    found.append((right, none, cost))
    silence = f"costs at least {-cost:.0f} nats" if costs else "is not heard as such"
    print(f"{told + ':':18} {right} of 6 names right, {none} not heard at all; silence before a name {silence}")
lowest, low, usual, high, highest, wide, free = found
sys.exit(
    not (
        min(right for right, *_ in (lowest, usual, high, wide, free)) >= 5
        and highest[1] >= 5
        and 20 < lowest[2] - usual[2] < 40
        and 40 < lowest[2] - high[2] < 65
        and abs(free[2] - lowest[2]) < 15
    )
)
EOF
"$work/venv/bin/python" "$work/try.py" || fail "silence costs otherwise in a grammar"
echo "as stated"
