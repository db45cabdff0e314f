# SPDX-License-Identifier: Apache-2.0
"""What the access module refuses: per call, in the order checked."""

from typing import Any, Final

from counterfoil.law.dated import DAY_MS, SCHEDULED_MAX
from counterfoil.modules.access import calls as a
from counterfoil.modules.access.outcomes import AccessOutcome as Outcome
from counterfoil.modules.access.queries import journal_of, policy_of
from counterfoil.modules.access.records import (
    BATCHES,
    JOURNALS,
    NOTHING_BEFORE,
    POLICIES,
    POLICY_KEY,
    Asker,
    Question,
    Watching,
)
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import PartyId
from support.ledger import GENESIS_TIME, Ledger
from support.market import FAR, LONG, Row
from support.refused_by_records import Act, creating, on_record

ROOT: Final = "b" * 64
HOUR: Final = 3_600_000
ALL: Final = Watching(askers=tuple(Asker))
BY_TABLE: Final = Watching(askers=(Asker.member,), questions=(Question.record,), tables=("holdings/holding",))
BOTH: Final = "registrar guard"


def policy(**changes: Any) -> a.SetPolicy:
    """The venue notes everything within an hour."""
    said: dict[str, Any] = {
        "by": "registrar",
        "noter": "venue",
        "watched": (ALL, BY_TABLE),
        "delay_ms": HOUR,
        "kept_ms": 365 * DAY_MS,
        "reason": "rules of access, article 3",
    }
    return a.SetPolicy(**(said | changes))


def note(batch: int = 1, until: int = GENESIS_TIME, **changes: Any) -> a.Note:
    said = {"noter": "venue", "batch": batch, "until": until, "lines": 4, "root": ROOT, "previous": NOTHING_BEFORE}
    return a.Note(**(said | changes))


def following(ledger: Ledger, until: int, noter: str = "venue", **changes: Any) -> a.Note:
    """The next batch, as whoever notes would make it."""
    journal = journal_of(ledger.state, PartyId(noter))
    batch, previous = (1, NOTHING_BEFORE) if journal is None else (journal.batches + 1, journal.head)
    return note(**({"batch": batch, "until": until, "noter": noter, "previous": previous} | changes))


def begun(ledger: Ledger) -> int:
    """When the first policy began."""
    found = policy_of(ledger.state)
    assert found is not None
    return found.entries[0].since


def watched() -> Ledger:
    """The venue notes; a guard agrees to changes. It noted one batch."""
    ledger = Ledger()
    ledger.party("venue", Role.venue)
    ledger.party("guard")
    ledger.party("bob")
    ledger.do(policy(lines_min=4, guards=("guard",)), signed_by="registrar")
    ledger.wait(1_000)
    ledger.do(following(ledger, begun(ledger) + 500), signed_by="venue")
    return ledger


def _market(_usual: Ledger) -> Ledger:
    ledger = watched()
    for number in range(SCHEDULED_MAX):
        ledger.do(policy(since=FAR + number, guards=("guard",), agreed="guard"), signed_by=BOTH)
    return ledger


WORLD: Final = watched()
FROM: Final = begun(WORLD)
NEXT: Final = following(WORLD, FROM + 1_000)


def changed(**changes: Any) -> a.Note:
    return following(WORLD, **({"until": FROM + 1_000} | changes))


TWICE: Final = (Watching(askers=(Asker.member, Asker.member)),)
OF_EVENTS: Final = (Watching(askers=(Asker.member,), questions=(Question.events,), tables=("holdings/holding",)),)
OF_ALL: Final = (Watching(askers=(Asker.member,), tables=("holdings/holding",)),)

RULED = [
    Row("a policy of yesterday", policy(since=1), BOTH, Outcome.access_policy_backdated),
    Row("a rule names an asker twice", policy(watched=TWICE), BOTH, Outcome.access_policy_unsound),
    Row("tables of questions that name none", policy(watched=OF_EVENTS), BOTH, Outcome.access_policy_unsound),
    Row("tables of all questions", policy(watched=OF_ALL), BOTH, Outcome.access_policy_unsound),
    Row("a guard named twice", policy(guards=("bob", "bob")), BOTH, Outcome.access_policy_unsound),
    Row("filled up to three lines", policy(lines_min=3), BOTH, Outcome.access_batch_uneven),
    Row("without the registrar", policy(agreed="guard"), "guard", Parties.not_authorised),
    Row("by a venue", policy(by="venue", agreed="guard"), "venue guard", Parties.role_missing),
    Row("noted by nobody who is known", policy(noter="none", agreed="guard"), BOTH, Parties.unknown_party),
    Row("no guard is named", policy(), "registrar", Outcome.guard_needed),
    Row("another agrees than a guard", policy(agreed="bob"), "registrar bob", Outcome.guard_needed),
    Row("the guard does not sign", policy(agreed="guard"), "registrar", Parties.not_authorised),
    Row("nine changes to come", policy(agreed="guard", since=LONG), BOTH, Outcome.too_many_access_changes),
]
NOTED = [
    Row("noted by another", changed(noter="bob"), "bob", Outcome.not_the_noter),
    Row("noted for a time before the policy", changed(until=FROM - 1), "venue", Outcome.not_the_noter),
    Row("a batch is left out", changed(batch=3), "venue", Outcome.access_batch_not_next),
    Row("a batch is noted twice", changed(batch=1), "venue", Outcome.access_batch_not_next),
    Row("an old copy goes on", changed(previous=ROOT), "venue", Outcome.access_batch_forked),
    Row("a period again", changed(until=FROM + 500), "venue", Outcome.access_period_empty),
    Row("a period that overlaps", changed(until=FROM + 400), "venue", Outcome.access_period_empty),
    Row("a period to come", changed(until=FAR - 1), "venue", Outcome.access_period_to_come),
    Row("five lines", changed(lines=5), "venue", Outcome.access_batch_uneven),
    Row("fewer lines than hide anything", changed(lines=2), "venue", Outcome.access_batch_uneven),
    Row("without whoever notes", NEXT, "bob", Parties.not_authorised),
]
ACCESS_ACTS = [
    Act("a second policy", creating(POLICIES, POLICY_KEY), Outcome.access_policy_exists),
    Act("a journal of nobody", on_record(JOURNALS, "bob"), Outcome.no_access_journal),
    Act("a journal twice", creating(JOURNALS, "venue"), Outcome.access_journal_exists),
    Act("a batch that was never noted", on_record(BATCHES, "venue", "9"), Outcome.unknown_access_batch),
    Act("a batch twice", creating(BATCHES, "venue", "1"), Outcome.access_batch_exists),
]
APART: Final = True
MARKET = _market
