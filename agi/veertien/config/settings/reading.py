"""Reading veertien.yaml."""

from pathlib import Path

from veertien.config.faults import FaultLog, TablesFaultyError
from veertien.config.models.setting_fields import (
    COUNTRY,
    FOLDER,
    GivesCountry,
)
from veertien.config.national.edition import data_of, packaged_data
from veertien.config.settings.checks import unfit
from veertien.config.settings.model import Settings
from veertien.config.yaml_files.documents import Documents
from veertien.config.yaml_files.places import Fitted, note
from veertien.config.yaml_files.validation import fit
from veertien.gazetteer import Gazetteer


def load_settings(
    config_dir: Path, paths_from: Path | None = None, *, without_model: bool = False, to_serve: bool = False
) -> Settings:
    """Return the settings of a config folder; paths in it are relative to it, or to the folder `paths_from`.

    Takes `without_model` and `to_serve` as `read_settings` does. Raises TablesFaultyError with everything that is
    wrong in veertien.yaml.
    """
    faults, documents = FaultLog(), Documents(config_dir)

    def country() -> Gazetteer:
        try:
            return data_of(documents, paths_from).gazetteer
        except TablesFaultyError:
            # A fault there is told by who needs the tables. Settings are needed also to mend it.
            return packaged_data().gazetteer

    read = read_settings(documents, faults, country, paths_from, without_model=without_model, to_serve=to_serve)
    if read is None or len(faults):
        raise TablesFaultyError(tuple(faults))
    return read.value


def read_settings(
    documents: Documents,
    faults: FaultLog,
    country: GivesCountry,
    paths_from: Path | None = None,
    *,
    without_model: bool = False,
    to_serve: bool = False,
) -> Fitted[Settings] | None:
    """Return the settings as far as they fit the model, None where nothing can be read; what is wrong goes to `faults`.

    Names of municipalities are those of the `country`.
    `without_model` takes them also where no second ear can be made with them, which calls can do without.
    `to_serve` says that this machine is to serve calls by them, and not only to look at them.
    """
    document = documents.required("veertien.yaml", faults)
    if document is None:
        return None
    paths = paths_from or documents.folder
    fitted = fit(Settings, document, faults, {FOLDER: paths, COUNTRY: country})
    note(unfit(fitted, paths, without_model=without_model, to_serve=to_serve), faults)
    return fitted
