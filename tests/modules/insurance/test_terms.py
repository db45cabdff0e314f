# SPDX-License-Identifier: Apache-2.0
"""What follows from terms: days, years and values; and on what terms nothing is sold."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments.records import InstrumentKind, TermsDocument
from counterfoil.modules.insurance import calls as n
from counterfoil.modules.insurance.outcomes import InsuranceOutcome as Outcome
from counterfoil.modules.insurance.queries import terms
from counterfoil.modules.insurance.records import TERMS as VERSIONS
from counterfoil.modules.insurance.schedule import PREMIUMS_MAX, Rounding
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import QUANTITY_MAX, Timestamp
from support.insured import CASH, DAY_MS, EVER, PREMIUM, TERMS, amend, apply, blank, changed, insured, offer, reserve
from support.ledger import DOCUMENT, Ledger

CHINA = timezone(timedelta(hours=8))


def at(*when: int) -> Timestamp:
    """A time on the clocks of China."""
    return Timestamp(int(datetime(*when, tzinfo=CHINA).timestamp()) * 1_000)  # type: ignore[arg-type, misc]


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """The insurer sells."""
    return insured(policies=1)


def test_days_are_the_products_own() -> None:
    """Bought a minute before midnight in China and a minute after it: a day apart, whatever UTC says."""
    before, after = at(2026, 1, 30, 23, 59), at(2026, 1, 31, 0, 1)
    assert datetime.fromtimestamp(before / 1_000, UTC).date() == datetime.fromtimestamp(after / 1_000, UTC).date()
    assert TERMS.cooling_off_until(before) == at(2026, 2, 15)
    assert TERMS.cooling_off_until(after) == at(2026, 2, 16)
    assert changed(offset_min=0).cooling_off_until(before) == at(2026, 2, 15, 8)


def test_months_end_where_they_end() -> None:
    """Bought on the 31st, monthly premiums are due on the last of shorter months, and on the 31st again."""
    monthly = changed(interval_months=1, premiums=4, term_months=4)
    bought = at(2027, 12, 31, 12)
    dues = [monthly.due(bought, number) for number in range(1, 5)]
    assert dues == [at(2027, 12, 31), at(2028, 1, 31), at(2028, 2, 29), at(2028, 3, 31)]
    assert monthly.cover_until(bought) == at(2028, 4, 30)
    assert monthly.grace_until(bought, 2) == at(2028, 4, 1)


def test_cover_ends_with_grace_or_with_the_term() -> None:
    """Whichever comes first; once every premium is paid, with the term."""
    bought = at(2026, 3, 1)
    assert TERMS.covered_until(bought, 1) == at(2027, 4, 30) + DAY_MS
    assert TERMS.covered_until(bought, 3) == at(2031, 3, 1)
    late = changed(term_months=25)
    assert late.covered_until(bought, 2) == late.cover_until(bought) == at(2028, 4, 1)


def test_a_policy_year_begins_on_the_anniversary() -> None:
    """At the begin of that day; of the 29th of February on the 28th where there is none."""
    bought = at(2028, 2, 29, 15)
    years = [
        TERMS.year_of(bought, Timestamp(at(*when) + late))
        for when in ((2029, 2, 28), (2032, 2, 29))
        for late in (-1, 0)
    ]
    assert years == [1, 2, 4, 5]


@pytest.mark.parametrize(
    ("rounding", "values"),
    [(Rounding.down, (50, 51)), (Rounding.up, (51, 52)), (Rounding.half_up, (51, 51))],
)
def test_a_surrender_value_is_rounded_as_the_terms_say(rounding: Rounding, values: tuple[int, int]) -> None:
    """Of 101: a half is 50.5, and 51 hundredths are 51.51 less what rounding takes."""
    half, more = (changed(premium=101, surrender_ppm=(share,), rounding=rounding) for share in (500_000, 506_000))
    assert (half.surrender_value(1, 9), more.surrender_value(1, 1)) == values


@pytest.mark.parametrize(
    "unsound",
    [
        {"premiums": 6},
        {"interval_months": 30},
        {"premium": QUANTITY_MAX // 2},
        {"premium": QUANTITY_MAX // 3, "surrender_ppm": (1_000_001,)},
        {"premium": QUANTITY_MAX, "premiums": PREMIUMS_MAX},
    ],
)
def test_on_unsound_terms_nothing_is_sold(ledger: Ledger, unsound: dict[str, Any]) -> None:
    """A premium due after cover has ended, or sums that no record can hold."""
    answer = ledger.submit(amend(terms=changed(**unsound)), signed_by="insurer")
    assert answer.outcome is Outcome.insurance_terms_unsound


@pytest.mark.parametrize(
    "loose",
    [
        {"revocable": True},
        {"quantity": 10**9},
        {"receivers": ("ann-wallet",)},
        {"expires": EVER},
        {"instrument": "P-1"},
        {"executor": "insurance/product/another"},
        {"executor": "insurance/product/loose", "takes": True},
    ],
)
def test_nothing_is_sold_that_the_insurer_could_go_back_on(ledger: Ledger, loose: dict[str, Any]) -> None:
    """Of a mandate that can be revoked, used up, outlived, or that is for something else, no refund is sure."""
    name = f"loose-{len(ledger.blocks)}"
    granted = reserve(name, "loose", **loose)
    answer = ledger.submit(granted, offer("loose", mandate=name), signed_by="insurer")
    assert (answer.outcome, answer.call) == (Outcome.reserve_not_bound, 1)


def test_a_mandate_over_all_instruments_binds_too(ledger: Ledger) -> None:
    """It lets go of more, and not of less."""
    ledger.do(reserve("wide", "wide", instrument=None), offer("wide", mandate="wide"), signed_by="insurer")
    assert ledger.submit(h.RevokeMandate(mandate="wide"), signed_by="insurer").outcome.name == "mandate_irrevocable"


@pytest.mark.parametrize(
    ("policy", "wrong"),
    [
        ("of-others", {"issuer": "rival"}),
        ("many", {"unique": False, "supply_limit": 9}),
        ("share", {"kind": InstrumentKind.equity}),
        ("other-words", {"terms": {"uri": "https://insurer.example/other", "hash": DOCUMENT}}),
    ],
)
def test_what_is_bought_says_what_was_agreed(ledger: Ledger, policy: str, wrong: dict[str, Any]) -> None:
    """A policy is the insurer's own, one of its kind, with the hash of the words that the product is sold on."""
    if wrong.get("issuer"):
        ledger.party("rival", Role.issuer)
    if "terms" in wrong:
        wrong = {"terms": TermsDocument(**wrong["terms"])}
    blank(ledger, policy, **wrong)
    assert ledger.submit(apply(policy), signed_by="ann").outcome is Outcome.not_a_blank_policy


def test_every_version_of_the_terms_stays(ledger: Ledger) -> None:
    """What was sold first stands beside what is sold now."""
    ledger.do(reserve("r", "kept"), offer("kept", mandate="r"), signed_by="insurer")
    ledger.do(amend("kept", mandate="r", terms=changed(premium=PREMIUM + 1)), signed_by="insurer")
    said = [terms(ledger.state, "kept", version) for version in (1, 2, 3)]
    assert [None if one is None else one.premium for one in said] == [PREMIUM, PREMIUM + 1, None]
    first = ledger.state.read(VERSIONS, "kept", "1")
    assert first is not None and first.trail.seq == 1


def test_an_account_may_be_wallet_and_holder_in_one(ledger: Ledger) -> None:
    """A wallet that holds the policy it pays for consents once."""
    ledger.do(
        n.Apply(policy="P-1", product="life", version=1, account="ann-wallet", wallet="ann-wallet"),
        h.Hold(
            hold="one",
            account="ann-wallet",
            instrument=CASH,
            quantity=PREMIUM,
            executor="insurance/policy/P-1",
            expires=EVER,
        ),
        n.Buy(policy="P-1", hold="one"),
        n.Cancel(policy="P-1"),
        n.PayOut(policy="P-1"),
        signed_by="ann",
    )
    assert ledger.holding("ann-wallet", CASH).balance == 100_000
