# SPDX-License-Identifier: Apache-2.0
"""Writes the vectors of seal shares: shares and frames that pass, and every named way to break one.

Run ``PYTHONPATH=tests python vectors/generate_seal_shares.py``; a test compares what it would write with what is there.
"""

import json
from pathlib import Path
from typing import Any, Final

import msgspec

from counterfoil.consensus.sealing.handshake import Answering, Dialling
from counterfoil.consensus.sealing.messages import Kind, Lacking, Splitter, Told, frame, refusal, say, share_frame
from counterfoil.consensus.sealing.rotating import AT_ONCE
from counterfoil.evidence.header import header_hash
from counterfoil.evidence.seal import ROTATION_TYPE, Rotation, seal_header
from counterfoil.identity.signing import sign_envelope
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import Height
from support.broken_shares import BROKEN
from support.sealing import CHAIN, HEADERS, four, policy_of, share_of, validator

FOLDER: Final = Path(__file__).parent
HEIGHT: Final = Height(2)
SHOWN_BYTES_MAX: Final = 4_096
"""A share that is only too long teaches nothing by its bytes."""
NONCES: Final = (b"\x01" * 32, b"\x02" * 32)


def build() -> dict[str, bytes]:
    """Path below ``vectors/`` → content."""
    return {
        "seal-shares/shares.json": _json(_shares()),
        "seal-shares/frames.json": _json({"good": _handshake() + _said(), "broken": _broken_frames()}),
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _shares() -> dict[str, Any]:
    header = HEADERS[HEIGHT]
    seal = seal_header(header, *sorted((validator(number) for number in (0, 1, 2)), key=lambda key: key.keyid))
    return {
        "chain": CHAIN,
        "height": HEIGHT,
        "header": header.decode(),
        "hash": to_hex(header_hash(header)),
        "policy": msgspec.to_builtins(four(HEIGHT)),
        "seeds": [validator(number).seed.hex() for number in range(4)],
        "shares": [share_of(number, header).decode() for number in range(4)],
        "seal": seal.encode().decode(),
        "broken": [
            {"name": name, "hex": data.hex(), "problem": problem}
            for name, (make, problem) in BROKEN.items()
            if len(data := make()) <= SHOWN_BYTES_MAX
        ],
    }


def _handshake() -> list[dict[str, str]]:
    """Validator 0 dials validator 1."""
    members = {key.keyid: key for key in four(HEIGHT).keys}
    dials = Dialling(CHAIN, validator(0), members, NONCES[0])
    answers = Answering(CHAIN, validator(1), members, NONCES[1])
    said = [dials.begin()]
    said.append(answers.hear(_cut(said[0])))
    said.append(dials.hear(_cut(said[1])))
    said.append(answers.hear(_cut(said[2])))
    dials.hear(_cut(said[3]))
    names = ("1 hello", "2 challenge", "3 proof of who dials", "4 proof of who answers")
    return [_row(name, data) for name, data in zip(names, said, strict=True)]


def _said() -> list[dict[str, str]]:
    rotation = Rotation(
        chain=CHAIN,
        effective=AT_ONCE,
        last_hash=to_hex(header_hash(HEADERS[HEIGHT])),
        last_height=HEIGHT,
        previous=None,
        seal=policy_of(0, 1, 2, 4),
    )
    payload = canonical.encode(rotation)
    signed = sign_envelope(ROTATION_TYPE, payload, validator(0))
    return [
        _row("a share", share_frame(share_of(0, HEADERS[HEIGHT]))),
        _row("seals are lacking from a height on", say(Lacking(HEIGHT))),
        _row("all below a height was told", say(Told(Height(HEIGHT + 1)))),
        _row("a rotation to be signed", frame(Kind.rotation, payload)),
        _row("the rotation, signed", say(signed)),
        _row("a rotation refused", refusal("block 2 did not change who seals")),
    ]


def _broken_frames() -> list[dict[str, str]]:
    return [
        {"name": "a length of nothing", "hex": "00"},
        {"name": "a length of four bytes", "hex": "ffffff7f"},
        {"name": "a length beyond the largest frame", "hex": "ffff7f"},
        {"name": "a kind that is none", "hex": "0163"},
        {"name": "a kind of zero", "hex": "0100"},
    ]


def _row(name: str, data: bytes) -> dict[str, str]:
    cut = _cut(data)
    return {"name": name, "hex": data.hex(), "kind": cut.kind.name, "body": cut.body.decode()}


def _cut(data: bytes) -> Any:
    splitter = Splitter()
    splitter.feed(data)
    found = splitter.take()
    assert found is not None
    return found


def main() -> None:
    """Write them."""
    for path, content in build().items():
        (FOLDER / path).parent.mkdir(exist_ok=True)
        (FOLDER / path).write_bytes(content)


if __name__ == "__main__":
    main()
