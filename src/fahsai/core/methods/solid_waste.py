"""Methane from solid waste disposal sites: IPCC first-order decay and the municipal variant."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.methods import molar
from fahsai.core.quantity.exact import ZERO, exactly

if TYPE_CHECKING:
    from collections.abc import Mapping


class DecayYear(NamedTuple):
    """One year of a disposal site [t C]: what came in, what lies there, what decayed."""

    year: int
    deposited: Decimal
    accumulated: Decimal
    decomposed: Decimal


def decomposable_carbon(waste: Decimal, doc: Decimal, docf: Decimal, mcf: Decimal) -> Decimal:
    """The carbon of deposited waste that can decompose without air.

    Equation: ``DDOCm = W x DOC x DOCf x MCF``.
    Reference: IPCC 2006 Guidelines, vol. 5 ch. 3 eq. 3.2.

    Args:
        waste: wet waste deposited W [t].
        doc: degradable organic carbon of the waste [t C/t].
        docf: part of the DOC that decomposes [1].
        mcf: methane correction factor of the site [1].

    Returns:
        Decomposable carbon DDOCm [t C].

    >>> from decimal import Decimal
    >>> decomposable_carbon(Decimal(1000), Decimal("0.15"), Decimal("0.5"), Decimal("0.8"))
    Decimal('60.0000')
    """
    with exactly():
        return waste * doc * docf * mcf


def remaining_share(k: Decimal, years: int = 1) -> Decimal:
    """The part of the carbon that is still there after some years.

    Equation: ``e^(-k x years)``, at 34 digits.
    Reference: IPCC 2006 Guidelines, vol. 5 ch. 3 (first-order decay).

    Args:
        k: decay rate [1/year].
        years: years passed [year].

    Returns:
        Remaining share [1].

    >>> from decimal import Decimal
    >>> remaining_share(Decimal("0.17"))
    Decimal('0.8436648165963836820263226519154224')
    """
    with exactly():
        return (-k * years).exp()


def accumulated_carbon(deposited: Decimal, previous: Decimal, k: Decimal) -> Decimal:
    """The decomposable carbon in the site at the end of a year.

    Equation: ``acc_t = DDOCm_t + acc_(t-1) x e^(-k)``.
    Reference: IPCC 2006 Guidelines, vol. 5 ch. 3 eq. 3.4.

    Args:
        deposited: DDOCm deposited in the year [t C].
        previous: carbon in the site at the end of the year before [t C].
        k: decay rate [1/year].

    Returns:
        Accumulated carbon [t C].

    >>> from decimal import Decimal
    >>> accumulated_carbon(Decimal(60), Decimal(0), Decimal("0.17"))
    Decimal('60.00000000000000000000000000000000')
    """
    with exactly():
        return deposited + previous * remaining_share(k)


def decomposed_carbon(previous: Decimal, k: Decimal) -> Decimal:
    """The carbon that decays in a year: only what lay there when the year began.

    Equation: ``dec_t = acc_(t-1) x (1 - e^(-k))``; waste of the year itself starts to decay in
    the next (the delay of the IPCC default).
    Reference: IPCC 2006 Guidelines, vol. 5 ch. 3 eq. 3.5.

    Args:
        previous: carbon in the site at the end of the year before [t C].
        k: decay rate [1/year].

    Returns:
        Decomposed carbon [t C].

    >>> from decimal import Decimal
    >>> round(decomposed_carbon(Decimal(60), Decimal("0.17")), 6)
    Decimal('9.380111')
    """
    with exactly():
        return previous * (1 - remaining_share(k))


def methane_generated(decomposed: Decimal, ch4_fraction: Decimal) -> Decimal:
    """The methane that decayed carbon turns into.

    Equation: ``CH4 = decomposed x F x 16/12``.
    Reference: IPCC 2006 Guidelines, vol. 5 ch. 3 eq. 3.6.

    Args:
        decomposed: decomposed carbon [t C].
        ch4_fraction: methane in the landfill gas F, by volume [1].

    Returns:
        Methane generated [t CH4].

    >>> from decimal import Decimal
    >>> methane_generated(Decimal(12), Decimal("0.5"))
    Decimal('8.0')
    """
    with exactly():
        return decomposed * ch4_fraction * molar.METHANE / molar.CARBON


def methane_emitted(generated: Decimal, recovered: Decimal, ox: Decimal) -> Decimal:
    """The methane that leaves the site.

    Equation: ``CH4 = (generated - R) x (1 - OX)``.
    Reference: IPCC 2006 Guidelines, vol. 5 ch. 3 eq. 3.1.

    Args:
        generated: methane generated, all waste types [t CH4].
        recovered: methane recovered or flared R [t CH4].
        ox: part oxidised in the cover [1].

    Returns:
        Methane emitted [t CH4]; below zero when R exceeds it, which the caller refuses.

    >>> from decimal import Decimal
    >>> methane_emitted(Decimal(10), Decimal(2), Decimal("0.1"))
    Decimal('7.2')
    """
    with exactly():
        return (generated - recovered) * (1 - ox)


def first_order_decay(
    deposits: Mapping[int, Decimal],
    last_year: int,
    *,
    doc: Decimal,
    docf: Decimal,
    mcf: Decimal,
    k: Decimal,
) -> tuple[DecayYear, ...]:
    """The site year by year, from the first deposit on, for one type of waste.

    Equation: ``DDOCm = W x DOC x DOCf x MCF``; ``acc_t = DDOCm_t + acc_(t-1) e^(-k)``;
    ``dec_t = acc_(t-1) (1 - e^(-k))``.
    Reference: IPCC 2006 Guidelines, vol. 5 ch. 3 eq. 3.2, 3.4, 3.5.

    Args:
        deposits: wet waste deposited [t], by year; a year without an entry had none.
        last_year: the year of interest; later deposits do not matter.
        doc: degradable organic carbon of the waste [t C/t].
        docf: part of the DOC that decomposes [1].
        mcf: methane correction factor of the site [1].
        k: decay rate [1/year].

    Returns:
        One row a year from the first deposit to ``last_year``; none when nothing was deposited.

    1,000 t in each of three years; the methane of the fourth, with F 0.5 and no oxidation [t]:

    >>> from decimal import Decimal
    >>> tonnes = {year: Decimal(1000) for year in (1, 2, 3)}
    >>> carbon = {"doc": Decimal("0.15"), "docf": Decimal("0.5"), "mcf": Decimal("0.8")}
    >>> rows = first_order_decay(tonnes, 4, k=Decimal("0.17"), **carbon)
    >>> [round(methane_generated(row.decomposed, Decimal("0.5")), 5) for row in rows]
    [Decimal('0.00000'), Decimal('6.25341'), Decimal('11.52919'), Decimal('15.98018')]
    """
    if not deposits:
        return ()
    rows = []
    accumulated = ZERO
    for year in range(min(deposits), last_year + 1):
        deposited = decomposable_carbon(deposits.get(year, ZERO), doc, docf, mcf)
        decomposed = decomposed_carbon(accumulated, k)
        accumulated = accumulated_carbon(deposited, accumulated, k)
        rows.append(DecayYear(year, deposited, accumulated, decomposed))
    return tuple(rows)


def methane_potential(doc: Decimal, docf: Decimal, mcf: Decimal, ch4_fraction: Decimal) -> Decimal:
    """The methane that one tonne of waste yields in the end.

    Equation: ``L0 = MCF x DOC x DOCf x F x 16/12``.
    Reference: IPCC 2006 Guidelines, vol. 5 ch. 3 eq. 3.3.

    Args:
        doc: degradable organic carbon of the waste [t C/t].
        docf: part of the DOC that decomposes [1].
        mcf: methane correction factor of the site [1].
        ch4_fraction: methane in the landfill gas F, by volume [1].

    Returns:
        Methane potential [t CH4/t].

    >>> from decimal import Decimal
    >>> methane_potential(Decimal("0.15"), Decimal("0.77"), Decimal("0.8"), Decimal("0.53"))
    Decimal('0.0652960')
    """
    with exactly():
        return mcf * doc * docf * ch4_fraction * molar.METHANE / molar.CARBON


def municipal_decay(
    waste: Decimal, potential: Decimal, k: Decimal, age: int, ox: Decimal
) -> Decimal:
    """The methane of one year's waste in a later year, by the municipal variant.

    Equation: ``CH4 = W x L0 x (1 - e^(-k)) x e^(-k x age) x (1 - OX)``; the year of disposal
    itself has age 0 and already emits, which the IPCC default does not.
    Reference: municipal low-carbon city works (set 2565); a named variant, not IPCC.

    Args:
        waste: wet waste deposited in one year [t].
        potential: methane potential L0 [t CH4/t].
        k: decay rate [1/year].
        age: years since the waste was deposited [year].
        ox: part oxidised in the cover [1].

    Returns:
        Methane [t CH4].

    1,000 t in each of three years, the third year:

    >>> from decimal import Decimal
    >>> parts = [
    ...     municipal_decay(
    ...         Decimal(1000), Decimal("0.0652960"), Decimal("0.07"), age, Decimal("0.17")
    ...     )
    ...     for age in (2, 1, 0)
    ... ]
    >>> round(sum(parts) * 1000, 3)
    Decimal('10265.516')
    """
    with exactly():
        decayed = waste * potential * (1 - remaining_share(k))
        return decayed * remaining_share(k, age) * (1 - ox)
