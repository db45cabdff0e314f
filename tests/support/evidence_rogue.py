# SPDX-License-Identifier: Apache-2.0
"""What an operator with its seal key can do: execute, write and seal what the rules forbid. No party's key is used."""

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.commerce.modules.holdings.messages import TRANSFERRED
from counterfoil.commerce.modules.holdings.state import HOLDINGS, Holding
from counterfoil.evidence.package import encode_package
from counterfoil.identity.dsse import Envelope
from counterfoil.primitives.types import Quantity
from support.evidence_story import CASH, LI, SHARE, WANG, ZHAO, issue, leg, transfer
from support.evidence_told import control, published, tell
from support.evidence_world import World, plain_policy


def lawless_transfer() -> bytes:
    """The operator executes and seals a transfer that only Mallory signed."""
    world = tell().world
    world.do("mallory", calls=[transfer(LI, WANG, 10)], lawless=True)
    return published(world, WANG)


def lawless_issue() -> bytes:
    """The operator seals an issue that somebody else than the issuer signed."""
    world = tell().world
    world.do("bank", calls=[issue(WANG, 10)], lawless=True)
    return published(world, WANG)


def lawless_affirmation() -> bytes:
    """A settlement that one side never affirmed."""
    world = tell().world
    legs = [leg(LI, ZHAO, SHARE, 60), leg(ZHAO, LI, CASH, 600)]
    call = {"call": "settlement.settle_now", "instruction": "dvp-2", "legs": legs}
    world.do("li", calls=[call], lawless=True)
    return published(world)


def rotated_away_key() -> bytes:
    """A transfer signed with a key that Li had rotated away."""
    world = tell().world
    world.do("li", calls=[{"call": "parties.rotate_keys", "party": "li", "keys": plain_policy("li-2")}])
    world.do("li", calls=[transfer(LI, WANG, 10)], lawless=True)
    return published(world)


def suspended_party() -> bytes:
    """A transfer by a party that a supervisor had suspended."""
    world = tell().world
    order = {"party": "north", "by": "supervisor", "reference": "order 3", "document": "ef" * 32}
    world.do("supervisor", calls=[{"call": "parties.suspend", **order}])
    execute(world, world.sign([transfer(WANG, LI, 10)], "north"), WANG, LI, 10)
    return published(world)


def expired_transaction() -> bytes:
    """A transaction executed after the last height at which it was valid."""
    world = tell().world
    execute(world, world.sign([transfer(LI, WANG, 10)], "li", valid_until=3), LI, WANG, 10)
    return published(world)


def more_than_signed() -> bytes:
    """Li signed for 10, the operator moved 11."""
    world = tell().world
    execute(world, world.sign([transfer(LI, WANG, 10)], "li"), LI, WANG, 11)
    return published(world)


def call_used_twice() -> bytes:
    """One signed transfer, executed twice in its block."""
    world = tell().world
    execute(world, world.sign([transfer(LI, WANG, 10)], "li"), LI, WANG, 10, times=2)
    return published(world)


def transaction_in_two_blocks() -> bytes:
    """One signed transfer, executed again in a later block."""
    world = tell().world
    envelope = world.sign([transfer(LI, WANG, 10)], "li")
    execute(world, envelope, LI, WANG, 10)
    execute(world, envelope, LI, WANG, 10)
    return published(world)


def overdrawn() -> bytes:
    """Li signed away more than there was, the operator let it go below zero, and the claim is about before."""
    world = tell().world
    before = world.last_time
    execute(world, world.sign([transfer(LI, WANG, 5_000)], "li"), LI, WANG, 5_000)
    return encode_package(control(world, world.publish(), as_of=before))


def changed_record() -> bytes:
    """The operator wrote another quantity into the record, without an event."""
    world = tell().world

    def enrich(ctx: Context) -> None:
        holding = _holding(ctx, LI)
        ctx.state.write(HOLDINGS.path(LI, SHARE), replace(holding, free=Quantity(holding.free + 1_000)))

    world.rogue_block(enrich)
    return published(world)


def execute(world: World, envelope: Envelope, sender: str, receiver: str, quantity: int, *, times: int = 1) -> None:
    """The operator seals transfers in the name of a transaction, whatever that says, and whatever the rules say."""

    def act(ctx: Context) -> None:
        for _ in range(times):
            source, target = _holding(ctx, sender), _holding(ctx, receiver)
            data = {
                "sender": sender,
                "receiver": receiver,
                "instrument": SHARE,
                "quantity": quantity,
                "part": "free",
                "reference": "",
            }
            reduced = replace(source, free=Quantity(source.free - quantity))
            increased = replace(target, free=Quantity(target.free + quantity))
            ctx.emit(
                TRANSFERRED,
                data,
                (HOLDINGS.path(sender, SHARE), reduced),
                (HOLDINGS.path(receiver, SHARE), increased),
            )

    world.rogue_block(act, envelope)


def _holding(ctx: Context, account: str) -> Holding:
    found = ctx.read(HOLDINGS, account, SHARE)
    assert found is not None
    return found
