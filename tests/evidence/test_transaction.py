# SPDX-License-Identifier: Apache-2.0
"""Transactions: building, identity, limits."""

from typing import Any

import pytest

from counterfoil.evidence.transaction import (
    CALLS_MAX,
    TRANSACTION_TYPE,
    TransactionPayload,
    build_transaction,
    transaction_id,
)
from counterfoil.identity import dsse
from counterfoil.identity.signing import PrivateKey, add_signatures
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError

ALICE, BOB = PrivateKey(b"a" * 32), PrivateKey(b"b" * 32)
CALLS: list[dict[str, Any]] = [{"call": "holdings.transfer", "quantity": 5}]


def test_a_built_transaction_decodes_and_is_signed() -> None:
    """What a client builds is what a node reads."""
    envelope = dsse.decode(build_transaction("c", CALLS, ALICE, valid_until=9, salt="s").encode())
    assert envelope.payload_type == TRANSACTION_TYPE
    assert canonical.decode(envelope.payload, TransactionPayload) == TransactionPayload(
        calls=CALLS, chain="c", salt="s", valid_until=9
    )
    assert dsse.valid_signers(envelope, {ALICE.keyid: ALICE.public}) == {ALICE.keyid}


def test_the_identifier_does_not_depend_on_who_signed() -> None:
    """Further signatures make no second transaction; another salt, chain or height does."""
    first = build_transaction("c", CALLS, ALICE, valid_until=9, salt="s")
    assert transaction_id(add_signatures(first, BOB)) == transaction_id(first)
    others = [
        build_transaction("c", CALLS, ALICE, valid_until=9, salt="t"),
        build_transaction("d", CALLS, ALICE, valid_until=9, salt="s"),
        build_transaction("c", CALLS, ALICE, valid_until=8, salt="s"),
        build_transaction("c", CALLS * 2, ALICE, valid_until=9, salt="s"),
    ]
    assert len({transaction_id(envelope) for envelope in (first, *others)}) == 5


@pytest.mark.parametrize(
    ("call", "where"),
    [
        ({"quantity": 1.5}, "$.calls[0].quantity"),
        ({"quantity": 2**53}, "$.calls[0].quantity"),
        ({"a": [{"é": 1}]}, "$.calls[0].a[0]"),
    ],
)
def test_what_has_no_canonical_form_cannot_be_built(call: dict[str, Any], where: str) -> None:
    """The client learns it before signing."""
    with pytest.raises(DecodeError) as caught:
        build_transaction("c", [call], ALICE, valid_until=9, salt="s")
    assert caught.value.where == where


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b'{"calls":[],"chain":"c","salt":"s","valid_until":9}', "$.calls"),
        (b'{"calls":[%b],"chain":"c","salt":"s","valid_until":9}' % b",".join([b"{}"] * (CALLS_MAX + 1)), "$.calls"),
        (b'{"calls":[{}],"chain":"c","salt":"","valid_until":9}', "$.salt"),
        (b'{"calls":[{}],"chain":"c","salt":"%b","valid_until":9}' % (b"s" * 65), "$.salt"),
        (b'{"calls":[{}],"chain":"c","salt":"s","valid_until":-1}', "$.valid_until"),
        (b'{"calls":[{}],"chain":"c","salt":"s"}', "$"),
        (b'{"calls":[1],"chain":"c","salt":"s","valid_until":9}', "$.calls[0]"),
        (b'{"calls":[{"a":0.5}],"chain":"c","salt":"s","valid_until":9}', "$.calls[0].a"),
        (b'{"calls":[{"a":-9007199254740992}],"chain":"c","salt":"s","valid_until":9}', "$.calls[0].a"),
        (b'{"calls":[{"b":1,"a":1}],"chain":"c","salt":"s","valid_until":9}', "$.calls[0]"),
        (b'{"calls":[{}],"chain":"c","nonce":1,"salt":"s","valid_until":9}', "$"),
    ],
)
def test_malformed_payloads_are_refused(data: bytes, where: str) -> None:
    """The error names the place, inside a call too."""
    with pytest.raises(DecodeError) as caught:
        canonical.decode(data, TransactionPayload)
    assert caught.value.where == where
