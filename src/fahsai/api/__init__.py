"""The HTTP API: nouns by address, figures as exact text with their units."""
