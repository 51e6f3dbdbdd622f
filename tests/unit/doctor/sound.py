"""An installation without a fault, from which each test takes something away."""

from datetime import datetime
from pathlib import Path

from tests.unit.shipped import TABLES
from veertien import __version__
from veertien.asterisk.manager.examination import ExaminedPbx
from veertien.asterisk.manager.pbx_details import AorSettings, ConfFile, EndpointSettings, PbxDetails
from veertien.asterisk.manager.pbx_facts import PbxFacts
from veertien.asterisk.manager.rights import AmiRights
from veertien.config import load_settings
from veertien.disks import Disk
from veertien.doctor.facts import HostFacts, InstallationFacts, RunningDaemon
from veertien.routing import AMSTERDAM, TrunkState

RIGHTS = AmiRights(sets_variables=True, reads_variables=True, asks_system=True, reads=frozenset({"system", "user"}))
VARIABLES = {
    "VEERTIEN_AGI": "agi://127.0.0.1:4573/route",
    "VEERTIEN_PATIENCE": "4",
    "VEERTIEN_RING_SECONDS": "25",
    "VEERTIEN_NATIONAL": "1400",
    "VEERTIEN_FALLBACK_ENDPOINT": "switchboard",
    "VEERTIEN_FALLBACK_NUMBER": "0880000014",
}
TRUNKS = frozenset(trunk.endpoint for trunk in TABLES.trunks.values())
FACTS = PbxFacts(
    asterisk="22.10.1",
    rights=RIGHTS,
    endpoints=frozenset({"carrier", "switchboard", *TRUNKS}),
    missing_modules=(),
    variables=VARIABLES,
    dialplan=__version__,
)
CARRIER = EndpointSettings("carrier", "veertien-carrier", ("ip",), ("192.0.2.10/255.255.255.255",), "auto", 0, ())


def trunk(name: str) -> EndpointSettings:
    aor = AorSettings(name, ("sip:192.0.2.20",), 10, only_2xx=False)
    return EndpointSettings(name, "veertien-closed", ("ip",), (), "auto", 0, (aor,))


DETAILS = PbxDetails(
    endpoints={"carrier": CARRIER, **{name: trunk(name) for name in ("switchboard", *sorted(TRUNKS))}},
    endpoints_unseen=0,
    unwanted_modules=(),
    files={
        "pjsip.conf": ConfFile((("system", (("type", "system"), ("timer_t1", "100"), ("timer_b", "6400"))),)),
        "asterisk.conf": ConfFile((("options", (("live_dangerously", "no"),)),)),
        "extensions.conf": ConfFile((("veertien-carrier", (("include", "veertien-inbound"),)),)),
    },
    leading_in=frozenset({"veertien-carrier", "veertien-inbound"}),
    refused_numbers=(),
    encrypts=False,
    rtp_ports=range(10_000, 20_001, 2),
)
PBX = ExaminedPbx(FACTS, DETAILS, dict.fromkeys(FACTS.endpoints, TrunkState.UP))
EXAMPLE = Path(__file__).parents[3] / "config"
HOST = HostFacts(
    disks=(Disk((Path("/var/cache/veertien/prompts"),), total=50_000_000_000, free=20_000_000_000),),
    unwritable=(),
    unreadable=(),
    user="veertien",
    open_secrets=(),
    processors=2,
    free_memory=2_000_000_000,
    seconds_behind=0.0,
    synchronised=True,
    daemons=1,
)
RELEASE = "0.1.0+52f23d2cf9c4"
DAEMON = RunningDaemon(RELEASE, recognisers=2, troubles={})
SOUND = InstallationFacts(
    folder="/etc/veertien",
    now=datetime(2026, 11, 29, 12, tzinfo=AMSTERDAM),
    settings=load_settings(EXAMPLE),
    tables=TABLES,
    faults=(),
    pbx=PBX,
    host=HOST,
    daemon=DAEMON,
    release=RELEASE,
)
