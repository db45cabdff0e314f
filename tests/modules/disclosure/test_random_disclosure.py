# SPDX-License-Identifier: Apache-2.0
"""Random duties and documents, beside a second law of disclosure: plain lists, and what each call should answer."""

from random import Random
from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.modules.disclosure import calls as d
from counterfoil.modules.disclosure.queries import overdue
from counterfoil.modules.parties.records import Role
from support.ledger import Ledger

PARTIES = ("issuer", "rival", "supervisor")
TOPICS = ("annual_report", "notice")


class Slowly:
    """Duties and documents as rows of a list."""

    def __init__(self) -> None:
        self.duties: dict[str, dict[str, Any]] = {}
        self.documents: dict[str, dict[str, Any]] = {}

    def oblige(self, call: d.Oblige, now: int) -> str:
        if call.due <= now:
            return "due_in_the_past"
        if call.by != "supervisor":
            return "role_missing"
        if call.duty in self.duties:
            return "duty_exists"
        about = (call.party, call.topic, call.instrument)
        self.duties[call.duty] = {"about": about, "due": call.due, "by": call.by, "status": "due"}
        return "ok"

    def _duty_wrong(self, duty: str) -> str | None:
        if duty not in self.duties:
            return "unknown_duty"
        return None if self.duties[duty]["status"] in ("due", "overdue") else "duty_over"

    def _document_wrong(self, document: str) -> str | None:
        if document not in self.documents:
            return "unknown_document"
        return None if self.documents[document]["status"] == "published" else "document_over"

    def waive(self, call: d.Waive, _now: int) -> str:
        wrong = self._duty_wrong(call.duty)
        if wrong is None and call.by != "supervisor":
            wrong = "role_missing"
        if wrong is None:
            self.duties[call.duty]["status"] = "waived"
        return wrong or "ok"

    def record_overdue(self, call: d.RecordOverdue, now: int) -> str:
        wrong = self._duty_wrong(call.duty)
        if wrong is None and self.duties[call.duty]["status"] == "overdue":
            wrong = "overdue_already"
        if wrong is None and now <= self.duties[call.duty]["due"]:
            wrong = "not_overdue"
        if wrong is None:
            self.duties[call.duty]["status"] = "overdue"
        return wrong or "ok"

    def publish(self, call: d.Publish, now: int) -> str:
        about = (call.by, call.topic, call.instrument)
        if call.duty is not None:
            wrong = self._duty_wrong(call.duty)
            if wrong or about != self.duties[call.duty]["about"]:
                return wrong or "duty_of_another"
        if call.supersedes is not None:
            wrong = self._document_wrong(call.supersedes)
            if wrong:
                return wrong
            before = self.documents[call.supersedes]["about"]
            if before[0] != call.by:
                return "not_the_discloser"
            if before != about:
                return "superseded_elsewhere"
        if call.instrument is not None and call.duty is None and call.by != "issuer":
            return "not_the_issuer"
        if call.document in self.documents:
            return "document_exists"
        self.documents[call.document] = {"about": about, "hash": call.hash, "status": "published", "duty": call.duty}
        if call.duty is not None:
            late = now > self.duties[call.duty]["due"]
            self.duties[call.duty]["status"] = "met_late" if late else "met"
        if call.supersedes is not None:
            self.documents[call.supersedes]["status"] = "superseded"
        return "ok"

    def revise(self, call: d.Revise, _now: int) -> str:
        wrong = self._document_wrong(call.document)
        if wrong is None and self.documents[call.document]["hash"] == call.hash:
            wrong = "nothing_revised"
        if wrong is None:
            self.documents[call.document]["hash"] = call.hash
        return wrong or "ok"

    def withdraw(self, call: d.Withdraw, _now: int) -> str:
        wrong = self._document_wrong(call.document)
        if wrong is None and self.documents[call.document]["duty"] is not None:
            wrong = "meets_a_duty"
        if wrong is None:
            self.documents[call.document]["status"] = "withdrawn"
        return wrong or "ok"

    def signer(self, call: Any) -> str:
        """Whoever has to sign; anybody for what is not there."""
        document = self.documents.get(getattr(call, "document", ""), {})
        return str(getattr(call, "by", None) or document.get("about", ("rival",))[0])


def drawn(random: Random, now: int) -> Any:
    """A call that is often right."""
    duty, document = random.choice("uvwxyz"), random.choice("abcdefghij")
    by, topic = random.choice(PARTIES), random.choice(TOPICS)
    about = {"topic": topic, "instrument": random.choice(("SHARE", "SHARE", None))}
    kind = random.randrange(8)
    if kind == 0:
        due = now + random.choice((-1, 5_000, 60_000))
        who = random.choice(("supervisor", "supervisor", "issuer"))
        return d.Oblige(duty=duty, party=random.choice(PARTIES[:2]), due=due, by=who, reference="rules", **about)
    if kind == 1:
        return d.Waive(duty=duty, by=random.choice(("supervisor", "rival")), reference="decision")
    if kind == 2:
        return d.RecordOverdue(duty=duty)
    if kind == 3:
        return d.Revise(document=document, title="again", hash=random.choice("12") * 64, reason="an error")
    if kind == 4:
        return d.Withdraw(document=document, reason="a mistake")
    more = {"duty": random.choice((None, duty)), "supersedes": random.choice((None, None, random.choice("abcdefghij")))}
    return d.Publish(document=document, by=by, title="t", hash=random.choice("12") * 64, **about, **more)


@pytest.mark.parametrize("seed", range(6))
def test_random_disclosure_against_a_slow_law(seed: int) -> None:
    """Every answer is the one that the lists give, and whoever asks for what is overdue hears the same of both."""
    random, slowly, ledger = Random(seed), Slowly(), Ledger()
    ledger.party("issuer", Role.issuer)
    ledger.party("rival")
    ledger.instrument("SHARE", "issuer")
    answers = set()
    for _ in range(250):
        call = drawn(random, ledger.time + 1_000)
        signer = slowly.signer(call)
        answer = ledger.submit(call, signed_by=signer).outcome.name
        name = type(call).__name__
        law = {"RecordOverdue": "record_overdue"}.get(name, name.lower())
        assert answer == getattr(slowly, law)(call, ledger.time), call
        answers.add(answer)
        statuses = {name: one["status"] for name, one in slowly.duties.items()}
        late = {
            name
            for name, one in slowly.duties.items()
            if statuses[name] in ("due", "overdue")
            if one["due"] < ledger.time
        }
        assert {one.duty for one in overdue(ledger.state, ledger.time)} == late
        if random.random() < 0.1:
            ledger.wait(30_000)
    assert list(broken_invariants(ledger.state)) == []
    assert len(answers) > 12
