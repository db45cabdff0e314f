# SPDX-License-Identifier: Apache-2.0
"""A node that orders calls of contracts and dies at a place that it is told: ``contract_victim.py FOLDER PLACE``.

What it orders follows from the height alone, an intent for each block, at times that no clock decides: so any two
that get as far have the same headers. It says whose processes its workers are, waits for a line, and says each answer.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, Final

from counterfoil.node.chain import ChainNode
from counterfoil.node.contracts.running_here import programs
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.types import ChainId, HexHash, Timestamp
from counterfoil.sandbox.costs import DIALECT
from counterfoil.sandbox.pool import Pool
from support.simulated_firms import FIRST, Firms
from support.simulation_genesis import START_MS, genesis_of, key_of
from support.simulation_market import Act, Market

CHAIN: Final = ChainId("alliance")
ROUNDS: Final = 6
NODE_DIES: Final = (
    "in a call",
    "in a call inside",
    "before the sync",
    "after the sync",
    "before the state",
    "after it",
)
"""Where the node can die while contracts run: of the last two, before and after its state follows the block log."""
WORKER_DIES: Final = "a worker in each transaction"
WORKERS_DIE: Final = "every worker in a call"
NOWHERE: Final = "nowhere"


def begun(folder: Path) -> Path:
    """A chain's folder in which nothing has happened."""
    folder.mkdir()
    (folder / "genesis.json").write_bytes(genesis_of(CHAIN))
    return folder


def opened(folder: Path) -> ChainNode:
    """The node, whose blocks follow each other by a millisecond."""
    return ChainNode.open(folder, CHAIN, clock=lambda: Timestamp(START_MS), seal_keys=[key_of(CHAIN, "operator")])


def founded(genesis: HexHash, seed: int = 1) -> tuple[Market, list[Act]]:
    """A market, as it is when what founds it is committed."""
    market = Market(CHAIN, genesis, Random(seed))
    acts = [*market.founding(), *market.listing(), *market.opening()]
    for act in acts:
        act.remember()
    return market, acts


def intents(genesis: HexHash) -> list[bytes]:
    """One for each block: a market with contracts, and calls of these, of which some fail."""
    market, acts = founded(genesis)
    acts += [act for _ in range(ROUNDS) for act in round_of(market)]
    return [market.sign(act, height=height).data for height, act in enumerate(acts)]


def round_of(market: Market) -> Iterator[Act]:
    """Units go into a safe, through another one and to somebody; then a call fails when it has paid.

    No chance decides any of it: what each comes to is asked exactly, whatever else founds the market.
    """
    firms, (first, second) = market.part(Firms), FIRST
    yield Act(*firms.brought_by("ann-0", first, 5, START_MS))
    yield Act([firms._run(first, "pass_on", "ben", chain=[second], to="cai-0", quantity=5)], ["ben"])
    yield Act([firms._run(second, "pays_and_spins", "ben", to="cai-0")], ["ben"])
    yield Act([firms._run(second, "pass_on", "dan", chain=[first], to="ben-0", quantity=13)], ["dan"])


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying(original: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    """The same, with a death before it or after it."""

    def call(*arguments: Any, **named: Any) -> Any:
        if not after:
            die()
        original(*arguments, **named)
        die()

    return call


class Watched:
    """Implements ``law.program.Programs``: the node's pool, in which something happens at each question of a call."""

    def __init__(self, pool: Pool, happens: Callable[[int, int, int], None]) -> None:
        """``happens``: told how many transactions ran, how deep the call is, and how many questions there were."""
        self.pool, self.happens = pool, happens
        self.ran, self.depth, self.asked = 0, 0, 0

    def entries(self, source: str) -> Any:
        return self.pool.entries(source)

    def expect(self, *call: Any) -> None:
        self.pool.expect(*call)

    def run(self, *call: Any) -> Any:
        if self.depth == 0:
            self.ran, self.asked = self.ran + 1, 0
        self.depth += 1
        asking, answer = self.pool.run(*call), None
        try:
            while True:
                request = asking.send(answer)
                self.asked += 1
                self.happens(self.ran, self.depth, self.asked)
                answer = yield request
        except StopIteration as over:
            return over.value
        finally:
            self.depth -= 1
            asking.close()


def arm(node: ChainNode, pool: Pool, place: str) -> None:
    """From now on the place is deadly."""
    killed: set[int] = set()

    def happens(ran: int, depth: int, asked: int) -> None:
        if place in NODE_DIES[:2] and depth == 1 + NODE_DIES.index(place) and asked > 1:
            die()
        worker = pool.pids()[0]
        turn = place == WORKER_DIES and asked == 1 + 2 * ran % 7  # of every question of both calls, in time
        if turn or (place == WORKERS_DIE and worker not in killed):
            killed.add(worker)
            os.kill(worker, signal.SIGKILL)
            os.waitid(os.P_PID, worker, os.WEXITED | os.WNOWAIT)
            say("killed", worker)

    watched = Watched(pool, happens)
    node.ledger._interpreters = lambda _dialect: watched
    if place in NODE_DIES[2:4]:
        os.fsync = os.fdatasync = dying(os.fdatasync, after=place == "after the sync")
    elif place in NODE_DIES[4:]:
        node.store.commit = dying(node.store.commit, after=place == "after it")  # type: ignore[method-assign]


def main(folder: Path, place: str) -> None:
    """Order what is left, from the height on; with a place to die at, from the second call of a contract on."""
    pool = programs(DIALECT)
    assert isinstance(pool, Pool)
    pool.start()
    say("workers", *pool.pids())
    sys.stdin.readline()
    with opened(folder) as node:
        assert node.engine is not None
        left = intents(node.ledger.genesis_hash)[node.height :]
        calls = 4 * ROUNDS
        for number, data in enumerate(left):
            if place != NOWHERE and len(left) - number < calls and number:
                arm(node, pool, place)
                place = NOWHERE
            try:
                answer = node.engine.submit(data).result()
            except InvariantBroken as stopped:
                say("stopped", stopped)
                return
            say("ordered", node.height, answer.code, node.ledger.last_hash)
        say("done")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
