"""Python's search for garbage, left off while a great deal is imported."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave garbage alone: to look for it among what is being imported takes a quarter of the time, in vain.

    Of several threads at once, the first one to end
    may turn the search on again for all; it is not left off, for who finds it off came after one who will turn it on.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
