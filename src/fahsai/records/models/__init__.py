"""The tables, one noun a file."""

from fahsai.records.models.account import Account, ApiKey, Invitation, Membership
from fahsai.records.models.activity import (
    ActivityRow,
    EvidenceFile,
    ImportReceipt,
    OwnFactor,
    Source,
)
from fahsai.records.models.base import AppendOnly, FixedRow, FrozenRow, TenantRow
from fahsai.records.models.calculation import (
    CalculationRow,
    ComponentRow,
    FindingRow,
    LineResultRow,
    SourceResultRow,
    UncertaintyRow,
    UsedFactor,
)
from fahsai.records.models.event import Event
from fahsai.records.models.form import (
    DocumentRow,
    FormRecord,
    FormRecordKind,
    PictureRow,
    TextRow,
)
from fahsai.records.models.group import (
    ConsolidationRow,
    EntityLink,
    Holding,
    LegalEntity,
)
from fahsai.records.models.inventory import (
    Inventory,
    InventoryVersion,
    VersionLink,
    VersionSettings,
    VersionState,
)
from fahsai.records.models.meter import (
    GatewayToken,
    GatewayTokenMeter,
    MeterReplacement,
    MeterRow,
    MeterToken,
    RetentionPolicy,
)
from fahsai.records.models.organisation import (
    Facility,
    Organisation,
    OrganisationProfile,
    OrgUnit,
    Person,
    TeamAssignment,
)
from fahsai.records.models.work import Job, ReviewPoint

__all__ = [
    "Account",
    "ActivityRow",
    "ApiKey",
    "AppendOnly",
    "CalculationRow",
    "ComponentRow",
    "ConsolidationRow",
    "DocumentRow",
    "EntityLink",
    "Event",
    "EvidenceFile",
    "Facility",
    "FindingRow",
    "FixedRow",
    "FormRecord",
    "FormRecordKind",
    "FrozenRow",
    "GatewayToken",
    "GatewayTokenMeter",
    "Holding",
    "ImportReceipt",
    "Inventory",
    "InventoryVersion",
    "Invitation",
    "Job",
    "LegalEntity",
    "LineResultRow",
    "Membership",
    "MeterReplacement",
    "MeterRow",
    "MeterToken",
    "OrgUnit",
    "Organisation",
    "OrganisationProfile",
    "OwnFactor",
    "Person",
    "PictureRow",
    "RetentionPolicy",
    "ReviewPoint",
    "Source",
    "SourceResultRow",
    "TeamAssignment",
    "TenantRow",
    "TextRow",
    "UncertaintyRow",
    "UsedFactor",
    "VersionLink",
    "VersionSettings",
    "VersionState",
]
