"""A judge who did not write the rules: mistakes of issue 4 put into honest inventories.

``python -m tests.core.inventory.mistakes.judged [ways] [seed]`` prints recall and precision by
rule.  It shares no shape, profile or figure with :mod:`.seeded`; the seed that it prints makes the
same table again.
"""

from __future__ import annotations

import sys
from collections import Counter
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from tests.core.inventory.mistakes.judged_places import SORTS, place
from tests.core.inventory.mistakes.judged_seeds import SEEDS

from fahsai.core.inventory.mistakes.register import RULES, mistakes

if TYPE_CHECKING:
    from tests.core.inventory.mistakes.judged_seeding import Seeded, Sow

WAYS = 60
"""How many inventories each mistake is put into."""

UNTOUCHED = 40
"""How many honest inventories of each sort stand beside them."""

OWNER = {code: rule.name for rule in RULES for code in rule.codes}


class Verdict(NamedTuple):
    """How one rule fared: mistakes of its sort seeded and found, its findings right and wrong."""

    rule: str
    seeded: int
    found: int
    right: int
    wrong: int

    @property
    def recall(self) -> float:
        """Share of the mistakes that were told."""
        return self.found / self.seeded if self.seeded else 1.0

    @property
    def precision(self) -> float:
        """Share of what the rule said that was of a mistake."""
        said = self.right + self.wrong
        return self.right / said if said else 1.0


class Missed(NamedTuple):
    """A mistake that nobody told, or a finding of nothing, to be looked at."""

    seed: str
    sort: str
    what: str


def judge(ways: int = WAYS, seed: int = 0) -> tuple[list[Verdict], list[Missed]]:
    """Every mistake in ``ways`` inventories, and honest ones beside them.

    A finding is right where it is one of those that the mistake brings about, of its own subject;
    any other finding counts against the rule that made it, in every inventory.
    """
    seeded: Counter[str] = Counter()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: list[Missed] = []
    for name, (rule, sow) in SEEDS.items():
        for way in range(ways):
            made = _sown(sow, Random(f"judge {seed} {name} {way}"))  # noqa: S311 - made-up
            seeded[rule] += 1
            hit = False
            for one in mistakes(made.place.case()):
                if one.subject in made.subjects and one.code in made.codes | made.beside:
                    right[OWNER[one.code]] += 1
                    hit = hit or one.code in made.codes
                elif one.code not in made.beside:
                    wrong[OWNER[one.code]] += 1
                    missed.append(Missed(name, made.place.name, f"{one.code} {dict(one.data)}"))
            found[rule] += hit
            if not hit:
                missed.append(Missed(name, made.place.name, f"nothing of {made.what}"))
    for sort in SORTS:
        for way in range(UNTOUCHED * ways // WAYS):
            random = Random(f"honest {seed} {sort} {way}")  # noqa: S311 - made-up figures
            for one in mistakes(place(sort, random).case()):
                wrong[OWNER[one.code]] += 1
                missed.append(Missed("honest", sort, f"{one.code} {dict(one.data)}"))
    verdicts = [
        Verdict(rule.name, *(count[rule.name] for count in (seeded, found, right, wrong)))
        for rule in RULES
    ]
    return verdicts, missed


def _sown(sow: Sow, random: Random) -> Seeded:
    """The mistake in the first inventory that it can be made in."""
    while True:
        made = sow(place(random.choice(list(SORTS)), random), random)
        if made is not None:
            return made


def table(verdicts: list[Verdict], seed: int) -> str:
    """The verdicts as a table."""
    head = f"{'rule':26}{'seeded':>7}{'found':>7}{'recall':>8}{'right':>7}{'wrong':>7}{'precision':>11}"  # noqa: E501
    lines = [
        f"{one.rule:26}{one.seeded:7}{one.found:7}{one.recall:8.3f}{one.right:7}{one.wrong:7}"
        f"{one.precision:11.3f}"
        for one in verdicts
    ]
    return "\n".join([f"seed {seed}", head, *lines])


if __name__ == "__main__":
    ARGUMENTS = [int(one) for one in sys.argv[1:] if one.isdigit()]
    WANTED = ARGUMENTS[1] if len(ARGUMENTS) > 1 else 0
    MADE, LOOK = judge(ARGUMENTS[0] if ARGUMENTS else WAYS, WANTED)
    sys.stdout.write(table(MADE, WANTED) + "\n")
    if "--missed" in sys.argv:
        sys.stdout.write("\n".join(" | ".join(one) for one in LOOK) + "\n")
