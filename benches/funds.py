# SPDX-License-Identifier: Apache-2.0
"""A fund's day: orders weighed, dealt and settled per second, the largest remainders found among all of them."""

import random
from collections.abc import Sequence
from typing import Final

import msgspec

from benches.claim import Claim, timed
from benches.world import World, account, holder_id, world
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.law.dated import DAY_MS, MINUTE_MS, day_of, is_weekday
from counterfoil.modules.funds import calls as c
from counterfoil.modules.funds.orders import FUND_ORDERS
from counterfoil.modules.funds.queries import open_days, to_pass
from counterfoil.modules.funds.records import Cents, DayStatus
from counterfoil.modules.holdings.calls import Hold, Issue
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.network import clock_ms
from counterfoil.node.submitting import sign_calls
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    InstrumentId,
    MinuteOfDay,
    OffsetMinutes,
    PartyId,
    Quantity,
    Timestamp,
)

HOLDERS: Final = 2_000
FUND: Final = InstrumentId("FUND")
MONEY: Final = InstrumentId("MONEY")
MANAGER: Final = PartyId("manager")
TRUSTEE: Final = PartyId("trustee")
FUNDS_CASH: Final = AccountId("fund-cash")
FEES: Final = AccountId("fees")
CALENDAR: Final = "all-days"
MANAGERS_KEY: Final = PrivateKey(b"m" * 32)
TRUSTEES_KEY: Final = PrivateKey(b"t" * 32)
TEN, THREE = 600, 900
WITHOUT_FEE: Final = c.TermsGiven(cut_off=MinuteOfDay(THREE), first_value=13_337)


class Clock:
    """At ten in the morning, days behind the machine's, so that a cut-off and a day can come."""

    def __init__(self) -> None:
        self.behind_ms = 3 * DAY_MS + (clock_ms() - TEN * MINUTE_MS) % DAY_MS

    def __call__(self) -> Timestamp:
        return Timestamp(clock_ms() - self.behind_ms)

    def forward(self, minutes: int) -> None:
        self.behind_ms -= minutes * MINUTE_MS


def run() -> list[Claim]:
    """One day of orders of random amounts. All is signed before each clock runs, and durable when it stops."""
    clock = Clock()
    with world(HOLDERS, state_auditors=(), clock=clock) as built:
        _found(built, clock())
        built.settle(_ordered(built, clock()))
        clock.forward(THREE - TEN)
        day = open_days(built.node.ledger.view, FUND)[0].day
        _value(built, day)
        orders = [order.fund_order for order in to_pass(built.node.ledger.view, FUND, day)]
        weighed, rounds = _weigh(built, orders)
        dealt = _timed(built, [c.Deal(order=name) for name in orders])
        clock.forward(1_440)
        settled = _timed(built, [c.SettleDealing(order=name, day=day) for name in orders])
    among = f"of {HOLDERS:,} orders of one day, {HOLDERS:,} holders"
    return [
        Claim(
            name="fund orders dealt",
            value=HOLDERS / (weighed + dealt),
            unit="orders/s",
            conditions=f"weighed in {rounds} rounds and dealt, {among}",
        ),
        Claim(
            name="fund orders settled",
            value=HOLDERS / settled,
            unit="orders/s",
            conditions=f"money to the fund and units to the holder, {among}",
        ),
    ]


def _weigh(built: World, orders: Sequence[str]) -> tuple[float, int]:
    """(seconds, rounds) until it is decided who gets a unit more."""
    seconds, rounds = 0.0, 0
    while open_days(built.node.ledger.view, FUND)[0].status is DayStatus.weighing:
        seconds += _timed(built, [c.Weigh(order=name) for name in orders])
        rounds += 1
    return seconds, rounds


def _timed(built: World, calls: Sequence[msgspec.Struct]) -> float:
    with timed() as watch:
        built.do(calls, _depository(built))
    return watch.seconds


def _depository(built: World) -> PrivateKey:
    return built.network.keyring.get(DEPOSITORY)


def _ordered(built: World, now: Timestamp) -> list[bytes]:
    """An order of each holder, who signs it."""
    dice, signed = random.Random(1), []
    expires = Timestamp(now + 60 * DAY_MS)
    for holder in range(HOLDERS):
        name = f"order-{holder}"
        hold = Hold(
            hold=name,
            account=account(holder),
            instrument=MONEY,
            quantity=Quantity(dice.randint(1_000, 1_000_000)),
            executor=FUND_ORDERS.path(name),
            expires=expires,
        )
        order = c.Subscribe(order=name, instrument=FUND, hold=name, account=account(holder))
        signed.append(
            sign_calls(built.node, [hold, order], built.keys[holder], by=[holder_id(holder)], valid_for=1_000)
        )
    return signed


def _value(built: World, day: DayNumber) -> None:
    """By both."""
    built.do([c.PublishValue(instrument=FUND, day=day, net_assets=Cents(0))], MANAGERS_KEY)
    built.do([c.ConfirmValue(instrument=FUND, day=day, net_assets=Cents(0))], TRUSTEES_KEY)


def _days(now: Timestamp) -> c.TradingDaysGiven:
    """Every day of two months."""
    today = day_of(now, 0)
    first, last = DayNumber(today - 5), DayNumber(today + 60)
    weekends = tuple(DayNumber(day) for day in range(first, last + 1) if not is_weekday(day))
    return c.TradingDaysGiven(offset_min=OffsetMinutes(0), first=first, last=last, opened=weekends)


def _found(built: World, now: Timestamp) -> None:
    """A fund and money, of which each holder has something; the manager keeps the calendar."""
    parties = [
        RegisterParty(
            party=party,
            registrar=DEPOSITORY,
            kind=PartyKind.organisation,
            name=party,
            roles=roles,
            keys=single_key_policy(key),
        )
        for party, roles, key in (
            (MANAGER, (Role.issuer, Role.operating_bank, Role.venue), MANAGERS_KEY),
            (TRUSTEE, (Role.custodian,), TRUSTEES_KEY),
        )
    ]
    built.do(parties, _depository(built))
    opened = [
        OpenAccount(account=name, holder=MANAGER, custodian=TRUSTEE, outgoing=Control.holder, incoming=Control.nobody)
        for name in (FUNDS_CASH, FEES)
    ]
    built.do(opened, TRUSTEES_KEY)
    unit = Unit(name="unit", decimals=2)
    for name, kind in ((FUND, InstrumentKind.fund_unit), (MONEY, InstrumentKind.cash)):
        defined = DefineInstrument(instrument=name, kind=kind, issuer=MANAGER, name=name, unit=unit)
        built.do([defined, ChangeStatus(instrument=name, status=InstrumentStatus.active, by=MANAGER)], MANAGERS_KEY)
    each = Quantity(1_000_000)
    issued = [Issue(instrument=MONEY, account=account(holder), quantity=each) for holder in range(HOLDERS)]
    built.do(issued, MANAGERS_KEY)
    built.do([c.OpenCalendar(calendar=CALENDAR, by=MANAGER, days=_days(now))], MANAGERS_KEY)
    fund = c.Establish(
        instrument=FUND,
        custodian=TRUSTEE,
        cash=MONEY,
        cash_account=FUNDS_CASH,
        fee_account=FEES,
        calendar=CALENDAR,
        terms=WITHOUT_FEE,
    )
    built.do([fund], MANAGERS_KEY, TRUSTEES_KEY)
