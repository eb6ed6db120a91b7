"""Whether a sentence follows from what it cites: gates, the local verifier, and how far any judge can be trusted."""
