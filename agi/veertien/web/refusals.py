"""Why a page can't be shown, in both languages: what is raised for it wherever that is found out."""

from veertien.archive import DatabaseUnusableError
from veertien.wording import Wording


class RefusalError(Exception):
    """A page or an answer of the API that there is not; `status` is HTTP's."""

    def __init__(self, status: int, why: Wording) -> None:
        super().__init__(why.english)
        self.status = status
        self.why = why


class RefusedParameterError(RefusalError):
    """A parameter of the address that is unknown or malformed."""

    def __init__(self, name: str, why: Wording) -> None:
        """`why` goes on from the parameter's name and a colon."""
        super().__init__(400, Wording(f"{name}: {why.dutch}", f"{name}: {why.english}"))
        self.name = name


class NoRecordsError(RefusalError):
    """No call records are kept, so there is nothing to ask."""

    def __init__(self) -> None:
        super().__init__(
            503,
            Wording(
                "Er worden geen oproepen vastgelegd: veertien.yaml heeft geen onderdeel `records`.",
                "No calls are recorded: veertien.yaml has no section `records`.",
            ),
        )


def unusable(error: DatabaseUnusableError) -> Wording:
    """Return what is said of a database that can't be used now."""
    return Wording(
        f"De database met oproepen is nu niet te gebruiken: {error}.",
        f"The database of calls can't be used now: {error}.",
    )
