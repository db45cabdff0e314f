# SPDX-License-Identifier: Apache-2.0
"""Block headers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.evidence.header import FEATURES_MAX, NO_PARENT, Header, Protocol, decode_header, header_hash
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import INTEGER_MAX

hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
headers = st.builds(
    Header,
    ancestors=hashes,
    chain=st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    events=hashes,
    height=st.integers(0, INTEGER_MAX),
    parent=hashes,
    protocol=st.builds(
        Protocol,
        features=st.sets(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=4).map(
            lambda features: tuple(sorted(features))
        ),
        version=st.integers(1, 2**31),
    ),
    state=hashes,
    time=st.integers(0, INTEGER_MAX),
    transactions=hashes,
)
GENESIS = Header(
    ancestors="4" * 64,
    chain="c",
    events="0" * 64,
    height=0,
    parent=NO_PARENT,
    protocol=Protocol(features=("a", "b"), version=1),
    state="1" * 64,
    time=0,
    transactions="2" * 64,
)


@given(headers)
def test_round_trip(header: Header) -> None:
    """A header survives its encoding."""
    assert decode_header(header.encode()) == header


@given(headers, headers)
def test_two_headers_have_two_hashes(left: Header, right: Header) -> None:
    """The hash tells headers apart, whichever field differs."""
    assert (left == right) == (header_hash(left.encode()) == header_hash(right.encode()))


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (b'"height":0', b'"height":-1', "$.height"),
        (b'"height":0', b'"height":9007199254740992', "$.height"),
        (b'"height":0', b'"height":0.5', "$.height"),
        (b'"version":1', b'"version":0', "$.protocol.version"),
        (b',"version":1', b"", "$.protocol"),
        (b'"version":1', b'"version":1,"window":9', "$.protocol"),
        (b'["a","b"]', b'["b","a"]', "$.protocol.features"),
        (b'["a","b"]', b'["a","a"]', "$.protocol.features"),
        (b'["a","b"]', b'["a",1]', "$.protocol.features[1]"),
        (b'["a","b"]', b'["%b"]' % (b"a" * 65), "$.protocol.features[0]"),
        (b'["a","b"]', b"[%b]" % b",".join(b'"%03d"' % one for one in range(FEATURES_MAX + 1)), "$.protocol.features"),
        (b'"time":0', b'"time":null', "$.time"),
        (b"1" * 64, b"1" * 63, "$.state"),
        (b"2" * 64, b"G" * 64, "$.transactions"),
        (b'"chain":"c",', b"", "$"),
        (b'"chain":"c"', b'"chain":"c","chain":"c"', "$"),
        (b'"chain":"c"', b'"chain":"c","clock":1', "$"),
    ],
)
def test_malformed_headers_are_refused(old: bytes, new: bytes, where: str) -> None:
    """The error names the field."""
    with pytest.raises(DecodeError) as caught:
        decode_header(GENESIS.encode().replace(old, new))
    assert caught.value.where == where
