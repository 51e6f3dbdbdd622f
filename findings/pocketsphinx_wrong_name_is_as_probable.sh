#!/usr/bin/env bash
# PocketSphinx 5.1.1 with a grammar of a few names: neither figure that comes with a result says whether it is right. hyp().prob,
# the posterior probability, is one half for a name heard rightly, and up to 1.00 for a wrong one, when the name that was said
# is not in the grammar: it is shared with other ways to place the silence, not with other names. And the acoustic score of the
# same name in the same sound changes, by 4 to 50 nats here, when names are added that play no part: scores are relative to the
# best of the sounds that the grammar can expect, and that is another one then. With compallsen=True, which costs computing,
# they are relative to the best of all sounds, and names added change nothing (but the grammar's share for one of n names).
# So a threshold on either is none: who has to reject needs compallsen and something beside the names to compare with.
#
# Output seen with pocketsphinx 5.1.1, its model en-us and espeakng-loader 0.2.4 (en-us+Hugo), Python 3.11; score: of the word in
# nats, without the grammar's share:
#   amsterdam: right of 2 with 0.50, of 8 with 0.50; not among 8: boston with 0.49; score -141, of 8 -143; compallsen -411, -411
#   rotterdam: right of 2 with 0.49, of 8 with 0.49; not among 8: boston with 0.49; score -105, of 8 -101; compallsen -331, -331
#   boston: right of 2 with 0.49, of 8 with 0.49; not among 8: rotterdam with 0.50; score -83, of 8 -99; compallsen -274, -274
#   chicago: right of 2 with 0.49, of 8 with 0.49; not among 8: philadelphia with 0.97; score -83, of 8 -88; compallsen -399, -399
#   sheffield: right of 2 with 0.49, of 8 with 0.49; not among 8: youth with 1.00; score -106, of 8 -158; compallsen -403, -404
#   wyoming: right of 2 with 0.50, of 8 with 0.50; not among 8: oak with 0.48; score -104, of 8 -119; compallsen -323, -323
. "$(dirname "$0")/lib/python.sh"
install pocketsphinx==5.1.1 espeakng-loader==0.2.4
cat >"$work/try.py" <<'EOF'
import ctypes
import math
import random
import sys

import espeakng_loader
from pocketsphinx import Decoder, get_model_path

NAMES = "amsterdam rotterdam boston chicago sheffield wyoming oak youth philadelphia".split()
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


def heard(names, audio, **settings):
    """What was heard, its probability, and the word's score."""
    model = get_model_path("en-us/en-us")
    decoder = Decoder(hmm=model, dict=get_model_path("en-us/cmudict-en-us.dict"), lm=None, loglevel="FATAL", **settings)
    decoder.add_jsgf_string("names", f"#JSGF V1.0; grammar g; public <g> = {' | '.join(names)};")
    decoder.activate_search("names")
    decoder.start_utt()
    decoder.process_raw(audio, full_utt=True)
    decoder.end_utt()
    word = decoder.hyp().hypstr
    score = next(one.ascore for one in decoder.seg() if one.word.split("(")[0] == word)
    return word, decoder.hyp().prob, math.log(score) + math.log(len(names)) if score else -math.inf


sound, sure, shifts, kept = [], [], [], []
for name in NAMES[:6]:
    audio = said(name)
    others = [other for other in NAMES if other != name]
    two, eight = [name, others[0]], [name, *others[:7]]
    small, large, without = heard(two, audio), heard(eight, audio), heard(others, audio)
    small_all, large_all = heard(two, audio, compallsen=True), heard(eight, audio, compallsen=True)
    right = {small[0], large[0], small_all[0], large_all[0]} == {name} and all(0.4 < one[1] < 0.6 for one in (small, large))
    sure.append(without[1] if right else 0)
    shifts.append(abs(small[2] - large[2]))
    kept.append(abs(small_all[2] - large_all[2]))
    print(
        f"{name}: {'right' if right else 'wrong'} of 2 with {small[1]:.2f}, of 8 with {large[1]:.2f}; not among 8: {without[0]} with "
        f"{without[1]:.2f}; score {small[2]:.0f}, of 8 {large[2]:.0f}; compallsen {small_all[2]:.0f}, {large_all[2]:.0f}"
    )
sys.exit(not (min(sure) > 0.4 and max(sure) > 0.9 and min(shifts) > 1 and max(shifts) > 30 and max(kept) < 0.5))
EOF
"$work/venv/bin/python" "$work/try.py" || fail "probabilities or scores tell more now, or less"
echo "as stated"
