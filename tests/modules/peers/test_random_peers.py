# SPDX-License-Identifier: Apache-2.0
"""Answers that are damaged at random, beside a second judge: the offline verifier's own checks, on the same bytes."""

from collections import Counter
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from counterfoil.evidence.package import Anchor, AnchorProof, Logged, LogProof, ProvenRecord
from counterfoil.evidence.witness_policy import check_cosignatures, check_log_signature, parse_policy
from counterfoil.identity.note import parse_note
from counterfoil.law.outcome import Refused
from counterfoil.modules import laws
from counterfoil.modules.peers.calls import AnswerFor, LoggedEntry
from counterfoil.modules.peers.proving import proven
from counterfoil.modules.peers.records import PeerChain, PeerTrust
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.hashing import digest, from_hex
from counterfoil.primitives.merkle.verify import leaf_hash, verify_inclusion
from counterfoil.primitives.types import Hash, Timestamp
from counterfoil.verify import log
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.shown import read_records
from counterfoil.verify.trust import Trust, TrustedChain
from support.evidence_log import ORIGIN
from support.forged_answers import about, east, forged, honest, rotated
from support.peered import trusting

TRUST = trusting(east(0))
ENTRY = PeerTrust(
    since=0,
    number=1,
    policy=TRUST.policy,
    entry_auditors=TRUST.entry_auditors,
    seal=TRUST.seal,
    recovery=TRUST.recovery,
    recovery_delay=0,
    auditors=TRUST.auditors,
)
PEER = PeerChain(chain="east", genesis=TRUST.genesis, keeper="registrar", changes=1, entries=(ENTRY,))
Damage = Callable[[AnswerFor, AnswerFor, Random], Any]


def lawful(answer: AnswerFor) -> bool:
    """What the module's law says."""
    try:
        proven(answer, PEER, ENTRY)
    except Refused:
        return False
    return True


def slowly(answer: AnswerFor) -> bool:
    """What the verifier's checks 2 to 7 say of it, and that the genesis is the first of the header's ancestors."""
    policy = parse_policy(ENTRY.policy)
    chain = TrustedChain(Hash(from_hex(PEER.genesis)), ORIGIN, ENTRY.seal, ENTRY.recovery, 0, ENTRY.auditors)
    trust = Trust(policy, {PEER.chain: chain})
    try:
        note = parse_note(answer.checkpoint.encode())
        checkpoint = check_log_signature(note, policy)
        seconds = policy.quorum_time(check_cosignatures(note, policy))
        if seconds is None or not policy.group_satisfied("entry-auditors", check_cosignatures(note, policy)):
            return False
        roll = log.read_roll(logged(answer.roll), checkpoint)
        rolled = log.rolled_chain(roll, PEER.chain, Timestamp(seconds * 1_000))
        seals = log.read_seals(tuple(map(logged, answer.rotations)), rolled, trust, checkpoint)
        anchor = answer.anchor
        shown = Anchor(anchor.entry.encode(), AnchorProof(ancestry=(), index=anchor.index, path=anchor.path))
        (latest,) = log.read_anchors((shown,), rolled, chain, seals, checkpoint, laws()).values()
        if rolled.halted is not None and latest.header.height >= rolled.halted:
            return False
        if not rooted(answer, latest.header.height, from_hex(latest.header.ancestors), latest.signed):
            return False
        log.count_audits(tuple(map(logged, answer.audits)), latest, rolled, chain, checkpoint)
        records = [ProvenRecord(path=one.record, proof=one.proof, value=one.value) for one in answer.records]
        read_records(tuple(records), from_hex(latest.header.state), laws())
    except (CheckFailed, InputError):
        return False
    return True


def rooted(answer: AnswerFor, height: int, ancestors: bytes, signed: bytes) -> bool:
    genesis = answer.genesis.encode()
    if digest(genesis).hex() != PEER.genesis:
        return False
    if height == 0:
        return signed == genesis and not answer.ancestry
    path = list(map(from_hex, answer.ancestry))
    return verify_inclusion(leaf_hash(genesis), 0, height, path, Hash(ancestors))


def logged(one: LoggedEntry) -> Logged:
    return Logged(one.entry.encode(), LogProof(index=one.index, path=one.path))


@cache
def told() -> tuple[AnswerFor, ...]:
    """Honest answers at several headers, of a chain with another seal since, and forged ones."""
    return (
        *(honest(blocks) for blocks in range(5)),
        about(rotated("operator of east")),
        *(one.answer for one in forged()),
    )


def test_both_accept_what_is_honest() -> None:
    """From the genesis on, and after a rotation that is shown."""
    for answer in told()[:6]:
        assert lawful(answer) and slowly(answer)


def test_both_refuse_what_is_forged() -> None:
    """Every way that has a name."""
    for one in forged():
        assert not lawful(one.answer) and not slowly(one.answer), one.because


def _flipped(text: str, random: Random) -> str:
    at = random.randrange(len(text))
    return text[:at] + random.choice('0123456789abcdef"{}:,') + text[at + 1 :]


DAMAGES: dict[str, Damage] = {
    "a letter of the checkpoint": lambda good, _, random: replace(good, checkpoint=_flipped(good.checkpoint, random)),
    "a letter of the anchor": lambda good, _, random: replace(
        good, anchor=replace(good.anchor, entry=_flipped(good.anchor.entry, random))
    ),
    "a letter of the roll": lambda good, _, random: replace(
        good, roll=replace(good.roll, entry=_flipped(good.roll.entry, random))
    ),
    "a letter of the genesis": lambda good, _, random: replace(good, genesis=_flipped(good.genesis, random)),
    "a letter of a record": lambda good, _, random: replace(
        good, records=(replace(good.records[0], value=_flipped(good.records[0].value or "x", random)),)
    ),
    "a place in the log": lambda good, _, random: replace(
        good, anchor=replace(good.anchor, index=random.randrange(12))
    ),
    "a field of another answer": lambda good, other, random: replace(
        good, **{(name := random.choice(good.__struct_fields__[2:])): getattr(other, name)}
    ),
    "two fields of another answer": lambda good, other, random: replace(
        good, **{name: getattr(other, name) for name in random.sample(good.__struct_fields__[2:], 2)}
    ),
    "a path cut short": lambda good, _, random: replace(good, ancestry=good.ancestry[: random.randrange(3)]),
    "audits left out": lambda good, _, random: replace(good, audits=good.audits[: random.randrange(3)]),
}


@pytest.mark.parametrize("seed", range(8))
def test_both_judge_alike_whatever_is_damaged(seed: int) -> None:
    """Answers of each kind, in parts of other answers and with letters changed: the two agree on every one."""
    random, found = Random(seed), Counter[bool]()
    for _ in range(60):
        good, other = random.choice(told()[:6]), random.choice(told())
        damaged = DAMAGES[random.choice(list(DAMAGES))](good, other, random)
        try:
            damaged = canonical.decode(canonical.encode(damaged), AnswerFor)
        except DecodeError:
            continue
        assert lawful(damaged) == slowly(damaged), damaged
        found[lawful(damaged)] += 1
    assert found[True] > 3 and found[False] > 20


def test_a_rule_less_is_noticed() -> None:
    """The comparison bites: a law that asks for no auditors accepts what the verifier refuses."""
    trust = replace(ENTRY, auditors=None)
    (unaudited,) = (one.answer for one in forged() if one.because == "without an audit")
    assert proven(unaudited, PEER, trust) and not slowly(unaudited)
