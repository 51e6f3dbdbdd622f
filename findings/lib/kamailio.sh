# Fetches a pinned Kamailio and runs it; to be sourced by a finding, in place of asterisk.sh, which comes along.
# After it: `fetch_kamailio kamailio=VERSION`; `kamailio_begins ADDRESS:PORT MODULE...`, what a kamailio.cfg begins with;
# `start_kamailio`, which runs $work/kamailio.cfg and logs to $work/kam.log; `kamcmd COMMAND...`, where it loads `ctl`.
. "$(dirname "${BASH_SOURCE[0]}")/asterisk.sh"

fetch_kamailio() { fetch_packages kamailio bookworm "$1"; }

kamailio_begins() {
    printf '#!KAMAILIO\nfork=yes\nlog_stderror=yes\nchildren=1\nlisten=udp:%s\n' "$1"
    shift
    printf 'mpath="%s"\n' "$(dirname "$(find "$work/kamailio" -name tm.so)")"
    printf 'loadmodule "%s.so"\n' "$@"
    case " $* " in *" ctl "*) printf 'modparam("ctl", "binrpc", "unix:%s")\n' "$work/ctl" ;; esac
}

start_kamailio() {
    mkdir "$work/kamailio-run"
    run_in kamailio usr/sbin/kamailio -DD -E -f "$work/kamailio.cfg" -Y "$work/kamailio-run" -m 16 -M 4 >"$work/kam.log" 2>&1 &
    later $!
}

kamcmd() { (run_in kamailio usr/sbin/kamcmd -s "unix:$work/ctl" "$@") 2>&1 || true; }
