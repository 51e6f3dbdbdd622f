"""A small config folder that is sound: two municipalities that share 0229."""

from pathlib import Path


def write_small_config(path: Path, settings: str = "recognisers: 1\n") -> Path:
    """Write the folder, with these settings in veertien.yaml; return it."""
    (path / "municipalities").mkdir(parents=True)
    (path / "veertien.yaml").write_text(settings)
    (path / "operator.yaml").write_text("destinations:\n  - {trunk: operator, number: 0880000014}\n")
    (path / "trunks.yaml").write_text(
        "trunks:\n"
        "  hoorn: {endpoint: trunk-hoorn, capacity: 5}\n"
        "  medemblik: {endpoint: trunk-medemblik, capacity: 5}\n"
        "  operator: {endpoint: trunk-operator, capacity: 5}\n"
    )
    (path / "municipalities/westfriesland.yaml").write_text(
        "municipalities:\n"
        "  - name: Hoorn\n    area_codes: [0229]\n    destinations: [{trunk: hoorn, number: 0229000001}]\n"
        "  - name: Medemblik\n    area_codes: [0229]\n    destinations: [{trunk: medemblik, number: 0229000002}]\n"
    )
    return path
