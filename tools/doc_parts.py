"""The generated parts of the documentation, one function each, made from the code's own tables."""

from __future__ import annotations

import argparse
import tomllib
from typing import TYPE_CHECKING

from tools.doc_methods import METHOD_PARTS
from tools.finding_calls import SOURCE, levels

from fahsai.cli.main import parser
from fahsai.cli.show import Shown
from fahsai.core.assurance.review import MOVES, NEEDED
from fahsai.core.inventory.mistakes.register import ELSEWHERE, RULES
from fahsai.core.methods.table import METHODS
from fahsai.core.quantity.exact import canonical
from fahsai.core.quantity.units import Dimension
from fahsai.core.reports.tcfo_r_02.texts import TEXT_KEYS
from fahsai.reference.csv_table import csv_rows
from fahsai.reference.load_factors import editions, factor_set, factor_set_codes
from fahsai.reference.load_gases import load_blends, load_gases, load_gwp_sets
from fahsai.reference.load_kinds import kinds
from fahsai.reference.load_units import load_units
from fahsai.words.load import words
from fahsai.words.messages import Language, finding_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from fahsai.core.factors.factor import Edition, EmissionFactor


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; text that would break it is escaped."""
    lines = [head, ["---"] * len(head), *([_cell(text) for text in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def code(text: str) -> str:
    """A name as the program writes it; nothing stays nothing."""
    return f"`{text}`" if text else ""


# --- the command line ---


def commands() -> dict[str, tuple[str, argparse.ArgumentParser]]:
    """Each command with its help and its own parser."""
    english = parser(Shown(Language.EN))
    groups = [a for a in english._actions if isinstance(a, argparse._SubParsersAction)]  # noqa: SLF001
    helps = {choice.dest: choice.help or "" for choice in groups[0]._choices_actions}  # noqa: SLF001
    return {name: (helps[name], made) for name, made in groups[0].choices.items()}


def cli() -> str:
    """Every command with its arguments."""
    return "\n\n".join(_command(name, *entry) for name, entry in commands().items())


def _command(name: str, help_text: str, made: argparse.ArgumentParser) -> str:
    rows = [_argument(a) for a in made._actions if a.help != argparse.SUPPRESS and a.dest != "help"]  # noqa: SLF001
    text = f"## `fahsai {name}`\n\n{help_text[:1].upper()}{help_text[1:]}."
    return f"{text}\n\n{table(('argument', 'needed', 'about'), rows)}" if rows else text


def _argument(action: argparse.Action) -> tuple[str, str, str]:
    shown = " ".join([*action.option_strings, _value(action)]).strip()
    positional = not action.option_strings
    needed = action.required if not positional else action.nargs not in {"?", "*"}
    about = [action.help or ""]
    if action.option_strings and action.default not in (None, False, "", []):
        about.append(f"default `{action.default}`")
    if isinstance(action, argparse._AppendAction):  # noqa: SLF001
        about.append("may be given several times")
    return code(shown), "yes" if needed else "", "; ".join(part for part in about if part)


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if action.choices is not None:
        return "{" + ",".join(map(str, action.choices)) + "}"
    name = action.metavar or (action.dest.upper() if action.option_strings else action.dest)
    return f"{name} ..." if action.nargs == "+" else str(name)


# --- findings ---

FINDING_ROOMS = {
    "findings_workbook": "Reading workbooks · การอ่านไฟล์",
    "findings_quantity": "Units and rounding · หน่วยและการปัดเศษ",
    "findings_thai": "Dates, years and numbers · วันที่ ปี และตัวเลข",
    "findings_factors": "Emission factors · ค่า EF",
    "findings_methods": "Methods and their parameters · วิธีคำนวณและพารามิเตอร์",
    "findings_inventory": "Sources and the inventory · แหล่งปล่อยและบัญชีรายการ",
    "findings_years": "Base years and what two years differ by · ปีฐานและผลต่างของสองปี",
    "findings_base": "What moves a base year · สิ่งที่ทำให้ปีฐานเปลี่ยน",
    "findings_lastyear": "The form of last year as base year · แบบของปีก่อนเป็นปีฐาน",
    "findings_form_sources": "Sources of a filled form · แหล่งของแบบที่กรอกแล้ว",
    "findings_energy": "Fuels, biomass and heat · เชื้อเพลิง ชีวมวล และความร้อน",
    "findings_table": "Tables of any kind · ตารางแบบใดก็ได้",
    "findings_uncertainty": "Uncertainty and materiality · ความไม่แน่นอนและความมีสาระสำคัญ",
    "findings_entry": "Entering by workbook, command or API · การกรอกด้วยไฟล์ คำสั่ง หรือ API",
    "findings_group": "Groups of legal entities · กลุ่มนิติบุคคล",
    "findings_report": "The report's details · รายละเอียดรายงาน",
    "findings_access": "Versions · ฉบับ",
    "findings_accounts": "Accounts and passwords · บัญชีและรหัสผ่าน",
    "findings_review": "Review points · ประเด็นทวนสอบ",
    "findings_services": "Importing and storing · การนำเข้าและการบันทึก",
    "findings_entering": "Entering by hand, and parts · การกรอกเอง และส่วนงาน",
    "findings_meters": "Meters and their data · มิเตอร์และข้อมูลของมิเตอร์",
    "findings_metered": "Quantities of meters · ปริมาณจากมิเตอร์",
    "findings_gateways": "Tokens of gateways · โทเค็นของเกตเวย์",
    "findings_retention": "How long readings stay · ระยะเวลาเก็บค่าที่อ่าน",
    "findings_messages": "Messages of meters · ข้อความจากมิเตอร์",
    "findings_uploads": "Files that are handed in · ไฟล์ที่ส่งเข้ามา",
    "findings_tasks": "The task list · รายการสิ่งที่ต้องทำ",
    "findings_scope3": "Categories of scope 3 · หมวดของขอบเขตที่ 3",
    "findings_trees": "The census of trees · การสำรวจต้นไม้",
    "findings_people": "People, units and invitations · บุคคล ส่วนงาน และคำเชิญ",
    "findings_mistakes": "Mistakes told before the verifier sees them · ข้อผิดพลาดที่เตือนก่อนถึงผู้ทวนสอบ",
    "findings_told": "Mistakes in a file's own factors · ข้อผิดพลาดของค่า EF ในไฟล์",
    "findings_answers": "Answers to warnings · คำตอบต่อคำเตือน",
    "findings_keys": "Keys of the API · คีย์ API",
    "findings_meter_entry": "Meters and their tokens · มิเตอร์และโทเค็น",
    "findings_simulate": "Made-up meters · มิเตอร์จำลอง",
    "findings_deploy": "Serving others · การให้ผู้อื่นใช้",
}


def finding_tables() -> list[str]:
    """The word tables of findings, by name."""
    return sorted(path.stem for path in (SOURCE / "words").glob("findings_*.toml"))


def findings() -> str:
    """Every finding with its words in both languages."""
    said = levels()
    sections = []
    for name in sorted(finding_tables(), key=lambda n: [*FINDING_ROOMS, n].index(n)):
        rows = [
            (code(key), ", ".join(sorted(said.get(key, ()))), texts["th"], texts["en"])
            for key, texts in sorted(words(name).items())
        ]
        title = FINDING_ROOMS.get(name, name)
        sections.append(f"## {title}\n\n{table(('code', 'level', 'ไทย', 'English'), rows)}")
    return "\n\n".join(sections)


# --- mistakes ---


def mistakes() -> str:
    """Every rule of mistakes with what it looks at and what it says; then those found elsewhere."""
    sentences = finding_sentences()
    rows: list[tuple[str, str, str]] = []
    for rule in RULES:
        about = (rule.judge.__doc__ or "").strip().splitlines()[0]
        rows.extend((code(key), about, sentences[key]["th"]) for key in rule.codes)
    rows.extend((code(key), sentences[key]["en"], sentences[key]["th"]) for key in ELSEWHERE)
    return table(("code", "looks for", "ไทย"), rows)


# --- kinds of source ---


def kinds_of_source() -> str:
    """Every kind of source by family."""
    head = ("code", "ไทย", "English", "unit", "method", "class", "factors looked for")
    sections = []
    for family in dict.fromkeys(kind.family for kind in kinds().values()):
        rows = []
        for kind in kinds().values():
            if kind.family != family:
                continue
            where = str(kind.reporting_class)
            if kind.scope3_category:
                where += f" (category {kind.scope3_category})"
            asked = "; ".join(
                f"{term.role}: {', then '.join(code(name) for name in term.activities)}"
                for term in kind.terms
            )
            names = (code(kind.code), kind.name_th, kind.name_en)
            rows.append((*names, code(kind.unit), code(kind.method), where, asked))
        sections.append(f"## {code(family)}\n\n{table(head, rows)}")
    return "\n\n".join(sections)


def methods() -> str:
    """The register of methods."""
    rows = [
        (code(m.code), str(m.kind), code(m.activity_unit), code(m.default_pack), m.version)
        for m in METHODS.values()
    ]
    return table(("method", "works by", "unit of activity", "default pack", "version"), rows)


# --- units ---


def units() -> str:
    """Every unit by dimension."""
    head = ("code", "ไทย", "English", "UCUM", "factor", "of", "also read", "source")
    sections = []
    for dimension in Dimension:
        rows = [
            (
                code(unit.code),
                f"{unit.symbol_th} ({unit.name_th})",
                f"{unit.symbol_en} ({unit.name_en})",
                code(unit.ucum),
                canonical(unit.factor),
                code(unit.of),
                ", ".join(unit.aliases),
                unit.source,
            )
            for unit in load_units().units
            if unit.dimension is dimension
        ]
        if rows:
            sections.append(f"## {code(dimension)}\n\n{table(head, rows)}")
    return "\n\n".join(sections)


def doubtful_units() -> str:
    """Spellings that may mean several units."""
    rows = [
        (
            row["spelling"],
            ", ".join(code(name) for name in row["candidates"].split("|")),
            row["source"],
        )
        for row in csv_rows("units_ambiguous.csv")
    ]
    return table(("written", "may mean", "why"), rows)


# --- gases and factors ---


def gwp() -> str:
    """Every gas with its potential in each set."""
    sets = load_gwp_sets()
    heads = [(code(one.code), one.name_th, one.name_en, one.source) for one in sets.values()]
    rows = []
    for gas in load_gases().gases:
        values = [one.value(gas.code) for one in sets.values()]
        shown = ["" if value is None else canonical(value) for value in values]
        where = str(gas.family) if gas.counted else f"{gas.family}, apart"
        rows.append((code(gas.code), gas.name_th, gas.name_en, where, *shown))
    gases = table(("gas", "ไทย", "English", "column of the form", *sets), rows)
    return f"{table(('set', 'ไทย', 'English', 'source'), heads)}\n\n{gases}"


def blends() -> str:
    """Every refrigerant with its parts."""
    rows = [
        (
            code(one.code),
            ", ".join(f"{canonical(part)} {gas}" for gas, part in one.parts.items()),
            one.source,
        )
        for one in load_blends().blends
    ]
    return table(("refrigerant", "mass fractions", "source"), rows)


def edition_list() -> str:
    """The lists of factors we carry, and the sets made of them."""
    rows = []
    for one in editions().values():
        until = one.usable_to.isoformat() if one.usable_to else "–"
        dates = f"{one.usable_from.isoformat()} to {until}"
        names = f"{one.name_th} · {one.name_en}"
        rows.append((code(one.code), names, dates, one.gwp_set, str(len(one.rows)), one.source))
    lists = table(("edition", "name", "report dates", "GWP set", "rows", "source"), rows)
    sets = [
        (code(name), ", then ".join(code(one.code) for one in factor_set(name).editions))
        for name in factor_set_codes()
    ]
    return f"{lists}\n\n{table(('factor set', 'editions in order'), sets)}"


def factor_rows() -> str:
    """Every factor of every edition with its derivation and source."""
    return "\n\n".join(_edition(one) for one in editions().values())


def _edition(edition: Edition) -> str:
    head = ("key", "name", "unit", "published", "gases [kg/unit]", "derivation", "source, note")
    rows = table(head, (_factor(row, edition) for row in edition.rows))
    return f"## {code(edition.code)}\n\nSHA-256 of the rows: `{edition.sha256}`\n\n{rows}"


def _factor(row: EmissionFactor, edition: Edition) -> tuple[str, ...]:
    derivation = row.derivation
    inputs = ", ".join(f"{name} = {value}" for name, value in derivation.inputs.items())
    rule = words("cli")["rules"][derivation.rule]["en"]
    circular = (
        "; circular: NCV back-solved from the published figure" if derivation.circular else ""
    )
    made = f"{rule}{': ' + inputs if inputs else ''}{circular}"
    if derivation.reference != row.source:
        made += f" ({derivation.reference})"
    source = row.source if row.source != edition.source else "the edition"
    return (
        code(row.key),
        f"{row.name_th} · {row.name_en}",
        code(row.unit),
        str(row.published) + ("" if row.gwp_set == edition.gwp_set else f" ({row.gwp_set})"),
        "<br>".join(f"{gas} {canonical(mass)}" for gas, mass in row.gases.items()) or "CO2e only",
        made,
        f"{source}. {row.note}" if row.note else source,
    )


# --- the report workbook ---


def report_sheets() -> str:
    """The sheets of the report workbook."""
    rows = []
    for sheet in words("report_template")["sheets"].values():
        if "what_th" in sheet:
            title = f"**{sheet['title']}** {sheet['en']}"
            rows.append((title, sheet["form"], sheet["what_th"], sheet["what_en"]))
    return table(("แผ่นงาน · sheet", "section", "ใช้กรอก", "what it holds"), rows)


def text_keys() -> str:
    """The texts an organisation may write itself."""
    helps = tomllib.loads((SOURCE / "words" / "tcfo_r_02.toml").read_text("utf-8"))["help"]
    rows = [(code(key), helps[key]["th"], helps[key]["en"]) for key in TEXT_KEYS]
    return table(("หัวข้อ · key", "ไทย", "English"), rows)


def choices(name: str) -> Callable[[], str]:
    """A part that lists one drop-down of the report workbook."""

    def made() -> str:
        entries = words("report_template")["choices"][name].items()
        return table(
            ("code", "ไทย", "English"), ((code(key), one["th"], one["en"]) for key, one in entries)
        )

    return made


def template_columns() -> str:
    """The columns of the activity template, sheet by sheet."""
    return "\n\n".join(_template_sheets())


def _template_sheets() -> Iterator[str]:
    tables = words("activity_template")
    head = ("คอลัมน์", "column", "คำอธิบาย", "about")
    for sheet in tables["sheet"].values():
        columns = sheet.get("column")
        if columns is not None:
            rows = [(c["th"], c["en"], c["help_th"], c["help_en"]) for c in columns]
            yield f"### {sheet['tab_th']} ({sheet['tab_en']})\n\n{table(head, rows)}"


# --- review points ---


def review_moves() -> str:
    """Every step of a review point: from which state to which, and who may take it."""
    web = words("web")
    rows = []
    for (state, move), after in MOVES.items():
        needed = " / ".join(sorted(code(one.value) for one in NEEDED[move]))
        names = [
            f"{web[section][one.value]['th']} ({one.value})"
            for section, one in (
                ("review_states", state),
                ("review_steps", move),
                ("review_states", after),
            )
        ]
        rows.append((*names, needed))
    return table(("state", "step", "then", "permission"), rows)


PARTS: dict[str, Callable[[], str]] = {
    "cli": cli,
    "findings": findings,
    "mistakes": mistakes,
    "kinds": kinds_of_source,
    "methods": methods,
    "units": units,
    "doubtful-units": doubtful_units,
    "gwp": gwp,
    "blends": blends,
    "editions": edition_list,
    "factors": factor_rows,
    "report-sheets": report_sheets,
    "text-keys": text_keys,
    "picture-uses": choices("pictures"),
    "team-roles": choices("roles"),
    "template-columns": template_columns,
    "review-moves": review_moves,
    **METHOD_PARTS,
}
"""The parts by the name that stands in their marker."""
