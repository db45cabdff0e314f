# SPDX-License-Identifier: Apache-2.0
"""Writes the vectors of transactions and events: what parties sign, and what a small chain makes of it.

Run ``PYTHONPATH=tests python vectors/generate_transactions.py``; a test compares what it writes with what is there.
"""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from counterfoil.commerce.admission import Prepared
from counterfoil.commerce.genesis import Genesis
from counterfoil.commerce.ledger import Ledger
from counterfoil.evidence.event import OPENING_EVERY, decode_event
from counterfoil.evidence.transaction import (
    Intent,
    Transaction,
    build_transaction,
    decode_envelope,
    intent_id,
    placed_envelope,
)
from counterfoil.identity import dsse
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import PrivateKey, sign_envelope, single_key_policy
from counterfoil.law.table import bare_bytes, bare_hash
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.records import PartyKind, Role
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.merkle.prove import LeafList
from counterfoil.primitives.merkle.verify import leaf_hash, leaf_hashes
from counterfoil.primitives.types import ChainId, Height, PartyId, Timestamp
from counterfoil.storage.state import KeySpace, MemoryStateStore
from support.breaking import as_text, broken, envelope_case, swap, whole_document_changes

FOLDER: Final = Path(__file__).parent
CHAIN: Final = ChainId("securities-alliance")
START: Final = 1_800_000_000_000
VALID_FOR: Final = 100
"""Blocks."""
SHARE: Final = "EXAMPLE-A"
ALICE, BOB = "alice-account", "bob-account"
Calls = list[dict[str, Any]]


def _key(name: str) -> PrivateKey:
    return PrivateKey(sha256(name.encode()).digest())


def _policy(name: str) -> KeyPolicy:
    return single_key_policy(_key(name))


def _register(name: str, role: str | None = None) -> dict[str, Any]:
    keys = {"keys": [{"key": _key(name).public.key, "scheme": "ed25519"}], "threshold": 1}
    call = {"call": "parties.register", "keys": keys, "kind": "organisation", "name": name.title(), "party": name}
    return {**call, "registrar": "registrar", **({"roles": [role]} if role else {})}


class Chain:
    """A ledger in memory, the transactions it was given, and the events that each caused."""

    def __init__(self) -> None:
        self.store = MemoryStateStore()
        self.ledger = Ledger(CHAIN, self.store)
        founders = {"registrar": Role.registrar, "supervisor": Role.supervisor}
        parties = tuple(
            RegisterParty(
                party=PartyId(name),
                registrar=PartyId("registrar"),
                kind=PartyKind.organisation,
                name=name.title(),
                roles=(role,),
                keys=_policy(name),
            )
            for name, role in founders.items()
        )
        genesis = Genesis(chain=CHAIN, log="custody.example/log", time=Timestamp(START), parties=parties)
        self.ledger.execute_genesis(canonical.encode(genesis))
        self.ledger.commit()

    def sign(self, calls: Calls, *by: str) -> Transaction:
        return build_transaction(
            calls,
            *map(_key, by),
            by=by,
            chain=CHAIN,
            genesis=self.ledger.genesis_hash,
            valid_until=Height(self.ledger.height + VALID_FOR),
            seed=_seed(self.ledger.height),
        )

    def do(self, calls: Calls, *by: str) -> list[bytes]:
        """One block with one transaction; its events."""
        return self.run(self.sign(calls, *by))

    def run(self, transaction: Transaction) -> list[bytes]:
        prepared = self.ledger.prepare(transaction.encode())
        if not isinstance(prepared, Prepared):
            raise ValueError(prepared)
        height = Height(self.ledger.height + 1)
        self.ledger.execute(height, Timestamp(START + 1_000 * height), [prepared])
        self.ledger.commit()
        return self.events(height)

    def events(self, height: int) -> list[bytes]:
        return [event for _, event in self.store.scan(KeySpace.EVENTS, height.to_bytes(8, "big"))]


def _seed(height: int) -> bytes:
    """A seed as a calls file keeps one; a real one is random."""
    return sha256(b"seed %d" % height).digest()


def _transfer(sender: str, receiver: str, quantity: int, reference: str = "") -> dict[str, Any]:
    movement = {"instrument": SHARE, "quantity": quantity, "receiver": receiver, "sender": sender}
    return {"call": "holdings.transfer", **movement, **({"reference": reference} if reference else {})}


def _founded() -> Chain:
    chain = Chain()
    names = (("acme", "issuer"), ("alice", None), ("bob", None), ("broker", "venue"))
    chain.do([_register(name, role) for name, role in names], "registrar")
    for account, holder in ((ALICE, "alice"), (BOB, "bob")):
        opened = {"account": account, "call": "parties.open_account", "holder": holder, "outgoing": "holder"}
        chain.do([opened], holder)
    define = {
        "call": "instruments.define",
        "instrument": SHARE,
        "issuer": "acme",
        "kind": "equity",
        "name": "Example A",
    }
    status = {"by": "acme", "call": "instruments.change_status", "instrument": SHARE, "status": "active"}
    chain.do([define | {"unit": {"decimals": 0, "name": "share"}}, status], "acme")
    issue = {"account": ALICE, "call": "holdings.issue", "instrument": SHARE, "quantity": 1_000}
    chain.do([issue], "acme", "alice")
    return chain


def _story() -> tuple[Transaction, dict[str, bytes], dict[str, Any]]:
    """The transfer as signed, an event of each kind of consent, and an opening."""
    chain = _founded()
    transfer = chain.sign([_transfer(ALICE, BOB, 100, "sale 17"), _transfer(ALICE, BOB, 1)], "alice", "bob")
    found = {"genesis": chain.events(0)[0], "signature": chain.run(transfer)[0]}
    reserved = {"account": ALICE, "executor": "broker", "instrument": SHARE, "quantity": 40}
    expires = START + 10**9
    chain.do([{"call": "holdings.hold", "expires": expires, "hold": "h1", **reserved}], "alice")
    execute = {"call": "holdings.execute_hold", "hold": "h1", "quantity": 40, "receiver": BOB}
    (found["hold"],) = chain.do([execute], "bob", "broker")
    grant = {"account": ALICE, "call": "holdings.grant_mandate", "executor": "broker", "mandate": "m1", "quantity": 50}
    chain.do([grant], "alice")
    by_mandate = {"call": "holdings.transfer_by_mandate", "instrument": SHARE, "mandate": "m1", "receiver": BOB}
    (found["mandate"],) = chain.do([by_mandate | {"quantity": 30}], "bob", "broker")
    order = {"document": "cd" * 32, "freeze": "f1", "reference": "order 7", "supervisor": "supervisor"}
    frozen = {"account": ALICE, "instrument": SHARE, "quantity": 2_000}
    (found["order"],) = chain.do([{"call": "holdings.freeze", **order, **frozen}], "supervisor")
    (found["rejection"],) = chain.do([_transfer(ALICE, BOB, 1)], "alice", "bob")
    record = HOLDINGS.path("bob-account", SHARE)
    while True:  # to and fro, until one of the links of bob's holding is a 64th
        (event,) = chain.do([_transfer(BOB, ALICE, 1)], "alice", "bob")
        if any(link.record == record and link.seq == OPENING_EVERY for link in decode_event(event).trails):
            break
    found["opening"] = event
    holding = chain.ledger.view.read(HOLDINGS, BOB, SHARE)
    if holding is None:
        raise ValueError(f"there is no {record}")
    opened = {"record": record, "seq": OPENING_EVERY, **as_text(bare_bytes(holding)), "after": bare_hash(holding)}
    return transfer, found, opened


def _events(found: dict[str, bytes], opened: dict[str, Any]) -> dict[str, Any]:
    encoded = found["signature"]
    transaction = decode_event(encoded).transaction.encode()
    changes = {
        **whole_document_changes(),
        "quantity is a fraction": swap(b'"quantity":100', b'"quantity":100.5'),
        "quantity beyond 2^53-1": swap(b'"quantity":100', b'"quantity":9007199254740992'),
        "unknown object class": swap(b'"registration"', b'"registry"'),
        "unknown kind of consent": swap(b'"kind":"signature"', b'"kind":"rumour"'),
        "unknown side": swap(b'"side":"gives"', b'"side":"lends"'),
        "sequence from zero": swap(b'EXAMPLE-A","seq":1', b'EXAMPLE-A","seq":0'),
        "after is null": swap(b'"trails":[{', b'"trails":[{"after":null,'),
        "previous in capitals": swap(b"0" * 64, b"A" * 64),
        "negative height": swap(b'"height":', b'"height":-'),
        "transaction too short": swap(transaction, transaction[:-2]),
        "call missing": swap(b'{"call":0,', b"{"),
        "consents missing": lambda data: data[: data.index(b'"consents"')] + data[data.index(b'"data"') :],
        "trails missing": lambda data: data[: data.index(b',"trails"')] + data[data.index(b',"transaction"') :],
    }
    return {
        "events": [
            {"name": name, "event": as_text(event), "leaf_hash": leaf_hash(event).hex()}
            for name, event in found.items()
        ],
        "opening": opened,
        "broken": broken(encoded, changes),
    }


def _payload_changes(payload: bytes) -> dict[str, Callable[[bytes], bytes]]:
    until = payload[payload.index(b'"valid_until":') : -1]
    return {
        **whole_document_changes(),
        "nobody consents": swap(b'"by":["alice","bob"]', b'"by":[]'),
        "parties out of order": swap(b'"by":["alice","bob"]', b'"by":["bob","alice"]'),
        "a party twice": swap(b'"by":["alice","bob"]', b'"by":["alice","alice"]'),
        "no call": swap(b'"count":2', b'"count":0'),
        "a thousand and one calls": swap(b'"count":2', b'"count":1001'),
        "root too long": swap(b'"},"chain"', b'0"},"chain"'),
        "no genesis": lambda data: data[: data.index(b',"genesis"')] + data[data.index(b',"valid_from"') :],
        "valid for ever": swap(until, b'"valid_until":null'),
        "valid from after it is valid": swap(b'"valid_from":0', b'"valid_from":1000'),
    }


def _transaction_changes(transaction: Transaction) -> dict[str, Callable[[bytes], bytes]]:
    """Ways to break what travels: envelope, then lines."""
    envelope, lines = transaction.envelope, transaction.lines
    note = sign_envelope("text/plain", dsse.decode(envelope).payload, _key("alice")).encode()

    def travelling(*parts: bytes) -> Callable[[bytes], bytes]:
        return lambda _data: b"".join(part + b"\n" for part in parts)

    return {
        "last line does not end": lambda data: data[:-1],
        "no line": travelling(envelope),
        "an empty line": travelling(envelope, *lines, b""),
        "lines exchanged": travelling(envelope, *reversed(lines)),
        "a line left out": travelling(envelope, lines[0]),
        "a line twice": travelling(envelope, *lines, lines[1]),
        "another quantity": swap(b'"quantity":100', b'"quantity":900'),
        "another salt": swap(lines[0][-66:-2], b"5a" * 32),
        "not an envelope of a transaction": travelling(note, *lines),
    }


def _line_changes() -> dict[str, Callable[[bytes], bytes]]:
    return {
        **whole_document_changes(),
        "no salt": lambda data: data[: data.index(b',"salt"')] + b"}",
        "salt in capitals": lambda data: data[:-66] + b"AB" * 32 + b'"}',
        "salt too short": lambda data: data[:-4] + b'"}',
        "call is text": lambda data: b'{"call":"holdings.transfer"' + data[data.index(b',"salt"') :],
    }


def _transaction(transaction: Transaction) -> dict[str, Any]:
    envelope, payload = decode_envelope(transaction.envelope)
    tree = LeafList(leaf_hashes(transaction.lines))
    return {
        **envelope_case(envelope, _key("alice"), _key("bob")),
        "seed_hex": _seed(payload.valid_until - VALID_FOR).hex(),
        "lines": [as_text(line) for line in transaction.lines],
        "call_proofs": [
            {"index": index, "path": [to_hex(step) for step in tree.inclusion_proof(index)]}
            for index in range(len(transaction.lines))
        ],
        "intent": as_text(canonical.encode(Intent(payload.by, payload.calls, payload.chain, payload.genesis))),
        "id": intent_id(payload),
        "transaction": as_text(transaction.encode()),
        "leaves": [
            {"events": events, "leaf": to_hex(leaf_hash(placed_envelope(transaction.envelope, events)))}
            for events in (1, 2, 4_096)
        ],
        "broken_payloads": broken(envelope.payload, _payload_changes(envelope.payload)),
        "broken_transactions": broken(transaction.encode(), _transaction_changes(transaction)),
        "broken_lines": broken(transaction.lines[0], _line_changes()),
    }


def build() -> dict[str, bytes]:
    """Path below ``vectors/`` → content of every file this script writes."""
    transaction, found, opened = _story()
    documents = {
        "events/event.json": _events(found, opened),
        "events/transaction.json": _transaction(transaction),
    }
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
