# SPDX-License-Identifier: Apache-2.0
"""A pool under a court's eyes: money frozen, wallets limited, notes burned, a holder away, a lot bought back."""

from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.receivables import calls as rc
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.notes import POOLED_LOTS
from counterfoil.modules.supervision import calls as s
from counterfoil.modules.supervision.order import OrderKind
from support.pooled import FIRST_PAYMENT, LOTS, SPLIT, issued, repay
from support.supervised import give, set_policy, staff
from support.vouchers import CASH, EVER, FACE, MATURES
from support.vouchers_stage import DAY_MS, OnLedger, until_day

AFTER: Final = 5
"""Days until what is not taken is set aside."""


def collected(*roots: str, **terms: object) -> OnLedger:
    """A pool under a court's eyes, on its first payment day, for which these lots were paid."""
    stage = issued(OnLedger(), aside_after_days=AFTER, **terms)
    staff(stage.ledger)
    stage.do(set_policy(), signed_by="supervisor")
    until_day(stage, MATURES)
    repay(stage, *roots)
    stage.do(*(rc.Provide(root=root, quota=FACE) for root in LOTS if root not in roots), signed_by="rival")
    until_day(stage, FIRST_PAYMENT)
    return stage


def ordered(stage: OnLedger, order: str, kind: OrderKind, **scope: Any) -> None:
    """By a court, and carried out."""
    checker = "clerk" if kind is OrderKind.burn else None
    given = give(order, kind, checker=checker, expires=stage.time + 9 * DAY_MS, **scope)
    stage.do(given, signed_by="court clerk" if checker else "court")
    if kind is OrderKind.burn:
        stage.do(s.Burn(order=order, by="court", free=scope["quantity"]), signed_by="court")
    else:
        carried = {OrderKind.freeze: s.Freeze, OrderKind.thaw: s.Thaw, OrderKind.limit: s.SetLimit}[kind]
        stage.do(carried(order=order, by="court"), signed_by="court")


def thawed(stage: OnLedger) -> None:
    """What is frozen of the pool's money is free again."""
    freeze = stage.ledger.holding("of-pool", CASH).line[0].freeze
    ordered(stage, "t", OrderKind.thaw, account="of-pool", instrument=CASH, freeze=freeze)


def sold_to_second(stage: OnLedger, units: int = 100) -> None:
    """Somebody buys notes who takes nothing that he does not sign for."""
    sale = h.Transfer(sender="of-fund-a", receiver="of-second", instrument="senior", quantity=units)
    stage.do(sale, signed_by="fund-a second")


HELD: Final = (("senior", "fund-a"), ("senior", "fund-b"), ("mezz", "fund-c"), ("sub", "first"))


def burned(stage: OnLedger) -> None:
    """Every unit of the first holders."""
    for note, holder in HELD:
        units = {"account": f"of-{holder}", "instrument": note, "quantity": SPLIT[holder]}
        ordered(stage, f"burns-{holder}", OrderKind.burn, **units)


def left_over() -> OnLedger:
    """The last day is counted, one holder is away, and a court burned all units."""
    stage = collected(*LOTS)
    sold_to_second(stage)
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    sale = h.Transfer(sender="of-second", receiver="of-fund-a", instrument="senior", quantity=100)
    stage.do(sale, signed_by="second fund-a")
    burned(stage)
    return stage


def buying(lot: str = "P-1-0", account: str = "of-first", price: int = FACE, **changes: Any) -> tuple[Call, Call]:
    """Money held for the lot's record in the pool, and the call."""
    said = {"account": account, "instrument": CASH, "quantity": price, "executor": POOLED_LOTS.path(lot)}
    back = c.BuyBack(lot=lot, account=account, hold=f"back-{lot}", reason="§ 4.2: the delivery was disputed")
    return h.Hold(hold=f"back-{lot}", **(said | {"expires": EVER} | changes)), back
