# SPDX-License-Identifier: Apache-2.0
"""Honest packages of every kind, and forged ones by name, each with the number of the check that must catch it.

Most forgers here control the operator: its seal key, and where said its log key. None has a party's or a witness's key.
"""

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.claims import TransferClaim, with_words
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
from counterfoil.identity.note import Note, parse_note
from counterfoil.identity.signing import sign_envelope
from counterfoil.node.collect import collect_absence, collect_position, collect_transfer
from counterfoil.node.forgeries import FORGERIES, forge, tidy
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import AccountId, ChainId, Height, InstrumentId, RecordPath
from support import evidence_rogue as rogue
from support.evidence_story import CASH, LI, SHARE, WANG, open_account, register
from support.evidence_told import control, materials, published, tell, told
from support.evidence_world import START_MS, Log, World, key, witness_policy

Build = Callable[[], bytes]


def _control_past() -> bytes:
    story = told()
    return encode_package(control(story.world, story.log, as_of=story.world.sealed_header(Height(9)).header.time))


def _transfer() -> Package:
    story = told()
    return collect_transfer(story.world, story.log, story.settlement)


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
    before = msgspec.structs.replace(package.claim.control, outgoing="either")
    claim = with_words(replace(package.claim, control=before))
    return encode_package(tidy(replace(package, claim=claim, events=events)))


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
    "lawless_transfer": (9, rogue.lawless_transfer),
    "lawless_issue": (9, rogue.lawless_issue),
    "lawless_affirmation": (9, rogue.lawless_affirmation),
    "rotated_away_key": (9, rogue.rotated_away_key),
    "suspended_party": (9, rogue.suspended_party),
    "expired_transaction": (9, rogue.expired_transaction),
    "more_than_signed": (9, rogue.more_than_signed),
    "call_used_twice": (9, rogue.call_used_twice),
    "transaction_in_two_blocks": (9, rogue.transaction_in_two_blocks),
    "half_a_transaction": (9, half_a_transaction),
    "overdrawn": (10, rogue.overdrawn),
    "changed_record": (10, rogue.changed_record),
    "altered_words": (11, altered_words),
    "omitted_limits": (11, omitted_limits),
    "current_turned_past": (11, current_turned_past),
    **{name: (forgery.check, _from_files(name)) for name, forgery in FORGERIES.items()},
}
"""name → the check that must catch it, and how it is made"""
