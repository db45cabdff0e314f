# SPDX-License-Identifier: Apache-2.0
"""Forgeries for demonstrations and tests: what somebody without any key of ours can do to honest packages.

Each forger is competent: it makes the claim, its words and the manifest fit, and removes what would betray it, so
that only the one thing it cannot make fit remains. ``FORGERIES`` says which check that is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.claims import Claim, ControlClaim, with_words
from counterfoil.evidence.entries import AnchorEntry, decode_entry, encode_entry
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.header import HEADER_TYPE
from counterfoil.evidence.package import Logged, Package, ProvenEvent, decode_package, encode_package
from counterfoil.evidence.record import state_key
from counterfoil.evidence.transaction import transaction_id
from counterfoil.identity import dsse
from counterfoil.identity.signing import PrivateKey, sign_envelope
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import Quantity, RecordPath
from counterfoil.verify.facts import HOLDING, path

FORGER: Final = PrivateKey(digest(b"a forger's key, which nobody trusts"))


@dataclass(frozen=True, slots=True)
class Materials:
    """Honest ``control`` packages, all of one chain, as of now unless said otherwise."""

    package: bytes
    """the one that is forged; its trail has at least three events"""
    older: bytes
    """the same holding, under an earlier checkpoint"""
    other: bytes
    """another holding"""


@dataclass(frozen=True, slots=True)
class Forgery:
    """``check``: the number of the check that catches it."""

    check: int
    make: Callable[[Materials], Package]


def forge(name: str, materials: Materials) -> tuple[bytes, int]:
    """The forged package, and the number of the check that must fail; raises InputError for an unknown name."""
    forgery = FORGERIES.get(name)
    if forgery is None:
        raise InputError(f"no forgery {name!r}", where="forgery", remedy=f"known: {', '.join(FORGERIES)}")
    return encode_package(forgery.make(materials)), forgery.check


def _hidden_last_transfer(materials: Materials) -> Package:
    """The last event of the trail is left out, and the claim says what was before it."""
    return _without_event(decode_package(materials.package), -1)


def _dropped_middle_transfer(materials: Materials) -> Package:
    """An event in the middle of the trail is left out."""
    package = decode_package(materials.package)
    return _without_event(package, len(_trail(package)) // 2)


def _swapped_proof(materials: Materials) -> Package:
    """The first and the last event of the trail stand with each other's proof."""
    package = decode_package(materials.package)
    trail = _trail(package)
    first, last = trail[0], trail[-1]
    swapped = {first: ProvenEvent(first.event, last.proof), last: ProvenEvent(last.event, first.proof)}
    return replace(package, events=tuple(swapped.get(shown, shown) for shown in package.events))


def _another_assets_proof(materials: Materials) -> Package:
    """The record and proof of another holding stand for the claimed one."""
    package, other = decode_package(materials.package), decode_package(materials.other)
    theirs = next(record for record in other.records if record.path.startswith(HOLDING))
    ours = _holding_path(package)
    records = (replace(theirs, path=ours) if record.path == ours else record for record in package.records)
    return replace(package, records=tuple(records))


def _replayed_signature(materials: Materials) -> Package:
    """The last transfer carries signatures that were made for another transaction, by the same keys if there is one."""
    package = decode_package(materials.package)
    last = decode_event(_trail(package)[-1].event).transaction
    envelopes = {transaction_id(envelope): envelope for envelope in map(dsse.decode, package.transactions)}
    wanted = envelopes.pop(last)
    keyids = {signature.keyid for signature in wanted.signatures}
    donor = max(envelopes.values(), key=lambda one: len(keyids & {signature.keyid for signature in one.signatures}))
    return _with_envelope(package, replace(wanted, signatures=donor.signatures))


def _stale_checkpoint(materials: Materials) -> Package:
    """An old package says that it is as of now."""
    old, new = decode_package(materials.older), decode_package(materials.package)
    return replace(old, claim=with_words(replace(old.claim, as_of=new.claim.as_of)))


def _wrong_roll(materials: Materials) -> Package:
    """An older roll, which is in the log as well, stands for the last."""
    package, old = decode_package(materials.package), decode_package(materials.older)
    return replace(package, roll=old.roll)


def _forked_chain(materials: Materials) -> Package:
    """The latest header is the forger's own, with a state in which the account holds a thousand times as much."""
    package = decode_package(materials.package)
    claim, holding = _control(package), _holding_path(package)
    record = next(record for record in package.records if record.path == holding)
    value = (record.value or "").replace(f'"free":{claim.quantities.free}', f'"free":{claim.quantities.free * 1_000}')
    # A map with a single leaf: its root is the leaf, and its proof has no level.
    leaf = digest(b"\0" + state_key(holding) + digest(value.encode()))
    anchor = decode_entry(package.anchors[-1].entry)
    if not isinstance(anchor, AnchorEntry):
        raise InputError("the last anchor is none", where="anchors.jsonl")
    header = replace(anchor.header, state=to_hex(leaf))
    sealed = AnchorEntry(header=header, seal=sign_envelope(HEADER_TYPE, header.encode(), FORGER))
    empty = replace(record.proof, levels=())
    records = (replace(one, value=value, proof=empty) if one.path == holding else one for one in package.records)
    forked = Logged(encode_entry(sealed), package.anchors[-1].proof)
    more = replace(claim.quantities, free=Quantity(claim.quantities.free * 1_000))
    return replace(
        package,
        claim=with_words(replace(claim, quantities=more)),
        anchors=(*package.anchors[:-1], forked),
        records=tuple(records),
    )


def _unauthorised_transfer(materials: Materials) -> Package:
    """The last transfer is signed by the forger instead of those who had to."""
    package = decode_package(materials.package)
    last = decode_event(_trail(package)[-1].event).transaction
    envelope = next(one for one in map(dsse.decode, package.transactions) if transaction_id(one) == last)
    return _with_envelope(package, sign_envelope(envelope.payload_type, envelope.payload, FORGER))


def _changed_quantity(materials: Materials) -> Package:
    """The claim, in figures and in words, says one unit more than was shown."""
    package = decode_package(materials.package)
    claim = _control(package)
    more = replace(claim.quantities, free=Quantity(claim.quantities.free + 1))
    return replace(package, claim=with_words(replace(claim, quantities=more)))


FORGERIES: Final[dict[str, Forgery]] = {
    "hidden_last_transfer": Forgery(8, _hidden_last_transfer),
    "dropped_middle_transfer": Forgery(8, _dropped_middle_transfer),
    "swapped_proof": Forgery(7, _swapped_proof),
    "another_assets_proof": Forgery(6, _another_assets_proof),
    "replayed_signature": Forgery(9, _replayed_signature),
    "stale_checkpoint": Forgery(3, _stale_checkpoint),
    "wrong_roll": Forgery(4, _wrong_roll),
    "forked_chain": Forgery(5, _forked_chain),
    "unauthorised_transfer": Forgery(9, _unauthorised_transfer),
    "changed_quantity": Forgery(11, _changed_quantity),
}
"""name → what it does, and the check that catches it"""


def tidy(package: Package) -> Package:
    """The package without transactions and headers that no event of it needs any more."""
    events = [decode_event(shown.event) for shown in package.events]
    heights = {event.height for event in events}
    named = {event.transaction for event in events}
    anchors = [logged for logged in package.anchors[:-1] if _height(logged) in heights]
    used = [data for data in package.transactions if transaction_id(dsse.decode(data)) in named]
    return replace(package, anchors=(*anchors, package.anchors[-1]), transactions=tuple(used))


def _without_event(package: Package, position: int) -> Package:
    """One event of the trail is gone, with all that only it needed, and the claim fits what is left."""
    trail = _trail(package)
    dropped = trail.pop(position)
    left = replace(package, events=tuple(shown for shown in package.events if shown is not dropped))
    claim = _control(package)
    fewer = replace(claim, events=len(trail), quantities=_undone(claim, decode_event(dropped.event).data))
    return tidy(replace(left, claim=with_words(fewer)))


def _undone(claim: ControlClaim, data: dict[str, object]) -> msgspec.Struct:
    """The claimed quantities before a transfer of free units."""
    quantity = data.get("quantity")
    if not isinstance(quantity, int):
        return claim.quantities
    change = quantity if data.get("sender") == claim.account else -quantity
    return replace(claim.quantities, free=Quantity(max(0, claim.quantities.free + change)))


def _with_envelope(package: Package, envelope: dsse.Envelope) -> Package:
    """The package with another envelope around the same payload."""
    wanted = transaction_id(envelope)
    envelopes = ((data, transaction_id(dsse.decode(data))) for data in package.transactions)
    replaced = (envelope.encode() if name == wanted else data for data, name in envelopes)
    return replace(package, transactions=tuple(replaced))


def _trail(package: Package) -> list[ProvenEvent]:
    """The events of the claimed holding, in order."""
    record = _holding_path(package)
    return [shown for shown in package.events if record in _touched(shown)]


def _touched(shown: ProvenEvent) -> Sequence[RecordPath]:
    return [link.record for link in decode_event(shown.event).trails]


def _holding_path(package: Package) -> RecordPath:
    claim = _control(package)
    return path(HOLDING, claim.account, claim.instrument)


def _control(package: Package) -> ControlClaim:
    claim: Claim = package.claim
    if not isinstance(claim, ControlClaim):
        raise InputError("not a control claim", where="claim.json", remedy="forge from a control package")
    return claim


def _height(logged: Logged) -> int:
    entry = decode_entry(logged.entry)
    return entry.header.height if isinstance(entry, AnchorEntry) else -1
