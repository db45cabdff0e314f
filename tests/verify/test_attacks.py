# SPDX-License-Identifier: Apache-2.0
"""Attacks that once worked, or that only an operator with its seal key can try; each names the check that stops it."""

from collections.abc import Callable

import msgspec
import pytest
from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.package import decode_package, encode_package
from counterfoil.evidence.seal import SealedHeader, seal_header
from counterfoil.evidence.transaction import Transaction, build_transaction, decode_envelope, split_transaction
from counterfoil.modules import laws
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.instruments.events import InstrumentDefined
from counterfoil.modules.instruments.records import INSTRUMENTS, Identifiers, InstrumentKind, Unit
from counterfoil.modules.settlement.events import Settled
from counterfoil.modules.settlement.records import Leg
from counterfoil.node.collect import Collector
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import (
    AccountId,
    ChainId,
    Height,
    InstrumentId,
    Timestamp,
)
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.verify import Report, verify_package
from support.evidence_log import key
from support.evidence_rogue import emit, happened, moved
from support.evidence_story import CASH, LI, SHARE, WANG, ZHAO, issue, leg, open_account, register, transfer
from support.evidence_told import control, materials, published, tell, told, worded
from support.evidence_world import CHAIN, Calls, World, begin, id_of, plain_policy, signed_again

ORDER = {"by": "supervisor", "reference": "order 3", "document": "ef" * 32}
HOLD = {"call": "holdings.hold", "hold": "h", "account": LI, "instrument": SHARE, "quantity": 5, "expires": 2**50}


def judged(world: World, account: str = LI, instrument: str = SHARE) -> Report:
    return verify_package(published(world, account, instrument), world.trust())


def forced(calls: Calls, *signers: str, before: Callable[[World], None] = lambda _: None) -> World:
    """The told world, and a transaction that the operator sealed whatever the rules say."""
    world = tell().world
    before(world)
    world.force(world.sign(calls, *signers))
    return world


# What the machine refuses although all signatures are there.


def _suspended(party: str) -> Callable[[World], None]:
    return lambda world: world.do("supervisor", calls=[{"call": "parties.suspend", "party": party, **ORDER}]) and None


def _matured(world: World) -> None:
    status = {"call": "instruments.change_status", "instrument": SHARE, "status": "matured", "by": "acme"}
    world.do("acme", calls=[status])


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
    """All needed signatures are there, but somebody was suspended, or the instrument had ended: check 10."""
    world = forced(calls, *signers, before=before)
    assert judged(world, calls[0].get("account", LI)).failed_check == 10


# All of what a call causes, or nothing.


def settled(*legs: dict[str, object]) -> dict[str, object]:
    return {"call": "settlement.settle_now", "instruction": "dvp-9", "legs": list(legs)}


def legs_executed(world: World, calls: Calls, signers: tuple[str, ...], *legs: tuple[str, str, str, int]) -> None:
    """The operator executes some legs of an immediate settlement, and calls it settled."""

    def act(ctx: Context) -> None:
        ctx.call = "settlement.settle_now"
        for sender, receiver, instrument, quantity in legs:
            event = Transferred(
                sender=sender,  # type: ignore[arg-type]
                receiver=receiver,  # type: ignore[arg-type]
                instrument=instrument,  # type: ignore[arg-type]
                quantity=quantity,
                cause="settlement/instruction/dvp-9",  # type: ignore[arg-type]
            )
            ctx.happen(event, event.permit(ctx))
        said = msgspec.convert(calls[0]["legs"], tuple[Leg, ...])
        ctx.happen(Settled(instruction="dvp-9", by=None, legs=said, reference="", time=ctx.time))

    world.rogue_block(act, world.sign(calls, *signers))


@pytest.mark.parametrize("executed", [[0], [1], [0, 2]], ids=["the first", "the second", "all but the middle"])
def test_a_call_that_took_effect_in_part(executed: list[int]) -> None:
    """Of three legs of one call the operator executed some: the trail that is whole misses the rest, check 10."""
    world = tell().world
    legs = [(LI, WANG, SHARE, 5), (LI, ZHAO, SHARE, 6), (LI, WANG, SHARE, 7)]
    calls: Calls = [settled(*(leg(*one) for one in legs))]
    legs_executed(world, calls, ("li", "south"), *(legs[one] for one in executed))
    report = judged(world)
    assert report.failed_check == 10
    assert "took effect in part" in report.sentence.en


def test_a_reservation_left_out() -> None:
    """Of two reservations that one call makes, the operator made one: check 10."""
    world = tell().world
    legs = [leg(LI, ZHAO, SHARE, 5), leg(LI, ZHAO, SHARE, 6)]
    instruct = {"call": "settlement.instruct", "instruction": "s", "by": "venue", "legs": legs, "expires": 2**50}
    world.do("venue", calls=[instruct])
    for signer, account in (("li", LI), ("south", ZHAO)):
        world.do(signer, calls=[{"call": "settlement.affirm", "instruction": "s", "account": account}])
    allocate: Calls = [{"call": "settlement.allocate", "instruction": "s", "account": LI}]

    def act(ctx: Context) -> None:
        call = laws().calls["settlement.allocate"](**{"instruction": "s", "account": LI})
        ctx.call = "settlement.allocate"
        first, _, done = laws().rules[type(call)].moves(call, ctx)
        for event in (first, done):
            ctx.happen(event, event.permit(ctx))

    world.rogue_block(act, world.sign(allocate, "li"))
    report = judged(world)
    assert (report.failed_check, "took effect in part" in report.sentence.en) == (10, True)


def test_a_new_holding_left_out() -> None:
    """The leg that would have brought the account something new was not executed: its statement misses it."""
    world = tell().world
    calls: Calls = [settled(leg(WANG, LI, SHARE, 5), leg(ZHAO, WANG, CASH, 100))]
    legs_executed(world, calls, ("north", "south"), (WANG, LI, SHARE, 5))
    start = world.header(Height(9)).time
    package = Collector(world, world.publish()).statement(AccountId(WANG), start=start)
    report = verify_package(encode_package(package), world.trust())
    assert (report.failed_check, "took effect in part" in report.sentence.en) == (10, True)


def test_a_transaction_of_which_the_middle_was_left_out() -> None:
    """A transfer claim shows every event that its calls cause, in the middle, too: check 10."""
    world = tell().world
    legs = [(LI, WANG, SHARE, 5), (ZHAO, LI, CASH, 6)]
    calls: Calls = [settled(*(leg(*one) for one in legs))]
    legs_executed(world, calls, ("li", "south"), legs[0])
    name = id_of(split_transaction(world.transactions(world.height)[0]))
    package = Collector(world, world.publish()).transfer(name)
    assert verify_package(encode_package(package), world.trust()).failed_check == 10


@pytest.mark.parametrize("executed", [0, 1], ids=["the first call alone", "the last call alone"])
def test_half_of_a_transaction_is_the_auditors_business(executed: int) -> None:
    """Of two calls the operator executed one: auditors refuse the block, and nothing above it is proved."""
    # A package shows the call that it needs, and says that others are not shown. State auditors execute both.
    world = tell().world
    calls = [transfer(LI, WANG, 50), transfer(WANG, LI, 40)]
    half = [(LI, WANG, 50), (WANG, LI, 40)][executed]

    def act(ctx: Context) -> None:
        ctx.position = executed
        happened(ctx, moved(*half))

    world.rogue_block(act, world.sign(calls, "li", "north"))
    log = world.publish(audits=False)
    refused = Collector(world, log, height=world.height).control(AccountId(LI), InstrumentId(SHARE))
    assert verify_package(encode_package(refused), world.trust()).failed_check == 6
    unaudited = verify_package(encode_package(refused), world.trust(auditors=False))
    assert unaudited.proved
    assert "ALONE" in unaudited.beliefs[0].en
    assert any("other calls are not shown" in limit.en for limit in refused.claim.does_not_claim)
    below = control(world, log)
    assert below.claim.beyond == 1
    assert verify_package(encode_package(below), world.trust()).proved


# One transaction after another.


def _interleaved(world: World, one: Transaction, other: Transaction, *, backwards: bool) -> None:
    steps = [(one, 0, 5), (other, 0, 7), (one, 1, 6)] if not backwards else [(other, 0, 7), (one, 0, 5), (one, 1, 6)]

    def act(ctx: Context) -> None:
        for transaction, position, quantity in steps:
            begin(ctx, transaction)
            ctx.position = position
            happened(ctx, moved(LI, WANG, quantity))

    world.rogue_block(act, one, other)


@pytest.mark.parametrize("backwards", [False, True], ids=["interleaved", "backwards"])
def test_transactions_run_one_after_another(*, backwards: bool) -> None:
    """The operator ran another's transaction between two calls of one, or two in another order than they stand."""
    world = tell().world
    one = world.sign([transfer(LI, WANG, 5), transfer(LI, WANG, 6)], "li")
    _interleaved(world, one, world.sign([transfer(LI, WANG, 7)], "li"), backwards=backwards)
    report = judged(world)
    assert report.failed_check == 10
    assert "after an event of a later call" in report.sentence.en


def test_genesis_is_over() -> None:
    """An event without a transaction is the genesis block's, and nobody else's: check 10."""
    world = tell().world

    def act(ctx: Context) -> None:
        ctx.position = None
        happened(ctx, moved(LI, WANG, 5))

    world.rogue_block(act)
    assert judged(world).failed_check == 10


# Times.


def test_a_past_time_is_over() -> None:
    """As of the last block's time or later another block may still come: neither exported nor proved."""
    story = told()
    latest = story.world.last_time
    for as_of in (latest, latest + 1):
        with pytest.raises(InputError, match="ask for now"):
            control(story.world, story.log, as_of=as_of)
        package = decode_package(materials().package)
        claim = worded(replace(package.claim, as_of=Timestamp(as_of), current=False))
        forged = encode_package(replace(package, claim=claim))
        assert verify_package(forged, story.world.trust()).failed_check == 5


def test_witnesses_beyond_all_time() -> None:
    """A quorum that signs an absurd time is refused, and the report can still be written."""
    world = tell().world
    log = world.publish(time_s=2**63 - 1)
    forged = replace(decode_package(materials().package), checkpoint=log.checkpoint())
    report = verify_package(encode_package(forged), world.trust())
    assert report.failed_check == 3
    assert report.to_json()
    assert report.to_text()


# What the log and the chain can do together.


def test_headers_stand_in_the_log_in_their_order() -> None:
    """A header that was slipped into the log after its successors is refused: check 5."""
    world = tell().world
    log = world.publish()
    package = control(world, log)
    assert verify_package(encode_package(package), world.trust()).proved
    height = Height(package.events[-1].proof.height - 1)
    world.log.entries.append(log.entry(log.anchor_index(CHAIN, height)))
    world.log.indexes[CHAIN, height] = len(world.log.entries) - 1
    report = judged(world)
    assert (report.failed_check, "out of order" in report.sentence.en) == (5, True)


@pytest.mark.parametrize("protocol", [{"version": 2}, {"features": ("unheard_of",)}])
def test_rules_of_another_protocol(protocol: dict[str, object]) -> None:
    """A header under rules that the verifier does not know is refused, though sealed and anchored: check 5."""
    world = tell().world
    block = world.blocks._blocks[-1]
    header = world.header(world.height)
    strange = replace(header, protocol=replace(header.protocol, **protocol))
    seal = seal_header(strange.encode(), key("operator"))
    world.blocks._blocks[-1] = StoredBlock(strange.encode(), seal.encode(), block.transactions)
    world._block.cache_clear()
    del world.log.indexes[CHAIN, world.height]
    world.log.rolled[CHAIN] = replace(world.log.rolled[CHAIN], height=world.height - 1)
    world.log.anchor(SealedHeader(strange, seal))
    assert judged(world).failed_check == 5


# What people would be shown.


def test_a_unit_that_no_page_could_show() -> None:
    """An instrument with absurd decimals is no event that anybody reads, so nobody draws a page of it: check 8."""
    world = tell().world
    unit = {"name": "share", "decimals": 2**50}
    define = {"call": "instruments.define", "instrument": "ODD", "kind": "equity", "issuer": "acme", "name": "Odd"}

    def act(ctx: Context) -> None:
        defined = InstrumentDefined(
            instrument="ODD",  # type: ignore[arg-type]
            kind=InstrumentKind.equity,
            issuer="acme",  # type: ignore[arg-type]
            name="Odd",
            identifiers=Identifiers(),
            unit=Unit(**unit),  # type: ignore[arg-type]
            terms=None,
            supply_limit=None,
            unique=False,
        )
        record = ctx.read(INSTRUMENTS, SHARE)
        emit(ctx, defined, (), (INSTRUMENTS.path(SHARE), record))

    world.rogue_block(act, world.sign([{**define, "unit": unit}], "acme"))
    with pytest.raises(InputError, match="data"):
        judged(world)


def test_rules_of_the_chain_beside_a_transfer() -> None:
    """A transaction that also changes the chain's rules is shown whole, and proved."""
    world = tell().world
    schedule = {"call": "protocol.schedule_version", "protocol": 2, "height": 90, "registrar": "registrar"}
    mixed = world.do("registrar", "li", calls=[schedule, transfer(LI, WANG, 1)])
    package = Collector(world, world.publish()).transfer(mixed)
    assert [act.type for act in package.claim.acts] == ["protocol.version_scheduled", "holdings.transferred"]  # type: ignore[union-attr]
    assert verify_package(encode_package(package), world.trust()).proved
    assert judged(world).proved


# Other chains, other keys.


def test_another_chain_of_the_same_names() -> None:
    """A chain with the same accounts, the same operator and the same log: nothing of it stands for the trusted one."""
    other = World(chain=ChainId("rival"))
    other.do("registrar", calls=[register("li")])
    other.do("li", calls=[open_account(LI, "li", "holder")])
    package = Collector(other, other.publish()).absence(AccountId(LI), InstrumentId(CASH))
    ours = told().world.trust()
    assert verify_package(encode_package(package), ours).failed_check == 2
    renamed = encode_package(replace(package, claim=worded(replace(package.claim, chain=CHAIN))))
    assert verify_package(renamed, ours).failed_check == 4


def test_a_transaction_of_another_chain() -> None:
    """Li signed for the rival chain, and the operator executed it here: check 10."""
    world = tell().world
    transaction = build_transaction(
        [transfer(LI, WANG, 10)],
        key("li"),
        by=["li"],
        chain=ChainId("rival"),
        genesis=world.genesis_hash,
        valid_until=Height(1_000),
        seed=bytes(32),
    )
    world.force(transaction)
    report = judged(world)
    assert (report.failed_check, "another chain" in report.sentence.en) == (10, True)


def test_one_witness_twice_is_no_quorum() -> None:
    """The same witness with two times, and a witness that nobody knows, are one witness."""
    world = tell().world
    log = world.publish(witnesses=("alpha", "alpha", "stranger", "entries"))
    forged = encode_package(replace(decode_package(materials().package), checkpoint=log.checkpoint()))
    assert verify_package(forged, world.trust()).failed_check == 3


def test_one_key_twice_is_no_threshold() -> None:
    """A policy of two keys is not met by one of them signing twice: check 10."""
    world = tell().world
    world.do("li", calls=[{"call": "parties.rotate_keys", "party": "li", "keys": plain_policy("li", "li-2")}])
    transaction = world.sign([transfer(LI, WANG, 10)], "li")
    envelope, _ = decode_envelope(transaction.envelope)
    world.force(signed_again(transaction, replace(envelope, signatures=envelope.signatures * 2)))
    assert judged(world).failed_check == 10
