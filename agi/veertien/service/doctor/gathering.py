"""Finds out what the rows of the doctor judge, of the folder, of Asterisk and of this machine. It changes nothing."""

import asyncio
import os
from datetime import datetime
from pathlib import Path

from veertien.asterisk.config_text import ASTERISK_FOLDER
from veertien.asterisk.dialplan.contract import SETTINGS
from veertien.asterisk.manager.connection import AmiError, AmiRefusedError
from veertien.asterisk.manager.examination import ExaminedPbx, examine_once
from veertien.asterisk.manager.rights import AmiRights
from veertien.config import (
    Fault,
    NationalData,
    Settings,
    TablesFaultyError,
    load_settings,
    load_tables,
    national_data,
    packaged_data,
)
from veertien.doctor.facts import AmiTrouble, EditionDays, InstallationFacts, UnseenPbx
from veertien.numbering import FourteenNumber
from veertien.release import loaded_release
from veertien.routing import AMSTERDAM, Tables
from veertien.service.doctor.asking import daemon_facts
from veertien.service.doctor.host import host_facts
from veertien.service.doctor.speaking import missing_speech

_ANSWER_SECONDS = 2.0
"""The deadline of each question to Asterisk; one that takes longer counts as out of reach."""
_NO_TABLES = Tables({}, {}, (), {})


async def installation_facts(config: Path) -> InstallationFacts:
    """Find out all of it.

    Raises TablesFaultyError when veertien.yaml itself can't be used: without it nothing else can be found.
    """
    settings, now = load_settings(config), datetime.now(AMSTERDAM)
    tables = _NO_TABLES
    faults: tuple[Fault, ...] = ()
    days = None
    try:
        data = national_data(config)
        days = edition_days(data)
        tables = load_tables(config, data.gazetteer, settings.shares).at(now)
    except TablesFaultyError as error:
        faults = error.faults
    pbx, daemon = await asyncio.gather(_pbx(settings, tables), daemon_facts(settings))
    host = host_facts(config, settings, now.timestamp())
    release, missing = loaded_release().name, missing_speech(settings)
    return InstallationFacts(str(config), now, settings, tables, faults, pbx, host, daemon, release, missing, days)


def edition_days(data: NationalData) -> EditionDays | None:
    """Return of which days the national data are; None for those of the package."""
    if data.folder is None:
        return None
    return EditionDays(data.gazetteer.edition.as_of, packaged_data().gazetteer.edition.as_of)


def folders_of(facts: InstallationFacts) -> tuple[Path, ...]:
    """Return where the files lie that findings name: the config folder, and where Asterisk has its own."""
    seen = (
        facts.pbx.details.files["asterisk.conf"].settings("directories") if isinstance(facts.pbx, ExaminedPbx) else {}
    )
    return Path(facts.folder), Path(seen.get("astetcdir", ASTERISK_FOLDER))


def numbers_of(tables: Tables) -> tuple[str, ...]:
    """Return the numbers that calls come in on by the tables, as they are dialled."""
    codes = sorted({code for entry in tables.municipalities.values() for code in entry.area_codes})
    national = tables.rules.national
    return (*(FourteenNumber(code).dialled for code in codes), *([national.dialled] if national else []))


def endpoints_of(tables: Tables) -> frozenset[str]:
    """Return the endpoints that the tables name."""
    return frozenset(trunk.endpoint for trunk in tables.trunks.values())


async def _pbx(settings: Settings, tables: Tables) -> ExaminedPbx | UnseenPbx:
    ami = settings.ami
    if ami is None:
        return UnseenPbx(AmiTrouble.NOT_CONFIGURED)
    wanted = SETTINGS, endpoints_of(tables), numbers_of(tables)
    try:
        seen = await examine_once(ami.host, ami.port, ami.username, ami.secret, *wanted, _ANSWER_SECONDS)
    except AmiRefusedError as error:
        return UnseenPbx(AmiTrouble.REFUSED, str(error))
    except AmiError as error:
        return UnseenPbx(AmiTrouble.UNREACHABLE, str(error))
    except OSError as error:
        return UnseenPbx(AmiTrouble.UNREACHABLE, os.strerror(error.errno) if error.errno else str(error))
    return UnseenPbx(AmiTrouble.NO_SYSTEM) if isinstance(seen, AmiRights) else seen
