"""Pages on which people enter figures and sources by hand."""
