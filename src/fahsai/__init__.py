"""Fahsai (ฟ้าใส): the carbon footprint of Thai organisations, from the meter to the form."""

__version__ = "0.1.0"
