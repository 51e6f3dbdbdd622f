"""Asterisk: its build, modules and options."""

from veertien.doctor.finding import FindingKind, Urgency

ASTERISK_TOO_OLD = FindingKind(
    "asterisk_too_old",
    Urgency.CRITICAL,
    (
        "Asterisk {version} passes on no keys of callers who are asked, and takes much of a core for each.",
        "Update it to {oldest} or newer.",
    ),
    (
        "Asterisk {version} geeft geen toetsen door van bellers aan wie iets gevraagd wordt, en kost elk veel van "
        "een rekenkern.",
        "Werk het bij tot {oldest} of nieuwer.",
    ),
)
ASTERISK_GOES_DEAF = FindingKind(
    "asterisk_goes_deaf",
    Urgency.WARNING,
    (
        "Asterisk {version} is Debian's own build: it no longer hears a caller whose RTP sequence numbers jump back.",
        "Take an Asterisk without 2016_opus_plc.patch: built from the source of asterisk.org, or such a package.",
    ),
    (
        "Asterisk {version} is door Debian gebouwd: het hoort een beller niet meer wiens RTP-volgnummers "
        "terugspringen.",
        "Neem een Asterisk zonder 2016_opus_plc.patch: uit de bron van asterisk.org gebouwd, of zo'n pakket.",
    ),
)
MODULES_MISSING = FindingKind(
    "modules_missing",
    Urgency.CRITICAL,
    (
        "Asterisk has not loaded {names}.",
        "Load it; see modules.conf.",
    ),
    (
        "Asterisk heeft {names} niet geladen.",
        "Laad het; zie modules.conf.",
    ),
)
NATIVE_RTP = FindingKind(
    "bridge_native_rtp",
    Urgency.WARNING,
    (
        "Asterisk has loaded bridge_native_rtp: some callers who are put through hear nothing.",
        "Write `noload = bridge_native_rtp.so` into [modules] of modules.conf, and restart Asterisk.",
    ),
    (
        "Asterisk heeft bridge_native_rtp geladen: sommige doorverbonden bellers horen niets.",
        "Zet `noload = bridge_native_rtp.so` in [modules] van modules.conf, en herstart Asterisk.",
    ),
)
FUNC_SHELL = FindingKind(
    "func_shell",
    Urgency.WARNING,
    (
        "Asterisk has loaded func_shell: a mistake in any dialplan lets callers run commands.",
        "Write `noload = func_shell.so` into [modules] of modules.conf, and restart Asterisk.",
    ),
    (
        "Asterisk heeft func_shell geladen: door een fout in welk dialplan ook kunnen bellers opdrachten uitvoeren.",
        "Zet `noload = func_shell.so` in [modules] van modules.conf, en herstart Asterisk.",
    ),
)
LIVE_DANGEROUSLY = FindingKind(
    "live_dangerously",
    Urgency.WARNING,
    (
        "live_dangerously is on: whoever has AMI or ARI may run commands on this machine.",
        "Write `live_dangerously = no` into [options] of asterisk.conf, and restart Asterisk.",
    ),
    (
        "live_dangerously staat aan: wie AMI of ARI heeft kan opdrachten op deze machine uitvoeren.",
        "Zet `live_dangerously = no` in [options] van asterisk.conf, en herstart Asterisk.",
    ),
)
TIMERS = FindingKind(
    "timers",
    Urgency.WARNING,
    (
        "A trunk that has died since its last check costs a caller {seconds} s of waiting.",
        "Write `timer_t1=100` and `timer_b=6400` into the section of `type=system` in pjsip.conf, and restart "
        "Asterisk.",
    ),
    (
        "Een trunk die sinds de laatste controle is uitgevallen kost een beller {seconds} s wachten.",
        "Zet `timer_t1=100` en `timer_b=6400` in de sectie met `type=system` van pjsip.conf, en herstart Asterisk.",
    ),
)
RTP_PORTS_FEW = FindingKind(
    "rtp_ports_few",
    Urgency.WARNING,
    (
        "rtp.conf has ports for {there} sides of calls. With full trunks there are {wanted}: two for each of {talking} "
        "calls put through, one for each of {asked} callers in the question. Calls on top of them fail.",
        "Make the range from rtpstart to rtpend in [general] of rtp.conf wider by {more} ports or more, and open it in "
        "the firewall; then `module reload res_rtp_asterisk.so`.",
    ),
    (
        "rtp.conf heeft poorten voor {there} kanten van gesprekken. Bij volle trunks zijn er {wanted}: twee voor elk "
        "van {talking} doorverbonden gesprekken, een voor elk van {asked} bellers in de vraag. Wat erbij komt mislukt.",
        "Maak het bereik van rtpstart tot rtpend in [general] van rtp.conf {more} poorten of meer ruimer, en open het "
        "in de firewall; daarna `module reload res_rtp_asterisk.so`.",
    ),
)
