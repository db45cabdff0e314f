# SPDX-License-Identifier: Apache-2.0
"""What a module that the verifier lacks notes of events in records of its own: as executed, and nothing more."""

from collections.abc import Iterator
from typing import ClassVar

from counterfoil.commerce.context import Context
from counterfoil.evidence.claims import TransferClaim
from counterfoil.evidence.event import ObjectClass
from counterfoil.evidence.package import decode_package, encode_package
from counterfoil.law.event import Consents, FollowingEvent, Touch
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import MachineOutcome
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.holdings.events import received
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity
from counterfoil.verify import verify_package
from counterfoil.verify.report import Verdict
from support.evidence_rogue import happened, moved
from support.evidence_story import LI, SHARE, WANG, founded, issue, transfer
from support.evidence_told import published
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


def test_a_transfer_that_was_counted() -> None:
    """The claim says by which events it was noted, that they rest on the auditors' word, and lists them apart."""
    world, name = noted(Counted())
    package = Collector(world, world.publish()).transfer(name)
    report = verify_package(encode_package(package), world.trust())
    assert report.verdict is Verdict.proved, report.sentence
    claim = decode_package(encode_package(package)).claim
    assert isinstance(claim, TransferClaim)
    assert [act.type for act in claim.acts] == ["holdings.transferred"]
    assert claim.noted == ("counting.counted",)
    assert "Other modules noted of them, on the auditors' word: counting.counted." in claim.statement.en


def test_what_is_noted_of_a_transfer_brings_no_units() -> None:
    """An operator that has an invented module add units convinces nobody."""
    world, _ = noted(Bringing())
    report = verify_package(published(world, WANG, SHARE), world.trust())
    assert report.failed_check == 10
    assert "does more than to note another event" in report.sentence.en
