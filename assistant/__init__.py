"""The parts of the research assistant, usable with no LangGraph, no Textual and no network."""
