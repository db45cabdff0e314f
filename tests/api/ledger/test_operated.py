# SPDX-License-Identifier: Apache-2.0
"""A node as it is operated: floods, tokens, certificates, names of requests, health and measures, over a socket."""

import secrets
import ssl
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from counterfoil.api.client_certificates import CertificateFiles, ClientCertificates
from counterfoil.api.ledger.health_pages import detail_of
from counterfoil.api.ledger.need_to_know import NeedToKnow
from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.api.ledger.service import needed_for
from counterfoil.api.limits import Buckets, Limits, Rate
from counterfoil.api.repeats import HEADER
from counterfoil.api.tokens import Revoked, kept_in
from counterfoil.client.signing import SigningAuth
from counterfoil.custody.files import write_durably
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.parties.calls import RotateKeys
from counterfoil.node.network import clock_ms
from counterfoil.node.submitting import sign_calls
from counterfoil.primitives.errors import CustodyError
from counterfoil.primitives.types import PartyId
from counterfoil.transport.access_tokens import Reach
from support.authority import Authority, write_pair
from support.bearing import bearing
from support.certified import certified
from support.network import CHAIN
from support.node_service import CHAIN_PATH, JSON, SUPERVISOR, Served, batch, holding, paid, served

TRANSACTIONS: Final = f"{CHAIN_PATH}/transactions"


def kind(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition(":")[2]


def test_a_token_sees_what_its_party_sees(service: Served) -> None:
    """And no more; it hands in what it may, and rotating the key ends it at once."""
    sent = paid(service.node, service.key("alice"))
    with (
        bearing(service, service.key("bob")) as reading,
        bearing(service, service.key("bob"), Reach.rehearse) as rehearsing,
        bearing(service, service.key("bob"), Reach.submit) as submitting,
    ):
        assert reading.get(holding("bob")).json()["value"]["free"] == 100
        assert reading.get(holding("alice")).status_code == 404
        asked = {"content": batch(sent), "headers": JSON}
        assert (
            kind(reading.post(TRANSACTIONS, **asked)) == kind(rehearsing.post(TRANSACTIONS, **asked)) == "token-reach"
        )
        wanted = {"calls": [], "by": []}
        assert kind(reading.post(f"{CHAIN_PATH}/rehearsals", json=wanted)) == "token-reach"
        assert kind(rehearsing.post(f"{CHAIN_PATH}/rehearsals", json=wanted)) == "malformed"
        assert submitting.post(TRANSACTIONS, **asked).status_code == 200
        new = PrivateKey(seed=b"bob's new key" + bytes(19))
        rotated = RotateKeys(party=PartyId("bob"), keys=single_key_policy(new))
        service.hand_in("bob", sign_calls(service.node, [rotated], service.key("bob")))
        assert kind(reading.get(holding("bob"))) == "unknown-key"


def test_evidence_is_read(service: Served) -> None:
    """Though it is asked for by POST; what nobody told of is as far as there is."""
    assert needed_for("POST", f"{CHAIN_PATH}/evidence") is Reach.read
    assert needed_for("POST", f"{CHAIN_PATH}/rehearsals") is Reach.rehearse
    assert needed_for("POST", TRANSACTIONS) is needed_for("DELETE", f"{CHAIN_PATH}/evidence") is Reach.submit
    assert needed_for("GET", TRANSACTIONS) is Reach.read


def revocations(running: RunningNetwork, file: Path) -> Revoked:
    return Revoked(running.now_ms, kept=kept_in(file), keep=lambda data: write_durably(file, data))


def test_a_token_is_taken_back_by_its_party_alone(root: Path, tmp_path: Path) -> None:
    """By a signature, again without harm, and for ever: after a restart too; another party's word changes nothing."""
    identifier, file = secrets.token_hex(16), tmp_path / "revoked"
    keeping = {"revoked": lambda running: revocations(running, file)}
    with (
        served(root, **keeping) as service,
        bearing(service, service.key("alice"), identifier=identifier) as alice,
        service.client("alice") as signing,
        service.client("bob") as bob,
    ):
        assert bob.delete(f"/tokens/{identifier}").status_code == 204
        assert alice.get("/chains").status_code == 200
        assert kind(alice.delete(f"/tokens/{identifier}")) == "token-reach"
        assert [signing.delete(f"/tokens/{identifier}").status_code for _ in range(2)] == [204, 204]
        assert kind(signing.delete("/tokens/nonsense")) == "not-found"
        assert kind(alice.get("/chains")) == "token-revoked"
    with (
        served(root, **keeping) as service,
        bearing(service, service.key("alice"), identifier=identifier) as alice,
    ):
        assert kind(alice.get("/chains")) == "token-revoked"


def naming(service: Served, name: str, request: str) -> httpx.Client:
    """A client that gives its requests a name."""
    nonces: Any = lambda: secrets.token_hex(16)  # noqa: E731
    auth = SigningAuth(service.key(name), clock=clock_ms, nonces=nonces, also=(HEADER,))
    headers = {**JSON, HEADER: request}
    return httpx.Client(base_url=service.url, auth=auth, headers=headers, trust_env=False, timeout=60)


def test_a_lost_answer_is_had_again_and_a_name_is_never_anothers(service: Served) -> None:
    """The same body under its name has the same answers; another body is 409, and nothing of it is done."""
    one, other = (paid(service.node, service.key("alice"), quantity) for quantity in (3, 4))
    with naming(service, "alice", "order-1") as alice, naming(service, "bob", "order-1") as bob:
        first = alice.post(TRANSACTIONS, content=batch(one)).json()["transactions"]
        assert alice.post(TRANSACTIONS, content=batch(one)).json()["transactions"] == first
        refused = alice.post(TRANSACTIONS, content=batch(other))
        assert (refused.status_code, kind(refused)) == (409, "key-reused")
        assert service.get("bob", holding("bob")).json()["value"]["free"] == 103
        assert bob.post(TRANSACTIONS, content=batch(other)).status_code == 200, "bob's names are his own"


def test_a_flood_of_one_party_leaves_others_unharmed(root: Path) -> None:
    """Alice is told to wait, by requests and by transactions; bob is answered all the while."""
    now_ms = 0

    def limits(_: RunningNetwork) -> Limits:
        return Limits(
            requests=Buckets(Rate(10, 20), lambda: now_ms),
            transactions=Buckets(Rate(10, 10), lambda: now_ms),
            strangers=Buckets(Rate(1, 2), lambda: now_ms),
        )

    with served(root, limits=limits) as service:
        transfers = [paid(service.node, service.key("alice")) for _ in range(12)]
        assert service.hand_in("alice", *transfers).status_code == 200
        refused = service.hand_in("alice", paid(service.node, service.key("alice")))
        assert (refused.status_code, kind(refused), refused.headers["retry-after"]) == (429, "too-many-requests", "1")
        with service.client("alice") as alice, service.client("bob") as bob:
            told = [alice.get("/chains").status_code for _ in range(40)]
            assert told == [200] * 19 + [429] * 21
            assert bob.get("/chains").status_code == 200
        assert service.hand_in("bob", paid(service.node, service.key("bob"), 1, "bob", "alice")).status_code == 200
        with httpx.Client(base_url=service.url, trust_env=False) as stranger:
            assert [stranger.get("/health").status_code for _ in range(3)] == [200, 200, 429]
        now_ms += 1_000
        assert service.get("alice", "/chains").status_code == 200
        assert {line.party for line in service.lines if line.status == 429} == {"alice", "-"}


def by_certificate(running: RunningNetwork, **bound: Any) -> ClientCertificates:
    return ClientCertificates(NeedToKnow(running.chains).holder, clock_ms, CertificateFiles(**bound))


def test_a_certificate_of_a_key_on_the_ledger_is_its_partys(root: Path, tmp_path: Path) -> None:
    """Over TLS on both sides: alice sees her own, whoever has another key nothing, and one that is over is told so."""
    authority = Authority("authority", clock_ms())
    (tmp_path / "ca.pem").write_bytes(authority.pem)
    files = certified(tmp_path)._replace(client_authority=tmp_path / "ca.pem")
    with served(root, tls=files, certificates=by_certificate) as service:

        def get(key: PrivateKey, path: str, **times: int) -> httpx.Response:
            context = ssl.create_default_context(cafile=str(files.certificate))
            context.load_cert_chain(*write_pair(tmp_path, authority.issue(key, **times), key))
            return httpx.get(f"{service.url}{path}", verify=context, trust_env=False)

        alice, stranger = service.key("alice"), PrivateKey(seed=b"stranger" + bytes(24))
        assert get(alice, holding("alice")).json()["value"]["free"] == 900
        assert get(alice, holding("bob")).status_code == 404
        assert kind(get(stranger, "/chains")) == "unknown-key"
        assert kind(get(alice, "/chains", ends_days=0)) == "certificate-expired"


def test_detail_is_for_supervisors(service: Served) -> None:
    """Heights, publications and what to look after; a member is told as of what is not there."""
    service.running.warnings.append(lambda: "the certificate ends tomorrow")
    told = service.get(SUPERVISOR, "/health/detail").json()
    [chain] = told["chains"]
    assert (chain["height"], chain["failure"]) == (service.node.reader.height, None)
    assert chain["rows_lag"] in range(chain["height"] + 1)
    assert told["warnings"] == ["the certificate ends tomorrow"]
    assert set(told["publication"]["witnesses"].values()) == {True}
    assert (told["status"], told["in_hand"]) == ("ok", 0)
    assert service.get("alice", "/health/detail").status_code == 404
    with httpx.Client(base_url=service.url, trust_env=False) as stranger:
        assert stranger.get("/health/detail").status_code == 401
        assert stranger.get("/health/live").json() == stranger.get("/health/ready").json() == {"status": "ok"}


def test_a_node_that_ends_is_live_and_not_ready(service: Served) -> None:
    """Whoever balances sends it nothing more; whoever starts processes leaves it alone."""
    service.running.close()
    with httpx.Client(base_url=service.url, trust_env=False) as stranger:
        assert stranger.get("/health/ready").status_code == 503
        assert stranger.get("/health/live").status_code == 200


def test_what_is_measured_of_a_node(service: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outcomes by number, heights, publications that were done and that failed, and doubt of the clock."""
    running, read = service.running, service.running.gauges.read
    service.hand_in("alice", paid(service.node, service.key("alice")), paid(service.node, service.key("alice"), 10**9))
    service.hand_in("alice", b"nonsense")
    short = str(HoldingsOutcome.insufficient_free_quantity.value)
    outcomes = read("counterfoil_transactions_total")
    assert outcomes == {(CHAIN, "0"): 1, (CHAIN, short): 1, (CHAIN, "1"): 1}
    assert read("counterfoil_chain_height")[CHAIN,] == service.node.reader.height
    assert read("counterfoil_chain_running") == {(CHAIN,): 1}
    assert read("counterfoil_chain_published_height")[CHAIN,] < service.node.reader.height
    running.publish()
    assert read("counterfoil_chain_published_height")[CHAIN,] == service.node.reader.height
    failed = read("counterfoil_publications_total")["failed",]

    def refuse(*_: Any) -> None:
        raise CustodyError("the witnesses are away")

    monkeypatch.setattr(running._network, "publish", refuse)
    running.publish()
    assert read("counterfoil_publications_total")["failed",] == failed + 1
    assert detail_of(running, [service.node])["publication"]["problem"] == "the witnesses are away"
    assert read("counterfoil_clock_doubted") == {(): 0}
    monkeypatch.setattr(running._network, "_clock", lambda: clock_ms() + 30 * 86_400_000)
    assert read("counterfoil_clock_doubted") == {(): 1}
    assert "days ahead" in detail_of(running, [service.node])["warnings"][0]
    assert all(set(gauge.labels) <= {"chain", "outcome", "result", "validator", "witness"} for gauge in running.gauges)
