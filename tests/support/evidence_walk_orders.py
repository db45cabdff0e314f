# SPDX-License-Identifier: Apache-2.0
"""A history of random orders on securities and digital yuan, under policies that change, with evidence of it."""

from collections.abc import Iterator, Sequence
from random import Random

from counterfoil.commerce.admission import Prepared
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.parties.records import PARTIES
from counterfoil.modules.supervision.order import ORDERS
from counterfoil.modules.supervision.records import FILES
from counterfoil.modules.supervision.seized import SEIZURES
from counterfoil.primitives.types import RecordPath
from support.evidence_history import Ask
from support.evidence_walk import Played, WalkedHistory
from support.ledger import BLOCK_MS
from support.orders_walk import OrdersWalk
from support.supervised_yuan import YUAN

STEPS = 12
"""Calls of one act, each in a block of its own."""


class OrderedHistory(WalkedHistory):
    """Freezes, seizures, destructions, recoveries to new keys, sales and returns, whatever the walk comes upon."""

    known = "icbc"
    keen = (("of-alice", "SHARE"), ("state", "SHARE"), ("wallet", YUAN), ("bobs", YUAN), ("states", YUAN))

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        # Of an odd seed the walk plays on a chain that takes orders which cannot work, and this world is none.
        self.orders = OrdersWalk(2 * seed)
        self.ledger = self.orders.ledger
        self.world = Played()
        self._begin()

    def act(self) -> int:
        self.ledger.wait(self.random.choice((0, 20_000)))
        # One by one, so that a 64th link is a transaction of its own, where a trail can be opened.
        replaced = [self.fidget(self.known, 1) for _ in range(5)]
        assert {answer.outcome for answer in self.ledger.block(*replaced)} == {MachineOutcome.ok}
        self._play(self.ledger.time, replaced)
        return sum(self._step() for _ in range(STEPS))

    def claims(self) -> Iterator[Ask]:
        """Besides, some order, what was seized under one, and a file."""
        yield from super().claims()
        for table in (ORDERS, SEIZURES, FILES):
            paths = [RecordPath(path) for path in self.ledger.records.records if path.startswith(f"{table.prefix}/")]
            if paths:
                yield self._record(self.random.choice(paths))

    def _record(self, path: RecordPath) -> Ask:
        return lambda collector: collector.record(path)

    def _step(self) -> bool:
        """One call; what the ledger and the twin say of it, and what it does to the world."""
        call, asked = self.orders.next(self.ledger.time + BLOCK_MS)
        transaction = self.ledger.transaction(call, **self.orders.signers())
        expected = self.orders.ask(*asked)
        (answer,) = self.ledger.block(transaction)
        assert answer.outcome.name == expected, (call, asked)
        if answer.outcome is not MachineOutcome.ok:
            return False
        self._play(self.ledger.time, [transaction])
        return True

    def _play(self, time: int, transactions: Sequence[Prepared]) -> None:
        renewed = [f"{name}-{number}" for name, number in self.orders.renewed()]
        names = [party.party for _, party in self.ledger.state.rows(PARTIES)]
        self.world.play(time, transactions, [*names, *renewed])
