# SPDX-License-Identifier: Apache-2.0
"""The demonstration's business on one chain: register, digitise, issue digital yuan, settle a day's trades."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, TypeVar

import msgspec

from counterfoil.application import TransactionResult
from counterfoil.commerce.modules.holdings.messages import IssueBatch, IssuedLine
from counterfoil.commerce.modules.settlement.messages import Affirm, Allocate, Instruct, Settle, SettleNow
from counterfoil.demo.plan import (
    ChainPlan,
    Product,
    Trade,
    account_of,
    firms,
    investor_account,
    investor_registration,
    registration,
)
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.node.chain import ChainNode
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.network import Network, clock_ms
from counterfoil.node.submitting import describe, is_committed, sign_calls, submit
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.types import HexHash, PartyId, Quantity, Timestamp

BATCH: Final = 200
"""Calls in one transaction, and trades in one submission."""
STAGED_EVERY: Final = 40
"""Every so many trades, one goes through affirmation and allocation instead of settling at once."""
EXPIRY_MS: Final = 86_400_000

Progress = Callable[[int, int], None]
"""(trades done, trades in all)"""
T = TypeVar("T")


@dataclass
class Business:
    """One chain at work. ``rejected`` counts the attempts that the ledger refused, as it should."""

    network: Network
    plan: ChainPlan
    settled: int = 0
    rejected: int = 0
    transactions: list[HexHash] = field(default_factory=list)
    """identifiers of the trades that settled at once, in order"""

    @property
    def node(self) -> ChainNode:
        return self.network.chain(self.plan.chain)

    def key(self, party: PartyId) -> PrivateKey:
        return self.network.keyring.get(party)

    def register(self) -> None:
        """Firms with keys, then investors without, then one account for each investor."""
        for party, (name, roles) in firms(self.plan).items():
            policy = single_key_policy(self.key(party))
            self._commit([registration(party, name, roles, policy)], self.key(DEPOSITORY))
        investors = range(self.plan.newcomer + 1)
        self._commit_in_batches((investor_registration(self.plan, each) for each in investors), self.key(DEPOSITORY))
        for broker in self.plan.brokers:
            clients = (each for each in investors if self.plan.broker_of(each) == broker)
            self._commit_in_batches((investor_account(self.plan, each) for each in clients), self.key(broker))

    def digitise(self) -> None:
        """Define the instruments and enter the register: who holds how much at the beginning."""
        for product in self.plan.products:
            self._commit(product.definition(), self.key(product.issuer))
            self._issue(product)

    def settle(self, session: str, day: Sequence[Trade], progress: Progress) -> None:
        """Delivery versus payment: most at once, some by way of affirmation and allocation."""
        for number, batch in enumerate(_batches(day, BATCH)):
            at_once = [trade for position, trade in enumerate(batch) if position % STAGED_EVERY]
            staged = [trade for position, trade in enumerate(batch) if not position % STAGED_EVERY]
            self._settle_at_once(at_once, prefix=f"{session}-{number:03d}")
            for position, trade in enumerate(staged):
                self._settle_in_stages(trade, f"{session}-staged-{number:03d}-{position}")
            progress(min(len(day), (number + 1) * BATCH), len(day))

    def _issue(self, product: Product) -> None:
        """The issuer creates the units; each broker consents for its clients' accounts."""
        for broker in self.plan.brokers:
            lines = (
                IssuedLine(account=account_of(investor), quantity=Quantity(product.endowment))
                for investor in range(self.plan.investors)
                if self.plan.broker_of(investor) == broker
            )
            for batch in _batches(lines, BATCH):
                issue = IssueBatch(instrument=product.instrument, lines=tuple(batch), reference="register")
                self._commit([issue], self.key(product.issuer), self.key(broker))

    def _settle_at_once(self, batch: Sequence[Trade], *, prefix: str) -> None:
        envelopes = [
            sign_calls(
                self.node,
                [SettleNow(instruction=f"{prefix}-{number:03d}", legs=trade.legs(), reference="demo")],
                *self._brokers(trade),
            )
            for number, trade in enumerate(batch)
        ]
        for answer in submit(self.node, envelopes):
            if isinstance(answer, TransactionResult) and is_committed(answer):
                self.settled += 1
                self.transactions.append(answer.id)
            else:
                self.rejected += 1

    def _settle_in_stages(self, trade: Trade, instruction: str) -> None:
        seller, buyer = self.plan.broker_of(trade.seller), self.plan.broker_of(trade.buyer)
        sides = [(account_of(trade.seller), self.key(seller)), (account_of(trade.buyer), self.key(buyer))]
        expires = Timestamp(clock_ms() + EXPIRY_MS)
        instruct = Instruct(instruction=instruction, by=seller, legs=trade.legs(), expires=expires)
        self._commit([instruct], self.key(seller))
        for account, key in sides:
            self._commit([Affirm(instruction=instruction, account=account)], key)
        for account, key in sides:
            self._commit([Allocate(instruction=instruction, account=account)], key)
        self._commit([Settle(instruction=instruction, by=buyer)], self.key(buyer))
        self.settled += 1

    def _brokers(self, trade: Trade) -> list[PrivateKey]:
        """The keys of both sides' brokers, each once."""
        brokers = dict.fromkeys((self.plan.broker_of(trade.seller), self.plan.broker_of(trade.buyer)))
        return [self.key(broker) for broker in brokers]

    def _commit_in_batches(self, calls: Iterable[msgspec.Struct], key: PrivateKey) -> None:
        for batch in _batches(calls, BATCH):
            self._commit(batch, key)

    def _commit(self, calls: Sequence[msgspec.Struct], *keys: PrivateKey) -> None:
        """Submit one transaction that must succeed."""
        (answer,) = submit(self.node, [sign_calls(self.node, calls, *keys)])
        if not is_committed(answer):
            raise InvariantBroken(f"the demonstration's transaction was not committed: {describe(answer)}")


def create_keys(network: Network, plans: Iterable[ChainPlan]) -> None:
    """One encrypted key file for every firm."""
    for party in dict.fromkeys(party for plan in plans for party in firms(plan)):
        network.keyring.create(party)


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
