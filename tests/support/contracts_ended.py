# SPDX-License-Identifier: Apache-2.0
"""Units that a contract brings, under a mandate, into the account of one that has ended, or has not."""

from typing import Final

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import Consent, ConsentKind, Side
from counterfoil.evidence.package import Package
from counterfoil.law.moment import known
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.events import Called, Ran, path_of
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.consents import by_signature
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import MANDATES
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, Quantity, Timestamp
from support.clearing_breaches import Stage, plain
from support.contract_story import SHARE, boxed
from support.contracted import approve, deploy, propose, run
from support.evidence_forced import attempt, fork
from support.evidence_world import World
from support.lawless import everything_goes

GIVER: Final = """
def gives(to: str, mandate: str):
    "A unit of its own, under a mandate of whoever takes it."
    pay(to, "SHARE", 1, mandate)
"""
INTO: Final = h.GrantMandate(mandate="in", account="of-ended", executor=path_of("giver"), takes=True)
GIVES: Final = run("gives", '{"mandate":"in","to":"of-ended"}', "giver", by="alice")


def brought() -> list[tuple[World, Package]]:
    """What the account has: first while its contract is there, then as an operator has it who lets units in later."""
    world = boxed("standing_consents")
    stage = Stage(world)
    proposal = propose(GIVER, "giver")
    stage.do(proposal, signed_by="alice")
    for by in ("venue", "bob", "supervisor"):
        stage.do(approve(proposal.code, by), signed_by=by)
    stage.do(deploy("giver", proposal.code), deploy("ended", proposal.code), INTO, signed_by="alice")
    stage.do(run("pay_out", '{"quantity":2,"to":"of-giver"}', by="alice"), signed_by="alice")
    honest = fork(world)
    assert attempt(honest, honest.sign([plain(GIVES)], "alice")) is MachineOutcome.ok
    stage.do(c.Retire(contract="ended", reason="done"), signed_by="alice")
    assert attempt(world, world.sign([plain(GIVES)], "alice")) is PartiesOutcome.account_closed
    world.rogue_block(_given, world.sign([plain(GIVES)], "alice"))
    return [(one, Collector(one, one.publish()).control(AccountId("of-ended"), SHARE)) for one in (honest, world)]


def ended() -> tuple[World, Timestamp]:
    """The box ends with shares in its account, as a supervisor agrees; and a time when it was there."""
    world = boxed()
    before = world.last_time
    Stage(world).do(c.Retire(contract="box", reason="done", supervisor="supervisor"), signed_by="alice supervisor")
    world.block()
    return world, before


def run_out() -> tuple[World, Package]:
    """What Bob has, who held shares for the box for a time, and freed them when it was over."""
    world = boxed()
    expires = world.last_time + 60_000
    held = h.Hold(
        hold="for-a-time", executor=path_of("box"), account="of-bob", instrument=SHARE, quantity=1, expires=expires
    )
    Stage(world).do(held, signed_by="bob")
    (answer,) = world.block(world.sign([plain(h.ReleaseHold(hold="for-a-time"))], "bob"), time=expires)
    assert answer.code == 0, answer
    return world, Collector(world, world.publish()).control(AccountId("of-bob"), SHARE)


def sent() -> tuple[World, Package]:
    """What the account has of a box that ended, as an operator has it who lets Bob send a share there."""
    world, _ = ended()
    call = h.Transfer(sender="of-bob", receiver="of-box", instrument=SHARE, quantity=1)
    assert attempt(world, world.sign([plain(call)], "bob")) is PartiesOutcome.account_closed

    def act(ctx: Context) -> None:
        ctx.call = "holdings.transfer"
        bob, box = AccountId("of-bob"), AccountId("of-box")
        moved = Transferred(sender=bob, receiver=box, instrument=SHARE, quantity=Quantity(1))
        path = ACCOUNTS.path(box)
        agreed = Consent(
            account=box,
            by=(),
            kind=ConsentKind.signature,
            record=path,
            seq=known(ctx, ACCOUNTS, box).trail.seq,
            side=Side.takes,
        )
        ctx.happen(moved, (by_signature(ctx, bob, Side.gives), agreed))

    world.rogue_block(act, world.sign([plain(call)], "bob"))
    return world, Collector(world, world.publish()).control(AccountId("of-box"), SHARE)


def _given(ctx: Context) -> None:
    """What the giver does, whatever the account says."""
    ctx.call = "contracts.call"
    told = {"contract": "giver", "function": GIVES.function}
    moved = Transferred(
        sender=AccountId("of-giver"),
        receiver=AccountId("of-ended"),
        instrument=SHARE,
        quantity=Quantity(1),
        giving=path_of("giver"),
        taking=MANDATES.path("in"),
        cause=path_of("giver"),
    )
    called = Called(arguments=GIVES.arguments, by=GIVES.by, shows=(), **told)
    with everything_goes():
        for event in (called, moved):
            ctx.happen(event, event.permit(ctx))
    ctx.happen(Ran(value="null", emitted=(), kept=(), steps=1, **told), ())
