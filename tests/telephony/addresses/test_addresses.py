"""The daemon's addresses as IPv6 or as "all of them": Asterisk is told one that it can connect to."""

import pytest

from tests.telephony.ami_way import connected
from tests.telephony.calls import arrivals, by_keys, place
from tests.telephony.conftest import StageMaker


@pytest.mark.parametrize("host", ['"::1"', '"::"', "0.0.0.0"])
async def test_callers_are_asked_wherever_audiosocket_listens(make_stage: StageMaker, host: str) -> None:
    stage = await make_stage()
    await stage.daemon.stop()
    file = stage.config / "veertien.yaml"
    settings = file.read_text()
    assert "audiosocket: {host: 127.0.0.1," in settings
    file.write_text(settings.replace("audiosocket: {host: 127.0.0.1,", f"audiosocket: {{host: {host},"))
    await stage.daemon.start()
    await connected(stage)
    await place(stage, "140229", by_keys(2))
    assert arrivals(stage) == ["trunk-medemblik"]
