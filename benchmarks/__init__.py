"""Measurements of the parts on public data, which stay outside this repository."""
