# SPDX-License-Identifier: Apache-2.0
"""Packages whose events say something else than what happened."""

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from counterfoil.evidence.package import Package, encode_package
from counterfoil.node.collect import Collector
from counterfoil.primitives.errors import InputError
from counterfoil.verify import Verdict, verify_package
from support.evidence_world import World


def swapped(package: Package, old: bytes, new: bytes) -> Package:
    """The package whose events say something else; the same, where none says the old."""
    events = tuple(replace(one, event=one.event.replace(old, new)) for one in package.events)
    return replace(package, events=events)


def forgeries(package: Package, swaps: Iterable[tuple[bytes, bytes]], *, every: int = 1) -> Iterator[Package]:
    """Each event left out in turn, or one in so many, and each thing said otherwise that an event says."""
    for number in range(0, len(package.events), every):
        yield replace(package, events=(*package.events[:number], *package.events[number + 1 :]))
    changed = (swapped(package, old, new) for old, new in swaps)
    yield from (one for one in changed if one.events != package.events)


def proves_nothing_else(
    world: World, package: Package, swaps: Iterable[tuple[bytes, bytes]], *, every: int = 1
) -> None:
    """Altered anywhere it is not proved."""
    for altered in forgeries(package, swaps, every=every):
        assert verify_package(encode_package(altered), world.trust()).verdict is Verdict.not_proved


def unproved(world: World, make: Callable[[Collector], Package]) -> bool:
    """Such a package cannot be made, or is not proved."""
    try:
        package = make(Collector(world, world.publish()))
    except InputError:
        return True
    return verify_package(encode_package(package), world.trust()).verdict is Verdict.not_proved


def proved_as_it_is_alone(world: World, package: Package, swaps: Iterable[tuple[bytes, bytes]]) -> None:
    """Offline, from the package alone; altered anywhere it is not proved."""
    report = verify_package(encode_package(package), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    proves_nothing_else(world, package, swaps)
