# SPDX-License-Identifier: Apache-2.0
"""A freeze of all there is and all that comes, and freezes under orders, which only orders lift."""

import pytest

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import WHOLE
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.primitives.types import QUANTITY_MAX
from support.ledger import Ledger
from support.market import freeze
from support.order_noun import calls as o
from support.order_noun.outcomes import OrdersOutcome
from support.ordered import ALICES, force, left, line, ordered_market, parts, refused
from support.refused_reservations import execute, hold, release, unfreeze


@pytest.fixture
def ledger() -> Ledger:
    """Alice has 100 shares, something in every part; there are orders for each act."""
    return ordered_market()


def whole(name: str = "whole", account: str = ALICES) -> h.Freeze:
    return h.Freeze(
        freeze=name,
        account=account,
        instrument="SHARE",
        supervisor="supervisor",
        reference="order 1",
        document="d" * 64,
    )


def test_a_whole_freeze_takes_all_there_is_and_all_that_comes(ledger: Ledger) -> None:
    """What is held and pledged too, once it is released; nobody behind it ever has his turn."""
    ledger.do(whole(), freeze("behind", account=ALICES, quantity=1), signed_by="supervisor")
    assert parts(ledger) == (0, 20, 25, 55)
    ledger.do(h.ReleasePledge(pledge="pledge"), release("hold"), signed_by="bank venue")
    ledger.issue("SHARE", ALICES, 11, issuer="issuer")
    assert parts(ledger) == (0, 0, 0, 111)
    assert line(ledger)[1:] == [("whole", 86, WHOLE), ("behind", 0, 1)]
    ledger.do(unfreeze("whole"), signed_by="supervisor")
    assert parts(ledger) == (85, 0, 0, 26)
    data = [event.data for event in ledger.decoded_events() if event.data.get("encumbrance") == "whole"]
    assert [one["quantity"] for one in data] == [None, None]


def test_a_whole_freeze_stays_whole_when_units_are_taken_from_it(ledger: Ledger) -> None:
    """It shrinks by what it had, and goes on to take what comes."""
    ledger.do(whole(), signed_by="supervisor")
    ledger.do(force(whole=30), signed_by="venue")
    assert line(ledger) == [("freeze", 25, 25), ("whole", 0, WHOLE)]
    ledger.issue("SHARE", ALICES, 4, issuer="issuer")
    assert line(ledger) == [("freeze", 25, 25), ("whole", 4, WHOLE)]
    assert left(ledger, "whole") == (WHOLE, "active", ALICES)


def test_a_hold_of_all_that_can_be_counted_is_no_whole_freeze(ledger: Ledger) -> None:
    """It is used up by what is taken from it."""
    ledger.instrument("BIG", "issuer")
    ledger.issue("BIG", ALICES, QUANTITY_MAX, issuer="issuer")
    all_of_it = hold("all", instrument="BIG", quantity=QUANTITY_MAX, expires=ledger.time + 10**6)
    ledger.do(all_of_it, signed_by="alice")
    ledger.do(execute("all", quantity=QUANTITY_MAX), signed_by="venue")
    assert left(ledger, "all") == (0, "executed", ALICES)


def test_a_freeze_under_an_order_is_lifted_under_an_order_only(ledger: Ledger) -> None:
    """Its consent is the order's; a supervisor alone can no longer undo it."""
    frozen = o.Freeze(order="freezes", freeze="ordered", account=ALICES, instrument="SHARE")
    refused(ledger, o.Freeze(order="burns", freeze="f", account=ALICES, instrument="SHARE"), OrdersOutcome.not_ordered)
    other = o.Freeze(order="freezes", freeze="f", account=ALICES, instrument="SHARE", supervisor="bank")
    refused(ledger, other, PartiesOutcome.not_authorised)
    ledger.do(frozen, signed_by="venue")
    event = ledger.decoded_events()[-1]
    (consent,) = event.consents
    assert (consent.kind, consent.record, consent.by) == ("order", "orders/order/freezes", ("supervisor",))
    assert event.data["order"] == "orders/order/freezes"
    answer = ledger.submit(unfreeze("ordered"), signed_by="supervisor")
    assert answer.outcome is HoldingsOutcome.frozen_by_order
    ledger.do(o.Thaw(order="thaws", freeze="ordered"), signed_by="venue")
    assert parts(ledger) == (30, 20, 25, 25)
    ledger.do(o.Thaw(order="thaws", freeze="freeze"), signed_by="venue")
    assert parts(ledger) == (55, 20, 25, 0)


def test_events_without_an_order_say_nothing_of_one(ledger: Ledger) -> None:
    """What chains have on record is what it was."""
    frozen = next(event for event in ledger.decoded_events() if event.type == "holdings.frozen")
    assert "order" not in frozen.data
