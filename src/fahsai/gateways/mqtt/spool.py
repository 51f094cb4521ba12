"""What a gateway is given to forward: lines of text, from a stream or from files of a folder.

A line is ``topic<TAB>payload``, or JSON ``{"topic": …, "payload": …}`` whose payload is passed on
exactly as it is written (a text without its quotation marks).
"""

from __future__ import annotations

import os
import select
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from threading import Event

LONGEST_TOPIC = 0xFFFF
LONGEST_LINE = 4 << 20
"""[bytes]"""
CHUNK = 1 << 16
LOOK = 250
"""How often a silent stream lets see whether to stop [ms]."""
ENDINGS = frozenset({".json", ".jsonl", ".ndjson", ".tsv", ".txt"})
"""Files that are taken; others, and those that begin with a dot, are being written."""
REJECTED = ".rejected"


class Lines(NamedTuple):
    """Messages, and the lines that are none, as they came."""

    messages: list[tuple[str, bytes]]
    rejected: list[bytes]


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    topic: str
    payload: msgspec.Raw


_DECODER: msgspec.json.Decoder[_Line] = msgspec.json.Decoder(_Line)


def message_of(line: bytes) -> tuple[str, bytes]:
    r"""Topic and payload of a line.

    >>> message_of(b'fahsai/o/E01\t{"t":1767225600,"kwh":12.50}')
    ('fahsai/o/E01', b'{"t":1767225600,"kwh":12.50}')
    >>> message_of(b'{"topic":"fahsai/o/E01","payload":{"t":1767225600,"kwh":12.50}}')
    ('fahsai/o/E01', b'{"t":1767225600,"kwh":12.50}')

    Raises:
        ValueError: it is neither, or no message can have this topic.
    """
    if line.startswith(b"{"):
        found = _DECODER.decode(line)  # its error is a ValueError
        topic, payload = found.topic, bytes(found.payload)
        if payload.startswith(b'"'):
            payload = msgspec.json.decode(payload, type=str).encode()
    else:
        name, tab, payload = line.partition(b"\t")
        if not tab:
            raise ValueError("no tabulator between topic and payload")
        topic = name.decode()
    if not topic or len(topic.encode()) > LONGEST_TOPIC or set(topic) & set("+#\0"):
        raise ValueError(f"no topic of a message: {topic!r}")
    return topic, payload


def lines_of(data: bytes) -> Lines:
    """The messages of whole lines; empty ones are nothing."""
    found = Lines([], [])
    for line in data.splitlines():
        if not line.strip():
            continue
        try:
            found.messages.append(message_of(line))
        except ValueError:
            found.rejected.append(line)
    return found


def from_stream(file: int, stop: Event) -> Iterator[Lines]:
    """The messages of a stream (its descriptor), as soon as their lines are whole.

    A line that does not end is rejected piece by piece, or it would take all memory.
    """
    rest, endless, poll = b"", False, select.poll()
    poll.register(file, select.POLLIN)
    while not stop.is_set():
        if not poll.poll(LOOK):
            continue
        data = os.read(file, CHUNK)
        if not data:
            break
        whole, newline, rest = (rest + data).rpartition(b"\n")
        if newline:
            end, _, whole = whole.partition(b"\n") if endless else (b"", b"", whole)
            endless = False
            found = lines_of(whole)
            yield Lines(found.messages, [*([end] if end else []), *found.rejected])
        if endless or len(rest) > LONGEST_LINE:
            endless = True
            yield Lines([], [rest])
            rest = b""
    if rest:
        yield lines_of(rest)


def waiting_files(folder: Path) -> Sequence[Path]:
    """The files of a folder that are complete, by name."""
    found = (one for one in folder.iterdir() if one.suffix in ENDINGS and one.name[0] != ".")
    return sorted(one for one in found if one.is_file())


def take_file(path: Path, put: Callable[[Sequence[tuple[str, bytes]]], Any]) -> Lines:
    """Take a file in, then away; lines that are no messages stay beside it.

    A program that is killed between both takes it twice: doubles are known where they arrive.
    """
    found = lines_of(path.read_bytes())
    put(found.messages)
    if found.rejected:
        kept = path.with_name(path.name + REJECTED)
        with kept.open("ab") as file:
            file.write(b"\n".join(found.rejected) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    path.unlink()
    return found
