# SPDX-License-Identifier: Apache-2.0
"""The golden files of the basic formats: they are current, their good cases pass and each broken one is refused."""

import hmac
import importlib.util
import json
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

from counterfoil.evidence.entries import decode_audit, decode_entry
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.header import decode_header, header_hash
from counterfoil.evidence.seal import decode_rotation
from counterfoil.evidence.transaction import (
    Line,
    TransactionPayload,
    calls_root,
    decode_envelope,
    intent_id,
    placed_envelope,
    split_transaction,
)
from counterfoil.identity import dsse
from counterfoil.identity.identifiers import IDENTIFIER_CHECKS
from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import PrivateKey, sign_envelope
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.signatures import SCHEMES
from support import merkle_twin as twin

VECTORS = Path(__file__).resolve().parents[1] / "vectors"


def _read(path: str) -> Any:
    return json.loads((VECTORS / path).read_text())


def _bytes(row: dict[str, Any]) -> bytes:
    return bytes.fromhex(row["hex"]) if "hex" in row else row["utf8"].encode()


def _cases(path: str, *steps: str) -> Any:
    rows = _read(path)
    for step in steps:
        rows = rows[step]
    return pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in rows])


def _check_envelope(case: dict[str, Any]) -> dsse.Envelope:
    """Rebuild the envelope from its keys and payload, and compare every field of the case."""
    keys = [PrivateKey(bytes.fromhex(key["seed"]), key["scheme"]) for key in case["keys"]]
    assert [(key.public.key, key.keyid) for key in keys] == [(key["public"], key["keyid"]) for key in case["keys"]]
    envelope = dsse.decode(case["envelope"].encode())
    assert envelope == sign_envelope(case["payloadType"], bytes.fromhex(case["payload_hex"]), *keys)
    assert envelope.pre_authentication_encoding().hex() == case["pre_authentication_encoding_hex"]
    assert dsse.valid_signers(envelope, {key.keyid: key.public for key in keys}) == {key.keyid for key in keys}
    return envelope


@pytest.mark.parametrize(
    "name",
    [
        *("generate_formats", "generate_transactions", "generate_entries", "generate_signatures"),
        *("generate_personal_data", "generate_outcomes", "generate_epcis", "generate_requests", "generate_supply"),
        *("generate_tokens", "generate_seal_shares"),
    ],
)
def test_files_are_what_the_generator_writes(name: str) -> None:
    """Regenerating gives the same bytes, and no file of these formats is left over."""
    spec = importlib.util.spec_from_file_location(name, VECTORS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    built = generator.build()
    assert {path: (VECTORS / path).read_bytes() for path in built} == built
    folders = {Path(path).parts[0] for path in built}
    present = {str(file.relative_to(VECTORS)) for folder in folders for file in (VECTORS / folder).glob("*.json")}
    assert present == set(built)


@_cases("canonical/encoding.json")
def test_canonical_encoding(row: dict[str, Any]) -> None:
    """The value has these bytes, and the bytes this value."""
    assert canonical.encode(row["value"]) == _bytes(row)
    assert canonical.decode(_bytes(row), Any) == row["value"]


def _refuses(decode: Callable[[bytes], object], row: dict[str, Any]) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(_bytes(row))
    assert caught.value.where.startswith("$")


@_cases("canonical/rejected.json")
def test_canonical_rejected(row: dict[str, Any]) -> None:
    """Each of these is an error at a named place."""
    _refuses(lambda data: canonical.decode(data, Any), row)


@_cases("signatures/ed25519.json")
def test_signatures(row: dict[str, Any]) -> None:
    """Where libraries disagree, the verdict is libsodium's."""
    key, message, signature = (bytes.fromhex(row[field]) for field in ("key", "message", "signature"))
    assert SCHEMES["ed25519"].verify(key, message, signature) == row["valid"]


@pytest.mark.parametrize("case", _read("dsse/signing.json").values(), ids=_read("dsse/signing.json"))
def test_envelopes(case: dict[str, Any]) -> None:
    """Keys, pre-authentication encoding and signatures are as written."""
    _check_envelope(case)


@_cases("dsse/undecodable.json")
def test_undecodable_envelopes(row: dict[str, Any]) -> None:
    """Not one of these is an envelope."""
    _refuses(dsse.decode, row)


@_cases("dsse/unsigned.json")
def test_unsigned_envelopes(row: dict[str, Any]) -> None:
    """These decode, but nobody signed them."""
    keys = [
        PublicKey(key=key["public"], scheme=key["scheme"])
        for key in _read("dsse/signing.json")["two signatures"]["keys"]
    ]
    assert dsse.valid_signers(dsse.decode(_bytes(row)), {key.keyid: key for key in keys}) == frozenset()


@pytest.mark.parametrize("kind", IDENTIFIER_CHECKS)
def test_identifiers(kind: str) -> None:
    """Valid codes pass and each named fault is found."""
    cases = _read(f"identifiers/{kind}.json")
    check = IDENTIFIER_CHECKS[kind]
    assert [code for code in cases["valid"] if check(code) is not None] == []
    assert [row["name"] for row in cases["invalid"] if check(row["code"]) is None] == []


@_cases("events/event.json", "events")
def test_events(row: dict[str, Any]) -> None:
    """Each event decodes, encodes to the same bytes and has this leaf hash."""
    data = _bytes(row["event"])
    assert decode_event(data).encode() == data
    assert sha256(b"\0" + data).hexdigest() == row["leaf_hash"]


def test_opening() -> None:
    """The record without its trail hashes to the link's ``after``, and only the 64th link of the event has one."""
    case = _read("events/event.json")
    opening, (row,) = case["opening"], [row for row in case["events"] if row["name"] == "opening"]
    links = decode_event(_bytes(row["event"])).trails
    meant = (opening["record"], opening["seq"], opening["after"])
    assert [(link.record, link.seq, link.after) for link in links if link.after is not None] == [meant]
    assert sha256(_bytes(opening)).hexdigest() == opening["after"]


@_cases("events/event.json", "broken")
def test_broken_events(row: dict[str, Any]) -> None:
    """Not one of these is an event."""
    _refuses(decode_event, row)


def test_transaction() -> None:
    """Envelope, lines, salts, root, proofs and identifier follow from seeds and calls, by the rules as written."""
    case = _read("events/transaction.json")
    payload = canonical.decode(_check_envelope(case).payload, TransactionPayload)
    lines = [_bytes(row) for row in case["lines"]]
    assert _bytes(case["transaction"]) == b"".join(part + b"\n" for part in (case["envelope"].encode(), *lines))
    for index, line in enumerate(lines):
        salt = hmac.digest(bytes.fromhex(case["seed_hex"]), index.to_bytes(4, "big"), "sha256").hex()
        assert canonical.decode(line, Line).salt == salt
        assert case["call_proofs"][index] == {"index": index, "path": [one.hex() for one in twin.path(index, lines)]}
    assert (payload.calls.count, payload.calls.root) == (len(lines), twin.tree_hash(lines).hex())
    intent = _bytes(case["intent"])
    said = json.loads(bytes.fromhex(case["payload_hex"]))
    assert json.loads(intent) == {name: said[name] for name in said if not name.startswith("valid_")}
    assert sha256(b"counterfoil/v1/intent\0" + intent).hexdigest() == case["id"] == intent_id(payload)
    for row in case["leaves"]:
        placed = row["events"].to_bytes(4, "big") + case["envelope"].encode()
        assert sha256(b"\0" + placed).hexdigest() == row["leaf"]
        assert placed_envelope(case["envelope"].encode(), row["events"]) == placed


@_cases("events/transaction.json", "broken_payloads")
def test_broken_transaction_payloads(row: dict[str, Any]) -> None:
    """Not one of these is a transaction's payload."""
    envelope = dsse.decode(_read("events/transaction.json")["envelope"].encode())
    with pytest.raises(DecodeError):
        decode_envelope(msgspec.structs.replace(envelope, payload=_bytes(row)).encode())


@_cases("events/transaction.json", "broken_transactions")
def test_broken_transactions(row: dict[str, Any]) -> None:
    """Not one of these is a transaction, or its lines are not those that were signed for."""
    try:
        transaction = split_transaction(_bytes(row))
        _, payload = decode_envelope(transaction.envelope)
    except DecodeError:
        return
    assert calls_root(transaction.lines) != payload.calls


@_cases("events/transaction.json", "broken_lines")
def test_broken_lines(row: dict[str, Any]) -> None:
    """Not one of these is a line."""
    _refuses(lambda data: canonical.decode(data, Line), row)


def test_header() -> None:
    """The header decodes, has this hash, and its seal covers exactly these bytes."""
    case = _read("header/header.json")
    data = _bytes(case["header"])
    assert decode_header(data).encode() == data
    assert header_hash(data).hex() == case["hash"]
    assert _check_envelope(case["seal"]).payload == data


@_cases("header/header.json", "broken")
def test_broken_headers(row: dict[str, Any]) -> None:
    """Not one of these is a header."""
    _refuses(decode_header, row)


@pytest.mark.parametrize("kind", ["chain", "anchor", "late_anchor", "equivocation", "rotation", "audit", "roll"])
def test_entries(kind: str) -> None:
    """Each kind of log entry decodes and has its leaf hash; each named fault is refused."""
    case = _read(f"entries/{kind}.json")
    data = _bytes(case["entry"])
    assert canonical.encode(decode_entry(data)) == data
    assert sha256(b"\0" + data).hexdigest() == case["leaf_hash"]
    for row in case["broken"]:
        _refuses(decode_entry, row)


@pytest.mark.parametrize(("kind", "decode"), [("rotation", decode_rotation), ("audit", decode_audit)])
def test_what_entries_carry_signed(kind: str, decode: Callable[[dsse.Envelope], object]) -> None:
    """Rotations and audits are signed under their own types; each named fault in what they say is refused."""
    case = _read(f"entries/{kind}_envelope.json")
    envelope = _check_envelope(case)
    assert canonical.encode(decode(envelope)) == envelope.payload
    for row in case["broken_payloads"]:
        _refuses(lambda data: decode(msgspec.structs.replace(envelope, payload=data)), row)


@pytest.mark.parametrize(
    ("page", "file"),
    [
        ("spec/transaction-and-event", "events/*"),
        ("spec/consents", "events/*"),
        ("spec/genesis", "genesis/genesis"),
        ("spec/header", "header/header"),
        ("docs/life-of-a-transfer", "events/*"),
    ],
)
def test_examples_are_real_bytes(page: str, file: str) -> None:
    """Every JSON example of these pages stands in the golden files, hashes abbreviated."""
    text = (VECTORS.parent / f"{page}.md").read_text()
    golden = "\n".join(json.dumps(json.loads(path.read_text())) for path in sorted(VECTORS.glob(f"{file}.json")))
    golden = golden.replace('\\"', '"') + bytes.fromhex(_read("events/transaction.json")["payload_hex"]).decode()
    examples = [line for block in re.findall(r"```json\n(.*?)\n```", text, re.DOTALL) for line in block.splitlines()]
    assert examples
    missing = [line for line in examples if not re.search(re.escape(line).replace("…", "[0-9a-f]+"), golden)]
    assert missing == []
