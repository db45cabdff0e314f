# SPDX-License-Identifier: Apache-2.0
"""What can be measured of a service whenever somebody asks: a table to which every part of it adds what it knows.

Whoever measures needs no library for it, and a health page reads the same numbers as monitoring.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

Measured = Mapping[tuple[str, ...], float]
"""By the values of the labels, in their order."""


class Kind(Enum):
    """How monitoring reads it."""

    gauge = "gauge"
    """as it is now"""
    counter = "counter"
    """since the start; never less than before. Its name ends in ``_total``"""


@dataclass(frozen=True)
class Gauge:
    """One thing that is measured. No label has a party's name, or what else is somebody's business."""

    name: str
    """with its unit at the end"""
    says: str
    read: Callable[[], Measured]
    labels: tuple[str, ...] = ()
    kind: Kind = Kind.gauge


class Gauges:
    """Those of one service, in the order in which they were added."""

    def __init__(self) -> None:
        self._all: dict[str, Gauge] = {}
        self._lock = threading.Lock()

    def add(self, gauge: Gauge) -> None:
        """From now on it is measured; a name is given once."""
        with self._lock:
            assert gauge.name not in self._all, gauge.name
            assert (gauge.kind is Kind.counter) == gauge.name.endswith("_total"), gauge.name
            self._all[gauge.name] = gauge

    def __iter__(self) -> Iterator[Gauge]:
        with self._lock:
            return iter([*self._all.values()])

    def read(self, name: str) -> Measured:
        """What is measured under a name now; nothing where nobody added it."""
        found = self._all.get(name)
        return {} if found is None else found.read()
