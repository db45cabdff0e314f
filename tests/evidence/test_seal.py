# SPDX-License-Identifier: Apache-2.0
"""Seals, and the history of who may seal."""

from collections.abc import Callable

import msgspec
import pytest

from counterfoil.evidence.entries import ChainEntry
from counterfoil.evidence.header import NO_PARENT, Header, Protocol, header_hash
from counterfoil.evidence.seal import (
    HEADER_TYPE,
    ROTATION_TYPE,
    Rotation,
    SealedHeader,
    SealHistory,
    decode_rotation,
    open_seal,
    seal_header,
    seal_policy_problem,
    sign_rotation,
)
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import PrivateKey, sign_envelope, single_key_policy
from counterfoil.primitives.errors import DecodeError, InputError

OPERATOR, SUCCESSOR, BOARD, STRANGER, *VALIDATORS = (PrivateKey(bytes([number]) * 32) for number in range(1, 9))
HEADER = Header(
    ancestors="4" * 64,
    chain="c",
    events="0" * 64,
    height=0,
    parent=NO_PARENT,
    protocol=Protocol(features=(), version=1),
    state="1" * 64,
    time=0,
    transactions="2" * 64,
)
DELAY_MS = 1_000
RECEIVED = 5_000
HISTORY = SealHistory("c", single_key_policy(OPERATOR), single_key_policy(BOARD), DELAY_MS)


def of(*keys: PrivateKey, threshold: int) -> KeyPolicy:
    """A policy of these keys."""
    return KeyPolicy(keys=tuple(key.public for key in keys), threshold=threshold)


def rotation(**changes: object) -> Rotation:
    """The first rotation of the chain, after its header 7, to the successor."""
    fields: dict[str, object] = {
        "chain": "c",
        "effective": 0,
        "last_hash": "7" * 64,
        "last_height": 7,
        "previous": None,
        "seal": single_key_policy(SUCCESSOR),
    }
    return Rotation(**(fields | changes))


def rotated(*keys: PrivateKey, history: SealHistory = HISTORY, index: int = 9, **changes: object) -> SealHistory:
    """The history after a rotation signed by these keys."""
    return history.rotated(index, sign_rotation(rotation(**changes), *keys), received=RECEIVED)


def test_a_seal_covers_the_bytes_of_the_header() -> None:
    """Under solo the operator's key; its hash is that of the bytes that were signed."""
    seal = seal_header(HEADER.encode(), OPERATOR)
    open_seal(HEADER, seal, single_key_policy(OPERATOR))
    assert seal.payload_type == HEADER_TYPE
    assert SealedHeader(HEADER, seal).hash == header_hash(HEADER.encode())


def test_a_consortium_seals_by_more_than_two_thirds() -> None:
    """Three of four validators are enough, two are not, and one who signs twice counts once."""
    policy = of(*VALIDATORS, threshold=3)
    open_seal(HEADER, seal_header(HEADER.encode(), *VALIDATORS[1:]), policy)
    two = seal_header(HEADER.encode(), *VALIDATORS[:2])
    for seal in (two, msgspec.structs.replace(two, signatures=two.signatures * 2)):
        with pytest.raises(InputError, match="does not satisfy"):
            open_seal(HEADER, seal, policy)


UNSORTED = Protocol(features=("b", "a"), version=1)
BROKEN_SEALS: dict[str, tuple[Envelope, str]] = {
    "another payload type": (sign_envelope(ROTATION_TYPE, HEADER.encode(), OPERATOR), "the seal is over"),
    "no header": (seal_header(b"{}", OPERATOR), "the sealed bytes are no header"),
    "not canonical": (seal_header(HEADER.encode() + b" ", OPERATOR), "the sealed bytes are no header"),
    "features out of order": (
        seal_header(msgspec.structs.replace(HEADER, protocol=UNSORTED).encode(), OPERATOR),
        "the features are not sorted",
    ),
    "another header": (seal_header(msgspec.structs.replace(HEADER, time=1).encode(), OPERATOR), "another header's"),
    "a stranger": (seal_header(HEADER.encode(), STRANGER), "does not satisfy"),
    "nobody": (seal_header(HEADER.encode()), "does not satisfy"),
}


@pytest.mark.parametrize("seal, problem", BROKEN_SEALS.values(), ids=BROKEN_SEALS)
def test_broken_seals(seal: Envelope, problem: str) -> None:
    """Each says what is wrong with it."""
    with pytest.raises(InputError, match=problem):
        open_seal(HEADER, seal, single_key_policy(OPERATOR))


def test_a_history_begins_with_the_registered_policy() -> None:
    """One policy for every height, nothing retired, no delay."""
    entry = ChainEntry(
        chain="c", genesis="3" * 64, recovery=HISTORY.recovery, recovery_delay_ms=DELAY_MS, seal=HISTORY.first
    )
    assert SealHistory.of(entry) == HISTORY
    assert (HISTORY.at(0), HISTORY.at(9), HISTORY.current) == (HISTORY.first,) * 3
    assert (HISTORY.last_rotation, HISTORY.effective(9), HISTORY.is_retired(0)) == (None, 0, False)


def test_each_height_has_its_policy() -> None:
    """A rotation speaks for the heights after its last one, until the next, however close that is."""
    third = single_key_policy(STRANGER)
    history = rotated(OPERATOR)
    history = rotated(SUCCESSOR, history=history, index=11, previous=9, seal=third, last_height=7)
    history = rotated(STRANGER, history=history, index=20, previous=11, last_height=9)
    assert [history.at(height) for height in (0, 7, 8, 9, 10)] == [
        HISTORY.first,
        HISTORY.first,
        third,
        third,
        single_key_policy(SUCCESSOR),
    ]
    assert [history.is_retired(height) for height in (0, 9, 10)] == [True, True, False]
    assert history.last_rotation == 20


def test_recovery_takes_effect_after_its_delay() -> None:
    """The recovery policy may always rotate; its headers have a time before which they are not accepted."""
    history = rotated(BOARD, effective=RECEIVED + DELAY_MS)
    assert (history.effective(7), history.effective(8)) == (0, RECEIVED + DELAY_MS)
    again = rotated(BOARD, history=history, previous=9, effective=RECEIVED + 2 * DELAY_MS)
    assert again.effective(8) == RECEIVED + 2 * DELAY_MS


RECOVERED = rotated(BOARD, effective=RECEIVED + DELAY_MS)
REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "another chain's": (lambda: rotated(OPERATOR, chain="d"), "rotates the seal of d, not of c"),
    "a rotation before that never was": (lambda: rotated(OPERATOR, previous=3), "follows rotation 3, not None"),
    "the rotation before left out": (lambda: rotated(SUCCESSOR, history=rotated(OPERATOR)), "rotation None, not 9"),
    "ends before the one before": (
        lambda: rotated(SUCCESSOR, history=rotated(OPERATOR), previous=9, last_height=6),
        "ends before the rotation",
    ),
    "nobody may seal": (lambda: rotated(OPERATOR, seal=KeyPolicy(keys=(), threshold=1)), "at least one key"),
    "recovery keys may seal": (lambda: rotated(OPERATOR, seal=single_key_policy(BOARD)), "and in the recovery policy"),
    "signed by the successor": (lambda: rotated(SUCCESSOR), "not signed under the policy in force"),
    "signed under a retired policy": (
        lambda: rotated(OPERATOR, history=rotated(OPERATOR), previous=9),
        "not signed under the policy in force",
    ),
    "recovery at once": (lambda: rotated(BOARD), "not signed under the policy in force"),
    "the operator in the board's place": (
        lambda: rotated(OPERATOR, effective=RECEIVED + DELAY_MS),
        "not signed under the recovery policy",
    ),
    "recovery too early": (
        lambda: rotated(BOARD, effective=RECEIVED + DELAY_MS - 1),
        "is before 1970-01-01T00:00:06.000Z",
    ),
    "recovery without a policy for it": (
        lambda: rotated(BOARD, history=SealHistory("c", HISTORY.first), effective=9_999),
        "registered without a recovery policy",
    ),
    "the delay jumped by a second rotation": (
        lambda: rotated(SUCCESSOR, history=RECOVERED, previous=9),
        "in force only from 1970-01-01T00:00:06.000Z",
    ),
}


@pytest.mark.parametrize("make, problem", REFUSED.values(), ids=REFUSED)
def test_rotations_that_do_not_follow(make: Callable[[], object], problem: str) -> None:
    """Each says what is wrong with it."""
    with pytest.raises(InputError, match=problem):
        make()


def test_what_is_no_rotation() -> None:
    """Another payload type, and bytes that say something else."""
    with pytest.raises(InputError, match=r"is not application/vnd.counterfoil.rotation"):
        decode_rotation(seal_header(HEADER.encode(), OPERATOR))
    with pytest.raises(DecodeError):
        decode_rotation(sign_envelope(ROTATION_TYPE, HEADER.encode(), OPERATOR))


def test_seal_and_recovery_share_no_key() -> None:
    """Else one theft would be both."""
    assert seal_policy_problem(of(OPERATOR, STRANGER, threshold=2), of(BOARD, SUCCESSOR, threshold=1)) is None
    assert seal_policy_problem(of(OPERATOR, threshold=1), None) is None
    problem = seal_policy_problem(of(OPERATOR, BOARD, threshold=1), of(BOARD, threshold=1))
    assert problem == f"key {BOARD.keyid} is in the seal policy and in the recovery policy"
