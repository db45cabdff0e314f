# SPDX-License-Identifier: Apache-2.0
"""The golden file of signed requests, as an implementation in any language reads it."""

import base64
import hashlib
import json
from typing import Any, Final

import pytest
from nacl.signing import SigningKey

from counterfoil.api.callers import Caller, KeyHolder
from counterfoil.api.problems import Problem
from counterfoil.api.replays import Replays
from counterfoil.api.signed_requests import ReceivedRequest, SignedRequests
from counterfoil.identity.policy import PublicKey
from counterfoil.primitives.types import PartyId, Timestamp
from support.vectors import VECTORS

FILE: Final[dict[str, Any]] = json.loads((VECTORS / "signed-requests" / "requests.json").read_text(encoding="utf-8"))
KEYS: Final = {one["keyid"]: one for one in FILE["keys"]}


class Lines(list[tuple[str, str]]):
    """The lines of headers."""

    def items(self) -> "Lines":
        return self


def received(row: dict[str, Any]) -> ReceivedRequest:
    headers = Lines((name, value) for name, value in row["headers"])
    authority = next(value for name, value in headers if name == "host")
    return ReceivedRequest(row["method"], row["url"], headers, authority, bool(row["utf8"]))


def heard(service: SignedRequests, row: dict[str, Any]) -> Caller:
    request = received(row)
    return service.caller(request, service.sender(request), row["utf8"].encode())


def rules() -> SignedRequests:
    holders = {
        keyid: KeyHolder(PartyId(one["party"]), PublicKey(one["public"], "ed25519"), one["suspended"])
        for keyid, one in KEYS.items()
    }
    now_ms = Timestamp(FILE["service"]["now"] * 1_000)
    return SignedRequests(holders.get, lambda: now_ms, {FILE["service"]["authority"]}, Replays())


def named(rows: list[dict[str, Any]]) -> Any:
    return pytest.mark.parametrize("row", rows, ids=[row["name"] for row in rows])


@named(FILE["good"])
def test_a_good_request_is_its_signers(row: dict[str, Any]) -> None:
    """Once; the same again is refused."""
    service = rules()
    caller = heard(service, row)
    assert KEYS[str(caller.keyid)]["party"] == caller.party
    with pytest.raises(Problem, match="sent before"):
        heard(service, row)


@named(FILE["good"])
def test_what_is_signed_is_written_out(row: dict[str, Any]) -> None:
    """By hand: key, digest of the body, and signature over the text of the file."""
    headers = dict(row["headers"])
    keyid = headers["signature-input"].partition('keyid="')[2].partition('"')[0]
    signer = SigningKey(bytes.fromhex(KEYS[keyid]["seed"]))
    assert signer.verify_key.encode().hex() == KEYS[keyid]["public"]
    assert hashlib.sha256(b"ed25519\0" + signer.verify_key.encode()).hexdigest() == keyid
    made = base64.b64encode(signer.sign(row["signed"].encode()).signature).decode()
    assert headers["signature"] == f"counterfoil=:{made}:"
    if row["utf8"]:
        digest = base64.b64encode(hashlib.sha256(row["utf8"].encode()).digest()).decode()
        assert headers["content-digest"] == f"sha-256=:{digest}:"
    assert row["signed"].splitlines()[-1] == '"@signature-params": ' + headers["signature-input"].partition("=")[2]


@named(FILE["broken"])
def test_a_broken_request_is_refused_by_its_name(row: dict[str, Any]) -> None:
    """Whatever else is right with it."""
    with pytest.raises(Problem) as caught:
        heard(rules(), row)
    assert caught.value.kind.status == row["status"]
    assert caught.value.kind.type.rpartition(":")[2].removeprefix("signature-") == row["problem"]
