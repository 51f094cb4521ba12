"""The pure content of each document, with rounding per cell; pages and commands use it too."""
