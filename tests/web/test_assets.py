"""The built fonts: small, complete for Thai, built once, and the pages live without them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont
from tests.web.addresses import DEMO_PARTS, address

from fahsai.web import assets

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from tests.web.homes import Home

pytestmark = pytest.mark.xdist_group("web")


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, ...]:
    monkeypatch.setattr(assets, "BUILT", tmp_path / "built")
    return assets.build_assets()


def test_two_weights_of_two_scripts_and_their_stylesheet(built: tuple[Path, ...]) -> None:
    fonts = [path for path in built if path.suffix == ".woff2"]
    assert len(fonts) == 4
    assert all(2_000 < path.stat().st_size < 20_000 for path in fonts)
    sheet = (built[0].parent / assets.STYLESHEET).read_text("utf-8")
    assert {path.name for path in fonts} == set(re.findall(r'url\("([^"]+)"\)', sheet))
    assert sheet.count("unicode-range") == 4


def test_the_subsets_hold_what_pages_print(built: tuple[Path, ...]) -> None:
    held = {name: set[int]() for name in ("thai", "latin")}
    for path in built:
        if path.suffix == ".woff2":
            with TTFont(path) as font:
                held[path.name.split("-")[1]] = set(font.getBestCmap())
                assert {"GSUB", "GPOS"} <= set(font.keys())
    assert (
        set(map(ord, "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรฤลฦวศษสหฬอฮะัาำิีึืฺุูเแโใไๅๆ็่้๊๋์ํ๎฿๐๙")) <= held["thai"]
    )
    assert set(map(ord, "ABCxyz0123456789 –“”…×·₀₂₃₄₆−→")) <= held["latin"]


def test_a_second_build_changes_nothing_and_stale_files_go(built: tuple[Path, ...]) -> None:
    before = {path: path.stat().st_mtime_ns for path in built}
    stale = built[0].with_name("sarabun-thai-400-0123456789ab.woff2")
    stale.write_bytes(b"old")
    assert assets.build_assets() == built
    assert {path: path.stat().st_mtime_ns for path in built} == before
    assert not stale.exists()


def test_building_needs_no_settings() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "no.such.settings"}
    subprocess.run(
        [sys.executable, "-c", "from fahsai.web.assets import build_assets; build_assets()"],
        check=True,
        env=environment,
    )


def test_pages_name_the_fonts_only_when_they_are_there(
    records: Home, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    del records
    monkeypatch.setattr("fahsai.web.pages.BUILT", tmp_path)
    without = client.get(address("year", DEMO_PARTS))
    assert without.status_code == 200
    assert "fonts.css" not in without.content.decode()
    (tmp_path / assets.STYLESHEET).write_text("")
    assert f"{settings.STATIC_URL}built/fonts.css" in client.get("/").content.decode()
