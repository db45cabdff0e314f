# SPDX-License-Identifier: Apache-2.0
"""Rights to money are read by the paths of their records, whoseever they are."""

from counterfoil.law.owed import Claimed, Debt, Owed, claimants_of, right_at
from counterfoil.modules.receivables import calls as rc
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.claim_records import CLAIMS
from counterfoil.modules.receivables.invoices import INVOICES
from counterfoil.modules.receivables.lots import LOTS
from counterfoil.modules.receivables.records import ROOTS
from counterfoil.primitives.types import RecordPath
from support.vouchers import CORE, FACE, MATURES, REGISTRY, finance, founded, money, offering, print_of, promised
from support.vouchers_stage import OnLedger, until_day


def test_a_lot_is_a_right_and_its_voucher_a_debt() -> None:
    """What is unpaid, whose account has it, who sold it, who owes it, when it is due, and what stands behind it."""
    stage = founded(OnLedger())
    promised(stage, recourse=True)
    stage.do(*offering(stage, "R-0", "bank", "of-first", financing=finance()), signed_by="first")
    moment = stage.ledger.context()
    on_offer = right_at(moment, LOTS.path("R-0"))
    assert on_offer is not None and not on_offer.owed.at_rest and on_offer.owed.bought_from is None
    stage.do(money("R-0", "of-bank", FACE - 10_500), lc.Take(lot="R-0", hold="price-R-0"), signed_by="bank")
    right = right_at(stage.ledger.context(), LOTS.path("R-0"))
    assert right is not None and isinstance(right.owed, Owed) and isinstance(right.debt, Debt)
    owed, debt = right.owed, right.debt
    assert (owed.unpaid, owed.paid_into, owed.bought_from, owed.at_rest) == (FACE, "of-bank", "of-first", True)
    assert owed.stood_for_by == ("first",)
    assert (debt.debtor, debt.due_on, debt.confirmed, debt.late, debt.defaulted) == (CORE, MATURES, True, False, False)
    assert debt.behind == (INVOICES.path(REGISTRY, print_of("invoice-0")),)
    assert claimants_of(stage.ledger.context(), owed) == ("bank",)
    assert isinstance(stage.state.read(CLAIMS, "R-0"), Claimed)


def test_a_debt_says_that_it_is_late() -> None:
    """Once that is on record, and in default after the days of grace."""
    stage = founded(OnLedger())
    promised(stage)
    until_day(stage, MATURES + 6)
    for call, expected in ((rc.RecordOverdue(root="R"), (True, False)), (rc.RecordDefault(root="R"), (True, True))):
        stage.do(call, signed_by="rival")
        root = stage.state.read(ROOTS, "R")
        assert root is not None and (root.late, root.defaulted) == expected


def test_what_is_no_right_is_none() -> None:
    """Neither a debt itself nor what is not there."""
    stage = founded(OnLedger())
    promised(stage)
    for path in (ROOTS.path("R"), LOTS.path("none"), RecordPath("nowhere/at/all")):
        assert right_at(stage.ledger.context(), path) is None
