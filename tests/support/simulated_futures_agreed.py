# SPDX-License-Identifier: Apache-2.0
"""Trades agreed between two in a simulated market: blocks and exchanges for physicals, affirmed, let go, or expired."""

from dataclasses import dataclass
from typing import Any, Final

from msgspec.structs import replace

from counterfoil.modules.futures import bilateral_calls as b
from counterfoil.modules.futures.bilateral import AGREED, AgreedStatus, AgreedTrade, TradeSide
from counterfoil.modules.futures.floor import band_of
from counterfoil.modules.futures.positions import Direction, Offset
from counterfoil.modules.futures.records import FUTURES, PRODUCTS, FuturesContract, HedgeFlag, MarginAccount
from counterfoil.modules.futures.trade_policy import TradeKind
from support.simulation_floor import HOUSE, VENUE, FuturesPart
from support.simulation_part import DOCUMENT, LATER_MS, Intent

SOON_MS: Final = 60_000
"""Before it goes on."""
TODAY_MS: Final = 300_000
"""While it is traded, and over when the sessions are."""
FIRST_NUMBER: Final = 1_000_000
"""Beyond those of all that the venue matches."""


@dataclass
class Agreeing(FuturesPart):
    """Two that agree on a trade beside the market, a house that agrees too, and a venue that registers both sides."""

    PLAYED = frozenset(
        f"futures.{what}"
        for what in (
            *("propose_trade", "affirm_trade", "allow_trade", "withdraw_trade", "register_trade"),
            *("propose_trade: outside_band", "propose_trade: block_too_small"),
            *("affirm_trade: agreement_expired", "register_trade: agreement_expired", "register_trade of goods"),
            *("withdraw_trade: agreement_elsewhere", "register_trade: agreement_elsewhere", "balance: not_balanced"),
        )
    )

    def trades(self, now: int) -> list[Intent]:
        """Some are proposed, of which some are over soon."""
        able, copper, found = set(self.able()), self.futures(), []
        names = [one for one in self.accounts() if one.own or one.account in able]
        for _ in range(self.random.choice((2, 3, 4)) if copper else 0):
            buyer, seller = self.random.sample(names, 2)
            if buyer.holder != seller.holder:
                found.append(self._proposed(self.random.choice(copper), buyer, seller, now))
        return found

    def goes_on(self, _now: int) -> list[Intent]:
        """The other side affirms, or somebody lets it go; the house agrees to most."""
        found = []
        for one in self._of_today(AgreedStatus.proposed):
            if self.likely(0.15):
                by = self.random.choice((one.by, one.other, HOUSE))
                found.append(self._let_go(one, by))
                continue
            found.append(self.by(b.AffirmTrade(trade=one.trade), signed=one.other))
            if self.likely(0.85):
                found.append(self.by(b.AllowTrade(trade=one.trade), signed=HOUSE))
        return found

    def ends(self, _now: int) -> list[Intent]:
        """Both sides are registered, though the sessions are over; now and then one alone, or what nobody agreed to."""
        found = [self._registered(one, tuple(Direction)) for one in self._of_today(AgreedStatus.affirmed)]
        for one in self._of_today(AgreedStatus.agreed):
            if self.likely(0.15):
                found += [self._let_go(one, one.by), self._registered(one, (Direction.bought,))]
            found.append(self._registered(one, tuple(Direction)))
        return found

    def _of_today(self, status: AgreedStatus) -> list[AgreedTrade]:
        """Of contracts whose price is not fixed."""
        every = (one for one in self.rows(AGREED) if (one.day, one.status) == (self.day, status))
        trading = {one.contract for one in self.futures()}
        return [one for one in every if one.contract in trading]

    # What is agreed.

    def _proposed(self, contract: FuturesContract, buyer: MarginAccount, seller: MarginAccount, now: int) -> Intent:
        """By either side; now and then too small for a block, or beyond the band."""
        kind = self.random.choice((TradeKind.block, TradeKind.block, TradeKind.efp))
        lots, price = self.random.choice((2, 3, 4)), self._price(contract, kind)
        sides = [self._side(buyer, contract, Direction.bought), self._side(seller, contract, Direction.sold)]
        if self.likely(0.1):
            lots, price = self.random.choice(((1, price), (lots, contract.settlement * 2)))
        by = self.random.choice(sides).party
        goods: dict[str, Any] = {"physical": "contract 7", "document": DOCUMENT} if kind is TradeKind.efp else {}
        call = b.ProposeTrade(
            trade=self.scene.name("agreed"),
            kind=kind,
            contract=contract.contract,
            price=price,
            lots=lots,
            buyer=sides[0],
            seller=sides[1],
            by=by,
            expires=now + self.random.choice((SOON_MS, TODAY_MS, *[LATER_MS] * 6)),
            **goods,
        )
        return self.by(call, signed=by)

    def _side(self, account: MarginAccount, contract: FuturesContract, direction: Direction) -> TradeSide:
        """It opens, or closes what is there; its holder speaks for it, or the member that answers for it."""
        party = account.member if self.likely(0.15) else account.holder
        offset = self.offset(account.account, contract.contract, direction, HedgeFlag.speculation, 2)
        return TradeSide(account=account.account, party=party, offset=offset)

    def _price(self, contract: FuturesContract, kind: TradeKind) -> int:
        """Within its band, which is not the day's."""
        product, day = self.view.read(PRODUCTS, contract.product), self.day
        assert product is not None
        assert day is not None
        rules = product.rules_at(self.house.begins(day))
        assert rules.bilateral is not None
        ratio = rules.bilateral.block_ppm if kind is TradeKind.block else rules.bilateral.efp_ppm
        assert ratio is not None
        return self.random.randint(*band_of(contract.settlement, ratio, rules.tick))

    def _let_go(self, one: AgreedTrade, by: str) -> Intent:
        return self.by(b.WithdrawTrade(trade=one.trade, by=by, reason="another price"), signed=by)

    def _registered(self, one: AgreedTrade, sides: tuple[Direction, ...]) -> Intent:
        """Sides of it, and what the day comes to then: with one side alone it never does."""
        number = FIRST_NUMBER + int(one.trade.rpartition("-")[2])
        calls = [b.RegisterTrade(trade=one.trade, direction=side, number=number) for side in sides]
        contract = self.view.read(FUTURES, one.contract)
        assert contract is not None
        now, product = self.today(contract), self.view.read(PRODUCTS, contract.product)
        assert product is not None
        change = one.lots * (one.side(Direction.bought).offset is Offset.opens)
        change -= one.lots * (one.side(Direction.sold).offset is not Offset.opens)
        traded = now.agreed_bought.plus(one.lots, one.lots * one.price * product.multiplier)
        balance = self.published(replace(now, agreed_bought=traded, long=max(0, now.long + change)))
        if len(sides) == 1 or one.status is not AgreedStatus.agreed:  # It is refused.
            self.scene.ahead[one.contract] = now
        goods = one.kind is TradeKind.efp

        def remember() -> None:
            self.happened("futures.register_trade of goods" if goods else "futures.register_trade of a block")

        return [*calls, balance], (VENUE,), remember
