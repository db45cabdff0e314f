# SPDX-License-Identifier: Apache-2.0
"""The golden files of personal data: good ones are taken, and every broken one is refused."""

import json
from hashlib import sha256
from typing import Any

import pytest

from counterfoil.identity.commitment import commitment, decode_disclosure, salt_of_register
from counterfoil.primitives.errors import InputError
from counterfoil.vault.access_log import Head, log_problems
from support import tree

FOLDER = tree.ROOT / "vectors" / "personal-data"


def read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", read("commitment"), ids=lambda row: row["name"])
def test_commitments(row: dict[str, str]) -> None:
    """By the formula of the specification, written out here, and by the product."""
    salt = bytes.fromhex(row["salt"])
    assert sha256(b"counterfoil/v1/holder\0" + salt + row["text"].encode()).hexdigest() == row["commitment"]
    assert commitment(salt, row["text"]) == row["commitment"]
    if "secret" in row:
        assert salt_of_register(row["secret"].encode(), row["text"]) == salt


def test_the_good_disclosure_is_read() -> None:
    """And it is the commitment of the vectors beside it."""
    found = decode_disclosure(read("disclosure")["good"]["utf8"].encode())
    assert found.commitment in {row["commitment"] for row in read("commitment")}


@pytest.mark.parametrize("row", read("disclosure")["broken"], ids=lambda row: row["name"])
def test_broken_disclosures_are_refused(row: dict[str, str]) -> None:
    """Each of them."""
    with pytest.raises(InputError):
        decode_disclosure(row["utf8"].encode())


def test_the_good_log_is_whole() -> None:
    """It ends with its head, also when an earlier one was written down."""
    log, head = [line.encode() for line in read("access-log")["lines"]], head_of_vectors()
    assert list(log_problems(log, head, [head, Head(0, "0" * 64)])) == []


@pytest.mark.parametrize("name", read("access-log")["broken"])
def test_broken_logs_are_found(name: str) -> None:
    """Each of them contradicts itself, or the head."""
    lines = [line.encode() for line in read("access-log")["broken"][name]]
    assert list(log_problems(lines, head_of_vectors()))
    assert list(log_problems(lines, None, [head_of_vectors()]))


def head_of_vectors() -> Head:
    count, _, digest = read("access-log")["head"].partition(":")
    return Head(int(count), digest)
