# SPDX-License-Identifier: Apache-2.0
"""Repositories of events, and what the traceability module refuses: per call, in the order checked."""

from typing import Final

from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.traceability import calls as t
from counterfoil.modules.traceability.outcomes import TraceabilityOutcome as Outcome
from counterfoil.modules.traceability.records import BATCHES
from support.ledger import Ledger
from support.market import Row
from support.refused_by_records import Act, creating, on_record

ROOT: Final = "a" * 64


def opened(repository: str = "fresh", keeper: str = "issuer") -> t.OpenRepository:
    """The issuer keeps events about its goods."""
    return t.OpenRepository(repository=repository, keeper=keeper, title="Copper, from mine to warehouse")


def anchor(batch: int, repository: str = "goods", events: int = 3) -> t.Anchor:
    return t.Anchor(repository=repository, batch=batch, events=events, root=ROOT)


def close(repository: str = "goods") -> t.CloseRepository:
    return t.CloseRepository(repository=repository, reason="moved to another")


def traced(market: Ledger) -> Ledger:
    """A repository with two batches, and one that is closed."""
    market.do(opened("goods"), opened("over"), anchor(1), anchor(2), close("over"), signed_by="issuer")
    return market


TRACED = [
    Row("opening without its keeper", opened(), "bob", Parties.not_authorised),
    Row("a repository's name is taken", opened("goods"), "issuer", Outcome.repository_exists),
    Row("anchoring in nothing", anchor(1, "none"), "issuer", Outcome.unknown_repository),
    Row("anchoring in what is closed", anchor(1, "over"), "issuer", Outcome.repository_closed),
    Row("a batch is left out", anchor(4), "issuer", Outcome.event_batch_not_next),
    Row("a batch is anchored twice", anchor(2), "issuer", Outcome.event_batch_not_next),
    Row("anchoring for another", anchor(3), "bob", Parties.not_authorised),
    Row("closing nothing", close("none"), "issuer", Outcome.unknown_repository),
    Row("closing twice", close("over"), "issuer", Outcome.repository_closed),
    Row("closing another's", close(), "bob", Parties.not_authorised),
]
TRACED_ACTS = [
    Act("a batch that was never anchored", on_record(BATCHES, "goods", "9"), Outcome.unknown_event_batch),
    Act("an anchored batch twice", creating(BATCHES, "goods", "1"), Outcome.event_batch_exists),
]
MARKET = traced
"""What the rows need on the market of all tables."""
