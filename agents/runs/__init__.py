"""Saved runs: what happened in each, where it stands, and how it goes on."""
