"""Organisation and boundary, sources, activity lines, results per gas, base year, differences."""
