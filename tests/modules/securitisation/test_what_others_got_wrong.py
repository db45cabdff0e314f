# SPDX-License-Identifier: Apache-2.0
"""What other tranching code got wrong, each in its words, and what happens here instead."""

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.notes import DAYS
from support.pooled import (
    FIRST_PAYMENT,
    LOTS,
    NOTIONAL,
    SPLIT,
    SPV,
    admit,
    bought,
    cash_of,
    drained,
    issued,
    open_pool,
    paid_all,
    pay_out,
    pool_account,
    pool_of,
    repay,
)
from support.pools_in_every_state import ANY, two_notes
from support.vouchers import CASH, FACE, MATURES
from support.vouchers_stage import OnLedger, until_day


def test_totals_are_off_by_a_wei() -> None:
    """Shares of a day come to its amounts, though no holder's part is whole; nothing is left in the account."""
    stage = issued(OnLedger())
    until_day(stage, MATURES)
    repay(stage, *LOTS)
    until_day(stage, FIRST_PAYMENT)
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    interest = NOTIONAL["senior"] * 30_000 * 100 // (365 * 10**6)
    assert interest * SPLIT["fund-a"] % NOTIONAL["senior"]
    paid_all(stage, 1, "senior", "mezz", "sub")
    stage.do(pay_out(), signed_by="rival")
    day = stage.state.read(DAYS, "P", "1")
    assert day is not None and (day.to_pay, cash_of(stage, "of-pool"), pool_of(stage).at_hand) == (0, 0, 0)


def test_a_lot_is_in_two_pools() -> None:
    """It is where its title says, in one account, which is one pool's; and its record is made once."""
    stage = bought(OnLedger())
    stage.do(admit("P-1-0"), signed_by="spv")
    pool_account("of-other", stage)
    said = ANY | {"account": "of-other", "notes": two_notes("other")}
    stage.do(open_pool("other", **said), signed_by="spv trustee servicer first")
    assert stage.refused(admit("P-1-0", "other"), signed_by="spv") == "not_in_pools_account"
    again = ANY | {"notes": two_notes("third"), "account": "of-pool"}
    assert stage.refused(open_pool("third", **again), signed_by="spv trustee servicer first") == "account_not_empty"


def test_a_loss_does_not_update_the_capital() -> None:
    """Every day principal is compared with what stands behind it, and the lowest rank is deficient first."""
    stage = issued(OnLedger())
    drained(stage)
    until_day(stage, MATURES)
    repay(stage, "P-1", "P-2")
    until_day(stage, FIRST_PAYMENT)
    stage.ledger.drive("rival", "receivables")
    stage.do(c.NoteDebt(lot="P-3-0"), c.CountDay(pool="P"), signed_by="rival")
    pool = pool_of(stage)
    owed = sum(one.principal for one in pool.standings)
    assert sum(one.deficiency for one in pool.standings) == owed - pool.performing - pool.at_hand
    assert pool.standings[2].deficiency == pool.standings[2].principal


def test_the_servicer_sweeps_late() -> None:
    """Nobody does: debtors pay into the pool's account, and neither manager nor custodian takes it out."""
    stage = issued(OnLedger())
    until_day(stage, MATURES)
    repay(stage, "P-1")
    assert cash_of(stage, "of-pool") == FACE
    out = h.Transfer(sender="of-pool", receiver="of-third", instrument=CASH, quantity=1)
    assert stage.refused(out, signed_by=f"{SPV} servicer first") == "pools_money"
    repay(stage, "P-2", "P-3")
    until_day(stage, FIRST_PAYMENT)
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    assert pool_of(stage).over and stage.refused(out, signed_by=SPV) == "pools_money"


def test_the_order_of_tranches_depends_on_the_order_of_calls() -> None:
    """Ranks are fixed in the terms; who is paid first changes a share of interest or principal by a fen at most."""
    seen = []
    for order in (("fund-a", "fund-b"), ("fund-b", "fund-a")):
        stage = issued(OnLedger())
        until_day(stage, MATURES)
        repay(stage, *LOTS)
        until_day(stage, FIRST_PAYMENT)
        stage.do(c.CountDay(pool="P"), signed_by="rival")
        before = {name: cash_of(stage, f"of-{name}") for name in order}
        for note in ("sub", "mezz"):
            paid_all(stage, 1, note)
        for name in order:
            stage.do(c.PayHolders(instrument="senior", number=1, accounts=(f"of-{name}",)), signed_by="rival")
        seen.append({name: cash_of(stage, f"of-{name}") - before[name] for name in ("fund-a", "fund-b")})
    one, other = seen
    assert sum(one.values()) == sum(other.values()) and abs(one["fund-a"] - other["fund-a"]) <= 2
