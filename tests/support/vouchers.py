# SPDX-License-Identifier: Apache-2.0
"""A platform, a core enterprise with suppliers down to the fourth tier, a bank that finances, and the calls between."""

from hashlib import sha256
from typing import Any, Final, TypeVar

from counterfoil.law.call import Call
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import TITLES
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.lots import LOTS, Financing, Lot
from counterfoil.modules.receivables.records import ROOTS, InvoiceShare, Root, RootTerms
from support.evidence_world import START_MS
from support.vouchers_stage import DAY_MS, OnLedger, Stage, day_of

S = TypeVar("S", bound=Stage)
CASH: Final = "e-CNY"
PLATFORM: Final = "platform"
CORE: Final = "core"
WEAK: Final = "weak"
"""Another core enterprise, whose vouchers are not paid."""
SUPPLIERS: Final = ("first", "second", "third", "fourth")
OPEN: Final = ("third", "fourth", CORE, WEAK, "platform")
"""Into their accounts anybody may bring things."""
INVOICES: Final = tuple(f"invoice-{number}" for number in range(24))
"""Of the first supplier to the core enterprise."""
INVOICES_OF_WEAK: Final = tuple(f"weak-invoice-{number}" for number in range(6))
"""To the weak one."""
REGISTRY: Final = "registry"
FACE: Final = 1_000_000
"""Ten thousand yuan, in fen."""
TENOR: Final = 90
EVER: Final = 10**14
FIRST_DAY: Final = day_of(START_MS)
MATURES: Final = FIRST_DAY + TENOR
WEEK_MS: Final = 7 * DAY_MS


def print_of(name: str) -> str:
    """An invoice's fingerprint, as a registry with a key would give it."""
    return sha256(f"registry key, {name}".encode()).hexdigest()


def set_programme(programme: str = PLATFORM, **changes: Any) -> c.SetProgramme:
    said: dict[str, Any] = {
        "keeper": "platform",
        "registry": "registry",
        "cash": CASH,
        "offset_min": 480,
        "tenor_max_days": 365,
        "examined_beyond_days": 182,
        "depth_max": 6,
        "accept_within": WEEK_MS,
        "grace_days": 5,
        "penalty_ppm": 500,
    }
    return c.SetProgramme(programme=programme, **(said | changes))


def set_line(ceiling: int = 10 * FACE, issuer: str = CORE) -> c.SetLine:
    return c.SetLine(programme=PLATFORM, issuer=issuer, ceiling=ceiling)


def register(name: str, amount: int = FACE, *loose: str, **changes: Any) -> c.RegisterInvoice:
    """An invoice of the first supplier to the core enterprise."""
    hashes = tuple(print_of(one) for one in loose)
    said: dict[str, Any] = {"programme": PLATFORM, "buyer": CORE, "seller": "first"}
    return c.RegisterInvoice(fingerprint=print_of(name), amount=amount, loose=hashes, **(said | changes))


def clear(name: str, maker: str = "registry", checker: str = "supervisor") -> c.ClearInvoice:
    said = {"maker": maker, "checker": checker, "programme": PLATFORM, "reason": "two deliveries"}
    return c.ClearInvoice(fingerprint=print_of(name), **said)


def take_back(name: str, registry: str = REGISTRY, reason: str = "another amount") -> c.WithdrawInvoice:
    """The registry withdraws what it registered wrongly."""
    return c.WithdrawInvoice(registry=registry, fingerprint=print_of(name), reason=reason)


def share(name: str, amount: int = FACE) -> InvoiceShare:
    return InvoiceShare(fingerprint=print_of(name), amount=amount)


def terms(**changes: Any) -> RootTerms:
    """Ten thousand yuan in ninety days, for the first supplier."""
    own = INVOICES_OF_WEAK if changes.get("issuer") == WEAK else INVOICES
    said: dict[str, Any] = {
        "programme": PLATFORM,
        "issuer": CORE,
        "account": "of-first",
        "cash": CASH,
        "face": FACE,
        "matures": MATURES,
        "contract_hash": "c" * 64,
        "invoices": (share(own[0]),),
        "requires_acceptance": False,
        "recourse": False,
        "min_split": 1,
        "max_depth": 5,
    }
    return RootTerms(**(said | changes))


def propose(stage: Stage, root: str = "R", by: str = "first", until: int | None = None, **changes: Any) -> c.Propose:
    return c.Propose(root=root, by=by, terms=terms(**changes), until=until or stage.time + WEEK_MS)


def standing(root: str = "R", name: str | None = None, account: str = "of-core", **changes: Any) -> h.GrantMandate:
    """By which the issuer's own account pays a voucher."""
    said = {"account": account, "executor": ROOTS.path(root), "instrument": CASH, "revocable": False}
    return h.GrantMandate(mandate=name or f"pays-{root}", **(said | changes))


def confirm(root: str = "R", mandate: str | None = None, lot: str | None = None) -> c.Confirm:
    return c.Confirm(root=root, mandate=mandate or f"pays-{root}", lot=lot or f"{root}-0")


def part(lot: str, value: int, to: str | None = None, **more: Any) -> lc.Part:
    return lc.Part(lot=lot, value=value, account=None if to is None else f"of-{to}", **more)


def split(lot: str, *parts: lc.Part) -> lc.Split:
    return lc.Split(lot=lot, parts=parts)


def kept(lot: str, account: str, name: str | None = None, **changes: Any) -> h.Hold:
    """A lot's unit, held for its own record: what an offer rests on."""
    said = {"account": account, "instrument": lot, "quantity": 1, "executor": LOTS.path(lot)}
    return h.Hold(hold=name or f"offer-{lot}", **(said | changes))


def offering(
    stage: Stage, lot: str, to: str, account: str, *, name: str | None = None, financing: Financing | None = None
) -> tuple[Call, Call]:
    """Hold a lot and offer it: one transaction of whoever has it."""
    held = kept(lot, account, name, expires=stage.time + DAY_MS)
    return held, lc.OfferLot(lot=lot, to=f"of-{to}", hold=held.hold, financing=financing)


def money(lot: str, account: str, quantity: int, name: str | None = None) -> h.Hold:
    """Money set aside for a lot."""
    said = {"account": account, "instrument": CASH, "quantity": quantity, "executor": LOTS.path(lot)}
    return h.Hold(hold=name or f"price-{lot}", **said, expires=EVER)


def backing(quantity: int, root: str = "R", name: str = "backing", **changes: Any) -> h.Hold:
    """Money that the issuer sets aside for a voucher."""
    said = {"account": "of-core", "instrument": CASH, "quantity": quantity, "executor": ROOTS.path(root)}
    return h.Hold(hold=name, **(said | {"expires": EVER} | changes))


def finance(discount: int = 10_000, fees: int = 500, registration: str = "zdw-1", **more: Any) -> Financing:
    return Financing(discount=discount, fees=fees, registration=registration, **more)


def founded(stage: S) -> S:
    """A programme with a line for two core enterprises, invoices, and accounts; nothing promised yet."""
    organisations: dict[str, tuple[Role, ...]] = {"mint": (Role.operating_bank,), "platform": (Role.venue,)}
    organisations |= {CORE: (Role.issuer,), WEAK: (Role.issuer,), "registry": ()}
    organisations |= dict.fromkeys((*SUPPLIERS, "bank", "rival", "guarantor"), (Role.custodian,))
    firms = [firm(stage, name, *(roles or (Role.custodian,))) for name, roles in organisations.items()]
    stage.do(*firms, signed_by="registrar")
    for name in (*SUPPLIERS, "bank", "rival", "guarantor", "platform", CORE, WEAK):
        incoming = Control.nobody if name in OPEN else Control.holder
        stage.do(
            p.OpenAccount(account=f"of-{name}", holder=name, outgoing=Control.holder, incoming=incoming), signed_by=name
        )
    unit = Unit(name="CNY", decimals=2)
    cash = i.DefineInstrument(instrument=CASH, kind=InstrumentKind.cash, issuer="mint", name="Digital yuan", unit=unit)
    stage.do(cash, i.ChangeStatus(instrument=CASH, status=InstrumentStatus.active, by="mint"), signed_by="mint")
    for name in (CORE, WEAK, "bank", "first", "second", "guarantor"):
        signers = "mint" if name in OPEN else f"mint {name}"
        stage.do(h.Issue(instrument=CASH, account=f"of-{name}", quantity=50 * FACE), signed_by=signers)
    stage.do(set_programme(), set_line(), set_line(issuer=WEAK), signed_by="platform registry")
    stage.do(*(register(name) for name in INVOICES), signed_by="registry")
    stage.do(*(register(name, buyer=WEAK) for name in INVOICES_OF_WEAK), signed_by="registry")
    return stage


def firm(stage: Stage, name: str, *roles: Role) -> p.RegisterParty:
    """Each has two keys, either of which signs: a maker's and a checker's."""
    said = {"registrar": "registrar", "kind": PartyKind.organisation, "name": name}
    return p.RegisterParty(party=name, roles=roles, keys=stage.keys(name, f"{name}-2"), **said)


def promised(stage: Stage, root: str = "R", **changes: Any) -> None:
    """Proposed by its first holder, made and checked by the issuer: it is out, as one lot ``<root>-0``."""
    first, issuer = changes.get("account", "of-first").removeprefix("of-"), changes.get("issuer", CORE)
    stage.do(propose(stage, root, by=first, **changes), signed_by=first)
    stage.do(standing(root, account=f"of-{issuer}"), c.Prepare(root=root), signed_by=issuer)
    stage.do(confirm(root), signed_by=f"{issuer}-2")


def root_of(stage: OnLedger, name: str = "R") -> Root:
    found = stage.state.read(ROOTS, name)
    assert found is not None
    return found


def lot_of(stage: OnLedger, name: str) -> Lot:
    found = stage.state.read(LOTS, name)
    assert found is not None
    return found


def where(stage: OnLedger, lot: str) -> str | None:
    """The account that a lot's title names."""
    found = stage.state.read(TITLES, lot)
    assert found is not None
    return found.account
