"""A choice that a person makes on a source: the treatment, the kind of disposal site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.core.methods.packs import Inputs


def one_of(
    inputs: Inputs, name: str, allowed: Sequence[str], default: str = ""
) -> tuple[str | None, tuple[Finding, ...]]:
    """The word a source gives for a choice.

    Findings: ``method.choice_missing``, ``method.choice_unknown``.

    Args:
        inputs: what the source gives.
        name: name of the choice, such as ``treatment``.
        allowed: the words that may stand there.
        default: the word that holds when nothing is given; empty when it must be given.

    Returns:
        The word, or None with a finding.
    """
    word = inputs.parameters.get(name, "").strip() or default
    if word in allowed:
        return word, ()
    listed = ", ".join(allowed)
    if not word:
        problem = finding(
            "method.choice_missing", Level.ERROR, inputs.subject, choice=name, allowed=listed
        )
    else:
        problem = finding(
            "method.choice_unknown",
            Level.ERROR,
            inputs.subject,
            choice=name,
            value=word,
            allowed=listed,
        )
    return None, (problem,)


def variant(
    inputs: Inputs, stem: str, choice: str, default: str = ""
) -> tuple[str | None, tuple[Finding, ...]]:
    """The name of the parameter that a choice selects: ``mcf`` by ``site`` gives ``mcf.deep``.

    A source that gives the figure itself (``mcf``) needs no choice.

    Findings: ``method.choice_missing``, ``method.choice_unknown``.

    Args:
        inputs: what the source gives.
        stem: the parameter, such as ``mcf``.
        choice: the choice that selects its variant, such as ``site``.
        default: the word that holds when nothing is chosen; empty when it must be chosen.

    Returns:
        The parameter's full name, or None with a finding.
    """
    if inputs.parameters.get(stem, "").strip():
        return stem, ()
    word = inputs.parameters.get(choice, "").strip() or default
    if inputs.parameters.get(f"{stem}.{word}", "").strip():
        return f"{stem}.{word}", ()
    if inputs.pack is None or not inputs.pack.variants(stem):
        return stem, ()  # resolving it says that the pack is missing, or lacks the figure
    chosen, findings = one_of(inputs, choice, inputs.pack.variants(stem), default)
    return (f"{stem}.{chosen}" if chosen else None), findings
