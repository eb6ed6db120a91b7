"""Sending requests to models: litellm works in a process of its own, and the two talk in lines of JSON.

To import litellm takes seconds of pure computing, which would hold up everything else in the same process; see
docs/decisions/0016.
"""
