# SPDX-License-Identifier: Apache-2.0
"""A bank's statement against the bridge's journal: every difference is told."""

from pathlib import Path

from msgspec.structs import replace

from counterfoil.demo.simulated_bank import CLOSED, SimulatedBank
from counterfoil.node.bank.journal import PaymentState
from counterfoil.node.bank.reconciling import bank_differences
from counterfoil.node.network import Network
from support.bank_world import (
    EXCHANGE,
    INTO_LIN,
    INTO_SHOP,
    LIMIT,
    OF_LIN,
    OF_SHOP,
    RESERVE,
    SHOP,
    bridge_over,
    pay_back,
    settled,
)


def test_what_the_bank_refuses_to_pay_is_told(network: Network, bank: SimulatedBank, tmp_path: Path) -> None:
    """The account was closed: it stays owed, with the bank's reason, until a person settles it."""
    bank.arrive(INTO_SHOP, 700, "E-1", payer=OF_SHOP)
    bank.closed = frozenset({OF_SHOP})
    bridge = settled(network, bank, tmp_path)
    pay_back(network, SHOP, 300)
    bridge.run_until_settled(5)
    [owed] = bridge.journal.payments(PaymentState.rejected)
    assert (owed.order.amount, owed.detail) == (300, CLOSED)
    told = [one.problem for one in bank_differences(bank.statement(EXCHANGE), bridge.journal)]
    assert told == ["owed, and refused by the bank: AC04"]


def test_every_difference_from_a_statement_is_told(network: Network, bank: SimulatedBank, tmp_path: Path) -> None:
    """An entry that is missing, changed, or nobody's; a sum that does not follow."""
    bank.arrive(INTO_LIN, 700, "E-1", payer=OF_LIN)
    bank.arrive(INTO_LIN, LIMIT, "too much", payer=OF_LIN)
    bridge = settled(network, bank, tmp_path)
    right = bank.statement(INTO_LIN)
    assert list(bank_differences(right, bridge.journal)) == []

    def told(**changes: object) -> list[str]:
        return [one.problem for one in bank_differences(replace(right, **changes), bridge.journal)]

    first, *others = right.entries
    stranger = replace(first, booking="of nobody")
    debit = others[-1]
    assert told(entries=tuple(others), closing=0) == ["taken from the bank, not on the statement"]
    assert told(entries=(replace(first, amount=699), *others), closing=699) == [
        "taken from the bank as 700, on the statement as 699"
    ]
    assert told(entries=(*right.entries, stranger), closing=1_400) == [
        "booked at the bank (CRDT), unknown to the bridge"
    ]
    assert told(entries=(*right.entries, first), closing=1_400) == ["booked at the bank (CRDT), more than once"]
    paid_twice = (*right.entries, replace(debit, booking="B-2"))
    assert told(entries=paid_twice, closing=700 - debit.amount) == ["booked at the bank (DBIT), more than once"]
    assert told(entries=right.entries[:-1], closing=700 + LIMIT) == ["paid by the bank, not on the statement"]
    assert told(closing=1) == ["the statement does not add up"]


def test_a_notice_that_waits_is_told_as_such(network: Network, bank: SimulatedBank, tmp_path: Path) -> None:
    """Taken from the bank and not on the ledger yet."""
    bridge = bridge_over(network, bank, tmp_path)
    bridge.take_notices()
    assert [one.problem for one in bank_differences(bank.statement(RESERVE), bridge.journal)] == [
        "taken from the bank, not on the ledger yet"
    ]
