# SPDX-License-Identifier: Apache-2.0
"""The node as a service: its handlers, and what it is given."""

from collections.abc import Callable, Set
from dataclasses import replace
from typing import Any, Final

from counterfoil.api.application import Service, create_application
from counterfoil.api.doorway import AccessLine, Doorway
from counterfoil.api.ledger.chain_pages import HANDLERS as CHAINS
from counterfoil.api.ledger.need_to_know import NeedToKnow
from counterfoil.api.ledger.noted_answers import NotedAnswers
from counterfoil.api.ledger.record_pages import HANDLERS as RECORDS
from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.api.ledger.schemas import DESCRIBED
from counterfoil.api.ledger.transaction_pages import HANDLERS as TRANSACTIONS
from counterfoil.api.ledger.transaction_pages import Rehearsals
from counterfoil.api.replays import Replays
from counterfoil.api.signed_requests import SignedRequests
from counterfoil.node.access.noting import AccessNoting
from counterfoil.primitives.types import Timestamp

TITLE: Final = "Counterfoil node"


def create_node_service(
    running: RunningNetwork,
    *,
    names: Set[str],
    clock: Callable[[], Timestamp],
    request_ids: Callable[[], str],
    replays: Replays,
    log: Callable[[AccessLine], None] = lambda _: None,
    failed: Callable[[str, Exception], None] = lambda _, __: None,
    noting: AccessNoting | None = None,
) -> Doorway:
    """The service as an ASGI application; ``names`` are the hosts by which it is asked.

    ``noting``: who notes what is asked, where a chain's policy says so; None where no chain has such a policy.
    """
    policy = NeedToKnow(running.chains)
    service = Service(
        title=TITLE,
        entrance=SignedRequests(policy.holder, clock, names, replays),
        clock=clock,
        request_ids=request_ids,
        log=log,
        failed=failed,
        described=DESCRIBED,
        well=lambda: running.well,
    )
    given: dict[str, Any] = {"running": running, "policy": policy, "rehearsals": Rehearsals(clock)}
    made = create_application(service, [*CHAINS, *TRANSACTIONS, *RECORDS], dependencies=given)
    return (
        made if noting is None else replace(made, application=NotedAnswers(made.application, running, policy, noting))
    )
