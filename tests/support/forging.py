# SPDX-License-Identifier: Apache-2.0
"""Packages whose events say something else than what happened."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from counterfoil.evidence.package import Package


def swapped(package: Package, old: bytes, new: bytes) -> Package:
    """The package whose events say something else; the same, where none says the old."""
    events = tuple(replace(one, event=one.event.replace(old, new)) for one in package.events)
    return replace(package, events=events)


def forgeries(package: Package, swaps: Iterable[tuple[bytes, bytes]]) -> Iterator[Package]:
    """Each event left out in turn, and each thing said otherwise that an event says."""
    for number in range(len(package.events)):
        yield replace(package, events=(*package.events[:number], *package.events[number + 1 :]))
    changed = (swapped(package, old, new) for old, new in swaps)
    yield from (one for one in changed if one.events != package.events)
