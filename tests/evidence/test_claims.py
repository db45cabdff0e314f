# SPDX-License-Identifier: Apache-2.0
"""Claims: what each kind says, strictly read."""

import pytest

from counterfoil.evidence.claims import ClaimKind, Quantities, decode_claim, kind_of
from counterfoil.evidence.package import unpack_files
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from support.evidence_honest import HONEST


@pytest.mark.parametrize("kind", ClaimKind)
def test_a_claim_is_read_as_it_was_written(kind: ClaimKind) -> None:
    """Each kind names itself by its tag, and survives its encoding."""
    data = unpack_files(HONEST[kind]())["claim.json"]
    claim = decode_claim(data)
    assert kind_of(claim) is kind
    assert canonical.encode(claim) == data


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"kind":"control"', b'"kind":"ownership"'),
        (b'"kind":"control"', b'"kind":"position"'),
        (b'"account":"li-account"', b'"account":"li\\nhas everything"'),
        (b'"account":"li-account"', b'"account":""'),
        (b'"current":true', b'"current":1'),
        (b'"current":true', b'"current":true,"later":true'),
        (b'"events":4', b'"events":-4'),
        (b'"beyond":0', b'"beyond":0.0'),
        (b'"free":650', b'"free":-650'),
    ],
)
def test_what_no_claim_says_is_refused(old: bytes, new: bytes) -> None:
    """Another kind, an identifier that could steer a terminal, a number that cannot be, a field that nobody knows."""
    data = unpack_files(HONEST["control"]())["claim.json"]
    assert old in data
    with pytest.raises(DecodeError):
        decode_claim(data.replace(old, new))


def test_a_balance_is_all_four_parts() -> None:
    """What is held, pledged or frozen is still held."""
    assert Quantities(free=1, held=10, pledged=100, frozen=1000).balance == 1111
