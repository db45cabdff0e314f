# SPDX-License-Identifier: Apache-2.0
"""The demonstration's business on one chain: register, digitise, issue digital yuan, settle a day's trades.

Who consents to a transaction follows from the keys that sign it. An investor has none: the broker consents both to
what leaves the account and to what comes into it, so a trade settles at once only when both brokers sign it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, TypeVar

import msgspec

from counterfoil.application import TransactionResult
from counterfoil.demo.day import Trade
from counterfoil.demo.plan import (
    BANK,
    CASH,
    ChainPlan,
    Product,
    account_of,
    firm_account,
    house_account,
    investor_account,
    investor_registration,
)
from counterfoil.demo.transacting import keys_of, transact
from counterfoil.identity.signing import single_key_policy
from counterfoil.modules.holdings.calls import Issue
from counterfoil.modules.settlement.calls import Affirm, Allocate, Instruct, Settle, SettleNow
from counterfoil.node.chain import ChainNode
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.network import Network, clock_ms
from counterfoil.node.submitting import is_committed, sign_calls, submit
from counterfoil.primitives.types import AccountId, HexHash, PartyId, Quantity, Timestamp

BATCH: Final = 200
"""Calls in one transaction, and trades in one submission."""
STAGED_EVERY: Final = 40
"""Every so many trades, one goes through affirmation and allocation instead of settling at once."""
EXPIRY_MS: Final = 86_400_000
HOUSE_CASH_FEN: Final = 5_000_000_00

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

    @property
    def now(self) -> Timestamp:
        """The time of the chain's last block."""
        return self.node.reader.header(self.node.height).time

    def do(self, calls: Sequence[msgspec.Struct], *parties: PartyId) -> None:
        """One transaction that these parties sign, and that must succeed."""
        transact(self.network, self.plan.chain, calls, parties)

    def register(self) -> None:
        """Firms with keys, investors without, and an account for everybody who will hold something."""
        plan, keyring = self.plan, self.network.keyring
        firms = [firm.registration(single_key_policy(keyring.get(firm.party))) for firm in plan.firms]
        self._do_many(firms, DEPOSITORY)
        self._do_many((investor_registration(plan, each) for each in plan.everybody), DEPOSITORY)
        for broker in plan.brokers:
            self._do_many((investor_account(plan, each) for each in self._clients(broker, plan.everybody)), broker)
        for firm in plan.houses:
            self.do([firm_account(firm)], firm)

    def digitise(self) -> None:
        """Define the instruments and enter the register: who holds how much at the beginning."""
        for product in self.plan.products:
            self.do(product.definition(), product.issuer)
            for broker in self.plan.brokers if product.endowment else ():
                clients = map(account_of, self._clients(broker, self.plan.endowed))
                issues = (_issue(product, account, product.endowment) for account in clients)
                # The issuer creates the units; the broker consents for its clients' accounts.
                self._do_many(issues, product.issuer, broker)
            if product.instrument == CASH:
                for firm in self.plan.houses:
                    self.do([_issue(product, house_account(firm), HOUSE_CASH_FEN)], BANK, firm)

    def settle(self, session: str, trades: Sequence[Trade], progress: Callable[[int, int], None]) -> None:
        """Delivery versus payment: most at once, some by way of affirmation and allocation."""
        for number, batch in enumerate(_batches(trades, BATCH)):
            at_once = [trade for position, trade in enumerate(batch) if position % STAGED_EVERY]
            staged = [trade for position, trade in enumerate(batch) if not position % STAGED_EVERY]
            self._settle_at_once(at_once, prefix=f"{session}-{number:03d}")
            for position, trade in enumerate(staged):
                self._settle_in_stages(trade, f"{session}-staged-{number:03d}-{position}")
            progress(min(len(trades), (number + 1) * BATCH), len(trades))

    def sell(self, trade: Trade, instruction: str) -> None:
        """One trade, settled at once, that must succeed."""
        self.do([_settle_now(trade, instruction)], *self._brokers(trade))
        self.settled += 1

    def _settle_at_once(self, batch: Sequence[Trade], *, prefix: str) -> None:
        signed = [
            sign_calls(
                self.node, [_settle_now(trade, f"{prefix}-{number:03d}")], *keys_of(self.network, self._brokers(trade))
            )
            for number, trade in enumerate(batch)
        ]
        for answer in submit(self.node, signed):
            if isinstance(answer, TransactionResult) and is_committed(answer):
                self.settled += 1
                self.transactions.append(answer.id)
            else:
                self.rejected += 1

    def _settle_in_stages(self, trade: Trade, instruction: str) -> None:
        """Each side acts alone, when it likes; nobody signs for another."""
        seller, buyer = self.plan.broker_of(trade.seller), self.plan.broker_of(trade.buyer)
        sides = [(account_of(trade.seller), seller), (account_of(trade.buyer), buyer)]
        expires = Timestamp(clock_ms() + EXPIRY_MS)
        self.do([Instruct(instruction=instruction, by=seller, legs=trade.legs(), expires=expires)], seller)
        for account, broker in sides:
            self.do([Affirm(instruction=instruction, account=account)], broker)
        for account, broker in sides:
            self.do([Allocate(instruction=instruction, account=account)], broker)
        self.do([Settle(instruction=instruction, by=buyer)], buyer)
        self.settled += 1

    def _brokers(self, trade: Trade) -> list[PartyId]:
        """Both sides' brokers, each once."""
        return list(dict.fromkeys((self.plan.broker_of(trade.seller), self.plan.broker_of(trade.buyer))))

    def _clients(self, broker: PartyId, investors: Iterable[int]) -> list[int]:
        return [investor for investor in investors if self.plan.broker_of(investor) == broker]

    def _do_many(self, calls: Iterable[msgspec.Struct], *parties: PartyId) -> None:
        for batch in _batches(calls, BATCH):
            self.do(batch, *parties)


def create_keys(network: Network, plans: Iterable[ChainPlan]) -> None:
    """One encrypted key file for every firm."""
    for party in dict.fromkeys(firm.party for plan in plans for firm in plan.firms):
        network.keyring.create(party)


def _issue(product: Product, account: AccountId, quantity: int) -> Issue:
    return Issue(instrument=product.instrument, account=account, quantity=Quantity(quantity), reference="register")


def _settle_now(trade: Trade, instruction: str) -> SettleNow:
    return SettleNow(instruction=instruction, legs=trade.legs(), reference="demo")


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
