# SPDX-License-Identifier: Apache-2.0
"""FUND: dealing at net asset value, fees, lots, dividends, refusals; conservation of units and of money.

Known answers with their arithmetic stand in ``vectors/terms/fund.json``.
"""

import decimal
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.calendars import TradingDays
from counterfoil.terms.kernel.events import Event
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import Fixings, MissingFixing, ObservedEvent
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.market.fund import Fund

START = datetime(2024, 1, 1)
MONDAY = datetime(2024, 1, 8, 10)
DAYS = [START + timedelta(days=number) for number in range(60)]


def terms(**changed: object) -> dict[str, object]:
    """Terms of a fund that Mondays to Fridays are trading days of."""
    return {
        "contractType": "FUND",
        "contractRole": "RPA",
        "statusDate": "2024-01-01T00:00:00",
        "currency": "CNY",
        "calendar": "MF",
        "marketObjectCode": "NAV",
    } | changed


def fund(**changed: object) -> Fund:
    made = Contract.from_terms(terms(**changed))
    assert isinstance(made, Fund)
    return made


@pytest.mark.parametrize(
    ("at", "dealing"),
    [
        (datetime(2024, 1, 8, 0, 0), datetime(2024, 1, 8)),
        (datetime(2024, 1, 8, 14, 59, 59), datetime(2024, 1, 8)),
        (datetime(2024, 1, 8, 15, 0), datetime(2024, 1, 9)),
        (datetime(2024, 1, 12, 15, 0), datetime(2024, 1, 15)),
        (datetime(2024, 1, 13, 16, 0), datetime(2024, 1, 15)),
        (datetime(2024, 1, 14, 9, 0), datetime(2024, 1, 15)),
    ],
)
def test_the_cut_off_decides_the_dealing_day(at: datetime, dealing: datetime) -> None:
    """Before 15:00 the order deals today, from 15:00 on and on days without trading the next trading day."""
    assert fund().dealing_day(at) == dealing


def test_the_cut_off_is_a_term() -> None:
    """With a cut-off at 11:30 an order of 12:00 deals the next day, and the term is written back."""
    made = fund(cutOffTime="11:30")
    assert made.dealing_day(datetime(2024, 1, 8, 12)) == datetime(2024, 1, 9)
    assert made.to_terms()["cutOffTime"] == "11:30"


def test_orders_up_to_the_status_date_are_history() -> None:
    """The terms state what the holding is at the status date: what is settled at that very time has had its effect."""
    seen = [ObservedEvent(START - timedelta(days=number), "SUB", value=Decimal(100)) for number in (3, 4, 400)]
    assert fund().events(Fixings.of({}, seen)) == []


@pytest.mark.parametrize(
    ("kind", "status", "pending"),
    [
        ("SUB", "2024-01-08T10:00", True),
        ("SUB", "2024-01-08T23:00", True),
        ("SUB", "2024-01-09", False),
        ("RED", "2024-01-08T12:00", True),
        ("RED", "2024-01-09", True),
        ("RED", "2024-01-10T23:00", True),
        ("RED", "2024-01-11", False),
    ],
)
def test_an_order_on_its_way_at_the_status_date_is_an_error(kind: str, status: str, pending: bool) -> None:
    """Of an order of Monday morning, money for units is settled on Tuesday, units for money on Thursday."""
    fixings = Fixings.of({"NAV": dict.fromkeys(DAYS, Decimal(1))}, [ObservedEvent(MONDAY, kind, value=Decimal(100))])
    made = fund(statusDate=status, lots=[{"acquired": "2023-12-01", "units": "1000"}])
    if not pending:
        assert made.events(fixings) == []
        return
    for asked in (made.events, made.schedule):
        with pytest.raises(TermError, match=rf"the {kind} of 2024-01-08T10:00:00 is not settled by then") as refused:
            asked(fixings)
        assert refused.value.where == "terms.statusDate"


@pytest.mark.parametrize(("kind", "amount"), [("SUB", "0"), ("SUB", "-1"), ("SUB", "100.005"), ("RED", "0")])
def test_an_order_that_was_refused_at_once_is_not_on_its_way(kind: str, amount: str) -> None:
    """It moved nothing, so nothing is missing from the terms."""
    seen = ObservedEvent(MONDAY, kind, value=Decimal(amount))
    assert fund(statusDate="2024-01-08T12:00").events(Fixings.of({}, [seen])) == []


def test_a_calendar_need_not_reach_orders_of_long_ago() -> None:
    """Trading days are asked for orders that may still be on their way, and for no others."""
    days = TradingDays.from_holidays("X", [], first=START.date(), last=DAYS[-1].date())
    made = Contract.from_terms(terms(calendar="X", statusDate="2024-01-02"), calendars={"X": days})
    for age, known in ((100, True), (60, False)):
        seen = Fixings.of({}, [ObservedEvent(START - timedelta(days=age), "RED", value=Decimal(100))])
        if known:
            assert made.events(seen) == []
        else:
            with pytest.raises(InputError, match="outside the calendar"):
                made.events(seen)


@pytest.mark.parametrize(
    ("method", "amount", "net", "fee"),
    [
        ("EXTERNAL", "10000", "9852.22", "147.78"),
        ("INTERNAL", "10000", "9850.00", "150.00"),
        ("EXTERNAL", "1000000", "990099.01", "9900.99"),
        ("EXTERNAL", "5000000", "4999000", "1000"),
    ],
)
def test_the_fee_is_on_the_net_or_the_gross_amount(method: str, amount: str, net: str, fee: str) -> None:
    """10000 / 1.015 = 9852.22; 10000 * 0.985 = 9850; 1000000 / 1.01 = 990099.01; 1000 an order from 5 million on."""
    tiers = [{"rate": "0.015"}, {"fromAmount": "1000000", "rate": "0.01"}, {"fromAmount": "5000000", "amount": "1000"}]
    made = fund(subscriptionFees=tiers, feeMethod=method)
    assert made.subscription(Decimal(amount)) == (Decimal(net), Decimal(fee))


@pytest.mark.parametrize(("days", "rate"), [(0, "0.015"), (6, "0.015"), (7, "0.0075"), (29, "0.0075"), (30, "0")])
def test_the_redemption_fee_falls_with_the_days_held(days: int, rate: str) -> None:
    """A tier begins on its day."""
    tiers = [{"fromDays": 0, "rate": "0.015"}, {"fromDays": 7, "rate": "0.0075"}, {"fromDays": 30, "rate": "0"}]
    assert fund(redemptionFees=tiers).redemption_rate(days) == Decimal(rate)


DIVIDEND = {
    "recordDate": "2024-01-10T00:00:00",
    "exDate": "2024-01-10T00:00:00",
    "payDate": "2024-01-12T00:00:00",
    "amountPerUnit": "0.1",
}


@pytest.mark.parametrize(
    ("changed", "term"),
    [
        ({"marketObjectCode": ""}, "marketObjectCode"),
        ({"contractRole": "BUY"}, "contractRole"),
        ({"calendar": "XSHG"}, "calendar"),
        ({"cutOffTime": "25:00"}, "cutOffTime"),
        ({"confirmationDays": "0"}, "confirmationDays"),
        ({"unitDecimals": "2.5"}, "unitDecimals"),
        ({"unitRounding": "UP"}, "unitRounding"),
        ({"minimumHolding": "-1"}, "minimumHolding"),
        ({"units": "5"}, "units"),
        ({"lots": [{"acquired": "2023-01-01"}]}, "units"),
        ({"lots": [{"acquired": "2023-01-01", "units": " "}]}, "units"),
        ({"lots": {"acquired": "2023-01-01"}}, "lots"),
        ({"lots": ["2023-01-01"]}, "lots"),
        ({"lots": [{"acquired": "2023-01-01", "units": "1", "fee": "1"}]}, "fee"),
        ({"subscriptionFees": [{"fromAmount": "1", "rate": "0"}]}, "subscriptionFees"),
        ({"subscriptionFees": [{"rate": "0.01", "amount": "1"}]}, "subscriptionFees"),
        ({"subscriptionFees": [{}]}, "subscriptionFees"),
        ({"redemptionFees": [{"fromDays": 0, "rate": "0"}, {"fromDays": 0, "rate": "0"}]}, "redemptionFees"),
        ({"dividends": [DIVIDEND | {"payDate": "2024-01-10T00:00:00"}]}, "dividends"),
        ({"dividends": [DIVIDEND | {"exDate": "2024-01-09T00:00:00"}]}, "dividends"),
        ({"dividends": [DIVIDEND], "statusDate": "2024-01-11T00:00:00"}, "dividends"),
    ],
)
def test_terms_that_are_refused(changed: dict[str, object], term: str) -> None:
    """Each wrong term is named."""
    with pytest.raises(TermError) as refused:
        fund(**changed)
    assert refused.value.term == term


def test_a_missing_value_is_named() -> None:
    """Without the value of the dealing day nothing is made up."""
    seen = ObservedEvent(datetime(2024, 1, 8, 10), "SUB", value=Decimal(100))
    with pytest.raises(MissingFixing, match="no fixing of NAV at 2024-01-08T00:00:00"):
        fund().events(Fixings.of({"NAV": {}}, [seen]))


def test_a_value_of_nothing_is_refused() -> None:
    """A net asset value of 0 buys nothing."""
    seen = ObservedEvent(datetime(2024, 1, 8, 10), "SUB", value=Decimal(100))
    with pytest.raises(InputError, match="NAV is 0"):
        fund().events(Fixings.of({"NAV": {datetime(2024, 1, 8): Decimal(0)}}, [seen]))


def test_units_are_redeemed_only_when_they_are_confirmed() -> None:
    """What was subscribed today cannot be redeemed today, though both are confirmed tomorrow."""
    today = datetime(2024, 1, 8)
    seen = [ObservedEvent(today.replace(hour=9), "SUB", value=Decimal(100)), redeem(today.replace(hour=10), 50)]
    last = fund().events(Fixings.of({"NAV": {today: Decimal(1)}}, seen))[-1]
    assert last.state.values()["rejection"] == "INSUFFICIENT_HOLDING"
    assert last.state.values()["units"] == 100


@pytest.mark.parametrize(
    ("units", "stay", "reason"),
    [
        (95, 100, "INSUFFICIENT_HOLDING"),
        (51, 100, "INSUFFICIENT_HOLDING"),
        (50, 50, ""),
        (45, 55, ""),
        (0, 100, "BELOW_MINIMUM"),
        (-5, 100, "BELOW_MINIMUM"),
    ],
)
def test_a_redemption_is_of_what_is_available_and_leaves_the_minimum_of_all(units: int, stay: int, reason: str) -> None:
    """50 of 100 units are available: an order for more is refused, not cut; the 50 others count for the minimum."""
    today = datetime(2024, 1, 8)
    seen = [ObservedEvent(today.replace(hour=9), "SUB", value=Decimal(50)), redeem(today.replace(hour=10), units)]
    made = fund(lots=[{"acquired": "2023-12-01", "units": "50"}], minimumHolding="10")
    events = made.events(Fixings.of({"NAV": {today: Decimal(1)}}, seen))
    state = events[-1].state.values()
    assert (state["units"], state["rejection"]) == (stay, reason)
    assert sum(event.payoff for event in events) == 50 - stay


def test_a_small_holding_is_not_redeemed_by_an_order_for_nothing() -> None:
    """Less than the minimum is held; an order for 0 units is refused all the same, one for 1 redeems everything."""
    made = fund(lots=[{"acquired": "2023-12-01", "units": "5"}], minimumHolding="10")
    seen = [redeem(datetime(2024, 1, 8, 10), 0), redeem(datetime(2024, 1, 9, 10), 1)]
    fixings = {datetime(2024, 1, day): Decimal(1) for day in (8, 9)}
    events = made.events(Fixings.of({"NAV": fixings}, seen))
    confirmed = [event.state.values() for event in events if event.type.acronym == "CNF"]
    assert [(state["units"], state["rejection"]) for state in confirmed] == [(5, "BELOW_MINIMUM"), (0, "")]


def redeem(at: datetime, units: int) -> ObservedEvent:
    """An order to redeem units."""
    return ObservedEvent(at, "RED", value=Decimal(units))


orders = st.lists(
    st.builds(
        ObservedEvent,
        st.sampled_from([day + timedelta(hours=hour) for day in DAYS[1:30] for hour in (10, 15)]),
        st.sampled_from(["SUB", "RED"]),
        st.just(""),
        st.decimals("0", "100000", places=2),
    ),
    max_size=8,
)
values = st.lists(st.decimals("0.5", "3", places=4), min_size=len(DAYS), max_size=len(DAYS))


def run(seen: list[ObservedEvent], prices: list[Decimal], **changed: object) -> list[Event]:
    made = fund(
        lots=[{"acquired": "2023-12-29", "units": "5000.05"}],
        subscriptionFees=[{"rate": "0.015"}],
        redemptionFees=[{"rate": "0.005"}],
        dividends=[DIVIDEND],
        minimumSubscription="10",
        minimumHolding="100",
        **changed,
    )
    return made.events(Fixings.of({"NAV": dict(zip(DAYS, prices, strict=True))}, seen))


@settings(max_examples=60, deadline=None)
@given(orders, values, st.sampled_from(["CASH", "REINVEST"]))
def test_units_and_money_are_conserved(seen: list[ObservedEvent], prices: list[Decimal], option: str) -> None:
    """After every event units in = units out + units held, and in the end nobody owes anything."""
    events = run(seen, prices, dividendOption=option)
    for event in events:
        state = event.state.values()
        units, came, went = (state[name] for name in ("units", "unitsIn", "unitsOut"))
        assert isinstance(units, Decimal) and isinstance(came, Decimal) and isinstance(went, Decimal)
        assert units >= 0
        assert came == went + units
    last = events[-1].state.values()
    assert not last["moneyPending"]
    assert not last["moneyOwed"]


@settings(max_examples=30, deadline=None)
@given(orders, values)
def test_the_fund_pays_what_the_holder_receives(seen: list[ObservedEvent], prices: list[Decimal]) -> None:
    """The two roles see the same events with opposite payoffs, whatever the order of observations."""
    holder = run(seen, prices)
    issuer = run(seen, prices, contractRole="RPL")
    assert [(event.at, event.type, event.payoff) for event in holder] == [
        (event.at, event.type, -event.payoff) for event in issuer
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.decimals("0.01", "1000000", places=2), st.decimals("0.1", "9", places=4), st.sampled_from(["HALF_UP", "DOWN"])
)
def test_units_are_worth_the_money(money: Decimal, price: Decimal, rule: str) -> None:
    """Rounding moves less than one unit of the last decimal: half of one if half up, never upwards if down."""
    units = fund(unitRounding=rule).to_units(money, price)
    rest = money - units * price
    assert abs(rest) <= price * Decimal("0.005") if rule == "HALF_UP" else 0 <= rest < price * Decimal("0.01")


@pytest.mark.parametrize("kind", ["SUB", "RED"])
def test_an_order_for_no_stated_amount_is_an_error(kind: str) -> None:
    """Who orders says how much; nothing is made up."""
    seen = ObservedEvent(datetime(2024, 1, 8, 10), kind)
    with pytest.raises(InputError, match=f"{kind} observed on 2024-01-08T10:00:00: there is no value"):
        fund().events(Fixings.of({"NAV": {datetime(2024, 1, 8): Decimal(1)}}, [seen]))


@pytest.mark.parametrize("amount", ["0", "-100"])
def test_a_subscription_of_nothing_moves_nothing(amount: str) -> None:
    """No money goes to the fund, none comes back, and both events say why."""
    seen = ObservedEvent(datetime(2024, 1, 8, 10), "SUB", value=Decimal(amount))
    events = fund().events(Fixings.of({"NAV": {datetime(2024, 1, 8): Decimal(1)}}, [seen]))
    assert [(event.type.acronym, event.payoff) for event in events] == [("SUB", 0), ("CNF", 0)]
    assert {event.state.values()["rejection"] for event in events} == {"BELOW_MINIMUM"}


@pytest.mark.parametrize("amount", ["100.005", "0.001", "99.999999"])
def test_money_is_subscribed_in_whole_cents(amount: str) -> None:
    """A subscription of a fraction of a cent is refused at once: no money moves, and both events say why."""
    fixings = {datetime(2024, 1, 8): Decimal(1)}
    events = fund().events(Fixings.of({"NAV": fixings}, [ObservedEvent(MONDAY, "SUB", value=Decimal(amount))]))
    assert [(event.type.acronym, event.payoff) for event in events] == [("SUB", 0), ("CNF", 0)]
    for event in events:
        state = event.state.values()
        assert (state["units"], state["moneyPending"], state["rejection"]) == (0, 0, "NOT_WHOLE")


def test_a_fund_computes_the_same_in_a_hostile_context() -> None:
    """1234567.89 / 1.015 = 1216323.0443; the public figures and the state keep all their digits."""
    money, value, many = Decimal("1234567.89"), Decimal("1.2345"), Decimal("1234567.894")
    net, fee = Decimal("1216323.04"), Decimal("18244.85")
    gross = (Decimal("1216049.37"), Decimal("18518.52"))
    tiers = [{"rate": "0.015"}]
    external = fund(subscriptionFees=tiers, redemptionFees=[{"rate": "0.0123456789"}])
    internal = fund(subscriptionFees=tiers, feeMethod="INTERNAL")
    held = fund(lots=[{"acquired": "2023-12-29", "units": str(many)}, {"acquired": "2023-12-30", "units": "0.006"}])
    seen = [ObservedEvent(datetime(2024, 1, 8, 10), "SUB", value=money)]
    with decimal.localcontext(prec=6, rounding=decimal.ROUND_UP):
        assert external.subscription(money) == (net, fee)
        assert internal.subscription(money) == gross
        assert external.redemption_rate(3) == Decimal("0.0123456789")
        assert external.to_units(money, value) == Decimal("1000054.99")
        assert external.dealing_day(datetime(2024, 1, 8, 15)) == datetime(2024, 1, 9)
        state = held.events(Fixings.of({}, seen), datetime(2024, 1, 8, 12))[-1].state.values()
        assert (state["units"], state["unitsIn"]) == (Decimal("1234567.9"), Decimal("1234567.9"))
        assert state["moneyPending"] == money
