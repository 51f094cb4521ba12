"""Drawings: a PNG of the right size, the same each time, whatever the data."""

from __future__ import annotations

from docx.image.image import Image

from fahsai.core.reports.diagram import Flow, Return, Tree
from fahsai.documents.drawing.canvas import DPI
from fahsai.documents.drawing.flow import draw_flow
from fahsai.documents.drawing.tree import draw_tree

CM = DPI / 2.54


def test_a_tree_is_as_wide_as_the_text_and_never_higher_than_a_page() -> None:
    many = Tree("องค์กร", tuple(Tree(f"กองที่ {i}\nผู้อำนวยการ") for i in range(90)))
    deep = Tree("ก", (Tree("ข", (Tree("ค", (Tree("ง"),)),)), Tree("จ")))
    for tree in (Tree("เทศบาลเดี่ยว"), deep, many):
        image = Image.from_blob(draw_tree(tree))
        assert abs(image.px_width - 16 * CM) <= 2
        assert image.px_height <= 21 * CM + 2


def test_a_flow_grows_with_its_layers() -> None:
    short, long = (
        Image.from_blob(draw_flow(Flow(tuple(("น้ำมัน", "กำลังไฟฟ้า") for _ in range(n)))))
        for n in (2, 5)
    )
    assert short.px_height < long.px_height


def test_the_same_drawing_gives_the_same_bytes() -> None:
    flow = Flow((("ก $5$ CO2",), ("ข",)), (Return(1, 0, "กลับ"),))
    assert draw_flow(flow) == draw_flow(flow)
