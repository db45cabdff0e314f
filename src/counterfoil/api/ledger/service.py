# SPDX-License-Identifier: Apache-2.0
"""The node as a service: its handlers, and what it is given."""

from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from typing import Any, Final

from counterfoil.api.application import Service, create_application, openapi_document
from counterfoil.api.client_certificates import ClientCertificates
from counterfoil.api.described import Described, joined
from counterfoil.api.doorway import Doorway, RequestLine
from counterfoil.api.entrances import Entrances
from counterfoil.api.guards import Guards
from counterfoil.api.guards import needed_for as of_method
from counterfoil.api.ledger.block_pages import DESCRIBED as OF_BLOCKS
from counterfoil.api.ledger.block_pages import HANDLERS as BLOCKS
from counterfoil.api.ledger.block_pages import Replicas
from counterfoil.api.ledger.caller_pages import DESCRIBED as OF_CALLERS
from counterfoil.api.ledger.caller_pages import HANDLERS as CALLERS
from counterfoil.api.ledger.chain_pages import DESCRIBED as OF_CHAINS
from counterfoil.api.ledger.chain_pages import HANDLERS as CHAINS
from counterfoil.api.ledger.console_pages import HANDLERS as CONSOLE
from counterfoil.api.ledger.console_pages import PATHS as CONSOLE_PATHS
from counterfoil.api.ledger.draft_pages import DESCRIBED as OF_DRAFTS
from counterfoil.api.ledger.draft_pages import HANDLERS as DRAFTS
from counterfoil.api.ledger.engine_pages import DESCRIBED as OF_ENGINE
from counterfoil.api.ledger.engine_pages import HANDLERS as ENGINE
from counterfoil.api.ledger.event_pages import HANDLERS as EVENTS
from counterfoil.api.ledger.evidence_pages import DESCRIBED as OF_EVIDENCE
from counterfoil.api.ledger.evidence_pages import HANDLERS as EVIDENCE
from counterfoil.api.ledger.feeds import Feeds
from counterfoil.api.ledger.header_schemas import DESCRIBED as OF_HEADERS
from counterfoil.api.ledger.health_pages import HANDLERS as HEALTH
from counterfoil.api.ledger.need_to_know import NeedToKnow
from counterfoil.api.ledger.noted_answers import NotedAnswers
from counterfoil.api.ledger.packing import Proving
from counterfoil.api.ledger.record_pages import HANDLERS as RECORDS
from counterfoil.api.ledger.row_pages import HANDLERS as ROWS
from counterfoil.api.ledger.row_schemas import DESCRIBED as OF_ROWS
from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.api.ledger.schemas import DESCRIBED
from counterfoil.api.ledger.token_pages import HANDLERS as TOKENS
from counterfoil.api.ledger.transaction_pages import HANDLERS as TRANSACTIONS
from counterfoil.api.ledger.transaction_pages import Rehearsals
from counterfoil.api.ledger.word_pages import DESCRIBED as OF_WORDS
from counterfoil.api.ledger.word_pages import HANDLERS as WORDS
from counterfoil.api.limits import NO_LIMITS, Limits
from counterfoil.api.repeats import HEADER as IDEMPOTENCY_KEY
from counterfoil.api.repeats import Repeats
from counterfoil.api.replays import Replays
from counterfoil.api.signed_requests import SignedRequests
from counterfoil.api.tokens import Revoked, Tokens
from counterfoil.node.access.noting import AccessNoting
from counterfoil.primitives.types import Timestamp
from counterfoil.transport.access_tokens import Reach

TITLE: Final = "Counterfoil node"
HANDLERS: Final = (
    *(*CHAINS, *BLOCKS, *ENGINE, *TRANSACTIONS, *DRAFTS, *RECORDS, *ROWS, *EVENTS, *EVIDENCE, *HEALTH, *TOKENS),
    *(*CALLERS, *WORDS),
)
"""Of every file of pages;"""
PARTS: Final[Sequence[Described]] = (
    *(DESCRIBED, OF_HEADERS, OF_CHAINS, OF_BLOCKS, OF_ENGINE, OF_DRAFTS, OF_ROWS, OF_EVIDENCE),
    *(OF_CALLERS, OF_WORDS),
)
"""and what each says of its operations."""


def node_document() -> bytes:
    """The OpenAPI document of the service, without one that runs."""
    return openapi_document(TITLE, joined(*PARTS), HANDLERS)


def create_node_service(
    running: RunningNetwork,
    *,
    names: Set[str],
    clock: Callable[[], Timestamp],
    request_ids: Callable[[], str],
    replays: Replays,
    log: Callable[[RequestLine], None] = lambda _: None,
    failed: Callable[[str, Exception], None] = lambda _, __: None,
    stopwatch: Callable[[], int] = lambda: 0,
    limits: Limits = NO_LIMITS,
    revoked: Revoked | None = None,
    certificates: ClientCertificates | None = None,
    noting: AccessNoting | None = None,
) -> Doorway:
    """The service as an ASGI application; ``names`` are the hosts by which it is asked.

    ``certificates`` is given where connections may bring one. ``noting``: who notes what is asked, where a chain's
    policy says so; None where no chain has such a policy.
    """
    policy = NeedToKnow(running.chains)
    revoked = revoked or Revoked(clock)
    service = Service(
        title=TITLE,
        entrance=Entrances(
            SignedRequests(policy.holder, clock, names, replays, (IDEMPOTENCY_KEY,)),
            Tokens(policy.holder, clock, names, revoked),
            certificates,
        ),
        clock=clock,
        request_ids=request_ids,
        log=log,
        failed=failed,
        described=joined(*PARTS),
        well=lambda: running.well,
        stopped=lambda: running.stopped,
        stopwatch=stopwatch,
        guards=Guards(limits, Repeats(), needed_for),
        also_public=CONSOLE_PATHS,
    )
    feeds, proving = Feeds(running.chains, policy), Proving(running, clock)
    running.before_closing(feeds.close)
    running.before_closing(proving.close)
    given: dict[str, Any] = {"running": running, "policy": policy, "rehearsals": Rehearsals(clock)}
    given |= {"replicas": Replicas(running.chains)}
    given |= {"feeds": feeds, "proving": proving, "revoked": revoked}
    made = create_application(service, (*HANDLERS, *CONSOLE), dependencies=given)
    if noting is None:
        return made
    return replace(made, application=NotedAnswers(made.application, running, policy, noting))


def needed_for(method: str, path: str) -> Reach:
    """How far a token must reach: evidence and words are read though they are asked for by POST."""
    last = path.rpartition("/")[2]
    if method == "POST" and last in _REACHES:
        return _REACHES[last]
    return of_method(method, path)


_REACHES: Final = {"rehearsals": Reach.rehearse, "evidence": Reach.read, "words": Reach.read}
