"""Welding: the carbon dioxide of one kilogram of shielding gas or of electrodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.methods.emission import Coefficient
from fahsai.core.methods.packs import Inputs, given_text, resolve_all
from fahsai.core.methods.steps import step
from fahsai.core.methods.welding import carbon_dioxide_in_argon, electrode, shielding_gas
from fahsai.core.quantity.exact import exact

if TYPE_CHECKING:
    from decimal import Decimal

    from fahsai.core.finding import Finding

KILOGRAM = exact(1)
BY_MASS, BY_VOLUME = "co2_share", "co2_volume_share"
CARBON = "carbon_content"


def shielding_gas_coefficient(
    inputs: Inputs, _quantity: Decimal | None
) -> tuple[Coefficient | None, tuple[Finding, ...]]:
    """The carbon dioxide of one kilogram of mixed shielding gas.

    Its share is given by mass, or by volume as the label of the cylinder says; the rest is then
    argon.  Equations and references: :mod:`fahsai.core.methods.welding`.

    Findings: those of the parameters.

    Args:
        inputs: parameters of the source.
        _quantity: gas of the year [kg]; not needed.

    Returns:
        The coefficient [kg CO2/kg], or None, with the findings.
    """
    by_volume = not given_text(inputs.parameters, BY_MASS) and bool(
        given_text(inputs.parameters, BY_VOLUME)
    )
    name = BY_VOLUME if by_volume else BY_MASS
    found, findings = resolve_all(inputs, (name,))
    if found is None:
        return None, findings
    share = found[name].value
    steps = []
    if by_volume:
        by_mass = carbon_dioxide_in_argon(share)
        steps.append(step("shielding_gas.by_volume", volume=share, result=by_mass))
        share = by_mass
    result = shielding_gas(KILOGRAM, share)
    steps.append(step("shielding_gas.coefficient", share=share, result=result))
    return Coefficient({"CO2": result}, tuple(steps), tuple(found.values())), findings


def electrode_coefficient(
    inputs: Inputs, _quantity: Decimal | None
) -> tuple[Coefficient | None, tuple[Finding, ...]]:
    """The carbon dioxide of one kilogram of welding electrodes.

    Equation and reference: :func:`~fahsai.core.methods.welding.electrode`.

    Findings: those of the parameters.

    Args:
        inputs: parameters of the source.
        _quantity: electrodes of the year [kg]; not needed.

    Returns:
        The coefficient [kg CO2/kg], or None, with the findings.
    """
    found, findings = resolve_all(inputs, (CARBON,))
    if found is None:
        return None, findings
    carbon = found[CARBON].value
    result = electrode(KILOGRAM, carbon)
    done = step("electrode.coefficient", carbon=carbon, result=result)
    return Coefficient({"CO2": result}, (done,), tuple(found.values())), findings
