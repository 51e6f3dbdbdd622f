#!/usr/bin/env bash
# Asterisk 22.10.1: a call that is in an application while the dialplan is reloaded goes on behind it by the number of the
# line, in the new dialplan. A line added above makes it run that application again (a Dial() would dial once more), a line
# taken away makes it leave the next one out, and a Gosub() that it is in returns to the number it was called from, which
# may be another line too. Nothing is logged. So "dialplan reload" is harmless for calls only as long as no line in front of
# an application that takes time, and of a Gosub(), is added or taken away; jumps by label find the new place.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1:
#   one line more above: Wait, Wait, NoOp behind Wait, Hangup
#   one line less above: Wait, Hangup
#   one line more above a Gosub: NoOp in the subroutine, NoOp in the subroutine, NoOp behind Gosub, Hangup
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
dialplan() {
    cat >"$work/etc/extensions.conf" <<EOF
[try]
exten => 1,1,Answer()
$1
 same => n,Wait(4)
 same => n,NoOp(behind Wait)
 same => n,Hangup()
exten => 2,1,Answer()
$1
 same => n,Gosub(subroutine,s,1)
 same => n,NoOp(behind Gosub)
 same => n,Hangup()
[subroutine]
exten => s,1,Wait(4)
 same => n,NoOp(in the subroutine)
 same => n,Return()
EOF
}
line=' same => n,Set(line=one)'
dialplan "$line"
start_asterisk "$work/etc"
cli "core set verbose 3" >/dev/null

# Which lines a call to an extension runs from its application on, when the dialplan becomes another one meanwhile.
lines_run() {
    local before
    before=$(wc -l <"$work/log/full")
    cli "channel originate Local/$1@try application Wait 20" >/dev/null
    sleep 2
    dialplan "$2"
    cli "dialplan reload" >/dev/null
    sleep 12
    tail -n "+$before" "$work/log/full" | grep -oE 'Executing \[[^]]*\] (Wait|NoOp|Hangup)\("[^"]*", "[^"]*"\)' |
        grep -v "default" | sed -E 's/.*\] (Wait|NoOp|Hangup)\("[^"]*", "([^"]*)"\)/\1 \2/; s/Wait .*/Wait/; s/Hangup .*/Hangup/' |
        if [ "$1" = 2 ]; then grep -v Wait; else cat; fi | paste -sd, | sed 's/,/, /g'
    dialplan "$line"
    cli "dialplan reload" >/dev/null
    cli "channel request hangup all" >/dev/null
    sleep 1
}
{
    echo "one line more above: $(lines_run 1 "$line"$'\n'"$line")"
    echo "one line less above: $(lines_run 1 "")"
    echo "one line more above a Gosub: $(lines_run 2 "$line"$'\n'"$line")"
} | tee "$work/seen"
diff - "$work/seen" <<'EOF' || fail "a call goes on otherwise after a reload now"
one line more above: Wait, Wait, NoOp behind Wait, Hangup
one line less above: Wait, Hangup
one line more above a Gosub: NoOp in the subroutine, NoOp in the subroutine, NoOp behind Gosub, Hangup
EOF
echo "as stated"
