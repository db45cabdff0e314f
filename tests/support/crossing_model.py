# SPDX-License-Identifier: Apache-2.0
"""Crossings in small: two chains, and every interleaving of what they do, up to a bound; random walks beyond.

Headers are seen late, never or in any order; blocks are lost before they are anchored; clocks go apart.

One unit goes from chain to chain, leg after leg; and a deal delivers on one chain what is paid on the other. ``Design``
says which rules are kept: all of them are the module's, and each that is dropped is a design that goes wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final, NamedTuple

CHAINS: Final = (0, 1)
LASTS: Final = 2
"""how long after it left what is on its way may arrive"""
ENDS: Final = frozenset({"cancelled", "delivers", "withdraws"})
AWAY, CANCELLED = "away", "cancelled"
RESERVED, DELIVERED, WITHDRAWN = "reserved", "delivered", "withdrawn"


@dataclass(frozen=True)
class Design:
    """Which rules hold. The module keeps all."""

    cancels_by_proof: bool = True
    """what left is taken back by a header of the other chain, not by the own clock"""
    proof_is_late: bool = True
    """and that header is as late as the deadline"""
    accepts_in_time: bool = True
    """nothing is accepted from the deadline on"""
    accepts_once: bool = True
    """what was accepted stands on record, and is not accepted again"""
    anchored_only: bool = True
    """headers are believed once they are anchored"""
    named_by_crossing: bool = True
    """each crossing has a name of its own, and no other is taken for it"""
    every_leg_ends: bool = True
    """the way home has a deadline and a way back too"""
    cancels_once: bool = True
    accepts_by_proof: bool = True
    """a departure must be shown"""
    pays_by_proof: bool = True
    """the reserved delivery must be shown"""
    delivers_on_payment: bool = True
    """what is delivered for is the payment itself, and not money that is set aside"""
    withdraws_by_proof: bool = True


SOUND: Final = Design()


class Ledger(NamedTuple):
    """What one chain has: how often the unit is live, what left, what came; and of the deal."""

    live: int
    left: tuple[tuple[int, int, str], ...] = ()
    """(leg, until, status)"""
    came: frozenset[int] = frozenset()
    deal: str = ""
    set_aside: bool = False
    paid: bool = False


class Header(NamedTuple):
    """A block: its time, and the ledger after it."""

    time: int
    ledger: Ledger


class Chain(NamedTuple):
    last: Header
    anchored: tuple[Header, ...]
    shown: Header | None = None
    """the last header shown of the other chain"""


World = tuple[Chain, Chain]
Act = tuple[str, Ledger]
Step = tuple[str, World]


class Bounds(NamedTuple):
    """How far a search goes."""

    time: int
    """of a chain"""
    legs: int
    deal: bool = False
    losses: bool = True
    """blocks that were never anchored may be lost"""


def beginning(bounds: Bounds) -> World:
    """The unit is on the first chain."""
    first = Header(0, Ledger(live=0 if bounds.deal else 1))
    second = Header(0, Ledger(live=0))
    return Chain(first, (first,)), Chain(second, (second,))


def steps(world: World, design: Design, bounds: Bounds) -> Iterator[Step]:
    """All that can happen next."""
    for here in CHAINS:
        chain, peer = world[here], world[1 - here]
        if chain.last.time < bounds.time:
            for name, ledger in _acts(here, chain, design, bounds):
                yield f"{here} {name}", _with(world, here, chain._replace(last=Header(chain.last.time + 1, ledger)))
        believed = peer.anchored if design.anchored_only else (*peer.anchored, peer.last)
        for header in believed:
            if chain.shown is None or header.time > chain.shown.time:
                # What was seen only opens what a later block may do.
                yield f"{here} is shown the header of {header.time}", _with(world, here, chain._replace(shown=header))
        if chain.last.time > chain.anchored[-1].time:
            yield f"{here} anchors", _with(world, here, chain._replace(anchored=(*chain.anchored, chain.last)))
            if bounds.losses:
                # An answer that the lost blocks had can be shown again.
                yield f"{here} loses blocks", _with(world, here, chain._replace(last=chain.anchored[-1]))


def _with(world: World, here: int, chain: Chain) -> World:
    """The world with another chain in it, of whose headers those stay that may yet be shown, and the last."""
    both = (chain, world[1]) if here == 0 else (world[0], chain)
    return _seen(both[0], both[1].shown), _seen(both[1], both[0].shown)


def _seen(chain: Chain, shown: Header | None) -> Chain:
    after = -1 if shown is None else shown.time
    kept = tuple(one for one in chain.anchored[:-1] if one.time > after)
    return chain._replace(anchored=(*kept, chain.anchored[-1]))


def _acts(here: int, chain: Chain, design: Design, bounds: Bounds) -> Iterator[Act]:
    """What a block may do, whose time is one later than the last."""
    yield "ticks", chain.last.ledger
    acts = _unit_acts(here, chain, design, bounds) if not bounds.deal else _deal_acts(here, chain, design)
    yield from acts


def _unit_acts(here: int, chain: Chain, design: Design, bounds: Bounds) -> Iterator[Act]:
    now, ledger, shown = chain.last.time + 1, chain.last.ledger, chain.shown
    legs = range(here, bounds.legs, 2)
    for leg in legs:
        begun = {one for one, _, _ in ledger.left}
        ready = leg == 0 or leg - 1 in ledger.came
        if ledger.live and leg not in begun and ready:
            left = (*ledger.left, (leg, now + LASTS, AWAY))
            yield f"leg {leg} leaves until {now + LASTS}", ledger._replace(live=ledger.live - 1, left=left)
    for leg, until, status in ledger.left:
        if _cancellable(leg, until, status, chain, design):
            left = tuple((one, by, CANCELLED if one == leg else what) for one, by, what in ledger.left)
            yield f"leg {leg} is cancelled", ledger._replace(live=ledger.live + 1, left=left)
    for leg in range(1 - here, bounds.legs, 2):
        found = None if shown is None else next((one for one in shown.ledger.left if one[0] == leg), None)
        if found is None and not design.named_by_crossing and shown is not None:
            found = next(iter(shown.ledger.left), None)
        if found is None and not design.accepts_by_proof:
            found = (leg, now + 1, AWAY)
        fresh = not design.accepts_once or leg not in ledger.came
        if found is not None and fresh and found[2] == AWAY and (not design.accepts_in_time or now < found[1]):
            yield f"leg {leg} arrives", ledger._replace(live=ledger.live + 1, came=ledger.came | {leg})


def _cancellable(leg: int, until: int, status: str, chain: Chain, design: Design) -> bool:
    if (design.cancels_once and status != AWAY) or (leg % 2 and not design.every_leg_ends):
        return False
    if not design.cancels_by_proof:
        return chain.last.time + 1 >= until
    shown = chain.shown
    if shown is None or leg in shown.ledger.came:
        return False
    return shown.time >= until or not design.proof_is_late


DEADLINE: Final = 3
"""until when the deal is paid"""


def _deal_acts(here: int, chain: Chain, design: Design) -> Iterator[Act]:
    """Delivery on the first chain against payment on the second, which decides."""
    now, ledger, shown = chain.last.time + 1, chain.last.ledger, chain.shown
    if here == 0:
        if not ledger.deal:
            yield "reserves the delivery", ledger._replace(deal=RESERVED)
        if ledger.deal == RESERVED:
            paid = shown is not None and (
                shown.ledger.paid or (shown.ledger.set_aside and not design.delivers_on_payment)
            )
            late = (shown is not None and shown.time >= DEADLINE) or not design.proof_is_late
            unpaid = shown is not None and not shown.ledger.paid and late
            if paid:
                yield "delivers", ledger._replace(deal=DELIVERED)
            if unpaid or (not design.withdraws_by_proof and now >= DEADLINE):
                yield "withdraws", ledger._replace(deal=WITHDRAWN)
        return
    if not ledger.set_aside and not ledger.paid:
        yield "sets money aside", ledger._replace(set_aside=True)
    if ledger.set_aside:
        yield "frees the money", ledger._replace(set_aside=False)
        reserved = not design.pays_by_proof or (shown is not None and shown.ledger.deal == RESERVED)
        if reserved and (now < DEADLINE or not design.accepts_in_time):
            yield "pays", ledger._replace(set_aside=False, paid=True)


def wrong(world: World, bounds: Bounds) -> str | None:
    """Which invariant is broken, as of now; by what is anchored and by what is not yet."""
    first, second = world[0].last.ledger, world[1].last.ledger
    if bounds.deal:
        if first.deal == DELIVERED and not second.paid:
            return "delivered and not paid"
        if first.deal == WITHDRAWN and second.paid:
            return "paid and withdrawn"
        if second.paid and not first.deal:
            return "paid for nothing"
        return None
    if first.live + second.live > 1:
        return "live in two places"
    return None


def wrong_in_the_end(world: World, design: Design, bounds: Bounds) -> str | None:
    """What is wrong once both chains went on far beyond every deadline and showed each other everything.

    Nothing is accepted any more, as where the receiver cannot take it: so what left must come back.
    """
    far = bounds.time + 10
    for round_ in range(6):
        for here in CHAINS:
            peer = world[1 - here].last
            now = Header(far + 10 * round_, world[here].last.ledger)
            chain = Chain(now, (now,), Header(far + 10 * round_, peer.ledger))
            ends = (after for name, after in _acts(here, chain, design, bounds) if ENDS & set(name.split()))
            after = next(ends, now.ledger)
            world = _with(world, here, chain._replace(last=Header(now.time + 1, after)))
    first, second = world[0].last.ledger, world[1].last.ledger
    if bounds.deal:
        return "reserved for ever" if first.deal == RESERVED else wrong(world, bounds)
    if first.live + second.live == 0:
        return "lost for ever"
    return wrong(world, bounds)


class Found(NamedTuple):
    """What a search came to."""

    worlds: int
    broken: str | None
    path: tuple[str, ...]


def searched(design: Design, bounds: Bounds, most: int = 400_000) -> Found:
    """Breadth first, each world once: all of them, or the shortest way to what is wrong."""
    start = beginning(bounds)
    came: dict[World, tuple[World, str] | None] = {start: None}
    waiting: list[World] = [start]
    judged: dict[Any, str | None] = {}
    while waiting:
        following: list[World] = []
        for world in waiting:
            broken = wrong(world, bounds) or _in_the_end(world, design, bounds, judged)
            if broken is not None:
                return Found(len(came), broken, _way(came, world))
            for name, after in steps(world, design, bounds):
                if after not in came:
                    came[after] = (world, name)
                    following.append(after)
        if len(came) > most:
            raise AssertionError(f"more than {most} worlds: the bounds are too wide")
        waiting = following
    return Found(len(came), None, ())


def walked(design: Design, bounds: Bounds, seed: int, length: int) -> Found:
    """One random way, longer than a search could go."""
    random, world, path = Random(seed), beginning(bounds), []
    for _ in range(length):
        possible = list(steps(world, design, bounds))
        if not possible:
            break
        name, world = random.choice(possible)
        path.append(name)
        broken = wrong(world, bounds) or wrong_in_the_end(world, design, bounds)
        if broken is not None:
            return Found(len(path), broken, tuple(path))
    return Found(len(path), None, tuple(path))


def _in_the_end(world: World, design: Design, bounds: Bounds, judged: dict[Any, str | None]) -> str | None:
    """The end depends on what both ledgers are, and on nothing else."""
    ledgers = tuple(chain.last.ledger for chain in world)
    if ledgers not in judged:
        judged[ledgers] = wrong_in_the_end(world, design, bounds)
    return judged[ledgers]


def _way(came: dict[World, tuple[World, str] | None], world: World) -> tuple[str, ...]:
    path: list[str] = []
    while (before := came[world]) is not None:
        world, name = before
        path.append(name)
    return tuple(reversed(path))


def dropped(rule: str) -> Design:
    """The design without one rule."""
    return replace(SOUND, **{rule: False})
