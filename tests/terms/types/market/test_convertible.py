# SPDX-License-Identifier: Apache-2.0
"""CONVB: conversion, call and put with their triggers, refusals; conservation of face.

Known answers with their arithmetic stand in ``vectors/terms/convertible.json``.
"""

import decimal
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas import ShareAction, adjusted_conversion_price
from counterfoil.terms.kernel.events import Event
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import Fixings, MissingFixing, ObservedEvent
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.market.convertible import Convertible

D = Decimal
CALL = {"ratio": "1.3", "days": "15", "window": "30"}
PUT = {"ratio": "0.7", "days": "30", "window": "30"}
EARLY = ("SCMF", "CSMF", "SCP", "CSP", "SCMP", "CSMP")
WEEKDAYS = [
    day for day in (datetime(2024, 1, 1) + timedelta(days=number) for number in range(120)) if day.weekday() < 5
]


def convertible(**changed: object) -> Convertible:
    """A bond of 100000 face, six years, converted at 10, but for what is changed."""
    made = Contract.from_terms(
        {
            "contractType": "CONVB",
            "contractRole": "RPA",
            "statusDate": "2023-12-29T00:00:00",
            "currency": "CNY",
            "calendar": "MF",
            "marketObjectCode": "SHARE",
            "notionalPrincipal": "100000",
            "initialExchangeDate": "2023-03-01T00:00:00",
            "maturityDate": "2029-03-01T00:00:00",
            "couponRates": ["0.002", "0.004", "0.006", "0.015", "0.018", "0.02"],
            "redemptionPrice": "110",
            "conversionPrice": "10",
            "conversionStart": "2023-09-01T00:00:00",
        }
        | changed
    )
    assert isinstance(made, Convertible)
    return made


def order(at: datetime, kind: str, value: object = None) -> ObservedEvent:
    """An observed order."""
    return ObservedEvent(at, kind, value=None if value is None else D(str(value)))


@pytest.mark.parametrize(
    ("changed", "term"),
    [
        ({"notionalPrincipal": ""}, "notionalPrincipal"),
        ({"couponRates": ["0.002", "0.004"]}, "couponRates"),
        ({"couponRates": "x"}, "couponRates"),
        ({"conversionPrice": "0"}, "conversionPrice"),
        ({"conversionStart": ""}, "conversionStart"),
        ({"callTrigger": [CALL, CALL]}, "callTrigger"),
        ({"callTrigger": [CALL | {"days": "31"}]}, "callTrigger"),
        ({"callTrigger": [CALL | {"days": "0"}]}, "days"),
        ({"callTrigger": [{"ratio": "1.3", "days": "15"}]}, "window"),
        ({"putTrigger": [PUT], "marketObjectCode": ""}, "marketObjectCode"),
        ({"shareActions": [{"bonus": "0.1"}]}, "exDate"),
        ({"contractRole": "COL"}, "contractRole"),
        *(({"businessDayConvention": early}, "businessDayConvention") for early in EARLY),
    ],
)
def test_terms_that_are_refused(changed: dict[str, object], term: str) -> None:
    """Each wrong term is named."""
    with pytest.raises(TermError) as refused:
        convertible(**changed)
    assert refused.value.term == term


@pytest.mark.parametrize(
    ("kind", "value", "changed", "reason"),
    [
        ("CV", "100001", {}, "INSUFFICIENT_HOLDING"),
        ("CV", "0", {}, "BELOW_MINIMUM"),
        ("CV", "100", {"conversionStart": "2024-05-01"}, "OUTSIDE_PERIOD"),
        ("CV", "100", {"conversionEnd": "2024-02-01"}, "OUTSIDE_PERIOD"),
        ("CALL", None, {}, "OUTSIDE_PERIOD"),
        ("CALL", None, {"callTrigger": [CALL | {"start": "2024-05-01"}]}, "OUTSIDE_PERIOD"),
        ("PUT", "100", {"putTrigger": [PUT | {"end": "2024-02-01"}]}, "OUTSIDE_PERIOD"),
        ("CALL", None, {"callTrigger": [CALL]}, "NOT_TRIGGERED"),
        ("PUT", "100", {"putTrigger": [PUT]}, "NOT_TRIGGERED"),
        ("PUT", "100001", {"putTrigger": [PUT | {"ratio": "1.1"}]}, "INSUFFICIENT_HOLDING"),
        ("PUT", "-1", {"putTrigger": [PUT | {"ratio": "1.1"}]}, "BELOW_MINIMUM"),
        ("CPR", "10", {}, "NOT_LOWER"),
        ("CPR", "0", {}, "NOT_LOWER"),
    ],
)
def test_orders_that_are_refused(kind: str, value: str | None, changed: dict[str, object], reason: str) -> None:
    """A refused order pays nothing, changes nothing, and says why; the share stands at the conversion price."""
    fixings = Fixings.of({"SHARE": dict.fromkeys(WEEKDAYS, D(10))}, [order(WEEKDAYS[80], kind, value)])
    event = convertible(**changed).events(fixings, WEEKDAYS[80])[-1]
    assert event.type.acronym == kind
    assert not event.payoff
    kept = {"notionalPrincipal": 100_000, "conversionPrice": 10, "shares": 0, "rejection": reason}
    assert event.state.values() | kept == event.state.values()


def test_a_trigger_needs_every_day_of_its_window() -> None:
    """A close that is missing is an error, not a day without."""
    closes = dict.fromkeys(WEEKDAYS, D(13))
    del closes[WEEKDAYS[60]]
    with pytest.raises(MissingFixing, match=f"SHARE at {WEEKDAYS[60].date()}"):
        convertible(callTrigger=[CALL]).events(Fixings.of({"SHARE": closes}, [order(WEEKDAYS[80], "CALL")]))


def test_a_coupon_belongs_to_who_held_the_bond_when_it_was_due() -> None:
    """1 March 2026 is a Sunday: what is converted at noon still gets its coupon on Monday."""
    seen = [order(datetime(2026, 3, 1, 12), "CV", 40_000)]
    made = convertible(businessDayConvention="CSF")
    events = made.events(Fixings.of({}, seen), datetime(2026, 3, 31))
    assert [(event.at.day, event.type.acronym, event.payoff) for event in events[-3:]] == [
        (1, "DUE", 0),
        (1, "CV", 0),
        (2, "IP", 600),
    ]


def test_days_for_a_put_count_anew_after_a_reset() -> None:
    """3 closes below 70 % of the new price allow a put only when all three came after the reset."""
    reset, trigger = order(WEEKDAYS[60], "CPR", 9), [{"ratio": "0.7", "days": "3", "window": "3"}]
    for day, reason in ((62, "NOT_TRIGGERED"), (63, "")):
        fixings = Fixings.of({"SHARE": dict.fromkeys(WEEKDAYS, D(6))}, [reset, order(WEEKDAYS[day], "PUT", 100)])
        event = convertible(putTrigger=trigger).events(fixings, WEEKDAYS[day])[-1]
        assert event.state.values()["rejection"] == reason


closes = st.lists(st.sampled_from([D("6.99"), D(7), D(10), D("12.99"), D(13), D(15)]), min_size=86, max_size=86)


@settings(max_examples=60, deadline=None)
@given(closes, st.integers(31, 80), st.integers(1, 30), st.integers(1, 30), st.booleans())
def test_triggers_count_as_a_plain_list_does(
    quotes: list[Decimal], day: int, days: int, window: int, above: bool
) -> None:
    """Call and put are allowed exactly when enough of the last ``window`` closes before the day are beyond."""
    days = min(days, window)
    trigger = {"ratio": "1.3" if above else "0.7", "days": str(days), "window": str(window)}
    beyond = [close >= 13 if above else close < 7 for close in quotes[day - window : day]]
    made = convertible(**{"callTrigger" if above else "putTrigger": [trigger]})
    seen = order(WEEKDAYS[day], "CALL" if above else "PUT", 100)
    fixings = Fixings.of({"SHARE": dict(zip(WEEKDAYS, quotes, strict=True))}, [seen])
    event = made.events(fixings, WEEKDAYS[day])[-1]
    assert (event.state.values()["rejection"] == "") == (sum(beyond) >= days)


@settings(max_examples=60, deadline=None)
@given(closes, st.integers(31, 80), st.integers(32, 79), st.decimals("5", "9.99", places=2))
def test_each_day_is_measured_by_its_own_conversion_price(
    quotes: list[Decimal], day: int, changed: int, price: Decimal
) -> None:
    """After a reset the days before it keep the old level."""
    fixings = Fixings.of(
        {"SHARE": dict(zip(WEEKDAYS, quotes, strict=True))},
        [order(WEEKDAYS[changed], "CPR", price), order(WEEKDAYS[day] + timedelta(hours=9), "CALL")],
    )
    made = convertible(callTrigger=[{"ratio": "1.3", "days": "5", "window": "10"}])
    event = next(
        item for item in made.events(fixings, WEEKDAYS[day] + timedelta(hours=9)) if item.type.acronym == "CALL"
    )
    window = range(day - 10, day)
    beyond = [quotes[at] >= D("1.3") * (price if changed <= min(at, day) else 10) for at in window]
    assert (event.state.values()["rejection"] == "") == (sum(beyond) >= 5)


orders = st.lists(
    st.builds(
        order,
        st.sampled_from([day + timedelta(hours=9) for day in WEEKDAYS[31:]]),
        st.sampled_from(["CV", "CV", "PUT", "CPR", "CALL"]),
        st.one_of(st.decimals("1", "12", places=2), st.integers(-100, 60_000)),
    ),
    max_size=8,
)


def run(seen: list[ObservedEvent], quotes: list[Decimal], **changed: object) -> list[Event]:
    made = convertible(
        callTrigger=[CALL],
        putTrigger=[{"ratio": "0.9", "days": "2", "window": "3"}],
        shareActions=[{"exDate": "2024-03-05", "dividend": "0.31", "bonus": "0.1"}],
        **changed,
    )
    return made.events(Fixings.of({"SHARE": dict(zip(WEEKDAYS, quotes, strict=True))}, seen))


@settings(max_examples=60, deadline=None)
@given(orders, closes)
def test_face_is_conserved(seen: list[ObservedEvent], quotes: list[Decimal]) -> None:
    """Face = converted + redeemed + sold back + held; shares cost no more than the face that went into them."""
    events = run(seen, quotes)
    for event in events:
        state = event.state.values()
        held, converted, redeemed, put = (
            D(str(state[name])) for name in ("notionalPrincipal", "faceConverted", "faceRedeemed", "facePut")
        )
        assert held >= 0
        assert held + converted + redeemed + put == 100_000
    assert not events[-1].state.values()["notionalPrincipal"]
    assert [event.payoff for event in events] == [-event.payoff for event in run(seen, quotes, contractRole="RPL")]


@settings(max_examples=60, deadline=None)
@given(st.decimals("1", "100000", places=2), st.decimals("0.5", "300", places=2))
def test_a_conversion_gives_shares_and_less_than_one_share_in_cash(face: Decimal, price: Decimal) -> None:
    """shares * price + rest = face, the rest less than a share and paid with at most 0.4 % of interest."""
    seen = Fixings.of({}, [order(WEEKDAYS[80], "CV", face)])
    event = convertible(conversionPrice=str(price)).events(seen, WEEKDAYS[80])[-1]
    rest = face - D(str(event.state.values()["shares"])) * price
    assert 0 <= rest < price
    assert rest <= event.payoff <= rest * D("1.004") + D("0.01")


@pytest.mark.parametrize("kind", ["CV", "PUT", "CPR"])
def test_an_order_for_no_stated_amount_is_an_error(kind: str) -> None:
    """Only a call needs no value: it takes everything."""
    fixings = Fixings.of({"SHARE": dict.fromkeys(WEEKDAYS, D(10))}, [order(WEEKDAYS[80], kind)])
    with pytest.raises(InputError, match=f"{kind} observed on .*: there is no value"):
        convertible().events(fixings)


def test_a_convertible_computes_the_same_in_a_hostile_context() -> None:
    """12345678.99 * 0.002 * 306 / 365 = 20700.15; (1234.56 - 0.5 + 370.5) / 1.8 = 891.422."""
    made, face, price = convertible(), D("12345678.99"), D("1234.56")
    action = ShareAction(ex_date=WEEKDAYS[0], dividend=D("0.5"), bonus=D("0.5"), rights=D("0.3"), rights_price=D(1235))
    with decimal.localcontext(prec=4, rounding=decimal.ROUND_UP):
        assert made.accrued(face, datetime(2024, 1, 1)) == D("20700.15")
        assert adjusted_conversion_price(price, action) == D("891.42")


SHORT = {
    "initialExchangeDate": "2024-02-01",
    "maturityDate": "2026-02-01",
    "couponRates": ["0.01", "0.02"],
    "conversionStart": "2024-08-01",
    "notionalPrincipal": "1000",
    "businessDayConvention": "SCF",
}
"""A bond of two years that matures on a Sunday; its one coupon falls on a Saturday."""


def rows(events: list[Event]) -> list[tuple[datetime, str, Decimal]]:
    """Time, type and payoff of events."""
    return [(event.at, event.type.acronym, event.payoff) for event in events]


@pytest.mark.parametrize("convention", ["SCF", "CSF"])
@pytest.mark.parametrize(("status", "left"), [("2026-01-31", 1), ("2026-02-01", 1), ("2026-02-02", 0)])
def test_a_repayment_that_a_holiday_delays_is_made(convention: str, status: str, left: int) -> None:
    """Due on Sunday, paid on Monday, whenever in between the terms are stated."""
    made = convertible(**SHORT | {"businessDayConvention": convention}, statusDate=status)
    assert rows(made.events()) == [(datetime(2026, 2, 2), "MD", D(1100))] * left


def test_a_delayed_coupon_is_of_the_face_at_the_status_date() -> None:
    """Due on Saturday, paid on Monday: what is converted on Sunday, after the status date, still gets it."""
    seen = Fixings.of({}, [order(datetime(2025, 2, 2, 9), "CV", 400)])
    events = convertible(**SHORT, statusDate="2025-02-01T12:00").events(seen, datetime(2025, 2, 3))
    assert rows(events) == [(datetime(2025, 2, 2, 9), "CV", D(0)), (datetime(2025, 2, 3), "IP", D(10))]


@pytest.mark.parametrize(
    ("at", "end", "reason"),
    [
        (datetime(2025, 12, 31), "2025-12-31", ""),
        (datetime(2025, 12, 31, 10), "2025-12-31", ""),
        (datetime(2025, 12, 31, 23, 59, 59), "2025-12-31", ""),
        (datetime(2026, 1, 1), "2025-12-31", "OUTSIDE_PERIOD"),
        (datetime(2026, 1, 31, 23), "2026-02-01", ""),
        (datetime(2026, 2, 1), "2026-02-01", "OUTSIDE_PERIOD"),
    ],
)
def test_the_last_day_of_a_right_counts_in_full(at: datetime, end: str, reason: str) -> None:
    """Conversion, call and put; but nothing from maturity on."""
    closes = {at - timedelta(days=number): D(10) for number in range(10)}
    closes = {day.replace(hour=0, minute=0, second=0): close for day, close in closes.items()}
    trigger = {"days": "1", "window": "1", "end": end}
    terms = {"callTrigger": [trigger | {"ratio": "0.9"}], "putTrigger": [trigger | {"ratio": "1.1"}]}
    for kind in ("CV", "PUT", "CALL"):
        made = convertible(**SHORT, **terms, conversionEnd=end)
        events = made.events(Fixings.of({"SHARE": closes}, [order(at, kind, 100)]), at)
        assert (events[-1].type.acronym, events[-1].state.values()["rejection"]) == (kind, reason)


@pytest.mark.parametrize(("calls", "reason"), [(2, "NOT_TRIGGERED"), (3, "")])
def test_days_before_the_status_date_do_not_count(calls: int, reason: str) -> None:
    """A call that needs 3 days of 5 stands on those from the status date on; the earlier need not even be known."""
    day, status = 70, 70 - calls
    made = convertible(callTrigger=[CALL | {"days": "3", "window": "5"}], statusDate=WEEKDAYS[status].isoformat())
    fixings = Fixings.of({"SHARE": dict.fromkeys(WEEKDAYS[status:], D(13))}, [order(WEEKDAYS[day], "CALL")])
    event = made.events(fixings, WEEKDAYS[day])[-1]
    assert (event.type.acronym, event.state.values()["rejection"]) == ("CALL", reason)


def test_a_price_that_was_another_before_the_status_date_triggers_nothing() -> None:
    """The price fell from 10 to 9 on the ex-date before the status date: 12 was 1.2 times the price, not 1.33 times."""
    action, trigger = {"exDate": WEEKDAYS[60].isoformat(), "dividend": "1"}, [CALL | {"days": "3", "window": "3"}]
    fixings = Fixings.of({"SHARE": dict.fromkeys(WEEKDAYS, D(12))}, [order(WEEKDAYS[62], "CALL")])
    for changed in ({}, {"statusDate": WEEKDAYS[61].isoformat(), "conversionPrice": "9"}):
        made = convertible(shareActions=[action], callTrigger=trigger, **changed)
        (event,) = (item for item in made.events(fixings, WEEKDAYS[62]) if item.type.acronym == "CALL")
        assert event.state.values()["rejection"] == "NOT_TRIGGERED"


def test_a_window_from_before_the_issue_is_not_met_whenever_the_terms_are_stated() -> None:
    """Days without the bond are no days of its window, at a status date before or after the issue."""
    issue = {"initialExchangeDate": "2024-02-01", "maturityDate": "2030-02-01", "conversionStart": "2024-02-01"}
    trigger = [CALL | {"days": "1", "window": "5"}]
    fixings = Fixings.of({"SHARE": dict.fromkeys(WEEKDAYS, D(13))}, [order(datetime(2024, 2, 6), "CALL")])
    for status in ("2024-01-31", "2024-02-02"):
        made = convertible(**issue, callTrigger=trigger, statusDate=status)
        assert made.events(fixings, datetime(2024, 2, 6))[-1].state.values()["rejection"] == "NOT_TRIGGERED"


ACTION = {"exDate": "2024-04-24", "dividend": "1"}


def test_the_conversion_price_of_a_bond_that_is_gone_stays() -> None:
    """After a call neither a dividend nor a reset changes it."""
    seen = [order(WEEKDAYS[70], "CALL"), order(datetime(2024, 4, 25), "CPR", 5)]
    made = convertible(callTrigger=[CALL | {"days": "1", "window": "1"}], shareActions=[ACTION])
    events = made.events(Fixings.of({"SHARE": dict.fromkeys(WEEKDAYS, D(13))}, seen), datetime(2024, 4, 30))
    assert [(event.type.acronym, event.state.values()["rejection"]) for event in events[-3:]] == [
        ("CALL", ""),
        ("CPA", ""),
        ("CPR", "OUTSIDE_PERIOD"),
    ]
    assert {event.state.values()["conversionPrice"] for event in events} == {D(10)}


def test_nothing_changes_the_conversion_price_from_maturity_on() -> None:
    """Share actions of that time are no events, though a holiday delays the repayment; a reset is refused."""
    actions = [ACTION | {"exDate": day} for day in ("2026-02-01", "2026-02-02", "2026-03-01")]
    made = convertible(**SHORT, statusDate="2026-01-31", shareActions=actions)
    events = made.events(Fixings.of({}, [order(datetime(2026, 2, 1, 9), "CPR", 5)]))
    assert rows(events) == [(datetime(2026, 2, 1, 9), "CPR", D(0)), (datetime(2026, 2, 2), "MD", D(1100))]
    assert events[0].state.values() | {"conversionPrice": 10, "rejection": "OUTSIDE_PERIOD"} == events[0].state.values()
