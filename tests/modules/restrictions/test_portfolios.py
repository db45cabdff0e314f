# SPDX-License-Identifier: Apache-2.0
"""Nobody fills another's portfolio with instruments of his own, and no order is refused because it is full."""

from counterfoil.law.call import Call
from counterfoil.law.event import Act
from counterfoil.law.outcome import MachineOutcome, Outcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.records import Control
from counterfoil.modules.restrictions import calls as c
from counterfoil.modules.restrictions.outcomes import RestrictionsOutcome as Refusal
from counterfoil.modules.restrictions.records import PORTFOLIOS, POSITIONS_MAX, UNASKED_MAX
from support.order_noun import calls as o
from support.order_noun.module import MODULE as ORDERS
from support.private_offering import BOND, Offering

STEP = 128
"""Instruments that one transaction makes up."""
BOUGHT = h.Transfer(sender="ann", receiver="asks", instrument=BOND, quantity=1)


def market() -> Offering:
    """Ann has bonds; one account of the state takes from anybody, and another what it agrees to."""
    found = Offering("ann", "state", besides=[ORDERS])
    found.account("asks", "state", incoming=Control.holder)
    found.give("ann", 100)
    return found


def junk(found: Offering, first: int, last: int, account: str = "state", signed_by: str = "issuer") -> Outcome:
    """A unit each of counted instruments that somebody makes up, sent to an account of the state."""
    calls: list[Call] = []
    for number in range(first, last):
        name = f"junk-{number:03}"
        unit = Unit(name="unit", decimals=0)
        defined = i.DefineInstrument(instrument=name, issuer="issuer", kind=InstrumentKind.equity, name=name, unit=unit)
        calls += [defined, i.ChangeStatus(instrument=name, status=InstrumentStatus.active, by="issuer")]
        calls.append(c.Restrict(instrument=name, by="issuer", counted=True))
        calls.append(h.Issue(instrument=name, account=account, quantity=1))
    return found.submit(*calls, signed_by=signed_by).outcome


def seized(found: Offering, account: str) -> Outcome:
    """Ten of Ann's bonds, forced to an account of the state."""
    ordered = o.Give(order=account, authority="supervisor", act=Act.forces, account="ann", receiver=account)
    moved = o.Force(order=account, sender="ann", receiver=account, instrument=BOND, free=10)
    return found.submit(ordered, moved, signed_by="supervisor").outcome


def test_junk_takes_no_room_from_what_a_party_agrees_to() -> None:
    """Unasked it comes in up to a part of the portfolio; a purchase to the account that asks comes in after."""
    found = market()
    for first in range(0, UNASKED_MAX, STEP):
        assert junk(found, first, first + STEP) is MachineOutcome.ok
    assert junk(found, UNASKED_MAX, UNASKED_MAX + 1) is Refusal.too_many_positions
    assert found.submit(BOUGHT, signed_by="ann state").outcome is MachineOutcome.ok
    more = h.Issue(instrument="junk-000", account="state", quantity=1)
    assert found.submit(more, signed_by="issuer").outcome is MachineOutcome.ok


def test_a_seizure_arrives_in_a_full_portfolio() -> None:
    """As many as a party may take in were taken in: an order brings one more, which is counted as any."""
    found = market()
    for first in range(0, POSITIONS_MAX, STEP):
        assert junk(found, first, first + STEP, "asks", "issuer state") is MachineOutcome.ok
    assert found.submit(BOUGHT, signed_by="ann state").outcome is Refusal.too_many_positions
    assert seized(found, "state") is MachineOutcome.ok
    assert seized(found, "asks") is MachineOutcome.ok
    assert found.position("state").balance == 20
    portfolio = found.state.read(PORTFOLIOS, "state")
    assert portfolio is not None and len(portfolio.instruments) == POSITIONS_MAX + 1
