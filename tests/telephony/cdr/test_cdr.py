"""Asterisk's own records of calls have the 14-number as their destination, whoever takes the call or nobody."""

import asyncio
import csv

from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, peer_at, scripts
from demo.stage import Stage
from tests.telephony.conftest import StageMaker

FIRST, FALLBACK = "127.0.0.40", "127.0.0.41"
BUSY = scripts.refuses("486 Busy Here")
CALLER, DESTINATION, CONTEXT, TO_CHANNEL, ANSWERED_SECONDS, DISPOSITION = 1, 2, 3, 6, 13, 14
"""Places in a line of cdr_csv."""


async def test_the_destination_of_every_cdr_is_the_14_number(make_stage: StageMaker) -> None:
    async with (
        peer_at(FIRST, script=scripts.answers()) as first,
        peer_at(FALLBACK, script=BUSY) as fallback,
        peer_at(CARRIER_ADDRESS) as carrier,
    ):
        contacts = {"trunk-amsterdam": first.contact, "trunk-operator": first.contact, "fallback": fallback.contact}
        stage = await make_stage(contacts=contacts)
        await write_cdrs(stage)
        pbx = stage.network.pbx
        answered = await carrier.call(pbx, Invitation("+3114020", caller="0200000001"))
        await answered.answered()
        answered.bye()
        await answered.over()
        first.script = BUSY
        nobody = await carrier.call(pbx, Invitation("0140014020", caller="0200000002"))
        assert (await nobody.final()).message.status == 486
        refused = await carrier.call(pbx, Invitation("14060", caller="0200000003"))
        assert (await refused.final()).message.status == 404
        await stage.daemon.kill()
        alone = await carrier.call(pbx, Invitation("14020", caller="0200000004"))
        assert (await alone.final()).message.status == 486
        cdrs = await cdrs_of(stage, 4)
    assert {(cdr[CALLER], cdr[DESTINATION]) for cdr in cdrs} == {
        ("0200000001", "14020"),
        ("0200000002", "14020"),
        ("0200000003", "14060"),
        ("0200000004", "14020"),
    }
    assert {cdr[CONTEXT] for cdr in cdrs} >= {"veertien-connect", "veertien-fallback", "veertien-over"}


async def test_a_caller_who_was_asked_has_one_cdr_for_each_destination_tried(make_stage: StageMaker) -> None:
    async with (
        peer_at(FIRST, script=BUSY) as first,
        peer_at(FALLBACK, script=scripts.answers()) as backup,
        peer_at(CARRIER_ADDRESS) as carrier,
    ):
        stage = await make_stage(contacts={"trunk-medemblik": first.contact, "trunk-medemblik-backup": backup.contact})
        await write_cdrs(stage)
        call = await carrier.call(stage.network.pbx, Invitation("140229", caller="0229000001"))
        await call.answered()
        for key in "12":
            await asyncio.sleep(0.8)
            await call.media.press(key)
        await backup.arrival()
        await asyncio.sleep(2)
        call.bye()
        await call.over()
        cdrs = await cdrs_of(stage, 1)
    assert {(cdr[CALLER], cdr[DESTINATION], cdr[CONTEXT]) for cdr in cdrs} == {
        ("0229000001", "140229", "veertien-connect")
    }
    assert [cdr[DISPOSITION] for cdr in cdrs] == ["BUSY", "ANSWERED"]
    for cdr, endpoint in zip(cdrs, ("trunk-medemblik", "trunk-medemblik-backup"), strict=True):
        assert f"-{endpoint}@" in cdr[TO_CHANNEL]
    assert int(cdrs[1][ANSWERED_SECONDS]) >= 1


async def write_cdrs(stage: Stage) -> None:
    folders = stage.pbx.folders
    (folders.etc / "cdr.conf").write_text("[general]\nenable=yes\nunanswered=yes\n[csv]\nusegmtime=yes\n")
    (folders.root / "log/cdr-csv").mkdir()
    for command in ("module reload cdr", "module load cdr_csv.so"):
        await stage.pbx.console(command)


async def cdrs_of(stage: Stage, callers: int) -> list[list[str]]:
    """Wait for the CDRs of so many callers."""
    file = stage.pbx.folders.root / "log/cdr-csv/Master.csv"
    async with asyncio.timeout(15):
        while True:
            cdrs = list(csv.reader(file.read_text().splitlines())) if file.exists() else []
            if len({cdr[CALLER] for cdr in cdrs}) >= callers and not await stage.pbx.channels():
                return cdrs
            await asyncio.sleep(0.2)
