"""The history of a record as a page."""
