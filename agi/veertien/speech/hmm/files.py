"""The parameter files of a PocketSphinx model: means, variances, transitions, mixture weights, feat.params.

Sphinx-3 files are a text header, a byte-order mark, counts and 32-bit floats. Mixture weights are bytes in a file of
another kind ("sendump"), the negative logarithm to the base 1.0001 without its last ten bits. Model files may come
from an admin, so that counts are checked before anything is read by them.
"""

import math
import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from veertien.speech.hmm.frontend import Floats

_END_OF_HEADER = b"endhdr\n"
_BYTE_ORDER = 0x11223344
_LONGEST_FILE = 64 * 1024 * 1024
_WEIGHT_STEP = math.log(1.0001) * 1024
_WEIGHT_OF = np.exp(-_WEIGHT_STEP * np.arange(256)).astype(np.float32)
_LAST_WEIGHT = 159
"""Largest byte that PocketSphinx takes for a mixture weight; beyond it its table of sums has no entry."""


class ModelFileError(ValueError):
    """A model's file can't be read; the message names the file and the cure."""


def read_gaussians(path: Path) -> Floats:
    """Read means or variances: codebooks x streams x densities x dimensions. Raises ModelFileError."""
    body = _read_s3(path)
    codebooks, feature_streams, densities = _integers(path, body, 0, 3)
    lengths = _integers(path, body, 12, feature_streams)
    if len(set(lengths)) != 1:
        raise ModelFileError(f"{path}: streams of different lengths {lengths}; only equal ones are supported")
    shape = (codebooks, feature_streams, densities, lengths[0])
    return _floats(path, body, 12 + 4 * feature_streams, shape)


def write_gaussians(path: Path, values: Floats) -> None:
    """Write means or variances; see `read_gaussians`."""
    codebooks, feature_streams, densities, length = values.shape
    _write_s3(path, (codebooks, feature_streams, densities, *[length] * feature_streams), values)


def read_transitions(path: Path) -> Floats:
    """Read transition rows: matrices x emitting states x all states, as probabilities. Raises ModelFileError."""
    body = _read_s3(path)
    matrices, sources, targets = _integers(path, body, 0, 3)
    rows = _floats(path, body, 12, (matrices, sources, targets))
    if rows.min() < 0 or not rows.sum(axis=2).all():
        raise ModelFileError(f"{path}: rows that are no chances; fetch or train the model again")
    probabilities: Floats = rows / rows.sum(axis=2, keepdims=True)
    return probabilities


def write_transitions(path: Path, rows: Floats) -> None:
    """Write transition rows; see `read_transitions`."""
    _write_s3(path, rows.shape, rows)


def read_weights(path: Path, senones: int) -> NDArray[np.float32]:
    """Read mixture weights, senones x streams x densities, each row adding up to 1. Raises ModelFileError."""
    return weights_of_levels(read_levels(path, senones))


def weights_of_levels(levels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the mixture weights that bytes of the file stand for; the last axis adds up to 1."""
    weights = unscaled_weights(levels)
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights


def unscaled_weights(levels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the same up to a factor for each row."""
    # A byte is always within the table: to be told so spares `take` to look.
    weights: NDArray[np.float32] = _WEIGHT_OF.take(levels, mode="clip")
    return weights


def read_levels(path: Path, senones: int) -> NDArray[np.uint8]:
    """Read mixture weights as the bytes they are, senones x streams x densities; see `weights_of_levels`.

    Raises ModelFileError.
    """
    data = bytes_of(path)
    at = 0
    described: dict[str, str] = {}
    for field in range(64):
        (length,) = _integers(path, data[at:], 0, 1)
        text = data[at + 4 : at + 4 + max(0, length)].rstrip(b"\0").decode("ascii", "replace").split()
        at += 4 + max(0, length)
        if length == 0 and field > 1:
            break
        if len(text) == 2:
            described[text[0]] = text[1]
    else:
        raise ModelFileError(f"{path}: no end of the description; it isn't a sendump file")
    rows, columns = _integers(path, data[at:], 0, 2)
    count = described.get("feature_count", "3")
    feature_streams = int(count) if count in ("1", "2", "3") else 0
    if min(feature_streams, rows) < 1 or columns < senones or len(data) - at - 8 < feature_streams * rows * columns:
        raise ModelFileError(f"{path}: too short for {senones} senones; fetch or train the model again")
    levels = np.frombuffer(data, np.uint8, feature_streams * rows * columns, at + 8)
    # A copy, a senone's bytes one behind the other, that doesn't keep the file.
    return levels.reshape(feature_streams, rows, columns)[:, :, :senones].transpose(2, 0, 1).copy()


def write_weights(path: Path, weights: NDArray[np.floating]) -> None:
    """Write mixture weights as a sendump; see `read_weights`."""
    senones, feature_streams, densities = weights.shape
    levels = np.rint(-np.log(np.maximum(weights, 1e-12)) / _WEIGHT_STEP).clip(0, _LAST_WEIGHT).astype(np.uint8)
    described = (
        "BEGIN FILE FORMAT DESCRIPTION",
        "cluster_count 0",
        "codebook_count 1",
        f"feature_count {feature_streams}",
        f"mixture_count {densities}",
        f"model_count {senones}",
        "END FILE FORMAT DESCRIPTION",
    )
    parts = [struct.pack("<i", len(line) + 1) + line.encode("ascii") + b"\0" for line in described]
    parts.append(struct.pack("<3i", 0, densities, senones))
    parts.append(np.ascontiguousarray(levels.transpose(1, 2, 0)).tobytes())
    path.write_bytes(b"".join(parts))


def read_options(path: Path) -> Mapping[str, str]:
    """Read feat.params: option to value."""
    pairs = (line.split() for line in bytes_of(path).decode("utf-8", "replace").splitlines())
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def write_options(path: Path, options: Mapping[str, str]) -> None:
    """Write feat.params, an option a line."""
    path.write_text("".join(f"{name} {value}\n" for name, value in options.items()), "ascii")


def bytes_of(path: Path) -> bytes:
    """Read a whole file of a model; raises ModelFileError, with the cure, when it can't be read."""
    try:
        if path.stat().st_size > _LONGEST_FILE:
            raise ModelFileError(f"{path}: larger than {_LONGEST_FILE} bytes, which no model of names is")
        return path.read_bytes()
    except OSError as error:
        raise ModelFileError(f"{path}: can't be read ({error.strerror}); name a model's directory") from error


def _read_s3(path: Path) -> bytes:
    header, found, body = bytes_of(path).partition(_END_OF_HEADER)
    if not found or not header.startswith(b"s3") or struct.unpack("<I", body[:4].ljust(4))[0] != _BYTE_ORDER:
        raise ModelFileError(f"{path}: not a little-endian Sphinx-3 file; fetch or train the model again")
    return body[4:]


def _integers(path: Path, body: bytes, at: int, count: int) -> tuple[int, ...]:
    if not 0 <= count <= 16 or len(body) < at + 4 * count:
        raise ModelFileError(f"{path}: cut short; fetch or train the model again")
    return struct.unpack_from(f"<{count}i", body, at)


def _floats(path: Path, body: bytes, at: int, shape: tuple[int, ...]) -> Floats:
    (count,) = _integers(path, body, at, 1)
    if min(shape) < 1 or count != math.prod(shape) or len(body) < at + 4 + 4 * count:
        raise ModelFileError(f"{path}: {count} values where {shape} were announced; fetch or train the model again")
    values = np.frombuffer(body, "<f4", count, at + 4).reshape(shape).astype(np.float64)
    if not np.isfinite(values).all():
        raise ModelFileError(f"{path}: values that are no numbers; fetch or train the model again")
    return values


def _write_s3(path: Path, counts: tuple[int, ...], values: Floats) -> None:
    header = b"s3\nversion 1.0\n" + _END_OF_HEADER + struct.pack("<I", _BYTE_ORDER)
    body = struct.pack(f"<{len(counts) + 1}i", *counts, values.size) + values.astype("<f4").tobytes()
    path.write_bytes(header + body)
