# SPDX-License-Identifier: Apache-2.0
"""A platform, a core enterprise with suppliers down to the fourth tier, a bank that finances, and the calls between."""

from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import TITLES
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties.records import Control, Role
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.lots import LOTS, Financing, Lot
from counterfoil.modules.receivables.records import ROOTS, InvoiceShare, Root, RootTerms
from support.ledger import GENESIS_TIME, Ledger, policy_of

DAY_MS: Final = 86_400_000
CASH: Final = "e-CNY"
PLATFORM: Final = "platform"
CORE: Final = "core"
SUPPLIERS: Final = ("first", "second", "third", "fourth")
FACE: Final = 1_000_000
"""Ten thousand yuan, in fen."""
TENOR: Final = 90
EVER: Final = 10**14
FIRST_DAY: Final = (GENESIS_TIME + 480 * 60_000) // DAY_MS
MATURES: Final = FIRST_DAY + TENOR
WEEK_MS: Final = 7 * DAY_MS


def print_of(name: str) -> str:
    """An invoice's fingerprint, as a registry with a key would give it."""
    return policy_of(f"invoice-{name}").keys[0].keyid


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


def register(name: str, amount: int = FACE, *loose: str) -> c.RegisterInvoice:
    hashes = tuple(print_of(one) for one in loose)
    return c.RegisterInvoice(programme=PLATFORM, fingerprint=print_of(name), amount=amount, loose=hashes)


def clear(name: str, maker: str = "registry", checker: str = "supervisor") -> c.ClearInvoice:
    said = {"maker": maker, "checker": checker, "programme": PLATFORM, "reason": "two deliveries"}
    return c.ClearInvoice(fingerprint=print_of(name), **said)


def share(name: str, amount: int = FACE) -> InvoiceShare:
    return InvoiceShare(fingerprint=print_of(name), amount=amount)


def terms(**changes: Any) -> RootTerms:
    """Ten thousand yuan in ninety days, for the first supplier."""
    said: dict[str, Any] = {
        "programme": PLATFORM,
        "issuer": CORE,
        "account": "of-first",
        "cash": CASH,
        "face": FACE,
        "matures": MATURES,
        "contract_hash": "c" * 64,
        "invoices": (share("one"),),
        "requires_acceptance": False,
        "recourse": False,
        "min_split": 1,
        "max_depth": 5,
    }
    return RootTerms(**(said | changes))


def propose(ledger: Ledger, root: str = "R", by: str = "first", until: int | None = None, **changes: Any) -> c.Propose:
    return c.Propose(root=root, by=by, terms=terms(**changes), until=until or ledger.time + WEEK_MS)


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
    ledger: Ledger, lot: str, to: str, account: str, *, name: str | None = None, financing: Financing | None = None
) -> tuple[Call, Call]:
    """Hold a lot and offer it: one transaction of whoever has it."""
    held = kept(lot, account, name, expires=ledger.time + DAY_MS)
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


def market(*, checked: bool = True) -> Ledger:
    """A programme with a line for the core enterprise, invoices, and accounts; nothing promised yet."""
    ledger = Ledger(checked=checked)
    ledger.party("mint", Role.operating_bank)
    ledger.party("platform", Role.venue)
    ledger.party("registry", Role.custodian)
    _core(ledger)
    for name in (*SUPPLIERS, "bank", "rival", "guarantor"):
        ledger.party(name, Role.custodian)
        ledger.account(f"of-{name}", name, incoming=Control.nobody if name in SUPPLIERS[2:] else Control.holder)
    ledger.account("of-platform", "platform")
    ledger.account("of-core", CORE)
    ledger.instrument(CASH, "mint", kind=InstrumentKind.cash)
    for name in ("core", "bank", "first", "second", "guarantor"):
        signers = "mint" if name == "core" else f"mint {name}"
        ledger.do(h.Issue(instrument=CASH, account=f"of-{name}", quantity=5 * FACE), signed_by=signers)
    ledger.do(set_programme(), signed_by="platform")
    ledger.do(set_line(), signed_by="platform")
    ledger.do(*(register(name) for name in ("one", "two", "three")), signed_by="registry")
    return ledger


def _core(ledger: Ledger) -> None:
    """The core enterprise has two keys, either of which signs: a maker's and a checker's."""
    from counterfoil.modules.parties import calls as p
    from counterfoil.modules.parties.records import PartyKind

    ledger.do(
        p.RegisterParty(
            party=CORE,
            registrar="registrar",
            kind=PartyKind.organisation,
            name=CORE,
            roles=(Role.issuer,),
            keys=policy_of(CORE, "checker"),
        ),
        signed_by="registrar",
    )


def checked_by(ledger: Ledger, *calls: Call, key: str = "checker") -> Any:
    """A transaction of the core enterprise under another of its keys."""
    return ledger.submit(*calls, signed_by=key, by=CORE)


def promised(ledger: Ledger, root: str = "R", **changes: Any) -> None:
    """Proposed by its first holder, made and checked by the issuer: it is out, as one lot ``<root>-0``."""
    first = changes.get("account", "of-first").removeprefix("of-")
    ledger.do(propose(ledger, root, by=first, **changes), signed_by=first)
    ledger.do(standing(root), c.Prepare(root=root), signed_by=CORE)
    answer = checked_by(ledger, confirm(root))
    assert answer.outcome.name == "ok", answer


def root_of(ledger: Ledger, name: str = "R") -> Root:
    found = ledger.state.read(ROOTS, name)
    assert found is not None
    return found


def lot_of(ledger: Ledger, name: str) -> Lot:
    found = ledger.state.read(LOTS, name)
    assert found is not None
    return found


def where(ledger: Ledger, lot: str) -> str | None:
    """The account that a lot's title names."""
    found = ledger.state.read(TITLES, lot)
    assert found is not None
    return found.account


def until_due(ledger: Ledger, days: int = 0) -> None:
    """Let time pass until the day of maturity, or so many days after it, has begun."""
    ledger.time = max(ledger.time, (MATURES + days) * DAY_MS - 480 * 60_000)


