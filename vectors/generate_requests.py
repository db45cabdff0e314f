# SPDX-License-Identifier: Apache-2.0
"""Writes the vectors of signed requests: some that pass, with what is signed, and every named way to break one.

Run ``PYTHONPATH=tests python vectors/generate_requests.py``; a test compares what it would write with what is there.
"""

import json
from pathlib import Path
from typing import Any, Final

import httpx

from counterfoil.identity.signing import PrivateKey
from support.broken_requests import ROWS, signed
from support.services import ALICE, BOB, HOST, KNOWN, NOW_S, SUSPENDED

FOLDER: Final = Path(__file__).parent
SEEDS: Final[tuple[tuple[PrivateKey, bytes], ...]] = (
    (ALICE, b"alice" + bytes(27)),
    (BOB, b"bob" + bytes(29)),
    (SUSPENDED, b"suspended" + bytes(23)),
)


def build() -> dict[str, bytes]:
    """Path below ``vectors/`` → content."""
    whole = {
        "service": {"authority": HOST, "now": NOW_S},
        "keys": [_key(key, seed) for key, seed in SEEDS],
        "good": [_good(name, request) for name, request in _passing().items()],
        "broken": [
            {"name": name, **_request(make()), "problem": kind, "status": code} for name, make, kind, code in ROWS
        ],
    }
    return {"signed-requests/requests.json": (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()}


def _passing() -> dict[str, httpx.Request]:
    return {
        "a body": signed(nonce="nonce-1"),
        "no body": signed(nonce="nonce-2", method="GET", body=b""),
        "another key, and as long as it may": signed(BOB, nonce="nonce-3", life_s=300),
    }


def _key(key: PrivateKey, seed: bytes) -> dict[str, Any]:
    holder = KNOWN[key.keyid]
    known = {"party": holder.party, "suspended": holder.suspended}
    return {**known, "keyid": key.keyid, "public": key.public.key, "seed": seed.hex()}


def _request(request: httpx.Request) -> dict[str, Any]:
    headers = [[name, value] for name, value in request.headers.items() if name not in ("content-length", "user-agent")]
    return {"method": request.method, "url": str(request.url), "headers": headers, "utf8": request.content.decode()}


def _good(name: str, request: httpx.Request) -> dict[str, Any]:
    return {"name": name, **_request(request), "signed": signature_base(request)}


def signature_base(request: httpx.Request) -> str:
    """What is signed (RFC 9421 §2.5), by the rules alone and without a library."""
    derived = {
        "@method": request.method,
        "@authority": request.url.netloc.decode(),
        "@path": request.url.raw_path.decode().partition("?")[0],
        "@query": "?" + request.url.query.decode(),
    }
    parameters = request.headers["signature-input"].removeprefix("counterfoil=")
    names = parameters[1 : parameters.index(")")].replace('"', "").split(" ")
    lines = [f'"{name}": {derived[name] if name in derived else request.headers[name]}' for name in names]
    return "\n".join([*lines, f'"@signature-params": {parameters}'])


def main() -> None:
    """Write them."""
    for path, content in build().items():
        (FOLDER / path).parent.mkdir(exist_ok=True)
        (FOLDER / path).write_bytes(content)


if __name__ == "__main__":
    main()
