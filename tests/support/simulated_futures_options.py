# SPDX-License-Identifier: Apache-2.0
"""Options in a simulated market: series on copper and on an index, premiums, what is exercised, abandoned, assigned."""

from dataclasses import dataclass
from typing import Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import option_calls as o
from counterfoil.modules.futures.option_queries import draws
from counterfoil.modules.futures.option_records import LEVELS
from counterfoil.modules.futures.option_terms import ExerciseStyle, OptionRight, OptionRules
from counterfoil.modules.futures.positions import Position
from counterfoil.modules.futures.records import FUTURES, FuturesContract, MarginAccount
from counterfoil.modules.futures.trade_policy import SettlementMethod
from counterfoil.primitives.types import DayNumber
from support.simulation_floor import ENDS, HOUSE, MULTIPLIER, OPENS, VENUE, FuturesPart
from support.simulation_part import Intent

LEVEL: Final = "INDEX"
AT: Final = 1_000
ON_COPPER: Final = "CU-O"
ON_INDEX: Final = "IX-O"
STYLES: Final = {
    ON_COPPER: OptionRules(style=ExerciseStyle.american),
    ON_INDEX: OptionRules(style=ExerciseStyle.european, in_cash=True, otm_ppm=1_000_000),
}


@dataclass
class Options(FuturesPart):
    """A house that fixes a level, a venue that lists series, and holders that say what is exercised."""

    PLAYED = frozenset(
        f"futures.{call}"
        for call in (
            "open_level",
            "fix_level",
            "list_option",
            "instruct",
            "instruct refused",
            "draw",
            "exercise",
            "assign",
        )
    )

    def founding(self) -> list[Intent]:
        """An index, and a product of each style."""
        level = o.OpenLevel(level=LEVEL, house=HOUSE, title="An index", decimals=0, price=AT)
        of = {"house": HOUSE, "venue": VENUE, "title": "Options", "decimals": 0, "multiplier": MULTIPLIER}
        products = [c.DefineProduct(product=name, rules=_rules(style), **of) for name, style in STYLES.items()]
        return [self.by(level, signed=HOUSE), self.by(*products, signed=f"{HOUSE} {VENUE}")]

    def opens(self, _now: int) -> list[Intent]:
        """A series of one day, so that some end; and one that lasts as long as what is beneath, which may end today."""
        day, copper = self.day, self.futures()
        assert day is not None
        beneath = self.random.choice(copper)
        number = len(self.rows(FUTURES))
        return [
            self._listed(f"{ON_COPPER}-{number}", beneath.contract, beneath.settlement, day, beneath.last),
            self._listed(f"{ON_INDEX}-{number}", LEVEL, self._level(), day, day),
        ]

    def _listed(self, name: str, beneath: str, price: int, first: DayNumber, last: DayNumber) -> Intent:
        """At the money, or a little out of it."""
        call = o.ListOption(
            contract=name,
            product=ON_INDEX if beneath == LEVEL else ON_COPPER,
            underlying=beneath,
            right=self.random.choice(tuple(OptionRight)),
            strike=price + self.random.choice((-40, 0, 40)),
            first=first,
            last=last,
            listing_price=20,
        )
        return self.by(call, signed=VENUE)

    def _level(self) -> int:
        found = self.view.read(LEVELS, LEVEL)
        return AT if found is None else found.price

    def ends(self, _now: int) -> list[Intent]:
        """Some say what is to be exercised, or never; and where the index stands."""
        held = [(account, one) for account, one in self.positions() if one.long and self._option(one) is not None]
        said = [self._said(account, one) for account, one in held if self.likely(0.7)]
        price = max(1, self._level() + self.random.randint(-90, 90))
        return [*said, self.by(o.FixLevel(level=LEVEL, price=price, source="its publisher"), signed=HOUSE)]

    def _option(self, position: Position) -> FuturesContract | None:
        found = self.view.read(FUTURES, position.contract)
        return found if found is not None and found.option is not None else None

    def _said(self, account: MarginAccount, position: Position) -> Intent:
        """Exercised, on the last day also abandoned; now and then more than there is, or never on a day before."""
        lots, contract = position.long_lots, self._option(position)
        exercised = self.random.randint(0, lots)
        last = contract is not None and contract.last == self.day
        abandoned = self.random.randint(0, lots - exercised) if last or self.likely(0.2) else 0
        more = 1 if self.likely(0.1) else 0
        about = {"contract": position.contract, "hedge": position.hedge}
        call = o.Instruct(account=account.account, exercised=exercised + more, abandoned=abandoned, **about)
        return self.by(call, signed=account.holder)

    def priced(self, _now: int) -> list[Intent]:
        """The house publishes how exercises fall, each series for itself."""
        assert self.day is not None
        return [self.by(one, signed=HOUSE) for one in draws(self.view, HOUSE, self.day)]

    def settled(self, now: int) -> list[Intent]:
        """Again, of what an auction held up."""
        return self.priced(now)


def _rules(style: OptionRules) -> c.RulesGiven:
    return c.RulesGiven(
        tick=1,
        limit_ppm=100_000,
        long_ppm=120_000,
        short_ppm=120_000,
        sessions=(c.Session(OPENS, ENDS),),
        method=SettlementMethod.whole_day,
        option=style,
    )
