# SPDX-License-Identifier: Apache-2.0
"""Packages over HTTP: proved to a stranger, for whoever may have them, within bounds, and refused with the reason."""

import asyncio
import socket
import threading
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
import pytest

from counterfoil.api.ledger import packing
from counterfoil.api.ledger.evidence_pages import file_name
from counterfoil.api.ledger.packing import Bounds, Proving
from counterfoil.api.problems import Problem
from counterfoil.evidence.claims import ClaimKind
from counterfoil.evidence.package import decode_package
from counterfoil.evidence.transaction import decode_envelope, intent_id, split_transaction
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.modules.instruments.calls import ChangeStatus
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.calls import OpenAccount
from counterfoil.modules.parties.records import Control
from counterfoil.node.asked_claim import AskedClaim
from counterfoil.node.export import exporter
from counterfoil.node.submitting import sign_calls
from counterfoil.primitives.types import AccountId, HexHash, InstrumentId, PartyId, Quantity, RecordPath, Timestamp
from counterfoil.verify import parse_trust, verify_package
from support.network import CHAIN, SHARES, define
from support.node_service import CHAIN_PATH, SUPERVISOR, Served, paid, served

EVIDENCE: Final = f"{CHAIN_PATH}/evidence"
CONTROL: Final = {"claim": "control", "account": "alice-1", "instrument": SHARES}
SURROGATE: Final = b'{"claim": "absence", "account": "alice-1", "instrument": "\\ud800"}'
ABSENT: Final = "XSHG.999999"


def ask(service: Served, name: str, **asked: Any) -> httpx.Response:
    return service.post(name, EVIDENCE, msgspec.json.encode(asked))


def kind_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


def is_unseen(service: Served, answer: httpx.Response) -> bool:
    """Byte for byte what is said of what is not there, but for the name of the request."""
    nothing = service.get(SUPERVISOR, f"{CHAIN_PATH}/records/nothing/at-all")
    return answer.json() | {"request": ""} == nothing.json() | {"request": ""} and answer.status_code == 404


def proved(service: Served, answer: httpx.Response) -> str:
    """The kind of a package that a stranger proves with the trust file alone."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    report = verify_package(answer.content, parse_trust(service.running.trust_file.read_bytes()))
    assert report.proved, report.sentence.en
    package = decode_package(answer.content)
    assert answer.headers["counterfoil-height"] == str(package.claim.height)
    return type(package.claim).__name__


def identifier(transaction: bytes) -> HexHash:
    _, payload = decode_envelope(split_transaction(transaction).envelope)
    return intent_id(payload)


def shares(sender: str, receiver: str, quantity: int = 1) -> Transfer:
    return Transfer(
        sender=AccountId(sender), receiver=AccountId(receiver), instrument=SHARES, quantity=Quantity(quantity)
    )


def test_every_kind_of_claim_is_proved(service: Served) -> None:
    """About what is one's own, as of now; a stranger needs the trust file and nothing else."""
    sent = paid(service.node, service.key("alice"))
    service.hand_in("alice", sent)
    asked: list[dict[str, Any]] = [
        CONTROL,
        {"claim": "position", "account": "alice-1", "instrument": SHARES},
        {"claim": "absence", "account": "alice-1", "instrument": ABSENT},
        {"claim": "statement", "account": "alice-1", "from": "2026-01-01T00:00:00Z"},
        {"claim": "statement", "account": "alice-1", "from": 0},
        {"claim": "transfer", "transaction": identifier(sent)},
        {"claim": "record", "record": f"holdings/holding/alice-1/{SHARES}"},
    ]
    made = [proved(service, ask(service, "alice", **one, publish=at == 0)) for at, one in enumerate(asked)]
    assert made[0] == "ControlClaim" and len(set(made)) == len({one["claim"] for one in asked})
    assert proved(service, ask(service, SUPERVISOR, **CONTROL)) == "ControlClaim"


@pytest.mark.parametrize(
    "asked",
    [
        {"claim": "control", "account": "alice-1", "instrument": SHARES},
        {"claim": "position", "account": "alice-1", "instrument": SHARES},
        {"claim": "absence", "account": "alice-1", "instrument": ABSENT},
        {"claim": "statement", "account": "alice-1", "from": 0},
        {"claim": "record", "record": f"holdings/holding/alice-1/{SHARES}"},
        {"claim": "record", "record": "parties/account/alice-1"},
        {"claim": "record", "record": "nothing/at-all"},
        {"claim": "transfer", "transaction": "0" * 64},
        {"claim": "provenance", "instrument": SHARES},
        {"claim": "control", "account": "nobody", "instrument": SHARES},
        {"claim": "control", "account": "alice-1", "instrument": SHARES, "publish": True},
    ],
)
def test_of_anothers_there_is_no_package(service: Served, asked: dict[str, Any]) -> None:
    """What is not one's own is told as what is not there, whether it is or not, and nothing is published for it."""
    service.running.publish_soon().result(60)
    before = service.running.published
    assert is_unseen(service, ask(service, "bob", **asked))
    assert service.running.published == before


def test_of_a_transaction_seen_in_part_there_is_none(service: Served) -> None:
    """Who signed it has its package, and so has whoever sees all of it; who sees a part is told why he has not."""
    opened = OpenAccount(
        account=AccountId("alice-2"), holder=PartyId("alice"), outgoing=Control.holder, incoming=Control.nobody
    )
    service.hand_in("alice", sign_calls(service.node, [opened], service.key("alice")))
    both = sign_calls(service.node, [shares("alice-1", "bob-1"), shares("alice-1", "alice-2")], service.key("alice"))
    whole = paid(service.node, service.key("alice"))
    apart = sign_calls(service.node, [shares("alice-1", "alice-2", 2)], service.key("alice"))
    for one in (both, whole, apart):
        [done] = service.hand_in("alice", one).json()["transactions"]
        assert done["status"] == "committed", done
    service.running.publish()

    def transfer(name: str, sent: bytes) -> httpx.Response:
        return ask(service, name, claim="transfer", transaction=identifier(sent))

    for name, sent in (("alice", both), ("bob", whole), ("alice", whole), (SUPERVISOR, both)):
        answer = transfer(name, sent)
        assert proved(service, answer) == "TransferClaim", name
        shown = {one.path for one in decode_package(answer.content).records}
        assert not any(path.startswith("holdings/") for path in shown), "what else anybody holds is not shown"
    refused = transfer("bob", both)
    assert kind_of(refused) == (403, "forbidden")
    assert "alice" not in refused.text
    assert is_unseen(service, transfer("issuer", both))
    assert is_unseen(service, transfer("bob", apart))


def test_what_members_may_read_is_proved_where_it_names_nobody_else(service: Served) -> None:
    """A record that is open to all has a package unless that would show whom the record does not name."""
    bond = InstrumentId("SSE.019999")
    calls = [
        define(bond, InstrumentKind.bond, "issuer", Unit(name="bond", decimals=0)),
        ChangeStatus(instrument=bond, status=InstrumentStatus.active, by=PartyId("issuer")),
    ]
    service.hand_in("issuer", sign_calls(service.node, calls, service.key("issuer")))
    answer = ask(service, "bob", claim="record", record=f"instruments/instrument/{bond}", publish=True)
    assert proved(service, answer) == "RecordClaim"
    # This one was defined in a transaction that alice and bob signed too.
    refused = ask(service, "bank", claim="record", record=f"instruments/instrument/{SHARES}")
    assert kind_of(refused) == (403, "forbidden")
    assert "alice" not in refused.text


def test_a_package_is_the_operators_to_the_byte(service: Served) -> None:
    """It shows of others what it shows when the operator exports it, and nothing more."""
    answer = ask(service, "alice", **CONTROL, publish=True)
    collector = exporter(
        service.node.reader, service.running.published_log(), parse_trust(service.running.trust_file.read_bytes())
    )
    exported = collector.control(AccountId("alice-1"), SHARES)
    assert decode_package(answer.content) == exported


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "claim"),
        ({"claim": "nonsense"}, "claim"),
        ({"claim": "control", "account": "alice-1"}, "instrument"),
        ({"claim": "control", "account": "", "instrument": SHARES}, "account"),
        ({"claim": "position", "account": "alice-1", "instrument": SHARES, "at": 0}, "at"),
        ({"claim": "statement", "account": "alice-1"}, "from"),
        ({"claim": "statement", "account": "alice-1", "from": "yesterday"}, "from"),
        ({"claim": "statement", "account": "alice-1", "from": "2026-01-01T00:00:00"}, "time zone"),
        ({"claim": "statement", "account": "alice-1", "from": -1}, "from"),
        ({"claim": "statement", "account": "alice-1", "from": 2**70}, "from"),
        ({"claim": "transfer", "transaction": "0" * 8}, "transaction"),
        ({"claim": "transfer", "transaction": ["0" * 64]}, "transaction"),
        ({"claim": "record", "record": "x" * 2_000}, "record"),
        ({"claim": "control", "account": "alice-1", "instrument": SHARES, "more": 1}, "more"),
        ({"claim": "control", "account": "alice-1", "instrument": SHARES, "publish": "yes"}, "publish"),
        ([], "object"),
    ],
)
def test_what_cannot_be_read_is_said(service: Served, asked: Any, said: str) -> None:
    """400, and which of it."""
    answer = service.post("alice", EVIDENCE, msgspec.json.encode(asked))
    assert kind_of(answer) == (400, "malformed")
    assert said in answer.json()["detail"]


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"{", b"[" * 10_000, b'{"claim":' * 1_000, SURROGATE])
def test_hostile_bodies_are_malformed(service: Served, body: bytes) -> None:
    """And nothing of them fails."""
    assert kind_of(service.post("alice", EVIDENCE, body)) == (400, "malformed")


@pytest.mark.parametrize("record", ["../../etc/passwd", "holdings/holding/\x00", "é/è", "/", "a//b", "parties/party/"])
def test_hostile_paths_are_not_there(service: Served, record: str) -> None:
    """Of nobody's, and of nothing."""
    assert is_unseen(service, ask(service, "alice", claim="record", record=record))


@pytest.mark.parametrize(
    "asked",
    [
        {"claim": "control", "account": "alice-1", "instrument": ABSENT},
        {"claim": "absence", "account": "alice-1", "instrument": SHARES},
        {"claim": "statement", "account": "alice-1", "from": 0, "at": 4_000_000_000_000},
        {"claim": "control", "account": "alice-1", "instrument": SHARES, "at": 1},
    ],
)
@pytest.mark.parametrize("publish", [False, True])
def test_what_cannot_be_proved_is_refused_before_anything_is_published(
    service: Served, asked: dict[str, Any], publish: bool
) -> None:
    """With the reason; no publication would help, so none is asked for."""
    service.running.publish_soon().result(60)
    before = service.running.published
    answer = ask(service, "alice", **asked, publish=publish)
    assert kind_of(answer) == (422, "not-provable")
    assert answer.json()["detail"]
    assert service.running.published == before


def test_what_is_not_published_is_said_to_be_so(service: Served) -> None:
    """409 with when to ask again; asked to publish, the service does, and the package is there."""
    service.running.publish()
    sent = paid(service.node, service.key("alice"))
    service.hand_in("alice", sent)
    asked = {"claim": "transfer", "transaction": identifier(sent)}
    answer = ask(service, "alice", **asked)
    assert kind_of(answer) == (409, "not-published")
    assert int(answer.headers["retry-after"]) > 0
    assert proved(service, ask(service, "alice", **asked, publish=True)) == "TransferClaim"
    assert proved(service, ask(service, "alice", **asked)) == "TransferClaim"


def test_few_are_made_at_once(service: Served) -> None:
    """One party has two in hand and all eight; whoever comes then is told when to come again, and all is given back."""
    begun, go_on = threading.Semaphore(0), threading.Event()
    maker = Proving(service.running, lambda: Timestamp(0), Bounds(all_max=3, one_max=2))

    def held(*_: Any) -> Any:
        begun.release()
        assert go_on.wait(60)
        raise Problem(packing.NOT_PROVABLE)

    maker._made = held  # type: ignore[method-assign]
    asked = AskedClaim(ClaimKind.record, record=RecordPath("a/b"))

    async def everybody() -> list[str]:
        names = ("alice", "alice", "alice", "bob", "carol")
        waiting = [
            asyncio.ensure_future(maker.package(service.node, asked, PartyId(name), publish=False)) for name in names
        ]
        await asyncio.to_thread(begun.acquire)
        go_on.set()
        ended = await asyncio.gather(*waiting, return_exceptions=True)
        return [one.kind.type.rpartition(":")[2] for one in ended if isinstance(one, Problem)]

    kinds = asyncio.run(everybody())
    assert kinds == ["not-provable", "not-provable", "unavailable", "not-provable", "unavailable"]
    assert maker._of.total() == 0
    maker.close()


def test_what_takes_too_long_or_is_too_large_ends(service: Served) -> None:
    """By the service's own clock, between two things that are read; and no longer than what is given here."""
    service.running.publish()
    times = iter(range(0, 10**9, 1_000))
    asked = AskedClaim(ClaimKind.position, account=AccountId("alice-1"), instrument=SHARES)

    def kind(maker: Proving) -> str:
        with pytest.raises(Problem) as caught:
            asyncio.run(maker.package(service.node, asked, PartyId("alice"), publish=False))
        maker.close()
        return caught.value.kind.type.rpartition(":")[2]

    assert kind(Proving(service.running, lambda: Timestamp(next(times)), Bounds(answer_ms=1_500))) == "unavailable"
    assert kind(Proving(service.running, lambda: Timestamp(0), Bounds(length_max=100))) == "not-provable"
    ended = Proving(service.running, lambda: Timestamp(0))
    ended._closed = True
    assert kind(ended) == "unavailable"


def test_ordering_goes_on_while_packages_are_made(service: Served) -> None:
    """A transfer has its answer although the one who makes packages is in the middle of one."""
    service.running.publish()
    inside, go_on = threading.Event(), threading.Event()
    reader = service.node.reader
    spending = reader.spending

    def slow(spend: Any) -> Any:
        def wait() -> None:
            inside.set()
            assert go_on.wait(60)
            spend()

        return spending(wait)

    reader.spending = slow  # type: ignore[method-assign]
    found: list[httpx.Response] = []
    asking = threading.Thread(target=lambda: found.append(ask(service, "alice", **CONTROL)))
    asking.start()
    try:
        assert inside.wait(60)
        assert service.hand_in("alice", paid(service.node, service.key("alice"))).status_code == 200
        assert service.get("bob", "/chains").status_code == 200
    finally:
        go_on.set()
        asking.join()
    assert proved(service, found[0]) == "ControlClaim"


def test_a_connections_time_does_not_cut_a_package_short(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is asked for late on a connection, and takes long: the connection lives for it, and ends after it."""
    monkeypatch.setattr("counterfoil.transport.serving.CONNECTION_S", 0.5)
    with served(root) as service:
        service.running.publish_soon().result(60)
        spending = service.node.reader.spending
        waited: list[bytes] = []

        def wait_once() -> None:
            if not waited:
                host, port = service.url.removeprefix("http://").split(":")
                with socket.create_connection((host, int(port))) as silent:
                    silent.settimeout(60)
                    waited.append(silent.recv(1))

        monkeypatch.setattr(service.node.reader, "spending", lambda _: spending(wait_once))
        answer = ask(service, "alice", **CONTROL)
        assert waited == [b""], "a connection that was opened later has ended"
        assert proved(service, answer) == "ControlClaim"
        assert answer.headers["connection"] == "close"


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        (AskedClaim(ClaimKind.control, account=AccountId("a-1"), instrument=SHARES), f"control-a-1-{SHARES}.zip"),
        (AskedClaim(ClaimKind.record, record=RecordPath('a/"b\r\nc/é')), "record-a-_b_c-_.zip"),
        (AskedClaim(ClaimKind.transfer, transaction=HexHash("ab" * 32)), f"transfer-{'ab' * 8}.zip"),
    ],
)
def test_a_file_name_is_plain(asked: AskedClaim, name: str) -> None:
    """Nothing that is asked for breaks a header or a file system."""
    assert file_name(asked) == name


def test_nothing_is_left_in_the_folder(service: Served, tmp_path: Path) -> None:
    """A package is made in memory: the folder has the files that it had."""
    service.running.publish()
    before = sorted(path for path in service.root.rglob("*") if "state" not in path.parts)
    proved(service, ask(service, "alice", **CONTROL))
    assert sorted(path for path in service.root.rglob("*") if "state" not in path.parts) == before
    assert CHAIN in service.running.chains and tmp_path.exists()
