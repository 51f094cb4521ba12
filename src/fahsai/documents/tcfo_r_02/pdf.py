"""The PDF of the Word form, converted by LibreOffice where it is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from fahsai.documents.tcfo_r_02.styles import FONT

FALLBACK = "Sarabun"
TIMEOUT = 300
"""Seconds a conversion may take."""

_SCALE = 0.75
"""Sarabun's letters at this share of the size are as large as those of TH Sarabun New."""
_SIZE = re.compile(rb'(<w:sz(?:Cs)? w:val=")(\d+)(")')

_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{folder}</dir>
  <cachedir>{cache}</cachedir>
  <match target="pattern">
    <test name="family"><string>{font}</string></test>
    <edit name="family" mode="append" binding="strong"><string>{fallback}</string></edit>
  </match>
</fontconfig>
"""


class PdfUnavailable(RuntimeError):  # noqa: N818
    """LibreOffice is not installed, or did not make a PDF; ``retry`` says if it may later."""

    def __init__(self, message: str, *, retry: bool) -> None:
        super().__init__(message)
        self.retry = retry


def pdf_available() -> bool:
    """Whether this machine can convert."""
    return _program() is not None


def to_pdf(docx: bytes, timeout: float = TIMEOUT) -> bytes:
    """The PDF of a Word file.

    Args:
        docx: the Word file; where TH Sarabun New is not installed it is printed in Sarabun, its
            sizes fitted so that pages look as they do in Word.
        timeout: longest wait [s].

    Raises:
        PdfUnavailable: without LibreOffice, or when it fails or takes too long.
    """
    program = _program()
    if program is None:
        raise PdfUnavailable("LibreOffice (soffice) is not installed", retry=False)
    with TemporaryDirectory(prefix="fahsai-pdf-") as name:
        folder = Path(name)
        environment = _environment(folder)
        source = folder / "form.docx"
        source.write_bytes(docx if _has_font(environment) else fitted(docx))
        command = [
            program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--norestore", "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder),
            str(source),
        ]  # fmt: skip
        try:
            done = subprocess.run(  # noqa: S603 - our own program and file, no shell
                command, env=environment, capture_output=True, timeout=timeout, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise PdfUnavailable(f"no PDF after {timeout} s", retry=True) from error
        result = folder / "form.pdf"
        if not result.exists():
            said = done.stderr.decode(errors="replace").strip()[-400:]
            raise PdfUnavailable(f"LibreOffice made no PDF: {said}", retry=True)
        return result.read_bytes()


def fitted(docx: bytes) -> bytes:
    """The same file with every font size scaled for the fallback font."""
    buffer = BytesIO()
    with ZipFile(BytesIO(docx)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("word/") and name.endswith(".xml"):
                content = _SIZE.sub(_scaled, content)
            target.writestr(name, content)
    return buffer.getvalue()


def _scaled(match: re.Match[bytes]) -> bytes:
    return match[1] + str(round(int(match[2]) * _SCALE)).encode() + match[3]


def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _environment(folder: Path) -> dict[str, str]:
    """The process environment with our font folder and the fallback of the Thai font."""
    fonts = folder / "fonts.conf"
    fonts.write_text(
        _FONTS.format(
            folder=escape(str(files("fontpkg_sarabun").joinpath("files"))),
            cache=escape(str(folder / "fontcache")),
            font=FONT,
            fallback=FALLBACK,
        ),
        encoding="utf-8",
    )
    return {**os.environ, "FONTCONFIG_FILE": str(fonts), "HOME": str(folder)}


def _has_font(environment: dict[str, str]) -> bool:
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    listed = subprocess.run(  # noqa: S603 - a fixed command
        [lister, FONT, "family"], env=environment, capture_output=True, check=False
    )
    return bool(listed.stdout.strip())
