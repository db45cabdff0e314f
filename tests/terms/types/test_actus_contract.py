# SPDX-License-Identifier: Apache-2.0
"""What the specified types share: trades, prepayment, credit events, settlement, and laws that all of them keep."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.terms import Contract, Event, MissingFixing, TermError
from counterfoil.terms.kernel.arithmetic import CONTEXT, exact
from support.terms import (
    MARKET,
    AnyMarket,
    Terms,
    horizons,
    loans,
    observing,
    payoffs,
    run,
    seen,
    state_of,
    story,
    terms,
)

N, IPAC, PRF = "notionalPrincipal", "accruedInterest", "contractPerformance"
PRINCIPAL_TYPES = ("PAM", "LAM", "NAM", "ANN", "LAX", "CLM", "UMP")


@pytest.mark.parametrize(
    ("role", "purchase", "sign"),
    [
        ("RPA", "-1186", ""),  # 1150 and the interest since 2025-01-01, 36
        ("RPL", "1114", "-"),  # 1150 and -36: the borrower's accrued interest is negative, as in a public case of LAM
    ],
)
def test_purchase(role: str, purchase: str, sign: str) -> None:
    """PRD: -R(PPRD + Ipac), Ipac with its own sign; what was before is not the buyer's."""
    bought = terms("PAM", contractRole=role, purchaseDate="2025-04-01", priceAtPurchaseDate="1150")
    assert story(bought, N, IPAC) == [
        f"2025-04-01 PRD {purchase} {sign}1200 {sign}36",
        f"2026-01-01 IP {sign}144 {sign}1200 0",
        f"2026-01-01 MD {sign}1200 0 0",
    ]


@pytest.mark.parametrize(("role", "received"), [("RPA", "1186"), ("RPL", "-1114")])
def test_termination(role: str, received: str) -> None:
    """TD: R(PTD + Ipac), as for a purchase; nothing is left but the rate, and nothing follows."""
    sold = terms("PAM", contractRole=role, terminationDate="2025-04-01", priceAtTerminationDate="1150")
    assert story(sold, N, IPAC, "nominalInterestRate")[2:] == [f"2025-04-01 TD {received} 0 0 0.12"]


def test_trades_on_a_payment_day() -> None:
    """The interest of the day goes to the seller, at purchase and at termination: its events come first."""
    both = terms(
        "PAM",
        maturityDate="2027-01-01",
        purchaseDate="2025-01-01",
        priceAtPurchaseDate="1150",
        terminationDate="2026-01-01",
        priceAtTerminationDate="1160",
    )
    assert story(both) == ["2025-01-01 PRD -1150", "2026-01-01 IP 144", "2026-01-01 TD 1160"]


def test_termination_at_maturity_comes_before_it() -> None:
    """TD (16) precedes MD (19) in the order of the dictionary, so the principal is not paid as well."""
    sold = terms("PAM", terminationDate="2026-01-01", priceAtTerminationDate="1200")
    assert story(sold)[-1] == "2026-01-01 TD 1200"


def test_monitoring_shows_accrued_interest() -> None:
    """AD pays nothing and accrues: a quarter of 144 is 36."""
    lines = story(
        terms("PAM"), IPAC, fixings=observing([seen("2024-04-01", "AD"), seen("2025-04-01", "AD", contract="")])
    )
    assert "2024-04-01 AD 0 36" in lines
    assert "2025-04-01 AD 0 36" in lines


def test_other_contracts_events_are_not_ours() -> None:
    """Only events of the contract, or of none by name, are seen."""
    assert story(terms("PAM"), fixings=observing([seen("2024-04-01", "AD", contract="c2")])) == story(terms("PAM"))


def test_credit_event() -> None:
    """CE pays nothing, accrues, and changes the performance from then on."""
    lines = story(terms("PAM"), IPAC, PRF, fixings=observing([seen("2024-04-01", "CE", performance="DF")]))
    assert lines[:3] == ["2024-01-01 IED -1200 0 PF", "2024-04-01 CE 0 36 DF", "2025-01-01 IP 144 0 DF"]


def test_performance_at_the_status_date() -> None:
    """PRF is the performance at first."""
    assert story(terms("PAM", contractPerformance="DL"), PRF)[0] == "2024-01-01 IED -1200 DL"


def test_settlement_in_another_currency() -> None:
    """Payoffs are multiplied by CNY/USD at the time of each, 0.2 and 0.1; states stay in CNY."""
    settled = terms("PAM", settlementCurrency="USD", cycleOfInterestPayment=None)
    rates = {"CNY/USD": {"2024-01-01": "0.2", "2026-01-01": "0.1"}}
    events = run(settled, observing(**rates))
    assert [(event.payoff, event.currency, state_of(event, N)) for event in events] == [
        (Decimal(-240), "USD", 1200),
        (Decimal("28.8"), "USD", 1200),
        (Decimal(120), "USD", 0),
    ]
    assert {event.currency for event in run(terms("PAM", settlementCurrency="CNY"))} == {"CNY"}


def test_settlement_needs_the_rate() -> None:
    """Where nothing is paid no rate is needed; where something is, its absence is named."""
    settled = terms("PAM", settlementCurrency="USD", cycleOfInterestPayment=None)
    known = {"CNY/USD": {"2024-01-01": "0.2", "2026-01-01": "0.1"}}
    assert len(run(settled, observing([seen("2025-01-01", "AD")], **known))) == 4
    with pytest.raises(MissingFixing, match="no fixing of CNY/USD at 2024-01-01"):
        run(settled)


@pytest.mark.parametrize(
    ("penalty", "paid"),
    [
        ({}, []),
        ({"penaltyType": "O"}, []),
        ({"penaltyType": "N", "penaltyRate": "7"}, []),
        ({"penaltyType": "A", "penaltyRate": "7"}, ["2024-07-01 PY 7 1200"]),
        # Since the exchange half a year: 0.5 * 1200 * 0.02 = 12.
        ({"penaltyType": "R", "penaltyRate": "0.02"}, ["2024-07-01 PY 12 1200"]),
        # 0.5 * 1200 * (0.12 - 0.04) = 48.
        ({"penaltyType": "I", "marketObjectCodeOfRateReset": MARKET}, ["2024-07-01 PY 48 1200"]),
        ({"penaltyType": "I", "marketObjectCodeOfRateReset": "HIGH"}, ["2024-07-01 PY 0 1200"]),
    ],
)
@pytest.mark.parametrize("role", ["RPA", "RPL"])
def test_prepayment_and_penalty(role: str, penalty: Terms, paid: list[str]) -> None:
    """PP repays 400, before it PY costs; 72 accrued on 1200 and 48 on 800 make the interest of the year 120."""
    repaid = seen("2024-07-01", "PP", "400" if role == "RPA" else "-400")
    fixings = observing([repaid], SHIBOR={"2024-07-01": "0.04"}, HIGH={"2024-07-01": "0.2"})
    lines = story(terms("PAM", contractRole=role, prepaymentEffect="M", **penalty), N, fixings=fixings)
    expected = [
        "2024-01-01 IED -1200 1200",
        *paid,
        "2024-07-01 PP 400 800",
        "2025-01-01 IP 120 800",
        "2026-01-01 IP 96 800",
        "2026-01-01 MD 800 0",
    ]
    assert [line.replace("-0 ", "0 ") for line in lines] == [
        line if role == "RPA" else _mirrored(line) for line in expected
    ]


def _mirrored(line: str) -> str:
    day, kind, *numbers = line.split()
    return " ".join((day, kind, *(str(-Decimal(number)) if Decimal(number) else "0" for number in numbers)))


def test_prepayment_without_the_right_to_it() -> None:
    """PPEF=N, the default: what is observed changes nothing."""
    assert story(terms("PAM"), fixings=observing([seen("2024-07-01", "PP", "400")])) == story(terms("PAM"))


def test_no_more_is_prepaid_than_owed() -> None:
    """2000 against 1200: 1200 are repaid, the interest accrued until then is still paid."""
    lines = story(terms("PAM", prepaymentEffect="A"), N, fixings=observing([seen("2024-07-01", "PP", "2000")]))
    assert lines[1:] == [
        "2024-07-01 PP 1200 0",
        "2025-01-01 IP 72 0",
        "2026-01-01 IP 0 0",
        "2026-01-01 MD 0 0",
    ]


def test_optional_prepayment_dates() -> None:
    """At option dates there is a PP event, of nothing unless observed; two amounts of one time add up."""
    optional = terms("PAM", prepaymentEffect="M", cycleAnchorDateOfOptionality="2024-07-01", cycleOfOptionality="P1YL1")
    fixings = observing([seen("2025-07-01", "PP", "100"), seen("2025-07-01", "PP", "200")])
    assert [line for line in story(optional, N, fixings=fixings) if " PP " in line] == [
        "2024-07-01 PP 0 1200",
        "2025-07-01 PP 300 900",
        "2026-01-01 PP 0 900",
    ]


def test_the_differential_needs_a_market_rate() -> None:
    """PYTP=I without RRMO is refused at once."""
    with pytest.raises(TermError, match="marketObjectCodeOfRateReset"):
        Contract.from_terms(terms("PAM", prepaymentEffect="A", penaltyType="I"))


# Laws.

days = st.dates(date(2024, 1, 2), date(2026, 1, 1))


@settings(max_examples=100, deadline=None)
@given(loans("PAM", "LAM", "NAM", "ANN", "LAX"))
def test_principal_is_repaid(given_: Terms) -> None:
    """What is lent comes back, to the last digit that 34 digits hold; at maturity nothing is owed."""
    events = Contract.from_terms(given_).events(AnyMarket())
    maturity = _maturity(events)
    principal = Decimal(given_["notionalPrincipal"])
    with exact():
        total = sum(payoffs(events, "IED", "PR", "PI", "MD"), Decimal(0))
        if given_["businessDayConvention"].startswith("CS"):
            # What a weekend moves to maturity is calculated for days before, after others of that day have been paid to
            # it: maturity settles the difference, a few days of interest and fees.
            settled = sum(payoffs(events, "MD"), Decimal(0)) - _outstanding_before(events, maturity)
            assert abs(settled) <= principal / 168  # 4 days of 336 at 50 %
            total -= settled
    assert abs(total) <= principal * Decimal("1e-28")
    assert events[-1].type.acronym == "MD" or events[-1].at > maturity
    assert state_of(events[-1], N) == 0


def _maturity(events: list[Event]) -> datetime:
    return next(event.at for event in events if event.type.acronym == "MD")


def _outstanding_before(events: list[Event], maturity: datetime) -> Decimal:
    """The principal that the maturity event repays."""
    before = [event for event in events if event.at <= maturity and event.type.acronym != "MD"]
    return Decimal(state_of(before[-1], N))


CALL = seen("2025-02-05", "XD")
MOVEMENTS = {
    "RPA": [seen("2024-03-05", "PR", "50"), seen("2024-05-05", "PI", "-70")],
    "RPL": [seen("2024-03-05", "PR", "-50"), seen("2024-05-05", "PI", "70")],
}


@settings(max_examples=100, deadline=None)
@given(loans(*PRINCIPAL_TYPES), horizons)
def test_the_borrower_mirrors_the_lender(given_: Terms, until: datetime) -> None:
    """RPL has RPA's events with every payoff negated, and principal and interest too."""
    lent, owed = (
        Contract.from_terms(given_ | {"contractRole": role}).events(AnyMarket((*flows, CALL)), until)
        for role, flows in MOVEMENTS.items()
    )
    assert [(event.at, event.type) for event in lent] == [(event.at, event.type) for event in owed]
    for mine, yours in zip(lent, owed, strict=True):
        for one, other in (
            (mine.payoff, yours.payoff),
            (state_of(mine, N), state_of(yours, N)),
            (state_of(mine, IPAC), state_of(yours, IPAC)),
        ):
            assert one == CONTEXT.minus(other)


@settings(max_examples=100, deadline=None)
@given(loans(*PRINCIPAL_TYPES), st.lists(days, max_size=5))
def test_watching_changes_no_payoff(given_: Terms, watched_on: list[date]) -> None:
    """AD events accrue in between and leave every payment as it was, but for the last of 34 digits."""
    watched = AnyMarket(tuple(seen(str(day), "AD") for day in watched_on))
    until = datetime(2026, 6, 1)
    plain = Contract.from_terms(given_).events(AnyMarket(), until)
    seen_too = [event for event in Contract.from_terms(given_).events(watched, until) if event.type.acronym != "AD"]
    assert [(event.at, event.type) for event in plain] == [(event.at, event.type) for event in seen_too]
    size = Decimal(given_["notionalPrincipal"]) * Decimal("1e-28")
    assert all(abs(one.payoff - other.payoff) <= size for one, other in zip(plain, seen_too, strict=True))
