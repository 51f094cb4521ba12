"""Pages that do things: hand in, settle, make, submit."""
