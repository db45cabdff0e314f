# SPDX-License-Identifier: Apache-2.0
"""An answer proves itself, in seven steps: from a checkpoint that a quorum cosigned down to the bytes of a record.

1. The checkpoint is the trusted log's, and enough of those who are believed cosigned it.
2. The log's last entry is a roll, which names the chain, and no fork of it at or below the header.
3. The log has the header's anchor.
4. The header is the chain's, and the trusted genesis is the first of its ancestors.
5. It is sealed under the policy that the trusted one and the rotations since lead to, as the roll says.
6. Enough of the trusted state auditors executed the chain from genesis to it, where any are named.
7. Each record is in its state as shown, or is not there.

All of it is recomputed by every ledger that executes the call, and by every verifier that is shown it. Nobody's word is
taken that is not named in the trust.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

from counterfoil.evidence.checkpoint import Checkpoint
from counterfoil.evidence.entries import (
    AnchorEntry,
    AuditEntry,
    RolledChain,
    RollEntry,
    RotationEntry,
    decode_audit,
    decode_entry,
)
from counterfoil.evidence.header import Header, header_hash
from counterfoil.evidence.record import state_key
from counterfoil.evidence.seal import SealHistory, open_seal
from counterfoil.evidence.witness_policy import open_checkpoint, parse_policy
from counterfoil.identity import dsse
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.peers.calls import AnswerFor, LoggedEntry, ShownRecord
from counterfoil.modules.peers.outcomes import PeersOutcome
from counterfoil.modules.peers.records import PeerChain, PeerTrust
from counterfoil.primitives import canonical
from counterfoil.primitives.authmap.proof import verify_absence, verify_presence
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.hashing import digest, from_hex, to_hex
from counterfoil.primitives.merkle.verify import leaf_hash, verify_inclusion
from counterfoil.primitives.types import Hash, HexHash, KeyId

E = TypeVar("E", RollEntry, AnchorEntry, RotationEntry, AuditEntry)


class Proven(NamedTuple):
    """The header that an answer rests on."""

    header: Header
    hash: HexHash


def proven(call: AnswerFor, peer: PeerChain, trust: PeerTrust) -> Proven:
    """The header of an answer that proves itself under a trust; Refused at the first step that does not hold."""
    # 1. Checkpoint and quorum
    checkpoint = _cosigned(call.checkpoint, trust)
    # 2. The roll
    rolled = _rolled(call.roll, peer, checkpoint)
    # 3. The anchor
    anchor = _entry(call.anchor, checkpoint, AnchorEntry)
    header, signed = anchor.header, anchor.seal.payload
    made = Proven(header, to_hex(header_hash(signed)))
    unforked = rolled.halted is None or header.height < rolled.halted
    require(unforked and header.height <= rolled.height, PeersOutcome.answer_forked, f"header {header.height}")
    # 4. The chain, by its genesis
    _require_descends(call, peer, made)
    # 5. The seal
    seals = _seals(call.rotations, peer, trust, rolled, checkpoint)
    with _refused_as(PeersOutcome.answer_not_sealed):
        open_seal(header, anchor.seal, seals.at(header.height))
    # 6. State auditors
    if trust.auditors is not None:
        vouching = [_auditing(one, made, peer, trust, checkpoint) for one in call.audits]
        enough = trust.auditors.satisfied_by(frozenset[KeyId]().union(*vouching))
        require(enough, PeersOutcome.answer_not_audited, f"header {header.height}")
    # 7. The records
    state = from_hex(header.state)
    for shown in call.records:
        require(_stands(shown, state), PeersOutcome.answer_not_proved, shown.record)
    return made


def _cosigned(text: str, trust: PeerTrust) -> Checkpoint:
    policy = parse_policy(trust.policy)
    with _refused_as(PeersOutcome.answer_not_cosigned):
        opened = open_checkpoint(text.encode(), policy)
    group = trust.entry_auditors
    enough = policy.satisfied_by(opened.cosigned) and (group is None or policy.group_satisfied(group, opened.cosigned))
    told = f"cosigned by {', '.join(sorted(opened.cosigned)) or 'nobody'}"
    require(enough, PeersOutcome.answer_not_cosigned, told)
    return opened.checkpoint


def _rolled(logged: LoggedEntry, peer: PeerChain, checkpoint: Checkpoint) -> RolledChain:
    roll = _entry(logged, checkpoint, RollEntry)
    require(logged.index == checkpoint.size - 1, PeersOutcome.answer_not_logged, "the roll is not the last entry")
    found = next((one for one in roll.chains if one.chain == peer.chain), None)
    if found is None:
        raise Refused(PeersOutcome.answer_of_another_chain, f"the roll does not name {peer.chain}")
    return found


def _require_descends(call: AnswerFor, peer: PeerChain, made: Proven) -> None:
    header, genesis = made.header, call.genesis.encode()
    own = header.chain == peer.chain and to_hex(header_hash(genesis)) == peer.genesis
    if header.height == 0:
        descends = made.hash == peer.genesis and not call.ancestry
    else:
        path = list(map(from_hex, call.ancestry))
        descends = verify_inclusion(leaf_hash(genesis), 0, header.height, path, from_hex(header.ancestors))
    require(own and descends, PeersOutcome.answer_of_another_chain, f"{header.chain}, header {header.height}")


def _seals(
    rotations: tuple[LoggedEntry, ...], peer: PeerChain, trust: PeerTrust, rolled: RolledChain, checkpoint: Checkpoint
) -> SealHistory:
    """Who may seal which heights, up to what the roll names; so no rotation is left out."""
    seals = trust.seals(peer.chain)
    for logged in rotations:
        entry = _entry(logged, checkpoint, RotationEntry)
        with _refused_as(PeersOutcome.answer_not_sealed):
            seals = seals.rotated(logged.index, entry.rotation, received=entry.received)
    said = (seals.last_rotation, to_hex(digest(canonical.encode(seals.current))))
    require(said == (rolled.rotation, rolled.seal), PeersOutcome.answer_not_sealed, "the roll names another policy")
    return seals


def _auditing(
    logged: LoggedEntry, made: Proven, peer: PeerChain, trust: PeerTrust, checkpoint: Checkpoint
) -> frozenset[KeyId]:
    """The trusted auditors who signed this audit, which must be of just this header."""
    entry = _entry(logged, checkpoint, AuditEntry)
    with _refused_as(PeersOutcome.answer_not_audited):
        audit = decode_audit(entry.audit)
    header = made.header
    said = (audit.chain, audit.genesis, audit.header, audit.height, audit.log, audit.state)
    meant = (peer.chain, peer.genesis, made.hash, header.height, checkpoint.origin, header.state)
    require(said == meant, PeersOutcome.answer_not_audited, f"an audit of header {audit.height} of {audit.chain}")
    keys = () if trust.auditors is None else trust.auditors.keys
    return dsse.valid_signers(entry.audit, {key.keyid: key for key in keys})


def _stands(shown: ShownRecord, state: Hash) -> bool:
    key = state_key(shown.record)
    if shown.value is None:
        return verify_absence(state, key, shown.proof)
    return verify_presence(state, key, digest(shown.value.encode()), shown.proof)


def _entry(logged: LoggedEntry, checkpoint: Checkpoint, kind: type[E]) -> E:
    """An entry of the log, of this kind."""
    raw, path = logged.entry.encode(), list(map(from_hex, logged.path))
    there = verify_inclusion(leaf_hash(raw), logged.index, checkpoint.size, path, checkpoint.root)
    require(there, PeersOutcome.answer_not_logged, f"entry {logged.index}")
    try:
        entry = decode_entry(raw)
    except DecodeError as error:
        raise Refused(PeersOutcome.answer_unreadable, f"entry {logged.index}: {error}") from error
    if not isinstance(entry, kind):
        raise Refused(PeersOutcome.answer_unreadable, f"entry {logged.index} is of another kind")
    return entry


@contextmanager
def _refused_as(outcome: PeersOutcome) -> Iterator[None]:
    """What somebody else's bytes are wrong in is this outcome, and no fault of the law."""
    try:
        yield
    except InputError as error:
        raise Refused(outcome, str(error)) from error
