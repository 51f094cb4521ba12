"""The figures of our packs beside the IPCC tables that the packs name, digit by digit.

The tables are data of the public package bonsai-ipcc 0.5.3, held beside the project as a
zstandard archive; the tests skip, saying so, where the archive or the ``zstd`` program is absent.
"""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import tarfile
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pytest
from tests.shared import shared_path

from fahsai.reference.load_packs import packs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Cells = tuple[str, ...]
Named = tuple[str, str, Cells]  # a parameter, its table, the first cells of its row


@cache
def archive() -> Mapping[str, str]:
    """The tables of the archive by name: ``waste/swd/par_k``."""
    path = shared_path("data", "factors", "ipcc-bonsai", "bonsai_ipcc-0.5.3-data.tar.zst")
    program = shutil.which("zstd")
    if program is None:
        pytest.skip("the zstd program is absent (Debian package zstd)")
    packed = subprocess.run([program, "-dc", str(path)], check=True, capture_output=True)
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        return {
            member.name.removeprefix("data/").removesuffix(".csv"): held.read().decode("utf-8-sig")
            for member in files
            if member.name.endswith(".csv") and (held := files.extractfile(member)) is not None
        }


@cache
def defaults(table: str) -> Mapping[Cells, Decimal]:
    """The default values of a table by the cells before ``def``."""
    rows = csv.reader(io.StringIO(archive()[table]))
    found: dict[Cells, Decimal] = {}
    for row in rows:
        if "def" in row:
            at = row.index("def")
            found[tuple(row[:at])] = Decimal(row[at + 1])
    return found


WASTE = {
    "paper": "msw_paper", "textile": "msw_textiles", "food": "msw_food", "wood": "msw_wood",
    "garden": "msw_garden", "nappies": "msw_nappies", "rubber": "msw_rubber",
    "plastics": "msw_plastics", "metal": "msw_metal", "glass": "msw_glass", "other": "msw_other",
}  # fmt: skip
SITES = {
    "managed": "managed", "semi_aerobic": "managed_well_s-a", "deep": "unmanaged_deep",
    "shallow": "unmanaged_shallow", "unknown": "uncharacterised",
}  # fmt: skip
HERDS = {
    "dairy_cattle": "cattle-dairy", "cattle": "cattle-other", "buffalo": "buffalo",
    "swine": "swine-growing", "sow": "swine-mature", "goat": "goat", "sheep": "sheep-mature",
    "horse": "horse", "layer": "poultry-chicken", "broiler": "poultry-chicken",
}  # fmt: skip
KIND_OF_HERD = {"sow": "_breeding", "layer": "_hen", "broiler": "_broiler"}
PRODUCTIVITY = {"high": "hp", "low": "lp"}


def decay(regime: str) -> Iterator[Named]:
    """First-order decay: vol. 5 tables 2.4, 3.1 to 3.3."""
    yield "ch4_fraction", "waste/swd/par_f", ()
    yield "docf", "waste/swd/par_doc_f", ("World", "msw")
    yield "ox", "waste/swd/par_ox", ("managed",)
    for ours, theirs in SITES.items():
        yield f"mcf.{ours}", "waste/swd/par_mcf", (theirs,)
    for ours in ("paper", "textile", "food", "wood", "garden", "nappies"):
        yield f"doc.{ours}", "waste/swd/par_doc", ("World", WASTE[ours], "wet")
        yield f"k.{ours}", "waste/swd/par_k", (WASTE[ours], regime, "tropical")


def biological() -> Iterator[Named]:
    """Composting and digestion: vol. 5 table 4.1."""
    for ours, theirs in (("compost", "compost"), ("digestion", "anaer_digest")):
        for weight in ("wet", "dry"):
            for gas in ("ch4", "n2o"):
                table = f"waste/biological/par_ef_{gas}_biotreat"
                yield f"{ours}_{gas}.{weight}", table, ("2006", "World", theirs, weight)


def burning(how: str) -> Iterator[Named]:
    """Waste that is burned: vol. 5 tables 2.4 and 5.2."""
    for ours, theirs in WASTE.items():
        yield f"dm.{ours}", "waste/waste_generation/par_dm", ("2006", "World", theirs)
        yield f"cf.{ours}", "waste/waste_generation/par_cf", ("2006", "World", theirs)
        yield f"fcf.{ours}", "waste/incineration/par_fcf", ("World", theirs, "inc_unspecified")
        yield f"of.{ours}", "waste/incineration/par_of", ("World", theirs, how)


def livestock() -> Iterator[Named]:
    """Herds of Asia: vol. 4 tables 10.11, 10.13a, 10.19 and annex 10A."""
    folder = "agriculture/livestock_manure"
    tables = {"enteric": "par_ef", "animal_mass": "par_weight", "vs_rate": "par_vs_rate",
              "n_rate": "par_n_rate"}  # fmt: skip
    for ours, theirs in HERDS.items():
        for level, short in PRODUCTIVITY.items():
            kind = KIND_OF_HERD.get(ours, "")
            for name, table in tables.items():
                # A table that does not tell productivities apart has one row for both,
                # and one that does not tell regions apart has one for the world.
                held = defaults(f"{folder}/{table}")
                rows = (
                    ("2019", region, f"{theirs}{part}{kind}")
                    for region in ("ASI", "World")
                    for part in (f"_{short}", "")
                )
                row = next((one for one in rows if one in held), ())
                yield f"{name}.{ours}_{level}", f"{folder}/{table}", row
    yield "ef5", f"{folder}/par_ef5", ()


def soils(regime: str) -> Iterator[Named]:
    """Managed soils: vol. 4 tables 11.1 and 11.3."""
    table = "agriculture/soils/par_ef1"
    names = {"wet": ("N_synthetic", "N_organic"), "dry": ("N_unspec", "N_unspec")}[regime]
    for ours, theirs in zip(("synthetic", "organic"), names, strict=True):
        yield f"ef1.{ours}", table, ("2019", "World", theirs, regime)
    yield "ef4", "agriculture/livestock_manure/par_ef4", (regime,)
    yield "ef5", "agriculture/livestock_manure/par_ef5", ()


def septic() -> Iterator[Named]:
    """Septic tanks: vol. 5 tables 6.2 and 6.3."""
    yield "bo_bod", "waste/wastewater/par_b0_bod", ("2006", "World")
    yield (
        "mcf.septic_tank",
        "waste/wastewater/par_mcf_wwatertreat",
        ("2006", "World", "uncoll_septic-tanks"),
    )


def sewage() -> Iterator[Named]:
    """Methane that waste water can give: vol. 5 table 6.2."""
    yield "bo_cod", "waste/wastewater/par_b0_cod", ("2006", "World")


def lime() -> Iterator[Named]:
    """Carbon of limestone and dolomite: vol. 4 ch. 11."""
    for stone in ("limestone", "dolomite"):
        yield (
            f"lime_carbon.{stone}",
            "generic/par_carbon_content_per_mass",
            ("2019", "World", stone),
        )


PACKS: Mapping[str, tuple[Callable[[], Iterator[Named]], int]] = {
    "ipcc-2006-fod-tropical-wet": (lambda: decay("wet"), 20),
    "ipcc-2006-fod-tropical-dry": (lambda: decay("dry"), 20),
    "ipcc-2006-biological": (biological, 8),
    "ipcc-2019-incineration": (lambda: burning("inc_unspecified"), 40),
    "ipcc-2019-open-burning": (lambda: burning("open_burn"), 40),
    "ipcc-2019-livestock-asia": (livestock, 50),
    "ipcc-2019-soils-wet": (lambda: soils("wet"), 4),
    "ipcc-2019-soils-dry": (lambda: soils("dry"), 2),
    "green-office-septic": (septic, 2),
    "ipcc-2006-wastewater": (sewage, 1),
    "ipcc-lime": (lime, 2),
}
"""How each pack names the rows of its tables, and how many figures are looked up at least."""


@pytest.mark.parametrize("code", PACKS)
def test_a_pack_has_the_figures_of_its_tables(code: str) -> None:
    pack = packs()[code]
    name, fewest = PACKS[code]
    looked, wrong = 0, []
    for parameter, table, row in name():
        if parameter not in pack.parameters:
            continue
        looked += 1
        ours, theirs = pack.parameters[parameter].value, defaults(table).get(row)
        if ours != theirs:
            wrong.append(f"{parameter}: {ours}, but {table} {row} has {theirs}")
    assert not wrong
    assert looked >= fewest
