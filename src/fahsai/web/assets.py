"""The web fonts: small woff2 subsets of Sarabun, built from the installed package.

Nothing of a third party is committed: the files land in ``static/built/``, which git ignores,
with the stylesheet that names them.  Pages without them fall back to the fonts of the machine.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

BUILT = Path(__file__).parent / "static" / "built"
STYLESHEET = "fonts.css"
FAMILY = "Sarabun"
WEIGHTS = {400: "Sarabun-Regular.ttf", 700: "Sarabun-Bold.ttf"}
RECIPE = "1"
"""Changes when the same font would be built in another way."""


class Script(NamedTuple):
    """The characters of one subset, as ``unicode-range`` writes them."""

    name: str
    ranges: str

    def characters(self) -> list[int]:
        """The code points of the ranges.

        >>> Script("x", "U+41-43, U+E3F").characters()
        [65, 66, 67, 3647]
        """
        points: list[int] = []
        for part in self.ranges.split(","):
            first, _, last = part.strip().removeprefix("U+").partition("-")
            points.extend(range(int(first, 16), int(last or first, 16) + 1))
        return points


SCRIPTS = (
    Script("thai", "U+E01-E5B, U+200C-200D, U+25CC"),
    Script(
        "latin",
        "U+20-7E, U+A0-17F, U+2BC, U+2C6, U+2DA, U+2DC, U+3BC, U+2013-2014, U+2018-201E, "
        "U+2020-2022, U+2026, U+2030, U+2039-203A, U+2070-2089, U+20AC, U+2122, U+2190-2193, "
        "U+2212, U+2248, U+2260, U+2264-2265",
    ),
)


def build_assets() -> tuple[Path, ...]:
    """The font files and their stylesheet, built where they are missing or out of date.

    A second call finds everything in place and only looks.
    """
    BUILT.mkdir(parents=True, exist_ok=True)
    made = tuple(
        _font(script, weight, source) for weight, source in WEIGHTS.items() for script in SCRIPTS
    )
    sheet = BUILT / STYLESHEET
    text = _stylesheet()
    if not sheet.exists() or sheet.read_text("utf-8") != text:
        sheet.write_text(text, "utf-8")
    for stale in set(BUILT.glob(f"{FAMILY.lower()}-*.woff2")) - set(made):
        stale.unlink()
    return (*made, sheet)


def _font(script: Script, weight: int, source: str) -> Path:
    """One subset; its name carries the hash of what it is made from."""
    place = BUILT / _file_name(script, weight, source)
    if not place.exists():
        _write_subset(_ttf(source), script, place)
    return place


def _file_name(script: Script, weight: int, source: str) -> str:
    made_from = hashlib.sha256(_ttf(source).read_bytes() + f"{RECIPE}{script.ranges}".encode())
    return f"{FAMILY.lower()}-{script.name}-{weight}-{made_from.hexdigest()[:12]}.woff2"


def _ttf(name: str) -> Path:
    return Path(str(files("fontpkg_sarabun").joinpath("files", name)))


def _write_subset(font: Path, script: Script, place: Path) -> None:
    """Write under another name first, so that a half-written font is never served."""
    from fontTools import subset

    options = subset.Options(flavor="woff2", layout_features=["*"], hinting=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=script.characters())
    draft = place.with_suffix(".part")
    with subset.load_font(str(font), options) as loaded:
        cutter.subset(loaded)
        subset.save_font(loaded, str(draft), options)
    draft.replace(place)


def _stylesheet() -> str:
    return "\n".join(
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-display:swap;'
        f'src:url("{_file_name(script, weight, source)}") format("woff2");'
        f"unicode-range:{script.ranges}}}"
        for weight, source in WEIGHTS.items()
        for script in SCRIPTS
    )


if __name__ == "__main__":
    build_assets()
