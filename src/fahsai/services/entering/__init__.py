"""Steps of entering figures by hand: what is recorded of a month, what is typed, what changes."""
