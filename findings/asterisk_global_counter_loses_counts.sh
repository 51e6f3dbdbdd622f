#!/usr/bin/env bash
# Asterisk 22.10.1: a counter that all calls share, Set(GLOBAL(COUNT)=$[${GLOBAL(COUNT)} + 1]), loses counts. Each channel has
# its own thread, and another channel reads the old number between this one's reading and its setting. When 30 calls end
# together and each counts itself in its hangup handler, 4 to 20 were lost a run; two calls get the same number. With
# LOCK(NAME) before and UNLOCK(NAME) after none is lost; and UNIQUEID is another for each call without any lock. So take
# UNIQUEID for a number that tells calls apart, and LOCK for one that counts.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1; the numbers of the runs without LOCK vary:
#   run 1: 30 calls ended, counted 21
#   run 1, with LOCK: 30 calls ended, counted 30
#   run 2: 30 calls ended, counted 23
#   run 2, with LOCK: 30 calls ended, counted 30
#   run 3: 30 calls ended, counted 24
#   run 3, with LOCK: 30 calls ended, counted 30
#   run 4: 30 calls ended, counted 23
#   run 4, with LOCK: 30 calls ended, counted 30
#   different UNIQUEIDs: 240 of 240
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
cat >"$work/etc/extensions.conf" <<'EOF'
[in]
exten => _[a-z].,1,Set(CHANNEL(hangup_handler_push)=${EXTEN},s,1)
 same => n,Answer()
 same => n,Wait(120)
[plain]
exten => s,1,Set(GLOBAL(COUNT)=$[${GLOBAL(COUNT)} + 1])
 same => n,Set(GLOBAL(CALL_${UNIQUEID})=ended)
 same => n,Return()
[locked]
exten => s,1,Set(GOT=${LOCK(count)})
 same => n,Set(GLOBAL(COUNT)=$[${GLOBAL(COUNT)} + 1])
 same => n,Set(GOT=${UNLOCK(count)})
 same => n,Set(GLOBAL(CALL_${UNIQUEID})=ended)
 same => n,Return()
EOF
printf '[modules]\nautoload=yes\nnoload=chan_pjsip.so\n' >"$work/etc/modules.conf"
start_asterisk "$work/etc"
calls=30
active() { cli "core show channels count" | grep -oE "^[0-9]+ active channels" | cut -d' ' -f1; }
until_active() {
    for _ in $(seq 100); do
        if [ "$(active)" = "$1" ]; then return; fi
        sleep 0.2
    done
    fail "$(active) channels, not $1"
}
run_calls() {
    cli "dialplan set global COUNT 0" >/dev/null
    for _ in $(seq $calls); do cli "channel originate Local/$1@in application Wait 120" >/dev/null; done
    until_active $((2 * calls))
    cli "channel request hangup all" >/dev/null
    until_active 0
    count=$(cli "dialplan show globals" | grep -oE "COUNT=[0-9]+" | cut -d= -f2)
}
runs=4 lost=0
for run in $(seq $runs); do
    run_calls plain
    echo "run $run: $calls calls ended, counted $count"
    [ "$count" = $calls ] || lost=$((lost + 1))
    run_calls locked
    echo "run $run, with LOCK: $calls calls ended, counted $count"
    [ "$count" = $calls ] || fail "LOCK does not keep the count right"
done
different=$(cli "dialplan show globals" | grep -c "CALL_" || true)
echo "different UNIQUEIDs: $different of $((2 * runs * calls))"
[ "$different" = $((2 * runs * calls)) ] || fail "calls share a UNIQUEID"
[ $lost -gt 0 ] || fail "no run lost a count"
echo "as stated"
