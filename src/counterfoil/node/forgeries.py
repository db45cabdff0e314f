# SPDX-License-Identifier: Apache-2.0
"""Forgeries for demonstrations and tests: what somebody without any key of ours can do to honest packages.

Each forger is competent: it makes the claim, its words and the manifest fit, and removes what would betray it, so
that only the one thing it cannot make fit remains. ``FORGERIES`` says which check that is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.claim_words import with_words
from counterfoil.evidence.claims import BaseClaim, Claim, ControlClaim
from counterfoil.evidence.entries import AnchorEntry, decode_entry, encode_entry
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import (
    Anchor,
    Package,
    ProvenEnvelope,
    ProvenEvent,
    ProvenRecord,
    decode_package,
    encode_package,
)
from counterfoil.evidence.record import state_key
from counterfoil.evidence.seal import HEADER_TYPE
from counterfoil.evidence.transaction import transaction_id
from counterfoil.identity import dsse
from counterfoil.identity.signing import PrivateKey, sign_envelope
from counterfoil.modules import laws
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import HexHash, Quantity, RecordPath
from counterfoil.verify.told import PackageTold

C = TypeVar("C", bound=BaseClaim)
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
    ours, theirs = _record(package), _record(other)
    swapped = replace(theirs, path=ours.path)
    return replace(package, records=tuple(swapped if one is ours else one for one in package.records))


def _replayed_signature(materials: Materials) -> Package:
    """The last transfer carries signatures that were made for another transaction, by the same keys if there is one."""
    package = decode_package(materials.package)
    last = decode_event(_trail(package)[-1].event).transaction
    envelopes = {name: dsse.decode(shown.envelope) for name, shown in _envelopes(package).items()}
    wanted = envelopes.pop(last)
    keyids = {signature.keyid for signature in wanted.signatures}
    donor = max(envelopes.values(), key=lambda one: len(keyids & {signature.keyid for signature in one.signatures}))
    return _with_envelope(package, replace(wanted, signatures=donor.signatures))


def _added_signature(materials: Materials) -> Package:
    """A signature of zeros stands in the last transfer's envelope under the key of somebody who never saw it."""
    package = decode_package(materials.package)
    last = decode_event(_trail(package)[-1].event).transaction
    envelopes = {name: dsse.decode(shown.envelope) for name, shown in _envelopes(package).items()}
    wanted = envelopes[last]
    signers = {signature.keyid for signature in wanted.signatures}
    others = (signature.keyid for one in envelopes.values() for signature in one.signatures)
    stranger = next((keyid for keyid in others if keyid not in signers), FORGER.public.keyid)
    added = dsse.Signature(keyid=stranger, sig=bytes(64))
    return _with_envelope(package, replace(wanted, signatures=(*wanted.signatures, added)))


def _altered_call(materials: Materials) -> Package:
    """The call of the last transfer says other quantities than those that were signed."""
    package = decode_package(materials.package)
    last = decode_event(_trail(package)[-1].event)
    shown = next(one for one in package.calls if one.proof.transaction == last.transaction)
    line = shown.line.replace(b'"quantity":', b'"quantity":1', 1)
    altered = replace(shown, line=line)
    return replace(package, calls=tuple(altered if one is shown else one for one in package.calls))


def _stale_checkpoint(materials: Materials) -> Package:
    """An old package says that its witnesses signed as lately as those of a new one."""
    old, new = decode_package(materials.older), decode_package(materials.package)
    return replace(old, claim=_worded(replace(old.claim, witnessed=new.claim.witnessed)))


def _wrong_roll(materials: Materials) -> Package:
    """An older roll, which is in the log as well, stands for the last."""
    package, old = decode_package(materials.package), decode_package(materials.older)
    return replace(package, roll=old.roll)


def _forked_chain(materials: Materials) -> Package:
    """The latest header is the forger's own, with a state in which the account holds a thousand times as much."""
    package = decode_package(materials.package)
    claim, record = _control(package), _record(package)
    value = (record.value or "").replace(f'"free":{claim.quantities.free}', f'"free":{claim.quantities.free * 1_000}')
    # A map with a single leaf: its root is the leaf, and its proof has no level.
    leaf = digest(b"\0" + state_key(record.path) + digest(value.encode()))
    anchor = decode_entry(package.anchors[-1].entry)
    if not isinstance(anchor, AnchorEntry):
        raise InputError("the last anchor is none", where="anchors.jsonl")
    header = replace(anchor.header, state=to_hex(leaf))
    sealed = replace(anchor, header=header, seal=sign_envelope(HEADER_TYPE, header.encode(), FORGER))
    richer = replace(record, value=value, proof=replace(record.proof, levels=()))
    forked = Anchor(encode_entry(sealed), package.anchors[-1].proof)
    more = replace(claim.quantities, free=Quantity(claim.quantities.free * 1_000))
    return replace(
        package,
        claim=_worded(replace(claim, quantities=more)),
        anchors=(*package.anchors[:-1], forked),
        records=tuple(richer if one is record else one for one in package.records),
    )


def _unauthorised_transfer(materials: Materials) -> Package:
    """The last transfer is signed by the forger instead of those who had to."""
    package = decode_package(materials.package)
    last = decode_event(_trail(package)[-1].event).transaction
    envelope = dsse.decode(_envelopes(package)[last].envelope)
    return _with_envelope(package, sign_envelope(envelope.payload_type, envelope.payload, FORGER))


def _changed_quantity(materials: Materials) -> Package:
    """The claim, in figures and in words, says one unit more than was shown."""
    package = decode_package(materials.package)
    claim = _control(package)
    more = replace(claim.quantities, free=Quantity(claim.quantities.free + 1))
    return replace(package, claim=_worded(replace(claim, quantities=more)))


FORGERIES: Final[dict[str, Forgery]] = {
    "hidden_last_transfer": Forgery(9, _hidden_last_transfer),
    "dropped_middle_transfer": Forgery(9, _dropped_middle_transfer),
    "swapped_proof": Forgery(8, _swapped_proof),
    "another_assets_proof": Forgery(7, _another_assets_proof),
    "replayed_signature": Forgery(8, _replayed_signature),
    "added_signature": Forgery(8, _added_signature),
    "altered_call": Forgery(8, _altered_call),
    "stale_checkpoint": Forgery(3, _stale_checkpoint),
    "wrong_roll": Forgery(4, _wrong_roll),
    "forked_chain": Forgery(5, _forked_chain),
    "unauthorised_transfer": Forgery(8, _unauthorised_transfer),
    "changed_quantity": Forgery(12, _changed_quantity),
}
"""name → what it does, and the check that catches it"""


def tidy(package: Package) -> Package:
    """The package without the headers, transactions and calls that no event of it needs any more."""
    events = [decode_event(shown.event) for shown in package.events]
    heights = {event.height for event in events}
    needed = {(event.transaction, event.call) for event in events}
    named = {name for name, _ in needed}
    return replace(
        package,
        anchors=(*(logged for logged in package.anchors[:-1] if _height(logged) in heights), package.anchors[-1]),
        transactions=tuple(shown for name, shown in _envelopes(package).items() if name in named),
        calls=tuple(shown for shown in package.calls if (shown.proof.transaction, shown.proof.index) in needed),
    )


def _without_event(package: Package, position: int) -> Package:
    """One event of the trail is gone, with all that only it needed, and the claim fits what is left."""
    trail = _trail(package)
    dropped = trail.pop(position)
    left = replace(package, events=tuple(shown for shown in package.events if shown is not dropped))
    claim = _control(package)
    fewer = replace(claim, events=len(trail), quantities=_undone(claim, decode_event(dropped.event).data))
    return tidy(replace(left, claim=_worded(fewer)))


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
    return replace(
        package,
        transactions=tuple(
            replace(shown, envelope=envelope.encode()) if name == wanted else shown
            for name, shown in _envelopes(package).items()
        ),
    )


def _envelopes(package: Package) -> dict[HexHash, ProvenEnvelope]:
    """The envelopes by the names of their transactions."""
    return {transaction_id(dsse.decode(shown.envelope)): shown for shown in package.transactions}


def _trail(package: Package) -> list[ProvenEvent]:
    """The events of the claimed holding, in order."""
    record = _holding_path(package)
    return [shown for shown in package.events if record in _touched(shown)]


def _touched(shown: ProvenEvent) -> Sequence[RecordPath]:
    return [link.record for link in decode_event(shown.event).trails]


def _record(package: Package) -> ProvenRecord:
    """The claimed holding."""
    path = _holding_path(package)
    return next(record for record in package.records if record.path == path)


def _holding_path(package: Package) -> RecordPath:
    """The record that a page about the claim draws."""
    claim = _control(package)
    (path,) = laws().claims[type(claim)].drawn(claim, PackageTold())
    return path


def _control(package: Package) -> ControlClaim:
    claim: Claim = package.claim
    if not isinstance(claim, ControlClaim):
        raise InputError("not a control claim", where="claim.json", remedy="forge from a control package")
    return claim


def _worded(claim: C) -> C:
    """The claim with the words that its fields ask for, so that they fit."""
    return with_words(claim, laws().vocabulary)


def _height(anchor: Anchor) -> int:
    entry = decode_entry(anchor.entry)
    return entry.header.height if isinstance(entry, AnchorEntry) else -1
