# SPDX-License-Identifier: Apache-2.0
"""A clearing house in a simulated market, day after day, from the first trade to the fees."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from counterfoil.law.call import Call
from counterfoil.law.dated import MINUTE_MS, day_of, is_weekday
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.ending_rules import EndingMode, EndingRules, FinalMethod, Schedule
from counterfoil.modules.futures.fees import Fee, Fees
from counterfoil.modules.futures.law import LAW
from counterfoil.modules.futures.module import MODULE
from counterfoil.modules.futures.positions import PUBLISHED
from counterfoil.modules.futures.records import DAYS, FUTURES, FuturesContract, HedgeFlag
from counterfoil.modules.futures.trade_policy import (
    BilateralRules,
    MemberLimit,
    OpenedLots,
    OpeningLimit,
    SettlementMethod,
)
from counterfoil.modules.futures.widening import LockedSide, ReductionRules, Widening, WideningStep
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control, Role
from counterfoil.primitives.types import DayNumber, Timestamp
from support.simulation_floor import COPPER, ENDS, HOUSE, MULTIPLIER, OPENS, VENUE, FuturesPart, account_of
from support.simulation_genesis import START_MS
from support.simulation_part import CASH, Act, Beat, Intent, Story, nothing

OFFSET_MIN: Final = 480
TODAY: Final = day_of(Timestamp(START_MS), OFFSET_MIN)
FIRST: Final = next(DayNumber(day) for day in range(TODAY, TODAY + 3) if is_weekday(day))
LISTED: Final = 1_000
DEPOSIT: Final = 3_500
"""For a few lots, so that some are called upon, and some owe."""
OF_MEMBER: Final = 10_000_000
FEE: Final = Fee(per_lot=3)
MORNING, EVENING = OPENS + 60, ENDS + 1
A_WHILE_MS: Final = 2 * MINUTE_MS
ROUNDS: Final = 20
"""After so many a day that is not over stays open: the next story goes on with it."""
BOTH: Final = {"broker": ("m", ("ann", "ben", "cai", "dan")), "dealer": ("d", ("ann", "ben"))}
"""Member → the kind of its clients' accounts, and who these are: Ann and Ben have two."""
ENDING: Final = EndingRules(
    mode=EndingMode.in_goods,
    final=FinalMethod.last_settlement,
    schedule=Schedule(0, 1, 1),
    penalty_ppm=200_000,
)
WIDENING: Final = Widening(
    (WideningStep(30_000, 20_000), WideningStep(20_000, 20_000)),
    ReductionRules(days=1, loss_ppm=30_000, tiers=(60_000, 30_000, 0), hedge_ppm=60_000),
)
BILATERAL: Final = BilateralRules(block_ppm=40_000, block_lots=2, efp_ppm=80_000, house_agrees=True)
OPENINGS: Final = OpeningLimit(lots=12, product_lots=18, contracts=(OpenedLots("CU-2", 8),))


def rules() -> c.RulesGiven:
    """Of copper: everything that a product's rules can stop is near."""
    return c.RulesGiven(
        tick=1,
        limit_ppm=100_000,
        long_ppm=120_000,
        short_ppm=120_000,
        fees=Fees(opening=FEE, closing=FEE, closing_today=FEE),
        sessions=(c.Session(OPENS, ENDS),),
        method=SettlementMethod.whole_day,
        position_limit=14,
        reported_from=5,
        reports_stop=True,
        member_limit=MemberLimit(lots=30),
        quotas=(HedgeFlag.hedge,),
        widening=WIDENING,
        ending=ENDING,
        bilateral=BILATERAL,
        openings=OPENINGS,
        member_reported=MemberLimit(lots=8),
    )


@dataclass
class Clearing(FuturesPart):
    """A house, two members that answer for their clients, and a venue: a day from its opening to its fees."""

    PARTIES: ClassVar = {HOUSE: (Role.clearing_house,), "broker": (Role.custodian,), "dealer": (Role.custodian,)}
    PLAYED = frozenset(
        f"futures.{call}"
        for call in (
            *("open_day", "list_contract", "book", "book refused", "cancel refused", "fix_settlement", "settle"),
            *("collect", "cover", "pay", "answer", "close_day", "take_fees", "withdraw", "confirm"),
        )
    )
    WEIGHT = 3
    last: tuple[str, str, int] = ("", "", 0)
    """the buyer, the contract, and the number of the last trade"""

    def founding(self) -> list[Intent]:
        """The house, its product, its members, and an account for everybody."""
        calendar = c.CalendarGiven(first=DayNumber(FIRST - 10), last=DayNumber(FIRST + 500))
        fees = p.OpenAccount(account="ccp-fees", holder=HOUSE, outgoing=Control.holder, incoming=Control.nobody)
        accounts = {"cash": CASH, "account": "ccp-settlement", "fees": "ccp-fees"}
        house = c.OpenHouse(house=HOUSE, by=HOUSE, offset_min=OFFSET_MIN, calendar=calendar, **accounts)
        of = {"house": HOUSE, "venue": VENUE, "title": "Copper", "decimals": 0, "multiplier": MULTIPLIER}
        intents: list[Intent] = [
            ([fees, house], (HOUSE,), nothing),
            ([c.DefineProduct(product=COPPER, rules=rules(), **of)], (HOUSE, VENUE), nothing),
        ]
        for member, (kind, clients) in BOTH.items():
            intents.append(([c.Admit(house=HOUSE, member=member)], (HOUSE, member), nothing))
            intents.append(self.opened(member, member, OF_MEMBER))
            intents += [self.opened(client, member, DEPOSIT, kind) for client in clients]
        return intents

    def about(self) -> str:
        """Any record of the noun that has a trail, of a table by chance."""
        tables: list[Table[TrailedRecord]] = [one for one in LAW.tables if issubclass(one.record, TrailedRecord)]
        every = [found for found in ([path for path, _ in self.view.rows(one)] for one in tables) if found]
        return self.random.choice(self.random.choice(every))

    # A day.

    def stories(self) -> list[Story]:
        """A day, or two one after the other."""
        return [self._a_day]

    def _a_day(self, clock: Callable[[], int]) -> Iterator[Beat]:
        """From its opening to its end, as far as it is not over."""
        if self.day is None:
            day = self._next_day()
            yield Beat([], max(0, self.house.at(day, MORNING) - clock()))
            yield Beat([self._open(day), *self._listed(day)])
            if self.day is None:  # Its key was rotated, or it is paused.
                return
            yield Beat(self._all("opens", clock()), A_WHILE_MS)
        if self.futures():
            yield from self._trading(clock)
        yield from self._settling(clock)

    def _trading(self, clock: Callable[[], int]) -> Iterator[Beat]:
        for phase in ("trades", "goes_on"):
            self.scene.ahead.clear()
            yield Beat([*self._some_trades(clock()), *self._all(phase, clock())], A_WHILE_MS)
        assert self.day is not None
        yield Beat([], max(0, self.house.at(self.day, EVENING) - clock()))
        self.scene.ahead.clear()
        yield Beat(self._all("ends", clock()))
        yield Beat(self._prices())
        yield Beat(self._all("priced", clock()))

    def _all(self, phase: str, now: int) -> list[Intent]:
        """What every part does in a phase."""
        parts = [one for one in self.scene.parts if isinstance(one, FuturesPart)]
        return [intent for part in parts for intent in getattr(part, phase)(now)]

    def _settling(self, clock: Callable[[], int]) -> Iterator[Beat]:
        """What anybody may do, until nothing is left, and then the end of the day."""
        for _ in range(ROUNDS):
            steps = self._steps(clock())
            steps = steps or self._all("settled", clock()) or self._steps(clock(), lasts=True)[:1]
            if not steps:
                break
            yield Beat(steps)
        yield Beat([self.by(c.CloseDay(house=HOUSE))])
        over = self._all("over", clock()) if self.day is None else []
        yield Beat([*(self.by(one) for one in MODULE.steps(self.view, Timestamp(clock()))), *over])

    def _steps(self, now: int, *, lasts: bool = False) -> list[Intent]:
        made = MODULE.lasts if lasts else MODULE.steps
        return [self.by(one) for one in made(self.view, Timestamp(now)) if not isinstance(one, c.CloseDay)]

    def _next_day(self) -> DayNumber:
        after = FIRST if self.house.closed is None else self.house.closed + 1
        return next(DayNumber(day) for day in range(after, after + 4) if is_weekday(day))

    def _open(self, day: DayNumber) -> Intent:
        """With what the day before left due to who is suspended."""
        before = self.view.read(DAYS, HOUSE, str(self.house.closed))
        carried = 0 if before is None else int(before.due)
        return self.by(c.OpenDay(house=HOUSE, day=day, carried=carried), signed=HOUSE)

    def _listed(self, day: DayNumber) -> list[Intent]:
        """A new contract where few are left: it trades for a few days."""
        known = [one for one in self.rows(FUTURES) if one.option is None]
        if sum(one.last > day for one in known) >= 2:
            return []
        last = [one for one in range(day, day + 7) if is_weekday(one)][self.random.randint(1, 3)]
        name = f"{COPPER}-{len(known) + 1}"
        price = known[-1].settlement if known else LISTED
        listed = c.ListContract(contract=name, product=COPPER, first=day, last=DayNumber(last), listing_price=price)
        return [self.by(listed, signed=VENUE)]

    def _some_trades(self, now: int) -> list[Intent]:
        """One of most contracts, options too."""
        names, found = self.able(), []
        for contract in self.contracts():
            if len(names) < 2 or self.likely(0.3):
                continue
            buyer, seller = self.random.sample(names, 2)
            found.append(self.traded(contract, buyer, seller, now, lots=self.random.choice((1, 1, 2, 3, 5))))
        return found

    def _prices(self) -> list[Intent]:
        """As the day's trades have it, or as the house says: of a locked day the limit."""
        return [self.by(self._price_of(one), signed=HOUSE) for one in self.contracts()]

    def _price_of(self, contract: FuturesContract) -> c.FixSettlement:
        published, day = self.view.read(PUBLISHED, contract.contract), self.day
        lower, upper = self.band(contract)
        price = self.random.randint(lower, upper)
        locked = contract.locked
        if locked is not None and locked.day == day:
            price = upper if locked.side is LockedSide.at_upper else lower
        elif published is not None and published.day == day and published.traded.lots and self.likely(0.4):
            return c.FixSettlement(contract=contract.contract)
        return c.FixSettlement(contract=contract.contract, price=price, reason="no trades late")

    def opens(self, _now: int) -> list[Intent]:
        """Most who are called pay in, and somebody says so; no client of a weak member does."""
        found = []
        for account in self.accounts():
            if account.called and not account.account.startswith("w") and self.likely(0.7):
                found += [self.paid_in(account, int(account.called)), self.by(c.Answer(account=account.account))]
        return found

    def goes_on(self, now: int) -> list[Intent]:
        """Somebody cancels one side alone, or takes money out."""
        return [self._cancel(now)] if self.likely(0.5) else [self._pay_out(now)]

    def settled(self, _now: int) -> list[Intent]:
        """Some who owe pay in."""
        return [self.paid_in(one, int(one.owed)) for one in self.accounts() if one.owed and self.likely(0.2)]

    # What anybody does now and then.

    def repertoire(self) -> list[Act]:
        """Acts that can be tried now, in whatever order."""
        acts = [self._pay_in, self._pay_out, self._confirm]
        if self.day is not None:
            acts += [self._book] * 2 + [self._cancel, self._step]
        return acts

    def _book(self, now: int) -> Intent:
        self.scene.ahead.clear()
        trades = self._some_trades(now)
        return self.random.choice(trades) if trades else self._step(now)

    def _cancel(self, now: int) -> Intent:
        """One side alone of a trade: that is never even, and so never stands with its balance."""
        every = [(account, one) for account, one in self.positions() if one.fills]
        if not every:
            return self._confirm(now)
        account, position = self.random.choice(every)
        fill = position.fills[-1]
        contract = self.view.read(FUTURES, position.contract)
        assert contract is not None
        about = {"contract": position.contract, "trade": fill.trade, "direction": fill.direction}
        self.scene.ahead.clear()
        call = c.Cancel(account=account.account, hedge=position.hedge, reason="a slip", **about)
        return self.by(call, self._balanced(contract, 0, 0, 0, late=False), signed=f"{VENUE} {account.holder}")

    def _step(self, now: int) -> Intent:
        """Whatever anybody may ask for."""
        account = self.random.choice(self.accounts()).account
        calls: tuple[Call, ...] = (
            c.Settle(account=account),
            c.Collect(account=account),
            c.Cover(account=account, amount=self.random.choice((50, OF_MEMBER))),
            c.Pay(account=account),
            c.Answer(account=account),
            c.CloseDay(house=HOUSE),
        )
        steps = self._steps(now)
        return self.random.choice(steps) if steps and self.likely(0.6) else self.by(self.random.choice(calls))

    def _confirm(self, _now: int) -> Intent:
        account = self.random.choice(self.accounts())
        call = c.Confirm(account=account.account, day=account.settled or FIRST)
        return self.by(call, signed=account.holder)

    def _pay_in(self, _now: int) -> Intent:
        return self.paid_in(self.random.choice(self.accounts()), self.random.randint(1, 3_000))

    def _pay_out(self, _now: int) -> Intent:
        """To the account that is bound, which is bound with it."""
        person = self.random.choice(self.scene.people)
        account = account_of(person)
        bound = c.Bind(account=account, to=f"{person}-0")
        paid = c.Withdraw(account=account, amount=self.random.choice((5, 300, 4_000)))
        return self.by(*([bound, paid] if self.likely(0.7) else [paid]), signed=person)
