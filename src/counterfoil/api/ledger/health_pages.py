# SPDX-License-Identifier: Apache-2.0
"""How well a node is, in detail: for its operator, and for a supervisor of the chains that it supervises."""

from collections.abc import Collection
from typing import Any

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from counterfoil.api.ledger.answering import AskingParty, Policy, Running, json_answer
from counterfoil.api.ledger.measured import ROWS_LAG
from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.api.problems import NOT_FOUND, Problem
from counterfoil.api.threads import in_thread
from counterfoil.node.chain import ChainNode


def detail_of(running: RunningNetwork, nodes: Collection[ChainNode]) -> dict[str, Any]:
    """All that is known of these chains, and of what they share."""
    lag = running.gauges.read(ROWS_LAG)
    doubt = running.clock_doubt()
    published = running.published
    return {
        "status": "ok" if running.well else "unavailable",
        "chains": [_chain(running, node, lag.get((node.chain,))) for node in nodes],
        "publication": {
            "time": None if published is None else published.time,
            "failed": running.counted.publications["failed"],
            "problem": running.counted.problem,
            "witnesses": running.witnesses(),
        },
        "in_hand": running.in_hand,
        "warnings": [*([f"clock: {doubt}"] if doubt else []), *(one for tell in running.warnings if (one := tell()))],
    }


def _chain(running: RunningNetwork, node: ChainNode, rows_lag: float | None) -> dict[str, Any]:
    failure = None if node.engine is None else node.engine.failure
    heights = {} if running.published is None else running.published.heights
    published = heights.get(node.chain, -1)
    return {
        "chain": node.chain,
        "height": node.reader.height,
        "published": published if published >= 0 else None,
        "failure": None if failure is None else f"{type(failure).__name__}: {failure}"[:500],
        "rows_lag": None if rows_lag is None else int(rows_lag),
    }


@get("/health/detail", summary="How well it is, for a supervisor: of the chains that it supervises")
@in_thread
def detail(caller: AskingParty, policy: Policy, running: Running) -> Response[bytes]:
    seen = [node for node in running.chains.values() if policy.sight(caller, node).all]
    if not seen:
        raise Problem(NOT_FOUND)
    return json_answer(detail_of(running, seen))


def operators_detail(running: RunningNetwork) -> ControllerRouterHandler:
    """The same of all chains, for where nobody but the operator asks."""

    @get("/health/detail", summary="How well it is")
    @in_thread
    def shown() -> Response[bytes]:
        return json_answer(detail_of(running, running.chains.values()))

    return shown


HANDLERS = [detail]
