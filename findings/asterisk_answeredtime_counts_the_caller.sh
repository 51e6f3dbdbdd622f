#!/usr/bin/env bash
# Asterisk 22.10.1: ANSWEREDTIME and DIALEDTIME, which Dial sets, measure the channel of the caller, not the Dial. Where the
# dialplan has answered before it dials (a menu, a question, an announcement), the talk time has all of that in it and the
# ringing too, and dial time and talk time are the same; after a second Dial on one channel the first is counted again. So
# figures of "seconds talked" from a dialplan with a menu are too long by the menu, and the callee's moment of answering can't
# be worked out from them. What is right: note the time in a Gosub that Dial runs when the callee answers (option U).
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1; each callee rings for 1 s and talks for 1 s:
#   dialled at once:                 answered 1.5 s, dialled 2.5 s, by option U 1.5 s
#   answered 3 s before:             answered 6.0 s, dialled 6.0 s, by option U 1.5 s
#   answered 1 s before, two Dials:  answered 6.5 s, dialled 6.5 s, by option U 1.5 s
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
: >"$work/etc/pjsip.conf"
cat >"$work/etc/extensions.conf" <<EOF
[try]
exten => once,1,Dial(Local/1@callee,9,gU(taken))
 same => n,Gosub(tell,s,1)
exten => late,1,Answer()
 same => n,Wait(3)
 same => n,Dial(Local/1@callee,9,gU(taken))
 same => n,Gosub(tell,s,1)
exten => twice,1,Answer()
 same => n,Wait(1)
 same => n,Dial(Local/1@callee,9,gU(taken))
 same => n,Dial(Local/1@callee,9,gU(taken))
 same => n,Gosub(tell,s,1)
[taken]
exten => s,1,Set(GLOBAL(TAKEN)=\${STRFTIME(,,%s%3q)})
 same => n,Return()
[tell]
exten => s,1,System(echo "\${ANSWEREDTIME_MS} \${DIALEDTIME_MS} \$[\${STRFTIME(,,%s%3q)} - \${TAKEN}]" >> $work/seen)
 same => n,Return()
[callee]
exten => 1,1,Ringing()
 same => n,Wait(1)
 same => n,Answer()
 same => n,Wait(1)
EOF
start_asterisk "$work/etc"
for way in once late twice; do
    cli "channel originate Local/$way@try application Wait 12" >/dev/null
    sleep 9
done
mapfile -t said < <(printf '%-32s\n' "dialled at once:" "answered 3 s before:" "answered 1 s before, two Dials:")
place=0
while read -r answered dialled talked; do
    LC_ALL=C awk -v what="${said[place]}" -v a="$answered" -v d="$dialled" -v t="$talked" \
        'BEGIN { printf "%s answered %.1f s, dialled %.1f s, by option U %.1f s\n", what, a / 1000, d / 1000, t / 1000 }'
    over=$((answered - talked))
    if [ $place = 0 ]; then
        [ ${over#-} -lt 500 ] || fail "the talk of a caller who was not answered before is another"
    else
        # What came before: 3 s and the ringing; 1 s, the first Dial and the ringing.
        [ $over -ge 3500 ] || fail "it no longer counts what was before the callee answered"
        [ $((dialled - answered)) -lt 200 ] || fail "dial time and talk time differ"
    fi
    place=$((place + 1))
done <"$work/seen"
[ $place = 3 ] || fail "not all three calls ended"
echo "as stated"
