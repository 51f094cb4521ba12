r"""What is kept for ever of readings that are removed, so that an export can be held against it.

The canonical text of a month of a channel is one line a reading, by time::

    channel,ts,value,quality\n

four whole numbers as decimal ASCII, ``value`` scaled as it is stored; the proof is its SHA-256.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STEP = 131_072
_LOW = (1 << 32) - 1


class Proof(NamedTuple):
    """Rows, first and last time [unix s], sum of the values [scaled] and the SHA-256."""

    rows: int
    first: int
    last: int
    total: int
    sha256: str


def digest(rows: pa.Table) -> str:
    r"""The SHA-256 over the canonical text of readings (ASKED), in the order given.

    >>> from fahsai.readings.schema import ASKED
    >>> one = pa.table({"channel": [7], "ts": [60], "value": [-5], "quality": [0]}, schema=ASKED)
    >>> digest(one) == sha256(b"7,60,-5,0\n").hexdigest()
    True
    """
    found = sha256()
    for batch in rows.select(["channel", "ts", "value", "quality"]).to_batches(_STEP):
        texts = [pc.cast(column, pa.string()) for column in batch.columns]
        lines = pc.binary_join_element_wise(*texts, ",").to_pylist()
        found.update("".join(f"{line}\n" for line in lines).encode())
    return found.hexdigest()


def proof_of(rows: pa.Table) -> Proof:
    """The proof of the readings of one channel in one month, by time; there is one at least."""
    ts = rows["ts"]
    total = exact_sum(rows["value"].to_numpy())
    return Proof(len(rows), ts[0].as_py(), ts[-1].as_py(), total, digest(rows))


def exact_sum(whole: NDArray[Any]) -> int:
    """The sum of whole numbers, however large."""
    return (int((whole >> 32).sum()) << 32) + int((whole & _LOW).sum())
