"""The terminal app: a thin front over the agents' stream of events."""
