# SPDX-License-Identifier: Apache-2.0
"""Vouchers and lots in every state that a rule distinguishes, on the twentieth day; told for ledger and evidence."""

from typing import Any, Final, TypeVar

from msgspec.structs import replace

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import lot_calls as lc
from support.vouchers import (
    CASH,
    CORE,
    FACE,
    FIRST_DAY,
    INVOICES,
    INVOICES_OF_WEAK,
    WEAK,
    backing,
    confirm,
    finance,
    founded,
    kept,
    money,
    offering,
    part,
    promised,
    propose,
    register,
    set_line,
    share,
    split,
    standing,
    take_back,
)
from support.vouchers_stage import Stage, until_day

S = TypeVar("S", bound=Stage)
NOW: Final = FIRST_DAY + 20
LATE: Final = {"late": FIRST_DAY + 18, "defaulted": FIRST_DAY + 5, "unrecorded": FIRST_DAY + 19, "plain": FIRST_DAY + 5}
"""Vouchers of the weak enterprise, and when they matured."""


FOUND: Final[dict[str, Any]] = {"registration": "zdw-7", "registered": 1}
"""A rival's registration, as the public registry has it; of lot ``deep`` nobody has looked it up."""


def of(number: int, amount: int = FACE) -> dict[str, object]:
    """Terms that take an invoice of their own."""
    return {"invoices": (share(INVOICES[number], amount),), "face": amount}


def of_weak(number: int) -> dict[str, object]:
    """The same, of the weak enterprise's."""
    return {"invoices": (share(INVOICES_OF_WEAK[number]),), "face": FACE}


def in_every_state(stage: S) -> S:
    founded(stage)
    _alike(stage)
    _before(stage)
    until_day(stage, FIRST_DAY + 12)
    stage.do(c.RecordOverdue(root="defaulted"), c.RecordOverdue(root="plain"), signed_by="rival")
    stage.do(c.RecordDefault(root="defaulted"), c.RecordDefault(root="plain"), signed_by="rival")
    until_day(stage, NOW)
    stage.do(c.RecordOverdue(root="late"), signed_by="rival")
    stage.do(lc.Demand(lot="defaulted-0", of="first"), signed_by="second")
    _today(stage)
    _offers(stage)
    return stage


def _alike(stage: Stage) -> None:
    stage.do(register("first-told", FACE, "loose"), register("told-again", FACE, "loose"), signed_by="registry")
    stage.do(register("like-a-third", FACE, "loose"), signed_by="registry")
    stage.do(register("mistaken"), take_back("mistaken"), signed_by="registry")


def _before(stage: Stage) -> None:
    """What was promised on the first day, and what nobody answered."""
    for number, (root, matures) in enumerate(LATE.items()):
        more = {"recourse": root == "defaulted", "guarantor": "guarantor" if root in ("late", "defaulted") else None}
        promised(stage, root, issuer=WEAK, matures=matures, **of_weak(number), **more)
    stage.do(*offering(stage, "defaulted-0", "second", "of-first"), signed_by="first")
    stage.do(lc.Take(lot="defaulted-0"), signed_by="second")
    drains = h.Transfer(sender="of-weak", receiver="of-third", instrument=CASH, quantity=50 * FACE)
    stage.do(drains, signed_by=WEAK)
    promised(stage, "long", matures=FIRST_DAY + 170, min_split=10, max_depth=1, **of(4))
    parts = [part(f"l-{n}", 100_000) for n in range(6)]
    stage.do(split("long-0", *parts, part("deep", 400_000, "third")), signed_by="first")
    stage.do(*offering(stage, "l-4", "second", "of-first"), signed_by="first")
    promised(stage, "signed-for", matures=FIRST_DAY + 170, requires_acceptance=True, **of(5))
    for root, number in (("due", 6), ("in-part", 7)):
        promised(stage, root, matures=NOW, **of(number))
    promised(stage, "given", matures=NOW, **of(20))
    stage.do(split("given-0", part("given-1", FACE, "third")), signed_by="first")
    promised(stage, "taken", matures=FIRST_DAY + 170, **of(22))
    stage.do(*offering(stage, "taken-0", "bank", "of-first", financing=finance()), signed_by="first")
    stage.do(money("taken-0", "of-bank", FACE - 10_500), lc.Take(lot="taken-0", hold="price-taken-0"), signed_by="bank")
    promised(stage, "done", matures=FIRST_DAY + 10, **of(8))
    stage.do(lc.CancelLot(lot="done-0"), signed_by=f"{CORE} first")
    stage.do(propose(stage, "stale", matures=FIRST_DAY + 90, **of(9)), signed_by="first")
    stage.do(propose(stage, "unanswered", by=CORE, **of(10)), standing("unanswered"), signed_by=CORE)
    stage.do(c.Prepare(root="unanswered"), signed_by=CORE)
    stage.do(confirm("unanswered"), signed_by=f"{CORE}-2")
    stage.do(propose(stage, "stale-made", **of(11)), standing("stale-made"), signed_by=f"first {CORE}")
    stage.do(c.Prepare(root="stale-made"), signed_by=CORE)


def _today(stage: Stage) -> None:
    """What waits now."""
    stage.do(propose(stage, "draft", **of(12)), signed_by="first")
    for root, number in (("made", 13), ("unbound", 14)):
        stage.do(propose(stage, root, **of(number)), signed_by="first")
        stage.do(standing(root), c.Prepare(root=root), signed_by=CORE)
    stage.do(standing("unbound", "loose", revocable=True), standing("made", "to-made"), signed_by=CORE)
    stage.do(standing("unbound", "of-another", account="of-first"), signed_by="first")
    stage.do(propose(stage, "alerted", invoices=(share("told-again"),)), signed_by="first")
    stage.do(standing("alerted"), c.Prepare(root="alerted"), signed_by=CORE)
    stage.do(propose(stage, "blocked", issuer=WEAK, **of_weak(4)), signed_by="first")
    stage.do(standing("blocked", account="of-weak"), c.Prepare(root="blocked"), signed_by=WEAK)
    stage.do(propose(stage, "issued", by=CORE, **of(16)), standing("issued"), signed_by=CORE)
    stage.do(c.Prepare(root="issued"), signed_by=CORE)
    stage.do(confirm("issued"), signed_by=f"{CORE}-2")
    stage.do(backing(100_000, "in-part"), c.Provide(root="in-part", quota=100_000, hold="backing"), signed_by=CORE)
    stage.do(lc.RedeemLot(lot="in-part-0"), signed_by="rival")
    stage.do(backing(150_000, "in-part", "set-aside"), signed_by=CORE)
    # Lots that the core enterprise provides for, and somebody who has one by a pledge.
    stage.do(c.Provide(root="due", quota=FACE), signed_by="rival")
    pledge = h.Pledge(
        pledge="p", account="of-first", instrument="due-0", quantity=1, pledgee="bank", enforceable_from=1
    )
    stage.do(pledge, signed_by="first")
    stage.do(h.EnforcePledge(pledge="p", receiver="of-bank"), signed_by="bank")
    stage.do(c.Provide(root="given", quota=FACE), signed_by="rival")
    stage.do(set_line(9 * FACE), signed_by="platform")
    both = {"face": 2 * FACE, "invoices": (share(INVOICES[17]), share(INVOICES[19]))}
    stage.do(propose(stage, "beyond", **both), signed_by="first")
    stage.do(standing("beyond"), c.Prepare(root="beyond"), signed_by=CORE)


def _offers(stage: Stage) -> None:
    """A lot that is sold, one that is given, one that others financed, and holds that nothing rests on yet."""
    stage.do(*offering(stage, "l-0", "bank", "of-first", financing=finance()), signed_by="first")
    stage.do(*offering(stage, "l-1", "second", "of-first"), signed_by="first")
    rival = lc.ClaimLot(lot="l-2", claimant="rival", amount=1_000, **FOUND)
    found = lc.ConfirmClaim(lot="l-2", claimant="rival", by="platform", **FOUND)
    stage.do(rival, signed_by="rival")
    stage.do(found, signed_by="platform")
    first = lc.ClaimLot(lot="l-5", claimant="second", amount=1_000)
    stage.do(first, signed_by="second")
    stage.do(replace(rival, lot="l-5"), replace(rival, lot="deep"), signed_by="rival")
    stage.do(replace(found, lot="l-5"), signed_by="platform")
    stage.do(replace(first, lot="deep"), signed_by="second")
    stage.do(money("l-2", "of-bank", 89_500), signed_by="bank")
    stage.do(*offering(stage, "l-2", "bank", "of-first", financing=finance(registration="zdw-8")), signed_by="first")
    stage.do(kept("l-3", "of-first", "ready", expires=stage.time + 86_400_000), signed_by="first")
