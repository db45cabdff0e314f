# SPDX-License-Identifier: Apache-2.0
"""Honest packages of every kind, and forged ones by name, each with the number of the check that must catch it.

Most forgers here control the operator: its seal key, and where said its log key. None has a party's or a witness's key.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import msgspec
from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.commerce.modules.holdings.messages import TRANSFERRED
from counterfoil.commerce.modules.holdings.state import HOLDINGS, Holding
from counterfoil.evidence.claims import TransferClaim, Words, with_words
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.header import SealedHeader
from counterfoil.evidence.package import (
    FILES,
    MANIFEST,
    Logged,
    LogProof,
    Package,
    decode_package,
    encode_package,
    unpack_files,
)
from counterfoil.evidence.package_zip import pack, unpack
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.note import Note, parse_note
from counterfoil.identity.signing import sign_envelope
from counterfoil.node.collect import collect_absence, collect_control, collect_position, collect_transfer
from counterfoil.node.forgeries import FORGERIES, Materials, forge, tidy
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import AccountId, ChainId, Height, InstrumentId, Quantity, RecordPath
from support.evidence_story import CASH, LI, SHARE, WANG, ZHAO, founded, issue, leg, open_account, register, transfer
from support.evidence_world import START_MS, Log, World, key, plain_policy, witness_policy

Build = Callable[[], bytes]


@dataclass(frozen=True)
class Told:
    """A world in which Li got 1,000 shares, gave 300 to Wang, got 50 back, gave 100 to Zhao for cash at once."""

    world: World
    older: Log
    log: Log
    settlement: str


def tell() -> Told:
    world = founded()
    world.do("acme", calls=[issue(LI, 1_000)])
    world.do("bank", "south", calls=[issue(ZHAO, 50_000, CASH)])
    world.do("li", calls=[transfer(LI, WANG, 300)])
    world.do("north", calls=[transfer(WANG, LI, 50)])
    older = world.publish()
    legs = [leg(LI, ZHAO, SHARE, 100), leg(ZHAO, LI, CASH, 20_000)]
    now = {"call": "settlement.settle_now", "instruction": "dvp-1", "legs": legs}
    settlement = world.do("li", "south", calls=[now])
    return Told(world, older, world.publish(), settlement)


@cache
def told() -> Told:
    """Shared: whoever changes the world calls ``tell``."""
    return tell()


def control(world: World, log: Log, account: str = LI, instrument: str = SHARE, as_of: int | None = None) -> Package:
    return collect_control(world, log, AccountId(account), InstrumentId(instrument), as_of=as_of)  # type: ignore[arg-type]


def published(world: World, account: str = LI, instrument: str = SHARE) -> bytes:
    """What the operator exports now."""
    return encode_package(control(world, world.publish(), account, instrument))


@cache
def materials() -> Materials:
    story = told()
    return Materials(
        package=encode_package(control(story.world, story.log)),
        older=encode_package(control(story.world, story.older)),
        other=encode_package(control(story.world, story.log, WANG)),
    )


def _control_past() -> bytes:
    story = told()
    return encode_package(control(story.world, story.log, as_of=story.world.sealed_header(Height(9)).header.time))


def _transfer() -> Package:
    story = told()
    return collect_transfer(story.world, story.log, story.settlement)  # type: ignore[arg-type]


def _position() -> Package:
    story = told()
    return collect_position(story.world, story.log, AccountId(LI), InstrumentId(CASH))


def _absence() -> Package:
    story = told()
    return collect_absence(story.world, story.log, AccountId(WANG), InstrumentId(CASH))


HONEST: dict[str, Build] = {
    "control": lambda: materials().package,
    "control_past": _control_past,
    "transfer": lambda: encode_package(_transfer()),
    "position": lambda: encode_package(_position()),
    "absence": lambda: encode_package(_absence()),
}


def hidden_file() -> bytes:
    """A further file is in the zip."""
    files = unpack_files(materials().package)
    return pack({"manifest.json": b"{}", **files, "extra.txt": b"trust me"})


def manifest_not_recomputed() -> bytes:
    """The claim was changed, and the manifest was not."""
    files = unpack(materials().package, (MANIFEST, *FILES))
    claim = files["claim.json"].replace(b'"free":650', b'"free":651')
    return pack(files | {"claim.json": claim})


def trailing_bytes() -> bytes:
    return materials().package + b"\0"


def wrong_log_key() -> bytes:
    """The log's key is the forger's, the witnesses' are the real ones."""
    world = tell().world
    log = world.publish(log_key="forger")
    log.policy = witness_policy(log_key="forger")
    return encode_package(control(world, log))


def missing_quorum() -> bytes:
    """Only one witness cosigned."""
    package = decode_package(materials().package)
    note = parse_note(package.checkpoint)
    alone = Note(note.text, note.signatures[:2])
    return encode_package(replace(package, checkpoint=alone.encode()))


def entry_after_the_roll() -> bytes:
    """The rogue log hides a later anchor behind the roll, and shows the roll as if it were the last entry."""
    world = tell().world
    log = world.log
    time_s = START_MS // 1_000 + 100
    hiding = log.publish(witnesses=("alpha", "beta"), time_s=time_s, after=[log.entry(2)])
    package = control(world, hiding)
    index = hiding.size - 2
    path = tuple(to_hex(sibling) for sibling in hiding.inclusion(index, hiding.size))
    return encode_package(replace(package, roll=Logged(hiding.entry(index), LogProof(index=index, path=path))))


def rolled_back_header() -> bytes:
    """The header before the latest one is shown as the latest."""
    story = tell()

    class Behind(Log):
        def rolled_height(self, chain: ChainId) -> Height:
            return Height(super().rolled_height(chain) - 1)

    behind = Behind()
    behind.__dict__.update(story.log.__dict__)
    return encode_package(control(story.world, behind))


def halted_chain() -> bytes:
    """The chain was caught sealing two headers at one height."""
    world = tell().world
    sealed = world.sealed_header(world.height)
    other = replace(sealed.header, time=sealed.header.time + 1)
    seal = sign_envelope(sealed.seal.payload_type, other.encode(), key("operator"))
    world.log.halt(SealedHeader(other, seal))
    return published(world)


def untrusted_seal() -> bytes:
    """A whole chain of the forger's, by the same name and genesis, sealed with its own key."""
    world = World(seal=("mallory",))
    world.do("registrar", calls=[register("acme", "issuer"), register("li")])
    world.do("li", calls=[open_account(LI, "li", "holder")])
    package = collect_absence(world, world.publish(), AccountId(LI), InstrumentId(SHARE))
    return encode_package(package)


def present_as_absent() -> bytes:
    """An absence claim about a holding that is there."""
    package = _absence()
    claim = with_words(replace(package.claim, instrument=InstrumentId(SHARE)))
    record = RecordPath(f"holdings/holding/{WANG}/{SHARE}")
    proof = told().world.record_proof(record, told().world.height)
    shown = replace(package.records[0], path=record, proof=proof)
    return encode_package(replace(package, claim=claim, records=(shown,)))


def removed_account_trail() -> bytes:
    """The account that a transfer came from is left out, with its trail, so that its rule is not seen."""
    package = decode_package(materials().package)
    record = RecordPath(f"parties/account/{WANG}")
    records = tuple(one for one in package.records if one.path != record)
    events = tuple(
        one for one in package.events if all(link.record != record for link in decode_event(one.event).trails)
    )
    return encode_package(tidy(replace(package, records=records, events=events)))


def removed_control_change() -> bytes:
    """The event by which the account's rules changed is left out, and the claim says the old rules."""
    world = tell().world
    change = {"call": "parties.change_account_control", "account": LI, "outgoing": "custodian", "custodian": "north"}
    world.do("li", "north", calls=[change])
    package = control(world, world.publish())
    changed = "parties.account_control_changed"
    events = tuple(one for one in package.events if decode_event(one.event).type != changed)
    before = msgspec.structs.replace(package.claim.control, outgoing="either")  # type: ignore[union-attr]
    claim = with_words(replace(package.claim, control=before))
    return encode_package(tidy(replace(package, claim=claim, events=events)))


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
    _execute(world, world.sign([transfer(WANG, LI, 10)], "north"), WANG, LI, 10)
    return published(world)


def expired_transaction() -> bytes:
    """A transaction executed after the last height at which it was valid."""
    world = tell().world
    _execute(world, world.sign([transfer(LI, WANG, 10)], "li", valid_until=3), LI, WANG, 10)
    return published(world)


def more_than_signed() -> bytes:
    """Li signed for 10, the operator moved 11."""
    world = tell().world
    _execute(world, world.sign([transfer(LI, WANG, 10)], "li"), LI, WANG, 11)
    return published(world)


def call_used_twice() -> bytes:
    """One signed transfer, executed twice in its block."""
    world = tell().world
    _execute(world, world.sign([transfer(LI, WANG, 10)], "li"), LI, WANG, 10, times=2)
    return published(world)


def transaction_in_two_blocks() -> bytes:
    """One signed transfer, executed again in a later block."""
    world = tell().world
    envelope = world.sign([transfer(LI, WANG, 10)], "li")
    _execute(world, envelope, LI, WANG, 10)
    _execute(world, envelope, LI, WANG, 10)
    return published(world)


def half_a_transaction() -> bytes:
    """A transfer claim that keeps silent about one of the legs."""
    package = _transfer()
    claim = package.claim
    assert isinstance(claim, TransferClaim)
    dropped = claim.acts[1]
    events = tuple(
        one for one in package.events if (one.proof.height, one.proof.index) != (claim.height, dropped.index)
    )
    acts = tuple(act for act in claim.acts if act is not dropped)
    return encode_package(tidy(replace(package, claim=with_words(replace(claim, acts=acts)), events=events)))


def overdrawn() -> bytes:
    """Li signed away more than there was, the operator let it go below zero, and the claim is about before."""
    world = tell().world
    before = world.last_time
    _execute(world, world.sign([transfer(LI, WANG, 5_000)], "li"), LI, WANG, 5_000)
    return encode_package(control(world, world.publish(), as_of=before))


def changed_record() -> bytes:
    """The operator wrote another quantity into the record, without an event."""
    world = tell().world

    def enrich(ctx: Context) -> None:
        holding = _holding(ctx, LI)
        ctx.state.write(HOLDINGS.path(LI, SHARE), replace(holding, free=Quantity(holding.free + 1_000)))

    world.rogue_block(enrich)
    return published(world)


def altered_words() -> bytes:
    """The figures are right, the sentence is not."""
    package = decode_package(materials().package)
    lie = Words(package.claim.statement.en.replace("650", "6,500,000"), package.claim.statement.zh)
    return encode_package(replace(package, claim=replace(package.claim, statement=lie)))


def omitted_limits() -> bytes:
    """What the package does not claim is left out."""
    package = decode_package(materials().package)
    return encode_package(replace(package, claim=replace(package.claim, does_not_claim=())))


def current_turned_past() -> bytes:
    """A claim of now says that it is of an earlier time, when Li held more."""
    package = decode_package(materials().package)
    time = told().world.sealed_header(Height(9)).header.time
    return encode_package(replace(package, claim=with_words(replace(package.claim, as_of=time, current=False))))


def _from_files(name: str) -> Build:
    return lambda: forge(name, materials())[0]


FORGED: dict[str, tuple[int, Build]] = {
    "hidden_file": (1, hidden_file),
    "manifest_not_recomputed": (1, manifest_not_recomputed),
    "trailing_bytes": (1, trailing_bytes),
    "wrong_log_key": (2, wrong_log_key),
    "missing_quorum": (3, missing_quorum),
    "entry_after_the_roll": (4, entry_after_the_roll),
    "rolled_back_header": (5, rolled_back_header),
    "halted_chain": (5, halted_chain),
    "untrusted_seal": (5, untrusted_seal),
    "present_as_absent": (6, present_as_absent),
    "removed_control_change": (8, removed_control_change),
    "removed_account_trail": (9, removed_account_trail),
    "lawless_transfer": (9, lawless_transfer),
    "lawless_issue": (9, lawless_issue),
    "lawless_affirmation": (9, lawless_affirmation),
    "rotated_away_key": (9, rotated_away_key),
    "suspended_party": (9, suspended_party),
    "expired_transaction": (9, expired_transaction),
    "more_than_signed": (9, more_than_signed),
    "call_used_twice": (9, call_used_twice),
    "transaction_in_two_blocks": (9, transaction_in_two_blocks),
    "half_a_transaction": (9, half_a_transaction),
    "overdrawn": (10, overdrawn),
    "changed_record": (10, changed_record),
    "altered_words": (11, altered_words),
    "omitted_limits": (11, omitted_limits),
    "current_turned_past": (11, current_turned_past),
    **{name: (forgery.check, _from_files(name)) for name, forgery in FORGERIES.items()},
}
"""name → the check that must catch it, and how it is made"""


def _execute(world: World, envelope: Envelope, sender: str, receiver: str, quantity: int, *, times: int = 1) -> None:
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
