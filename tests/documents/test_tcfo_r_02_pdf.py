"""The PDF of the form: every label readable, the fonts ours, page counts sane."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from typing import TYPE_CHECKING

import pytest
from tests.documents.forms import form_sections, labels, squeezed, stands_in
from tests.samples import empty_dossier, large_dossier, sample_dossier, sample_pictures

from fahsai.core.reports.tcfo_r_02 import tcfo_r_02
from fahsai.documents.tcfo_r_02 import pdf
from fahsai.documents.tcfo_r_02.archive import parts
from fahsai.documents.tcfo_r_02.pdf import PdfUnavailable, fitted, to_pdf
from fahsai.documents.tcfo_r_02.write import write_docx
from fahsai.words.load import words

if TYPE_CHECKING:
    from pathlib import Path

DOSSIERS = {"full": sample_dossier, "empty": empty_dossier, "large": large_dossier}
PAGES = {"full": range(20, 35), "empty": range(9, 18), "large": range(60, 110)}


@cache
def converted(which: str) -> bytes:
    report = tcfo_r_02(DOSSIERS[which](), words("tcfo_r_02"))
    return to_pdf(write_docx(report, sample_pictures()))


def told(tool: str, which: str, folder: Path, *options: str) -> str:
    path = folder / f"{which}.pdf"
    path.write_bytes(converted(which))
    command = [tool, *options, str(path)]
    if tool == "pdftotext":
        command.append("-")
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


@pytest.mark.libreoffice
@pytest.mark.parametrize("which", ["full", "empty"])
def test_every_label_can_be_read_as_often_as_the_form_has_it(which: str, tmp_path: Path) -> None:
    text = squeezed(told("pdftotext", which, tmp_path, "-raw"))
    form = form_sections()
    for label in labels():
        places = sum(stands_in(label, lines) for lines in form.values())
        assert text.count(squeezed(label)) >= places, label


@pytest.mark.libreoffice
def test_only_our_fonts_are_used(tmp_path: Path) -> None:
    lines = told("pdffonts", "full", tmp_path).splitlines()[2:]
    names = {re.sub(r"^[A-Z]{6}\+", "", line.split()[0]).partition("-")[0] for line in lines}
    assert names <= {"THSarabunNew", "Sarabun", "DejaVuSans"}
    assert names & {"THSarabunNew", "Sarabun"}


@pytest.mark.libreoffice
@pytest.mark.parametrize("which", DOSSIERS)
def test_pages_are_as_many_as_expected(which: str, tmp_path: Path) -> None:
    told_pages = re.search(r"Pages:\s+(\d+)", told("pdfinfo", which, tmp_path))
    assert told_pages is not None
    assert int(told_pages[1]) in PAGES[which]


def test_without_libreoffice_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_program", lambda: None)
    with pytest.raises(PdfUnavailable, match="not installed") as caught:
        to_pdf(b"")
    assert not caught.value.retry


def test_a_conversion_that_takes_too_long_may_be_tried_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 5\n", encoding="utf-8")
    slow.chmod(0o755)
    monkeypatch.setattr(pdf, "_program", lambda: str(slow))
    docx = write_docx(tcfo_r_02(empty_dossier(), words("tcfo_r_02")), {})
    with pytest.raises(PdfUnavailable) as caught:
        to_pdf(docx, timeout=0.2)
    assert caught.value.retry


def test_sizes_are_fitted_to_the_fallback_font() -> None:
    docx = write_docx(tcfo_r_02(empty_dossier(), words("tcfo_r_02")), {})
    before, after = parts(docx)["word/styles.xml"], parts(fitted(docx))["word/styles.xml"]
    assert b'<w:szCs w:val="32"/>' in before
    assert b'<w:szCs w:val="32"/>' not in after
    assert b'<w:szCs w:val="24"/>' in after
