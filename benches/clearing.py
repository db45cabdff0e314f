# SPDX-License-Identifier: Apache-2.0
"""A netted cycle of many trades: taken in, collected, settled, handed out; beside deliveries versus payment one by one.

``COUNTERFOIL_CLEARING_TRADES=100000 python -m benches clearing`` for another number of trades.
"""

import os
import random
from collections.abc import Sequence
from typing import Final

from benches.claim import Claim, timed
from benches.world import SHARE, World, account, holder_id, world
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.law.call import Call
from counterfoil.law.dated import DAY_MS, MINUTE_MS, minute_of
from counterfoil.modules.clearing import calls as c
from counterfoil.modules.clearing.netting import TRADES, TradeStatus
from counterfoil.modules.clearing.queries import obligations, to_collect, to_hand_out
from counterfoil.modules.clearing.records import MARKETS
from counterfoil.modules.holdings.calls import Issue
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.modules.settlement.calls import SettleNow
from counterfoil.modules.settlement.records import Leg
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.network import clock_ms
from counterfoil.node.submitting import sign_calls
from counterfoil.primitives.types import (
    AccountId,
    BasisPoints,
    Duration,
    InstrumentId,
    MinuteOfDay,
    OffsetMinutes,
    PartyId,
    Quantity,
    Timestamp,
)

MEMBERS: Final = 50
TRADES_MADE: Final = int(os.environ.get("COUNTERFOIL_CLEARING_TRADES", "3000"))
DELIVERIES: Final = 2_000
PRICE: Final = 10
PLENTY: Final = Quantity(10**12)
HOUSE: Final = PartyId("house")
CASH: Final = InstrumentId("CASH")
MARKET: Final = "market"
KEY: Final = PrivateKey(b"h" * 32)


class Clock:
    """Two days behind the machine's, so that the cut-off can come when the trades are in."""

    def __init__(self) -> None:
        self.behind_ms = 2 * DAY_MS

    def __call__(self) -> Timestamp:
        return Timestamp(clock_ms() - self.behind_ms)

    def until(self, minute: int) -> None:
        """It is that minute of the day, today or else tomorrow."""
        ahead = (minute - minute_of(self(), 0)) * MINUTE_MS
        self.behind_ms -= ahead if ahead > 0 else ahead + DAY_MS


def run() -> list[Claim]:
    """Trades are signed by both sides before the clock runs; all is durable when it stops."""
    clock = Clock()
    with world(MEMBERS, state_auditors=(), clock=clock) as built:
        _found(built)
        clock.until(60)
        built.do([c.OpenDay(market=MARKET)], KEY)
        market = built.node.ledger.view.read(MARKETS, MARKET)
        if market is None:
            raise ValueError("the market of the benchmark is not there")
        cycle = f"{MARKET}/{market.day}/1"
        dice = random.Random(1)
        signed = [_trade(built, number, *dice.sample(range(MEMBERS), 2)) for number in range(TRADES_MADE)]
        with timed() as taking_in:
            built.settle(signed)
        clock.until(1_200)
        with timed() as settling:
            moved = _settled(built, cycle)
        deliveries = [_delivery(built, number, *dice.sample(range(MEMBERS), 2)) for number in range(DELIVERIES)]
        with timed() as delivering:
            built.settle(deliveries)
    one_by_one = DELIVERIES / delivering.seconds
    conditions = f"{TRADES_MADE:,} trades of two legs between {MEMBERS} members, two signatures each"
    return [
        Claim(
            name="netted cycle, taken in",
            value=TRADES_MADE / taking_in.seconds,
            unit="trades/s",
            conditions=f"{conditions}; nets stand from each trade on",
            limit=one_by_one,
            limit_name="deliveries versus payment/s, one by one",
        ),
        Claim(
            name="netted cycle, settled",
            value=settling.seconds,
            unit="s",
            conditions=f"{conditions}: {2 * TRADES_MADE:,} legs are {moved:,} movements; "
            "cut, collected, settled, handed out, each trade marked",
        ),
        Claim(
            name="deliveries versus payment",
            value=one_by_one,
            unit="settlements/s",
            conditions=f"{DELIVERIES:,} of two legs at once, two signatures each",
        ),
    ]


def _settled(built: World, cycle: str) -> int:
    """The cycle from its cut-off on; how many movements it took."""
    built.do([c.Cut(cycle=cycle)], KEY)
    owed = to_collect(built.node.ledger.view, cycle)
    built.do([c.Collect(cycle=cycle, account=o.account, instrument=o.instrument, net=o.net) for o in owed], KEY)
    built.do([c.Settle(cycle=cycle)], KEY)
    due = to_hand_out(built.node.ledger.view, cycle)
    built.do([c.HandOut(cycle=cycle, account=d.account, instrument=d.instrument, net=d.net) for d in due], KEY)
    built.do([c.Conclude(trade=f"t-{number}") for number in range(TRADES_MADE)], KEY)
    last = built.node.ledger.view.read(TRADES, f"t-{TRADES_MADE - 1}")
    left = [one for one in obligations(built.node.ledger.view, cycle) if one.rest]
    if last is None or last.status is not TradeStatus.settled or left:
        raise ValueError("the cycle of the benchmark did not settle")
    return len(owed) + len(due)


def _trade(built: World, number: int, seller: int, buyer: int) -> bytes:
    entered = c.Enter(
        trade=f"t-{number}",
        market=MARKET,
        account=account(seller),
        seller=account(seller),
        buyer=account(buyer),
        instrument=SHARE,
        quantity=Quantity(1 + number % 9),
        amount=Quantity(PRICE * (1 + number % 9)),
    )
    return _signed(built, [entered, c.Agree(trade=f"t-{number}", account=account(buyer))], seller, buyer)


def _delivery(built: World, number: int, seller: int, buyer: int) -> bytes:
    legs = (
        Leg(sender=account(seller), receiver=account(buyer), instrument=SHARE, quantity=Quantity(1)),
        Leg(sender=account(buyer), receiver=account(seller), instrument=CASH, quantity=Quantity(PRICE)),
    )
    return _signed(built, [SettleNow(instruction=f"d-{number}", legs=legs)], seller, buyer)


def _signed(built: World, calls: Sequence[Call], seller: int, buyer: int) -> bytes:
    keys = (built.keys[seller], built.keys[buyer])
    return sign_calls(built.node, calls, *keys, by=[holder_id(seller), holder_id(buyer)], valid_for=1_000)


def _found(built: World) -> None:
    """A house with its market, cash, and members who have plenty of it."""
    depository = built.network.keyring.get(DEPOSITORY)
    house = RegisterParty(
        party=HOUSE,
        registrar=DEPOSITORY,
        kind=PartyKind.organisation,
        name="House of the benchmark",
        roles=(Role.clearing_house, Role.operating_bank),
        keys=single_key_policy(KEY),
    )
    built.do([house], depository)
    accounts = [
        OpenAccount(account=AccountId(name), holder=HOUSE, outgoing=Control.holder, incoming=Control.nobody)
        for name in ("pool", "fines")
    ]
    cash = DefineInstrument(
        instrument=CASH, kind=InstrumentKind.cash, issuer=HOUSE, name="Cash", unit=Unit(name="CNY", decimals=2)
    )
    active = ChangeStatus(instrument=CASH, status=InstrumentStatus.active, by=HOUSE)
    opened = c.OpenMarket(
        market=MARKET,
        house=HOUSE,
        cash=CASH,
        account=AccountId("pool"),
        penalties=AccountId("fines"),
        offset_min=OffsetMinutes(0),
        cut_offs=(MinuteOfDay(1_200),),
        collect_within=Duration(MINUTE_MS),
        finish_within=Duration(2 * MINUTE_MS),
        cash_bp=BasisPoints(5),
        securities_bp=BasisPoints(10),
        minimum=Quantity(0),
        recycles=1,
    )
    issued = [Issue(instrument=CASH, account=account(each), quantity=PLENTY) for each in range(MEMBERS)]
    built.do([*accounts, cash, active, opened, *issued], KEY)
    for each in range(MEMBERS):
        built.do([c.Join(market=MARKET, account=account(each))], KEY, built.keys[each])
