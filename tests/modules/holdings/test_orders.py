# SPDX-License-Identifier: Apache-2.0
"""What an order does to free, held, pledged and frozen units; and the public faults of other systems, refused."""

from typing import Any

import pytest

from counterfoil.law.event import Act
from counterfoil.law.outcome import MachineOutcome, Outcome, Refused
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.orders import Burned
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import FREEZES_MAX, TITLES
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.records import InstrumentStatus
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.settlement import calls as s
from counterfoil.primitives.types import RecordPath
from support.ledger import Ledger
from support.market import freeze, leg
from support.order_noun import calls as o
from support.order_noun.outcomes import OrdersOutcome
from support.ordered import (
    ALICES,
    BOBS,
    NEW,
    STATE,
    burn,
    force,
    left,
    line,
    ordered_market,
    outstanding,
    parts,
    recover,
    refused,
    taken,
)
from support.refused_movements import move
from support.refused_parties import stop
from support.refused_reservations import execute, release, unfreeze
from support.refused_settlement import affirm, allocate


@pytest.fixture
def ledger() -> Ledger:
    """Alice has 100 shares, something in every part; there are orders for each act."""
    return ordered_market()


def test_a_forced_transfer_moves_each_part_as_it_is_named(ledger: Ledger) -> None:
    """Units arrive free; each encumbrance is less by what was taken from it."""
    ledger.do(force(10, hold=5, pledge=25, freeze=7), signed_by="venue")
    assert parts(ledger) == (20, 15, 0, 18)
    assert parts(ledger, STATE) == (47, 0, 0, 0)
    assert left(ledger, "hold") == (15, "active", ALICES)
    assert left(ledger, "pledge") == (0, "executed", ALICES)
    assert left(ledger, "freeze") == (18, "active", ALICES)
    assert line(ledger) == [("freeze", 18, 18)]
    event = ledger.decoded_events()[-1]
    assert [link.record for link in event.trails] == [
        f"holdings/holding/{ALICES}/SHARE",
        f"holdings/holding/{STATE}/SHARE",
        f"holdings/book/{STATE}",
        "holdings/encumbrance/hold",
        "holdings/encumbrance/pledge",
        "holdings/encumbrance/freeze",
    ]
    rests = {(one.account, one.side, one.kind, one.record, one.by, one.seq) for one in event.consents}
    order = ("order", "orders/order/forces", ("supervisor",), 1)
    assert rests == {(ALICES, "gives", *order), (STATE, "takes", *order)}


def test_a_forced_transfer_over_frozen_units_moves_them_only_if_they_are_named(ledger: Ledger) -> None:
    """More than is free is refused while the frozen units are not named; named, the freeze shrinks by as much."""
    refused(ledger, force(31), HoldingsOutcome.insufficient_free_quantity)
    ledger.do(force(30, freeze=1), signed_by="venue")
    assert (parts(ledger), line(ledger)) == ((0, 20, 25, 24), [("freeze", 24, 24)])


def test_a_forced_transfer_never_reduces_the_frozen_part_without_moving_it(ledger: Ledger) -> None:
    """What a freeze only waits for cannot be taken from it; one that names nothing is refused."""
    ledger.do(freeze("waiting", account=ALICES, quantity=40), signed_by="supervisor")
    assert line(ledger) == [("freeze", 25, 25), ("waiting", 30, 40)]
    refused(ledger, force(waiting=31), HoldingsOutcome.exceeds_hold)
    refused(ledger, force(), HoldingsOutcome.nothing_moved)
    ledger.do(force(waiting=30), signed_by="venue")
    assert (parts(ledger), parts(ledger, STATE)) == ((0, 20, 25, 25), (30, 0, 0, 0))
    assert line(ledger) == [("freeze", 25, 25), ("waiting", 0, 10)]


def test_freezing_beyond_the_balance_waits_in_line(ledger: Ledger) -> None:
    """It freezes what is free and not a unit more; the rest comes as units become free."""
    ledger.do(freeze("beyond", account=ALICES, quantity=1_000), signed_by="supervisor")
    assert (parts(ledger), line(ledger)[1]) == ((0, 20, 25, 55), ("beyond", 30, 1_000))
    ledger.do(h.ReleasePledge(pledge="pledge"), signed_by="bank")
    assert (parts(ledger), line(ledger)[1]) == ((0, 20, 0, 80), ("beyond", 55, 1_000))


def test_a_self_transfer_unfreezes_nothing(ledger: Ledger) -> None:
    """Neither a forced one nor an ordinary one goes to where it came from."""
    given = o.Give(order="to-itself", authority="supervisor", act=Act.forces, account=ALICES, receiver=ALICES)
    ledger.do(given, signed_by="supervisor")
    refused(ledger, force(receiver=ALICES, freeze=25), HoldingsOutcome.same_account)
    to_itself = o.Force(order="to-itself", sender=ALICES, receiver=ALICES, instrument="SHARE", taken=taken(freeze=25))
    refused(ledger, to_itself, HoldingsOutcome.same_account)
    assert ledger.submit(move(receiver=ALICES), signed_by="alice").outcome is HoldingsOutcome.same_account
    refused(ledger, recover("hold", "pledge", "freeze", receiver=ALICES), HoldingsOutcome.same_account)


def test_a_release_below_zero_is_refused(ledger: Ledger) -> None:
    """More than an encumbrance has cannot be taken from it, and what was taken is not released again."""
    refused(ledger, force(hold=21), HoldingsOutcome.exceeds_hold)
    refused(ledger, force(pledge=26), HoldingsOutcome.exceeds_hold)
    refused(ledger, force(freeze=26), HoldingsOutcome.exceeds_hold)
    ledger.do(force(pledge=25, hold=15), signed_by="venue")
    assert ledger.submit(h.ReleasePledge(pledge="pledge"), signed_by="bank").outcome.name == "unknown_encumbrance"
    ledger.do(release("hold"), signed_by="venue")
    assert parts(ledger) == (35, 0, 0, 25)


def test_an_expired_hold_is_not_executed(ledger: Ledger) -> None:
    """At its expiry and ever after; until then it is."""
    ledger.do(execute("hold"), signed_by="venue")
    ledger.wait(10**6)
    assert ledger.submit(execute("hold"), signed_by="venue").outcome is HoldingsOutcome.hold_expired


def test_an_expired_order_is_not_carried_out(ledger: Ledger) -> None:
    """Nor one of another act, account or receiver."""
    given = o.Give(order="short", authority="supervisor", act=Act.burns, account=ALICES, expires=ledger.time + 10_000)
    ledger.do(given, signed_by="supervisor")
    late = o.Burn(order="short", account=ALICES, instrument="SHARE", free=1)
    ledger.do(late, signed_by="venue")
    ledger.wait(10**5)
    refused(ledger, late, OrdersOutcome.order_expired)
    refused(ledger, o.Burn(order="forces", account=ALICES, instrument="SHARE", free=1), OrdersOutcome.not_ordered)
    refused(ledger, force(1, receiver=BOBS), OrdersOutcome.not_ordered)
    unlike = o.Burn(order="none", account=ALICES, instrument="SHARE", free=1)
    refused(ledger, unlike, HoldingsOutcome.consent_missing)


def test_a_recovery_to_an_account_of_somebody_else_is_refused(ledger: Ledger) -> None:
    """Whatever the order says."""
    given = o.Give(order="to-bob", authority="supervisor", act=Act.recovers, account=ALICES, receiver=BOBS)
    ledger.do(given, signed_by="supervisor")
    named = ("hold", "pledge", "freeze")
    stolen = o.Recover(order="to-bob", sender=ALICES, receiver=BOBS, instrument="SHARE", encumbrances=named)
    refused(ledger, stolen, HoldingsOutcome.recovery_to_another)


def test_a_recovery_moves_everything_as_it_was(ledger: Ledger) -> None:
    """Every part, every encumbrance with its rights, the line in its order; nothing is left."""
    ledger.do(freeze("waiting", account=ALICES, quantity=40), signed_by="supervisor")
    ledger.do(recover("hold", "pledge", "freeze", "waiting"), signed_by="venue")
    assert (parts(ledger), line(ledger)) == ((0, 0, 0, 0), [])
    assert parts(ledger, NEW) == (0, 20, 25, 55)
    assert line(ledger, NEW) == [("freeze", 25, 25), ("waiting", 30, 40)]
    assert {left(ledger, name)[2] for name in ("hold", "pledge", "freeze", "waiting")} == {NEW}
    ledger.do(execute("hold", quantity=20), signed_by="venue")
    ledger.do(h.ReleasePledge(pledge="pledge"), signed_by="bank")
    ledger.do(unfreeze("freeze"), signed_by="supervisor")
    assert parts(ledger, NEW) == (40, 0, 0, 40)
    assert ledger.submit(move(), signed_by="alice").outcome is HoldingsOutcome.insufficient_free_quantity


@pytest.mark.parametrize(
    ("named", "outcome"),
    [
        (("hold", "pledge"), HoldingsOutcome.recovery_not_whole),
        (("hold", "freeze"), HoldingsOutcome.recovery_not_whole),
        (("pledge", "freeze"), HoldingsOutcome.recovery_not_whole),
        (("hold", "pledge", "freeze", "freeze"), HoldingsOutcome.named_twice),
        (("hold", "pledge", "freeze", "elsewhere"), HoldingsOutcome.encumbrance_elsewhere),
        (("hold", "pledge", "freeze", "none"), HoldingsOutcome.unknown_encumbrance),
        (("hold", "pledge", "freeze", "over"), HoldingsOutcome.unknown_encumbrance),
    ],
)
def test_a_recovery_leaves_nothing_out(ledger: Ledger, named: tuple[str, ...], outcome: Outcome) -> None:
    """Each encumbrance is named once, and none that is not the holding's."""
    ledger.do(freeze("elsewhere", account=BOBS), freeze("over", account=ALICES, quantity=1), signed_by="supervisor")
    ledger.do(unfreeze("over"), signed_by="supervisor")
    refused(ledger, recover(*named), outcome)


def test_a_recovery_keeps_the_line_in_its_order(ledger: Ledger) -> None:
    """Named in another order it is refused; behind freezes that have their units it comes; past waiting ones never."""
    ledger.do(freeze("second", account=ALICES, quantity=5), signed_by="supervisor")
    refused(ledger, recover("hold", "pledge", "second", "freeze"), HoldingsOutcome.recovery_not_whole)
    ledger.do(freeze("there", account=NEW, quantity=3), signed_by="supervisor")
    refused(ledger, recover("hold", "pledge", "freeze", "second"), HoldingsOutcome.freezes_wait)
    ledger.do(move(receiver=NEW, quantity=3), signed_by="alice")
    ledger.do(recover("hold", "pledge", "freeze", "second"), signed_by="venue")
    assert line(ledger, NEW) == [("there", 3, 3), ("freeze", 25, 25), ("second", 5, 5)]


def test_a_recovery_into_a_full_line_is_refused(ledger: Ledger) -> None:
    """A holding's record stays small."""
    ledger.issue("SHARE", NEW, FREEZES_MAX, issuer="issuer")
    full = [freeze(f"n{number}", account=NEW, quantity=1) for number in range(FREEZES_MAX)]
    ledger.do(*full, signed_by="supervisor")
    refused(ledger, recover("hold", "pledge", "freeze"), HoldingsOutcome.too_many_freezes)
    ledger.do(unfreeze("n7"), signed_by="supervisor")
    ledger.do(recover("hold", "pledge", "freeze"), signed_by="venue")
    assert len(line(ledger, NEW)) == FREEZES_MAX


def test_a_recovery_of_nothing_is_refused(ledger: Ledger) -> None:
    """An account that never held any has nothing to recover, nor has one that is empty."""
    refused(ledger, recover(instrument="NONE"), HoldingsOutcome.unknown_holding)
    ledger.do(recover("hold", "pledge", "freeze"), signed_by="venue")
    refused(ledger, recover(), HoldingsOutcome.nothing_moved)


def test_what_waits_is_recovered_from_an_empty_holding(ledger: Ledger) -> None:
    """A freeze that came before the units follows its holder."""
    ledger.do(recover("hold", "pledge", "freeze"), signed_by="venue")
    ledger.do(freeze("early", account=ALICES, quantity=7), signed_by="supervisor")
    ledger.do(recover("early"), signed_by="venue")
    assert line(ledger, NEW) == [("freeze", 25, 25), ("early", 7, 7)]
    assert parts(ledger, NEW) == (23, 20, 25, 32)


def test_a_burn_ends_each_part_as_it_is_named(ledger: Ledger) -> None:
    """And supply by as much; more than an encumbrance has is refused, and so is nothing."""
    refused(ledger, burn(), HoldingsOutcome.nothing_moved)
    refused(ledger, burn(freeze=26), HoldingsOutcome.exceeds_hold)
    refused(ledger, burn(1_000), HoldingsOutcome.insufficient_free_quantity)
    ledger.do(burn(10, hold=20, pledge=5, freeze=25), signed_by="venue")
    assert (parts(ledger), outstanding(ledger)) == ((20, 0, 20, 0), 40)
    assert left(ledger, "freeze") == (0, "executed", ALICES)
    assert line(ledger) == []


def test_the_title_of_a_unique_instrument_follows(ledger: Ledger) -> None:
    """To where an order takes it; nowhere once it is burned."""

    def title() -> Any:
        found = ledger.state.read(TITLES, "DEED")
        assert found is not None
        return found.account

    ledger.do(recover(instrument="DEED"), signed_by="venue")
    assert title() == NEW
    given = o.Give(order="back", authority="supervisor", act=Act.forces, account=NEW, receiver=ALICES)
    ledger.do(given, signed_by="supervisor")
    back = o.Force(order="back", sender=NEW, receiver=ALICES, instrument="DEED", free=1)
    ledger.do(back, signed_by="venue")
    assert title() == ALICES
    ledger.do(burn(1, "DEED"), signed_by="venue")
    assert title() is None


def test_an_order_reaches_what_is_suspended(ledger: Ledger) -> None:
    """Account and instrument; and it needs no signature of anybody concerned."""
    halt = i.ChangeStatus(instrument="SHARE", status=InstrumentStatus.suspended, by="supervisor")
    ledger.do(stop(ALICES, "supervisor"), stop(STATE, "supervisor"), halt, signed_by="supervisor")
    assert ledger.submit(move(), signed_by="alice").outcome is not MachineOutcome.ok
    ledger.do(force(1), burn(1), recover("hold", "pledge", "freeze"), signed_by="venue")
    assert parts(ledger, NEW) == (28, 20, 25, 25)


def test_what_a_module_reserved_is_not_taken(ledger: Ledger) -> None:
    """What is in settlement stays for it (Securities Law, Article 158): a freeze waits until it is over."""
    instruct = s.Instruct(
        instruction="it", by="alice", legs=(leg(ALICES, BOBS, "SHARE", 5),), expires=ledger.time + 10**6
    )
    ledger.do(instruct, affirm("it", ALICES), affirm("it", BOBS), allocate("it", ALICES), signed_by="alice bob")
    name = "settlement/it/0"
    refused(ledger, force(**{name: 5}), HoldingsOutcome.hold_reserved)
    refused(ledger, burn(**{name: 5}), HoldingsOutcome.hold_reserved)
    refused(ledger, recover("hold", name, "pledge", "freeze"), HoldingsOutcome.hold_reserved)


def test_an_order_names_accounts_that_are_open(ledger: Ledger) -> None:
    """What it moves must arrive somewhere."""
    given = o.Give(order="away", authority="supervisor", act=Act.forces, account=ALICES, receiver="none")
    ledger.do(given, signed_by="supervisor")
    away = o.Force(order="away", sender=ALICES, receiver="none", instrument="SHARE", free=1)
    refused(ledger, away, PartiesOutcome.unknown_account)
    nothing = o.Force(order="back", sender=BOBS, receiver=ALICES, instrument="SHARE", free=1)
    given = o.Give(order="back", authority="supervisor", act=Act.forces, account=BOBS, receiver=ALICES)
    ledger.do(given, signed_by="supervisor")
    refused(ledger, nothing, HoldingsOutcome.insufficient_free_quantity)


def test_consent_to_move_is_no_consent_to_more(ledger: Ledger) -> None:
    """A mandate, a hold, a settlement instruction grant that units move, never that they are forced or burned."""
    ledger.do(h.GrantMandate(mandate="m", account=ALICES, executor="orders/order/forces"), signed_by="alice")
    for path in ("holdings/mandate/m", "holdings/encumbrance/hold"):
        event = Burned(
            account=ALICES,
            instrument="SHARE",
            free=1,
            taken=(),
            order=RecordPath(path),
            cause=RecordPath("orders/order/forces"),
        )
        ctx = ledger.context()
        with pytest.raises(Refused) as refusal:
            ctx.cause(event)
        assert refusal.value.outcome is HoldingsOutcome.consent_missing
        ledger.state.discard_transaction()
