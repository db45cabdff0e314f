# SPDX-License-Identifier: Apache-2.0
"""Trails that a rogue operator sealed broken are not proved."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from counterfoil.commerce.context import Context, EventType
from counterfoil.commerce.modules.holdings.messages import TRANSFERRED
from counterfoil.commerce.modules.holdings.state import HOLDINGS
from counterfoil.commerce.modules.parties.messages import ACCOUNT_OPENED
from counterfoil.commerce.modules.parties.state import ACCOUNTS
from counterfoil.evidence.event import ObjectClass, Trail
from counterfoil.evidence.package import encode_package
from counterfoil.verify import verify_package
from support.evidence_story import LI, SHARE, WANG, ZHAO, open_account, transfer
from support.evidence_told import control, tell

MOVED = {
    "sender": LI,
    "receiver": WANG,
    "instrument": SHARE,
    "quantity": 1,
    "part": "free",
    "reference": "",
}


def _another_holding(ctx: Context) -> None:
    """A transfer from Li to Wang stands in Zhao's trail instead of Wang's."""
    ours, theirs = HOLDINGS.path(LI, SHARE), HOLDINGS.path(ZHAO, SHARE)
    ctx.emit(TRANSFERRED, MOVED, (ours, ctx.read(HOLDINGS, LI, SHARE)), (theirs, ctx.read(HOLDINGS, ZHAO, SHARE)))  # type: ignore[arg-type]


def _unknown_event(ctx: Context) -> None:
    """An event of a type that no machine knows stands in the trail."""
    kind = EventType("holdings.conjured", ObjectClass.registration)
    ctx.emit(kind, MOVED, (HOLDINGS.path(LI, SHARE), ctx.read(HOLDINGS, LI, SHARE)))  # type: ignore[arg-type]


def _trail_begun_anew(ctx: Context) -> None:
    """The record forgets its trail, and an event begins another."""
    forgetful = replace(ctx.read(HOLDINGS, LI, SHARE), trail=Trail())  # type: ignore[type-var]
    receiver = ctx.read(HOLDINGS, WANG, SHARE)
    ctx.emit(TRANSFERRED, MOVED, (HOLDINGS.path(LI, SHARE), forgetful), (HOLDINGS.path(WANG, SHARE), receiver))  # type: ignore[arg-type]


def _head_moved(ctx: Context) -> None:
    """The record's head is nobody's hash."""
    holding = ctx.read(HOLDINGS, LI, SHARE)
    ctx.state.write(HOLDINGS.path(LI, SHARE), replace(holding, trail=Trail(head="ab" * 32, seq=4)))  # type: ignore[type-var, arg-type]


def _opened_twice(ctx: Context) -> None:
    """The account is opened a second time, under other rules."""
    account = replace(ctx.read(ACCOUNTS, LI), outgoing="custodian")  # type: ignore[type-var]
    data = {
        name: getattr(account, name) for name in ("account", "holder", "custodian", "incoming", "outgoing", "status")
    }
    ctx.emit(ACCOUNT_OPENED, data, (ACCOUNTS.path(LI), account))


@pytest.mark.parametrize(
    ("act", "check"),
    [(_another_holding, 8), (_unknown_event, 8), (_trail_begun_anew, 8), (_head_moved, 8), (_opened_twice, 8)],
)
def test_sealed_but_broken(act: Callable[[Context], None], check: int) -> None:
    """Each way to break a trail is caught by check 8, although the blocks are sealed and anchored."""
    world = tell().world
    calls = [transfer(LI, WANG, 1), open_account(LI, "li", "custodian", custodian="north")]
    before = world.last_time
    world.rogue_block(act, world.sign(calls, "li", "north"))
    package = encode_package(control(world, world.publish(), as_of=before))
    assert verify_package(package, world.trust()).failed_check == check
