# SPDX-License-Identifier: Apache-2.0
"""An account that is frozen or suspended holds up nobody's day."""

import pytest

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures.defaults import DEFAULTS, Layer
from counterfoil.modules.futures.outcomes import FuturesOutcome as Refusal
from counterfoil.modules.futures.records import DAYS, HOUSES, MARGIN_ACCOUNTS
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Role
from support.futures_market import AT, MULTIPLIER, TODAY, account, book, both, fill, houses
from support.ledger import DOCUMENT, Ledger

MOVED = 1_000 * MULTIPLIER
"""What one lot gains and loses when the price falls by 100.0"""


@pytest.fixture
def ledger() -> Ledger:
    """Bob bought a lot of Ann; the price fell by 1,000, so that he owes 3,000,000 and fees, and she is due so much."""
    ledger = houses(Ledger())
    ledger.party("court", Role.supervisor)
    for name, holder, member in (("m-ann", "ann", "alpha"), ("m-bob", "bob", "gamma")):
        ledger.do(account(name, holder, member), signed_by=f"{holder} {member}")
        ledger.issue("CNY", name, 50_000_000, issuer=f"bank {holder}")
    ledger.issue("CNY", "own", 10_000_000, issuer="bank ccp")
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    both(ledger, "IF", "m-bob", "m-ann", (1, AT, 1))
    ledger.do(c.FixSettlement(contract="IF", price=AT - 1_000, reason="a glut"), signed_by="ccp")
    return ledger


def suspended(ledger: Ledger, party: str) -> None:
    ledger.do(p.SuspendParty(party=party, by="court", reference="order 1", document=DOCUMENT), signed_by="court")


def test_who_loses_and_is_suspended_owes_and_the_day_goes_on(ledger: Ledger) -> None:
    """It is settled, nothing of it is taken, its member fails, and the house's own funds bear it: the day closes."""
    suspended(ledger, "bob")
    ledger.do(c.Settle(account="m-bob"), c.Settle(account="m-ann"), signed_by="cat")
    owing = ledger.state.read(MARGIN_ACCOUNTS, "m-bob")
    # 25.3 millionths of 50,000 × 3,000 are 3,795.
    assert owing is not None and (owing.owed, ledger.holding("m-bob", "CNY").free) == (MOVED + 3_795, 50_000_000)
    assert ledger.submit(c.Collect(account="m-bob"), signed_by="cat").outcome is Refusal.still_called
    ledger.do(d.DeclareDefault(house="CC", member="gamma", reason="it did not answer for Bob"), signed_by="ccp")
    ledger.drive("cat", "futures")
    default, day = ledger.state.read(DEFAULTS, "CC", "gamma"), ledger.state.read(DAYS, "CC", str(TODAY))
    assert default is not None and [(one.layer, one.amount) for one in default.borne] == [
        (Layer.own_funds, MOVED + 3_795)
    ]
    assert day is not None and (day.owed, day.due) == (0, 0)
    assert ledger.state.read(HOUSES, "CC").closed == TODAY  # type: ignore[union-attr]


def test_who_gains_and_is_suspended_is_paid_another_day(ledger: Ledger) -> None:
    """The day closes; what is due to her is due on the next, and paid once she stands again."""
    suspended(ledger, "ann")
    ledger.drive("cat", "futures")
    day = ledger.state.read(DAYS, "CC", str(TODAY))
    assert day is not None and day.due == MOVED - 3_795 and ledger.state.read(HOUSES, "CC").day is None  # type: ignore[union-attr]
    ledger.wait(86_400_000)
    forgets = c.OpenDay(house="CC", day=TODAY + 1)
    assert ledger.submit(forgets, signed_by="ccp").outcome is Refusal.carried_otherwise
    ledger.do(c.OpenDay(house="CC", day=TODAY + 1, carried=MOVED - 3_795), signed_by="ccp")
    ledger.do(c.FixSettlement(contract="IF", price=AT - 1_100, reason="a glut"), signed_by="ccp")
    ledger.do(c.Settle(account="m-ann"), c.Settle(account="m-bob"), signed_by="cat")
    due = ledger.state.read(MARGIN_ACCOUNTS, "m-ann")
    assert due is not None and due.due == MOVED - 3_795 + MOVED // 10
    again = p.ReinstateParty(party="ann", by="court", reference="order 2", document=DOCUMENT)
    ledger.do(again, signed_by="court")
    ledger.drive("cat", "futures")
    assert ledger.holding("m-ann", "CNY").free == 50_000_000 + MOVED + MOVED // 10 - 3_795
    assert ledger.holding("CC-settlement", "CNY").balance == 0


def test_what_is_due_to_others_is_paid_first(ledger: Ledger) -> None:
    """Nobody closes the day over an account that could be paid."""
    ledger.do(c.Settle(account="m-bob"), c.Settle(account="m-ann"), signed_by="cat")
    assert ledger.submit(c.CloseDay(house="CC"), signed_by="cat").outcome is Refusal.accounts_unsettled
    suspended(ledger, "ann")
    ledger.do(c.CloseDay(house="CC"), signed_by="cat")
    late = book("m-bob", fill(2, "bought", "opens"))
    assert ledger.submit(late, signed_by="venue").outcome is Refusal.no_day_open
