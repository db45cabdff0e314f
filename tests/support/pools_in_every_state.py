# SPDX-License-Identifier: Apache-2.0
"""Pools in every state that a rule distinguishes, on the first payment day of one; told for ledger and evidence."""

from typing import Any, Final, TypeVar

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control
from counterfoil.modules.receivables import calls as rc
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.pool_terms import NoteTerms
from support.pooled import (
    BRIDGES,
    FIRST_PAYMENT,
    OPENS,
    SPV,
    admit,
    bridge,
    drained,
    issued,
    note_terms,
    open_pool,
    pay,
    pool_account,
    price,
    repay,
    sell,
    subscribing,
    voucher,
)
from support.vouchers import CORE, FACE, FIRST_DAY, MATURES, WEAK, offering
from support.vouchers_stage import Stage, until_day

S = TypeVar("S", bound=Stage)
NOW: Final = FIRST_PAYMENT
LATER: Final = FIRST_DAY + 170
HOUR_MS: Final = 3_600_000
ANY: Final = {"debtor_max_ppm": 1_000_000, "seller_max_ppm": 1_000_000, "retained": None, "triggers": ()}
OF_TODAY: Final = {"cut_off": NOW, "first_payment": NOW + 100, "final": NOW + 300, "tenor_max_days": 100}


def two_notes(pool: str, senior: int = 800_000, sub: int = 100_000) -> tuple[NoteTerms, ...]:
    return (
        note_terms(f"{pool}-senior", 1, senior, 30_000),
        note_terms(f"{pool}-sub", 2, sub, residual=True),
    )


def small_pool(stage: Stage, pool: str, *lots: tuple[str, int, int], sold: bool = True, **changes: Any) -> None:
    """A pool with an account of its own that buys and admits lots: (voucher, face, maturity) each."""
    pool_account(f"of-{pool}", stage)
    said = ANY | {"account": f"of-{pool}", "notes": two_notes(pool)} | changes
    stage.do(open_pool(pool, **said), signed_by=OPENS)
    stage.do(bridge(FACE, f"of-{pool}"), signed_by=BRIDGES)
    for root, face, matures in lots:
        bought_lot(stage, pool, root, face, matures)
        stage.do(admit(f"{root}-0", pool), signed_by="spv")


def bought_lot(stage: Stage, pool: str, root: str, face: int = FACE, matures: int = LATER, **changes: Any) -> None:
    voucher(stage, root, face=face, matures=matures, **changes)
    sell(stage, f"{root}-0", face, 1_000, pool=f"of-{pool}")


def cut_off(stage: Stage, pool: str, **orders: int) -> None:
    """The pool is closed; ``fund-a`` and others subscribe to its first note, and ``first`` to its last."""
    stage.do(c.ClosePool(pool=pool), signed_by="spv")
    for holder, quantity in ({"fund_a": 800_000, "first": 100_000} | orders).items():
        name = holder.replace("_", "-")
        note = f"{pool}-sub" if name == "first" else f"{pool}-senior"
        if quantity:
            stage.do(*subscribing(note, name, quantity, f"{pool}-{name}"), signed_by=name)


def in_every_state(stage: S) -> S:
    issued(stage)
    _on_the_first_day(stage)
    drained(stage)
    until_day(stage, MATURES)
    repay(stage, "P-1", "P-2", "repaid-1")
    stage.do(rc.Provide(root="little-1", quota=950_000), lc.RedeemLot(lot="little-1-0"), signed_by="rival")
    until_day(stage, NOW)
    for root in ("P-3", "late", "unnoted-1"):
        stage.do(rc.RecordOverdue(root=root), signed_by="rival")
    stage.do(rc.RecordDefault(root="P-3"), c.NoteDebt(lot="P-3-0"), signed_by="rival")
    for pool in ("P", "little", "repaid"):
        stage.do(c.CountDay(pool=pool), signed_by="rival")
    stage.do(pay("senior", 1, "fund-b"), signed_by="rival")
    stage.do(pay("repaid-senior", 1, "fund-a"), signed_by="rival")
    _today(stage)
    _closed(stage)
    return stage


def _on_the_first_day(stage: Stage) -> None:
    small_pool(stage, "little", ("little-1", 950_000, MATURES), ("little-2", 50_000, LATER), clean_up_ppm=100_000)
    small_pool(stage, "repaid", ("repaid-1", FACE, MATURES))
    small_pool(stage, "unnoted")
    bought_lot(stage, "unnoted", "unnoted-1", matures=MATURES, issuer=WEAK)
    stage.do(admit("unnoted-1-0", "unnoted"), signed_by="spv")
    for pool in ("little", "repaid", "unnoted"):
        cut_off(stage, pool)
        stage.do(c.IssueNotes(pool=pool), signed_by="spv")
    small_pool(stage, "taking", **OF_TODAY)
    stage.do(bridge(8 * FACE, "of-taking"), signed_by=BRIDGES)
    bought_lot(stage, "taking", "late", matures=MATURES, issuer=WEAK)


def _today(stage: Stage) -> None:
    """Pools that take lots, and lots that one does not take."""
    bought_lot(stage, "taking", "fit")
    bought_lot(stage, "taking", "taken")
    stage.do(admit("taken-0", "taking"), signed_by="spv")
    bought_lot(stage, "taking", "long", matures=NOW + 150)
    bought_lot(stage, "taking", "stood-for", recourse=True)
    bought_lot(stage, "taking", "claimed")
    stage.do(lc.ClaimLot(lot="claimed-0", claimant="rival", amount=1), signed_by="rival")
    stage.do(lc.AcknowledgeNotice(lot="claimed-0", claimant="rival"), signed_by=CORE)
    voucher(stage, "given", matures=LATER)
    stage.do(*offering(stage, "given-0", "taking", "of-first"), signed_by="first")
    stage.do(lc.Take(lot="given-0"), signed_by=SPV)
    voucher(stage, "elsewhere", matures=LATER)
    small_pool(stage, "kin", originator=CORE, **OF_TODAY)
    bought_lot(stage, "kin", "of-kin")
    small_pool(stage, "none-in-it", **OF_TODAY)
    lot = (("one-debtor", {"debtor_max_ppm": 999_999}), ("one-seller", {"seller_max_ppm": 999_999}))
    for pool, caps in lot:
        small_pool(stage, pool, (f"{pool}-1", FACE, LATER), **OF_TODAY, **caps)
    small_pool(stage, "thin", ("thin-1", 900_000, LATER), **OF_TODAY)
    inside = p.OpenAccount(
        account="of-inside", holder="spv", custodian="first", outgoing=Control.both, incoming=Control.both
    )
    stage.do(inside, signed_by="spv first")
    said = ANY | OF_TODAY | {"account": "of-inside", "notes": two_notes("inside")}
    stage.do(open_pool("inside", **said), signed_by="spv servicer first")
    stage.do(bridge(FACE, "of-inside"), signed_by="spv first")
    voucher(stage, "keepers", matures=LATER)
    sell(stage, "keepers-0", FACE, 1_000, pool="of-inside", signers="spv first")
    unit = Unit(name="USD", decimals=2)
    dollar = i.DefineInstrument(instrument="USD", kind=InstrumentKind.cash, issuer="mint", name="Dollar", unit=unit)
    stage.do(dollar, i.ChangeStatus(instrument="USD", status=InstrumentStatus.active, by="mint"), signed_by="mint")
    pool_account("of-dollars", stage)
    dollars = ANY | OF_TODAY | {"account": "of-dollars", "notes": two_notes("dollars"), "cash": "USD"}
    stage.do(open_pool("dollars", **dollars), signed_by=OPENS)
    stage.do(bridge(FACE, "of-dollars"), signed_by=BRIDGES)
    bought_lot(stage, "dollars", "foreign")
    pool_account("of-new", stage)
    pool_account("of-purse", stage)
    stage.do(bridge(1, "of-purse"), signed_by=BRIDGES)


def _closed(stage: Stage) -> None:
    """Pools that are cut off, and what was subscribed."""
    for pool in ("ready", "lapsed", "short", "given-up", "overtaken", "large"):
        overtaken = {"cut_off": FIRST_DAY, "first_payment": NOW, "tenor_max_days": 200}
        more = {
            "short": {"reserve_target": 5 * FACE},
            "overtaken": overtaken,
            "large": {"ticket_min": 1_000},
            "ready": {"retained": "of-first", "reserve_target": 200_000},
        }.get(pool, {})
        small_pool(stage, pool, (f"{pool}-1", FACE, LATER), **(OF_TODAY | more))
        cut_off(stage, pool, fund_a={"ready": 700_000, "lapsed": 0, "large": 0}.get(pool, 800_000))
    soon = price("lapsed-senior", "fund-a", 800_000, "lapses", expires=stage.time + HOUR_MS)
    ordered = c.Subscribe(instrument="lapsed-senior", account="of-fund-a", quantity=800_000, hold="lapses")
    stage.do(soon, ordered, signed_by="fund-a")
    stage.wait(HOUR_MS)
    stage.do(c.CallOff(pool="given-up"), signed_by="spv")
    stage.do(h.Transfer(sender="of-fund-a", receiver="of-third", instrument="senior", quantity=1), signed_by="fund-a")
    held = h.Hold(
        hold="idle", account="of-fund-b", instrument="e-CNY", quantity=100_000, executor="rival", expires=10**14
    )
    stage.do(held, signed_by="fund-b")
