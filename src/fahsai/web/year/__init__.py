"""The pages of one year of an organisation: everything about it that can be read."""
