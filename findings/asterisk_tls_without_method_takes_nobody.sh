#!/usr/bin/env bash
# Asterisk 22.10.1: a transport of PJSIP with protocol=tls and without `method` starts without a word of warning, and takes
# nobody: clients are refused by TLS 1.1, 1.2 and 1.3 alike. `method=tlsv1_2` takes 1.2 and no other, `tlsv1_3` 1.3 and no
# other. So `method` has to be written, and agreed on with the other side.
# And other than is often said, a renewed certificate needs no restart: `module reload res_pjsip.so` has it served, also
# without allow_reload, when the file behind cert_file has changed.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1 and OpenSSL 3.0 as the client:
#   none: refused refused refused
#   tlsv1_2: refused taken refused
#   tlsv1_3: refused refused taken
#   renewed: served after the reload
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
certify() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj "/CN=$2" \
        -keyout "$work/$1.key" -out "$work/$1.pem" 2>/dev/null
}
port=25195
for method in none tlsv1_2 tlsv1_3; do
    certify $method first
    printf '[%s]\ntype=transport\nprotocol=tls\nbind=127.0.0.1:%s\ncert_file=%s\npriv_key_file=%s\n' \
        $method $port "$work/$method.pem" "$work/$method.key"
    [ $method = none ] || echo "method=$method"
    port=$((port + 1))
done >"$work/etc/pjsip.conf"
start_asterisk "$work/etc"
by() { openssl s_client -connect "127.0.0.1:$1" "${@:2}" </dev/null 2>/dev/null; }
served() { by 25196 -tls1_2 | openssl x509 -noout -subject; }
{
    port=25195
    for method in none tlsv1_2 tlsv1_3; do
        printf '%s:' $method
        for version in tls1_1 tls1_2 tls1_3; do
            if by $port -$version -cipher ALL:@SECLEVEL=0 | grep -q 'BEGIN CERTIFICATE'; then printf ' taken'; else printf ' refused'; fi
        done
        echo
        port=$((port + 1))
    done
    certify tlsv1_2 second
    before=$(served)
    cli "module reload res_pjsip.so" >/dev/null
    for _ in $(seq 50); do [ "$(served)" != "$before" ] && break; sleep 0.1; done
    case "$before, $(served)" in *first*second*) echo "renewed: served after the reload" ;; *) echo "renewed: $before, $(served)" ;; esac
} | tee "$work/seen"
grep -E '^#   (none|tlsv|renewed)' "$0" | sed 's/^#   //' | diff - "$work/seen" || fail "TLS transports behave otherwise now"
echo "as stated"
