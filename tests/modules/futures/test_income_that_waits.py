# SPDX-License-Identifier: Apache-2.0
"""New units that goods brought wait at the desk for whose they are, and bring him more there, as goods do."""

from typing import Any, Final

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.law.outcome import Outcome
from counterfoil.modules.futures.delivery import DELIVERIES
from counterfoil.modules.futures.desk_events import INCOMES
from counterfoil.modules.futures.desk_outcomes import DeskOutcome
from counterfoil.modules.futures.steps import steps
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome
from counterfoil.modules.lifecycle.records import POSITIONS
from counterfoil.modules.parties import calls as p
from counterfoil.primitives.types import Timestamp
from support.corporate_actions import TERMS_OF_IT
from support.futures_desk import (
    FIRST,
    LAST_ONE,
    LATE,
    UNIT,
    action_of,
    announced,
    driven,
    founding,
    given,
    matched,
    offered,
    paid,
    pass_on,
    recorded,
    sold,
    to_its_end,
    until,
    with_bond,
)
from support.ledger import Ledger

SIDES: Final = ("bob", "cat")


@pytest.fixture
def ledger() -> Any:
    """Two lots of Bob's and one of Cat's are at the desk, and as many new units, which wait."""
    ledger = founding(Ledger())
    ledger.instrument("BOND", "issuer")
    offered(sold(ledger))
    given(ledger)
    return ledger


def passed_on(ledger: Any, name: str, units: int, action: str = "bonus") -> Outcome:
    return ledger.submit(pass_on(name, units, action), signed_by="pat").outcome  # type: ignore[no-any-return]


def had(ledger: Any, *actions: str) -> list[int]:
    """What Bob and Cat had of actions, each in all."""
    deliveries = [ledger.state.read(DELIVERIES, "T1", f"m-{name}") for name in SIDES]
    return [sum(one.quantity for one in each.brought if one.action in actions) for each in deliveries]


def dividend(ledger: Any, action: str = "gift", **said: Any) -> None:
    """A fen for each bond that there is, unless otherwise said."""
    whole = {"amount": 6 * UNIT, "per": 6 * UNIT} | said
    announced(ledger, action, **({"cash": "CNY"} | whole))
    recorded(ledger, action)
    paid(ledger, action)


def stop(ledger: Any, name: str) -> None:
    ledger.do(p.SuspendAccount(account=f"of-{name}", by="court", reference="order 9"), signed_by="court")


def start(ledger: Any, name: str) -> None:
    ledger.do(p.ReinstateAccount(account=f"of-{name}", by="court", reference="order 10"), signed_by="court")


def as_recorded(ledger: Any, action: str) -> bool:
    """What is said to have been there is what the register says that the desk had."""
    income = ledger.state.read(INCOMES, "CC", "BOND", action)
    there = ledger.state.read(POSITIONS, "BOND", action, "desk").quantity
    return income.units == there and not list(broken_invariants(ledger.state))


def test_what_waits_for_an_account_that_is_stopped_bears_for_its_owner(ledger: Any) -> None:
    """Bob has his new units; Cat's cannot take hers, and a dividend on what the desk has for her is all hers."""
    stop(ledger, "cat")
    assert passed_on(ledger, "bob", 2 * UNIT).name == "ok"
    dividend(ledger)
    assert as_recorded(ledger, "gift")
    start(ledger, "cat")
    ledger.drive("pat", "futures")
    assert had(ledger, "gift") == [2 * UNIT, 2 * UNIT] and had(ledger, "bonus") == [2 * UNIT, UNIT]
    assert ledger.holding("desk", "CNY").balance == 0 and not list(broken_invariants(ledger.state))


@pytest.mark.parametrize("first", [(), ("bob",), ("cat",), SIDES])
def test_nobody_gains_by_having_his_part_passed_on_sooner_or_later(ledger: Any, first: tuple[str, ...]) -> None:
    """Whoever asked before the record time: of a fen for a bond each has as many as he has bonds, where they are."""
    before = [ledger.holding(f"of-{name}", "CNY").free for name in SIDES]
    for name, units in zip(SIDES, (2 * UNIT, UNIT), strict=True):
        assert name not in first or passed_on(ledger, name, units).name == "ok"
    dividend(ledger)
    assert as_recorded(ledger, "gift")
    ledger.drive("pat", "futures")
    after = [ledger.holding(f"of-{name}", "CNY").free for name in SIDES]
    assert [now - then for now, then in zip(after, before, strict=True)] == [4 * UNIT, 2 * UNIT]


def test_new_units_that_wait_bring_new_units_in_their_turn(ledger: Any) -> None:
    """Twice one for each: of Bob's two lots come two and then four, of Cat's one and then two."""
    given(ledger, "again")
    assert as_recorded(ledger, "again") and ledger.holding("desk", "BOND").free == 12 * UNIT
    assert passed_on(ledger, "cat", UNIT, "again") is DeskOutcome.held_otherwise
    ledger.drive("pat", "futures")
    assert had(ledger, "again") == [4 * UNIT, 2 * UNIT] and ledger.holding("desk", "BOND").free == 3 * UNIT
    dividend(ledger, amount=12 * UNIT, per=12 * UNIT)
    assert as_recorded(ledger, "gift") and ledger.state.read(INCOMES, "CC", "BOND", "gift").units == 3 * UNIT


def test_units_of_what_is_no_goods_bring_more_too(ledger: Any) -> None:
    """The desk is paid in shares of another company, which nobody delivers, and these pay while they wait."""
    ledger.instrument("SPUN", "issuer")
    ledger.issue("SPUN", "till", 10**9, issuer="issuer")
    dividend(ledger, "spin", cash="SPUN")
    assert as_recorded(ledger, "spin") and ledger.holding("desk", "SPUN").free == 6 * UNIT
    stop(ledger, "cat")
    ledger.drive("pat", "futures")
    announced(ledger, "gift", cash="CNY", amount=1, per=1, instrument="SPUN")
    recorded(ledger, "gift", "SPUN")
    paid(ledger, "gift", "SPUN")
    start(ledger, "cat")
    ledger.drive("pat", "futures")
    assert had(ledger, "spin") == [4 * UNIT, 2 * UNIT] and had(ledger, "gift") == [0, 2 * UNIT]
    assert not list(broken_invariants(ledger.state)) and ledger.holding("desk", "CNY").balance == 0


def test_units_that_wait_when_the_bond_matures_are_redeemed_for_whose_they_are() -> None:
    """Bob has his new units, and their face elsewhere; Cat's end at the desk, and she has their face instead."""
    ledger = offered(with_bond(Ledger(), LATE - 1))
    given(ledger)
    assert passed_on(ledger, "bob", 2 * UNIT).name == "ok"
    stop(ledger, "cat")
    matched(ledger)
    to_its_end(ledger)
    start(ledger, "cat")
    # From the close of the register on nothing of the bond moves, and nobody asks for it.
    now = Timestamp(ledger.time + 1_000)
    assert not [one for one in steps(ledger.state, now) if getattr(one, "action", None) == "bonus"]
    assert passed_on(ledger, "cat", UNIT) is LifecycleOutcome.register_closed
    paid(ledger, LAST_ONE)
    assert as_recorded(ledger, LAST_ONE) and ledger.holding("desk", "BOND").balance == 0
    assert ledger.state.read(INCOMES, "CC", "BOND", "bonus").ended
    assert passed_on(ledger, "bob", 2 * UNIT) is DeskOutcome.passed_on_already
    assert passed_on(ledger, "cat", UNIT) is DeskOutcome.nothing_to_pass_on
    ledger.drive("pat", "futures")
    assert had(ledger, "bonus") == [2 * UNIT, 0] and had(ledger, LAST_ONE)[0] == had(ledger, LAST_ONE)[1]
    assert ledger.holding("desk", "CNY").balance == 0 and not list(broken_invariants(ledger.state))


def test_a_bond_that_ends_for_nothing_is_gone_from_the_desk_too() -> None:
    """What its terms pay rounds to no fen: nothing is passed on, and nothing is said to be there."""
    terms = {name: value for name, value in TERMS_OF_IT.items() if not name.startswith(("coupon", "cycle"))}
    terms |= {"contractType": "PAM", "dayCountConvention": "A365", "notionalPrincipal": "0.0000001"}
    ledger = offered(with_bond(Ledger(), LATE - 1, terms))
    matched(ledger)
    recorded(ledger, FIRST)
    until(ledger, action_of(ledger, FIRST).pay_time)
    driven(ledger, FIRST)
    income = ledger.state.read(INCOMES, "CC", "BOND", FIRST)
    assert (income.quantity, income.units, income.redeemed) == (0, 3 * UNIT, True)
    assert ledger.holding("desk", "BOND").balance == 0 and not list(broken_invariants(ledger.state))
    assert passed_on(ledger, "cat", UNIT, FIRST) is DeskOutcome.nothing_to_pass_on
