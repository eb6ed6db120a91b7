"""The agents: LangGraph graphs that put the assistant's parts to work. This is the Python API.

from agents import research

report = research.run("How are prompts optimised without gradients?")
"""
