# SPDX-License-Identifier: Apache-2.0
"""CLM, call money, and UMP, open maturity: calls, notice, movements, horizons; by hand (techspec 7.6, 7.7).

Unless a test says otherwise: 1200 at one per cent a month from 2024-01-01, capitalised monthly from 2024-02-01: 1212,
1224.12, and 6.1206 in the half month to 2024-03-16.
"""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.terms import Contract, Fixings, TermError
from counterfoil.terms.kernel.arithmetic import exact
from counterfoil.terms.kernel.risk_factors import ObservedEvent
from support.terms import MARKET, observing, run, seen, state_of, story, terms

N, IPAC, DATE, AMOUNT = "notionalPrincipal", "accruedInterest", "exerciseDate", "exerciseAmount"
CALLED = observing([seen("2024-03-16", "XD")])
NO_CAPITALIZATION = {"cycleOfInterestPayment": None, "cycleAnchorDateOfInterestPayment": None}
GROWTH = ["2024-02-01 IPCI 0 1212", "2024-03-01 IPCI 0 1224.12"]


@pytest.mark.parametrize(("role", "sign", "other"), [("RPA", "", "-"), ("RPL", "-", "")])
def test_call_money_with_a_maturity(role: str, sign: str, other: str) -> None:
    """Interest is capitalised, what accrued since is paid at maturity with the principal."""
    lines = story(terms("CLM", contractRole=role, maturityDate="2024-03-16"), N)
    assert lines == [
        f"2024-01-01 IED {other}1200 {sign}1200",
        f"2024-02-01 IPCI 0 {sign}1212",
        f"2024-03-01 IPCI 0 {sign}1224.12",
        f"2024-03-16 IP {sign}6.1206 {sign}1224.12",
        f"2024-03-16 MD {sign}1224.12 0",
    ]


@pytest.mark.parametrize(("role", "sign"), [("RPA", ""), ("RPL", "-")])
def test_a_call_with_notice(role: str, sign: str) -> None:
    """The call sets the interest aside; after a month it is paid with the principal, without any more."""
    lines = story(terms("CLM", contractRole=role, xDayNotice="P1M"), N, IPAC, DATE, AMOUNT, fixings=CALLED)
    assert lines[3:] == [
        f"2024-03-16 XD 0 {sign}1224.12 0 2024-03-16 {sign}6.1206",
        f"2024-04-16 IP {sign}6.1206 {sign}1224.12 0 2024-03-16 0",
        f"2024-04-16 STD {sign}1224.12 0 0 2024-03-16 0",
    ]


@pytest.mark.parametrize("notice", [None, "P0D"])
def test_a_call_without_notice(notice: str | None) -> None:
    """Call and settlement on one day, in this order; interest stays in view until it is paid."""
    lines = story(terms("CLM", xDayNotice=notice), N, IPAC, fixings=CALLED)
    assert lines[3:] == [
        "2024-03-16 XD 0 1224.12 6.1206",
        "2024-03-16 IP 6.1206 1224.12 0",
        "2024-03-16 STD 1224.12 0 0",
    ]


def test_settlement_goes_to_a_business_day() -> None:
    """A month after Wednesday 2024-05-01 is Saturday 2024-06-01: settled on Monday, the interest of the call only."""
    given_ = terms("CLM", xDayNotice="P1M", calendar="MF", businessDayConvention="SCF", **NO_CAPITALIZATION)
    lines = story(given_, fixings=observing([seen("2024-05-01", "XD")]))
    assert lines[1:] == ["2024-05-01 XD 0", "2024-06-03 IP 48", "2024-06-03 STD 1200"]


def test_a_call_is_settled_after_the_horizon_of_the_analysis() -> None:
    """As in a public case: called on 2024-03-16, analysed to 2024-03-31, settled on 2024-04-16."""
    lines = story(terms("CLM", xDayNotice="P1M"), fixings=CALLED, until="2024-03-31")
    assert lines[-2:] == ["2024-04-16 IP 6.1206", "2024-04-16 STD 1224.12"]


def test_a_call_after_the_horizon_has_not_happened() -> None:
    """Analysed to 2024-03-15, nothing is known of a call of the next day."""
    lines = story(terms("CLM", xDayNotice="P1M"), N, fixings=CALLED, until="2024-03-15")
    assert lines[1:] == GROWTH


def test_the_first_call_counts() -> None:
    """A second call changes nothing."""
    twice = observing([seen("2024-05-16", "XD"), seen("2024-03-16", "XD")])
    assert story(terms("CLM"), fixings=twice) == story(terms("CLM"), fixings=CALLED)


def test_a_terminated_contract_is_not_settled() -> None:
    """Sold for 1230 on 2024-04-01, after the call: the buyer gets the settlement."""
    given_ = terms("CLM", xDayNotice="P1M", terminationDate="2024-04-01", priceAtTerminationDate="1230")
    lines = story(given_, fixings=CALLED)
    assert lines[-2].startswith("2024-03-16 XD")
    assert lines[-1].startswith("2024-04-01 TD")


def test_without_a_call_only_the_horizon_ends_it() -> None:
    """Interest is capitalised before the horizon; without one nothing is known to happen."""
    assert story(terms("CLM"), N, until="2024-04-01")[1:] == GROWTH
    assert story(terms("CLM"), N) == ["2024-01-01 IED -1200 1200"]


def test_an_anchor_without_a_cycle_capitalizes_once() -> None:
    """A month's interest of 12 joins the principal on 2024-02-01, and what accrues later does not."""
    assert story(terms("CLM", maturityDate="2024-07-01", cycleOfInterestPayment=None), N) == [
        "2024-01-01 IED -1200 1200",
        "2024-02-01 IPCI 0 1212",
        "2024-07-01 IP 60.6 1212",
        "2024-07-01 MD 1212 0",
    ]


def test_capitalization_without_an_anchor_starts_at_the_exchange() -> None:
    """As in the public cases: one of nothing on the day itself; then monthly."""
    lines = story(terms("CLM", cycleAnchorDateOfInterestPayment=None), N, until="2024-02-15")
    assert lines == ["2024-01-01 IED -1200 1200", "2024-01-01 IPCI 0 1200", "2024-02-01 IPCI 0 1212"]


def test_interest_at_the_status_date_is_what_is_stated() -> None:
    """No interest is paid in cycles, so none is reckoned before the status date: 6 to come, and 4 if stated."""
    given_ = terms("CLM", statusDate="2024-01-16", maturityDate="2024-02-01", cycleOfInterestPayment=None)
    assert story(given_)[0] == "2024-02-01 IP 6"
    assert story({**given_, "accruedInterest": "4"})[0] == "2024-02-01 IP 10"


@pytest.mark.parametrize(
    ("fee", "expected"),
    [
        ({"feeBasis": "A", "feeRate": "5"}, ["2024-02-01 FP 5", "2024-03-01 FP 5", "2024-03-16 FP 5"]),
        # Half a per cent a month of 1200, then of 1212, then for half a month of 1224.12.
        ({"feeBasis": "N", "feeRate": "0.06"}, ["2024-02-01 FP 6", "2024-03-01 FP 6.06", "2024-03-16 FP 3.0603"]),
    ],
)
def test_fees(fee: dict[str, str], expected: list[str]) -> None:
    """FP in cycles and at the end; on the principal before the day's capitalisation."""
    matures = story(terms("CLM", maturityDate="2024-03-16", cycleOfFee="P1ML1", **fee))
    assert [line for line in matures if " FP " in line] == expected


def test_fees_accrued_at_the_status_date() -> None:
    """Since the fee of 2024-03-01 half a month: 3 of the 6 of the month, as often as one asks."""
    given_ = terms("CLM", statusDate="2024-03-16", feeBasis="N", feeRate="0.06", cycleOfFee="P1ML1")
    contract = Contract.from_terms({**given_, "cycleOfInterestPayment": "P1YL1"})
    for _ in range(2):
        events = contract.events(until=datetime(2024, 4, 1))
        assert events[0].type.acronym == "FP"
        with exact():
            assert abs(events[0].payoff - 6) < Decimal("1e-28")


def test_resets_and_trades() -> None:
    """24 % from 2024-01-16: 6 and 12; sold for 1230 with half a month's 12.18."""
    given_ = terms(
        "CLM",
        cycleAnchorDateOfRateReset="2024-01-16",
        marketObjectCodeOfRateReset=MARKET,
        terminationDate="2024-02-16",
        priceAtTerminationDate="1230",
    )
    lines = story(given_, N, fixings=observing(**{MARKET: {"2024-01-16": "0.24"}}), until="2024-12-31")
    assert lines[1:] == ["2024-01-16 RR 0 1200", "2024-02-01 IPCI 0 1218", "2024-02-16 TD 1242.18 0"]


def moved(*flows: tuple[str, str, str]) -> Fixings:
    """Observed movements: day, type, and the cash flow seen from the creator of the contract record."""
    return observing(seen(day, kind, amount) for day, kind, amount in flows)


MOVED = (("2024-02-16", "PI", "-300"), ("2024-03-01", "PR", "500"))


@pytest.mark.parametrize(("role", "sign", "other"), [("RPA", "", "-"), ("RPL", "-", "")])
def test_open_maturity(role: str, sign: str, other: str) -> None:
    """1212 and 300 more from mid-February: 6.06 + 7.56 of interest; 500 less on the day it is capitalised."""
    flows = moved(("2024-02-16", "PI", f"{other}300"), ("2024-03-01", "PR", f"{sign}500"))
    lines = story(terms("UMP", contractRole=role), N, IPAC, fixings=flows, until="2024-03-31")
    assert lines == [
        f"2024-01-01 IED {other}1200 {sign}1200 0",
        f"2024-02-01 IPCI 0 {sign}1212 0",
        f"2024-02-16 PI {other}300 {sign}1512 {sign}6.06",
        f"2024-03-01 PR {sign}500 {sign}1012 {sign}13.62",
        f"2024-03-01 IPCI 0 {sign}1025.62 0",
    ]


def test_movements_of_one_time_add_up() -> None:
    """Two payments of one day are one event; a payment and a withdrawal of one day are two."""
    flows = moved(("2024-02-16", "PI", "-100"), ("2024-02-16", "PR", "50"), ("2024-02-16", "PI", "-200"))
    lines = story(terms("UMP", **NO_CAPITALIZATION), N, fixings=flows, until="2024-03-31")
    assert lines[1:] == ["2024-02-16 PR 50 1150", "2024-02-16 PI -300 1450"]


def test_the_last_movement_ends_it_where_there_is_no_horizon() -> None:
    """Interest is capitalised up to the last movement; without any, nothing is known to happen."""
    assert [line.split()[1] for line in story(terms("UMP"), fixings=moved(*MOVED))] == ["IED", "IPCI", "PI", "PR"]
    assert [line.split()[1] for line in story(terms("UMP"))] == ["IED"]


def test_open_maturity_has_none() -> None:
    """A stated maturity changes nothing, and the horizon makes no last period long (L0)."""
    stated = terms("UMP", maturityDate="2024-03-15", cycleOfInterestPayment="P1ML0")
    expected = ["2024-02-01 IPCI 0 1212", "2024-03-01 IPCI 0 1224.12", "2024-04-01 IPCI 0 1236.3612"]
    assert story(stated, N, until="2024-04-20")[1:] == expected


def test_open_maturity_is_terminated() -> None:
    """Sold for 1230 with 6.06 of interest; later movements are not seen."""
    given_ = terms("UMP", terminationDate="2024-02-16", priceAtTerminationDate="1230")
    later = moved(("2024-03-01", "PR", "500"))
    assert story(given_, N, fixings=later, until="2024-12-31")[2:] == ["2024-02-16 TD 1236.06 0"]


def test_fees_of_open_maturity() -> None:
    """2 a month; the horizon is no date of payment."""
    given_ = terms("UMP", feeBasis="A", feeRate="2", cycleOfFee="P1ML1", contractRole="RPL")
    lines = story(given_, until="2024-03-16")
    assert [line for line in lines if " FP " in line] == ["2024-02-01 FP -2", "2024-03-01 FP -2"]


@pytest.mark.parametrize("kind", ["CLM", "UMP"])
@pytest.mark.parametrize(
    "missing", ["statusDate", "contractRole", "currency", "initialExchangeDate", "notionalPrincipal"]
)
def test_required_terms(kind: str, missing: str) -> None:
    """Each required term is missed by name."""
    with pytest.raises(TermError, match=rf"terms\.{missing}: {kind} needs the term"):
        Contract.from_terms(terms(kind, **{missing: None}))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 28), st.sampled_from(("PR", "PI")), st.integers(-(10**6), 10**6)), max_size=12)
)
def test_the_principal_is_the_sum_of_its_movements(moves: list[tuple[int, str, int]]) -> None:
    """Without interest, what was paid in and out is what is left."""
    events = [seen(f"2024-02-{day:02d}", kind, str(amount)) for day, kind, amount in moves]
    given_ = terms("UMP", nominalInterestRate=None, dayCountConvention=None)
    happened = run(given_, observing(events), until="2024-12-31")
    assert state_of(happened[-1], N) == 1200 - sum(amount for _, _, amount in moves)
    assert sum(event.payoff for event in happened) == -state_of(happened[-1], N)


@pytest.mark.parametrize("convention", ["CSP", "SCP"])
def test_a_call_is_never_settled_before_it_is_made(convention: str) -> None:
    """Called on a Saturday without notice: settled on Monday with the interest, though the convention looks back."""
    given_ = terms("CLM", calendar="MF", businessDayConvention=convention, xDayNotice=None)
    events = run(given_, observing([seen("2024-06-08", "XD")]))
    told = [(f"{event.at:%m-%d}", event.type.acronym) for event in events[-3:]]
    assert told == [("06-08", "XD"), ("06-10", "IP"), ("06-10", "STD")]
    assert events[-2].payoff > 0


@pytest.mark.parametrize("monitored", [(), (seen("2024-03-20", "AD"),)], ids=["", "monitored"])
def test_a_call_before_the_status_date(monitored: tuple[ObservedEvent, ...]) -> None:
    """What was accrued at the call (IPAC) is paid with the settlement; looking at the contract adds nothing."""
    given_ = terms("CLM", xDayNotice="P1M", statusDate="2024-03-18", notionalPrincipal="1224.12", accruedInterest="6")
    lines = story(given_, fixings=observing([seen("2024-03-16", "XD"), *monitored]))
    assert lines[-2:] == ["2024-04-16 IP 6", "2024-04-16 STD 1224.12"]
    assert len(lines) == 2 + len(monitored)


def test_nothing_is_called_before_it_is_lent() -> None:
    """A call of the month before has no effect."""
    early = observing([seen("2023-12-15", "XD")])
    given_ = terms("CLM", statusDate="2023-12-01")
    assert story(given_, fixings=early, until="2024-03-15") == story(given_, until="2024-03-15")


@pytest.mark.parametrize("kind", ["CLM", "UMP"])
def test_what_a_holiday_brings_back_to_the_horizon(kind: str) -> None:
    """SCP: what is scheduled for Saturday 2024-06-01 takes place on Friday, so a horizon on Friday knows it."""
    # What would be capitalised or reset exactly at a horizon is not, so it is that of Friday noon.
    given_ = terms(
        kind,
        calendar="MF",
        businessDayConvention="SCP",
        feeBasis="A",
        feeRate="5",
        cycleOfFee="P1ML1",
        cycleOfRateReset="P1ML1",
        marketObjectCodeOfRateReset="SHIBOR",
    )
    fixings = observing(SHIBOR={f"2024-0{month}-01": "0.12" for month in range(1, 8)})
    first = story(given_, fixings=fixings, until="2024-05-31T12:00:00")
    assert [line.split()[:2] for line in first[-3:]] == [["2024-05-31", kind] for kind in ("FP", "IPCI", "RR")]
    assert first == [line for line in story(given_, fixings=fixings, until="2024-06-20") if line < "2024-06"]
