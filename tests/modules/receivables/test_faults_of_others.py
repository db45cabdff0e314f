# SPDX-License-Identifier: Apache-2.0
"""What other projects of this kind got wrong, each in its words, and what happens here instead."""

import pytest

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.records import RootStatus
from support.vouchers import (
    CASH,
    CORE,
    FACE,
    INVOICES,
    MATURES,
    confirm,
    founded,
    kept,
    lot_of,
    offering,
    part,
    promised,
    propose,
    register,
    root_of,
    share,
    split,
    standing,
    where,
)
from support.vouchers_stage import OnLedger, until_day


@pytest.fixture
def stage() -> OnLedger:
    return founded(OnLedger())


def test_register_mints_balances_to_anyone(stage: OnLedger) -> None:
    """Nobody has anything by being registered, and no lot is issued or ended but by its voucher's record."""
    promised(stage)
    second = h.Issue(instrument="R-0", account="of-third", quantity=1)
    assert stage.refused(second, signed_by="core core-2 third") == "made_under_a_record"
    ended = h.Redeem(instrument="R-0", account="of-first", quantity=1)
    assert stage.refused(ended, signed_by="core core-2 first") == "made_under_a_record"


def test_transfer_loops_over_all_receivables(stage: OnLedger) -> None:
    """A split touches the lot that is split and its parts, and neither its voucher nor any other lot."""
    promised(stage)
    stage.do(split("R-0", part("a", 1), part("b", FACE - 1)), signed_by="first")
    before = len(stage.ledger.events)
    stage.do(split("b", part("b-1", 1), part("b-2", FACE - 2, "third")), signed_by="first")
    touched = {link.record for event in stage.ledger.decoded_events(before) for link in event.trails}
    assert {record for record in touched if record.startswith("receivables/")} == {
        "receivables/lot/b",
        "receivables/lot/b-1",
        "receivables/lot/b-2",
    }


def test_no_due_date(stage: OnLedger) -> None:
    """A voucher matures on a day, within its programme's tenor, and then is paid, overdue or in default."""
    for days, outcome in ((0, "tenor_too_long"), (366, "tenor_too_long"), (183, "tenor_not_examined"), (182, "ok")):
        call = propose(stage, matures=MATURES - 90 + days)
        assert stage.refused(call, signed_by="first") == outcome


def test_no_duplicate_check(stage: OnLedger) -> None:
    """An invoice is promised once: the second voucher on it is refused where it is written, not reported later."""
    promised(stage)
    assert stage.refused(propose(stage, "S"), signed_by="first") == "invoice_exceeded"
    assert stage.refused(register(INVOICES[0]), signed_by="registry") == "invoice_registered_before"


def test_confirming_an_older_invoice_writes_the_newest(stage: OnLedger) -> None:
    """Each voucher is confirmed by its own name, with its own invoices, whichever was drafted last."""
    for root, invoice in (("old", INVOICES[0]), ("new", INVOICES[1])):
        stage.do(propose(stage, root, invoices=(share(invoice),)), signed_by="first")
        stage.do(standing(root), c.Prepare(root=root), signed_by=CORE)
    stage.do(confirm("old"), signed_by="core-2")
    assert (root_of(stage, "old").status, root_of(stage, "new").status) == (
        RootStatus.circulating,
        RootStatus.prepared,
    )


def test_lock_unlock_and_restore_have_no_authorisation(stage: OnLedger) -> None:
    """Whoever is not asked by the account cannot hold, offer, take, reject, split or cancel a lot."""
    promised(stage)
    stage.do(*offering(stage, "R-0", "second", "of-first"), signed_by="first")
    for call in (
        kept("R-0", "of-first", "x", expires=stage.time + 10_000),
        lc.Take(lot="R-0"),
        lc.Reject(lot="R-0", reason="mine"),
        h.ReleaseHold(hold="offer-R-0"),
    ):
        assert stage.refused(call, signed_by="rival") == "not_authorised"


def test_transfer_changes_the_owner_and_the_old_one_stays_in_control(stage: OnLedger) -> None:
    """From the moment of taking on the title is the taker's, and so is every act; the seller has none left."""
    promised(stage)
    stage.do(*offering(stage, "R-0", "second", "of-first"), signed_by="first")
    stage.do(lc.Take(lot="R-0"), signed_by="second")
    assert (where(stage, "R-0"), lot_of(stage, "R-0").payee.by) == ("of-second", ("second",))
    assert stage.refused(split("R-0", part("a", FACE)), signed_by="first") == "not_authorised"


def test_a_pledged_receipt_can_still_be_transferred_or_burned(stage: OnLedger) -> None:
    """A pledge stands on the unit itself, which whatever would move or end it asks for."""
    promised(stage)
    pledge = h.Pledge(pledge="p", account="of-first", instrument="R-0", quantity=1, pledgee="bank")
    stage.do(pledge, signed_by="first")
    held = kept("R-0", "of-first", expires=stage.time + 10_000)
    assert stage.refused(held, signed_by="first") == "insufficient_free_quantity"
    assert stage.refused(lc.CancelLot(lot="R-0"), signed_by="core first") == "insufficient_free_quantity"
    assert stage.refused(split("R-0", part("a", FACE)), signed_by="first") == "insufficient_free_quantity"


def test_no_overdue_or_default_edge(stage: OnLedger) -> None:
    """Both are recorded by anybody, from the day on which they are so."""
    promised(stage)
    stage.do(h.Transfer(sender="of-core", receiver="of-third", instrument=CASH, quantity=50 * FACE), signed_by=CORE)
    until_day(stage, MATURES + 1)
    stage.do(c.RecordOverdue(root="R"), signed_by="fourth")
    assert stage.refused(c.RecordDefault(root="R"), signed_by="fourth") == "not_overdue_yet"
    until_day(stage, MATURES + 6)
    stage.do(c.RecordDefault(root="R"), signed_by="fourth")
    assert root_of(stage).status is RootStatus.defaulted


def test_everything_is_one_operators_key(stage: OnLedger) -> None:
    """The platform can neither promise, take, move nor cancel; it holds nothing, and no money goes through it."""
    promised(stage)
    for call in (
        split("R-0", part("a", FACE)),
        lc.CancelLot(lot="R-0"),
        c.Prepare(root="R"),
        confirm(),
        register(INVOICES[0]),
    ):
        assert stage.refused(call, signed_by="platform") != "ok"
    to = split("R-0", part("a", FACE, "platform"))
    assert stage.refused(to, signed_by="first") == "platform_holds_nothing"


def test_hot_keys_fail_under_load(stage: OnLedger) -> None:
    """Two lots of one voucher are split in one block by transactions that touch no record in common but accounts."""
    promised(stage)
    stage.do(split("R-0", part("a", 1_000, "third"), part("b", FACE - 1_000, "fourth")), signed_by="first")
    first = stage.ledger.transaction(split("a", part("a-1", 1), part("a-2", 999)), signed_by="third")
    second = stage.ledger.transaction(split("b", part("b-1", 1), part("b-2", FACE - 1_001)), signed_by="fourth")
    before = len(stage.ledger.events)
    assert [answer.outcome.name for answer in stage.ledger.block(first, second)] == ["ok", "ok"]
    touched: dict[str, set[str]] = {}
    for event in stage.ledger.decoded_events(before):
        touched.setdefault(event.transaction, set()).update(link.record for link in event.trails)
    one, other = touched.values()
    assert not one & other


def test_totals_are_off_by_one_unit(stage: OnLedger) -> None:
    """What is provided in part is shared out to the fen, whatever the lots are: nothing is over and nothing lacks."""
    promised(stage)
    sizes = (1, 2, 3, 7, 11, 13, 99_991, FACE - 100_028)
    stage.do(split("R-0", *(part(f"n{n}", size) for n, size in enumerate(sizes))), signed_by="first")
    lots = [lot_of(stage, f"n{n}") for n in range(len(sizes))]
    for quota in (1, 2, 999, 333_333, 999_999, FACE):
        assert sum(lot.entitled((quota,), FACE) for lot in lots) == quota


def test_an_account_that_takes_from_nobody_is_not_filled(stage: OnLedger) -> None:
    """A split into another's account needs that account's word: open to all, or a mandate to bring lots in."""
    promised(stage)
    to_second = split("R-0", part("a", FACE, "second"))
    assert stage.refused(to_second, signed_by="first") == "signature_not_enough"
    agreed = h.GrantMandate(mandate="lots", account="of-second", executor="receivables/lot", takes=True)
    stage.do(agreed, signed_by="second")
    stage.do(split("R-0", part("a", FACE, "second", mandate="lots")), signed_by="first")
    assert where(stage, "a") == "of-second"
