# SPDX-License-Identifier: Apache-2.0
"""Dividends, bonus shares, splits and rights: who is entitled, to how much, what it costs, and what is left over."""

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.queries import outstanding
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle.actions import ActionKind, ActionStatus
from counterfoil.modules.lifecycle.queries import entitlements_of
from counterfoil.modules.lifecycle.records import Income, Rate
from counterfoil.modules.settlement import calls as s
from counterfoil.primitives.types import Millionths
from counterfoil.terms.kernel.arithmetic import Rounding
from support.corporate_actions import (
    CASH,
    HOUR_MS,
    LATER,
    SHARE,
    action_of,
    announced,
    cash,
    entitlement_of,
    fixed,
    funded,
    paid,
    small_market,
    step,
    until,
)
from support.ledger import Ledger
from support.market import attest, leg, trust

HOLDERS = ("ann", "ben", "cat")
HELD = {"ann": 333, "ben": 333, "cat": 335}


@pytest.fixture
def ledger() -> Ledger:
    return small_market()


def now(ledger: Ledger, kind: ActionKind = ActionKind.dividend, **changed: object) -> None:
    """The issuer announces an action of that name."""
    call = announced(kind.value, kind, ledger.time, **changed)
    ledger.do(call, signed_by="issuer")


def largest(whole: int, held: dict[str, int] = HELD) -> dict[str, int]:
    """Largest remainders, told slowly: one unit after another to whoever lacks most; of equals the first by name."""
    units = sum(held.values())
    shares = {name: whole * had // units for name, had in held.items()}
    for _ in range(whole - sum(shares.values())):
        lacks = {name: whole * had - shares[name] * units for name, had in held.items()}
        shares[min(held, key=lambda name: (-lacks[name], name))] += 1
    return shares


def test_a_dividend_is_divided_by_the_largest_remainders(ledger: Ledger) -> None:
    """7 fen per 10 shares of 1,001 are 700.7 fen, by the rounding rule 701, of which nothing is left over."""
    now(ledger)
    paid(ledger, SHARE, "dividend")
    assert action_of(ledger, SHARE, "dividend").whole == 701
    assert dict(zip(HOLDERS, cash(ledger, *HOLDERS), strict=True)) == largest(701)


@pytest.mark.parametrize(("rounding", "whole"), [(Rounding.HALF_UP, 701), (Rounding.DOWN, 700)])
def test_the_rounding_rule_is_a_term(ledger: Ledger, rounding: Rounding, whole: int) -> None:
    """Once for the whole, and never for each holder."""
    now(ledger, rounding=rounding)
    assert fixed(ledger, SHARE, "dividend").whole == whole


def test_entitlements_whose_sum_is_not_the_whole(ledger: Ledger) -> None:
    """They are refused: with a wrong last account, with none, and with a holder left out. Nobody is hindered."""
    now(ledger)
    until(ledger, action_of(ledger, SHARE, "dividend").record_time)
    while action_of(ledger, SHARE, "dividend").status is ActionStatus.announced:
        step(ledger, SHARE, "dividend")
    where = {"instrument": SHARE, "action": "dividend"}
    for division, last, accounts in (("d1", None, HOLDERS), ("part", "cat", HOLDERS[:2]), ("wrong", "ann", HOLDERS)):
        entitle = [c.Entitle(division=division, account=account, **where) for account in accounts]
        ledger.do(c.Divide(division=division, last=last, **where), *entitle, signed_by="ann")
        fix = c.Fix(division=division, **where)
        assert ledger.submit(fix, signed_by="ann").outcome.name == "sum_not_the_whole", division
    action = fixed(ledger, SHARE, "dividend")
    assert {one.account: one.gross for one in entitlements_of(ledger.state, action)} == largest(701)
    assert action.division == "d2"


def test_shares_bought_on_the_ex_date_that_are_entitled(ledger: Ledger) -> None:
    """There are none: from the ex-time on trades settle after the record time, when the register is fixed."""
    now(ledger)
    ledger.party("eve")
    ledger.account("eve", "eve")
    until(ledger, action_of(ledger, SHARE, "dividend").ex_time or 0)
    legs = (leg("ann", "eve", SHARE, 333), leg("till", "ann", CASH, 5))
    ledger.do(s.SettleNow(instruction="ex", legs=legs), signed_by="ann issuer")
    action = fixed(ledger, SHARE, "dividend")
    assert [one.account for one in entitlements_of(ledger.state, action)] == list(HOLDERS)
    funded(ledger, SHARE, "dividend")
    until(ledger, action.pay_time)
    pay = c.Pay(instrument=SHARE, action="dividend", account="eve")
    assert ledger.submit(pay, signed_by="eve").outcome.name == "not_entitled"
    ex = announced("other", now=ledger.time, ex_time=ledger.time + HOUR_MS)
    assert ledger.submit(ex, signed_by="issuer").outcome.name == "action_out_of_order"


def test_shares_bought_after_the_record_time_have_no_place_in_a_division(ledger: Ledger) -> None:
    """The buyer stands on the register with nothing, and nobody who never held stands on it at all."""
    now(ledger)
    ledger.party("eve")
    ledger.account("eve", "eve")
    until(ledger, action_of(ledger, SHARE, "dividend").record_time)
    ledger.do(h.Transfer(sender="ann", receiver="eve", instrument=SHARE, quantity=1), signed_by="ann")
    where = {"instrument": SHARE, "action": "dividend"}
    while action_of(ledger, SHARE, "dividend").status is ActionStatus.announced:
        step(ledger, SHARE, "dividend")
    ledger.do(c.Divide(division="d", **where), signed_by="eve")
    for account, outcome in (("eve", "nothing_held"), ("till", "not_on_register")):
        entitle = c.Entitle(division="d", account=account, **where)
        assert ledger.submit(entitle, signed_by="eve").outcome.name == outcome


def test_a_bonus_that_raises_cost(ledger: Ledger) -> None:
    """It is refused when it asks for anything; what is given takes no cash from anybody."""
    for costs in ({"price": 1}, {"cash": CASH}, {"proceeds": "till"}):
        call = announced("bonus", ActionKind.bonus, ledger.time, **costs)
        assert ledger.submit(call, signed_by="issuer").outcome.name == "bonus_costs", costs
    split = announced("split", ActionKind.splits, ledger.time, amount=20, price=1)
    assert ledger.submit(split, signed_by="issuer").outcome.name == "bonus_costs"
    ledger.issue(CASH, "ann", 100, issuer="bank")
    before = cash(ledger, "till", *HOLDERS)
    now(ledger, ActionKind.bonus, amount=3)
    paid(ledger, SHARE, "bonus")
    assert cash(ledger, "till", *HOLDERS) == before


def test_bonus_shares_come_beside_those_that_are_held(ledger: Ledger) -> None:
    """3 for 10 of 1,001 are 300.3, whole 300: nothing is left over, and no account asked for them."""
    now(ledger, ActionKind.bonus, amount=3)
    paid(ledger, SHARE, "bonus")
    held = [ledger.holding(name, SHARE).balance for name in HOLDERS]
    assert held == [HELD[name] + more for name, more in largest(300).items()]
    assert outstanding(ledger.state, SHARE) == 1_301


def test_a_split_makes_more_of_each(ledger: Ledger) -> None:
    """Three for two: what is outstanding is half as much again."""
    now(ledger, ActionKind.splits, amount=3, per=2)
    paid(ledger, SHARE, "split")
    held = [ledger.holding(name, SHARE).balance for name in HOLDERS]
    assert (sum(held), action_of(ledger, SHARE, "split").whole) == (1_502, 501)
    assert held == [HELD[name] + more for name, more in largest(501).items()]


def test_tax_is_withheld_by_policy(ledger: Ledger) -> None:
    """A rate for whom it is attested of, the usual one for others."""
    for topic in ("country", "investor_class"):
        ledger.do(trust(topic, "venue"), signed_by="supervisor")
    ledger.do(attest("ann", "country", "CN", "venue"), signed_by="venue")
    rates = (Rate(topic="country", value="CN", rate_ppm=Millionths(200_000)),)
    usual = {"income": Income.dividend, "usual_ppm": Millionths(100_000), "account": "tax", "by": "supervisor"}
    policy = c.Withhold(rates=rates, reference="law of 1980", since=ledger.time + HOUR_MS, **usual)
    ledger.do(policy, signed_by="supervisor")
    now(ledger)
    paid(ledger, SHARE, "dividend")
    gross = largest(701)
    tax = {name: half_up(gross[name], 5 if name == "ann" else 10) for name in HOLDERS}
    assert dict(zip(HOLDERS, cash(ledger, *HOLDERS), strict=True)) == {
        name: gross[name] - tax[name] for name in HOLDERS
    }
    assert cash(ledger, "tax") == [sum(tax.values())]


def half_up(whole: int, parts: int) -> int:
    """One of so many parts, told slowly: the nearest whole number, the greater one of two that are as near."""
    return max(range(whole + 1), key=lambda one: (-abs(whole - one * parts), one))


def rate(ledger: Ledger, ppm: int, since: int | None = None) -> None:
    """The supervisor sets the rate for everybody."""
    usual = {"income": Income.dividend, "usual_ppm": Millionths(ppm), "account": "tax", "by": "supervisor"}
    ledger.do(c.Withhold(rates=(), reference="law of 1980", since=since, **usual), signed_by="supervisor")


def taxes(ledger: Ledger) -> list[tuple[int, int]]:
    return [(one.gross, one.tax) for one in entitlements_of(ledger.state, action_of(ledger, SHARE, "dividend"))]


@pytest.mark.parametrize(("later", "parts"), [(0, 5), (1, None)])
def test_no_tax_before_the_policy_begins(ledger: Ledger, later: int, parts: int | None) -> None:
    """A policy that begins with the record time taxes; one that begins a moment after it does not."""
    now(ledger)
    rate(ledger, 200_000, since=action_of(ledger, SHARE, "dividend").record_time + later)
    fixed(ledger, SHARE, "dividend")
    assert taxes(ledger) == [(gross, half_up(gross, parts) if parts else 0) for gross in largest(701).values()]


def test_nobody_chooses_a_rate_by_when_it_is_computed(ledger: Ledger) -> None:
    """Rates that change between the entitlements of two accounts change neither; those of the record time hold."""
    rate(ledger, 100_000)
    now(ledger)
    until(ledger, action_of(ledger, SHARE, "dividend").record_time)
    while action_of(ledger, SHARE, "dividend").status is ActionStatus.announced:
        step(ledger, SHARE, "dividend")
    step(ledger, SHARE, "dividend", at_most=2)
    for ppm in (200_000, 0, 300_000):
        rate(ledger, ppm)
    fixed(ledger, SHARE, "dividend")
    assert taxes(ledger) == [(gross, half_up(gross, 10)) for gross in largest(701).values()]


def test_an_action_that_comes_to_nothing_is_over_without_a_hold(ledger: Ledger) -> None:
    """One fen for a million shares is none for all of these: nothing is paid, and nobody reserves cash for it."""
    now(ledger, amount=1, per=1_000_000)
    assert fixed(ledger, SHARE, "dividend").whole == 0
    until(ledger, action_of(ledger, SHARE, "dividend").pay_time)
    while step(ledger, SHARE, "dividend"):
        pass
    assert action_of(ledger, SHARE, "dividend").status is ActionStatus.paid_out
    assert list(broken_invariants(ledger.state)) == []


def test_rights_are_not_paid_for_out_of_anothers_hold(ledger: Ledger) -> None:
    """Ann set cash aside for her rights; ben, who signs alone, buys none of his with it."""
    now(ledger, ActionKind.rights, amount=1, per=2, price=50, deadline=ledger.time + 5 * HOUR_MS, proceeds="till")
    ledger.issue(CASH, "ann", 8_000, issuer="bank")
    action = fixed(ledger, SHARE, "rights")
    until(ledger, action.pay_time)
    hold = h.Hold(hold="anns", account="ann", instrument=CASH, quantity=8_000, executor=action.path, expires=LATER)
    ledger.do(hold, signed_by="ann")
    exercise = c.Exercise(instrument=SHARE, action="rights", account="ben", quantity=160, hold="anns")
    assert ledger.submit(exercise, signed_by="ben").outcome.name == "hold_elsewhere"
    assert (ledger.holding("ann", CASH).held, ledger.holding("ben", SHARE).balance) == (8_000, 333)


def test_principal_is_no_income(ledger: Ledger) -> None:
    """Of the last payment of a bond only the interest is taxed."""
    policy = {"rates": (), "usual_ppm": Millionths(200_000), "account": "tax", "by": "supervisor"}
    ledger.do(c.Withhold(income=Income.interest, reference="law of 1980", **policy), signed_by="supervisor")
    for number in (1, 2, 3):
        ledger.do(c.Propose(instrument="BOND"), signed_by="ann")
        action = fixed(ledger, "BOND", f"_due-{number}")
        taxes = [one.tax for one in entitlements_of(ledger.state, action)]
        taxable = [(action.taxed or 0) * held // 1001 for held in HELD.values()]
        assert taxes == [(2 * one + 5) // 10 for one in taxable]
        assert number < 3 or sum(taxes) < (action.whole or 0) // 100
        paid(ledger, "BOND", f"_due-{number}")


def test_a_holder_elects_shares_and_the_default_is_cash(ledger: Ledger) -> None:
    """Whoever says nothing until the deadline is paid in cash; who elects gets whole shares and the rest in cash."""
    now(ledger, price=200, deadline=ledger.time + 2 * HOUR_MS, amount=70)
    fixed(ledger, SHARE, "dividend")
    elect = {"instrument": SHARE, "action": "dividend"}
    ledger.do(c.Elect(account="ann", in_shares=True, **elect), signed_by="ann")
    ledger.do(c.Elect(account="ben", in_shares=True, **elect), signed_by="ben")
    ledger.do(c.Elect(account="ben", in_shares=False, **elect), signed_by="ben")
    until(ledger, action_of(ledger, SHARE, "dividend").deadline or 0)
    late = c.Elect(account="cat", in_shares=True, **elect)
    assert ledger.submit(late, signed_by="cat").outcome.name == "election_closed"
    gross = {name: entitlement_of(ledger, SHARE, "dividend", name).gross for name in HOLDERS}
    paid(ledger, SHARE, "dividend")
    assert cash(ledger, *HOLDERS) == [gross["ann"] % 200, gross["ben"], gross["cat"]]
    assert ledger.holding("ann", SHARE).balance == 333 + gross["ann"] // 200
    assert (ledger.holding("ben", SHARE).balance, ledger.holding("till", CASH).held) == (333, 0)


def test_rights_are_exercised_against_payment_or_lapse(ledger: Ledger) -> None:
    """New shares for a hold of cash, as many as there are rights; after the deadline there are none."""
    end = ledger.time + 5 * HOUR_MS
    now(ledger, ActionKind.rights, amount=3, price=50, deadline=end, proceeds="till")
    ledger.issue(CASH, "ann", 10_000, issuer="bank")
    action = fixed(ledger, SHARE, "rights")
    rights = largest(300)
    hold = h.Hold(
        hold="for-rights", account="ann", instrument=CASH, quantity=6_000, executor=action.path, expires=LATER
    )
    ledger.do(hold, signed_by="ann")
    exercise = {"instrument": SHARE, "action": "rights", "account": "ann", "hold": "for-rights"}
    early = c.Exercise(quantity=1, **exercise)
    assert ledger.submit(early, signed_by="ann").outcome.name == "election_closed"
    until(ledger, action.pay_time)
    assert ledger.submit(early, signed_by="ben").outcome.name == "not_authorised"
    ledger.do(c.Exercise(quantity=rights["ann"] - 1, **exercise), signed_by="ann")
    assert ledger.submit(c.Exercise(quantity=2, **exercise), signed_by="ann").outcome.name == "beyond_rights"
    assert ledger.holding("ann", SHARE).balance == 333 + rights["ann"] - 1
    assert cash(ledger, "ann", "till") == [10_000 - 50 * (rights["ann"] - 1), 100_000_000 + 50 * (rights["ann"] - 1)]
    until(ledger, end)
    assert ledger.submit(early, signed_by="ann").outcome.name == "election_closed"
    ledger.do(c.Finish(instrument=SHARE, action="rights"), signed_by="cat")
    assert list(broken_invariants(ledger.state)) == []


def test_a_hold_for_an_action_is_made_when_its_terms_stand(ledger: Ledger) -> None:
    """A name alone binds nobody."""
    hold = h.Hold(
        hold="x", account="ann", instrument=SHARE, quantity=1, executor="lifecycle/action/SHARE/none", expires=LATER
    )
    assert ledger.submit(hold, signed_by="ann").outcome.name == "unknown_action"


def test_nobody_is_paid_out_of_a_hold_that_leaves_nothing_for_others(ledger: Ledger) -> None:
    """Nor out of a stranger's, nor one for another action."""
    now(ledger)
    fixed(ledger, SHARE, "dividend")
    with pytest.raises(AssertionError, match="hold_not_for_it"):
        funded(ledger, SHARE, "dividend", "small", 700)
    ledger.issue(CASH, "ann", 1_000, issuer="bank")
    path = action_of(ledger, SHARE, "dividend").path
    hold = h.Hold(hold="anns", account="ann", instrument=CASH, quantity=800, executor=path, expires=LATER)
    ledger.do(hold, signed_by="ann")
    fund = c.Fund(instrument=SHARE, action="dividend", hold="anns")
    assert ledger.submit(fund, signed_by="ann").outcome.name == "hold_not_for_it"
