"""Who performs tasks: language models, the built-in extractive expert, and the router that chooses among them."""
