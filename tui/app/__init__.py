"""The terminal app: a thin front over events, drawn by Textual."""
