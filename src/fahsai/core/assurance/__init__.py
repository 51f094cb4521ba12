"""The trace of a number, from the printed cell back to its evidence."""
