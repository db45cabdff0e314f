# SPDX-License-Identifier: Apache-2.0
"""Evidence, live feeds and lists of a node that serves over a socket, by both clients, where the service has them."""

import threading
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from counterfoil.client import NotAllowed, NotFound
from counterfoil.evidence.claims import ControlClaim
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.node.layout import Layout
from counterfoil.primitives.errors import InputError
from support.both_clients import client_of
from support.certified import certified
from support.network import SHARES, copy_network
from support.node_service import Served, paid, served

LEDGER = "counterfoil.api.ledger"
proves = pytest.mark.skipif(find_spec(f"{LEDGER}.evidence_pages") is None, reason="the service makes no evidence")
tells = pytest.mark.skipif(find_spec(f"{LEDGER}.feeds") is None, reason="the service tells no events as they come")
lists = pytest.mark.skipif(find_spec(f"{LEDGER}.row_pages") is None, reason="the service lists no records")
MOVE = {"sender": "alice-1", "receiver": "bob-1", "instrument": SHARES}


def test_whose_certificates_are_believed(kind: str, service: Served, made: Path, tmp_path: Path) -> None:
    """A file of them is enough; without it the first request says what to give, and is not sent again for a minute."""
    tls = certified(tmp_path)
    with served(copy_network(made, tmp_path / "secured"), tls=tls) as secured:
        key = secured.key("alice")
        with client_of(kind, secured.url, key=key, verify=tls.certificate) as ledger:
            assert ledger.status().height
        with client_of(kind, secured.url, key=key, verify=str(tls.certificate)) as ledger:
            assert ledger.holdings.transfer(**MOVE, quantity=1).committed
        with client_of(kind, secured.url, key=key) as ledger, pytest.raises(InputError, match="verify=") as refused:
            ledger.status()
        assert secured.url in str(refused.value) and not isinstance(refused.value, NotFound)
    in_clear = service.url.replace("http:", "https:")
    with client_of(kind, in_clear, key=key) as ledger, pytest.raises(InputError, match="does not speak TLS"):
        ledger.status()
    nothing = client_of(kind, in_clear, verify=tmp_path / "nothing.pem")
    with pytest.raises(InputError, match="no certificates in PEM"), nothing as ledger:
        ledger.status()


def test_nobody_asks_nothing(kind: str, service: Served) -> None:
    """Without a key the error says what to give."""
    with client_of(kind, service.url) as ledger, pytest.raises(NotAllowed, match="give a key, or a token"):
        ledger.status()


@proves
def test_from_an_act_to_its_proof(connect: Any, service: Served) -> None:
    """A transfer, its package, and the offline verifier's word by a trust file from elsewhere; another has none."""
    trust = Layout(service.root).trust
    ledger = connect("alice")
    done = ledger.holdings.transfer(**MOVE, quantity=7)
    assert ledger.prove(done).verify(trust).proved
    evidence = ledger.prove("control", account="alice-1", instrument=SHARES)
    assert isinstance(evidence.claim, ControlClaim) and evidence.claim.quantities.free == 893
    assert evidence.verify(trust).proved
    with pytest.raises(NotFound):
        connect("bob").prove("control", account="alice-1", instrument=SHARES)


@proves
def test_what_is_not_there_is_proved(connect: Any, service: Served) -> None:
    """Down to the seal, to whoever would see it."""
    with pytest.raises(NotFound) as told:
        connect("alice", trust=Layout(service.root).trust).record("holdings/holding/alice-1/NONE", proof=True)
    assert told.value.checked == "seal"


@tells
def test_events_are_heard_while_they_come(connect: Any, service: Served) -> None:
    """Whoever listens from the beginning hears all that was, and what is ordered meanwhile, in order."""
    bob = connect("bob")
    before = list(bob.events())
    handing = threading.Thread(
        target=lambda: [service.hand_in("alice", paid(service.node, service.key("alice"))) for _ in range(5)]
    )
    handing.start()
    heard = list(islice(bob.events(follow=True), len(before) + 5))
    handing.join()
    assert heard == list(bob.events())


@lists
def test_records_are_found_by_what_they_say(connect: Any, service: Served) -> None:
    """One's own, typed, each checked down to the seal; what one did just now among them; and a record's trail."""
    ledger = connect("alice", trust=Layout(service.root).trust)
    done = ledger.holdings.transfer(**MOVE, quantity=7)
    found = list(ledger.records(HOLDINGS, account="alice-1", proof=True, limit=1))
    assert {one.value.instrument: one.value.free for one in found}[SHARES] == 893
    assert {one.checked for one in found} == {"seal"}
    assert [one.value.account for one in ledger.records("holdings/holding", instrument=SHARES)] == ["alice-1"]
    *_, last = ledger.trail(f"holdings/holding/alice-1/{SHARES}")
    assert last.transaction == done.transaction
    assert ledger.record(f"holdings/holding/alice-1/{SHARES}", height=done.height - 1).value.free == 900
