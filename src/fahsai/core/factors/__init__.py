"""Emission factor, edition, factor set, derivation, selection rule."""
