"""The order of sources in the forms, and the scope 3 category of each kind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests import r01_dossiers as made
from tests.samples import sample_dossier

from fahsai.core.inventory.result import ReportingClass
from fahsai.core.inventory.scope3 import category_of
from fahsai.core.reports.order import group_of, in_category, in_form_order
from fahsai.core.reports.tcfo_r_01.columns import Block
from fahsai.core.reports.tcfo_r_02 import tcfo_r_02
from fahsai.reference.load_kinds import kinds
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from fahsai.core.reports.dossier import Dossier
    from fahsai.core.reports.tcfo_r_02 import R02

GROUP_OF_FAMILY = {
    "stationary": 0, "biomass": 0, "mobile": 1, "offroad": 1, "fugitive": 2, "waste": 3,
}  # fmt: skip


def backwards() -> Dossier:
    """The sample with its sources in the opposite order."""
    dossier = sample_dossier()
    turned = dossier.calculation.sources[::-1]
    return replace(dossier, calculation=replace(dossier.calculation, sources=turned))


def report(dossier: Dossier) -> R02:
    return tcfo_r_02(dossier, words("tcfo_r_02"), kinds())


def groups(dossier: Dossier, sources: Iterable[UUID | None]) -> list[int]:
    by_id = {result.source.id: result.source for result in dossier.calculation.sources}
    return [group_of(by_id[source].kind) for source in sources if source is not None]


def test_every_kind_stands_in_the_group_of_its_family() -> None:
    for kind in kinds().values():
        if kind.reporting_class is ReportingClass.SCOPE_1:
            assert group_of(kind.code) == GROUP_OF_FAMILY.get(kind.family, 4), kind.code


def test_every_kind_of_scope_3_stands_in_the_category_of_the_table() -> None:
    for kind in kinds().values():
        if kind.reporting_class is ReportingClass.SCOPE_3:
            assert category_of(kind.code, kinds()) == kind.scope3_category, kind.code
        if any(term.role == "upstream" for term in kind.terms):
            assert category_of(kind.code, kinds()) == 3, kind.code
    named = {"water.pwa": 1, "paper.kraft": 1, "fuel_upstream.lpg": 3, "landfill.sent.food": 5}
    for code, category in {**named, "other.scope3": None, "no.such": None}.items():
        assert category_of(code, kinds()) == category


def test_sources_of_a_group_keep_their_order() -> None:
    results = sample_dossier().calculation.sources
    ordered = in_form_order(results)
    assert sorted(group_of(r.source.kind) for r in results) == [
        group_of(r.source.kind) for r in ordered
    ]
    for group in range(5):
        assert [r for r in ordered if group_of(r.source.kind) == group] == [
            r for r in results if group_of(r.source.kind) == group
        ]


def test_scope_1_is_named_stationary_first_in_every_section() -> None:
    dossier = backwards()
    built = report(dossier)
    for table in (built.operation.scope_1, built.monitoring.scope_1, built.emissions.scope_1):
        found = groups(dossier, (row.source_id for row in table.rows))
        assert len(set(found)) > 2
        assert found == sorted(found)
    sheet = made.report(dossier)
    found = groups(dossier, (row.source_id for row in sheet.current.band(Block.SCOPE_1).rows))
    assert found == sorted(found)


def test_scores_stand_scope_after_scope_in_the_order_of_section_5() -> None:
    built = report(backwards())
    labels = [row.cells[0] for row in built.uncertainty.rows]
    assert set(labels) == {"1", "2", "3", "รายงานแยก"}
    assert labels == sorted(labels)
    first = [row.source_id for row in built.uncertainty.rows if row.cells[0] == "1"]
    assert first == [row.source_id for row in built.emissions.scope_1.rows]


def test_what_the_inventory_counts_in_a_category() -> None:
    results = made.town().calculation.sources
    assert {r.source.kind for r in in_category(results, 1, kinds())} == {
        "water.pwa",
        "paper.uncoated",
    }
    assert {r.source.kind for r in in_category(results, 3, kinds())} <= {
        "electricity.paid", "electricity.free",
    }  # fmt: skip
    assert in_category(results, 7, kinds()) == ()
