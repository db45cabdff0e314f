# SPDX-License-Identifier: Apache-2.0
"""What is measured of a network that is served: its chains, its publications, its witnesses, its clock."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from counterfoil.api.gauges import Gauge, Gauges, Kind, Measured
from counterfoil.application import Refusal
from counterfoil.consensus.ticket import Answer
from counterfoil.law.module import Watched
from counterfoil.modules import modules
from counterfoil.node.chain import ChainNode
from counterfoil.primitives.types import ChainId, Timestamp

if TYPE_CHECKING:
    from counterfoil.api.ledger.running import RunningNetwork

ROWS_LAG: Final = "counterfoil_rows_lag_blocks"
"""How far the tables of a read model are behind their chain, by chain; whoever feeds them adds it."""


class Counted:
    """What was done since the start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._outcomes: Counter[tuple[str, str]] = Counter()
        self.publications: Counter[str] = Counter({"done": 0, "failed": 0})
        self.last_done = Timestamp(0)
        """when a publication was done last"""
        self.problem = ""
        """what stood in the way of the last one"""

    def answered(self, chain: ChainId, answers: Iterable[Answer]) -> None:
        """Transactions that were handed in and have their answers."""
        numbers = Counter(str(one.code) if isinstance(one, Refusal) and one.code else _number(one) for one in answers)
        with self._lock:
            for number, count in numbers.items():
                self._outcomes[chain, number] += count

    def published(self, now: Timestamp, problem: str = "") -> None:
        """A publication was tried."""
        self.problem = problem
        self.publications["failed" if problem else "done"] += 1
        if not problem:
            self.last_done = now

    def outcomes(self) -> Measured:
        with self._lock:
            return {labels: float(count) for labels, count in self._outcomes.items()}


def _number(answer: Answer) -> str:
    """0 is committed; what no rule refused has a name and no number."""
    return answer.reason if isinstance(answer, Refusal) else str(answer.code)


def add_measures(running: "RunningNetwork", gauges: Gauges) -> None:
    """Everything that a running network tells of itself."""
    for gauge in (*_of_chains(running), *_of_publications(running)):
        gauges.add(gauge)


def _of_chains(running: "RunningNetwork") -> Sequence[Gauge]:
    def each(name: str, says: str, read: Callable[[ChainNode], float]) -> Gauge:
        return Gauge(
            name, says, lambda: {(chain,): float(read(node)) for chain, node in running.chains.items()}, ("chain",)
        )

    return (
        Gauge(
            "counterfoil_transactions_total",
            "Transactions handed in and answered, by outcome; 0 is committed",
            running.counted.outcomes,
            ("chain", "outcome"),
            Kind.counter,
        ),
        Gauge(
            ROWS_LAG,
            "Blocks that have no rows in the chain's tables yet",
            lambda: {(chain,): float(feed.behind) for chain, feed in running.rows.items()},
            ("chain",),
        ),
        Gauge(
            "counterfoil_transactions_in_hand",
            "Transactions taken in that have no answer yet",
            lambda: {(): float(running.in_hand)},
        ),
        each("counterfoil_chain_height", "The last block", lambda node: node.reader.height),
        each(
            "counterfoil_chain_time_seconds",
            "When the last block was made, since 1970",
            lambda node: node.reader.header(node.reader.height).time / 1e3,
        ),
        each(
            "counterfoil_chain_running",
            "Whether it makes blocks",
            lambda node: node.engine is not None and node.engine.failure is None,
        ),
        *(_of_times(running, watched) for module in modules() for watched in module.watched),
        Gauge(
            "counterfoil_clock_doubted",
            "Whether this machine's clock is not believed, so that no block is made",
            lambda: {(): float(running.clock_doubt() is not None)},
        ),
    )


def _of_times(running: "RunningNetwork", watched: Watched) -> Gauge:
    return Gauge(watched.gauge, watched.says, lambda: seconds_of(watched, running.chains), ("chain", watched.label))


def seconds_of(watched: Watched, chains: Mapping[ChainId, ChainNode]) -> Measured:
    """The times that a module has watched, on every chain, in seconds since 1970."""
    return {
        (chain, name): time / 1e3 for chain, node in chains.items() for name, time in watched.times(node.ledger.view)
    }


def _of_publications(running: "RunningNetwork") -> Sequence[Gauge]:
    counted = running.counted

    def heights() -> Measured:
        found = {} if running.published is None else running.published.heights
        return {(chain,): float(found[chain]) for chain in running.chains if found.get(chain, -1) >= 0}

    def time(read: Callable[[Timestamp], float]) -> Measured:
        at = None if running.published is None else running.published.time
        return {} if at is None else {(): read(at)}

    return (
        Gauge("counterfoil_chain_published_height", "The last published block", heights, ("chain",)),
        Gauge(
            "counterfoil_publications_total",
            "Publications tried, by what became of them",
            lambda: {(name,): float(count) for name, count in counted.publications.items()},
            ("result",),
            Kind.counter,
        ),
        Gauge(
            "counterfoil_publication_time_seconds",
            "When a quorum signed what is published, since 1970",
            lambda: time(lambda at: at / 1e3),
        ),
        Gauge(
            "counterfoil_publication_age_seconds",
            "How long ago that was",
            lambda: time(lambda at: (running.now_ms() - at) / 1e3),
        ),
        Gauge(
            "counterfoil_witness_answered",
            "Whether a witness or entry auditor signed what is published",
            lambda: {(name,): float(done) for name, done in running.witnesses().items()},
            ("witness",),
        ),
    )
