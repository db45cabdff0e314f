# SPDX-License-Identifier: Apache-2.0
"""What is worked out of a value when it is first asked for, and kept with it.

As ``functools.cached_property``, which until Python 3.12 takes a lock each time: more than most of what is asked costs.
Two threads that ask at once work it out twice, and come to the same.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Value = TypeVar("Value")


class lazily(Generic[Value]):  # noqa: N801 - it stands where a decorator of the library would
    """Of a class whose values have a ``__dict__``."""

    def __init__(self, work_out: Callable[[Any], Value]) -> None:
        self._work_out, self.__doc__ = work_out, work_out.__doc__
        self._name = work_out.__name__

    @overload
    def __get__(self, owner: None, kind: type) -> "lazily[Value]": ...
    @overload
    def __get__(self, owner: object, kind: type) -> Value: ...
    def __get__(self, owner: object | None, kind: type) -> "lazily[Value] | Value":
        if owner is None:
            return self
        found = owner.__dict__[self._name] = self._work_out(owner)
        return found
