# SPDX-License-Identifier: Apache-2.0
"""Work that many ask for and one does: whoever asks while it is done shares in the next time, with all who ask then."""

from collections.abc import Callable
from threading import Condition
from typing import Generic, TypeVar

T = TypeVar("T")


class SharedWork(Generic[T]):
    """What is asked for has begun after it was asked. Any thread asks; one time of work goes on at once."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._changed = Condition()
        self._begun = self._ended = 0
        self._came: tuple[T, None] | tuple[None, BaseException] | None = None
        """of the last time"""

    def done(self) -> T:
        """What came of it, or of a later time; raises what it raised."""
        with self._changed:
            wanted = self._begun + 1
            self._changed.wait_for(lambda: self._ended >= wanted or self._begun == self._ended)
            if self._ended >= wanted:
                return self._result()
            self._begun = wanted
        came: tuple[T, None] | tuple[None, BaseException]
        try:
            came = self._work(), None
        except BaseException as error:
            came = None, error
        with self._changed:
            self._came, self._ended = came, wanted
            self._changed.notify_all()
            return self._result()

    def _result(self) -> T:
        assert self._came is not None
        value, error = self._came
        if error is not None:
            raise error
        return value  # type: ignore[return-value]
