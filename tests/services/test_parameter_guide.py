"""What a source can be given, told for every kind."""

from __future__ import annotations

import pytest

from fahsai.core.methods.parameter_kinds import PARAMETER_KINDS
from fahsai.core.methods.table import METHODS, MethodKind
from fahsai.reference.load_kinds import kinds
from fahsai.reference.load_packs import packs
from fahsai.services.parameter_guide import SELECTED_BY, WORDS, WRITTEN, parameter_guide


@pytest.mark.parametrize("method", sorted(METHODS))
def test_the_packs_of_a_method_are_there_and_have_figures_for_it(method: str) -> None:
    found = METHODS[method]
    assert set(found.packs) <= set(packs())
    assert (found.default_pack in found.packs) == bool(found.default_pack)
    for code in found.packs:
        stems = {name.partition(".")[0] for name in packs()[code].parameters}
        assert stems & set(found.needed), code


def test_every_pack_is_of_some_method() -> None:
    assert {code for method in METHODS.values() for code in method.packs} == set(packs())


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_parameter_of_a_kind_is_told(kind: str) -> None:
    method = METHODS[kinds()[kind].method]
    guide = parameter_guide(kind)
    told = {one.name for one in guide.parameters} | set(kinds()[kind].parameters)
    assert told >= set(method.needed + method.optional)
    if method.kind in {MethodKind.LINEAR, MethodKind.YEARLY}:
        # A figure of an earlier form is whole by its kind: there is nothing to give.
        assert guide.parameters or set(kinds()[kind].parameters) >= set(method.needed)
    for one in guide.parameters:
        assert bool(one.unit) == (one.name in PARAMETER_KINDS)
        choice = one.name in WORDS or one.name in SELECTED_BY
        free = kind == "landfill.own.municipal" and one.name == "waste_type"  # types of the site
        assert bool(one.words) == (choice and not free), one.name


def test_what_no_pack_has_must_be_given() -> None:
    def needed(kind: str) -> set[str]:
        return {one.name for one in parameter_guide(kind).parameters if one.needed}

    assert needed("refrigerant.stock") == {"species", "stock"}
    assert needed("sf6.switchgear.stock") == {"stock"}
    assert needed("open_burning.own") == {"burn_n2o"}
    assert needed("fertiliser.urea") == {"frac_gas", "frac_leach"}
    assert needed("wastewater.municipal") == {"bod_mg_per_litre"}
    assert needed("mobile.diesel") == set()
    assert parameter_guide("no.such").parameters == ()


def test_a_name_with_a_year_or_a_type_is_shown_as_it_is_written() -> None:
    written = {one.written for one in parameter_guide("landfill.own.fod").parameters}
    assert {"deposit.2568", "share.food", "site"} <= written
    assert all(text.startswith(f"{name}.") for name, text in WRITTEN.items())
