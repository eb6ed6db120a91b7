"""Terminal fronts. Nothing imports them."""
