"""What `veertien support-bundle` gathers of a running installation, and that nothing planted in it comes out."""

import gzip
import json
import stat
import tarfile
from pathlib import Path

from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, peer_at
from demo.stage import Stage
from tests.telephony.commands import veertien
from tests.telephony.conftest import StageMaker
from tests.telephony.records import record

CALLER, NAME = "0683729415", "Pietersen"
SIP_SECRET = "s1p,Secret%7"
SETTINGS = "records: {dir: records}\n"
WRITINGS = ("0683729415", "06-83729415", "+31683729415", "0031 6 8372 9415", f'"{NAME}" <sip:{CALLER}@192.0.2.7>')


async def bundled(stage: Stage, file: Path) -> tuple[str, dict[str, str]]:
    """Return what the command says, and the files in what it writes."""
    status, said = await veertien(stage, "support-bundle", str(file), "--log", str(stage.daemon.log_file))
    assert status == 0, said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with tarfile.open(file) as tar:
        members = {member.name.partition("/")[2]: tar.extractfile(member) for member in tar.getmembers()}
        return said, {name: opened.read().decode() for name, opened in members.items() if opened}


def plant(stage: Stage) -> None:
    """Write into Asterisk's files and into the log what must not come out."""
    pjsip = stage.pbx.folders.etc / "pjsip.conf"
    lines = "".join(f"; {one}\n" for one in WRITINGS)
    pjsip.write_text(
        f"{pjsip.read_text()}\n[planted]\ntype=auth\nusername={CALLER}\npassword={SIP_SECRET}\n{lines}"
        f'[planted-trunk]\ntype=endpoint\ncallerid="{NAME}" <{CALLER}>\n'
    )
    with stage.daemon.log_file.open("a") as log:
        for one in WRITINGS:
            log.write(json.dumps({"event": "planted", "exception": f"ValueError: '{NAME}' {one} {SIP_SECRET}"}) + "\n")


async def test_of_a_running_installation_all_is_there_but_what_is_secret(make_stage: StageMaker, folder: Path) -> None:
    async with peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(settings=SETTINGS)
        caller = f'"{NAME}" <sip:{CALLER}@{CARRIER_ADDRESS}>'
        call = await carrier.call(stage.network.pbx, Invitation("14020", from_=caller))
        await call.answered()
        call.bye()
        line = await record(stage, 0)
    plant(stage)
    said, files = await bundled(stage, folder / "bundle.tar.gz")
    assert "This could not be had" not in said
    assert "Nothing: all of it is there." in files["README.txt"]
    whole = gzip.decompress((folder / "bundle.tar.gz").read_bytes()).decode()
    secret, key = ((stage.config / name).read_text().strip() for name in ("secret", "memory.key"))
    for planted in (secret, key, SIP_SECRET, NAME, CALLER[1:], *WRITINGS):
        assert planted not in whole, planted
    # Of all destinations of the tables.
    assert "0229000002" not in whole
    for name, holds in {
        "versions.txt": "Asterisk 2",
        "doctor.txt": "asterisk_goes_deaf",
        "check.txt": "No faults.",
        "config/trunks.yaml": "endpoint: trunk-medemblik",
        "config/veertien.yaml": "secret_file: secret",
        "asterisk/pjsip.conf": "type=auth",
        "asterisk/manager.conf": "secret",
        "log.txt": f'"call": "{line["call"]}"',
        "daemon/healthz.json": '"degraded"',
        "daemon/metrics.txt": "veertien_",
    }.items():
        assert holds in files[name], name


async def test_when_the_daemon_and_asterisk_are_dead_it_says_so_and_has_the_rest(
    make_stage: StageMaker, folder: Path
) -> None:
    stage = await make_stage(settings=SETTINGS)
    await stage.daemon.kill()
    await stage.pbx.stop()
    try:
        said, files = await bundled(stage, folder / "bundle.tar.gz")
    finally:
        await stage.pbx.start()
    assert "  daemon: http://127.0.0.1:" in said
    assert "ami_unreachable" in files["doctor.txt"]
    assert "daemon_silent" in files["doctor.txt"]
    assert {"config/trunks.yaml", "log.txt", "check.txt", "versions.txt"} <= files.keys()
