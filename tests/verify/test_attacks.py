# SPDX-License-Identifier: Apache-2.0
"""Attacks that once worked, or that only an operator with its seal key can try; each names the check that stops it."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.commerce.modules.holdings.messages import TRANSFERRED
from counterfoil.commerce.modules.holdings.state import HOLDINGS
from counterfoil.evidence.claims import with_words
from counterfoil.evidence.entries import AnchorEntry, encode_entry
from counterfoil.evidence.header import HEADER_TYPE
from counterfoil.evidence.package import (
    decode_package,
    encode_package,
)
from counterfoil.evidence.transaction import build_transaction, transaction_id
from counterfoil.identity.signing import sign_envelope
from counterfoil.node.collect import collect_absence, collect_control, collect_transfer
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import AccountId, ChainId, Height, InstrumentId, Quantity, Timestamp
from counterfoil.verify import Report, verify_package
from support.evidence_forced import ForcedWorld
from support.evidence_story import CASH, LI, SHARE, WANG, issue, open_account, register, transfer
from support.evidence_told import control, materials, published, tell, told
from support.evidence_world import CHAIN, Calls, Log, World, key, plain_policy

ORDER = {"by": "supervisor", "reference": "order 3", "document": "ef" * 32}


def forced(calls: Calls, *signers: str, before: Callable[[World], None] = lambda _: None) -> ForcedWorld:
    """The told world, and a transaction that the operator sealed whatever the rules say."""
    world = ForcedWorld()
    world.__dict__.update(tell().world.__dict__)
    before(world)
    world.force(world.sign(calls, *signers))
    return world


def judged(world: World, account: str = LI) -> Report:
    return verify_package(published(world, account), world.trust())


def moved(ctx: Context, sender: str, receiver: str, quantity: int) -> None:
    """The operator writes a transfer of free shares."""
    source, target = ctx.read(HOLDINGS, sender, SHARE), ctx.read(HOLDINGS, receiver, SHARE)
    assert source is not None
    assert target is not None
    data = {"sender": sender, "receiver": receiver, "instrument": SHARE, "quantity": quantity, "part": "free"}
    reduced = replace(source, free=Quantity(source.free - quantity))
    increased = replace(target, free=Quantity(target.free + quantity))
    ctx.emit(
        TRANSFERRED,
        data | {"reference": ""},
        (HOLDINGS.path(sender, SHARE), reduced),
        (HOLDINGS.path(receiver, SHARE), increased),
    )


# What the machine refuses, and the verifier now refuses too.


def _suspended(party: str) -> Callable[[World], None]:
    return lambda world: world.do("supervisor", calls=[{"call": "parties.suspend", "party": party, **ORDER}]) and None


def _matured(world: World) -> None:
    world.do(
        "acme", calls=[{"call": "instruments.change_status", "instrument": SHARE, "status": "matured", "by": "acme"}]
    )


HOLD = {"call": "holdings.hold", "hold": "h", "account": LI, "instrument": SHARE, "quantity": 5, "expires": 2**50}


@pytest.mark.parametrize(
    ("calls", "signers", "before"),
    [
        ([transfer(WANG, LI, 1)], ("north",), _suspended("wang")),
        ([transfer(LI, WANG, 1)], ("li",), _suspended("wang")),
        ([issue(WANG, 1)], ("acme",), _suspended("wang")),
        ([{**HOLD, "executor": "venue"}], ("li",), _suspended("venue")),
        ([{"call": "instruments.amend", "instrument": SHARE, "name": "New"}], ("acme",), _matured),
    ],
    ids=["suspended sender", "suspended receiver", "issued to suspended", "executor", "amended"],
)
def test_standing_of_those_who_need_not_sign(
    calls: Calls, signers: tuple[str, ...], before: Callable[[World], None]
) -> None:
    """All needed signatures are there, but somebody was suspended, or unknown, or the instrument had ended: check 9."""
    world = forced(calls, *signers, before=before)
    assert judged(world, calls[0].get("account", LI)).failed_check == 9


# All calls of a transaction succeed, or none does.


@pytest.mark.parametrize("executed", [0, 1], ids=["the first alone", "the last alone"])
def test_half_of_a_transaction(executed: int) -> None:
    """Li signed to give 50 and get 40 back, all or nothing; the operator executed one half: check 9."""
    world = tell().world
    calls = [transfer(LI, WANG, 50), transfer(WANG, LI, 40)]
    half = [(LI, WANG, 50), (WANG, LI, 40)][executed]
    world.rogue_block(lambda ctx: moved(ctx, *half), world.sign(calls, "li", "north"))
    report = judged(world)
    assert report.failed_check == 9
    assert "took effect in part" in report.sentence.en


def test_a_call_in_the_middle_left_out() -> None:
    """Two of three transfers were executed: the trail that is whole misses one."""
    world = tell().world
    calls = [transfer(LI, WANG, quantity) for quantity in (5, 6, 7)]

    def act(ctx: Context) -> None:
        moved(ctx, LI, WANG, 5)
        moved(ctx, LI, WANG, 7)

    world.rogue_block(act, world.sign(calls, "li"))
    assert "took effect in part" in judged(world).sentence.en


def test_transactions_do_not_interleave() -> None:
    """The operator ran another's transaction between two calls of one: check 9."""
    world = tell().world
    one = world.sign([transfer(LI, WANG, 5), transfer(LI, WANG, 6)], "li")
    other = world.sign([transfer(LI, WANG, 7)], "li")

    def run(envelope: object, quantity: int) -> Callable[[Context], None]:
        def act(ctx: Context) -> None:
            ctx.transaction = envelope  # type: ignore[assignment]
            moved(ctx, LI, WANG, quantity)

        return act

    def act(ctx: Context) -> None:
        for envelope, quantity in ((one, 5), (other, 7), (one, 6)):
            run(transaction_id(envelope), quantity)(ctx)

    world.rogue_block(act, other, one)
    assert judged(world).failed_check == 9


# Times.


def test_a_past_time_is_over() -> None:
    """As of the last block's time or later another block may still come: neither exported nor proved."""
    story = told()
    latest = story.world.last_time
    for as_of in (latest, latest + 1):
        with pytest.raises(InputError, match="may still fall into it"):
            control(story.world, story.log, as_of=as_of)
        package = decode_package(materials().package)
        claim = with_words(replace(package.claim, as_of=Timestamp(as_of), current=False))
        forged = encode_package(replace(package, claim=claim))
        assert verify_package(forged, story.world.trust()).failed_check == 5


def test_witnesses_beyond_all_time() -> None:
    """A quorum that signs an absurd time is refused, and the report can still be written."""
    world = tell().world
    log = world.publish(time_s=2**63 - 1)
    package = decode_package(materials().package)
    forged = replace(package, checkpoint=log.checkpoint(), claim=with_words(replace(package.claim, current=False)))
    report = verify_package(encode_package(forged), world.trust())
    assert report.failed_check == 3
    assert report.to_json()
    assert report.to_text()


# What the log and the chain can do together.


def test_headers_stand_in_the_log_in_their_order() -> None:
    """A header that was slipped into the log after its successors is refused."""
    world = tell().world
    world.publish()
    package = control(world, world.publish())
    assert verify_package(encode_package(package), world.trust()).proved
    again = world.log
    height = Height(package.events[-1].proof.height - 1)
    sealed = world.sealed_header(height)
    again.entries.append(encode_entry(AnchorEntry(header=sealed.header, seal=sealed.seal)))
    again.indexes[CHAIN, height] = len(again.entries) - 1
    late_log = again.publish(witnesses=("alpha", "beta"), time_s=world.last_time // 1_000 + 10)
    report = verify_package(encode_package(control(world, late_log)), world.trust())
    assert report.failed_check == 7
    assert "out of order" in report.sentence.en


def test_rules_of_another_protocol() -> None:
    """A header under a protocol whose rules the verifier does not know is refused, though sealed and anchored."""
    world = tell().world
    block = world.blocks[-1]
    header = replace(world.sealed_header(world.height).header, protocol=2).encode()
    world.blocks[-1] = type(block)(
        header,
        sign_envelope(HEADER_TYPE, header, key("operator")),
        block.events,
        block.transactions,
        block.records,
        block.pages,
    )
    world.log = Log()
    world.log.register(CHAIN, to_hex(digest(world.blocks[0].header)), world.trust().chains[CHAIN].seal)
    assert judged(world).failed_check == 5


# What people would be shown.


def test_a_unit_that_no_page_could_show() -> None:
    """An instrument with absurd decimals is not proved, so nobody draws a page of it."""
    define = {
        "call": "instruments.define",
        "instrument": "ODD",
        "kind": "equity",
        "issuer": "acme",
        "name": "Odd",
        "unit": {"name": "share", "decimals": 2**50},
    }
    world = ForcedWorld()
    world.__dict__.update(tell().world.__dict__)
    status = {"call": "instruments.change_status", "instrument": "ODD", "status": "active", "by": "acme"}
    try:
        world.force(world.sign([define, status, issue(WANG, 1, "ODD")], "acme"))
        package = collect_control(world, world.publish(), AccountId(WANG), InstrumentId("ODD"))
    except (InputError, ValueError):
        return
    assert not verify_package(encode_package(package), world.trust()).proved


def test_rules_of_the_chain_beside_a_transfer() -> None:
    """A transaction that also changes the chain's rules is refused by the collector; what it moved is proved."""
    world = tell().world
    schedule = {"call": "protocol.schedule_version", "protocol": 2, "height": 90}
    mixed = world.do("registrar", "li", calls=[schedule | {"registrar": "registrar"}, transfer(LI, WANG, 1)])
    with pytest.raises(InputError, match="own rules"):
        collect_transfer(world, world.publish(), mixed)
    assert judged(world).proved


def test_the_honest_limit_of_one_package() -> None:
    """Who seals the state can seal one that forgets: one package does not show it, and the claim says so."""
    world = tell().world
    before = {account: world.read(HOLDINGS, account, SHARE) for account in (LI, WANG)}
    world.do("li", calls=[transfer(LI, WANG, 10)])

    def forget(ctx: Context) -> None:
        for account, holding in before.items():
            ctx.state.write(HOLDINGS.path(account, SHARE), holding)

    world.rogue_block(forget)
    world._trails[HOLDINGS.path(LI, SHARE)].pop()
    report = judged(world)
    assert report.proved
    assert report.claim is not None
    assert any("forgets or invents" in limit.en for limit in report.claim.does_not_claim)


# Other chains, other times, other keys.


def test_another_chain_of_the_same_names() -> None:
    """A chain with the same accounts, the same operator and the same log: nothing of it stands for the trusted one."""
    other = World(chain=ChainId("rival"))
    other.do("registrar", calls=[register("li")])
    other.do("li", calls=[open_account(LI, "li", "holder")])
    package = collect_absence(other, other.publish(), AccountId(LI), InstrumentId(CASH))
    ours = told().world.trust()
    assert verify_package(encode_package(package), ours).failed_check == 5
    renamed = encode_package(replace(package, claim=with_words(replace(package.claim, chain=CHAIN))))
    assert verify_package(renamed, ours).failed_check == 5


def test_a_transaction_of_another_chain() -> None:
    """Li signed for the rival chain, and the operator executed it here: check 9."""
    world = tell().world
    envelope = build_transaction(
        ChainId("rival"), [transfer(LI, WANG, 10)], key("li"), valid_until=Height(1_000), salt="1"
    )
    world.rogue_block(lambda ctx: moved(ctx, LI, WANG, 10), envelope)
    report = judged(world)
    assert (report.failed_check, "another chain" in report.sentence.en) == (9, True)


def test_one_witness_twice_is_no_quorum() -> None:
    """The same witness with two times, and a witness that nobody knows, are one witness."""
    world = tell().world
    log = world.publish(witnesses=("alpha", "alpha", "stranger"))
    package = decode_package(materials().package)
    forged = encode_package(replace(package, checkpoint=log.checkpoint()))
    assert verify_package(forged, world.trust()).failed_check == 3


def test_one_key_twice_is_no_threshold() -> None:
    """A policy of two keys is not met by one of them signing twice."""
    world = ForcedWorld()
    world.__dict__.update(tell().world.__dict__)
    world.do("li", calls=[{"call": "parties.rotate_keys", "party": "li", "keys": plain_policy("li", "li-2")}])
    envelope = world.sign([transfer(LI, WANG, 10)], "li")
    world.force(replace(envelope, signatures=envelope.signatures * 2))
    assert judged(world).failed_check == 9
