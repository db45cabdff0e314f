# SPDX-License-Identifier: Apache-2.0
"""Days of random trades beside a twin that follows every single lot, in exact fractions."""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from random import Random
from typing import Final, NamedTuple

import pytest
from msgspec.structs import replace

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.bilateral_calls import AffirmTrade
from counterfoil.modules.futures.fees import Fee, Fees
from counterfoil.modules.futures.give_ups import Held
from counterfoil.modules.futures.give_ups_calls import TakeUp
from counterfoil.modules.futures.positions import POSITIONS, TRADINGS, Fill, Offset
from counterfoil.modules.futures.records import DAYS, MARGIN_ACCOUNTS
from counterfoil.modules.futures.trade_policy import BilateralRules, ClosingOrder
from support.futures_between import give_up, moved, propose, registered
from support.futures_between import side as side_of
from support.futures_market import AT, MULTIPLIER, TODAY, account, balance, book, fill, houses, listing, product
from support.ledger import Ledger
from support.statements import add_up, as_node

NAMES: Final = ("m-ann", "m-bob", "m-cat")
HOLDERS: Final = dict(zip(NAMES, ("ann", "bob", "cat"), strict=True))
FEES: Final = Fees(
    opening=Fee(billionths=25_333), closing=Fee(per_lot=17, billionths=3), closing_today=Fee(billionths=253_111)
)
LONG_PPM: Final = 123_457
SHORT_PPM: Final = 98_765
ANY: Final = BilateralRules(block_ppm=900_000)
DAYS_WALKED: Final = (TODAY - 1, TODAY, TODAY + 1)


class Trade(NamedTuple):
    """As a venue matched it: of each side the account, and what it says that it does."""

    number: int
    price: int
    lots: int
    buyer: tuple[str, str]
    seller: tuple[str, str]
    agreed: bool = False
    """between two, and not by the venue"""


class Twin:
    """One contract, lot by lot: each is the day and the price at which it was opened."""

    def __init__(self, closing: ClosingOrder) -> None:
        self.closing = closing
        self.long: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.short: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.cash: dict[str, Fraction] = defaultdict(Fraction)
        self.previous = AT

    def closes(self, name: str, side: str, day: int, says: str) -> tuple[int, int] | None:
        """The lot that a trade would close; None: there is none."""
        lots = (self.long if side == "sold" else self.short)[name]
        today = [one for one in lots if one[0] == day]
        before = [one for one in lots if one[0] != day]
        if self.closing is ClosingOrder.stated:
            found = today if says == "closes_today" else before
        else:
            found = before + today if self.closing is ClosingOrder.oldest_first else today + before
        return found[0] if found else None

    def settle(self, day: int, trades: list[Trade], price: int) -> dict[str, Fraction]:
        """Take a day's trades in their order, mark every lot, charge fees; what each gained, without fees."""
        gained: dict[str, Fraction] = defaultdict(Fraction)
        fees: dict[str, Fraction] = defaultdict(Fraction)
        for trade in trades:
            for side, (name, says) in (("bought", trade.buyer), ("sold", trade.seller)):
                for _ in range(trade.lots):
                    self._lot(day, trade.price, side, name, says, gained, fees)
        for sign, lots in ((1, self.long), (-1, self.short)):
            for name, opened in lots.items():
                for when, at in opened:
                    gained[name] += sign * (price - (at if when == day else self.previous)) * MULTIPLIER
        for name in NAMES:
            self.cash[name] += gained[name] - rounded(fees[name])
        self.previous = price
        return gained

    def margin(self, name: str) -> int:
        long = rounded(Fraction(len(self.long[name]) * self.previous * MULTIPLIER * LONG_PPM, 1_000_000))
        return long + rounded(Fraction(len(self.short[name]) * self.previous * MULTIPLIER * SHORT_PPM, 1_000_000))

    def _lot(
        self,
        day: int,
        price: int,
        side: str,
        name: str,
        says: str,
        gained: dict[str, Fraction],
        fees: dict[str, Fraction],
    ) -> None:
        turnover = Fraction(price * MULTIPLIER, 10**9)
        if says == "opens":
            (self.long if side == "bought" else self.short)[name].append((day, price))
            fees[name] += turnover * FEES.opening.billionths
            return
        lot = self.closes(name, side, day, says)
        assert lot is not None
        (self.long if side == "sold" else self.short)[name].remove(lot)
        sign = 1 if side == "sold" else -1
        gained[name] += sign * (price - (lot[1] if lot[0] == day else self.previous)) * MULTIPLIER
        fee = FEES.closing_today if lot[0] == day else FEES.closing
        fees[name] += turnover * fee.billionths + fee.per_lot


def _come_to(trades: Iterable[Trade]) -> tuple[int, int]:
    """Lots, and what they were worth."""
    each = [(one.lots, one.lots * one.price * MULTIPLIER) for one in trades]
    return sum(lots for lots, _ in each), sum(worth for _, worth in each)


def rounded(amount: Fraction) -> int:
    """Halves up."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


class Walk:
    """A ledger and its twin, day by day."""

    def __init__(self, seed: int, closing: ClosingOrder) -> None:
        self.random = Random(seed)
        self.twin = Twin(closing)
        self.ledger = houses(Ledger())
        rules = {"bilateral": ANY, "closing": closing, "fees": FEES, "long_ppm": LONG_PPM, "short_ppm": SHORT_PPM}
        self.ledger.do(product("walked", changed=rules), signed_by="ccp venue")
        self.ledger.do(listing("W", product="walked"), signed_by="venue")
        for name, holder in HOLDERS.items():
            self.ledger.do(account(name, holder, "alpha"), signed_by=f"{holder} alpha")
            self.ledger.do(account(f"x-{name}", holder, "beta"), signed_by=f"{holder} beta")
            self.paid_in(name, 10**11)

    def paid_in(self, name: str, amount: int) -> None:
        self.ledger.issue("CNY", name, amount, issuer=f"bank {HOLDERS[name]}")
        self.twin.cash[name] += amount

    def day(self, day: int) -> None:
        """Trades, some of them cancelled again; then the settlement, and both are compared."""
        self.ledger.wait(max(0, (day + 1) * 86_400_000 - self.ledger.time))
        self.ledger.do(c.OpenDay(house="CC", day=day), signed_by="ccp")
        kept: list[Trade] = []
        for number in range(1, 16):
            trade = self._matched(day, number, kept)
            self._booked(day, trade)
            if self.random.random() < 0.2:
                self._cancelled(trade)
            else:
                kept.append(trade)
        self.paid_in(self.random.choice(NAMES), self.random.randrange(1, 10**6))
        trial = self._trial(day, kept)
        interest = sum(map(len, trial.long.values()))
        lots, worth = _come_to(one for one in kept if not one.agreed)
        between, paid = _come_to(one for one in kept if one.agreed)
        said = replace(balance("W", lots, worth, interest), agreed_lots=between, agreed_turnover=paid)
        self.ledger.do(said, signed_by="venue")
        price = AT + 2 * self.random.randrange(-300, 300)
        self.ledger.do(c.FixSettlement(contract="W", price=price, reason="drawn"), signed_by="ccp")
        gained = self.twin.settle(day, kept, price)
        assert sum(gained.values()) == 0
        self.ledger.drive("ann", "futures")
        self._compared(day)

    def _matched(self, day: int, number: int, kept: list[Trade]) -> Trade:
        """Two accounts and a price; each side opens, or closes what it has at that point of the day."""
        buyer, seller = self.random.sample(NAMES, 2)
        trial = self._trial(day, kept)
        sides = []
        for name, side in ((buyer, "bought"), (seller, "sold")):
            ways = [says for says in ("closes_today", "closes_before") if trial.closes(name, side, day, says)]
            sides.append((name, self.random.choice(ways) if ways and self.random.random() < 0.5 else "opens"))
        lots = self.random.randrange(1, 4) if sides[0][1] == sides[1][1] == "opens" else 1
        agreed = self.random.random() < 0.3
        return Trade(number, AT + 2 * self.random.randrange(-300, 300), lots, sides[0], sides[1], agreed)

    def _trial(self, day: int, kept: list[Trade]) -> Twin:
        """The twin after these trades of the day, of which nothing is kept."""
        trial = Twin(self.twin.closing)
        trial.previous = self.twin.previous
        for name in NAMES:
            trial.long[name], trial.short[name] = list(self.twin.long[name]), list(self.twin.short[name])
        trial.settle(day, kept, self.twin.previous)
        return trial

    def _booked(self, day: int, trade: Trade) -> None:
        if trade.agreed:
            self._agreed(day, trade)
            return
        for side, (name, says) in (("bought", trade.buyer), ("sold", trade.seller)):
            one = fill(trade.number, side, says, trade.price, trade.lots, day=day)
            if self.random.random() < 0.3:
                self._given_up(trade, one, name)
            else:
                self.ledger.do(book(name, one, contract="W"), signed_by="venue")

    def _given_up(self, trade: Trade, one: Fill, name: str) -> None:
        """Executed by another member, as an opening, in an account of the client's; and given up."""
        executed, elsewhere = replace(one, offset=Offset.opens), f"x-{name}"
        self.ledger.do(book(elsewhere, executed, contract="W"), signed_by="venue")
        said = {"contract": "W", "client": HOLDERS[name], "carried_in": name, "fill": executed}
        given = f"{one.time}-{trade.number}-{one.direction}"
        call = give_up(given, **said, executed_in=Held(account=elsewhere))
        self.ledger.do(call, signed_by="beta")
        self.ledger.do(TakeUp(give_up=given, offset=one.offset), signed_by="alpha")
        moved(self.ledger, given)

    def _agreed(self, day: int, trade: Trade) -> None:
        """As a block, proposed by the buyer."""
        name, (buyer, seller) = f"{day}-{trade.number}", (HOLDERS[trade.buyer[0]], HOLDERS[trade.seller[0]])
        sides = {"buyer": side_of(buyer, offset=trade.buyer[1]), "seller": side_of(seller, offset=trade.seller[1])}
        told = {"contract": "W", "price": trade.price, "lots": trade.lots, "by": buyer}
        self.ledger.do(propose(name, **told, **sides), signed_by=buyer)
        self.ledger.do(AffirmTrade(trade=name), signed_by=seller)
        registered(self.ledger, name, trade.number)

    def _cancelled(self, trade: Trade) -> None:
        for side, (name, _) in (("bought", trade.buyer), ("sold", trade.seller)):
            call = c.Cancel(account=name, contract="W", trade=trade.number, direction=side, reason="a slip")
            self.ledger.do(call, signed_by=f"venue {HOLDERS[name]}")

    def _compared(self, day: int) -> None:
        state = self.ledger.state
        closed = state.read(DAYS, "CC", str(day))
        assert closed is not None and (closed.variation, closed.owed, closed.due) == (0, 0, 0)
        for name in NAMES:
            found = state.read(MARGIN_ACCOUNTS, name)
            assert found is not None
            if found.positions:
                assert (found.balance, found.margin) == (self.twin.cash[name], self.twin.margin(name))
            assert self.ledger.holding(name, "CNY").balance == self.twin.cash[name]
            elsewhere = state.read(MARGIN_ACCOUNTS, f"x-{name}")
            assert elsewhere is not None and (elsewhere.balance, elsewhere.positions) == (0, ())
            position = state.read(POSITIONS, name, "W", "speculation")
            if position is not None:
                for lines, lots in ((position.long, self.twin.long[name]), (position.short, self.twin.short[name])):
                    each = [(line.day, line.price) for line in lines for _ in range(line.lots)]
                    assert each == lots
        trading = state.read(TRADINGS, "W")
        assert trading is not None
        assert (trading.long, trading.short) == (
            sum(map(len, self.twin.long.values())),
            sum(map(len, self.twin.short.values())),
        )
        assert self.ledger.holding("CC-settlement", "CNY").balance == 0


@pytest.mark.parametrize("closing", ClosingOrder)
@pytest.mark.parametrize("seed", range(2))
def test_days_are_settled_as_the_twin_says(seed: int, closing: ClosingOrder) -> None:
    """Every lot, every fen: positions by day and price, balances, margins, and nothing left on the way."""
    walk = Walk(seed, closing)
    for day in DAYS_WALKED:
        walk.day(day)
    add_up(as_node(walk.ledger))
