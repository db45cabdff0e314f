# SPDX-License-Identifier: Apache-2.0
"""Evidence in one call: what came is about what was asked, and is believed when the offline verifier says so."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from counterfoil.client import Evidence, NotAllowed, NotBelieved, NotCommitted, NotFound, NotPublished
from counterfoil.client.results import Done, Status
from counterfoil.evidence.claims import ControlClaim, TransferClaim
from counterfoil.primitives.errors import InputError
from support import tree
from support.fake_node import FakeNode, Said, json_answer, problem

VECTORS: Final = tree.ROOT / "vectors" / "evidence"
TRUST: Final = VECTORS / "trust.json"
CONTROL: Final = Evidence((VECTORS / "control.zip").read_bytes())
TRANSFER: Final = Evidence((VECTORS / "transfer.zip").read_bytes())


@pytest.fixture
def ledger(ask: Any, fake: FakeNode) -> Any:
    """A client of the chain that the vectors are about."""
    return ask(chain=CONTROL.claim.chain)


def where() -> str:
    return f"/chains/{CONTROL.claim.chain}/evidence"


def package(evidence: Evidence) -> Said:
    return Said(200, {"content-type": "application/zip"}, [evidence.data[:1_000], evidence.data[1_000:]])


def done(identifier: str) -> Done:
    return Done(transaction=identifier, status=Status.committed, outcome=0, height=3)  # type: ignore[arg-type]


def test_a_committed_transaction_is_proved(ledger: Any, fake: FakeNode, tmp_path: Path) -> None:
    """Asked for by its answer, saved, and verified by a trust file from elsewhere; one bit less proves nothing."""
    claim = TRANSFER.claim
    assert isinstance(claim, TransferClaim)
    fake.first[where()] = [package(TRANSFER)]
    evidence = ledger.prove(done(claim.transaction))
    asked = msgspec.json.decode(fake.bodies(where())[0])
    assert asked == {"claim": "transfer", "transaction": claim.transaction, "publish": True}
    file = evidence.save(tmp_path / "transfer.zip")
    assert file.read_bytes() == TRANSFER.data
    with pytest.raises(InputError, match="exists already"):
        evidence.save(file)
    for trust in (TRUST, str(TRUST), TRUST.read_bytes()):
        assert evidence.verify(trust).proved
    data = bytearray(evidence.data)
    data[len(data) // 2] ^= 1
    assert not Evidence(bytes(data)).verify(TRUST).proved


def test_a_claim_is_asked_for_by_its_fields(ledger: Any, fake: FakeNode) -> None:
    """Account and instrument, times as Python has them; what is left out is not said."""
    claim = CONTROL.claim
    assert isinstance(claim, ControlClaim)
    fake.always[where()] = lambda _: package(CONTROL)
    when = datetime(2027, 1, 4, tzinfo=UTC)
    evidence = ledger.prove(
        "control", account=claim.account, instrument=claim.instrument, from_=5, at=when, publish=False
    )
    assert msgspec.json.decode(fake.bodies(where())[0]) == {
        "claim": "control",
        "account": claim.account,
        "instrument": claim.instrument,
        "from": 5,
        "at": int(when.timestamp()) * 1_000,
        "publish": False,
    }
    assert "not yet: verify(trust)" in repr(evidence) and claim.statement.en[:40] in evidence._repr_html_()


def test_evidence_about_something_else_is_not_believed(ledger: Any, fake: FakeNode) -> None:
    """Another account, another kind, another chain, and what is no package at all."""
    claim = CONTROL.claim
    assert isinstance(claim, ControlClaim)
    fake.always[where()] = lambda _: package(CONTROL)
    for asked in (
        {"what": "control", "account": "mallory", "instrument": claim.instrument},
        {"what": "control", "account": claim.account, "instrument": "OTHER"},
        {"what": "position", "account": claim.account, "instrument": claim.instrument},
        {"what": done("a" * 64)},
    ):
        with pytest.raises(NotBelieved, match=r"where .* was asked for"):
            ledger.prove(**asked)
    for answer in (Said(200, {}, [b"PK\x03\x04"]), json_answer({"claim": "control"})):
        fake.first[where()] = [answer]
        with pytest.raises(NotBelieved, match="no evidence package"):
            ledger.prove("control", account=claim.account)


def test_evidence_of_another_chain_is_not_believed(ask: Any, fake: FakeNode) -> None:
    """A service with several chains answers for the one that was asked."""
    claim = CONTROL.claim
    assert isinstance(claim, ControlClaim)
    fake.always["/chains/otc/evidence"] = lambda _: package(CONTROL)
    with pytest.raises(NotBelieved, match="'chain': 'otc'"):
        ask(chain="otc").prove("control", account=claim.account, instrument=claim.instrument)


def test_publication_that_is_behind_is_waited_for(ledger: Any, fake: FakeNode) -> None:
    """As long as the service says when to come back; where it does not, the error says what it is."""
    claim = TRANSFER.claim
    assert isinstance(claim, TransferClaim)
    fake.first[where()] = [problem(409, "not-published", retry_after=5), package(TRANSFER)]
    assert ledger.prove(done(claim.transaction)) == TRANSFER
    assert fake.around.waited_s == [5]
    fake.first[where()] = [problem(409, "not-published")]
    with pytest.raises(NotPublished):
        ledger.prove(done(claim.transaction))


def test_what_cannot_be_proved_is_told(ledger: Any, fake: FakeNode) -> None:
    """A claim that is none, a transaction without effect, what is another's, and a trust file that is none."""
    with pytest.raises(InputError, match="no kind of claim"):
        ledger.prove("ownership")
    with pytest.raises(NotCommitted):
        ledger.prove(Done(status=Status.rejected, sentence="No."))
    assert fake.asked == []
    for status, error in ((404, NotFound), (403, NotAllowed)):
        fake.first[where()] = [problem(status, "not-found" if status == 404 else "forbidden")]
        with pytest.raises(error):
            ledger.prove("position", account="a", instrument="b")
    with pytest.raises(InputError, match="trust file"):
        CONTROL.verify(b"{}")
