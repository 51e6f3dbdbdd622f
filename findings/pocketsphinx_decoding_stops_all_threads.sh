#!/usr/bin/env bash
# PocketSphinx 5.1.1 keeps Python's interpreter lock for as long as a call of the Decoder takes: process_raw() of a whole utterance
# in a thread of its own, as by asyncio.to_thread(), stops all other threads and the event loop until it is done. A server that
# hands utterances to threads answers nobody meanwhile: no other call gets its 20 ms of sound. Handed over in small pieces it
# lets the loop go on between two of them, but end_utt() remains, which with a language model searches all that was heard
# once more, and stops all threads for that long. So decode in processes; threads are none for it.
#
# Output seen with pocketsphinx 5.1.1, its model en-us and language model, espeakng-loader 0.2.4, Python 3.11; how long the
# event loop, which wakes each 5 ms, stood still, as a share of the call's time:
#   a second thread that sleeps: no stop worth telling
#   process_raw: all of it
#   end_utt: all of it
#   process_raw in pieces of 20 ms: no stop worth telling
#   end_utt after pieces: all of it
. "$(dirname "$0")/lib/python.sh"
install pocketsphinx==5.1.1 espeakng-loader==0.2.4
cat >"$work/try.py" <<'EOF'
import asyncio
import ctypes
import sys
import time

import espeakng_loader
from pocketsphinx import Decoder, get_model_path

library = ctypes.CDLL(espeakng_loader.get_library_path())
rate = library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
library.espeak_SetVoiceByName(b"en-us+Hugo")
sound = []


@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
def take(samples, count, _):
    sound.extend(samples[:count] if samples and count > 0 else [])
    return 0


library.espeak_SetSynthCallback(take)
text = b"could you tell me when the town hall opens tomorrow morning"
library.espeak_Synth(text, len(text) + 1, 0, 1, 0, 1, None, None)
audio = b"".join(sound[n * rate // 16000].to_bytes(2, "little", signed=True) for n in range(len(sound) * 16000 // rate))


async def stopped(call, *arguments, **named):
    """The longest time in which the loop did not get its turn while the call ran in a thread, as a share of the call's."""
    running = asyncio.create_task(asyncio.to_thread(call, *arguments, **named))
    began = last = time.monotonic()
    longest = 0.0
    while not running.done():
        await asyncio.sleep(0.005)
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
    await running
    return longest / (last - began)


async def main():
    decoder = Decoder(
        hmm=get_model_path("en-us/en-us"),
        dict=get_model_path("en-us/cmudict-en-us.dict"),
        lm=get_model_path("en-us/en-us.lm.bin"),
        loglevel="FATAL",
    )

    def in_pieces():
        for at in range(0, len(audio), 640):
            decoder.process_raw(audio[at : at + 640])

    shares = {"a second thread that sleeps": await stopped(time.sleep, 2)}
    decoder.start_utt()
    shares["process_raw"] = await stopped(decoder.process_raw, audio, full_utt=True)
    shares["end_utt"] = await stopped(decoder.end_utt)
    decoder.start_utt()
    shares["process_raw in pieces of 20 ms"] = await stopped(in_pieces)
    shares["end_utt after pieces"] = await stopped(decoder.end_utt)
    for name, share in shares.items():
        print(f"{name} {share:.2f}", file=sys.stderr)
        print(f"{name}: {'all of it' if share > 0.9 else 'no stop worth telling' if share < 0.5 else f'{share:.2f} of it'}")


asyncio.run(main())
EOF
"$work/venv/bin/python" "$work/try.py" | tee "$work/seen"
grep -E '^#   [a-z]' "$0" | sed 's/^#   //' | diff - "$work/seen" || fail "other threads get their turn otherwise"
echo "as stated"
