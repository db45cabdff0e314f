# SPDX-License-Identifier: Apache-2.0
"""What Bob reserved for a box, pledged to it and left to it, and takes back when it has ended, or before."""

from collections.abc import Iterator
from typing import Final

from counterfoil.evidence.claims import Claim
from counterfoil.evidence.package import Package
from counterfoil.law.call import Call
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.events import path_of
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import ENCUMBRANCES, MANDATES
from counterfoil.node.collect import Collector
from counterfoil.node.drafting import Draft
from counterfoil.primitives.types import AccountId, InstrumentId, RecordPath
from support.clearing_breaches import Stage, plain
from support.contract_story import FAR, SHARE, boxed
from support.evidence_forced import attempt, fork
from support.evidence_world import World
from support.law_sites import sites
from support.lawless import without

KEEPER: Final = "carol"
BOX: Final = path_of("box")
_BOBS: Final = {"account": "of-bob", "instrument": SHARE}
GIVEN: Final[tuple[Call, ...]] = (
    h.Hold(hold="in-hold", quantity=5, executor=BOX, expires=FAR, **_BOBS),
    h.Pledge(pledge="in-pledge", quantity=7, pledgee=BOX, **_BOBS),
    h.Pledge(pledge="in-keeping", quantity=9, pledgee=BOX, keeper=KEEPER, **_BOBS),
    h.GrantMandate(mandate="in-hand", account="of-bob", executor=BOX, revocable=False),
)
HELD, PLEDGED, KEPT = (ENCUMBRANCES.path(name) for name in ("in-hold", "in-pledge", "in-keeping"))
LEFT = MANDATES.path("in-hand")
TAKEN: Final[dict[RecordPath, Call]] = {
    HELD: h.ReleaseHold(hold="in-hold"),
    PLEDGED: h.ReleasePledge(pledge="in-pledge"),
    KEPT: h.ReleasePledge(pledge="in-keeping", quantity=4),
    LEFT: h.RevokeMandate(mandate="in-hand"),
}
"""record → the call by which Bob takes back what it says"""
RULES: Final = {
    HELD: "holdings.Released.permit.hold_not_expired",
    PLEDGED: "holdings.PledgeReleased.permit.hold_reserved",
    KEPT: "holdings.PledgeReleased.permit.hold_reserved",
    LEFT: "holdings.MandateRevoked.permit.mandate_irrevocable",
}
"""record → the rule that keeps it from that while the contract is there"""
RETIRED: Final = c.Retire(contract="box", reason="done", supervisor="supervisor")
PAUSED: Final = c.Pause(contract="box", by="supervisor", reason="a fault")


def given() -> World:
    """A box for which Bob set units aside."""
    world = boxed("widened_holdings")
    Stage(world).do(*GIVEN, signed_by="bob")
    return world


def taken_back() -> tuple[World, dict[str, Package]]:
    """The box ends, and Bob has all back; with the keeper's word where there is one."""
    world = given()
    stage = Stage(world)
    stage.do(RETIRED, signed_by="alice supervisor")
    for call in TAKEN.values():
        stage.do(call, signed_by=("bob", KEEPER))
    world.block()
    collector = Collector(world, world.publish())
    made = {record: collector.record(record) for record in TAKEN}
    return world, {**made, "account": collector.control(AccountId("of-bob"), SHARE)}


def in_one_transaction() -> tuple[World, Package]:
    """Alice ends the box and Bob takes back by the same transaction."""
    world = given()
    Stage(world).do(RETIRED, TAKEN[HELD], signed_by=("alice", "supervisor", "bob"))
    return world, Collector(world, world.publish()).record(HELD)


def too_early() -> Iterator[tuple[World, Package]]:
    """As an operator has it who lets Bob take back while the box is paused: each thing, and what he has then."""
    for record, call in TAKEN.items():
        world = given()
        Stage(world).do(PAUSED, signed_by="supervisor")
        transaction = world.sign([plain(call)], "bob", KEEPER)
        assert attempt(fork(world), transaction) is not MachineOutcome.ok
        with without(sites()[RULES[record]]):
            world.force(transaction, lawfully=True)
            collector = Collector(world, world.publish())
            made = [collector.record(record)]
            made += [] if record == LEFT else [collector.control(AccountId("of-bob"), SHARE)]
        yield from ((world, one) for one in made)


def without_the_keeper() -> tuple[World, Package]:
    """As an operator has it who lets Bob have back, after the end, what Carol keeps."""
    world = given()
    Stage(world).do(RETIRED, signed_by="alice supervisor")
    rules = ("holdings.PledgeReleased.permit.keeper_missing", "parties.require_parties.not_authorised")
    with without(*(sites()[rule] for rule in rules)):
        world.force(world.sign([plain(TAKEN[KEPT])], "bob"), lawfully=True)
        return world, Collector(world, world.publish()).record(KEPT)


class WithTrail(Collector):
    """It shows all that happened to one record besides, and nothing that this needs."""

    besides: RecordPath

    def _drafted(self, claim: Claim, open_above: int) -> tuple[Draft, Claim]:
        draft, worded = super()._drafted(claim, open_above)
        for position in self._reader.trail(self.besides):
            draft._add_event(position)
        return draft, worded


def by_nobody_of_it() -> Iterator[tuple[World, Package]]:
    """As an operator has it who lets another take back, or Bob without the keeper; what became of the box is not shown.

    Each package is of another instrument of Bob's account: it has who speaks for that, and the box is nothing to it.
    """
    base = given()
    stage = Stage(base)
    stage.instrument("OTHER", "issuer")
    stage.issue("OTHER", "of-bob", 1, issuer="issuer")
    for record, by in ((PLEDGED, KEEPER), (KEPT, KEEPER), (KEPT, "bob"), (LEFT, KEEPER)):
        world = fork(base)
        world.force(world.sign([plain(TAKEN[record])], by))
        collector = WithTrail(world, world.publish())
        collector.besides = record
        yield world, collector.control(AccountId("of-bob"), InstrumentId("OTHER"))
