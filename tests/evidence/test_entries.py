# SPDX-License-Identifier: Apache-2.0
"""Entries of the custody log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.evidence.entries import (
    ENTRY_LENGTH_MAX,
    AnchorEntry,
    ChainEntry,
    Entry,
    EquivocationEntry,
    RolledChain,
    RollEntry,
    decode_entry,
    encode_entry,
)
from counterfoil.evidence.header import HEADER_TYPE, NO_PARENT, Header
from counterfoil.identity.policy import POLICY_KEYS_MAX, KeyPolicy
from counterfoil.identity.signing import PrivateKey, sign_envelope, single_key_policy
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import INTEGER_MAX

KEYS = [PrivateKey(bytes([number]) * 32) for number in range(1, POLICY_KEYS_MAX + 1)]
HEADER = Header(
    chain="c", events="0" * 64, height=0, parent=NO_PARENT, protocol=1, state="1" * 64, time=0, transactions="2" * 64
)
SEAL = sign_envelope(HEADER_TYPE, HEADER.encode(), KEYS[0])
CHAIN = ChainEntry(chain="c", genesis="3" * 64, seal=single_key_policy(KEYS[0]))
ROLL = RollEntry(chains=(RolledChain(chain="c", halted=False, header="0" * 64, height=-1),))
rolls = st.builds(
    RollEntry,
    chains=st.lists(
        st.builds(
            RolledChain,
            chain=st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
            halted=st.booleans(),
            header=st.binary(min_size=32, max_size=32).map(bytes.hex),
            height=st.integers(-1, INTEGER_MAX),
        ),
        max_size=4,
    ).map(tuple),
)


@pytest.mark.parametrize(
    "entry",
    [CHAIN, AnchorEntry(header=HEADER, seal=SEAL), EquivocationEntry(anchored=3, header=HEADER, seal=SEAL), ROLL],
    ids=["chain", "anchor", "equivocation", "roll"],
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
    """A header sealed by as many keys as a policy may have stays below the log's limit."""
    seal = sign_envelope(HEADER_TYPE, HEADER.encode(), *KEYS)
    policy = KeyPolicy(keys=tuple(key.public for key in KEYS), threshold=POLICY_KEYS_MAX)
    for entry in (AnchorEntry(header=HEADER, seal=seal), ChainEntry(chain="c", genesis="3" * 64, seal=policy)):
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
        (ROLL, b'"height":-1', b'"height":-2', "$.chains[0].height"),
        (ROLL, b'"height":-1', b'"height":9007199254740992', "$.chains[0].height"),
        (ROLL, b'"halted":false', b'"halted":0', "$.chains[0].halted"),
        (ROLL, b'"halted":false', b'"halted":false,"halted":false', "$.chains[0]"),
        (ROLL, b'"chains":[', b'"chains": [', "$"),
    ],
)
def test_malformed_entries_are_refused(entry: Entry, old: bytes, new: bytes, where: str) -> None:
    """The error names the place."""
    with pytest.raises(DecodeError) as caught:
        decode_entry(encode_entry(entry).replace(old, new, 1))
    assert caught.value.where == where


@given(st.binary(max_size=80))
def test_garbage_is_a_decode_error(data: bytes) -> None:
    """No bytes but an entry's get through."""
    with pytest.raises(DecodeError):
        decode_entry(data)
