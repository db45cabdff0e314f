# SPDX-License-Identifier: Apache-2.0
"""The simulated bank keeps the laws of the port, in one life and the next."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from counterfoil.demo.simulated_bank import Faults, SimulatedBank
from counterfoil.node.bank import bridge as bridging
from counterfoil.node.bank.messages import Status
from counterfoil.node.bank.port import BankUnavailable
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Quantity
from support.bank_world import (
    EXCHANGE,
    OF_LIN,
    OF_SHOP,
    bank_of,
)


def test_the_simulator_keeps_the_laws_of_the_port(tmp_path: Path) -> None:
    """Numbers without gaps, one payment for one identification, the same in another life; no fault without its seed."""
    faults = Faults(before=20, after=20, twice=50, delay=2)
    bank = bank_of(faults, file=tmp_path / "bank")
    for number in range(20):
        bank.arrive(EXCHANGE, 10, f"E-{number}", payer=OF_SHOP)
    order = bridging.CreditTransfer(
        end_to_end="P", amount=Quantity(30), currency="CNY", debtor_account=EXCHANGE, creditor_account=OF_LIN
    )
    answers = [answer for _ in range(40) if (answer := asked(bank, lambda: bank.pay(order))) is not None]
    assert {answer.status for answer in answers} <= {Status.accepted, Status.settled}
    assert answers[-1].status is Status.settled
    other = replace(order, amount=Quantity(31))
    refused = [answer for _ in range(20) if (answer := asked(bank, lambda: bank.pay(other))) is not None]
    assert {(answer.status, answer.reason) for answer in refused} == {(Status.rejected, "AM05")}
    broke = replace(order, end_to_end="Q", amount=Quantity(10**6))
    assert {one.reason for _ in range(20) if (one := asked(bank, lambda: bank.pay(broke))) is not None} == {"AM04"}
    bank.faults = Faults()
    entries = bank.entries(0)
    assert [one.number for one in entries] == list(range(1, len(entries) + 1)) and len(entries) > 21
    reborn = bank_of(file=tmp_path / "bank")
    assert reborn.entries(0) == entries and reborn.statement(EXCHANGE) == bank.statement(EXCHANGE)
    assert bank.statement(EXCHANGE).closing == 20 * 10 - 30
    with pytest.raises(InputError, match="not an account"):
        bank.arrive("elsewhere", 1, "E", payer=OF_LIN)


def test_equal_payments_arrive_as_often_as_they_were_made(tmp_path: Path) -> None:
    """Two bookings equal in all but number, time and the bank's reference; the same booking again is nothing new."""
    bank = bank_of(file=tmp_path / "bank")
    for booking in ("B-1", "B-2", "B-1"):
        bank.arrive(EXCHANGE, 10, "NOTPROVIDED", payer=OF_SHOP, booking=booking)
    assert [one.booking for one in bank.entries(0)] == ["B-1", "B-2"]
    assert len({replace(one, number=1, booking="B", booked_at=1) for one in bank.entries(0)}) == 1
    with pytest.raises(InputError, match="another booking has this reference"):
        bank.arrive(EXCHANGE, 11, "NOTPROVIDED", payer=OF_SHOP, booking="B-1")
    for _ in range(2):
        bank.faults = Faults(equal=100)
        bank.arrive(EXCHANGE, 7, "E-1", payer=OF_SHOP)
        reborn = bank_of(file=tmp_path / "bank")
        assert reborn.statement(EXCHANGE).closing == bank.statement(EXCHANGE).closing == 34
        assert len({one.booking for one in reborn.entries(0)}) == 4
        bank = reborn


def asked(bank: SimulatedBank, what: Callable[[], Any]) -> Any:
    """An answer, or None when the bank gave none."""
    try:
        return what()
    except BankUnavailable:
        return None
