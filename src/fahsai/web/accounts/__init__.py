"""Signing in and out, and what people settle about their own account."""
