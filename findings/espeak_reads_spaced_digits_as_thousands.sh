#!/usr/bin/env bash
# espeak-ng 1.52.0: its Dutch voice takes three digits behind a blank and one to three others for thousands, also when zeros
# stand in front, so telephone numbers written as the Dutch write them come out wrong: "14 020" is "veertien duizend twintig",
# and "088 123 45 67" begins "nul achtentachtig duizend honderd drieëntwintig". "14-020" is right. "09:00" is "negen nul nul".
# English does neither: it reads the hyphen of "14-020" aloud, and "1 000 000" digit by digit. Nothing warns of it, and there
# is no Frisian voice. So write the numbers out in words before they get to espeak-ng.
#
# Output seen with espeakng-loader 0.2.4 (espeak-ng 1.52.0); two lines of a pair differ in stress and reduced sounds only:
#   nl 14 020 => fˈɪːrtin dˌœyzɛnt tʋˈɪntəx
#   nl veertien duizend twintig => vɪːrtˈin dˈœyzən tʋˈɪntəx
#   nl 088 123 45 67 => nˈɵl ˌɑxtɛntˌɑxtəx dˌœyzɛnt hˈɔndər trˌiɛntʋˌɪntəx vˈɛɪfɛnfˌɪːrtəx zˈeːvənɛnzˌɛstəx
#   nl nul achtentachtig duizend honderd drieëntwinti... => nˈɵl ɑxtˈɛntɑxtəx dˈœyzənt hˈɔndər trˌiəntʋˈɪntəx (and so on)
#   nl 14-020 => fˈɪːrtin nˈɵl tʋˌɪntəx
#   nl veertien nul twintig => vɪːrtˈin nˈɵl tʋˈɪntəx
#   nl 09:00 => nˈeːɣən nˈɵl nˌɵl
#   nl negen nul nul => nˈeːɣən nˈɵl nˈɵl
#   en 14-020 => fˈɔːtiːn dˈaʃ zˈiəɹəʊ twˈɛnti
#   en fourteen dash zero twenty => fˈɔːtiːn dˈaʃ zˈiəɹəʊ twˈɛnti
#   en 1 000 000 => wˈɒn zˈiəɹəʊzˈiəɹəʊ zˈiəɹəʊ zˈiəɹəʊzˈiəɹəʊ zˈiəɹəʊ
#   en one zero zero zero zero zero zero => wˈɒn zˈiəɹəʊ zˈiəɹəʊ zˈiəɹəʊ zˈiəɹəʊ zˈiəɹəʊ zˈiəɹəʊ
#   voice fy is missing
. "$(dirname "$0")/lib/python.sh"
install espeakng-loader==0.2.4
cat >"$work/try.py" <<'EOF'
import ctypes
import re
import sys

import espeakng_loader

library = ctypes.CDLL(espeakng_loader.get_library_path())
library.espeak_TextToPhonemes.restype = library.espeak_Info.restype = ctypes.c_char_p
library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0x8000)


def spoken(voice, text):
    """The phonemes of a text, in IPA."""
    library.espeak_SetVoiceByName(voice.encode())
    rest = ctypes.c_char_p(text.encode())
    return library.espeak_TextToPhonemes(ctypes.byref(rest), 1, 2).decode().strip()


def plain(phonemes):
    """Without stress and blanks, with e reduced, v for f, and no sound twice in a row: what is left must be alike."""
    return re.sub(r"(.)\1", r"\1", re.sub("[ˈˌ ]", "", phonemes).replace("ɛ", "ə").replace("f", "v"))


pairs = (
    ("nl", "14 020", "veertien duizend twintig"),
    ("nl", "088 123 45 67", "nul achtentachtig duizend honderd drieëntwintig vijfenveertig zevenenzestig"),
    ("nl", "14-020", "veertien nul twintig"),
    ("nl", "09:00", "negen nul nul"),
    ("en", "14-020", "fourteen dash zero twenty"),
    ("en", "1 000 000", "one zero zero zero zero zero zero"),
)
changed = []
for voice, digits, words in pairs:
    both = spoken(voice, digits), spoken(voice, words)
    for text, phonemes in zip((digits, words), both):
        print(voice, text if len(text) < 50 else text[:46] + "...", "=>", phonemes)
    changed += [digits] if plain(both[0]) != plain(both[1]) else []
dutch, frisian = (library.espeak_SetVoiceByName(name) for name in (b"nl", b"fy"))
print("voice fy is", "there" if not frisian else "missing")
sys.exit(", ".join(changed) if changed else dutch or not frisian)
EOF
"$work/venv/bin/python" "$work/try.py" 2>"$work/said" || fail "numbers are read otherwise now, or Frisian is there: $(cat "$work/said")"
echo "as stated"
