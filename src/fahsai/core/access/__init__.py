"""Roles, permissions, states of a year."""
