# SPDX-License-Identifier: Apache-2.0
"""Writes the vectors of commitments to personal data, disclosures, and the log of a vault.

Run ``PYTHONPATH=tests python vectors/generate_personal_data.py``; a test compares what it would write with what is
there.
"""

import json
from pathlib import Path
from typing import Any

from counterfoil.identity.commitment import (
    DISCLOSURE_FORMAT,
    Disclosure,
    commitment,
    encode_disclosure,
    salt_of_register,
)
from counterfoil.primitives.types import ChainId, HexHash, PartyId, Timestamp
from counterfoil.vault.access_log import BEFORE_THE_FIRST, AccessEntry, Act, Head
from support.breaking import as_text

FOLDER = Path(__file__).parent
SALT = bytes(range(32))
SECRET = b"a secret of a register"
TEXTS = {
    "an identity number": "11010119900307301X",
    "Chinese characters": "王小明",
    "a JSON document": '{"name":"王小明","number":"11010119900307301X"}',
    "white space stays": " two  lines\n",
    "one byte": "x",
}


def _commitments() -> list[dict[str, Any]]:
    fresh = [
        {"name": name, "text": text, "salt": SALT.hex(), "commitment": commitment(SALT, text)}
        for name, text in TEXTS.items()
    ]
    salt = salt_of_register(SECRET, "P1234567")
    imported = {"name": "imported", "text": "P1234567", "secret": SECRET.decode(), "salt": salt.hex()}
    return [*fresh, imported | {"commitment": commitment(salt, "P1234567")}]


def _disclosure() -> dict[str, Any]:
    text = TEXTS["a JSON document"]
    good = Disclosure(ChainId("main"), commitment(SALT, text), DISCLOSURE_FORMAT, PartyId("H-1"), SALT.hex(), text)
    plain = json.loads(encode_disclosure(good))
    changes = {
        "another text": {"text": text + " "},
        "another salt": {"salt": "00" * 32},
        "another commitment": {"commitment": "00" * 32},
        "another format": {"format": "counterfoil-disclosure/v2"},
        "a salt in upper case": {"salt": SALT.hex().upper()},
        "a short salt": {"salt": SALT.hex()[2:]},
        "an empty text": {"text": ""},
        "one field more": {"note": ""},
    }
    broken = [{"name": name} | as_text(json.dumps(plain | change).encode()) for name, change in changes.items()]
    missing = json.dumps({name: value for name, value in plain.items() if name != "party"}).encode()
    return {
        "good": as_text(encode_disclosure(good)),
        "broken": [*broken, {"name": "no party"} | as_text(missing), {"name": "not JSON"} | as_text(b"{")],
    }


def _log() -> dict[str, Any]:
    lines: list[str] = []
    previous, stands = BEFORE_THE_FIRST, commitment(SALT, "x")
    for number, act in enumerate(Act, 1):
        entry = AccessEntry(
            act=act,
            at=Timestamp(1_700_000_000_000 + number),
            by="desk-4",
            chain=ChainId("main"),
            commitment=HexHash(stands),
            derived=False,
            number=number,
            party=PartyId("H-1"),
            previous=previous,
            reason="file 7",
        )
        lines.append(entry.line.decode())
        previous = entry.hash
    broken = {
        "a line changed": [lines[0], lines[1].replace("desk-4", "desk-5"), *lines[2:]],
        "a line taken out": [lines[0], *lines[2:]],
        "two lines swapped": [lines[1], lines[0], *lines[2:]],
        "the end cut": lines[:-1],
    }
    return {"lines": lines, "head": str(Head(len(lines), previous)), "broken": broken}


def build() -> dict[str, bytes]:
    """Path below ``vectors/`` → content of every file this script writes."""
    documents = {"commitment": _commitments(), "disclosure": _disclosure(), "access-log": _log()}
    return {
        f"personal-data/{name}.json": (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()
        for name, document in documents.items()
    }


def main() -> None:
    """Write them."""
    for path, content in build().items():
        (FOLDER / path).parent.mkdir(exist_ok=True)
        (FOLDER / path).write_bytes(content)


if __name__ == "__main__":
    main()
