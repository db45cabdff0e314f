# SPDX-License-Identifier: Apache-2.0
"""Writes the vectors of the genesis document: the document, block 0 that follows from it, and broken documents.

Run ``python vectors/generate_genesis.py``; a test compares what it would write with what is there.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Final

from counterfoil.commerce.genesis import Genesis
from counterfoil.commerce.ledger import Ledger
from counterfoil.evidence.header import header_hash
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.records import PartyKind, Role
from counterfoil.modules.settlement.law import IMMEDIATE_SETTLEMENT
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import ChainId, Height, PartyId, Timestamp
from counterfoil.storage.state import KeySpace, MemoryStateStore

FILE: Final = Path(__file__).parent / "genesis" / "genesis.json"
CHAIN: Final = ChainId("securities-alliance")
FOUNDERS: Final = {"registrar": Role.registrar, "supervisor": Role.supervisor}


def _policy(name: str) -> KeyPolicy:
    return single_key_policy(PrivateKey(sha256(name.encode()).digest()))


BROKEN: Final = {
    "space after the first brace": ("{", "{ "),
    "unknown field": ('"window":1000}', '"window":1000,"zzz":1}'),
    "protocol left out": ('"protocol":1,', ""),
    "time as text": ("1700000000000", '"2023-11-14"'),
    "nobody is a registrar": ('"roles":["registrar"]', '"roles":["issuer"]'),
    "a registrar without keys": (f'"keys":{canonical.encode(_policy("registrar")).decode()},', ""),
    "a party twice": ('"party":"supervisor"', '"party":"registrar"'),
    "an organisation without a name": ('"name":"Supervisor",', ""),
    "a threshold above the number of keys": ('"threshold":1', '"threshold":2'),
    "a feature that nobody knows": ('"immediate_settlement"', '"teleport"'),
    "a protocol version that nobody knows": ('"protocol":1', '"protocol":2'),
    "a window of nothing": ('"window":1000', '"window":0'),
    "no log": ('"log":"custody.example/log",', ""),
    "a log without a name": ('"log":"custody.example/log"', '"log":""'),
    "calls left out": ('"calls":[],', ""),
    "a call that nobody knows": ('"calls":[]', '"calls":[{"call":"teleport.now"}]'),
    "a call that the rules refuse": (
        '"calls":[]',
        '"calls":[{"by":"supervisor","call":"parties.suspend","party":"nobody","reference":"order 1"}]',
    ),
    "another chain": ('"chain":"securities-alliance"', '"chain":"otc-alliance"'),
}
"""What is wrong → the text that stands there, and what is put in its place (once)."""


def _document() -> str:
    genesis = Genesis(
        chain=CHAIN,
        log="custody.example/log",
        time=Timestamp(1_700_000_000_000),
        features={IMMEDIATE_SETTLEMENT: Height(0)},
        parties=tuple(
            RegisterParty(
                party=PartyId(name),
                registrar=PartyId("registrar"),
                kind=PartyKind.organisation,
                name=name.title(),
                roles=(role,),
                keys=_policy(name),
            )
            for name, role in FOUNDERS.items()
        ),
    )
    return canonical.encode(genesis).decode()


def _break(document: str, old: str, new: str) -> str:
    if old not in document:
        raise ValueError(f"{old!r} is not in the document to break")
    return document.replace(old, new, 1)


def build() -> bytes:
    """What stands in the file."""
    document = _document()
    store = MemoryStateStore()
    ledger = Ledger(CHAIN, store)
    header = ledger.execute_genesis(document.encode())
    ledger.commit()
    content = {
        "genesis": {"utf8": document},
        "events": [{"utf8": event.decode()} for _, event in store.scan(KeySpace.EVENTS)],
        "records": {path.decode(): {"utf8": value.decode()} for path, value in store.scan(KeySpace.RECORDS)},
        "header": {"utf8": header.decode()},
        "hash": to_hex(header_hash(header)),
        "broken": [{"name": name, "utf8": _break(document, *change)} for name, change in BROKEN.items()],
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_bytes(build())
