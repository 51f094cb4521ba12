"""The names of what rows keep by id: parts, places, sources, people, files, versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from fahsai.core.assurance.history import Meaning
from fahsai.records.models import (
    EvidenceFile,
    Facility,
    ImportReceipt,
    Inventory,
    InventoryVersion,
    LegalEntity,
    MeterRow,
    OrgUnit,
    Person,
    Source,
)
from fahsai.reference.load_factors import editions
from fahsai.services.keeping.who import who_acted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SHORT = 12
"""Letters of a hash that stand for a file whose name is not known."""


class Named(NamedTuple):
    """A name, with the English one where there is one."""

    name: str
    english: str = ""


class Names:
    """Names by id, asked for once each; a record that is gone still has its last name."""

    def __init__(self, organisation_id: UUID) -> None:
        self._owner = organisation_id
        self._known: dict[tuple[str, object], Named] = {}
        self._ask: Mapping[Meaning, Callable[[UUID], Named]] = {
            Meaning.UNIT: lambda key: self._of_key(OrgUnit, key),
            Meaning.FACILITY: lambda key: self._of_key(Facility, key),
            Meaning.SOURCE: lambda key: self._of_key(Source, key),
            Meaning.ENTITY: lambda key: self._of_key(LegalEntity, key),
            Meaning.METER: lambda key: self._of_key(MeterRow, key),
            Meaning.PERSON: self._person,
            Meaning.ACCOUNT: lambda key: Named(who_acted((key,))[key].name),
        }

    def of(self, meaning: Meaning, value: object) -> Named | None:
        """The name of what a field refers to; None where the field holds its value itself."""
        if meaning is Meaning.FILE:
            return self._once("file", value, lambda: Named(self._file(str(value))))
        if meaning is Meaning.FACTOR:
            return self._once("factor", value, lambda: self._factor(str(value)))
        ask = self._ask.get(meaning)
        if ask is None:
            return None
        key = value if isinstance(value, UUID) else UUID(str(value))
        return self._once(meaning.value, key, lambda: ask(key))

    def workbook(self, sha256: str) -> str:
        """The name of an imported workbook."""
        return self._once("workbook", sha256, lambda: Named(self._workbook(sha256))).name

    def version(self, version_id: UUID) -> tuple[int, int]:
        """The Buddhist year and the number of a version."""
        row = InventoryVersion.rows.of(self._owner).get(id=version_id)
        return Inventory.rows.of(self._owner).get(id=row.inventory_id).year_be, row.number

    def _once(self, what: str, key: object, ask: Callable[[], Named]) -> Named:
        if (what, key) not in self._known:
            self._known[what, key] = ask()
        return self._known[what, key]

    def _of_key(self, model: Any, key: UUID) -> Named:
        row = model.rows.of(self._owner).heads().filter(key=key).first()
        if row is None:
            return Named(str(key))
        english = row.name_en and f"{row.code} {row.name_en}"
        return Named(f"{row.code} {row.name_th}".strip(), english)

    def _person(self, key: UUID) -> Named:
        row = Person.rows.of(self._owner).filter(id=key).first()
        return Named("" if row is None else row.name)

    def _factor(self, chosen: str) -> Named:
        """A chosen row by its name, with the key that it was chosen by."""
        edition, _, key = chosen.rpartition(":")
        lists = [one for code, one in editions().items() if edition in {"", code}]
        for row in (row for one in lists for row in one.rows):
            if row.key == key:
                return Named(f"{row.name_th} ({chosen})", f"{row.name_en} ({chosen})")
        return Named(chosen)

    def _file(self, sha256: str) -> str:
        row = EvidenceFile.rows.of(self._owner).heads().filter(sha256=sha256).first()
        return sha256[:SHORT] if row is None else f"{row.name} ({sha256[:SHORT]})"

    def _workbook(self, sha256: str) -> str:
        rows = ImportReceipt.rows.of(self._owner).filter(file_sha256=sha256)
        row = rows.order_by("-created_at").first()
        return sha256[:SHORT] if row is None else row.file_name
