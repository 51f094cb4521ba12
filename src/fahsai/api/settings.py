"""How a year is computed and headed: changing what is sent."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from fahsai.api.answers import AskedPeriod, YearBe, this_year
from fahsai.api.document import told
from fahsai.api.key import asking
from fahsai.api.problems import RefusedError
from fahsai.api.shapes.boundary import version_shape
from fahsai.api.shapes.common import finding_shapes
from fahsai.api.shapes.settings import SettingsBody, SettingsKept
from fahsai.core.access.roles import Permission
from fahsai.core.finding import Level, finding
from fahsai.services.access import admit
from fahsai.services.dossier import settings_findings
from fahsai.services.inventories import set_settings, settings_in_use, version_of_year
from fahsai.services.rules import factor_set_following, factor_sets

router = Router()


@router.put(
    "/organisations/{organisation_id}/years/{year_be}/settings",
    response=SettingsKept,
    **told("put_settings", "years", 404, 409, 413, 415),
)
def put_settings(
    request: HttpRequest,
    organisation_id: UUID,
    year_be: YearBe,
    body: SettingsBody,
    period: AskedPeriod = None,
) -> SettingsKept:
    """Change how the newest version is computed and headed; what is left out stays."""
    actor, asked = asking(request), this_year(period)
    admit(actor, organisation_id, Permission.SETTLE)
    version = version_of_year(actor, organisation_id, year_be, kind=asked["kind"])
    stands = settings_in_use(actor, version, asked["today"])
    changes = body.changes()
    if changes.get("factor_set", stands.factor_set) not in {*factor_sets(), stands.factor_set}:
        unknown = finding("settings.factor_set_unknown", Level.ERROR, changes["factor_set"])
        raise RefusedError("settings_refused", findings=(unknown,))
    wanted = replace(stands, **changes)
    if "factor_set" not in changes:
        follows = factor_set_following(stands.factor_set, stands.report_date, wanted.report_date)
        wanted = replace(wanted, factor_set=follows)
    if changes and wanted != version.settings:
        _, said = set_settings(actor, version, wanted, body.reason.strip())
        if said:
            raise RefusedError("settings_refused", findings=said)
    now = version_of_year(actor, organisation_id, year_be, kind=asked["kind"])
    said = settings_findings(
        actor, organisation_id, year_be, today=asked["today"], kind=asked["kind"]
    )
    return SettingsKept(version=version_shape(now), findings=finding_shapes(said))
