"""Give broken files to every reader: ``python tools/fuzz.py --inputs 100000``.

Each file is made from a whole one by a seed and a number, so that any of them can be made again.
It goes to the look at uploads and to one more reader, mostly one that it was made for (``--every``:
to all); whatever is stored is taken back, and what is refused must have written nothing.
Prints how many were taken and refused, by which findings, and the slowest; keeps every file that
made a reader fall in ``var/fuzz`` and then ends with 1.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BATCH = 500
"""After so many files all that the records hold is compared with what they held at first."""

OTHER_NAMES = 0.15
"""How many files come under a name that is not theirs: most are refused for that alone."""

FAULTS = Path(__file__).resolve().parents[1] / "var" / "fuzz"


class Run(NamedTuple):
    """What became of some files."""

    files: int
    asked: Counter[str]
    taken: Counter[str]
    codes: Counter[str]
    kinds: Counter[str]
    faults: list[str]
    slowest: tuple[float, str]


def run(seed: int, numbers: range, *, every: bool = False, only: str = "") -> Run:
    """Make and give the files of these numbers, in a home for this process alone."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["FAHSAI_HOME"] = home
        os.environ.pop("DATABASE_URL", None)
        from tools.loaded_home import set_up

        set_up()
        return give_all(seed, numbers, every=every, only=only, told=_progress)


def _progress(files: int, faults: int) -> None:
    sys.stderr.write(f"\r{os.getpid()}: {files:,} files, {faults} faults")
    sys.stderr.flush()


def give_all(
    seed: int,
    numbers: range,
    *,
    every: bool = False,
    only: str = "",
    told: Callable[[int, int], None] | None = None,
) -> Run:
    """The same where Django is set up and the records are for this run alone.

    Args:
        seed: with the number of a file it makes that file.
        numbers: which files.
        only: a part of the names of the whole files that they are made from.
        every: give each to every reader; else to the look at uploads and one more.
        told: hears after each batch how many files were given and how many faults there are.
    """
    from tools.fuzzing.mutations import broken
    from tools.fuzzing.seeds import seeds
    from tools.fuzzing.targets import chosen, content, give, load

    owner = load()
    held = content()
    whole = [one for one in seeds() if only in one.name]
    weights = [one.weight for one in whole]
    others = [one.data for one in whole]
    made = Run(len(numbers), Counter(), Counter(), Counter(), Counter(), [], (0.0, ""))
    for number in numbers:
        chance = random.Random(f"{seed} {number}")  # noqa: S311 - files are made again by number
        (start,) = chance.choices(whole, weights)
        data = broken(chance, start.data, others)
        name = start.name
        if chance.random() < OTHER_NAMES:
            name = chance.choice((chance.choice(whole).name, "ไฟล์.xlsx", "x"))
        readers = () if every else chosen(chance, start.readers)
        made.kinds[start.name] += 1
        began = time.perf_counter()
        try:
            outcome = give(owner, data, name, readers)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # noqa: BLE001 - panics of parsers are no Exception
            made.faults.append(_kept(seed, number, name, data))
            continue
        made.asked.update(outcome.asked)
        made.taken.update(outcome.taken or ("nobody",))
        made.codes.update(outcome.codes)
        took = time.perf_counter() - began
        if took > made.slowest[0]:
            made = made._replace(slowest=(took, f"{seed} {number} {start.name}"))
        if number % BATCH == BATCH - 1 or number == numbers[-1]:
            if content() != held:
                made.faults.append(f"{seed} {number}: the records have changed since {BATCH} files")
                held = content()
            if told is not None:
                told(number + 1 - numbers[0], len(made.faults))
    return made


def _kept(seed: int, number: int, name: str, data: bytes) -> str:
    FAULTS.mkdir(parents=True, exist_ok=True)
    place = FAULTS / f"{hashlib.sha256(data).hexdigest()[:16]}-{Path(name).name}"
    place.write_bytes(data)
    told = f"{seed} {number} {place}\n{traceback.format_exc()}"
    place.with_suffix(".fault").write_text(told, "utf-8")  # while the run goes on
    return told


def together(runs: Sequence[Run]) -> Run:
    """The sum of some runs."""
    return Run(
        sum(one.files for one in runs),
        sum((one.asked for one in runs), Counter()),
        sum((one.taken for one in runs), Counter()),
        sum((one.codes for one in runs), Counter()),
        sum((one.kinds for one in runs), Counter()),
        [fault for one in runs for fault in one.faults],
        max(one.slowest for one in runs),
    )


def main() -> int:
    """Run, print, and tell by the exit code whether a reader fell."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--inputs", type=int, default=100_000)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    ask.add_argument("--every", action="store_true", help="each file to every reader")
    ask.add_argument("--only", default="", help="from whole files with this in their names")
    asked = ask.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    each = -(-asked.inputs // asked.processes)
    shares = [
        range(start, min(start + each, asked.inputs)) for start in range(0, asked.inputs, each)
    ]
    began = time.perf_counter()
    with ProcessPoolExecutor(asked.processes) as pool:
        made = together(
            list(pool.map(partial(run, asked.seed, every=asked.every, only=asked.only), shares))
        )
    say = sys.stdout.write
    took = time.perf_counter() - began
    say(f"seed {asked.seed}: {made.files} files in {took:.0f} s, {len(made.faults)} faults\n")
    for title, counts in (
        ("made from", made.kinds),
        ("given to", made.asked),
        ("taken by", made.taken),
        ("said", made.codes),
    ):
        say(f"{title}: " + ", ".join(f"{name} {n}" for name, n in counts.most_common()) + "\n")
    say(f"slowest: {made.slowest[0]:.2f} s ({made.slowest[1]})\n")
    for fault in made.faults[:20]:
        say(f"\n{fault}\n")
    return 1 if made.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
