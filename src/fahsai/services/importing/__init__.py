"""Steps of an import: what a file brings, what is stored, what would change."""
