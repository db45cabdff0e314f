# SPDX-License-Identifier: Apache-2.0
"""A pool over vouchers: its manager and custodian, sellers, investors, and the calls from its opening to its end."""

from typing import Any, Final, TypeVar

from counterfoil.law.call import Call
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control, Role
from counterfoil.modules.receivables import calls as rc
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.notes import INVESTORS, NOTES, POOLED_LOTS, Note, Payee, PooledLot
from counterfoil.modules.securitisation.pool_terms import NoteTerms, PoolTerms
from counterfoil.modules.securitisation.records import POOLS, Pool
from counterfoil.modules.securitisation.triggers import TriggerKind, TriggerTerms
from counterfoil.modules.securitisation.waterfall import FeeTerms, TrancheTerms
from support.vouchers import (
    CASH,
    CORE,
    EVER,
    FACE,
    FIRST_DAY,
    MATURES,
    WEAK,
    finance,
    firm,
    founded,
    money,
    offering,
    promised,
    register,
    set_line,
    share,
)
from support.vouchers_stage import OnLedger, Stage

S = TypeVar("S", bound=Stage)
SPV: Final = "spv trustee"
"""Who signs for the pool's account: its manager and the bank that keeps it."""
INVESTORS_OF: Final = {"senior": ("fund-a", "fund-b"), "mezz": ("fund-c",), "sub": ("first",)}
NOTIONAL: Final = {"senior": 2_400_000, "mezz": 300_000, "sub": 200_000}
SPLIT: Final = {"fund-a": 1_700_001, "fund-b": 699_999, "fund-c": 300_000, "first": 200_000}
LOTS: Final = ("P-1", "P-2", "P-3")
"""Three vouchers of a million each: two of the core enterprise, one of the weak one."""
EVERY: Final = 100
FIRST_PAYMENT: Final = MATURES + 10


def trigger(kind: str, limit_ppm: int, *, curable: bool = False) -> TriggerTerms:
    return TriggerTerms(kind=TriggerKind(kind), limit_ppm=limit_ppm, curable=curable)


def note_terms(instrument: str, rank: int, notional: int, rate_ppm: int = 0, **more: Any) -> NoteTerms:
    return NoteTerms(
        instrument=instrument, tranche=TrancheTerms(rank=rank, notional=notional, rate_ppm=rate_ppm, **more)
    )


def notes(**notional: int) -> tuple[NoteTerms, ...]:
    """Senior at three per cent, mezzanine at four and a half, and a residual."""
    of = NOTIONAL | notional
    return (
        note_terms("senior", 1, of["senior"], 30_000),
        note_terms("mezz", 2, of["mezz"], 45_000),
        note_terms("sub", 3, of["sub"], residual=True),
    )


def pool_terms(**changes: Any) -> PoolTerms:
    said: dict[str, Any] = {
        "manager": "spv",
        "originator": "first",
        "servicer": "servicer",
        "account": "of-pool",
        "cash": CASH,
        "offset_min": 480,
        "cut_off": FIRST_DAY,
        "tenor_max_days": 180,
        "debtor_max_ppm": 700_000,
        "seller_max_ppm": 1_000_000,
        "discount_ppm": 60_000,
        "notes": notes(),
        "retained": "of-first",
        "fees": FeeTerms(rate_ppm=2_000),
        "fee_account": "of-servicer",
        "bridge": "of-first",
        "first_payment": FIRST_PAYMENT,
        "every_days": EVERY,
        "final": FIRST_PAYMENT + 3 * EVERY,
        "triggers": (trigger("cumulative_default", 200_000), trigger("delinquency", 300_000, curable=True)),
        "clean_up_ppm": 100_000,
        "ticket_min": 1,
    }
    return PoolTerms(**(said | changes))


def open_pool(pool: str = "P", **changes: Any) -> c.OpenPool:
    return c.OpenPool(pool=pool, terms=pool_terms(**changes))


OPENS: Final = "spv trustee servicer first"


def with_parties(stage: S) -> S:
    """Vouchers can be promised; a manager, a trustee, a servicer and investors are there, with money."""
    founded(stage)
    funds = ("fund-a", "fund-b", "fund-c")
    firms = [firm(stage, "spv", Role.issuer), firm(stage, "trustee", Role.custodian)]
    firms += [firm(stage, name, Role.custodian) for name in ("servicer", *funds, "buyer")]
    stage.do(*firms, signed_by="registrar")
    for name in ("servicer", *funds, "buyer"):
        incoming = Control.nobody if name == "buyer" else Control.holder
        opened = p.OpenAccount(account=f"of-{name}", holder=name, outgoing=Control.holder, incoming=incoming)
        stage.do(opened, signed_by=name)
    pool_account("of-pool", stage)
    for name in funds:
        stage.do(h.Issue(instrument=CASH, account=f"of-{name}", quantity=50 * FACE), signed_by=f"mint {name}")
    return stage


def pool_account(name: str, stage: Stage, **changes: Any) -> None:
    said: dict[str, Any] = {"holder": "spv", "custodian": "trustee", "outgoing": Control.both, "incoming": Control.both}
    stage.do(p.OpenAccount(account=name, **(said | changes)), signed_by=SPV)


def bridge(quantity: int = 3 * FACE, account: str = "of-pool") -> h.Transfer:
    """The originator pays ahead for the lots."""
    return h.Transfer(sender="of-first", receiver=account, instrument=CASH, quantity=quantity)


BRIDGES: Final = f"first {SPV}"


def voucher(stage: Stage, root: str, issuer: str = CORE, face: int = FACE, **changes: Any) -> None:
    """One voucher with an invoice of its own, whole in the first supplier's hands as ``<root>-0``."""
    stage.do(register(root, face, buyer=issuer), signed_by="registry")
    promised(stage, root, issuer=issuer, invoices=(share(root, face),), face=face, **changes)


def sell(
    stage: Stage,
    lot: str,
    value: int = FACE,
    discount: int = 20_000,
    *,
    seller: str = "first",
    pool: str = "of-pool",
    signers: str = SPV,
) -> None:
    """Offered for money and registered by whoever has it, and taken by the pool's account."""
    financing = finance(discount=discount, fees=0)
    account = f"of-{seller}"
    stage.do(*offering(stage, lot, pool.removeprefix("of-"), account, financing=financing), signed_by=seller)
    stage.do(money(lot, pool, value - discount), lc.Take(lot=lot, hold=f"price-{lot}"), signed_by=signers)


def admit(lot: str, pool: str = "P") -> c.Admit:
    return c.Admit(pool=pool, owed=f"receivables/lot/{lot}")


def bought(stage: S, **terms: Any) -> S:
    """The pool is open and has bought three lots; none is admitted yet."""
    with_parties(stage)
    stage.do(set_line(10**12), set_line(10**12, WEAK), signed_by="platform")
    stage.do(open_pool(**terms), signed_by=OPENS)
    stage.do(bridge(), signed_by=BRIDGES)
    for number, root in enumerate(LOTS):
        voucher(stage, root, WEAK if number == 2 else CORE)
        sell(stage, f"{root}-0")
    return stage


def closed(stage: S, **terms: Any) -> S:
    """Its lots are admitted, and it is cut off."""
    bought(stage, **terms)
    stage.do(*(admit(f"{root}-0") for root in LOTS), signed_by="spv")
    stage.do(c.ClosePool(pool="P"), signed_by="spv")
    return stage


def price(note: str, holder: str, quantity: int, name: str | None = None, **changes: Any) -> h.Hold:
    """Money held for a subscription."""
    account = f"of-{holder}"
    said = {"account": account, "instrument": CASH, "quantity": quantity, "executor": INVESTORS.path(note, account)}
    return h.Hold(hold=name or f"pays-{note}-{holder}", **(said | {"expires": EVER} | changes))


def subscribing(note: str, holder: str, quantity: int, name: str | None = None) -> tuple[Call, Call]:
    held = price(note, holder, quantity, name)
    return held, c.Subscribe(instrument=note, account=f"of-{holder}", quantity=quantity, hold=held.hold)


def subscribed(stage: S, **terms: Any) -> S:
    closed(stage, **terms)
    for note, holders in INVESTORS_OF.items():
        for holder in holders:
            stage.do(*subscribing(note, holder, SPLIT[holder]), signed_by=holder)
    return stage


def issued(stage: S, **terms: Any) -> S:
    """Its notes are out."""
    subscribed(stage, **terms)
    stage.do(c.IssueNotes(pool="P"), signed_by="spv")
    return stage


def repay(stage: Stage, *roots: str) -> None:
    """Vouchers are due and paid."""
    for root in roots:
        stage.do(rc.Provide(root=root, quota=FACE), lc.RedeemLot(lot=f"{root}-0"), signed_by="rival")


def drained(stage: Stage, name: str = WEAK) -> None:
    """An issuer's account is emptied, so that it pays nothing."""
    stage.do(h.Transfer(sender=f"of-{name}", receiver="of-third", instrument=CASH, quantity=50 * FACE), signed_by=name)


def pay(note: str, number: int, *holders: str) -> c.PayHolders:
    return c.PayHolders(instrument=note, number=number, accounts=tuple(f"of-{holder}" for holder in holders))


def pay_out(payee: str = "servicer", number: int = 1, pool: str = "P") -> c.PayOut:
    return c.PayOut(pool=pool, number=number, payee=Payee(payee))


def paid_all(stage: Stage, number: int, *ranks: str) -> None:
    """Every first holder of these ranks is paid."""
    for note in ranks:
        stage.do(pay(note, number, *INVESTORS_OF[note]), signed_by="rival")


def pool_of(stage: OnLedger, name: str = "P") -> Pool:
    found = stage.state.read(POOLS, name)
    assert found is not None
    return found


def note_of(stage: OnLedger, name: str) -> Note:
    found = stage.state.read(NOTES, name)
    assert found is not None
    return found


def pooled_lot(stage: OnLedger, name: str) -> PooledLot:
    found = stage.state.read(POOLED_LOTS, name)
    assert found is not None
    return found


def cash_of(stage: OnLedger, account: str) -> int:
    return int(stage.ledger.holding(account, CASH).free)
