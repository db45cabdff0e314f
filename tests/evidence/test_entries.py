# SPDX-License-Identifier: Apache-2.0
"""Entries of the custody log."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.evidence.entries import (
    AUDIT_TYPE,
    ENTRY_LENGTH_MAX,
    AnchorEntry,
    Audit,
    AuditEntry,
    ChainEntry,
    Entry,
    EquivocationEntry,
    RolledChain,
    RollEntry,
    RotationEntry,
    decode_audit,
    decode_entry,
    encode_entry,
    sign_audit,
)
from counterfoil.evidence.header import FEATURES_MAX, NO_PARENT, Header, Protocol
from counterfoil.evidence.seal import Rotation, seal_header, sign_rotation
from counterfoil.identity.policy import POLICY_KEYS_MAX, KeyPolicy
from counterfoil.identity.signing import PrivateKey, sign_envelope, single_key_policy
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import INTEGER_MAX

KEYS = [PrivateKey(bytes([number]) * 32) for number in range(1, 2 * POLICY_KEYS_MAX + 1)]
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
SEAL = seal_header(HEADER.encode(), KEYS[0])
SEALERS, BOARD = (
    KeyPolicy(keys=tuple(key.public for key in keys), threshold=POLICY_KEYS_MAX)
    for keys in (KEYS[:POLICY_KEYS_MAX], KEYS[POLICY_KEYS_MAX:])
)
CHAIN = ChainEntry(chain="c", genesis="3" * 64, recovery=None, recovery_delay_ms=0, seal=single_key_policy(KEYS[0]))
ANCHOR = AnchorEntry(header=HEADER, late=False, received=7, seal=SEAL)
EQUIVOCATION = EquivocationEntry(anchored=3, header=HEADER, received=7, retired=False, seal=SEAL)
ROTATION = RotationEntry(
    received=7,
    rotation=sign_rotation(
        Rotation(chain="c", effective=0, last_hash="4" * 64, last_height=0, previous=None, seal=SEALERS), *KEYS
    ),
)
AUDIT = Audit(chain="c", genesis="3" * 64, header="4" * 64, height=0, log="log.example", state="1" * 64)
AUDIT_ENTRY = AuditEntry(audit=sign_audit(AUDIT, KEYS[0]), received=7)
ROLL = RollEntry(
    chains=(RolledChain(chain="c", halted=None, header="0" * 64, height=-1, rotation=None, seal="5" * 64, time=0),),
    received=7,
)
naturals = st.integers(0, INTEGER_MAX)
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
rolls = st.builds(
    RollEntry,
    chains=st.lists(
        st.builds(
            RolledChain,
            chain=st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
            halted=st.none() | naturals,
            header=hashes,
            height=st.integers(-1, INTEGER_MAX),
            rotation=st.none() | naturals,
            seal=hashes,
            time=naturals,
        ),
        max_size=4,
    ).map(tuple),
    received=naturals,
)


@pytest.mark.parametrize(
    "entry",
    [CHAIN, ANCHOR, EQUIVOCATION, ROTATION, AUDIT_ENTRY, ROLL],
    ids=["chain", "anchor", "equivocation", "rotation", "audit", "roll"],
)
def test_each_kind_round_trips_under_its_type(entry: Entry) -> None:
    """The type in the bytes tells the kinds apart."""
    data = encode_entry(entry)
    assert decode_entry(data) == entry
    assert b'"type":"' in data


@given(rolls)
def test_rolls_round_trip(roll: RollEntry) -> None:
    """Any number of chains, anchored or not."""
    assert decode_entry(encode_entry(roll)) == roll


def test_the_largest_seal_fits_in_an_entry() -> None:
    """As many keys as policies may have, and the longest header, stay below the log's limit."""
    features = tuple(f"{number:064}" for number in range(FEATURES_MAX))
    protocol = Protocol(features=features, version=2**31)
    header = msgspec.structs.replace(HEADER, chain="c" * 64, protocol=protocol)
    seal = seal_header(header.encode(), *KEYS)
    chain = ChainEntry(chain="c" * 64, genesis="3" * 64, recovery=BOARD, recovery_delay_ms=INTEGER_MAX, seal=SEALERS)
    anchor = AnchorEntry(header=header, late=True, received=INTEGER_MAX, seal=seal)
    for entry in (chain, anchor, ROTATION):
        assert len(encode_entry(entry)) <= ENTRY_LENGTH_MAX


@pytest.mark.parametrize(
    ("entry", "old", "new", "where"),
    [
        (CHAIN, b'"type":"chain"', b'"type":"note"', "$.type"),
        (CHAIN, b',"type":"chain"', b"", "$"),
        (CHAIN, b'"type":"chain"', b'"type":"roll"', "$"),
        (CHAIN, b"3" * 64, b"3" * 65, "$.genesis"),
        (CHAIN, b'"threshold":1', b'"threshold":0', "$.seal.threshold"),
        (CHAIN, b'"chain":"c"', b'"chain":"c","comment":""', "$"),
        (CHAIN, b'"recovery":null,', b"", "$"),
        (CHAIN, b'"recovery_delay_ms":0', b'"recovery_delay_ms":-1', "$.recovery_delay_ms"),
        (ANCHOR, b'"late":false', b'"late":null', "$.late"),
        (ANCHOR, b'"received":7', b'"received":-7', "$.received"),
        (ANCHOR, b'"received":7,', b"", "$"),
        (EQUIVOCATION, b'"anchored":3', b'"anchored":-3', "$.anchored"),
        (EQUIVOCATION, b'"retired":false', b'"retired":0', "$.retired"),
        (ROTATION, b'"payloadType"', b'"payload_type"', "$.rotation"),
        (AUDIT_ENTRY, b'"received":7', b'"received":"7"', "$.received"),
        (ROLL, b'"height":-1', b'"height":-2', "$.chains[0].height"),
        (ROLL, b'"height":-1', b'"height":9007199254740992', "$.chains[0].height"),
        (ROLL, b'"halted":null', b'"halted":false', "$.chains[0].halted"),
        (ROLL, b'"halted":null', b'"halted":-1', "$.chains[0].halted"),
        (ROLL, b'"halted":null', b'"halted":null,"halted":null', "$.chains[0]"),
        (ROLL, b'"rotation":null', b'"rotation":-1', "$.chains[0].rotation"),
        (ROLL, b"5" * 64, b"5" * 63, "$.chains[0].seal"),
        (ROLL, b'"chains":[', b'"chains": [', "$"),
    ],
)
def test_malformed_entries_are_refused(entry: Entry, old: bytes, new: bytes, where: str) -> None:
    """The error names the place."""
    assert old in encode_entry(entry)
    with pytest.raises(DecodeError) as caught:
        decode_entry(encode_entry(entry).replace(old, new, 1))
    assert caught.value.where == where


def test_what_an_auditor_signs() -> None:
    """The payload is the audit's bytes, under a type that nothing else is signed under."""
    envelope = sign_audit(AUDIT, KEYS[0])
    assert envelope.payload_type == AUDIT_TYPE
    assert decode_audit(envelope) == AUDIT
    with pytest.raises(InputError, match=r"is not application/vnd.counterfoil.audit"):
        decode_audit(sign_envelope("text/plain", envelope.payload, KEYS[0]))
    with pytest.raises(DecodeError):
        decode_audit(sign_envelope(AUDIT_TYPE, HEADER.encode(), KEYS[0]))


@given(st.binary(max_size=80))
def test_garbage_is_a_decode_error(data: bytes) -> None:
    """No bytes but an entry's get through."""
    with pytest.raises(DecodeError):
        decode_entry(data)
