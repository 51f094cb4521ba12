"""The Word file: the template's contract, its bytes, what a user may have typed, its looks."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, get_type_hints
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm
from jinja2 import UndefinedError
from tests.documents.forms import docx_sections
from tests.samples import empty_dossier, large_dossier, sample_dossier, sample_pictures

from fahsai.core.reports.tcfo_r_02 import R02, content, tcfo_r_02
from fahsai.documents.tcfo_r_02.archive import canonical, parts
from fahsai.documents.tcfo_r_02.build_template import TEMPLATE, build_template
from fahsai.documents.tcfo_r_02.write import write_docx
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.reports.dossier import Dossier

WORDS = words("tcfo_r_02")
UNPRINTED = {"dated", "section", "columns", "figures", "source_id", "other_year", "interval"}
"""Fields that the writer and the trace use, not the template."""


def written(dossier: Dossier | None = None, pictures: Mapping[str, bytes] | None = None) -> bytes:
    report = tcfo_r_02(dossier or sample_dossier(), WORDS)
    return write_docx(report, sample_pictures() if pictures is None else pictures)


def document_xml(archive: bytes) -> str:
    return parts(archive)["word/document.xml"].decode()


def test_the_template_beside_the_code_is_the_one_the_code_builds() -> None:
    assert parts(TEMPLATE.read_bytes()) == parts(build_template())


def test_every_field_of_the_report_has_its_place_in_the_template() -> None:
    tags = re.findall(
        r"\{[{%].*?[%}]\}",
        re.sub(r"<[^>]+>", "", "".join(p.decode("utf-8", "ignore")
                                       for n, p in parts(TEMPLATE.read_bytes()).items()
                                       if n.startswith(("word/", "docProps/")))),
    )  # fmt: skip
    used = {path for tag in tags for path in re.findall(r"\br(?:\.\w+)+", tag)}
    hints = get_type_hints(R02, vars(content) | {"date": object})
    for field in fields(R02):
        if field.name in UNPRINTED:
            continue
        hint = hints[field.name]
        inner = [f.name for f in fields(hint)] if is_dataclass(hint) else [""]
        inner = [name for name in inner if name not in UNPRINTED]
        if hint in (content.Table, content.GroupedTable):
            inner = [""]
        for name in inner:
            path = f"r.{field.name}.{name}".rstrip(".")
            assert any(tag == path or tag.startswith(f"{path}.") for tag in used), path


def test_a_template_with_an_unknown_place_is_refused() -> None:
    broken = {
        name: part.replace(b"r.organisation", b"r.organization")
        for name, part in parts(TEMPLATE.read_bytes()).items()
    }
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, part in broken.items():
            archive.writestr(name, part)
    with pytest.raises(UndefinedError):
        write_docx(tcfo_r_02(sample_dossier(1), WORDS), {}, template=buffer.getvalue())


def test_the_same_report_gives_the_same_bytes() -> None:
    first = written()
    assert first == written()
    assert canonical(first) == first


def test_no_tag_is_left_over() -> None:
    for name, part in parts(written()).items():
        if name.endswith(".xml"):
            assert b"{{" not in part
            assert b"{%" not in part


def test_an_empty_organisation_prints_nothing_as_words() -> None:
    sections = docx_sections(written(empty_dossier(), {}))
    for section in ("3.1.3", "3.2.1", "3.2.5", "3.2.7", "3.2.8", "4.1", "5.1", "A1"):
        assert ["-ไม่มี-"] in sections[section].tables[0]
    for section in ("3.1.2", "3.2.9", "9.1", "10", "11.1.4", "11.2"):
        assert "-ไม่มี-" in sections[section].lines


def test_a_large_organisation_prints_every_source() -> None:
    dossier = large_dossier(3, 60)
    sections = docx_sections(written(dossier))
    rows = [len(sections[s].tables[0]) for s in ("5.1", "5.2", "5.3", "5.4")]
    built = tcfo_r_02(dossier, WORDS).emissions
    tables = (built.scope_1, built.scope_2, built.scope_3, built.separate)
    assert rows == [len(table.rows) + extra for table, extra in zip(tables, (3, 2, 2, 2))]  # noqa: B905
    assert sum(len(table.rows) for table in tables) > 180


def test_figures_of_5_1_are_printed_as_the_content_says() -> None:
    built = tcfo_r_02(sample_dossier(), WORDS).emissions.scope_1
    printed = docx_sections(written())["5.1"].tables[0]
    assert printed[2:-1] == [list(row.cells) for row in built.rows]
    assert built.total is not None
    assert printed[-1] == list(built.total.cells[1:])


def test_gases_have_subscript_runs_and_ticks_their_own_font() -> None:
    xml = document_xml(written())
    lowered = re.findall(r'<w:vertAlign w:val="subscript"/></w:rPr><w:t[^>]*>([^<]*)<', xml)
    assert set(lowered) == {"2", "3", "4", "6"}
    assert not re.search(r">[^<]*(CO2|CH4|N2O|SF6|NF3)[^<]*</w:t>", xml)
    ticks = re.findall(r'<w:rFonts w:ascii="([^"]*)"[^>]*/></w:rPr><w:t[^>]*>✓<', xml)
    assert set(ticks) == {"DejaVu Sans"}


def test_thai_slots_name_the_font_of_the_office_first() -> None:
    styles = docx.Document(BytesIO(written(sample_dossier(1)))).styles.element
    defaults = styles.find(qn("w:docDefaults"))
    fonts = next(defaults.iter(qn("w:rFonts")))
    for slot in ("ascii", "hAnsi", "cs", "eastAsia"):
        assert fonts.get(qn(f"w:{slot}")) == "TH Sarabun New"
    assert next(defaults.iter(qn("w:lang"))).get(qn("w:bidi")) == "th-TH"
    for style in styles.iter(qn("w:style")):
        for sizes in style.iter(qn("w:rPr")):
            latin, thai = sizes.find(qn("w:sz")), sizes.find(qn("w:szCs"))
            assert (latin is None) == (thai is None) or style.get(qn("w:type")) != "paragraph"


def test_rows_hold_together_and_heads_repeat() -> None:
    document = docx.Document(BytesIO(written(sample_dossier(2))))
    for table in document.tables:
        flags = [row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows]
        heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert all(flags)
        assert heads == sorted(heads, reverse=True)


def test_drafts_and_incomplete_totals_are_marked_on_every_page() -> None:
    draft = replace(sample_dossier(1), state="draft")
    for dossier, marked in ((draft, True), (sample_dossier(1), False)):
        archive = parts(written(dossier))
        headers = b"".join(part for name, part in archive.items() if "header" in name).decode()
        assert ("ฉบับร่าง" in headers) is marked
        assert ("ฉบับร่าง" in archive["word/document.xml"].decode()) is marked


def test_what_people_type_cannot_break_the_file() -> None:
    dossier = sample_dossier(2)
    nasty = "A & B <b> {{ r.form }} {%tr x %} \x07\x0c\x00 \ud800 $x$ \nบรรทัดสอง"
    first = dossier.calculation.sources[0]
    source = replace(first.source, name_th=nasty, place=nasty)
    calculation = replace(
        dossier.calculation,
        sources=(first._replace(source=source), *dossier.calculation.sources[1:]),
    )
    texts = {"introduction": nasty, "10": nasty}
    sections = docx_sections(written(replace(dossier, calculation=calculation, texts=texts)))
    assert [line.strip() for line in sections["10"].lines] == [
        "A & B <b> {{ r.form }} {%tr x %}",
        "$x$",
        "บรรทัดสอง",
    ]


def test_missing_and_unreadable_pictures_are_said_in_place() -> None:
    text = document_xml(written(pictures={"a" * 64: b"not a picture"}))
    assert text.count("(แสดงรูปภาพไม่ได้: image/png)") == 3


def test_captions_are_counted_by_word_from_the_right_number() -> None:
    xml = document_xml(written())
    shown = re.findall(r"SEQ (Table|Figure).*?separate.*?<w:t[^>]*>(\d+)<", xml, re.DOTALL)
    for kind in ("Table", "Figure"):
        numbers = [int(number) for sequence, number in shown if sequence == kind]
        assert numbers == list(range(1, len(numbers) + 1))


def test_notes_stay_together_with_the_end_of_their_table() -> None:
    body = docx.Document(BytesIO(written())).element.body
    found = 0
    for table in body.findall(qn("w:tbl")):
        notes = []
        for element in table.itersiblings():
            if element.tag != qn("w:p") or element.style != "Note":
                break
            notes.append(element)
        if not any(text.text for note in notes for text in note.iter(qn("w:t"))):
            continue
        found += 1
        last_row = list(table.findall(qn("w:tr"))[-1].iter(qn("w:p")))
        for paragraph in (*last_row, *notes[:-1]):
            assert paragraph.pPr.find(qn("w:keepNext")) is not None
        assert all(note.pPr.find(qn("w:keepLines")) is not None for note in notes)
        assert notes[-1].pPr.find(qn("w:keepNext")) is None
    assert found >= 7


def test_a_meter_number_of_twelve_digits_has_room() -> None:
    tables = docx.Document(BytesIO(written())).tables
    heads = {"จุดที่ตรวจวัด": 4, "อุปกรณ์/เครื่องมือวัด (เครื่องที่)": 1}
    for head, count in heads.items():
        wide = [
            int(table._tbl.tblGrid.gridCol_lst[2].w or 0)
            for table in tables
            if len(table.columns) == 8 and any(row.cells[2].text == head for row in table.rows[:2])
        ]
        assert len(wide) == count
        assert min(wide) >= Cm(2.75)


def test_the_note_of_section_3_2_2_stays_with_its_table() -> None:
    note = WORDS["sources"]["biomass_note"]
    (found,) = [p for p in docx.Document(BytesIO(written())).paragraphs if p.text == note]
    assert found.paragraph_format.keep_with_next
