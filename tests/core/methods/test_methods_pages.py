"""The pages of docs/methods name every public function and print every figure of the packs."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest
from tools.doc_methods import FAMILIES, METHOD_PARTS, equations

from fahsai.core import methods
from fahsai.core.methods.parameter_kinds import PARAMETER_KINDS
from fahsai.core.methods.table import METHODS
from fahsai.core.quantity.exact import canonical
from fahsai.reference.load_packs import packs

PAGES = Path(__file__).resolve().parents[3] / "docs" / "methods"


def all_pages() -> str:
    return "\n".join(page.read_text("utf-8") for page in sorted(PAGES.glob("*.md")))


def public_functions() -> list[str]:
    result = []
    for one in pkgutil.iter_modules(methods.__path__):
        module = import_module(f"{methods.__name__}.{one.name}")
        result += [
            name
            for name, value in vars(module).items()
            if inspect.isfunction(value)
            and value.__module__ == module.__name__
            and not name.startswith("_")
        ]
    return result


@pytest.mark.parametrize("name", public_functions())
def test_every_public_function_is_named_on_a_page(name: str) -> None:
    assert f"`{name}`" in all_pages()


@pytest.mark.parametrize("code", sorted(METHODS))
def test_every_method_stands_in_the_table(code: str) -> None:
    method = METHODS[code]
    page = (PAGES / "parameters.md").read_text("utf-8")
    unit = method.activity_unit or "any"
    pack = method.default_pack or "none"
    assert f"| `{code}` | {method.kind} | {unit} | {pack} | {method.version} |" in page


@pytest.mark.parametrize("name", sorted(PARAMETER_KINDS))
def test_every_kind_of_parameter_is_explained(name: str) -> None:
    page = (PAGES / "parameters.md").read_text("utf-8")
    assert f"| `{name}` | {PARAMETER_KINDS[name].unit} |" in page


@pytest.mark.parametrize("code", sorted(packs()))
def test_every_figure_of_a_pack_is_printed(code: str) -> None:
    page = (PAGES / "packs.md").read_text("utf-8")
    start = page.index(f"## `{code}`")
    section = page[start:].split("\n## ", maxsplit=1)[0]
    rows = [
        f"| `{one.name}` | {canonical(one.value)} | {one.unit} | {one.source} | {one.note} |"
        for one in packs()[code].parameters.values()
    ]
    printed = [line for line in section.splitlines() if line.startswith("| `")]
    assert printed == rows
    assert packs()[code].name_th in section


@pytest.mark.parametrize("page", sorted(FAMILIES))
def test_a_family_prints_its_equations_from_the_code(page: str) -> None:
    """Equation, units, reference and worked example stand on the page as the docstring has them."""
    text = (PAGES / f"{page}.md").read_text("utf-8")
    assert f"<!-- generated: equations-{page} -->\n{METHOD_PARTS[f'equations-{page}']()}\n" in text
    for one in (one for module in FAMILIES[page] for one in equations(module)):
        assert one.example.startswith(">>>"), one.name
        assert one.takes or one.gives, one.name
        assert "[" in f"{one.takes}{one.gives}", one.name


def test_every_module_with_equations_belongs_to_one_family() -> None:
    listed = [module for modules in FAMILIES.values() for module in modules]
    assert len(listed) == len(set(listed))
    with_equations = {
        one.name for one in pkgutil.iter_modules(methods.__path__) if equations(one.name)
    }
    assert with_equations == set(listed)
