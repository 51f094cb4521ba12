"""The 12-month sheets of Thai offices (form 1.5(1) and its relatives)."""
