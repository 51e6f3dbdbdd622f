"""What speaks and hears."""

from veertien.doctor.finding import FindingKind, Urgency

VOICE_MISSING = FindingKind(
    "voice_missing",
    Urgency.CRITICAL,
    (
        "The voice {voice} can't speak ({why}): a start or a reload that needs new prompts fails.",
        "Write a voice that there is behind `voice` of `prompts` in veertien.yaml.",
    ),
    (
        "De stem {voice} kan niet spreken ({why}): een start of herlading die nieuwe meldingen nodig heeft mislukt.",
        "Zet een stem die er is achter `voice` van `prompts` in veertien.yaml.",
    ),
)
MODEL_UNUSABLE = FindingKind(
    "model_unusable",
    Urgency.CRITICAL,
    (
        "The acoustic model can't be used: {why}.",
        "Take `acoustic_model` out of veertien.yaml, or go back with `veertien model rollback`; the package has a "
        "model of its own.",
    ),
    (
        "Het akoestische model is niet te gebruiken: {why}.",
        "Haal `acoustic_model` uit veertien.yaml, of ga terug met `veertien model rollback`; het pakket heeft een "
        "eigen model.",
    ),
)
