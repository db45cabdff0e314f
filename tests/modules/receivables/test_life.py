# SPDX-License-Identifier: Apache-2.0
"""A voucher from its proposal to its payment: promised under two keys, divided, financed, paid straight to holders."""

import pytest

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.records import InstrumentStatus
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.lots import LotStatus
from counterfoil.modules.receivables.outstanding import outstanding
from counterfoil.modules.receivables.priority import PriorityRule
from counterfoil.modules.receivables.queries import blocked, claims_on, leaves, line, lots_of, priority
from counterfoil.modules.receivables.records import RootStatus
from counterfoil.modules.receivables.steps import stands
from support.vouchers import (
    CASH,
    CORE,
    FACE,
    INVOICES,
    INVOICES_OF_WEAK,
    MATURES,
    PLATFORM,
    WEAK,
    WEEK_MS,
    backing,
    confirm,
    finance,
    founded,
    lot_of,
    money,
    offering,
    part,
    promised,
    propose,
    root_of,
    set_line,
    share,
    split,
    standing,
    where,
)
from support.vouchers_stage import OnLedger, until_day


@pytest.fixture
def stage() -> OnLedger:
    return founded(OnLedger())


def free(stage: OnLedger, account: str) -> int:
    return int(stage.ledger.holding(account, CASH).free)


def test_a_promise_takes_two_keys_and_is_irrevocable(stage: OnLedger) -> None:
    """Its maker alone promises nothing; from the checker's key on neither issuer nor anybody takes it back."""
    stage.do(propose(stage), signed_by="first")
    stage.do(standing(), c.Prepare(root="R"), signed_by=CORE)
    assert stage.refused(confirm(), signed_by=CORE) == "two_keys_needed"
    stage.do(confirm(), signed_by=f"{CORE}-2")
    assert (root_of(stage).status, where(stage, "R-0")) == (RootStatus.circulating, "of-first")
    assert line(stage.state, PLATFORM, CORE).used == FACE  # type: ignore[union-attr]
    for again in (c.Refuse(root="R", reason="a mistake"), c.Withdraw(root="R"), c.Prepare(root="R")):
        assert stage.refused(again, signed_by="core core-2 first") == "voucher_not_waiting"
    assert stage.refused(h.RevokeMandate(mandate="pays-R"), signed_by="core core-2") == "mandate_irrevocable"
    stop = i.ChangeStatus(instrument="R-0", status=InstrumentStatus.suspended, by=CORE)
    assert stage.refused(stop, signed_by="core core-2") == "made_under_a_record"


def test_a_first_holder_accepts_what_the_issuer_proposed(stage: OnLedger) -> None:
    """Until then no lot is out; what nobody accepts lapses, and frees invoice and line."""
    for root in ("R", "S"):
        invoices = (share(INVOICES[0 if root == "R" else 1]),)
        stage.do(propose(stage, root, by=CORE, invoices=invoices), standing(root), signed_by=CORE)
        stage.do(c.Prepare(root=root), signed_by=CORE)
        stage.do(confirm(root), signed_by="core-2")
    assert (root_of(stage).status, list(lots_of(stage.state, "R"))) == (RootStatus.issued, [])
    accept = c.AcceptVoucher(root="R", lot="R-0")
    assert stage.refused(accept, signed_by="second") == "not_authorised"
    stage.do(accept, signed_by="first")
    assert where(stage, "R-0") == "of-first"
    assert stage.refused(c.Lapse(root="S"), signed_by="rival") == "voucher_still_waits"
    stage.wait(WEEK_MS)
    assert stage.refused(c.AcceptVoucher(root="S", lot="S-0"), signed_by="first") == "voucher_too_late"
    stage.do(c.Lapse(root="S"), signed_by="rival")
    assert line(stage.state, PLATFORM, CORE).used == FACE  # type: ignore[union-attr]
    promised(stage, "T", invoices=(share(INVOICES[1]),))


def test_lots_go_down_the_tiers_and_each_title_names_where_it_came_from(stage: OnLedger) -> None:
    """Change keeps its tier, a part that is passed on is one deeper, and the lots lie side by side in the face."""
    promised(stage, max_depth=2)
    stage.do(split("R-0", part("kept", 400_000), part("on", 600_000, "third")), signed_by="first")
    stage.do(split("on", part("on-1", 1), part("on-2", 599_999, "fourth")), signed_by="third")
    assert [(lot.instrument, lot.start, lot.value, lot.depth) for lot in leaves(stage.state, "R")] == [
        ("kept", 0, 400_000, 0),
        ("on-1", 400_000, 1, 1),
        ("on-2", 400_001, 599_999, 2),
    ]
    assert [where(stage, name) for name in ("R-0", "kept", "on", "on-1", "on-2")] == [
        None,
        "of-first",
        None,
        "of-third",
        "of-fourth",
    ]
    assert stage.refused(split("on-2", part("x", 599_999, "third")), signed_by="fourth") == "too_deep"
    assert stage.refused(split("on", part("y", 600_000)), signed_by="third") == "lot_not_held"


def test_an_offer_is_a_hold_that_is_taken_rejected_or_lapses(stage: OnLedger) -> None:
    """A lot that is rejected is whole again where it was: a reject creates no value."""
    promised(stage, requires_acceptance=True)
    assert stage.refused(split("R-0", part("a", FACE, "third")), signed_by="first") == "acceptance_needed"
    stage.do(split("R-0", part("a", 1_000), part("b", FACE - 1_000)), signed_by="first")
    stage.do(*offering(stage, "a", "second", "of-first"), signed_by="first")
    held = stage.ledger.holding("of-first", "a")
    assert (held.free, held.held, lot_of(stage, "a").status) == (0, 1, LotStatus.on_offer)
    assert stage.refused(lc.Take(lot="a"), signed_by="third") == "not_authorised"
    stage.do(lc.Reject(lot="a", reason="not ours"), signed_by="second")
    assert (stage.ledger.holding("of-first", "a").free, lot_of(stage, "a").depth) == (1, 0)
    stage.do(*offering(stage, "a", "second", "of-first", name="again"), signed_by="first")
    stage.wait(WEEK_MS)
    stage.do(lc.LapseOffer(lot="a"), signed_by="rival")
    stage.do(*offering(stage, "a", "second", "of-first", name="thrice"), signed_by="first")
    stage.do(lc.Take(lot="a"), signed_by="second")
    assert (where(stage, "a"), lot_of(stage, "a").depth) == ("of-second", 1)
    assert sum(lot.value for lot in leaves(stage.state, "R")) == FACE


def test_financing_is_delivery_versus_payment_with_its_registration(stage: OnLedger) -> None:
    """The bank pays value less discount and fees in the transaction that brings it the lot, and resells it later."""
    promised(stage)
    unregistered = offering(stage, "R-0", "bank", "of-first", financing=finance(registration=""))
    assert stage.refused(*unregistered, signed_by="first") == "registration_missing"
    stage.do(*offering(stage, "R-0", "bank", "of-first", financing=finance()), signed_by="first")
    price = FACE - 10_000 - 500
    short = (money("R-0", "of-bank", price - 1, "short"), lc.Take(lot="R-0", hold="short"))
    assert stage.refused(*short, signed_by="bank") == "price_not_exact"
    assert stage.refused(lc.Take(lot="R-0"), signed_by="bank") == "price_not_exact"
    before = free(stage, "of-first")
    stage.do(money("R-0", "of-bank", price), lc.Take(lot="R-0", hold="price-R-0"), signed_by="bank")
    assert (free(stage, "of-first"), where(stage, "R-0")) == (before + price, "of-bank")
    resale = offering(stage, "R-0", "rival", "of-bank", name="resale", financing=finance(2_000, 0, "zdw-2"))
    assert stage.refused(*resale, signed_by="bank") == "ok"


def test_a_pledge_keeps_the_title_and_stops_the_lot(stage: OnLedger) -> None:
    """The pledgee has it when the pledgor agreed it may; until then it is neither split nor paid over its head."""
    promised(stage)
    pledge = h.Pledge(pledge="p", account="of-first", instrument="R-0", quantity=1, pledgee="bank", enforceable_from=1)
    stage.do(pledge, signed_by="first")
    assert where(stage, "R-0") == "of-first"
    assert stage.refused(split("R-0", part("a", FACE)), signed_by="first") == "insufficient_free_quantity"
    until_day(stage, MATURES)
    stage.do(c.Provide(root="R", quota=FACE), signed_by="rival")
    assert stage.refused(lc.RedeemLot(lot="R-0"), signed_by="rival") == "insufficient_free_quantity"
    stage.do(h.EnforcePledge(pledge="p", receiver="of-bank"), signed_by="bank")
    assert stage.refused(lc.RedeemLot(lot="R-0"), signed_by="rival") == "lot_elsewhere"
    stage.do(lc.NamePayee(lot="R-0"), signed_by="bank")
    stage.do(lc.RedeemLot(lot="R-0"), signed_by="rival")
    assert root_of(stage).status is RootStatus.paid


def test_at_maturity_every_lot_is_paid_out_of_the_issuers_own_account(stage: OnLedger) -> None:
    """Anybody has it done, and the line is free again; nothing passes through the platform."""
    promised(stage)
    stage.do(split("R-0", part("a", 300_001), part("b", 699_999, "third")), signed_by="first")
    stage.do(lc.NamePayee(lot="b"), signed_by="third")
    early = c.Provide(root="R", quota=FACE)
    assert stage.refused(early, signed_by="rival") == "not_due"
    until_day(stage, MATURES)
    assert stage.refused(split("a", part("c", 300_001)), signed_by="first") == "voucher_due"
    before = free(stage, "of-core"), free(stage, "of-first")
    done = stage.ledger.drive("rival", "receivables")
    assert [type(one).__name__ for one in done] == ["Provide", "RedeemLot", "RedeemLot"]
    assert (free(stage, "of-core"), free(stage, "of-first")) == (before[0] - FACE, before[1] + 300_001)
    assert (free(stage, "of-third"), free(stage, "of-platform")) == (699_999, 0)
    assert root_of(stage).status is RootStatus.paid
    assert line(stage.state, PLATFORM, CORE).used == 0  # type: ignore[union-attr]


def test_short_funds_are_shared_to_the_fen_and_what_is_late_bears_a_penalty(stage: OnLedger) -> None:
    """Each lot has what its part of the face has of what is provided, in whatever order they are paid."""
    promised(stage)
    stage.do(split("R-0", part("a", 333_333), part("b", 333_333), part("c", 333_334)), signed_by="first")
    until_day(stage, MATURES)
    stage.do(backing(100_000), c.Provide(root="R", quota=100_000, hold="backing"), signed_by=CORE)
    for name in ("c", "a", "b"):
        stage.do(lc.RedeemLot(lot=name), signed_by="rival")
    assert [lot.paid for lot in leaves(stage.state, "R")] == [33_333, 33_333, 33_334]
    assert stage.refused(lc.RedeemLot(lot="a"), signed_by="rival") == "nothing_to_pay"
    assert stage.refused(c.RecordOverdue(root="R"), signed_by="rival") == "not_overdue_yet"
    until_day(stage, MATURES + 3)
    stage.do(c.RecordOverdue(root="R"), signed_by="rival")
    assert blocked(stage.state, CORE)
    before = free(stage, "of-first")
    stage.ledger.drive("rival", "receivables")
    owed = 900_000 + sum(unpaid * 3 * 500 // 1_000_000 for unpaid in (300_000, 300_000, 300_000))
    assert free(stage, "of-first") == before + owed
    assert (root_of(stage).status, blocked(stage.state, CORE)) == (RootStatus.cured, False)


def test_what_was_set_aside_beyond_need_is_the_issuers_again(stage: OnLedger) -> None:
    """With the last lot, and not before."""
    promised(stage)
    stage.do(split("R-0", part("a", 300_000), part("b", 700_000)), signed_by="first")
    until_day(stage, MATURES)
    stage.do(backing(FACE + 77), c.Provide(root="R", quota=FACE, hold="backing"), signed_by=CORE)
    for lot, held in (("a", 700_077), ("b", 0)):
        stage.do(lc.RedeemLot(lot=lot), signed_by="rival")
        assert stage.ledger.holding("of-core", CASH).held == held
    assert free(stage, "of-core") == 50 * FACE - FACE


def test_an_issuer_that_is_overdue_makes_no_new_voucher(stage: OnLedger) -> None:
    """Notice 77 of 2025, article 15; in no programme, until it has paid."""
    weak = {"issuer": WEAK, "invoices": (share(INVOICES_OF_WEAK[0]),)}
    promised(stage, "W", **weak)
    stage.do(h.Transfer(sender="of-weak", receiver="of-third", instrument=CASH, quantity=50 * FACE), signed_by=WEAK)
    until_day(stage, MATURES + 1)
    stage.ledger.drive("rival", "receivables")
    assert root_of(stage, "W").status is RootStatus.overdue
    later = {"invoices": (share(INVOICES_OF_WEAK[1]),), "issuer": WEAK, "matures": MATURES + 90}
    stage.do(propose(stage, "V", **later), signed_by="first")
    stage.do(standing("V", account="of-weak"), c.Prepare(root="V"), signed_by=WEAK)
    assert stage.refused(confirm("V"), signed_by="weak-2") == "issuer_blocked"
    until_day(stage, MATURES + 7)
    stage.ledger.drive("rival", "receivables")
    assert root_of(stage, "W").status is RootStatus.defaulted
    stage.do(h.Transfer(sender="of-third", receiver="of-weak", instrument=CASH, quantity=50 * FACE), signed_by="third")
    stage.ledger.drive("rival", "receivables")
    assert (root_of(stage, "W").status, blocked(stage.state, WEAK)) == (RootStatus.cured, False)


def test_recourse_reaches_who_passed_a_lot_on_and_the_guarantor(stage: OnLedger) -> None:
    """Whoever pays in the issuer's place has the lot, and asks those before them; without recourse the guarantor."""
    weak = {"issuer": WEAK, "guarantor": "guarantor"}
    promised(stage, "W", recourse=True, invoices=(share(INVOICES_OF_WEAK[0]),), **weak)
    promised(stage, "X", invoices=(share(INVOICES_OF_WEAK[1]),), **weak)
    for lot in ("W-0", "X-0"):
        stage.do(*offering(stage, lot, "second", "of-first"), signed_by="first")
        stage.do(lc.Take(lot=lot), signed_by="second")
    stage.do(h.Transfer(sender="of-weak", receiver="of-third", instrument=CASH, quantity=50 * FACE), signed_by=WEAK)
    assert stage.refused(lc.Demand(lot="W-0", of="first"), signed_by="second") == "voucher_not_in_default"
    until_day(stage, MATURES + 7)
    stage.ledger.drive("rival", "receivables")
    assert stage.refused(lc.Demand(lot="X-0", of="first"), signed_by="second") == "no_recourse"
    stage.do(lc.Demand(lot="W-0", of="first"), signed_by="second")
    stage.do(lc.Demand(lot="X-0", of="guarantor"), signed_by="second")
    before = free(stage, "of-second")
    for lot, payer in (("W-0", "first"), ("X-0", "guarantor")):
        pays = lc.Indemnify(lot=lot, account=f"of-{payer}", hold=f"price-{lot}")
        stage.do(money(lot, f"of-{payer}", FACE), pays, signed_by=payer)
        assert where(stage, lot) == f"of-{payer}"
    assert free(stage, "of-second") == before + 2 * FACE


def test_who_pays_in_the_issuers_place_has_the_holders_place(stage: OnLedger) -> None:
    """A bank's claim goes with the lot to whoever repurchased it (Civil Code, articles 547, 766 and 768)."""
    promised(stage, "W", recourse=True, issuer=WEAK, invoices=(share(INVOICES_OF_WEAK[0]),), guarantor="guarantor")
    stage.do(*offering(stage, "W-0", "bank", "of-first", financing=finance()), signed_by="first")
    stage.do(money("W-0", "of-bank", FACE - 10_500), lc.Take(lot="W-0", hold="price-W-0"), signed_by="bank")
    [before] = claims_on(stage.state, "W-0")
    stage.do(lc.ClaimLot(lot="W-0", claimant="rival", amount=FACE), signed_by="rival")
    stage.do(h.Transfer(sender="of-weak", receiver="of-third", instrument=CASH, quantity=50 * FACE), signed_by=WEAK)
    until_day(stage, MATURES + 7)
    stage.ledger.drive("rival", "receivables")
    stage.do(lc.Demand(lot="W-0", of="first"), signed_by="bank")
    pays = lc.Indemnify(lot="W-0", account="of-first", hold="again")
    stage.do(money("W-0", "of-first", FACE, "again"), pays, signed_by="first")
    told = priority(stage.state, "W-0")
    assert told is not None and (told.order, told.rule) == (("first", "rival"), PriorityRule.registered_first)
    [after] = [one for one in claims_on(stage.state, "W-0") if one.claim.claimant == "first"]
    assert after.claim.registered == before.claim.registered and after.claim.taken
    # It asks the guarantor in its turn, who has the place then, and nobody to ask but the issuer (article 700).
    stage.do(lc.Demand(lot="W-0", of="guarantor"), signed_by="first")
    last = lc.Indemnify(lot="W-0", account="of-guarantor", hold="last")
    stage.do(money("W-0", "of-guarantor", FACE, "last"), last, signed_by="guarantor")
    assert priority(stage.state, "W-0").first == ("guarantor",)  # type: ignore[union-attr]
    assert stage.refused(lc.Demand(lot="W-0", of="first"), signed_by="guarantor") == "no_recourse"
    stage.do(h.Transfer(sender="of-third", receiver="of-weak", instrument=CASH, quantity=2 * FACE), signed_by="third")
    paid = free(stage, "of-guarantor")
    stage.ledger.drive("rival", "receivables")
    assert free(stage, "of-guarantor") == paid + FACE + FACE * 7 * 500 // 1_000_000


def test_a_guarantor_asks_nobody_who_passed_the_lot_on(stage: OnLedger) -> None:
    """It has what the creditor had against the debtor, and no more: others stand for the lot beside it."""
    promised(stage, "W", recourse=True, issuer=WEAK, invoices=(share(INVOICES_OF_WEAK[0]),), guarantor="guarantor")
    stage.do(*offering(stage, "W-0", "second", "of-first"), signed_by="first")
    stage.do(lc.Take(lot="W-0"), signed_by="second")
    assert lot_of(stage, "W-0").passed_on == ("first",)
    stage.do(h.Transfer(sender="of-weak", receiver="of-third", instrument=CASH, quantity=50 * FACE), signed_by=WEAK)
    until_day(stage, MATURES + 7)
    stage.ledger.drive("rival", "receivables")
    stage.do(lc.Demand(lot="W-0", of="guarantor"), signed_by="second")
    pays = lc.Indemnify(lot="W-0", account="of-guarantor", hold="pays")
    stage.do(money("W-0", "of-guarantor", FACE, "pays"), pays, signed_by="guarantor")
    assert (lot_of(stage, "W-0").passed_on, priority(stage.state, "W-0")) == ((), None)


def test_issuer_and_holder_cancel_a_lot_together(stage: OnLedger) -> None:
    """Neither alone; the rest of the voucher goes on, and is over once no lot is out."""
    promised(stage)
    stage.do(split("R-0", part("a", 1_000), part("b", FACE - 1_000)), signed_by="first")
    for one in ("core", "first"):
        assert stage.refused(lc.CancelLot(lot="a"), signed_by=one) == "not_authorised"
    stage.do(lc.CancelLot(lot="a"), signed_by="core first")
    assert (root_of(stage).live, root_of(stage).cancelled) == (FACE - 1_000, 1_000)
    stage.do(lc.CancelLot(lot="b"), signed_by="core first")
    assert root_of(stage).status is RootStatus.cancelled


def test_a_line_bounds_what_an_issuer_promises(stage: OnLedger) -> None:
    """To the fen; what is paid is free again."""
    stage.do(set_line(FACE), signed_by="platform")
    promised(stage)
    stage.do(propose(stage, "S", face=1, invoices=(share(INVOICES[1], 1),)), signed_by="first")
    stage.do(standing("S"), c.Prepare(root="S"), signed_by=CORE)
    assert stage.refused(confirm("S"), signed_by="core-2") == "line_exceeded"
    assert stage.refused(set_line(FACE - 1), signed_by="platform") == "line_in_use"


def test_a_voucher_says_how_it_stands_and_whom_it_waits_for(stage: OnLedger) -> None:
    """What time makes of it, which no event has noted; and whose turn it is, where nobody else can act."""
    stage.do(propose(stage), signed_by="first")
    assert [(one.party, one.what) for one in outstanding(stage.state, stage.time)] == [(CORE, "confirmation")]
    stage.do(standing(), c.Prepare(root="R"), signed_by=CORE)
    assert [one.what for one in outstanding(stage.state, stage.time)] == ["confirmation to be checked"]
    stage.do(confirm(), signed_by=f"{CORE}-2")
    assert stands(root_of(stage), stage.ledger.now()) is None
    stage.do(*offering(stage, "R-0", "second", "of-first"), signed_by="first")
    assert [(one.party, one.what) for one in outstanding(stage.state, stage.time)] == [("second", "offer of a lot")]
    stage.do(h.Transfer(sender="of-core", receiver="of-third", instrument=CASH, quantity=50 * FACE), signed_by=CORE)
    for days, told in ((0, "due: 1000000 of e-CNY are to be paid"), (1, "not paid on its day: 1000000 of e-CNY")):
        until_day(stage, MATURES + days)
        stage.ledger.block()
        said = stands(root_of(stage), stage.ledger.now())
        assert said is not None and said.en.startswith(told)
    waits = [(one.party, one.what, one.until) for one in outstanding(stage.state, stage.time) if one.of == "R"]
    assert waits == [(CORE, "payment of a voucher", "")]
