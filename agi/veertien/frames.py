"""Audio as it goes over the telephone: signed 16-bit little-endian samples, mono, in frames of 20 ms."""

HERTZ = 8000
"""Samples a second."""

FRAME_SECONDS = 0.02
FRAME_SAMPLES = 160
FRAME_BYTES = 2 * FRAME_SAMPLES
BYTES_PER_SECOND = 2 * HERTZ

SILENCE = bytes(FRAME_BYTES)
"""A frame of digital silence."""
