"""What ``tools/bench.py`` measures: one file a measurement."""
