"""How the parts are doing that no call waits for: records, the memory of choices, captures, what is kept on disk."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veertien.captures import CaptureKeeper
from veertien.memory import ChoiceMemory
from veertien.records import LATELY_SECONDS, CallStream, Ledger
from veertien.service.editions.in_force import InForce
from veertien.service.editions.kept_tables import KeptTables
from veertien.service.troubles import Troubles
from veertien.wording import Wording

if TYPE_CHECKING:
    from veertien.archive import Archive


@dataclass(frozen=True, slots=True)
class SideChannels:
    """The parts that a call goes on without."""

    stream: CallStream
    ledger: Ledger
    memory: ChoiceMemory | None
    captures: CaptureKeeper | None
    archive: "Archive | None"
    in_force: InForce
    kept: KeptTables

    def troubles(self) -> Troubles:
        """Return what failed there the last time it was tried, and whether calls fell back lately."""
        found: dict[str, Wording] = {}
        if self.stream.fault is not None:
            found["records"] = Wording(
                f"De laatste gebeurtenis is niet verwerkt: {self.stream.fault}. Meld de logregel record_failed.",
                f"The last record failed: {self.stream.fault}. Report the log line record_failed.",
            )
        fallen = self.ledger.fell_back_lately
        if fallen:
            minutes = round(LATELY_SECONDS / 60)
            found["fallback"] = Wording(
                f"Oproepen naar het vangnet in de laatste {minutes} minuten: {fallen}. Zie hun regels in het logboek.",
                f"Calls that the fallback took in the last {minutes} minutes: {fallen}. See their lines in the log.",
            )
        if self.memory is not None and self.memory.fault is not None:
            found["memory"] = Wording(
                f"Wat bellers kiezen wordt niet onthouden: {self.memory.fault}. Herstel de schijf of de rechten.",
                f"What callers choose is not remembered: {self.memory.fault}. Mend the disk or permissions.",
            )
        if self.captures is not None and self.captures.fault is not None:
            found["captures"] = Wording(
                f"Wat bellers zeggen wordt niet bewaard: {self.captures.fault}. Herstel de schijf of de rechten.",
                f"What callers say is not kept: {self.captures.fault}. Mend the disk or permissions.",
            )
        if self.archive is not None and self.archive.fault is not None:
            fault, spooled, lost = self.archive.fault, self.archive.spooled_bytes, self.archive.lost
            found["archive"] = Wording(
                f"Oproepen zijn niet in de database te schrijven: {fault}. Ze wachten in de spool ({spooled} bytes); "
                f"{lost} gingen verloren. Verhelp wat er staat.",
                f"Call records can't be written to the database: {fault}. They wait in the spool ({spooled} bytes); "
                f"{lost} were lost. Mend what it says.",
            )
        unkept = self.in_force.edition.prompts.cache_fault
        if unkept is not None:
            found["prompts"] = Wording(
                f"Gesproken teksten zijn niet te bewaren: {unkept}. Herstel de eigenaar van de map, of "
                "`prompts.cache`.",
                f"Prompts can't be kept: {unkept}. Mend the folder's owner, or `prompts.cache`.",
            )
        if self.kept.fault is not None:
            found["state"] = Wording(
                f"De geldende tabellen zijn niet te bewaren voor een herstart: {self.kept.fault}. Herstel de schijf of "
                "de rechten, en herlaad dan.",
                f"The tables in force can't be kept for a restart: {self.kept.fault}. Mend the disk or permissions, "
                "then reload.",
            )
        return found
