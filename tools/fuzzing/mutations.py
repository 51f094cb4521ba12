"""Ways to break a file: in its bytes, in what is packed inside it, in what its cells say."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

NUMBERS = (
    *("", "-", "0", "-1", "1e308", "-1e308", "1e-320", "NaN", "INF", "9" * 40, "0." + "3" * 60),
    *("1048577", "2147483648", "18446744073709551616", "1,234.5", "1.234,5", "๑๒๓", "0x1F", "1/0"),
)
TEXTS = (
    *('=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3"),
    *("<script>alert(1)</script>", "&lt;b&gt;", "]]>", "'; DROP TABLE x; --", "{{ 7*7 }}"),
    *("%s%n", "../../etc/passwd", "a\u202eb", "\ufeff", "\u0000", "\ud7ff", "\uffff", "ก" * 4000),
    *("ปี 2567", "31/02/2565", "29/2/2566", "2565-13-01", "24:00", "45000", "#REF!", "Err:502"),
    *("ตัน", "ton", "kWh", "MWh", "ครั้ง", "  ", "\n\n", "รวม", "ต.ค.", "Oct-21", "TRUE", "null"),
)
_ENTITIES = (
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
)
_PART_NAMES = ("../../evil", "/abs", "xl/vbaProject.bin", "a" * 300)
_PLACES = ("XFD1048576", "A0", "A1048577", "ZZZZZ99999999", "A1", "", "1A", "$A$1")


def broken(random: Random, data: bytes, others: list[bytes]) -> bytes:
    """A file that was whole, broken one to four times."""
    for _ in range(random.choice((1, 1, 2, 4))):
        if data[:2] == b"PK" and _in(random, 0.8):
            data = _in_the_archive(random, data)
        elif _is_mapping(data) and _in(random, 0.8):
            data = _in_the_mapping(random, data)
        elif _is_text(data) and _in(random, 0.7):
            data = _in_the_text(random, data)
        else:
            data = random.choice(_BYTES)(random, data, others)
    return data


def _flip(random: Random, data: bytes, _others: list[bytes]) -> bytes:
    made = bytearray(data)
    for _ in range(random.choice((1, 2, 8, 64))):
        if made:
            made[random.randrange(len(made))] = random.randrange(256)
    return bytes(made)


def _cut(random: Random, data: bytes, _others: list[bytes]) -> bytes:
    start = random.randrange(len(data) + 1)
    return data[:start] + data[start + random.choice((1, 4, 64, 1024, 1 << 30)) :]


def _double(random: Random, data: bytes, _others: list[bytes]) -> bytes:
    start = random.randrange(len(data) + 1)
    piece = data[start : start + random.choice((1, 16, 256, 4096))]
    return data[:start] + piece * random.choice((2, 3, 50)) + data[start:]


def _splice(random: Random, data: bytes, others: list[bytes]) -> bytes:
    other = random.choice(others)
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other) + 1) :]


def _noise(random: Random, data: bytes, _others: list[bytes]) -> bytes:
    return data[: random.choice((0, 4, 8, 512))] + random.randbytes(
        random.choice((0, 3, 200, 5000))
    )


_BYTES: tuple[Callable[[Random, bytes, list[bytes]], bytes], ...] = (
    *(_flip, _flip, _cut, _double, _splice, _noise),
)


def _in(random: Random, share: float) -> bool:
    """True in that share of all cases."""
    return random.random() < share


def _is_text(data: bytes) -> bool:
    return b"\0" not in data[:512] and data[:4] not in {b"%PDF", b"\x89PNG"} and b"," in data[:200]


def _in_the_text(random: Random, data: bytes) -> bytes:
    """A table of text: other separators, other words, other encodings, quotes left open."""
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    match random.randrange(6):
        case 0:
            return data.replace(b",", random.choice((b";", b"\t", b"|", b"", b",,,", b'","')))
        case 1:
            cells = lines[at].split(b",")
            cells[random.randrange(len(cells))] = _hostile(random).encode("utf-8", "replace")
            lines[at] = b",".join(cells)
        case 2:
            lines[at] += b'"'
        case 3:
            lines[at:at] = [lines[at]] * random.choice((1, 20, 500))
        case 4:
            encoding = random.choice(("utf-16", "utf-16-le", "cp874", "latin-1", "utf-7"))
            return data.decode("utf-8", "replace").encode(encoding, "replace")
        case _:
            lines[at] = b"," * random.choice((1, 100, 20_000))
    return b"\n".join(lines)


def _is_mapping(data: bytes) -> bool:
    return b"tables" in data and b"quantity" in data


_QUOTED = re.compile(rb'"([^"\n]*)"')
_BARE = re.compile(rb"(?<=[:=] )(?:[0-9]+|true|false)")
_SAID = (
    *("A", "B", "C", "ZZ", "XFD", "AAAA", "1", "", "quantity", "unit", "source", "month", "from"),
    *("kind:mobile.diesel", "kind:", "-", "be", "ce", "day", "mdy", "01", "2567-13", "utf-16"),
    *("cp874", "tab", ";", "|", '\\"', "\\u0000", "litre", "kWh", "fuel", "น้ำมันดีเซล"),
)
_PIECES = (
    *(b"[" * 5000, b"{" * 200, b"9" * 6000, b"0x" + b"f" * 9000, b"1e999", b"null", b"-1", b"[[]]"),
    *(b"{}", b"[]", b"nan", b"true", b"2567-01-01", b'"""', b"2097152", b"99999999999999999999"),
)


def _in_the_mapping(random: Random, data: bytes) -> bytes:
    """JSON or TOML: another word, number or name of an entry; brackets without end."""
    match random.randrange(8):
        case 0:
            return _instead_of(random, data, _BARE, random.choice(_PIECES))
        case 1:
            return _instead_of(random, data, _QUOTED, random.choice(_PIECES))
        case 2:
            return _cut(random, data, [])
        case 3:
            lines = data.split(b"\n")
            at = random.randrange(len(lines))
            lines[at:at] = [lines[at]] * random.choice((1, 2, 60))
            return b"\n".join(lines)
        case 4:
            text = _hostile(random).encode("utf-8", "replace")
            return _instead_of(random, data, _QUOTED, b'"' + text + b'"')
        case _:
            text = random.choice(_SAID).encode()
            return _instead_of(random, data, _QUOTED, b'"' + text + b'"')


def _instead_of(random: Random, data: bytes, what: re.Pattern[bytes], by: bytes) -> bytes:
    """One place of a pattern replaced by bytes."""
    found = list(what.finditer(data))
    if not found:
        return data
    one = random.choice(found)
    return data[: one.start()] + by + data[one.end() :]


def _hostile(random: Random) -> str:
    return random.choice(NUMBERS if _in(random, 0.5) else TEXTS)


def _in_the_archive(random: Random, data: bytes) -> bytes:
    """One packed part broken, dropped, doubled or renamed, and packed again."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, KeyError, RuntimeError, EOFError):
        return _flip(random, data, [])
    except NotImplementedError:
        return data
    if not parts:
        return data
    at = random.randrange(len(parts))
    sheets = [n for n, (name, _) in enumerate(parts) if "sheet" in name or name == "content.xml"]
    if sheets and _in(random, 0.7):
        at = random.choice(sheets)
    name, content = parts[at]
    match random.choices(("drop", "rename", "double", "inside"), (5, 3, 2, 90))[0]:
        case "drop":
            del parts[at]
        case "rename":
            parts[at] = (random.choice(_PART_NAMES), content)
        case "double":
            parts.append((name, content[: len(content) // 2]))
        case _:
            parts[at] = (name, _in_the_xml(random, content))
    return _packed(random, parts)


def _packed(random: Random, parts: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    method = random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", method) as archive:
        warnings.simplefilter("ignore", UserWarning)  # a name twice is what is wanted
        for name, content in parts:
            info = zipfile.ZipInfo(name)  # the same bytes whatever the hour
            info.compress_type = method
            archive.writestr(info, content)
    return out.getvalue()


_NUMBER = re.compile(rb">(-?[0-9][0-9.eE+-]*)<")
_TAG = re.compile(rb"<[^>]{1,200}>")
_PLACE = re.compile(rb'(?:r|ref)="([A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?)"')
_ATTRIBUTE = re.compile(rb'"([^"]{0,60})"')
_WORD = re.compile(rb">([^<>]{1,80})<")


def _in_the_xml(random: Random, content: bytes) -> bytes:
    """Another number, word, place, attribute or tag; entities; a tag left out or doubled."""
    return random.choice(_XML)(random, content)


def _many_tags(random: Random, content: bytes) -> bytes:
    found = list(_TAG.finditer(content))
    if not found:
        return content
    tag = random.choice(found)
    return (
        content[: tag.start()] + tag.group() * random.choice((2, 100, 5000)) + content[tag.end() :]
    )


def _entities(random: Random, content: bytes) -> bytes:
    return content.replace(b"?>", b"?>" + random.choice(_ENTITIES).encode(), 1)


def _instead(
    random: Random, content: bytes, what: re.Pattern[bytes], by: str, *, whole: bool = False
) -> bytes:
    """One place, or (one time in eight) every place of a pattern, replaced."""
    found = list(what.finditer(content))
    if not found:
        return content
    new = by.encode("utf-8", "replace")
    chosen = found if _in(random, 0.125) else [random.choice(found)]
    pieces, end = [], 0
    for one in chosen:
        first, last = one.span() if whole else one.span(1)
        pieces += [content[end:first], new]
        end = last
    return b"".join((*pieces, content[end:]))


_XML: tuple[Callable[[Random, bytes], bytes], ...] = (
    *(lambda random, content: _instead(random, content, _NUMBER, random.choice(NUMBERS)),) * 3,
    *(lambda random, content: _instead(random, content, _WORD, random.choice(TEXTS)),) * 3,
    lambda random, content: _instead(random, content, _PLACE, random.choice(_PLACES)),
    lambda random, content: _instead(random, content, _ATTRIBUTE, _hostile(random)),
    lambda random, content: _instead(random, content, _TAG, "", whole=True),
    lambda random, content: _instead(random, content, _WORD, "&x;"),
    lambda random, content: _flip(random, content, []),
    _many_tags,
    _entities,
)
"""Ways to break a packed text; the first two leave it readable, so they come more often."""
