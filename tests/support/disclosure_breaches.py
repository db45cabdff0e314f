# SPDX-License-Identifier: Apache-2.0
"""Duties and documents in the evidence world, and one breach for each rule about them: see ``law_breaches``."""

from typing import Any, Final

from counterfoil.modules.disclosure.law import DISCLOSURE
from support.evidence_story import SHARE, founded
from support.evidence_world import START_MS, World
from support.law_breaches import IDLE, LATE, Breach, call

DUTY: Final = "disclosure/duty/yearly"
REPORT: Final = "disclosure/document/report"
FIRST, SECOND = "1" * 64, "2" * 64


def disclosing() -> World:
    """Acme must report on its shares, late in time."""
    world = founded(DISCLOSURE)
    world.do("supervisor", calls=[oblige("yearly", LATE)])
    return world


def oblige(duty: str, due: int, **changed: Any) -> dict[str, Any]:
    fields = {"party": "acme", "topic": "annual_report", "by": "supervisor", "reference": "rules, 3.1"}
    return call("disclosure.oblige", duty=duty, due=due, **{**fields, "instrument": SHARE, **changed})


def publish(document: str = "report", **changed: Any) -> dict[str, Any]:
    fields = {"by": "acme", "topic": "annual_report", "title": "Annual report 2026", "hash": FIRST}
    said = {**fields, "instrument": SHARE, **changed}
    return call("disclosure.publish", document=document, **{name: what for name, what in said.items() if what})


def revise(hash: str = SECOND) -> dict[str, Any]:
    return call("disclosure.revise", document="report", title="Corrected", hash=hash, reason="note 5 was wrong")


def overdue(duty: str = "yearly") -> dict[str, Any]:
    return call("disclosure.record_overdue", duty=duty)


WITHDRAWN = call("disclosure.withdraw", document="report", reason="a mistake")
WAIVED = call("disclosure.waive", duty="yearly", by="supervisor", reference="decision 9")
SOON = START_MS + 12_000
PASSED = [("supervisor", oblige("passed", SOON)), *[IDLE] * 12, ("li", overdue("passed"))]
WORLD = disclosing
BREACHES = {
    "disclosure.oblige.due_in_the_past": Breach("disclosure/duty/past", "supervisor", oblige("past", START_MS)),
    "disclosure.Waived.permit.role_missing": Breach(DUTY, "acme", WAIVED | {"by": "acme"}),
    "disclosure.record_overdue.overdue_already": Breach("disclosure/duty/passed", "li", overdue("passed"), PASSED),
    "disclosure.record_overdue.not_overdue": Breach(DUTY, "li", overdue()),
    "disclosure.publish.duty_of_another": Breach(DUTY, "bank", publish(by="bank", duty="yearly")),
    "disclosure.publish.not_the_discloser": Breach(
        REPORT,
        "bank",
        publish("copy", by="bank", supersedes="report", instrument=None),
        [("acme", publish(instrument=None))],
    ),
    "disclosure.publish.superseded_elsewhere": Breach(
        REPORT, "acme", publish("notice", topic="notice", supersedes="report"), [("acme", publish())]
    ),
    "disclosure.revise.nothing_revised": Breach(REPORT, "acme", revise(FIRST), [("acme", publish())]),
    "disclosure.withdraw.meets_a_duty": Breach(REPORT, "acme", WITHDRAWN, [("acme", publish(duty="yearly"))]),
    "disclosure._open_duty.duty_over": Breach(DUTY, "acme", publish(duty="yearly"), [("supervisor", WAIVED)]),
    "disclosure._current.document_over": Breach(REPORT, "acme", revise(), [("acme", publish()), ("acme", WITHDRAWN)]),
    "disclosure.Published.permit.not_the_issuer": Breach(REPORT, "bank", publish(by="bank")),
}
