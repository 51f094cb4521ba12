"""What we keep: append-only rows of each organisation, files by their hash, and events."""
