# SPDX-License-Identifier: Apache-2.0
"""Python's automatic search for cycles of objects, put off for a while."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_put_off() -> Iterator[None]:
    """Nothing is searched for cycles until this ends, in any thread.

    For work of bounded length that makes many objects and hardly any cycle: the search walks all of the new ones again
    and again, and finds nothing. What cycles there are wait until it is over.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
