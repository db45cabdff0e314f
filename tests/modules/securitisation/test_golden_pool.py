# SPDX-License-Identifier: Apache-2.0
"""The example that was worked out by hand: 85 and 10 and 5 million yuan, 180 days, on the ledger and to the fen."""

from typing import Final

import pytest

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.receivables import calls as rc
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.notes import DAYS
from support.pooled import (
    BRIDGES,
    OPENS,
    admit,
    bridge,
    notes,
    open_pool,
    pay,
    pay_out,
    pool_of,
    sell,
    subscribing,
    trigger,
    voucher,
    with_parties,
)
from support.vouchers import CASH, CORE, FIRST_DAY, WEAK, set_line
from support.vouchers_stage import OnLedger, until_day

POOL: Final = 10_000_000_000
"""A hundred million yuan, in fen."""
NOTIONAL: Final = {"senior": 8_500_000_000, "mezz": 1_000_000_000, "sub": 500_000_000}
HOLDERS: Final = {"senior": "fund-a", "mezz": "fund-c", "sub": "first"}
DAYS_OF_IT: Final = 180


def collected(amount: int, **terms: object) -> OnLedger:
    """A pool of one lot of so much that is paid, and one of the rest that defaults on the day."""
    stage = with_parties(OnLedger())
    stage.do(set_line(10**12), set_line(10**12, WEAK), signed_by="platform")
    for name in ("fund-a", "fund-c", "first", CORE):
        signers = "mint" if name == CORE else f"mint {name}"
        stage.do(h.Issue(instrument=CASH, account=f"of-{name}", quantity=3 * POOL), signed_by=signers)
    said = {"notes": notes(**NOTIONAL), "discount_ppm": 0, "debtor_max_ppm": 1_000_000, "triggers": ()}
    day = {"first_payment": FIRST_DAY + DAYS_OF_IT, "final": FIRST_DAY + 2 * DAYS_OF_IT}
    stage.do(open_pool(**(said | day | terms)), signed_by=OPENS)
    stage.do(bridge(POOL), signed_by=BRIDGES)
    for root, face, issuer in (("good", amount, CORE), ("bad", POOL - amount, WEAK)):
        voucher(stage, root, issuer, face, matures=FIRST_DAY + 170)
        sell(stage, f"{root}-0", face, 1)
        stage.do(admit(f"{root}-0"), signed_by="spv")
    stage.do(c.ClosePool(pool="P"), signed_by="spv")
    for note, holder in HOLDERS.items():
        stage.do(*subscribing(note, holder, NOTIONAL[note]), signed_by=holder)
    stage.do(c.IssueNotes(pool="P"), signed_by="spv")
    left = stage.ledger.holding("of-weak", CASH).free
    stage.do(h.Transfer(sender="of-weak", receiver="of-third", instrument=CASH, quantity=left), signed_by=WEAK)
    until_day(stage, FIRST_DAY + 170)
    stage.do(rc.Provide(root="good", quota=amount), lc.RedeemLot(lot="good-0"), signed_by="rival")
    until_day(stage, FIRST_DAY + DAYS_OF_IT)
    stage.do(rc.RecordOverdue(root="bad"), rc.RecordDefault(root="bad"), signed_by="rival")
    stage.do(c.NoteDebt(lot="bad-0"), c.CountDay(pool="P"), signed_by="rival")
    return stage


AMORTISING = {
    9_700_000_000: {
        "senior": (125_753_424, 8_500_000_000),
        "mezz": (22_191_780, 1_000_000_000),
        "sub": (0, 42_191_783),
    },
    9_000_000_000: {"senior": (125_753_424, 8_500_000_000), "mezz": (22_191_780, 342_191_783)},
}
LEFT = {9_700_000_000: (0, 0, 457_808_217), 9_000_000_000: (0, 657_808_217, 500_000_000)}


@pytest.mark.parametrize("amount", AMORTISING)
def test_the_example(amount: int) -> None:
    """Fee, interest, principal and what is left of each rank, as they were worked out."""
    stage = collected(amount)
    day = stage.state.read(DAYS, "P", "1")
    assert day is not None and day.fee == 9_863_013
    assert {one.instrument: (one.interest, one.principal) for one in day.ranks} == AMORTISING[amount]
    assert tuple(one.principal for one in pool_of(stage).standings) == LEFT[amount]
    before = {name: stage.ledger.holding(f"of-{name}", CASH).free for name in HOLDERS.values()}
    stage.do(pay_out(), signed_by="rival")
    for note, (interest, principal) in AMORTISING[amount].items():
        stage.do(pay(note, 1, HOLDERS[note]), signed_by="rival")
        held = stage.ledger.holding(f"of-{HOLDERS[note]}", CASH).free
        assert held == before[HOLDERS[note]] + interest + principal
    assert stage.ledger.holding("of-pool", CASH).balance == 0


def test_the_example_after_a_trigger() -> None:
    """Eighty million: the senior has what there is, mezzanine interest waits, the residual is locked out."""
    stage = collected(8_000_000_000, triggers=(trigger("cumulative_default", 150_000),))
    day = stage.state.read(DAYS, "P", "1")
    assert day is not None and day.fee == 9_863_013
    assert {one.instrument: (one.interest, one.principal) for one in day.ranks} == {
        "senior": (125_753_424, 7_864_383_563)
    }
    senior, mezz, sub = pool_of(stage).standings
    assert (senior.principal, mezz.principal, sub.principal) == (635_616_437, 1_000_000_000, 500_000_000)
    assert mezz.interest_unpaid == 22_191_780
