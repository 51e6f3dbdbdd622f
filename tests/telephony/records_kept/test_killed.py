"""A daemon that is killed over its records costs no caller anything, and of no call there are two records."""

import sqlite3

import pytest

from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, peer_at
from tests.telephony.commands import veertien
from tests.telephony.conftest import StageMaker
from tests.telephony.records import record
from tests.telephony.records_kept.killing import CALLS_A_ROUND, kill_over_records
from tests.telephony.records_kept.test_records_kept import SETTINGS, database, rows, the_call

KILLS = 3


@pytest.mark.fault("the daemon is killed over its records", caller="put through, or the fallback", after="at once")
async def test_killed_at_any_moment_no_call_suffers_and_no_record_is_there_twice(make_stage: StageMaker) -> None:
    stage = await make_stage(settings=SETTINGS)
    async with peer_at(CARRIER_ADDRESS) as carrier:
        found = await kill_over_records(stage, carrier, KILLS, seed=14)
        assert found.lost == []
        assert len(found.answered) == KILLS * CALLS_A_ROUND
        # Whatever it left behind, it goes on recording.
        await stage.daemon.until_trunks_up(1)
        call = await carrier.call(stage.network.pbx, Invitation("14020"))
        await call.answered()
        call.bye()
        await the_call(stage, (await record(stage, 0))["call"])
    before = {row["sip_call_id"] for row in rows(stage, "SELECT sip_call_id FROM call")}
    # What a kill took is told by the log, as far as that heard of it: from there it comes back, once.
    status, _ = await veertien(stage, "records", "import", str(stage.daemon.log_file))
    assert status == 0
    kept = rows(stage, "SELECT id, unique_id, sip_call_id FROM call")
    assert len({row["id"] for row in kept}) == len({row["unique_id"] for row in kept}) == len(kept)
    assert before <= {row["sip_call_id"] for row in kept} <= {*found.answered, call.dialog.call_id, None}
    logged = stage.daemon.log.count('"event": "call"')
    assert len(kept) == logged
    with sqlite3.connect(database(stage)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
