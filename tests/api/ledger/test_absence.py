# SPDX-License-Identifier: Apache-2.0
"""That something is not there, proved to whoever would see it if it were; to others nothing tells it from a secret.

And what all members read, because its table says so.
"""

from typing import Any, Final

import httpx
import pytest

from counterfoil.evidence.record import state_key
from counterfoil.modules.instruments.calls import ChangeStatus
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.node.submitting import sign_calls
from counterfoil.primitives import canonical
from counterfoil.primitives.authmap.proof import MapProof, verify_absence
from counterfoil.primitives.hashing import from_hex
from counterfoil.primitives.types import InstrumentId, PartyId
from support.network import RECEIPT, SHARES, define
from support.node_service import CHAIN_PATH, SUPERVISOR, Served

NONE: Final = InstrumentId("XSHG.999999")


def asked(service: Served, name: str, path: str, *, proof: bool = True) -> httpx.Response:
    query = {"proof": "true"} if proof else {}
    return service.get(name, f"{CHAIN_PATH}/records/{path}", **query)


def told(answer: httpx.Response) -> dict[str, Any]:
    found: dict[str, Any] = answer.json()
    return found | {"request": ""}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("alice", f"holdings/holding/alice-1/{NONE}"),
        ("alice", "holdings/holding/alice-1/%E4%B8%AD"),
        ("alice", f"cash/wallet/alice-1/{NONE}"),
        ("alice", f"futures/position/alice-1/{NONE}"),
        ("alice", "restrictions/portfolio/alice"),
        ("alice", "oracles/feed/copper"),
        ("bob", "governance/pauses/current"),
        (SUPERVISOR, f"holdings/holding/alice-1/{NONE}"),
        (SUPERVISOR, f"holdings/holding/nobody/{SHARES}"),
        (SUPERVISOR, f"instruments/instrument/{NONE}"),
    ],
)
def test_absence_is_proved_to_whoever_would_see_it(service: Served, name: str, path: str) -> None:
    """404 with the path of nothing to the state root that the answer names."""
    answer = asked(service, name, path)
    assert answer.status_code == 404
    found = answer.json()
    proof = canonical.convert(found["proof"], MapProof)
    root = from_hex(found["at"]["state"])
    assert verify_absence(root, state_key(found["record"]), proof)
    assert not verify_absence(root, state_key(f"holdings/holding/alice-1/{SHARES}"), proof)
    assert set(told(asked(service, name, path, proof=False))) == {"type", "title", "status", "request"}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("bob", f"holdings/holding/alice-1/{SHARES}"),
        ("bob", f"holdings/holding/alice-1/{NONE}"),
        ("bob", f"holdings/holding/nobody/{SHARES}"),
        ("bob", "parties/party/alice"),
        ("bob", "parties/party/nobody"),
        ("bob", "parties/account/alice-1"),
        ("bob", "restrictions/portfolio/alice"),
        ("bob", f"instruments/instrument/{NONE}"),
        ("bob", f"holdings/holding//{NONE}"),
        ("bob", "holdings/holding"),
        ("bob", "nothing/at-all"),
        ("alice", "holdings/mandate/none"),
        ("issuer", f"holdings/title/{NONE}"),
        (SUPERVISOR, "nothing/at-all"),
    ],
)
def test_to_others_it_is_what_a_secret_is(service: Served, name: str, path: str) -> None:
    """The same 404, with a proof asked for and without, of what is there and of what is not."""
    nothing = told(service.get(name, f"{CHAIN_PATH}/records/a/b"))
    for proof in (False, True):
        answer = asked(service, name, path, proof=proof)
        assert answer.status_code == 404
        assert told(answer) == nothing


def test_members_read_what_its_table_opens(service: Served) -> None:
    """The rules in force, and an instrument once it is offered; not a draft, and not what is unique."""
    bond = InstrumentId("SSE.019999")

    def done(call: Any) -> None:
        sent = sign_calls(service.node, [call], service.key("issuer"))
        assert service.hand_in("issuer", sent).json()["transactions"][0]["status"] == "committed"

    def reads(name: str, instrument: str) -> bool:
        return asked(service, name, f"instruments/instrument/{instrument}", proof=False).status_code == 200

    assert asked(service, "bob", "protocol/rules/current").json()["proof"]
    assert reads("alice", SHARES)
    assert reads("issuer", RECEIPT) and not reads("alice", RECEIPT)
    done(define(bond, InstrumentKind.bond, "issuer", Unit(name="bond", decimals=0)))
    assert reads("issuer", bond) and not reads("alice", bond)
    done(ChangeStatus(instrument=bond, status=InstrumentStatus.active, by=PartyId("issuer")))
    assert reads("alice", bond)
    assert not reads("alice", NONE)
