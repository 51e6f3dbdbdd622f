#!/usr/bin/env bash
# Asterisk 22.10.1: #include reads a file below Asterisk's own folder (astetcdir), not one beside the file that has the line.
# Where own/first.conf says `#include second.conf`, second.conf in Asterisk's folder is read; own/second.conf never is, and
# where only that one is there, an ERROR in the log ("was listed as a #include but it does not exist") is all that tells. So
# write the whole way below that folder in every #include: `#include own/second.conf`. Patterns (own/*.conf) work.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1:
#   SECOND=in_asterisks_folder
#   BY_PATTERN=read
#   ONLY_BESIDE is not set
#   ERROR[...] config.c: The file 'only_beside.conf' was listed as a #include but it does not exist.
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir -p "$work/etc/own"
printf '[globals]\n#include own/first.conf\n#include own/pattern*.conf\n[default]\nexten => s,1,NoOp()\n' >"$work/etc/extensions.conf"
printf '#include second.conf\n' >"$work/etc/own/first.conf"
printf 'SECOND=in_asterisks_folder\n' >"$work/etc/second.conf"
printf 'SECOND=beside_the_line\n' >"$work/etc/own/second.conf"
printf 'BY_PATTERN=read\n#include only_beside.conf\n' >"$work/etc/own/pattern1.conf"
printf 'ONLY_BESIDE=read\n' >"$work/etc/own/only_beside.conf"
printf '[modules]\nautoload=no\nload=pbx_config.so\n' >"$work/etc/modules.conf"
start_asterisk "$work/etc"
said=$(cli "dialplan show globals")
of() { echo "$said" | grep -oE "^ *$1=[a-z_]+" | tr -d ' ' || echo "$1 is not set"; }
for name in SECOND BY_PATTERN ONLY_BESIDE; do of $name; done
grep -ohE "ERROR.*only_beside.*" "$work/log/full" | sed -E 's/\[[0-9]+\]/[...]/' || fail "the log does not tell"
[ "$(of SECOND)" = "SECOND=in_asterisks_folder" ] || fail "the file in Asterisk's folder is not the one read"
[ "$(of BY_PATTERN)" = "BY_PATTERN=read" ] || fail "a pattern is not followed"
[ "$(of ONLY_BESIDE)" = "ONLY_BESIDE is not set" ] || fail "a file beside the line is read"
echo "as stated"
