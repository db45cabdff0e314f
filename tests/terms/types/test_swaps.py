# SPDX-License-Identifier: Apache-2.0
"""SWPPV, SWAPS and CAPFL: swaps of rates and of legs, caps and floors; by hand (techspec 7.10 to 7.12).

Unless a test says otherwise: 1200 from 2024-01-01 to 2026-01-01, paid yearly; fixed 12 % (144) against 6 % (72).
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.terms import Contract, MissingFixing, TermError
from counterfoil.terms.kernel.arithmetic import CONTEXT
from support.terms import MARKET, Terms, cap_floor, leg, observing, payoffs, run, seen, story, swap, terms

N, FIXED, FLOATING = "notionalPrincipal", "accruedInterest", "accruedInterest2"
RESET = {"cycleAnchorDateOfRateReset": "2025-01-01", "marketObjectCodeOfRateReset": MARKET}


@pytest.mark.parametrize(("role", "sign"), [("RFL", ""), ("PFL", "-"), ("RF", ""), ("PF", "-")])
def test_net_payments(role: str, sign: str) -> None:
    """DS=S: 144 less 72 each year; nothing is exchanged at the start or the end."""
    lines = story(terms("SWPPV", contractRole=role), N)
    assert lines == [
        f"2024-01-01 IED 0 {sign}1200",
        f"2025-01-01 IP {sign}72 {sign}1200",
        f"2026-01-01 IP {sign}72 {sign}1200",
        "2026-01-01 MD 0 0",
    ]


@pytest.mark.parametrize(("role", "sign", "other"), [("RFL", "", "-"), ("PFL", "-", "")])
@pytest.mark.parametrize("settlement", ["D", None])
def test_gross_payments(role: str, sign: str, other: str, settlement: str | None) -> None:
    """DS=D, and without DS: each leg pays for itself."""
    lines = story(terms("SWPPV", contractRole=role, deliverySettlement=settlement), FIXED, FLOATING)
    assert lines[1:] == [
        f"2025-01-01 IPFX {sign}144 0 {sign}72",
        f"2025-01-01 IPFL {other}72 0 0",
        f"2026-01-01 IPFX {sign}144 0 {sign}72",
        f"2026-01-01 IPFL {other}72 0 0",
        "2026-01-01 MD 0 0 0",
    ]


def test_the_floating_leg_is_reset() -> None:
    """From 2025-01-01 on 1.5 * 8 % + 3 % = 15 %: 144 - 180 = -36."""
    given_ = terms("SWPPV", **RESET, rateMultiplier="1.5", rateSpread="0.03")
    lines = story(given_, "nominalInterestRate", fixings=observing(**{MARKET: {"2025-01-01": "0.08"}}))
    assert lines[1:4] == ["2025-01-01 IP 72 0.06", "2025-01-01 RR 0 0.15", "2026-01-01 IP -36 0.15"]


def test_the_floating_rate_is_needed_from_the_start_or_from_a_reset() -> None:
    """Without IPNR2 it is zero until the first reset: 144 for the first year."""
    given_ = terms("SWPPV", **RESET, nominalInterestRate2=None)
    assert story(given_, fixings=observing(**{MARKET: {"2025-01-01": "0.12"}}))[1:4] == [
        "2025-01-01 IP 144",
        "2025-01-01 RR 0",
        "2026-01-01 IP 0",
    ]
    with pytest.raises(MissingFixing, match=r"SHIBOR at 2025-01-01"):
        run(given_)


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({"statusDate": "2025-04-01"}, "2026-01-01 IP 72"),  # 36 and 18 since 2025-01-01 are reckoned
        ({"statusDate": "2025-04-01", "accruedInterest": "30"}, "2026-01-01 IP 84"),  # 30 stated for 18, and 54 to come
        ({"statusDate": "2024-04-01"}, "2025-01-01 IP 54"),  # no payment before: nothing accrued
    ],
)
def test_interest_accrued_at_the_status_date(changes: Terms, first: str) -> None:
    """Net: as stated, else from the last payment."""
    assert story(terms("SWPPV", **changes))[0] == first


@pytest.mark.parametrize("role", ["RFL", "PFL"])
def test_trades_of_a_plain_swap(role: str) -> None:
    """PRD pays the price by role; TD pays it as it is, as in the public cases; accrued interest is not added."""
    traded = terms(
        "SWPPV",
        contractRole=role,
        purchaseDate="2024-07-01",
        priceAtPurchaseDate="50",
        terminationDate="2025-07-01",
        priceAtTerminationDate="60",
    )
    sign = "-" if role == "RFL" else ""
    lines = story(traded, N, FIXED)
    assert lines[0].startswith(f"2024-07-01 PRD {sign}50 ")
    assert lines[-1] == "2025-07-01 TD 60 0 0"


def test_monitoring_a_plain_swap() -> None:
    """A quarter after the payment 36 and 18 have accrued, settled gross; 18, settled net."""
    watched = observing([seen("2025-04-01", "AD")])
    assert "2025-04-01 AD 0 36 18" in story(terms("SWPPV", deliverySettlement="D"), FIXED, FLOATING, fixings=watched)
    assert "2025-04-01 AD 0 18 0" in story(terms("SWPPV"), FIXED, FLOATING, fixings=watched)


@pytest.mark.parametrize(
    "missing",
    (
        *("statusDate", "contractRole", "currency", "initialExchangeDate", "maturityDate", "notionalPrincipal"),
        *("nominalInterestRate", "dayCountConvention"),
    ),
)
def test_required_terms_of_a_plain_swap(missing: str) -> None:
    """Each is missed by name."""
    with pytest.raises(TermError, match=rf"terms\.{missing}: SWPPV"):
        Contract.from_terms(terms("SWPPV", **{missing: None}))


LEGS = (leg(contractID="l1"), leg(contractID="l2", nominalInterestRate="0.06", cycleOfInterestPayment="P6ML1"))


@pytest.mark.parametrize(
    ("role", "sign", "other"), [("RFL", "", "-"), ("RF", "", "-"), ("PFL", "-", ""), ("PF", "-", "")]
)
def test_legs_gross(role: str, sign: str, other: str) -> None:
    """DS=D: the events of both legs, the first leg's first where both happen at once."""
    assert story(swap(*LEGS, contractRole=role), N) == [
        f"2024-01-01 IED {other}1200 {sign}1200",
        f"2024-01-01 IED {sign}1200 {other}1200",
        f"2024-07-01 IP {other}36 {other}1200",
        f"2025-01-01 IP {sign}144 {sign}1200",
        f"2025-01-01 IP {other}36 {other}1200",
        f"2025-07-01 IP {other}36 {other}1200",
        f"2026-01-01 IP {sign}144 {sign}1200",
        f"2026-01-01 IP {other}36 {other}1200",
        f"2026-01-01 MD {sign}1200 0",
        f"2026-01-01 MD {other}1200 0",
    ]


@pytest.mark.parametrize(("role", "sign", "other"), [("RFL", "", "-"), ("PFL", "-", "")])
def test_legs_net(role: str, sign: str, other: str) -> None:
    """DS=S: one event where both legs pay at once, with the net principal; the others as they are."""
    assert story(swap(*LEGS, contractRole=role, deliverySettlement="S"), N) == [
        "2024-01-01 IED 0 0",
        f"2024-07-01 IP {other}36 {other}1200",
        f"2025-01-01 IP {sign}108 0",
        f"2025-07-01 IP {other}36 {other}1200",
        f"2026-01-01 IP {sign}108 0",
        "2026-01-01 MD 0 0",
    ]


def test_resets_are_not_netted() -> None:
    """Two resets of one time remain two events: only what is paid nets."""
    floating = [leg(contractID=name, **RESET) for name in ("l1", "l2")]
    lines = story(swap(*floating, deliverySettlement="S"), fixings=observing(**{MARKET: {"2025-01-01": "0.1"}}))
    assert lines.count("2025-01-01 RR 0") == 2
    assert "2026-01-01 IP 0" in lines


def test_legs_of_two_currencies_never_net() -> None:
    """144 CNY and 72 USD of one day are two payments, even where the swap settles in cash."""
    dollars = leg(contractID="l2", currency="USD", nominalInterestRate="0.06")
    events = run(swap(leg(contractID="l1"), dollars, deliverySettlement="S"))
    assert [(event.payoff, event.currency) for event in events if event.type.acronym == "IP"] == [
        (144, "CNY"),
        (-72, "USD"),
        (144, "CNY"),
        (-72, "USD"),
    ]


def test_trades_of_a_swap() -> None:
    """PRD and TD pay the price as it is, as in the public case; legs are seen between them only."""
    traded = swap(
        *LEGS,
        purchaseDate="2024-07-01",
        priceAtPurchaseDate="50",
        terminationDate="2025-07-01",
        priceAtTerminationDate="60",
    )
    assert story(traded) == [
        "2024-07-01 PRD 50",
        "2025-01-01 IP 144",
        "2025-01-01 IP -36",
        "2025-07-01 IP -36",
        "2025-07-01 TD 60",
    ]


def test_monitoring_a_swap() -> None:
    """An event observed of the swap is one event; one of a leg is that leg's."""
    fixings = observing([seen("2024-04-01", "AD", contract="s1"), seen("2024-05-01", "AD", contract="l1")])
    lines = story(swap(*LEGS), N, FIXED, fixings=fixings)
    assert [line for line in lines if " AD " in line] == ["2024-04-01 AD 0 0 0", "2024-05-01 AD 0 1200 48"]


def test_legs_of_any_type() -> None:
    """An amortiser against an annuity: the schedule lists the events of both, in order."""
    contract = Contract.from_terms(swap(leg("LAM", contractID="l1"), leg("ANN", contractID="l2")))
    planned = [(item.at, item.type.acronym) for item in contract.schedule()]
    assert planned == [(event.at, event.type.acronym) for event in contract.events()]
    assert {kind for _, kind in planned} == {"IED", "PR", "PRF", "IP", "MD"}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(("PAM", "LAM", "NAM", "ANN", "LAX")), st.decimals(0, "0.3", places=4), st.booleans())
def test_a_swap_of_equal_legs_pays_nothing(kind: str, rate: str, net: bool) -> None:
    """What one leg pays the other pays back: net payments are zero, and those that do not net cancel."""
    legs = [leg(kind, contractID=name, nominalInterestRate=str(rate)) for name in ("l1", "l2")]
    events = run(swap(*legs, deliverySettlement="S" if net else "D"))
    if net:
        assert all(event.payoff == 0 for event in events if event.type.acronym != "PI")
    assert sorted(payoffs(events)) == sorted(CONTEXT.minus(payoff) for payoff in payoffs(events))


UNDERLYING = leg(contractID="u1", **{**RESET, "cycleAnchorDateOfRateReset": "2024-01-01", "cycleOfRateReset": "P1YL1"})


@pytest.mark.parametrize(
    ("bounds", "rates", "paid"),
    [
        ({"lifeCap": "0.10"}, ("0.15", "0.08"), ["60", "0"]),  # 5 % of 1200; not above the cap
        ({"lifeFloor": "0.10"}, ("0.15", "0.08"), ["0", "24"]),  # not below the floor; 2 %
        ({"lifeCap": "0.12", "lifeFloor": "0.09"}, ("0.15", "0.08"), ["36", "12"]),
    ],
)
@pytest.mark.parametrize(("role", "sign"), [("BUY", ""), ("SEL", "-")])
def test_caps_and_floors(role: str, sign: str, bounds: Terms, rates: tuple[str, str], paid: list[str]) -> None:
    """The interest by which the bounds change the underlying's: 180 or 96 a year without them."""
    fixings = observing(**{MARKET: dict(zip(("2024-01-01", "2025-01-01"), rates, strict=True))})
    lines = story(cap_floor(UNDERLYING, contractRole=role, **bounds), fixings=fixings)
    expected = [amount if amount == "0" else sign + amount for amount in paid]
    assert lines == [f"{year}-01-01 IP {amount}" for year, amount in zip((2025, 2026), expected, strict=True)]


def test_the_schedule_of_a_cap() -> None:
    """Its trades, and the interest payments of the underlying."""
    planned = Contract.from_terms(
        cap_floor(UNDERLYING, lifeCap="1", purchaseDate="2024-07-01", priceAtPurchaseDate="50")
    ).schedule()
    assert [f"{item.at:%Y} {item.type}" for item in planned] == ["2024 PRD", "2025 IP", "2026 IP"]


def test_trades_of_a_cap() -> None:
    """PRD and TD pay the price by role, and only payments between them are seen."""
    traded = cap_floor(
        UNDERLYING,
        lifeCap="0.10",
        purchaseDate="2024-07-01",
        priceAtPurchaseDate="50",
        terminationDate="2025-07-01",
        priceAtTerminationDate="60",
    )
    fixings = observing(**{MARKET: {"2024-01-01": "0.15", "2025-01-01": "0.15"}})
    assert story(traded, fixings=fixings) == ["2024-07-01 PRD -50", "2025-01-01 IP 60", "2025-07-01 TD 60"]


def test_a_cap_settled_in_another_currency() -> None:
    """60 CNY at 0.2; nothing needs no rate."""
    fixings = observing(
        **{MARKET: {"2024-01-01": "0.15", "2025-01-01": "0.08"}},
        **{"CNY/USD": {"2025-01-01": "0.2"}},
    )
    events = run(cap_floor(UNDERLYING, lifeCap="0.10", settlementCurrency="USD"), fixings)
    assert [(event.payoff, event.currency) for event in events] == [(12, "USD"), (0, "USD")]


def test_what_a_cap_pays_is_in_the_currency_of_its_underlying() -> None:
    """A cap recorded in CNY on a loan in USD pays USD."""
    fixings = observing(**{MARKET: {"2024-01-01": "0.15", "2025-01-01": "0.08"}})
    events = run(cap_floor({**UNDERLYING, "currency": "USD"}, lifeCap="0.10"), fixings)
    assert [(event.payoff, event.currency) for event in events] == [(60, "USD"), (0, "USD")]


def test_a_cap_without_bounds_is_refused() -> None:
    """It could never pay."""
    with pytest.raises(TermError, match=r"lifeCap: CAPFL needs a cap \(RRLC\) or a floor \(RRLF\)"):
        Contract.from_terms(cap_floor(UNDERLYING))


percents = st.integers(-500, 3000).map(lambda basis_points: CONTEXT.divide(CONTEXT.create_decimal(basis_points), 10000))


@settings(max_examples=100, deadline=None)
@given(percents, percents, percents)
def test_cap_less_floor_is_a_swap(strike: str, first: str, second: str) -> None:
    """At one strike, a cap owned and a floor owed pay floating less fixed, and a cap and a floor the distance."""
    fixings = observing(**{MARKET: {"2024-01-01": str(first), "2025-01-01": str(second)}})
    cap = payoffs(run(cap_floor(UNDERLYING, lifeCap=str(strike)), fixings))
    floor = payoffs(run(cap_floor(UNDERLYING, lifeFloor=str(strike)), fixings))
    plain = terms(
        "SWPPV",
        **{**RESET, "cycleAnchorDateOfRateReset": "2024-01-01", "cycleOfRateReset": "P1YL1"},
        contractRole="PFL",
        nominalInterestRate=str(strike),
    )
    swapped = payoffs(run(plain, fixings), "IP")
    for paid_by_cap, paid_by_floor, paid_by_swap in zip(cap, floor, swapped, strict=True):
        assert abs(paid_by_cap - paid_by_floor - paid_by_swap) < CONTEXT.create_decimal("1e-25")
        assert paid_by_cap == 0 or paid_by_floor == 0


def test_a_swap_of_a_swap() -> None:
    """Receiving a swap and paying the same swap is nothing; beside an empty leg, the roles are opposite."""
    inner = swap(leg(nominalInterestRate="0.12"), leg(nominalInterestRate="0.04"))
    assert sum(payoffs(run(swap(inner, inner)))) == 0
    empty = leg(nominalInterestRate="0", notionalPrincipal="0")
    received, paid = (payoffs(run(swap(inner, empty, contractRole=role))) for role in ("RFL", "PFL"))
    assert sum(received) > 0
    assert sum(received) == -sum(paid)


def test_a_cap_on_what_pays_no_interest_is_refused() -> None:
    """A swap settled gross pays two legs, none of them as IP."""
    gross = {**terms("SWPPV", **RESET, nominalInterestRate2="0.02"), "deliverySettlement": "D"}
    with pytest.raises(TermError, match=r"contractStructure: the underlying SWPPV pays no interest \(IP\)"):
        Contract.from_terms(cap_floor(gross, lifeCap="0.10"))


def test_a_swap_that_goes_on_is_sold() -> None:
    """A leg of dividends has no end: with a horizon the swap is sold before it."""
    stock = {"contractType": "STK", "contractID": "d1", "currency": "CNY", "cycleOfDividend": "P1YL1"}
    stock |= {"cycleAnchorDateOfDividend": "2025-03-01", "marketObjectCodeOfDividends": "DV"}
    given_ = swap(leg(), stock, terminationDate="2025-06-01", priceAtTerminationDate="7")
    lines = story(given_, fixings=observing(DV={"2025-03-01": "3"}), until="2025-12-31")
    assert [line[:13] for line in lines][-2:] == ["2025-03-01 DV", "2025-06-01 TD"]


def test_a_swap_of_sold_legs_is_not_sold() -> None:
    """Both legs end by a sale on 2025-03-01; a swap of nothing has no price."""
    sold = {"terminationDate": "2025-03-01", "priceAtTerminationDate": "1200"}
    legs = leg(**sold), leg(nominalInterestRate="0.06", **sold)
    again = {"terminationDate": "2025-06-01", "priceAtTerminationDate": "7"}
    assert story(swap(*legs, **again)) == story(swap(*legs))
    assert story(swap(swap(*legs), leg(**sold), **again)) == story(swap(swap(*legs), leg(**sold)))


@pytest.mark.parametrize("underlying", [swap(leg(), leg()), cap_floor(leg(), lifeCap="0.05")], ids=["SWAPS", "CAPFL"])
def test_a_cap_on_a_composite_is_refused(underlying: Terms) -> None:
    """It has no rate of its own that could be bounded."""
    with pytest.raises(TermError, match="pays no interest"):
        Contract.from_terms(cap_floor(underlying, lifeCap="0.09"))
