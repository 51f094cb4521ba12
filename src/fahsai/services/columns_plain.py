"""What the columns of a file seem to mean, as plain data: what a job keeps of it, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fahsai.gateways.workbooks.table.mapping import mapping_of, mapping_plain
from fahsai.gateways.workbooks.table.propose import ColumnGuess
from fahsai.services.map_table import AskedWords, FileProposal, TableProposal

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["proposal_of", "proposal_plain"]


def proposal_plain(proposal: FileProposal | None) -> dict[str, Any]:
    """A proposal for the records; nothing of a file that could not be read."""
    if proposal is None:
        return {"proposal": None}
    return {
        "proposal": {
            "mapping": mapping_plain(proposal.mapping),
            "tables": [
                {"columns": [list(one) for one in table.columns], "rows": table.rows}
                for table in proposal.tables
            ],
            "read_as": dict(proposal.read_as),
            "remembered": proposal.remembered,
            "sure": proposal.sure,
            "asked": [list(one) for one in proposal.asked],
        }
    }


def proposal_of(kept: Mapping[str, Any]) -> FileProposal | None:
    """The proposal that was kept."""
    plain = kept["proposal"]
    if plain is None:
        return None
    mapping = mapping_of(plain["mapping"])
    tables = tuple(
        TableProposal(
            one,
            tuple(map(_guess, table["columns"])),
            table["rows"],
        )
        for one, table in zip(mapping.tables, plain["tables"], strict=True)
    )
    return FileProposal(
        tables,
        mapping,
        plain["read_as"],
        remembered=plain["remembered"],
        sure=plain["sure"],
        asked=tuple(AskedWords(*one) for one in plain["asked"]),
    )


def _guess(kept: list[Any]) -> ColumnGuess:
    letters, heading, means, why, examples = kept
    return ColumnGuess(letters, heading, means, why, tuple(examples))
