"""How results, lists, people and frozen rows are kept; used by the services only."""
