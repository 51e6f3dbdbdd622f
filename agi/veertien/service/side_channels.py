"""How the parts are doing that no call waits for: records, the memory of choices, captures, what is kept on disk."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veertien.captures import CaptureKeeper
from veertien.memory import ChoiceMemory
from veertien.records import LATELY_SECONDS, CallStream, Ledger
from veertien.service.editions.in_force import InForce
from veertien.service.editions.kept_tables import KeptTables
from veertien.service.web.health import Troubles

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
        found: dict[str, str] = {}
        if self.stream.fault is not None:
            found["records"] = f"The last record failed: {self.stream.fault}. Report the log line record_failed."
        fallen = self.ledger.fell_back_lately
        if fallen:
            minutes = f"{LATELY_SECONDS / 60:.0f} minutes"
            found["fallback"] = (
                f"Calls that the fallback took in the last {minutes}: {fallen}. See their lines in the log."
            )
        if self.memory is not None and self.memory.fault is not None:
            found["memory"] = (
                f"What callers choose is not remembered: {self.memory.fault}. Mend the disk or permissions."
            )
        if self.captures is not None and self.captures.fault is not None:
            found["captures"] = f"What callers say is not kept: {self.captures.fault}. Mend the disk or permissions."
        if self.archive is not None and self.archive.fault is not None:
            found["archive"] = (
                f"Call records can't be written to the database: {self.archive.fault}. They wait in the spool "
                f"({self.archive.spooled_bytes} bytes); {self.archive.lost} were lost. Mend what it says."
            )
        unkept = self.in_force.edition.prompts.cache_fault
        if unkept is not None:
            found["prompts"] = f"Prompts can't be kept: {unkept}. Mend the folder's owner, or `prompts.cache`."
        if self.kept.fault is not None:
            found["state"] = (
                f"The tables in force can't be kept for a restart: {self.kept.fault}. Mend the disk or permissions, "
                "then reload."
            )
        return found
