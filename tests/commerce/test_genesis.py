# SPDX-License-Identifier: Apache-2.0
"""The genesis document: block 0 follows from it alone, and no chain starts from an unsound one."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from counterfoil.commerce.ledger import Ledger
from counterfoil.evidence.event import GENESIS_TRANSACTION, decode_event
from counterfoil.evidence.header import NO_PARENT, decode_header, header_hash
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.merkle import verify as merkle
from counterfoil.storage.state import KeySpace, MemoryStateStore
from support.evidence_log import key
from support.evidence_story import SHARE, issue, open_account, register

VECTORS = Path(__file__).resolve().parents[2] / "vectors"
FILE = VECTORS / "genesis" / "genesis.json"
CASE = json.loads(FILE.read_text())
CHAIN = "securities-alliance"


def data_of(row: dict[str, str]) -> bytes:
    return row["utf8"].encode()


def test_the_file_is_what_the_generator_writes() -> None:
    """Regenerating gives the same bytes."""
    generator = runpy.run_path(str(VECTORS / "generate_genesis.py"), run_name="generate_genesis")
    assert generator["build"]() == FILE.read_bytes()


def test_block_0_follows_from_the_document() -> None:
    """Events, records, header and hash are those of the golden file."""
    store = MemoryStateStore()
    ledger = Ledger(CHAIN, store)
    header = ledger.execute_genesis(data_of(CASE["genesis"]))
    ledger.commit()
    assert header == data_of(CASE["header"])
    assert to_hex(header_hash(header)) == CASE["hash"] == ledger.last_hash
    assert [event for _, event in store.scan(KeySpace.EVENTS)] == [data_of(event) for event in CASE["events"]]
    assert {path.decode(): value for path, value in store.scan(KeySpace.RECORDS)} == {
        path: data_of(record) for path, record in CASE["records"].items()
    }


def test_block_0_is_authorised_by_the_document_alone() -> None:
    """Its header has no parent and no transaction, and its events name none."""
    header = decode_header(data_of(CASE["header"]))
    assert (header.height, header.parent) == (0, NO_PARENT)
    assert header.transactions == to_hex(merkle.EMPTY_ROOT)
    assert {decode_event(data_of(event)).transaction for event in CASE["events"]} == {GENESIS_TRANSACTION}


@pytest.mark.parametrize("row", CASE["broken"], ids=[row["name"] for row in CASE["broken"]])
def test_no_chain_starts_from_a_broken_document(row: dict[str, str]) -> None:
    """Each named fault is refused, and nothing is written."""
    store = MemoryStateStore()
    with pytest.raises(InputError):
        Ledger(CHAIN, store).execute_genesis(data_of(row))
    assert store.height == -1


def genesis(**changes: Any) -> dict[str, Any]:
    """A genesis document with one registrar, changed."""
    registrar = register("registrar", "registrar")
    rules = {"protocol": 1, "features": {}, "window": 1_000, "log": "a/log", "calls": []}
    return {"chain": CHAIN, "time": 1, "parties": [registrar], **rules} | changes


OPENED: dict[str, Any] = open_account("first", "registrar", "holder")
ISSUING = [register("registrar", "registrar", "issuer")]
DEFINED = {"kind": "equity", "issuer": "registrar", "name": SHARE, "unit": {"decimals": 0, "name": "share"}}
MOVED: list[dict[str, Any]] = [
    OPENED,
    {"call": "instruments.define", "instrument": SHARE, **DEFINED},
    {"call": "instruments.change_status", "instrument": SHARE, "status": "active", "by": "registrar"},
    issue("first", 5),
]
"""An account, an instrument, and units of it that somebody would have to sign for."""


def begin(document: dict[str, Any]) -> MemoryStateStore:
    """The store after genesis."""
    store = MemoryStateStore()
    ledger = Ledger(CHAIN, store)
    ledger.execute_genesis(canonical.encode(document))
    ledger.commit()
    return store


def test_a_genesis_writes_rules_and_parties() -> None:
    """The first records, and the keys that may sign from block 1 on; its events name no call and no consent."""
    store = begin(genesis())
    assert [path.decode() for path, _ in store.scan(KeySpace.RECORDS)] == [
        f"parties/key/{key('registrar').keyid}",
        "parties/party/registrar",
        "protocol/rules/current",
    ]
    events = [decode_event(event) for _, event in store.scan(KeySpace.EVENTS)]
    assert [(event.type, event.call, event.consents) for event in events] == [
        ("protocol.rules_set", None, ()),
        ("parties.registered", None, ()),
    ]


def test_another_time_is_another_chain() -> None:
    """The same parties a second later have another genesis hash, which every transaction names."""
    first, second = (Ledger(CHAIN, begin(genesis(time=time))).genesis_hash for time in (1, 1_001))
    assert first != second


def test_calls_of_any_module_are_carried_out_as_if_the_first_parties_had_signed() -> None:
    """Their events stand in block 0 behind the parties', and name no call and no consent either."""
    store = begin(genesis(calls=MOVED[:3], parties=ISSUING))
    events = [decode_event(event) for _, event in store.scan(KeySpace.EVENTS)][2:]
    assert [(event.type, event.call, event.consents, event.transaction) for event in events] == [
        ("parties.account_opened", None, (), GENESIS_TRANSACTION),
        ("instruments.defined", None, (), GENESIS_TRANSACTION),
        ("instruments.status_changed", None, (), GENESIS_TRANSACTION),
    ]


def test_a_party_without_keys_consents_to_nothing() -> None:
    """Block 0 speaks for those alone who could sign from then on."""
    parties = [register("registrar", "registrar"), register("keyless", keys=False)]
    with pytest.raises(InputError, match=r"consent.*keyless"):
        begin(genesis(parties=parties, calls=[{**OPENED, "holder": "keyless"}]))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"parties": []}, "parties"),
        ({"parties": [register("registrar", "issuer")]}, "no party is a registrar with keys"),
        ({"parties": [register("registrar", "registrar", keys=False)]}, "no party is a registrar with keys"),
        ({"features": {"teleport": 1}}, "unknown feature 'teleport'"),
        ({"protocol": 2}, "protocol 2 is not known here"),
        (
            {"parties": [register("registrar", "registrar")] * 2},
            r"genesis.parties\[1\]: The party is already registered",
        ),
        ({"chain": "with a space"}, "chain"),
        ({"chain": "another"}, "the genesis is of chain 'another'"),
        ({"log": ""}, "log"),
        ({"calls": [{"call": "teleport.now"}]}, r"genesis.calls\[0\].*teleport.now"),
        ({"calls": [OPENED, {**OPENED, "holder": 7}]}, r"genesis.calls\[1\].holder: Expected `str`"),
        ({"calls": [{**OPENED, "custodian": None}]}, r"genesis.calls\[0\]: not in canonical form"),
        ({"calls": [OPENED, OPENED]}, r"genesis.calls\[1\]: .*account.*first"),
        ({"calls": [{**OPENED, "holder": "stranger"}]}, r"genesis.calls\[0\]: No such party.*stranger"),
        ({"calls": MOVED, "parties": ISSUING}, r"genesis.calls\[3\]: .*holdings.issued needs a signature"),
    ],
)
def test_a_genesis_that_no_chain_could_start_from(changes: dict[str, Any], problem: str) -> None:
    """Refused with what is wrong and where."""
    with pytest.raises(InputError, match=problem):
        begin(genesis(**changes))
