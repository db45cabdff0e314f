# SPDX-License-Identifier: Apache-2.0
"""Attacks that once worked, or that only an operator with its seal key can try; each names the check that stops it."""

import resource
import time
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.commerce.modules.holdings.messages import TRANSFERRED
from counterfoil.commerce.modules.holdings.state import HOLDINGS
from counterfoil.evidence.claims import ClaimKind, with_words
from counterfoil.evidence.entries import AnchorEntry, encode_entry
from counterfoil.evidence.header import HEADER_TYPE
from counterfoil.evidence.package import (
    FILES,
    MANIFEST,
    FileEntry,
    Manifest,
    decode_package,
    encode_package,
    unpack_files,
)
from counterfoil.evidence.package_limits import CLAIM_LENGTH_MAX, require_short_keys, require_sparse
from counterfoil.evidence.package_zip import pack
from counterfoil.evidence.transaction import transaction_id
from counterfoil.identity.signing import sign_envelope
from counterfoil.node.collect import collect_control, collect_transfer
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import AccountId, Height, InstrumentId, Quantity, Timestamp
from counterfoil.verify import Report, verify_package
from support.evidence_forced import ForcedWorld
from support.evidence_story import LI, SHARE, WANG, issue, leg, open_account, register, transfer
from support.evidence_told import control, materials, published, tell, told
from support.evidence_world import CHAIN, Calls, Log, World, key

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
    late, first = package.anchors[1], package.anchors[0]
    swapped = replace(package, anchors=(replace(first), replace(late), *package.anchors[2:]))
    assert verify_package(encode_package(swapped), world.trust()).proved
    again = world.log
    height = Height(decode_package(encode_package(package)).events[-1].proof.height - 1)
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


# What fills the memory, or the time, of whoever verifies.


def bomb(**changed: bytes) -> bytes:
    """The honest package with other files, and a manifest that fits."""
    files = unpack_files(materials().package) | {name.replace("_json", ".json"): data for name, data in changed.items()}
    listed = {name: FileEntry(sha256=to_hex(digest(files[name])), size=len(files[name])) for name in FILES}
    manifest = Manifest(claim=ClaimKind.control, files=listed, format="counterfoil-evidence/v1")
    return pack({MANIFEST: canonical.encode(manifest), **{name: files[name] for name in FILES}})


BOMBS = {
    "a claim of empty lists": b'{"acts":[{"data":{"a":[' + b"[]," * 3_000_000 + b'[]]},"index":0,"type":"x"}]}',
    "a claim too long": b'{"account":"' + b"a" * CLAIM_LENGTH_MAX + b'"}',
    "a key without end": b'{"' + b"k" * 4_000_000 + b'":[' + b"0,                  " * 100_000 + b"0]}",
    "an escaped key without end": b'{"' + b"\\u006b" * 700_000 + b'":[' + b"0,                  " * 100_000 + b"0]}",
    "quotes without end": b'{"' + b'\\"' * 4_000_000,
    "brackets without end": b"[" * 4_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs(name: str) -> None:
    """A small file that would become huge, or take hours to explain, is refused by check 1 within seconds."""
    forged = bomb(claim_json=BOMBS[name])
    began, memory = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert verify_package(forged, told().world.trust()).failed_check == 1
    assert time.monotonic() - began < 8
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 600_000


def test_free_text_is_not_mistaken_for_a_bomb() -> None:
    """Commas and brackets inside a text are no values, and quotes inside it end no key."""
    require_sparse(b'{"reference":"' + b",[{" * 500 + b'"}', where="x")
    require_short_keys(b'{"a":"' + b'\\"x' * 500 + b'","b":"\\":"}', where="x")
    with pytest.raises(DecodeError):
        require_sparse(b"[" + b"[]," * 500 + b"[]]", where="x")
    reference = ",[{" * 66
    world = tell().world
    for _ in range(3):
        world.do("li", calls=[{**transfer(LI, WANG, 1), "reference": reference}])
    assert judged(world).proved


def test_a_stranger_transaction_is_not_even_decoded() -> None:
    """A transaction that no event names is refused by its identifier alone."""
    world = told().world
    package = decode_package(materials().package)
    stranger = sign_envelope("application/vnd.counterfoil.transaction+json", b"[" * 1_000_000, key("mallory")).encode()
    report = verify_package(
        encode_package(replace(package, transactions=(*package.transactions, stranger))), world.trust()
    )
    assert report.failed_check == 9
    assert "no event names" in report.sentence.en


def test_large_honest_acts() -> None:
    """A settlement of 200 legs among 60 accounts and a batch of 1,000 lines export and verify in seconds."""
    world = tell().world
    names = [f"p{number}" for number in range(60)]
    world.do("registrar", calls=[register(name, keys=False, person=True) for name in names])
    opened = [open_account(name, name, "custodian", custodian="north", incoming="custodian") for name in names]
    world.do("north", calls=opened)
    world.do("acme", "north", calls=[issue(name, 100) for name in names])
    legs = [leg(names[at % 60], names[(at + 1) % 60], SHARE, 1) for at in range(200)]
    wide = world.do("north", calls=[{"call": "settlement.settle_now", "instruction": "wide", "legs": legs}])
    lines = [{"account": WANG, "quantity": 1} for _ in range(1_000)]
    world.do("acme", calls=[{"call": "holdings.issue_batch", "instrument": SHARE, "lines": lines}])
    began, log = time.monotonic(), world.publish()
    assert verify_package(encode_package(collect_transfer(world, log, wide)), world.trust()).proved
    assert judged(world, WANG).proved
    assert time.monotonic() - began < 15


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
