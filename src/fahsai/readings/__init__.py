"""The readings store: every reading exactly once, on disk before it is acknowledged."""
