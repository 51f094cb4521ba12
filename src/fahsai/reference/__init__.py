"""Our own tables and methodology files, loaded into core values."""
