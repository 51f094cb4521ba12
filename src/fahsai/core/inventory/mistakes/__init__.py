"""Mistakes that people make in inventories, each told by one small rule before a verifier sees it.

A rule guesses from the outside of the data, so it never blocks: it warns, names the place, says
why and what to do, and whoever knows better answers it (:mod:`.answer`).  ``register`` holds all
of them; ``docs/decisions/a-rule-asks-it-never-blocks.md`` says how the thresholds were chosen.
"""
