"""All that `veertien doctor` may find, in the order of docs/doctor.md, whose table is made from here (`make pages`)."""

from collections.abc import Mapping
from types import MappingProxyType

from veertien.asterisk.dialplan import contract
from veertien.doctor.finding import FindingKind, Urgency

_CRITICAL, _WARNING = Urgency.CRITICAL, Urgency.WARNING
TABLES_FAULTY = FindingKind(
    "tables_faulty",
    _CRITICAL,
    (
        "The folder has {count} fault(s): a start would serve the tables that were last in force. The first: {fault}",
        "`veertien check` lists them all, with what mends each.",
    ),
    (
        "De map heeft {count} fout(en): bij een start gelden de tabellen die het laatst golden. De eerste: {fault}",
        "`veertien check` noemt ze alle, met wat elk verhelpt.",
    ),
)
DATA_OLDER = FindingKind(
    "data_older",
    _WARNING,
    (
        "The national data that veertien.yaml names are of {named}; those that came with Veertien are of {packaged}.",
        "Take `data` out of veertien.yaml, then `veertien reload`; `veertien check --diff` tells before what that "
        "changes.",
    ),
    (
        "De landelijke gegevens die veertien.yaml noemt zijn van {named}; die bij Veertien zitten zijn van {packaged}.",
        "Haal `data` uit veertien.yaml en doe `veertien reload`; `veertien check --diff` zegt vooraf wat dat "
        "verandert.",
    ),
)
FALLBACK_MISSING = FindingKind(
    "fallback_missing",
    _CRITICAL,
    (
        "{variable} names nobody: a call that nobody else takes is lost.",
        f"Set {contract.FALLBACK_ENDPOINT} and {contract.FALLBACK_NUMBER} in [globals] of extensions.conf to a person "
        "who is always there, then `dialplan reload`.",
    ),
    (
        "{variable} noemt niemand: een oproep die niemand anders aanneemt gaat verloren.",
        f"Zet {contract.FALLBACK_ENDPOINT} en {contract.FALLBACK_NUMBER} in [globals] van extensions.conf op iemand "
        "die er altijd is, en doe `dialplan reload`.",
    ),
)
FALLBACK_UNKNOWN = FindingKind(
    "fallback_unknown",
    _CRITICAL,
    (
        "The fallback's endpoint {endpoint} is not in pjsip.conf{near}.",
        f"Set {contract.FALLBACK_ENDPOINT} in [globals] of extensions.conf to an endpoint of pjsip.conf, then "
        "`dialplan reload`.",
    ),
    (
        "Het endpoint {endpoint} van het vangnet staat niet in pjsip.conf{near}.",
        f"Zet {contract.FALLBACK_ENDPOINT} in [globals] van extensions.conf op een endpoint van pjsip.conf, en doe "
        "`dialplan reload`.",
    ),
)
FALLBACK_COMES_BACK = FindingKind(
    "fallback_comes_back",
    _CRITICAL,
    (
        "The fallback {number} is a number that calls come in on.",
        f"Set {contract.FALLBACK_NUMBER} in [globals] of extensions.conf to the number of a person, then `dialplan "
        "reload`.",
    ),
    (
        "Het vangnet {number} is een nummer waarop oproepen binnenkomen.",
        f"Zet {contract.FALLBACK_NUMBER} in [globals] van extensions.conf op het nummer van een mens, en doe "
        "`dialplan reload`.",
    ),
)
FALLBACK_DOWN = FindingKind(
    "fallback_down",
    _CRITICAL,
    (
        "The fallback's endpoint {endpoint} is down: a call that nobody else takes is lost.",
        "See its contact in pjsip.conf, and the network and the equipment at the other end.",
    ),
    (
        "Het endpoint {endpoint} van het vangnet is onbereikbaar: een oproep die niemand anders aanneemt gaat "
        "verloren.",
        "Bekijk zijn contact in pjsip.conf, het netwerk en de apparatuur aan de andere kant.",
    ),
)
NO_ENDPOINTS = FindingKind(
    "no_endpoints",
    _CRITICAL,
    (
        "Asterisk has no PJSIP endpoint at all: no call can be put through.",
        "See pjsip.conf and Asterisk's log, then `module reload res_pjsip.so`.",
    ),
    (
        "Asterisk heeft geen enkel PJSIP-endpoint: geen oproep kan worden doorverbonden.",
        "Bekijk pjsip.conf en het log van Asterisk, en doe `module reload res_pjsip.so`.",
    ),
)
ENDPOINT_UNKNOWN = FindingKind(
    "endpoint_unknown",
    _CRITICAL,
    (
        "Asterisk has no PJSIP endpoint {endpoints}: calls can't be put through there.",
        "Make `endpoint` in trunks.yaml and the section in pjsip.conf the same, and reload the one you change.",
    ),
    (
        "Asterisk heeft geen PJSIP-endpoint {endpoints}: daarheen kan niets worden doorverbonden.",
        "Maak `endpoint` in trunks.yaml en de sectie in pjsip.conf gelijk, en herlaad wat u verandert.",
    ),
)
TRUNKS_DOWN = FindingKind(
    "trunks_down",
    _WARNING,
    (
        "Trunks are down: {endpoints}. Their calls go to the next destination.",
        "See their contacts in pjsip.conf, and the network and the equipment at the other end. A trunk that "
        "answers no OPTIONS needs qualify_frequency=0.",
    ),
    (
        "Onbereikbare trunks: {endpoints}. Hun oproepen gaan naar de volgende bestemming.",
        "Bekijk hun contacts in pjsip.conf, het netwerk en de apparatuur aan de andere kant. Een trunk die geen "
        "OPTIONS beantwoordt heeft qualify_frequency=0 nodig.",
    ),
)
NO_CARRIER = FindingKind(
    "no_carrier",
    _CRITICAL,
    (
        "No PJSIP endpoint has a context that leads to veertien-inbound: no call comes in.",
        "Give the carrier's endpoint in pjsip.conf `context=veertien-carrier`, or include veertien-inbound in the "
        "context that it has.",
    ),
    (
        "Geen PJSIP-endpoint heeft een context die naar veertien-inbound leidt: er komt geen oproep binnen.",
        "Geef het endpoint van de carrier in pjsip.conf `context=veertien-carrier`, of neem veertien-inbound op in "
        "de context die het heeft.",
    ),
)
CARRIER_UNIDENTIFIED = FindingKind(
    "carrier_unidentified",
    _CRITICAL,
    (
        "Endpoint {endpoint} has no identify section: calls from its address are refused with 401.",
        "Add an identify section with `endpoint={endpoint}` and `match=` its address to pjsip.conf, then `module "
        "reload res_pjsip.so`.",
    ),
    (
        "Endpoint {endpoint} heeft geen identify-sectie: oproepen van zijn adres worden met 401 geweigerd.",
        "Zet een identify-sectie met `endpoint={endpoint}` en `match=` zijn adres in pjsip.conf, en doe `module "
        "reload res_pjsip.so`.",
    ),
)
CARRIER_BY_NAME = FindingKind(
    "carrier_by_name",
    _WARNING,
    (
        "Endpoint {endpoint} is identified by {ways}: whoever writes its name into From is the carrier.",
        "Write `identify_by=ip` into its section of pjsip.conf, then `module reload res_pjsip.so`.",
    ),
    (
        "Endpoint {endpoint} wordt herkend aan {ways}: wie zijn naam in From schrijft is de carrier.",
        "Zet `identify_by=ip` in zijn sectie van pjsip.conf, en doe `module reload res_pjsip.so`.",
    ),
)
TRUNK_COMES_IN = FindingKind(
    "trunk_comes_in",
    _WARNING,
    (
        "Trunk endpoint {endpoint} has the context {context}, in which 14-numbers can be dialled: its calls may go "
        "round.",
        "Give it `context=veertien-closed` in pjsip.conf, unless 14-calls come in there as well; then `module "
        "reload res_pjsip.so`.",
    ),
    (
        "Trunk-endpoint {endpoint} heeft de context {context}, waarin 14-nummers gekozen kunnen worden: zijn "
        "oproepen kunnen rondgaan.",
        "Geef het `context=veertien-closed` in pjsip.conf, tenzij er ook 14-oproepen binnenkomen; doe dan `module "
        "reload res_pjsip.so`.",
    ),
)
NUMBERS_NOT_LET_IN = FindingKind(
    "numbers_not_let_in",
    _CRITICAL,
    (
        "No pattern of veertien-inbound lets {numbers} in: these calls are refused.",
        "Copy dialplan/ of this version to where extensions.conf includes it from, then `dialplan reload`.",
    ),
    (
        "Geen patroon van veertien-inbound laat {numbers} binnen: deze oproepen worden geweigerd.",
        "Kopieer dialplan/ van deze versie naar waar extensions.conf het uit opneemt, en doe `dialplan reload`.",
    ),
)
GLOBALS_MISSING = FindingKind(
    "globals_missing",
    _CRITICAL,
    (
        "Asterisk has no Veertien settings: every call goes to the fallback, or is lost.",
        "Include veertien/globals.conf inside [globals] of extensions.conf, then `dialplan reload`.",
    ),
    (
        "Asterisk heeft geen instellingen van Veertien: elke oproep gaat naar het vangnet, of verloren.",
        "Neem veertien/globals.conf op in [globals] van extensions.conf, en doe `dialplan reload`.",
    ),
)
AGI_ADDRESS = FindingKind(
    "agi_address",
    _CRITICAL,
    (
        "Asterisk asks at {asked} and Veertien listens at {ours}: no call gets here.",
        f"Make {contract.AGI} in [globals] of extensions.conf and `fastagi` in veertien.yaml the same.",
    ),
    (
        "Asterisk vraagt op {asked} en Veertien luistert op {ours}: geen oproep komt hier aan.",
        f"Maak {contract.AGI} in [globals] van extensions.conf en `fastagi` in veertien.yaml gelijk.",
    ),
)
DIALPLAN_VERSION = FindingKind(
    "dialplan_version",
    _CRITICAL,
    (
        "Veertien is version {ours}, and its dialplan in Asterisk is {loaded}.",
        "Copy dialplan/ of this version to where extensions.conf includes it from, then `dialplan reload`.",
    ),
    (
        "Veertien is versie {ours}, en zijn dialplan in Asterisk is {loaded}.",
        "Kopieer dialplan/ van deze versie naar waar extensions.conf het uit opneemt, en doe `dialplan reload`.",
    ),
)
NO_PATIENCE = FindingKind(
    "veertien_patience",
    _CRITICAL,
    (
        f"{contract.PATIENCE} is {{value}}, which is no time: callers may wait for ever.",
        "Give it whole seconds in [globals] of extensions.conf, then `dialplan reload`.",
    ),
    (
        f"{contract.PATIENCE} is {{value}}, en dat is geen tijd: bellers wachten misschien eeuwig.",
        "Geef hele seconden op in [globals] van extensions.conf, en doe `dialplan reload`.",
    ),
)
NO_RING_SECONDS = FindingKind(
    "veertien_ring_seconds",
    _CRITICAL,
    (
        f"{contract.RING_SECONDS} is {{value}}, which is no time: callers may wait for ever.",
        "Give it whole seconds in [globals] of extensions.conf, then `dialplan reload`.",
    ),
    (
        f"{contract.RING_SECONDS} is {{value}}, en dat is geen tijd: bellers wachten misschien eeuwig.",
        "Geef hele seconden op in [globals] van extensions.conf, en doe `dialplan reload`.",
    ),
)
NATIONAL_NUMBER = FindingKind(
    "national_number",
    _CRITICAL,
    (
        "Asterisk takes {taken} for the national number, routing.yaml {written}.",
        f"Set {contract.NATIONAL} in [globals] of extensions.conf to it, then `dialplan reload`.",
    ),
    (
        "Asterisk houdt {taken} voor het landelijke nummer, routing.yaml {written}.",
        f"Zet {contract.NATIONAL} in [globals] van extensions.conf daarop, en doe `dialplan reload`.",
    ),
)
ASTERISK_TOO_OLD = FindingKind(
    "asterisk_too_old",
    _CRITICAL,
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
    _WARNING,
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
    _CRITICAL,
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
    _WARNING,
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
    _WARNING,
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
    _WARNING,
    (
        "live_dangerously is on: whoever has AMI or ARI may run commands on this machine.",
        "Write `live_dangerously = no` into [options] of asterisk.conf, and restart Asterisk.",
    ),
    (
        "live_dangerously staat aan: wie AMI of ARI heeft kan opdrachten op deze machine uitvoeren.",
        "Zet `live_dangerously = no` in [options] van asterisk.conf, en herstart Asterisk.",
    ),
)
AMI_NOT_CONFIGURED = FindingKind(
    "ami_not_configured",
    _WARNING,
    (
        "AMI is not configured: Asterisk could not be looked at, and a frozen Veertien keeps callers for long.",
        "Add the section `ami` to veertien.yaml, and restart Veertien.",
    ),
    (
        "AMI is niet ingesteld: Asterisk kon niet bekeken worden, en een vastgelopen Veertien houdt bellers lang op.",
        "Zet de sectie `ami` in veertien.yaml, en herstart Veertien.",
    ),
)
AMI_UNREACHABLE = FindingKind(
    "ami_unreachable",
    _CRITICAL,
    (
        "Asterisk's manager interface at {address} can't be reached ({why}): Asterisk could not be looked at.",
        "Start Asterisk; write `enabled=yes` and `bindaddr=` into [general] of manager.conf, once, and make `ami` "
        "in veertien.yaml the same.",
    ),
    (
        "De manager-interface van Asterisk op {address} is niet te bereiken ({why}): Asterisk kon niet bekeken worden.",
        "Start Asterisk; zet `enabled=yes` en `bindaddr=` in [general] van manager.conf, eenmaal, en maak `ami` in "
        "veertien.yaml daaraan gelijk.",
    ),
)
AMI_REFUSED = FindingKind(
    "ami_refused",
    _CRITICAL,
    (
        "Asterisk refuses the AMI user {user} ({why}): Asterisk could not be looked at.",
        "Make the user and the secret in veertien.yaml and manager.conf the same, permit this address there, then "
        "`manager reload`.",
    ),
    (
        "Asterisk weigert AMI-gebruiker {user} ({why}): Asterisk kon niet bekeken worden.",
        "Maak gebruiker en geheim in veertien.yaml en manager.conf gelijk, laat daar dit adres toe, en doe "
        "`manager reload`.",
    ),
)
_GIVE_RIGHTS = "Give the AMI user `read=system,user` and `write=system,call` in manager.conf, then `manager reload`."
_GEEF_RECHTEN = (
    "Geef de AMI-gebruiker `read=system,user` en `write=system,call` in manager.conf, en doe `manager reload`."
)
AMI_SYSTEM = FindingKind(
    "ami_system",
    _CRITICAL,
    (
        "The AMI user lacks the right `system`: Asterisk could not be looked at, and Veertien knows no trunk's state.",
        _GIVE_RIGHTS,
    ),
    (
        "De AMI-gebruiker mist het recht `system`: Asterisk kon niet bekeken worden, en Veertien kent van geen "
        "trunk de toestand.",
        _GEEF_RECHTEN,
    ),
)
AMI_WRITE_CALL = FindingKind(
    "ami_write_call",
    _WARNING,
    (
        "The AMI user lacks write=call: a caller whom a frozen Veertien leaves waits long for the fallback.",
        _GIVE_RIGHTS,
    ),
    (
        "De AMI-gebruiker mist write=call: een beller die een vastgelopen Veertien laat zitten wacht lang op het "
        "vangnet.",
        _GEEF_RECHTEN,
    ),
)
AMI_READ_USER = FindingKind(
    "ami_read_user",
    _WARNING,
    (
        "The AMI user lacks read=user: how calls end is heard of late or never.",
        _GIVE_RIGHTS,
    ),
    (
        "De AMI-gebruiker mist read=user: hoe oproepen aflopen wordt laat of nooit bekend.",
        _GEEF_RECHTEN,
    ),
)
DAEMON_SILENT = FindingKind(
    "daemon_silent",
    _CRITICAL,
    (
        "No daemon answers at {address} ({why}): calls go to the fallback.",
        "Start it with `systemctl start veertien`; `journalctl -u veertien` says why it ended. After a change of "
        "`web` restart it.",
    ),
    (
        "Geen daemon antwoordt op {address} ({why}): oproepen gaan naar het vangnet.",
        "Start hem met `systemctl start veertien`; `journalctl -u veertien` zegt waarom hij ophield. Herstart hem "
        "na een verandering van `web`.",
    ),
)
PORT_TAKEN = FindingKind(
    "port_taken",
    _CRITICAL,
    (
        "Port {port} of `{key}` is taken, and by no daemon that answers: the daemon can't start.",
        "See who has it with `ss -ltnp`, end that, or give `{key}` another port in veertien.yaml.",
    ),
    (
        "Poort {port} van `{key}` is bezet, en niet door een daemon die antwoordt: de daemon kan niet starten.",
        "Kijk met `ss -ltnp` wie hem heeft, beëindig dat, of geef `{key}` een andere poort in veertien.yaml.",
    ),
)
TWO_DAEMONS = FindingKind(
    "two_daemons",
    _CRITICAL,
    (
        "{count} daemons serve {folder}: each hears of the other's calls, and both write to the same files.",
        "End all but the one that systemd started: `systemctl status veertien` names it, `pgrep -af veertien` all.",
    ),
    (
        "{count} daemons bedienen {folder}: elk hoort van de oproepen van de ander, en ze schrijven naar dezelfde "
        "bestanden.",
        "Beëindig alle behalve die van systemd: `systemctl status veertien` noemt die, `pgrep -af veertien` alle.",
    ),
)
DAEMON_VERSION = FindingKind(
    "daemon_version",
    _WARNING,
    (
        "The daemon that runs is {running}, and installed is {installed}.",
        "Restart it with `systemctl restart veertien`, when callers may get the fallback for some seconds.",
    ),
    (
        "De daemon die draait is {running}, en geïnstalleerd is {installed}.",
        "Herstart hem met `systemctl restart veertien`, als bellers enkele seconden het vangnet mogen krijgen.",
    ),
)
RECOGNISERS_FEW = FindingKind(
    "recognisers_few",
    _WARNING,
    (
        "{ready} of {wanted} recognisers run; without any, callers answer with keys.",
        "See the daemon's log for why one ends, and whether memory is short.",
    ),
    (
        "{ready} van {wanted} herkenners draaien; zonder herkenner antwoorden bellers met toetsen.",
        "Kijk in het log van de daemon waarom er een ophoudt, en of er geheugen tekort is.",
    ),
)
DAEMON_DEGRADED = FindingKind(
    "daemon_degraded",
    _WARNING,
    (
        "The daemon says of itself {word}: {why}",
        "See `{word}` in docs/operation.md, Health.",
    ),
    (
        "De daemon zegt van zichzelf {word}: {why}",
        "Zie `{word}` in docs/operation.md, Health.",
    ),
)
CONFIG_UNREADABLE = FindingKind(
    "config_unreadable",
    _CRITICAL,
    (
        "User {user} may not read all of {folder}: the daemon can't start or reload.",
        "Give it to the group: `chgrp -R {user} {folder}` and `chmod -R g+rX {folder}`.",
    ),
    (
        "Gebruiker {user} mag niet alles in {folder} lezen: de daemon kan niet starten of herladen.",
        "Geef het aan de groep: `chgrp -R {user} {folder}` en `chmod -R g+rX {folder}`.",
    ),
)
FOLDER_UNWRITABLE = FindingKind(
    "folder_unwritable",
    _WARNING,
    (
        "User {user} may not write to {folder}: what belongs there is lost or made anew at each start.",
        "Make it and give it to that user: `install -d -m 750 -o {user} {folder}`.",
    ),
    (
        "Gebruiker {user} mag niet schrijven in {folder}: wat daar hoort gaat verloren of wordt bij elke start "
        "opnieuw gemaakt.",
        "Maak de map voor die gebruiker: `install -d -m 750 -o {user} {folder}`.",
    ),
)
DISK_FULL = FindingKind(
    "disk_full",
    _WARNING,
    (
        "The disk of {folder} has {free} MB left.",
        "Make room, or put the folder elsewhere in veertien.yaml.",
    ),
    (
        "De schijf van {folder} heeft nog {free} MB vrij.",
        "Maak ruimte, of zet de map in veertien.yaml ergens anders neer.",
    ),
)
SECRET_OPEN = FindingKind(
    "secret_open",
    _WARNING,
    (
        "{file} holds a secret, and every user of this machine may read it.",
        "Take that away: `chmod o= {file}`.",
    ),
    (
        "{file} bevat een geheim, en elke gebruiker van deze machine mag het lezen.",
        "Neem dat weg: `chmod o= {file}`.",
    ),
)
CORES_FEW = FindingKind(
    "cores_few",
    _WARNING,
    (
        "{wanted} recognisers share {processors} core(s) with Asterisk: callers wait for each other's answers.",
        "Give the machine more cores, or `recognisers` in veertien.yaml fewer.",
    ),
    (
        "{wanted} herkenners delen {processors} rekenkern(en) met Asterisk: bellers wachten op elkaars antwoorden.",
        "Geef de machine meer rekenkernen, of `recognisers` in veertien.yaml een lager getal.",
    ),
)
MEMORY_SHORT = FindingKind(
    "memory_short",
    _WARNING,
    (
        "{free} MB of memory are free: the kernel may end recognisers, and callers then answer with keys.",
        "Give the machine more memory, or end what needs it.",
    ),
    (
        "Er is {free} MB geheugen vrij: de kernel kan herkenners beëindigen, en dan antwoorden bellers met toetsen.",
        "Geef de machine meer geheugen, of beëindig wat het gebruikt.",
    ),
)
CLOCK_BEHIND = FindingKind(
    "clock_behind",
    _CRITICAL,
    (
        "The clock says {now}, and files of this installation are {hours} hours younger: opening hours and dates "
        "go wrong.",
        "Set the clock and have it kept: `timedatectl set-ntp true`.",
    ),
    (
        "De klok zegt {now}, en bestanden van deze installatie zijn {hours} uur jonger: openingstijden en datums "
        "gaan fout.",
        "Zet de klok goed en laat dat zo: `timedatectl set-ntp true`.",
    ),
)
CLOCK_ALONE = FindingKind(
    "clock_alone",
    _WARNING,
    (
        "systemd-timesyncd runs, and has not reached a time server since the start: the clock may be off.",
        "See `timedatectl timesync-status`, and name a server that can be reached in /etc/systemd/timesyncd.conf.",
    ),
    (
        "systemd-timesyncd draait, en heeft sinds de start geen tijdserver bereikt: de klok kan fout staan.",
        "Kijk met `timedatectl timesync-status`, en noem in /etc/systemd/timesyncd.conf een server die te bereiken is.",
    ),
)
VOICE_MISSING = FindingKind(
    "voice_missing",
    _CRITICAL,
    (
        "The voice {voice} can't speak ({why}): a start or a reload that needs new prompts fails.",
        "Write a voice that there is behind `voice` of `prompts` in veertien.yaml.",
    ),
    (
        "De stem {voice} kan niet spreken ({why}): een start of herlading die nieuwe meldingen nodig heeft mislukt.",
        "Zet een stem die er is achter `voice` van `prompts` in veertien.yaml.",
    ),
)
MODEL_UNUSABLE = FindingKind(
    "model_unusable",
    _CRITICAL,
    (
        "The acoustic model can't be used: {why}.",
        "Take `acoustic_model` out of veertien.yaml, or go back with `veertien model rollback`; the package has a "
        "model of its own.",
    ),
    (
        "Het akoestische model is niet te gebruiken: {why}.",
        "Haal `acoustic_model` uit veertien.yaml, of ga terug met `veertien model rollback`; het pakket heeft een "
        "eigen model.",
    ),
)
TIMERS = FindingKind(
    "timers",
    _WARNING,
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
NO_CONTACT = FindingKind(
    "no_contact",
    _CRITICAL,
    (
        "Endpoint {endpoint} has no contact: calls can't be put through there.",
        "Write `aors=` into its section of pjsip.conf and `contact=` into that AOR, then `module reload "
        "res_pjsip.so`; one that registers has to.",
    ),
    (
        "Endpoint {endpoint} heeft geen contact: daarheen kan niets worden doorverbonden.",
        "Zet `aors=` in zijn sectie van pjsip.conf en `contact=` in die AOR, en doe `module reload res_pjsip.so`; "
        "wie zich registreert moet dat doen.",
    ),
)
QUALIFY_OFF = FindingKind(
    "qualify_off",
    _WARNING,
    (
        "Nobody asks whether {endpoints} are there: when one dies, each caller waits for it first.",
        "Write `qualify_frequency=10` into its AOR in pjsip.conf, unless it answers no OPTIONS; then `module "
        "reload res_pjsip.so`.",
    ),
    (
        "Niemand vraagt of {endpoints} er zijn: valt er een uit, dan wacht elke beller er eerst op.",
        "Zet `qualify_frequency=10` in de AOR in pjsip.conf, tenzij hij geen OPTIONS beantwoordt; doe dan `module "
        "reload res_pjsip.so`.",
    ),
)
DTMF_MODE = FindingKind(
    "dtmf_mode",
    _WARNING,
    (
        "Endpoint {endpoint} has dtmf_mode={mode}: keys of some callers are not heard.",
        "Write `dtmf_mode=auto` into its section of pjsip.conf, then `module reload res_pjsip.so`.",
    ),
    (
        "Endpoint {endpoint} heeft dtmf_mode={mode}: toetsen van sommige bellers worden niet gehoord.",
        "Zet `dtmf_mode=auto` in zijn sectie van pjsip.conf, en doe `module reload res_pjsip.so`.",
    ),
)
RTP_TIMEOUT = FindingKind(
    "rtp_timeout",
    _WARNING,
    (
        "Endpoint {endpoint} has rtp_timeout={seconds}: it ends the calls of all who send nothing while they are "
        "silent or hold.",
        "Write `rtp_timeout=0` into its section of pjsip.conf, then `module reload res_pjsip.so`; `timers=always` "
        "finds dead calls.",
    ),
    (
        "Endpoint {endpoint} heeft rtp_timeout={seconds}: dat beëindigt oproepen van wie niets stuurt als hij "
        "zwijgt of in de wacht zet.",
        "Zet `rtp_timeout=0` in zijn sectie van pjsip.conf, en doe `module reload res_pjsip.so`; `timers=always` "
        "vindt dode oproepen.",
    ),
)
SRTP_MISSING = FindingKind(
    "srtp_missing",
    _CRITICAL,
    (
        "Endpoint {endpoint} has media_encryption={encryption}, and res_srtp is not loaded: no call gets through it.",
        "Write `load = res_srtp.so` into [modules] of modules.conf, and `module load res_srtp.so`.",
    ),
    (
        "Endpoint {endpoint} heeft media_encryption={encryption}, en res_srtp is niet geladen: er komt geen oproep "
        "doorheen.",
        "Zet `load = res_srtp.so` in [modules] van modules.conf, en doe `module load res_srtp.so`.",
    ),
)
DIALPLAN_UNSEEN = FindingKind(
    "dialplan_unseen",
    _WARNING,
    (
        "The AMI user may not read variables: the fallback, the settings and the dialplan's version were not "
        "looked at.",
        _GIVE_RIGHTS,
    ),
    (
        "De AMI-gebruiker mag geen variabelen lezen: het vangnet, de instellingen en de versie van het dialplan "
        "zijn niet bekeken.",
        _GEEF_RECHTEN,
    ),
)
PATTERNS_UNSEEN = FindingKind(
    "patterns_unseen",
    _WARNING,
    (
        "Asterisk does not tell which numbers its dialplan lets in: that was not looked at.",
        "Write `load = func_dialplan.so` into [modules] of modules.conf, and `module load func_dialplan.so`.",
    ),
    (
        "Asterisk vertelt niet welke nummers zijn dialplan binnenlaat: dat is niet bekeken.",
        "Zet `load = func_dialplan.so` in [modules] van modules.conf, en doe `module load func_dialplan.so`.",
    ),
)
FILE_UNSEEN = FindingKind(
    "file_unseen",
    _WARNING,
    (
        "Asterisk does not tell what is in {file} ({why}): that was not looked at.",
        "Where Asterisk is configured by a database, look at the rows of docs/doctor.md yourself.",
    ),
    (
        "Asterisk vertelt niet wat er in {file} staat ({why}): dat is niet bekeken.",
        "Wordt Asterisk uit een database ingesteld, loop dan zelf de regels van docs/doctor.md na.",
    ),
)
ENDPOINTS_UNSEEN = FindingKind(
    "endpoints_unseen",
    _WARNING,
    (
        "Asterisk has more endpoints than are looked at; {count} were left out, none of them a trunk.",
        "See that none of them has a context that leads to veertien-inbound without an identify section.",
    ),
    (
        "Asterisk heeft meer endpoints dan er bekeken worden; {count} zijn overgeslagen, geen daarvan een trunk.",
        "Ga na dat geen daarvan een context heeft die naar veertien-inbound leidt zonder identify-sectie.",
    ),
)
KINDS: Mapping[str, FindingKind] = MappingProxyType(
    {kind.code: kind for kind in tuple(globals().values()) if isinstance(kind, FindingKind)}
)
"""Every kind by its code, in the order of the page."""
