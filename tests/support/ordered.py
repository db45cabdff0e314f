# SPDX-License-Identifier: Apache-2.0
"""A holding with something in every part, orders for every act about it, and words for what becomes of it."""

from counterfoil.law.call import Call
from counterfoil.law.event import Act
from counterfoil.law.outcome import Outcome
from counterfoil.modules.holdings.records import ENCUMBRANCES, SUPPLIES, Taken
from counterfoil.modules.parties.records import Role
from support.ledger import Ledger
from support.market import freeze
from support.order_noun import calls as o
from support.order_noun.module import MODULE
from support.refused_reservations import hold, pledge

ALICES = "of-alice"
NEW = "of-alice-new"
BOBS = "of-bob"
STATE = "of-state"


def ordered_market() -> Ledger:
    """Alice has 100 shares: 30 free, 20 held, 25 pledged, 25 frozen. There are orders for each act."""
    ledger = Ledger(besides=[MODULE])
    ledger.party("issuer", Role.issuer)
    ledger.party("bank", Role.operating_bank)
    ledger.party("venue", Role.venue)
    for name in ("alice", "bob", "state"):
        ledger.party(name)
        ledger.account(f"of-{name}", name)
    ledger.account(NEW, "alice")
    ledger.instrument("SHARE", "issuer")
    ledger.instrument("DEED", "issuer", unique=True)
    ledger.issue("SHARE", ALICES, 100, issuer="issuer")
    ledger.issue("DEED", ALICES, 1, issuer="issuer")
    held = hold("hold", quantity=20, expires=ledger.time + 10**6)
    ledger.do(held, pledge("pledge", quantity=25), signed_by="alice")
    ledger.do(freeze("freeze", account=ALICES, quantity=25), signed_by="supervisor")
    for act, receiver in ((Act.forces, STATE), (Act.recovers, NEW), (Act.burns, None), (Act.freezes, None)):
        given = o.Give(order=act, authority="supervisor", act=act, account=ALICES, receiver=receiver)
        ledger.do(given, signed_by="supervisor")
    thaw = o.Give(order="thaws", authority="supervisor", act=Act.thaws, account=ALICES)
    ledger.do(thaw, signed_by="supervisor")
    return ledger


def taken(**quantities: int) -> tuple[Taken, ...]:
    return tuple(Taken(encumbrance=name, quantity=quantity) for name, quantity in quantities.items())


def force(free: int = 0, receiver: str = STATE, instrument: str = "SHARE", **named: int) -> o.Force:
    """A forced transfer out of Alice's account; what is named comes out of those encumbrances."""
    return o.Force(
        order="forces", sender=ALICES, receiver=receiver, instrument=instrument, free=free, taken=taken(**named)
    )


def burn(free: int = 0, instrument: str = "SHARE", **named: int) -> o.Burn:
    return o.Burn(order="burns", account=ALICES, instrument=instrument, free=free, taken=taken(**named))


def recover(*encumbrances: str, receiver: str = NEW, instrument: str = "SHARE") -> o.Recover:
    return o.Recover(
        order="recovers", sender=ALICES, receiver=receiver, instrument=instrument, encumbrances=encumbrances
    )


def done(ledger: Ledger, call: Call) -> Outcome:
    """What becomes of a call that nobody of the market signs."""
    return ledger.submit(call, signed_by="venue").outcome


def parts(ledger: Ledger, account: str = ALICES) -> tuple[int, int, int, int]:
    found = ledger.holding(account, "SHARE")
    return found.free, found.held, found.pledged, found.frozen


def line(ledger: Ledger, account: str = ALICES) -> list[tuple[str, int, int]]:
    return [(one.freeze, one.taken, one.ordered) for one in ledger.holding(account, "SHARE").line]


def left(ledger: Ledger, name: str) -> tuple[int, str, str]:
    found = ledger.state.read(ENCUMBRANCES, name)
    assert found is not None
    return found.quantity, found.status, found.account


def outstanding(ledger: Ledger) -> int:
    supply = ledger.state.read(SUPPLIES, "SHARE")
    assert supply is not None
    return supply.outstanding


def refused(ledger: Ledger, call: Call, outcome: Outcome) -> None:
    """The call is refused so, and leaves everything as it was."""
    records = dict(ledger.records.records)
    assert done(ledger, call) is outcome
    assert ledger.records.records == records
