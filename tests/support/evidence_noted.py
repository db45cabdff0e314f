# SPDX-License-Identifier: Apache-2.0
"""Transfers that a module which the verifier lacks noted, in records of its own or in others'."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import ObjectClass, decode_event
from counterfoil.evidence.package import decode_package, encode_package
from counterfoil.law.event import Consents, FollowingEvent, Touch
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import MachineOutcome
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.holdings.events import received
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity
from support.evidence_rogue import happened, moved
from support.evidence_story import LI, SHARE, WANG, founded, issue, transfer
from support.evidence_told import worded
from support.evidence_world import World, id_of


class Count(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record of a module that nobody here has."""


COUNTS = Table("counting/count", Count, MachineOutcome.malformed, MachineOutcome.malformed)


class Counted(FollowingEvent, frozen=True):
    """A transfer was counted."""

    type: ClassVar[str] = "counting.counted"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(COUNTS, ("all",), lambda _before: Count())


class Bringing(Counted, frozen=True):
    """What should only count brings units."""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield received(AccountId(WANG), InstrumentId(SHARE), Quantity(3))


def noted(event: FollowingEvent) -> tuple[World, str]:
    """A world in which Li transferred three units to Wang, and a module noted it so."""
    world = founded()
    world.do("acme", calls=[issue(LI, 50)])
    signed = world.sign([transfer(LI, WANG, 3)], "li")

    def act(ctx: Context) -> None:
        happened(ctx, moved(LI, WANG, 3))
        ctx.happen(event)

    world.rogue_block(act, signed)
    return world, id_of(signed)


def noted_transfer() -> bytes:
    """A proved claim of a transfer that was counted."""
    world, name = noted(Counted())
    return encode_package(Collector(world, world.publish()).transfer(name))


def cut_transfer(said: int = 2) -> bytes:
    """That the transfer was counted is left out: of two events one is shown, and the claim says one."""
    package = decode_package(noted_transfer())
    envelope = package.transactions[-1]
    assert envelope.proof.events == 2
    last = replace(envelope, proof=replace(envelope.proof, events=said))
    left = replace(
        package,
        events=tuple(one for one in package.events if decode_event(one.event).type != Counted.type),
        transactions=(*package.transactions[:-1], last),
    )
    return encode_package(replace(left, claim=worded(replace(package.claim, noted=()))))
