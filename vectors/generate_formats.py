# SPDX-License-Identifier: Apache-2.0
"""Writes the vectors of canonical JSON, keys and envelopes, and identifiers.

Run ``PYTHONPATH=tests python vectors/generate_formats.py``; a test compares what it would write with what is there.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from counterfoil.identity.signing import PrivateKey, sign_envelope
from counterfoil.primitives import canonical
from support.breaking import as_text, broken, envelope_case, swap, whole_document_changes

FOLDER = Path(__file__).parent
ALICE, BOB = (PrivateKey(sha256(name).digest()) for name in (b"alice", b"bob"))


CANONICAL: dict[str, Any] = {
    "null": None,
    "booleans": [True, False],
    "smallest and largest integer": [-(2**53) + 1, 2**53 - 1],
    "keys are sorted by code point": {"b": 1, "a": 2, "B": 3, "": 4, "a.": 5, "aa": 6},
    "nested": {"z": [{"y": {}}, [], ""], "a": {"c": None, "b": [[0]]}},
    "characters that are escaped": '\x00\x08\t\n\x0b\x0c\r\x1f"\\',
    "characters that are not": "\x7f/é\u2028甲\U0001f600",
}

REJECTED: dict[str, bytes] = {
    "space": b'{"a": 1}',
    "newline at the end": b"1\n",
    "keys out of order": b'{"b":1,"a":1}',
    "duplicate key": b'{"a":1,"a":1}',
    "duplicate key, other value": b'{"a":1,"a":2}',
    "key not ASCII": '{"é":1}'.encode(),
    "fraction": b"1.5",
    "whole fraction": b"1.0",
    "exponent": b"1e3",
    "minus zero": b"-0",
    "leading zero": b"01",
    "plus": b"+1",
    "two to the 53rd": b"9007199254740992",
    "minus two to the 53rd": b"-9007199254740992",
    "two to the 64th": b"18446744073709551616",
    "not a number": b"NaN",
    "infinity": b"Infinity",
    "escaped letter": b'"\\u0041"',
    "escaped slash": b'"\\/"',
    "upper-case escape": b'"\\u001F"',
    "long escape of a newline": b'"\\u000a"',
    "escaped surrogate pair": b'"\\ud83d\\ude00"',
    "lone surrogate": b'"\\ud800"',
    "surrogate in UTF-8": b'"\xed\xa0\x80"',
    "invalid UTF-8": b'"\xff"',
    "overlong UTF-8": b'"\xc0\xaf"',
    "control character": b'"\n"',
    "byte order mark": b"\xef\xbb\xbf1",
    "UTF-16": "1".encode("utf-16"),
    "trailing bytes": b"1 1",
    "comma at the end": b"[1,]",
    "single quotes": b"'a'",
    "nothing": b"",
    "65 levels": b"[" * 65 + b"]" * 65,
}

IDENTIFIERS: dict[str, dict[str, Any]] = {
    "isin": {
        "valid": ["US0378331005", "KYG217651051", "CNE100001SR9", "GB0002634946"],
        "invalid": {
            "check digit": "US0378331006",
            "two digits swapped": "US0373831005",
            "too short": "US037833100",
            "lower case": "us0378331005",
            "letter as check digit": "US037833100A",
        },
    },
    "lei": {
        "valid": ["969500HMVSZ0TCV65D58", "213800KUD8LAJWSQ9D15"],
        "invalid": {
            "check digits": "969500HMVSZ0TCV65D59",
            "too short": "969500HMVSZ0TCV65D5",
            "letter as check digit": "969500HMVSZ0TCV65D5A",
            "99, which leaves the remainder of 02": "969500TEST0000004899",
            "00, which leaves the remainder of 97": "969500TEST0000008100",
            "01, which leaves the remainder of 98": "969500TEST0000001601",
        },
    },
    "cfi": {
        "valid": ["ESVUFR", "DBFTFB", "FFSPSX", "CEOGES"],
        "invalid": {"unknown category": "ASVUFR", "unknown group": "EZVUFR", "too short": "ESVUF", "digit": "ESVUF1"},
    },
    "social_credit_code": {
        "valid": ["91110000600037341L", "91350100M000100Y43"],
        "invalid": {
            "check character": "91110000600037341M",
            "forbidden letter": "9111000060003734IL",
            "letter in the region": "91A10000600037341L",
            "no registering department": "X11100006000373410",
            "no region": "91990000600037341B",
            "a personal identity number that fits": "132200198501010628",
            "too short": "91110000600037341",
        },
    },
    "identity_number": {
        "valid": ["99020219850214002X", "990202198502111018", "132200198501010628"],
        "invalid": {
            "check character": "990202198502111000",
            "lower case": "99020219850214002x",
            "no date": "990202198502301019",
            "fifteen digits": "990202850214002",
            "full-width digits": "９９０２０２１９８５０２１４００２X",
        },
    },
    "mic": {"valid": ["XSHG", "360T"], "invalid": {"too short": "XSH", "lower case": "xshg"}},
}


def _canonical() -> dict[str, Any]:
    return {
        "canonical/encoding.json": [
            {"name": name, "value": value, **as_text(canonical.encode(value))} for name, value in CANONICAL.items()
        ],
        "canonical/rejected.json": [{"name": name, **as_text(data)} for name, data in REJECTED.items()],
    }


def _identifiers() -> dict[str, Any]:
    return {
        f"identifiers/{kind}.json": {
            "valid": cases["valid"],
            "invalid": [{"name": name, "code": code} for name, code in cases["invalid"].items()],
        }
        for kind, cases in IDENTIFIERS.items()
    }


def _dsse() -> dict[str, Any]:
    good = sign_envelope("text/plain", b"hello", ALICE, BOB)
    encoded = good.encode()
    return {
        "dsse/signing.json": {
            "no signature": envelope_case(sign_envelope("text/plain", b"")),
            "one signature": envelope_case(sign_envelope("text/plain", "甲".encode(), ALICE), ALICE),
            "two signatures": envelope_case(good, ALICE, BOB),
        },
        "dsse/undecodable.json": broken(
            encoded,
            {
                **whole_document_changes(),
                "base64 without padding": swap(b'"aGVsbG8="', b'"aGVsbG8"'),
                "base64 with spare bits": swap(b'"aGVsbG8="', b'"aGVsbG9="'),
                "base64url": swap(b'"aGVsbG8="', b'"__8="'),
                "keyid in capitals": swap(ALICE.keyid.encode(), ALICE.keyid.upper().encode()),
                "keyid too short": swap(ALICE.keyid.encode(), ALICE.keyid[:-2].encode()),
                "payload missing": swap(b'"payload":"aGVsbG8=",', b""),
            },
        ),
        "dsse/unsigned.json": broken(
            encoded,
            {
                "other payload": swap(b'"aGVsbG8="', b'"aGVsbE8="'),
                "other payload type": swap(b"text/plain", b"text/html"),
                "keyids swapped": lambda data: (
                    data.replace(ALICE.keyid.encode(), b"?")
                    .replace(BOB.keyid.encode(), ALICE.keyid.encode())
                    .replace(b"?", BOB.keyid.encode())
                ),
            },
        ),
    }


def build() -> dict[str, bytes]:
    """Path below ``vectors/`` → content of every file this script writes."""
    documents = _canonical() | _dsse() | _identifiers()
    return {
        path: (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()
        for path, document in documents.items()
    }


def main() -> None:
    """Write them."""
    for path, content in build().items():
        (FOLDER / path).parent.mkdir(exist_ok=True)
        (FOLDER / path).write_bytes(content)


if __name__ == "__main__":
    main()
