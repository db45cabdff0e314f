# SPDX-License-Identifier: Apache-2.0
"""What a bridge remembers, and how it is found again."""

import sqlite3
from pathlib import Path

import pytest

from counterfoil.node.bank.journal import BridgeJournal, Notice, NoticeState, PaymentState
from counterfoil.node.bank.messages import CreditDebit, CreditTransfer, Entry
from counterfoil.primitives import canonical
from counterfoil.primitives.types import Quantity, Timestamp
from support.bank_world import EXCHANGE, INTO_LIN, OF_LIN


def entry(number: int) -> Entry:
    """A customer's money, the n-th notice."""
    return Entry(
        number=number,
        account=INTO_LIN,
        booking=f"B-{number}",
        end_to_end="NOTPROVIDED",
        amount=Quantity(1),
        currency="CNY",
        side=CreditDebit.credit,
        counterparty_account=OF_LIN,
        booked_at=Timestamp(1),
    )


def order(number: int) -> CreditTransfer:
    """A payment to a customer, the n-th."""
    return CreditTransfer(
        end_to_end=f"P-{number}",
        amount=Quantity(1),
        currency="CNY",
        debtor_account=EXCHANGE,
        creditor_account=OF_LIN,
    )


def test_what_waits_is_found_without_reading_what_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a hundred done and two that wait, two are decoded, in the order in which they came; by an index."""
    with BridgeJournal(tmp_path / "journal") as journal:
        with journal.step():
            for number in range(1, 103):
                journal.add_notice(Notice(entry(number), b"[]", (), NoticeState.issued, ""))
                journal.add_payment(order(number), "")
                journal.set_payment(f"P-{number}", PaymentState.settled, "")
            for number in (70, 30):
                journal.set_notice(f"B-{number}", NoticeState.received, "")
            journal.set_payment("P-60", PaymentState.accepted, "")
            journal.set_payment("P-20", PaymentState.due, "")
        decoded: list[object] = []

        def counting(data: bytes, kind: type) -> object:
            decoded.append(kind)
            return original(data, kind)

        original = canonical.decode
        monkeypatch.setattr(canonical, "decode", counting)
        waiting = [one.entry.number for one in journal.notices(NoticeState.received)]
        unpaid = [one.order.end_to_end for one in journal.payments(PaymentState.due, PaymentState.accepted)]
        assert (waiting, unpaid, len(decoded)) == ([30, 70], ["P-20", "P-60"], 4)
        assert len(journal.notices()) == len(journal.payments()) == 102
    for table in ("notices", "payments"):
        query = f"EXPLAIN QUERY PLAN SELECT detail FROM {table} WHERE state IN ('a', 'b') ORDER BY rowid"
        [used, *_] = sqlite3.connect(tmp_path / "journal").execute(query).fetchall()
        assert used[-1] == f"SEARCH {table} USING INDEX {table}_by_state (state=?)"
