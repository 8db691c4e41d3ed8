"""Plain independent draws, to hold the stratified ones against: nothing shared with them but the names of inputs."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from scoring.draws import Floats, Uniforms


def plain(batch: int, count: int) -> Uniforms:
    """Positions drawn at random by numpy's own generator, anew in each batch."""

    def uniforms(names: Sequence[str]) -> Floats:
        rows = [np.random.default_rng([crc32(name.encode()), batch]).random(count) for name in names]
        return np.array(rows).reshape(len(names), count)

    return uniforms
