"""Any table of activity data: what its columns mean is proposed, corrected by a person, read."""
