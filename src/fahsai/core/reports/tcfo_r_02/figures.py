"""Numbered figures: what was uploaded, or a drawing of the data in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.reports.diagram import Tree
from fahsai.core.reports.tcfo_r_02.content import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from fahsai.core.inventory.boundary import Unit
    from fahsai.core.reports.diagram import Flow
    from fahsai.core.reports.dossier import PictureUse
    from fahsai.core.reports.tcfo_r_02.frame import Frame


class Figures:
    """Hands out figures and counts them, so that their numbers have no gaps."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self.count = 0

    def uploaded(self, use: PictureUse, caption: str = "", owner: str = "") -> tuple[Figure, ...]:
        """The pictures of one use, numbered; ``owner`` narrows activity pictures."""
        return tuple(
            self._figure(
                picture.caption or caption or self._caption(use, owner),
                sha256=picture.sha256,
                media_type=picture.media_type,
            )
            for picture in self._frame.dossier.pictures
            if picture.use is use and (not owner or picture.owner == owner)
        )

    def uploaded_or_drawn(
        self, use: PictureUse, drawing: Tree | Flow, caption: str = ""
    ) -> tuple[Figure, ...]:
        """The pictures of one use under the form's own caption, else the drawing."""
        pictures = [p for p in self._frame.dossier.pictures if p.use is use]
        if not pictures:
            return (self._figure(caption or self._caption(use, ""), drawing=drawing),)
        return tuple(
            self._figure(
                caption or picture.caption or self._caption(use, ""),
                sha256=picture.sha256,
                media_type=picture.media_type,
            )
            for picture in pictures
        )

    def _figure(
        self,
        caption: str,
        sha256: str = "",
        media_type: str = "",
        drawing: Tree | Flow | None = None,
    ) -> Figure:
        self.count += 1
        return Figure(self.count, caption, sha256, media_type, drawing)

    def _caption(self, use: PictureUse, owner: str) -> str:
        name = self._frame.dossier.organisation.name_th
        return self._frame.wording.word("pictures", use.value, organisation=name, number=owner)


def organisation_tree(frame: Frame) -> Tree:
    """The organisation and its units, with the heads where they are known."""
    children: dict[UUID | None, list[Unit]] = {}
    known = {unit.id for unit in frame.dossier.units}
    for unit in frame.dossier.units:
        parent = unit.parent_id if unit.parent_id in known and unit.parent_id != unit.id else None
        children.setdefault(parent, []).append(unit)
    return Tree(frame.dossier.organisation.name_th, _branches(children, None, frozenset()))


def _branches(
    children: Mapping[UUID | None, list[Unit]], parent: UUID | None, above: frozenset[UUID]
) -> tuple[Tree, ...]:
    """Units below one; ``above`` keeps a circle of parents from running on."""
    return tuple(
        Tree(
            f"{unit.name_th}\n{unit.head}" if unit.head else unit.name_th,
            _branches(children, unit.id, above | {unit.id}),
        )
        for unit in children.get(parent, ())
        if unit.id not in above
    )
