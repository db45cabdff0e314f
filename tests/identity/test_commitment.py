# SPDX-License-Identifier: Apache-2.0
"""Commitments to personal data, and the files that disclose one: known answers, and every way to be wrong."""

import json
from hashlib import sha256
from hmac import digest

import pytest

from counterfoil.identity.commitment import (
    DISCLOSURE_FORMAT,
    TEXT_LENGTH_MAX,
    Disclosure,
    commitment,
    decode_disclosure,
    encode_disclosure,
    salt_of_register,
)
from counterfoil.node.registers.person_commitments import commit
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, PartyId

SALT = bytes(range(32))
TEXT = "11010119900307301X 王小明"


def disclosure(**changes: str) -> bytes:
    """The bytes of a right one, with fields changed."""
    found = Disclosure(ChainId("main"), commitment(SALT, TEXT), DISCLOSURE_FORMAT, PartyId("H-1"), SALT.hex(), TEXT)
    return json.dumps(json.loads(encode_disclosure(found)) | changes).encode()


def test_it_is_the_hash_that_the_specification_says() -> None:
    """SHA-256 over the tag, a zero byte, the salt and the text, computed here by hand."""
    assert commitment(SALT, TEXT) == sha256(b"counterfoil/v1/holder\0" + SALT + TEXT.encode()).hexdigest()


def test_an_imported_person_has_the_commitment_of_the_import() -> None:
    """The salt of a register's person follows from its secret; one format for both."""
    secret = b"a secret of a register"
    salt = salt_of_register(secret, "P-1234567")
    assert salt == digest(secret, b"P-1234567", "sha256")
    assert commitment(salt, "P-1234567") == commit(secret, "P-1234567")


@pytest.mark.parametrize("salt", [b"", SALT[:31], SALT + b"\0"])
def test_a_salt_has_one_length(salt: bytes) -> None:
    """Otherwise the end of a salt could be the begin of a text."""
    with pytest.raises(InputError, match="a salt has 32 bytes"):
        commitment(salt, TEXT)


@pytest.mark.parametrize("text", ["", "x" * (TEXT_LENGTH_MAX + 1), "王" * (TEXT_LENGTH_MAX // 3 + 1)])
def test_a_text_is_neither_empty_nor_endless(text: str) -> None:
    """Counted in bytes."""
    with pytest.raises(InputError, match="between 1 and 65536 bytes"):
        commitment(SALT, text)


def test_a_disclosure_comes_back() -> None:
    """What was written is read, and says neither salt nor text where it is shown by mistake."""
    found = decode_disclosure(disclosure())
    assert (found.text, found.salt, found.party) == (TEXT, SALT.hex(), "H-1")
    assert TEXT not in repr(found) and SALT.hex() not in repr(found)


REFUSED = {
    "not JSON": (b"{", "not a disclosure"),
    "another shape": (b'{"salt":"x"}', "not a disclosure"),
    "one field more": (disclosure(note="x"), "not a disclosure"),
    "a salt in upper case": (disclosure(salt=SALT.hex().upper()), "not a disclosure"),
    "another format": (disclosure(format="counterfoil-disclosure/v2"), "another format"),
    "another text": (disclosure(text=TEXT + " "), "do not give this commitment"),
    "another salt": (disclosure(salt="00" * 32), "do not give this commitment"),
    "another commitment": (disclosure(commitment="00" * 32), "do not give this commitment"),
    "too long": (b" " * 600_000, "too long"),
}


@pytest.mark.parametrize(("data", "problem"), REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_is_refused(data: bytes, problem: str) -> None:
    """Every way to be wrong, and no error repeats the person's data."""
    with pytest.raises(InputError, match=problem) as raised:
        decode_disclosure(data)
    assert TEXT not in str(raised.value) and SALT.hex() not in str(raised.value)
