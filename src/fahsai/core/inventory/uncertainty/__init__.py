"""How well a total is known: intervals, their propagation by two approaches, the quality score."""
