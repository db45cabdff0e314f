# SPDX-License-Identifier: Apache-2.0
"""Writes the vectors of headers and seals, and of each kind of entry of the custody log.

Run ``PYTHONPATH=tests python vectors/generate_entries.py``; a test compares what it would write with what is there.
"""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from counterfoil.evidence.entries import (
    AHEAD_MAX_MS,
    AnchorEntry,
    Audit,
    AuditEntry,
    ChainEntry,
    Entry,
    EquivocationEntry,
    RolledChain,
    RollEntry,
    RotationEntry,
    encode_entry,
    sign_audit,
)
from counterfoil.evidence.header import NO_PARENT, Header, Protocol, header_hash
from counterfoil.evidence.seal import Rotation, seal_header, sign_rotation
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import ChainId, Height, HexHash, Timestamp
from support.breaking import as_text, broken, envelope_case, swap, whole_document_changes

FOLDER = Path(__file__).parent
CHAIN = ChainId("securities-alliance")
ORIGIN = "custody.example/log"
OPERATOR, SUCCESSOR, BOARD, AUDITOR = (
    PrivateKey(sha256(name).digest()) for name in (b"operator", b"successor", b"board", b"state auditor")
)
TIME = Timestamp(1_800_000_000_000)
DAY_MS = 86_400_000
Changes = dict[str, Callable[[bytes], bytes]]


def _header(**changes: Any) -> Header:
    fields: dict[str, Any] = {
        "ancestors": HexHash("44" * 32),
        "chain": CHAIN,
        "events": HexHash("11" * 32),
        "height": Height(0),
        "parent": NO_PARENT,
        "protocol": Protocol(features=("immediate_settlement",), version=1),
        "state": HexHash("22" * 32),
        "time": TIME,
        "transactions": HexHash("33" * 32),
    }
    return Header(**(fields | changes))


def _hash(header: Header) -> HexHash:
    return to_hex(header_hash(header.encode()))


FIRST = _header()
SECOND = _header(height=Height(1), parent=_hash(FIRST), time=Timestamp(TIME + 1_000))
TWIN = _header(height=Height(1), parent=_hash(FIRST), time=Timestamp(TIME + 1_000), state=HexHash("44" * 32))
RECEIVED = Timestamp(TIME + 2_000)


def _headers() -> dict[str, Any]:
    changes = {
        **whole_document_changes(),
        "root in capitals": swap(b"11" * 32, b"AA" * 32),
        "root too short": swap(b"22" * 32, b"22" * 31),
        "height missing": swap(b'"height":0,', b""),
        "negative height": swap(b'"height":0', b'"height":-1'),
        "version zero": swap(b'"version":1', b'"version":0'),
        "version alone": swap(b'{"features":["immediate_settlement"],"version":1}', b"1"),
        "features missing": swap(b'"features":["immediate_settlement"],', b""),
        "features out of order": swap(b'["immediate_settlement"]', b'["b","a"]'),
        "a feature twice": swap(b'["immediate_settlement"]', b'["a","a"]'),
        "time as text": swap(b"1800000000000", b'"2027-01-15"'),
        "time in seconds and fractions": swap(b"1800000000000", b"1800000000.0"),
    }
    return {
        "header/header.json": {
            "header": as_text(FIRST.encode()),
            "hash": _hash(FIRST),
            "seal": envelope_case(seal_header(FIRST.encode(), OPERATOR), OPERATOR),
            "broken": broken(FIRST.encode(), changes),
        }
    }


def _signed() -> dict[str, Any]:
    """What stands in entries as envelopes besides seals."""
    payload_changes: dict[str, Changes] = {
        "rotation": {
            "effective missing": swap(b'"effective":1800086402000,', b""),
            "last height below minus one": swap(b'"last_height":1', b'"last_height":-2'),
            "previous below zero": swap(b'"previous":null', b'"previous":-1'),
            "seal policy without threshold": swap(b',"threshold":1', b""),
        },
        "audit": {
            "log without a name": swap(b'"log":"custody.example/log"', b'"log":""'),
            "state missing": swap(b',"state":"%b"' % (b"22" * 32), b""),
            "negative height": swap(b'"height":1', b'"height":-1'),
        },
    }
    envelopes = {"rotation": (ROTATION, BOARD), "audit": (AUDIT, AUDITOR)}
    return {
        f"entries/{kind}_envelope.json": {
            **envelope_case(envelope, key),
            "broken_payloads": broken(envelope.payload, {**whole_document_changes(), **payload_changes[kind]}),
        }
        for kind, (envelope, key) in envelopes.items()
    }


ROTATION = sign_rotation(
    Rotation(
        chain=CHAIN,
        effective=Timestamp(RECEIVED + DAY_MS),
        last_hash=_hash(SECOND),
        last_height=Height(1),
        previous=None,
        seal=single_key_policy(SUCCESSOR),
    ),
    BOARD,
)
AUDIT = sign_audit(
    Audit(chain=CHAIN, genesis=_hash(FIRST), header=_hash(SECOND), height=Height(1), log=ORIGIN, state=SECOND.state),
    AUDITOR,
)


def _rolled(chain: str, header: Header | None, *, seal: PrivateKey = OPERATOR, **more: Any) -> RolledChain:
    """A chain with its last header, or before the first."""
    fields: dict[str, Any] = {"halted": None, "rotation": None} | more
    return RolledChain(
        chain=ChainId(chain),
        header=NO_PARENT if header is None else _hash(header),
        height=-1 if header is None else header.height,
        seal=to_hex(digest(canonical.encode(single_key_policy(seal)))),
        time=Timestamp(0) if header is None else header.time,
        **fields,
    )


def _each() -> dict[str, Entry]:
    """An entry of each kind, and one that is late."""
    return {
        "chain": ChainEntry(
            chain=CHAIN,
            genesis=_hash(FIRST),
            recovery=single_key_policy(BOARD),
            recovery_delay_ms=DAY_MS,
            seal=single_key_policy(OPERATOR),
        ),
        "anchor": AnchorEntry(
            header=SECOND, late=False, received=RECEIVED, seal=seal_header(SECOND.encode(), OPERATOR)
        ),
        "late_anchor": AnchorEntry(
            header=SECOND,
            late=True,
            received=Timestamp(SECOND.time + AHEAD_MAX_MS + 1),
            seal=seal_header(SECOND.encode(), OPERATOR),
        ),
        "audit": AuditEntry(audit=AUDIT, received=RECEIVED),
        "equivocation": EquivocationEntry(
            anchored=2, header=TWIN, received=RECEIVED, retired=False, seal=seal_header(TWIN.encode(), OPERATOR)
        ),
        "rotation": RotationEntry(received=RECEIVED, rotation=ROTATION),
        "roll": RollEntry(
            chains=(
                _rolled("futures-alliance", _header(chain=ChainId("futures-alliance")), rotation=4, seal=SUCCESSOR),
                _rolled("otc-alliance", None),
                _rolled(CHAIN, SECOND, halted=Height(1)),
            ),
            received=RECEIVED,
        ),
    }


SPECIAL: dict[str, Changes] = {
    "chain": {
        "threshold zero": swap(b'"threshold":1', b'"threshold":0'),
        "recovery left out": lambda data: data[: data.index(b'"recovery":')] + data[data.index(b'"recovery_delay') :],
        "negative delay": swap(b'"recovery_delay_ms":86400000', b'"recovery_delay_ms":-1'),
    },
    "anchor": {
        "no seal": lambda data: data[: data.index(b',"seal"')] + b',"type":"anchor"}',
        "received left out": swap(b'"received":1800000002000,', b""),
        "late as a number": swap(b'"late":false', b'"late":0'),
        "protocol as a number": swap(b'{"features":["immediate_settlement"],"version":1}', b"1"),
    },
    "late_anchor": {"late left out": swap(b'"late":true,', b"")},
    "audit": {"received as text": swap(b'"received":1800000002000', b'"received":"1800000002000"')},
    "equivocation": {
        "negative log index": swap(b'"anchored":2', b'"anchored":-2'),
        "retired left out": swap(b'"retired":false,', b""),
    },
    "rotation": {"received before 1970": swap(b'"received":1800000002000', b'"received":-1')},
    "roll": {
        "height below minus one": swap(b'"height":-1', b'"height":-2'),
        "halted as a boolean": swap(b'"halted":1', b'"halted":true'),
        "rotation left out": swap(b'"rotation":4,', b""),
        "time left out": swap(b',"time":0', b""),
        "hash of the seal policy with a letter more": swap(b'"seal":"', b'"seal":"x'),
    },
}


def _entries() -> dict[str, Any]:
    def case(name: str, entry: Entry) -> dict[str, Any]:
        data, kind = encode_entry(entry), name.removeprefix("late_").encode()
        types = {
            "type unknown": swap(b'"type":"%b"' % kind, b'"type":"note"'),
            "type missing": swap(b',"type":"%b"' % kind, b""),
        }
        return {
            "entry": as_text(data),
            "leaf_hash": sha256(b"\0" + data).hexdigest(),
            "broken": broken(data, {**whole_document_changes(), **types, **SPECIAL[name]}),
        }

    return {f"entries/{name}.json": case(name, entry) for name, entry in _each().items()}


def build() -> dict[str, bytes]:
    """Path below ``vectors/`` → content of every file this script writes."""
    documents = _headers() | _signed() | _entries()
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
