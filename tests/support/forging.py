# SPDX-License-Identifier: Apache-2.0
"""Packages whose events say something else than what happened."""

from collections.abc import Callable, Collection, Iterator

from msgspec.structs import replace

from counterfoil.evidence.package import Package, encode_package
from counterfoil.node.collect import Collector
from counterfoil.primitives.errors import InputError
from counterfoil.verify import Verdict, verify_package
from support.evidence_world import World

Swaps = Collection[tuple[bytes, bytes]]
"""What an event says → what it is made to say."""


def says(package: Package, what: bytes) -> bool:
    """Whether any of its events says so."""
    return any(what in one.event for one in package.events)


def swapped(package: Package, old: bytes, new: bytes) -> Package:
    """The package whose events say something else; an error where none says the old: nothing would be tested."""
    assert says(package, old), f"no event says {old!r}"
    events = tuple(replace(one, event=one.event.replace(old, new)) for one in package.events)
    return replace(package, events=events)


def forgeries(package: Package, swaps: Swaps, *, every: int = 1, among: Collection[Package] = ()) -> Iterator[Package]:
    """Each event left out in turn, or one in so many, and each thing said otherwise that an event says.

    ``among``: packages that the swaps are for, where these are several. An error where none of them says the old.
    """
    for old, _ in swaps:
        assert any(says(one, old) for one in among or (package,)), f"no event says {old!r}"
    for number in range(0, len(package.events), every):
        yield replace(package, events=(*package.events[:number], *package.events[number + 1 :]))
    yield from (swapped(package, old, new) for old, new in swaps if says(package, old))


def proves_nothing_else(
    world: World, package: Package, swaps: Swaps, *, every: int = 1, among: Collection[Package] = ()
) -> None:
    """Altered anywhere it is not proved."""
    for altered in forgeries(package, swaps, every=every, among=among):
        assert verify_package(encode_package(altered), world.trust()).verdict is Verdict.not_proved


def unproved(world: World, make: Callable[[Collector], Package]) -> bool:
    """Such a package cannot be made, or is not proved."""
    try:
        package = make(Collector(world, world.publish()))
    except InputError:
        return True
    return verify_package(encode_package(package), world.trust()).verdict is Verdict.not_proved


def proved_as_it_is_alone(world: World, package: Package, swaps: Swaps, *, among: Collection[Package] = ()) -> None:
    """Offline, from the package alone; altered anywhere it is not proved."""
    report = verify_package(encode_package(package), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    proves_nothing_else(world, package, swaps, among=among)
