# SPDX-License-Identifier: Apache-2.0
"""Guarantees and collateral: cover, credit events, fees and settlement by hand, for both roles, and what is refused."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.terms.kernel.events import Event
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import Fixings, MissingFixing, ObservedEvent
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.credit_enhancement import Collateral, Guarantee
from counterfoil.terms.types.positions import Stock

D = Decimal
COVERED: dict[str, object] = {"referenceType": "CNT", "referenceRole": "COVE"}
LOAN: dict[str, object] = {
    "contractType": "PAM",
    "contractID": "loan",
    "statusDate": "2024-01-01",
    "contractRole": "RPA",
    "currency": "CNY",
    "initialExchangeDate": "2024-01-02",
    "maturityDate": "2024-12-27",
    "notionalPrincipal": "3600",
    "nominalInterestRate": "0.1",
    "cycleAnchorDateOfInterestPayment": "2024-02-02",
    "cycleOfInterestPayment": "P1ML1",
    "dayCountConvention": "A360",
}
INSTALMENTS = LOAN | {
    "contractType": "LAM",
    "contractID": "instalments",
    "maturityDate": "2025-01-02",
    "notionalPrincipal": "1200",
    "cycleAnchorDateOfPrincipalRedemption": "2024-02-02",
    "cycleOfPrincipalRedemption": "P1ML1",
    "nextPrincipalRedemptionPayment": "100",
}
SHARES: dict[str, object] = {
    "contractType": "STK",
    "contractID": "shares",
    "statusDate": "2024-01-01",
    "contractRole": "RPA",
    "currency": "CNY",
    "marketObjectCode": "SHARE",
    "quantity": "20",
}
LEG = {name: value for name, value in LOAN.items() if name != "contractRole"}
SWAP = {
    "contractType": "SWAPS",
    "contractID": "swap",
    "contractRole": "RFL",
    "contractStructure": [
        {"object": LEG, "referenceType": "CNT", "referenceRole": "FIL"},
        {"object": LEG | {"contractID": "owed"}, "referenceType": "CNT", "referenceRole": "SEL"},
    ],
}
NAMED: dict[str, object] = {"object": {"contractIdentifier": "bond"}, "referenceType": "CID", "referenceRole": "COVE"}
PLEDGED: dict[str, object] = {"object": SHARES, "referenceType": "CNT", "referenceRole": "COVI"}
NO_PRICE = PLEDGED | {"object": LOAN}
BASE: dict[str, object] = {"contractID": "cover", "statusDate": "2024-01-01", "contractRole": "BUY", "currency": "CNY"}
GUARANTEE = BASE | {"contractType": "CEG", "contractStructure": [COVERED | {"object": LOAN}]}
BOTH = GUARANTEE | {"contractStructure": [COVERED | {"object": LOAN}, COVERED | {"object": INSTALMENTS}]}
FIXED: dict[str, object] = BASE | {"contractType": "CEG", "contractStructure": [NAMED]}
FIXED |= {"notionalPrincipal": "1000", "maturityDate": "2024-12-31"}
COLLATERAL = GUARANTEE | {"contractType": "CEC", "contractStructure": [COVERED | {"object": LOAN}, PLEDGED]}
FEES: dict[str, object] = {
    "feeRate": "90",
    "cycleAnchorDateOfFee": "2024-01-01",
    "cycleOfFee": "P3ML1",
    "feeBasis": "A",
}

Row = tuple[str, str, Decimal, Decimal, str | None, Decimal]


def day(text: str) -> datetime:
    """Midnight of a day."""
    return datetime.fromisoformat(text if len(text) > 5 else f"2024-{text}")


def default(contract: str, when: str, performance: str = "DF") -> ObservedEvent:
    """A credit event of a contract."""
    return ObservedEvent(day(when), "CE", contract, performance=performance)


def seen(*events: ObservedEvent, price: str = "0", at: str = "05-12") -> Fixings:
    """Observed events, and the price of the shares at one day."""
    return Fixings.of({"SHARE": {day(at): D(price)}}, events)


def rows(events: list[Event]) -> list[Row]:
    """Day, type and payoff of events, then notional, exercise date and amount of the state after each."""
    result: list[Row] = []
    for event in events:
        values = event.state.values()
        notional, date, amount = values["notionalPrincipal"], values["exerciseDate"], values["exerciseAmount"]
        assert isinstance(notional, Decimal)
        assert isinstance(amount, Decimal)
        assert date is None or isinstance(date, datetime)
        exercised = None if date is None else f"{date:%m-%d}"
        result.append((f"{event.at:%m-%d}", event.type.acronym, event.payoff, notional, exercised, amount))
    return result


@pytest.mark.parametrize(("role", "sign"), [("BUY", 1), ("SEL", -1), ("OBL", 1), ("GUA", -1)])
def test_a_guarantee_is_called(role: str, sign: int) -> None:
    """The first credit event of a named contract: XD fixes coverage times NT by role, STD pays it."""
    terms = FIXED | {"contractRole": role, "coverageOfCreditEnhancement": "0.7", "settlementPeriod": "P2D"}
    terms |= {"purchaseDate": "2024-01-02", "priceAtPurchaseDate": "10"}
    fixings = seen(default("bond", "05-12"), default("bond", "06-12"))
    cover = D(700 * sign)
    assert rows(Guarantee.from_terms(terms).events(fixings)) == [
        ("01-02", "PRD", D(-10 * sign), cover, None, D(0)),
        ("05-12", "XD", D(0), cover, "05-12", cover),
        ("05-14", "STD", cover, D(0), "05-12", cover),
    ]


@pytest.mark.parametrize(
    ("event", "covered"),
    [
        (default("other", "05-12"), {}),
        (default("", "05-12"), {}),
        (default("cover", "05-12"), {}),
        (default("bond", "05-12", "DQ"), {}),
        (default("bond", "05-12"), {"creditEventTypeCovered": ["DL", "DQ"]}),
        (default("bond", "2025-01-01"), {}),
        (default("bond", "2024-01-01"), {}),
        (ObservedEvent(day("05-12"), "AD", "bond"), {}),
    ],
)
def test_what_is_no_credit_event(event: ObservedEvent, covered: dict[str, object]) -> None:
    """Of another contract, of another kind, at or before the status date, after maturity: the cover ends unused."""
    events = Guarantee.from_terms(FIXED | covered).events(seen(event))
    assert [row for row in rows(events) if row[1] != "CE"] == [("12-31", "MD", D(0), D(0), None, D(0))]


@pytest.mark.parametrize("kinds", ["DQ", ["DL", "DQ"]])
@pytest.mark.parametrize("when", ["05-12", "12-31"])
def test_kinds_of_credit_events(kinds: object, when: str) -> None:
    """Every kind in creditEventTypeCovered counts, on the day of maturity too; then there is no MD."""
    events = Guarantee.from_terms(FIXED | {"creditEventTypeCovered": kinds}).events(seen(default("bond", when, "DQ")))
    assert [str(event.type) for event in events] == ["XD", "STD"]


@pytest.mark.parametrize("child", ["loan", "instalments"])
@pytest.mark.parametrize(("exposure", "covered"), [(None, D(4400)), ("NO", D(4400)), ("NI", D(4400) + D(44) / 36 * 10)])
def test_exposure_of_contracts(child: str, exposure: str | None, covered: Decimal) -> None:
    """On 05-12, ten days after the fourth instalment: 3600 + 800, and ten days of interest where it is covered."""
    contract = Guarantee.from_terms(BOTH | {"guaranteedExposure": exposure})
    exercise, _ = contract.events(seen(default(child, "05-12")))
    assert exercise.type.acronym == "XD"
    assert rows([exercise])[0][5] == pytest.approx(covered, abs=D("1e-20"))


def test_an_exposure_counts_as_a_claim() -> None:
    """A guarantor may keep the debtor's side of the loan on record; what is guaranteed is the same."""
    debt = COVERED | {"object": LOAN | {"contractRole": "RPL"}}
    events = Guarantee.from_terms(GUARANTEE | {"contractStructure": [debt], "contractRole": "SEL"}).events(
        seen(default("loan", "05-12"))
    )
    assert events[-1].payoff == -3600


def test_an_exposure_needs_no_later_fixings() -> None:
    """Reset to 20 % in May, a loan accrues 20 in ten days; that its rate of June is not known does not matter."""
    floating = LOAN | {
        "cycleAnchorDateOfRateReset": "2024-05-02",
        "cycleOfRateReset": "P1ML1",
        "marketObjectCodeOfRateReset": "RATE",
    }
    terms = GUARANTEE | {"contractStructure": [COVERED | {"object": floating}], "guaranteedExposure": "NI"}
    rates = Fixings.of({"RATE": {day("05-02"): D("0.2")}}, [default("loan", "05-12")])
    assert Guarantee.from_terms(terms).events(rates)[-1].payoff == 3620


def test_market_value_is_covered() -> None:
    """Twenty shares at 7, of which half is covered; a price is needed on the day of the credit event only."""
    terms = {"guaranteedExposure": "MV", "maturityDate": "2024-12-31", "coverageOfCreditEnhancement": "0.5"}
    contract = Guarantee.from_terms(GUARANTEE | terms | {"contractStructure": [COVERED | {"object": SHARES}]})
    assert contract.events(seen(default("shares", "05-12"), price="7"))[-1].payoff == 70
    with pytest.raises(MissingFixing, match="SHARE"):
        contract.events(seen(default("shares", "05-13"), price="7"))


def test_maturity_is_that_of_the_covered() -> None:
    """Without a maturity date the last scheduled event of the covered contracts ends the cover, monitored or not."""
    events = Guarantee.from_terms(BOTH).events(seen(ObservedEvent(day("2025-03-01"), "AD", "loan")))
    assert [(event.at, str(event.type)) for event in events] == [(day("2025-01-02"), "MD")]


def test_the_cover_follows_the_covered_at_fees() -> None:
    """FP pays first and measures then; between payments the state shows the cover of the last one."""
    seen_ = seen(ObservedEvent(day("05-12"), "AD"))
    assert rows(Guarantee.from_terms(BOTH | FEES).events(seen_, day("07-01"))) == [
        ("04-01", "FP", D(90), D(4600), None, D(0)),
        ("05-12", "AD", D(0), D(4600), None, D(0)),
        ("07-01", "FP", D(90), D(4300), None, D(0)),
    ]


@pytest.mark.parametrize(("price", "paid"), [("500", 3600), ("180", 3600), ("100", 2000), ("0", 0)])
@pytest.mark.parametrize(("role", "sign"), [("BUY", 1), ("SEL", -1)])
def test_collateral_pays_up_to_its_value(price: str, paid: int, role: str, sign: int) -> None:
    """Twenty shares stand for a loan of 3600: XD fixes the lower of the two, by role, STD pays it."""
    terms = COLLATERAL | {"contractRole": role, "settlementPeriod": "P1D"}
    events = Collateral.from_terms(terms).events(seen(default("loan", "05-12"), price=price))
    amount = D(paid * sign)
    assert rows(events) == [
        ("05-12", "XD", D(0), D(3600 * sign), "05-12", amount),
        ("05-13", "STD", amount, D(0), "05-12", amount),
    ]


def test_collateral_covers_a_share() -> None:
    """Coverage counts once, and only for the exposure: half of 3600 against 2000 of collateral."""
    terms = COLLATERAL | {"coverageOfCreditEnhancement": "0.5"}
    assert Collateral.from_terms(terms).events(seen(default("loan", "05-12"), price="100"))[-1].payoff == 1800


def test_collateral_is_monitored_and_ends() -> None:
    """AD measures the cover until maturity, MD ends it; neither asks for a price of the collateral."""
    child = INSTALMENTS | {"maturityDate": None}
    terms = COLLATERAL | {"contractStructure": [COVERED | {"object": child}, PLEDGED]}
    fixings = seen(ObservedEvent(day("05-12"), "AD", "cover"), ObservedEvent(day("2025-01-02"), "AD", "cover"))
    assert rows(Collateral.from_terms(terms).events(fixings)) == [
        ("05-12", "AD", D(0), D(800), None, D(0)),
        ("01-02", "MD", D(0), D(0), None, D(0)),
        ("01-02", "AD", D(0), D(0), None, D(0)),
    ]


@pytest.mark.parametrize("terms", [FIXED, COLLATERAL])
@pytest.mark.parametrize(("role", "sign"), [("BUY", 1), ("SEL", -1)])
def test_an_exercise_in_the_past_is_settled(terms: dict[str, object], role: str, sign: int) -> None:
    """What was called for 900, stated with the role's sign as every state is, is paid, whatever is observed later."""
    called = {"exerciseDate": "2023-12-30", "exerciseAmount": str(900 * sign), "contractRole": role}
    called["settlementPeriod"] = "P5D"
    events = Contract.from_terms(terms | called).events(seen(default("bond", "05-12"), default("loan", "05-12")))
    assert [(f"{event.at:%m-%d}", str(event.type), event.payoff) for event in events] == [
        ("01-04", "STD", D(900 * sign))
    ]


@pytest.mark.parametrize("terms", [FIXED, COLLATERAL])
@pytest.mark.parametrize(("role", "sign"), [("BUY", 1), ("SEL", -1)])
def test_termination_ends_the_cover(terms: dict[str, object], role: str, sign: int) -> None:
    """TD brings its price by role, and a later credit event is no concern any more."""
    sold = {"terminationDate": "2024-03-01", "priceAtTerminationDate": "5", "contractRole": role}
    events = Contract.from_terms(terms | sold).events(seen(default("bond", "05-12"), default("loan", "05-12")))
    assert [(str(event.type), event.payoff) for event in events] == [("TD", D(5 * sign))]


@pytest.mark.parametrize(
    ("terms", "changes", "term"),
    [
        (FIXED, {"contractStructure": None}, "contractStructure"),
        (FIXED, {"contractStructure": [PLEDGED]}, "contractStructure"),
        (FIXED, {"notionalPrincipal": None}, "notionalPrincipal"),
        (FIXED, {"maturityDate": None}, "maturityDate"),
        (FIXED, {"coverageOfCreditEnhancement": "1.1"}, "coverageOfCreditEnhancement"),
        (FIXED, {"exerciseDate": "2024-01-01"}, "exerciseDate"),
        (FIXED, {"exerciseAmount": "1"}, "exerciseAmount"),
        (FIXED, {"contractRole": None}, "contractRole"),
        (FIXED, {"creditEventTypeCovered": "XX"}, "creditEventTypeCovered"),
        (FIXED, FEES | {"feeBasis": "N"}, "dayCountConvention"),
        (FIXED, FEES | {"cycleAnchorDateOfFee": None}, "cycleAnchorDateOfFee"),
        (GUARANTEE, {"guaranteedExposure": "MV"}, "contractStructure"),
        (GUARANTEE, {"contractStructure": [NAMED | {"referenceType": "EID"}]}, "referenceType"),
        (GUARANTEE, {"contractStructure": [COVERED | {"object": LOAN | {"currency": None}}]}, "currency"),
        (COLLATERAL, {"contractStructure": [COVERED | {"object": LOAN}]}, "contractStructure"),
        (
            COLLATERAL,
            {"contractStructure": [COVERED | {"object": LOAN}, PLEDGED | {"object": LOAN}]},
            "contractStructure",
        ),
        (COLLATERAL, {"contractStructure": [PLEDGED]}, "contractStructure"),
        (GUARANTEE, {"contractStructure": [COVERED | {"object": SWAP}]}, "contractType"),
    ],
)
def test_what_is_refused(terms: dict[str, object], changes: dict[str, object], term: str) -> None:
    """One row per rule: the error names the term."""
    with pytest.raises(TermError) as refused:
        Contract.from_terms(terms | changes)
    assert refused.value.term == term


def test_a_cover_without_end_is_refused() -> None:
    """Shares that pay no dividend have nothing scheduled, so the cover needs a maturity of its own."""
    assert Stock.from_terms(SHARES).schedule() == []
    contract = Guarantee.from_terms(GUARANTEE | {"contractStructure": [COVERED | {"object": SHARES}]})
    with pytest.raises(TermError, match="maturity"):
        contract.events()


@given(
    st.sampled_from([FIXED | FEES, BOTH | FEES | {"guaranteedExposure": "NI"}, COLLATERAL]),
    st.decimals("0", "1", places=3),
    st.integers(1, 364),
)
@settings(max_examples=80)
def test_buyer_and_seller_sum_to_zero(terms: dict[str, object], coverage: Decimal, days: int) -> None:
    """What one side receives the other pays, event by event, whenever the credit event falls."""
    when = datetime.fromordinal(day("2024-01-01").toordinal() + days)
    fixings = seen(
        ObservedEvent(when, "CE", "loan", performance="DF"),
        ObservedEvent(when, "CE", "bond", performance="DF"),
        price="50",
        at=when.date().isoformat(),
    )
    terms = terms | {"coverageOfCreditEnhancement": str(coverage)}
    bought, sold = (Contract.from_terms(terms | {"contractRole": role}).events(fixings) for role in ("BUY", "SEL"))
    assert [one.payoff + other.payoff for one, other in zip(bought, sold, strict=True)] == [0] * len(bought)
    assert [one[3] + other[3] for one, other in zip(rows(bought), rows(sold), strict=True)] == [0] * len(bought)


def test_terms_survive_a_round_trip() -> None:
    """The terms that a contract writes, children included, make the same contract."""
    contract = Guarantee.from_terms(BOTH | FEES)
    assert Contract.from_terms(contract.to_terms()).terms == contract.terms
