"""Broken files by the thousand, given to everything that reads files."""
