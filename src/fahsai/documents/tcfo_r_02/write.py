"""The Word file of a report: the template filled, its runs set, its bytes canonical."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined

from fahsai.documents.tcfo_r_02.archive import canonical
from fahsai.documents.tcfo_r_02.build_template import TEMPLATE
from fahsai.documents.tcfo_r_02.pictures import painter
from fahsai.documents.tcfo_r_02.together import keep_notes
from fahsai.documents.tcfo_r_02.typeset import typeset
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.reports.tcfo_r_02.content import R02

_UNPRINTABLE = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x84\\x86-\\x9f\\ud800-\\udfff\\ufffe\\uffff]"
)
"""What XML refuses, and the characters docxtpl gives a meaning of its own."""


def write_docx(report: R02, pictures: Mapping[str, bytes], template: bytes | None = None) -> bytes:
    """The report as a Word file; the same report gives the same bytes.

    Args:
        report: the content, from :func:`fahsai.core.reports.tcfo_r_02.tcfo_r_02`.
        pictures: uploaded pictures by SHA-256; what is missing or unreadable is said in place.
        template: an organisation's own template with the same tags; ours when None.
    """
    document = DocxTemplate(BytesIO(template if template is not None else TEMPLATE.read_bytes()))
    table = words("tcfo_r_02")
    environment = _environment(table["nothing"])
    environment.globals["picture"] = painter(document, pictures, table["appendix"]["unreadable"])
    document.render({"r": report}, environment, autoescape=True)
    _set_parts(document)
    moment = datetime.combine(report.dated, time(), UTC)
    properties = document.docx.core_properties
    properties.created = properties.modified = moment
    buffer = BytesIO()
    document.save(buffer)
    return canonical(buffer.getvalue())


def _environment(nothing: str) -> Environment:
    def given(value: object) -> str:
        """A text or the lines of a list; what stands for nothing when there is none."""
        text = value if isinstance(value, str) else "\n".join(value)  # type: ignore[arg-type]
        return text or nothing

    environment = Environment(undefined=StrictUndefined, finalize=_clean, autoescape=True)
    environment.filters["given"] = given
    return environment


def _clean(value: Any) -> Any:
    """Text without characters that a Word file cannot hold."""
    return _UNPRINTABLE.sub("", value) if isinstance(value, str) else value


def _set_parts(document: DocxTemplate) -> None:
    typeset(document.docx.element.body)
    keep_notes(document.docx.element.body)
    for section in document.docx.sections:
        typeset(section.header._element)  # noqa: SLF001
        typeset(section.footer._element)  # noqa: SLF001
