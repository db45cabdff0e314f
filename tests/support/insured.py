# SPDX-License-Identifier: Apache-2.0
"""An insurer with a product and blank policies, people with wallets, and the calls between them."""

from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, TermsDocument, Unit
from counterfoil.modules.insurance import calls as n
from counterfoil.modules.insurance.records import CLAIMS, POLICIES, PRODUCTS, WALLETS, Claim, Policy, PolicyWallet
from counterfoil.modules.insurance.schedule import Rounding, Terms
from counterfoil.modules.parties.records import Control, Role
from support.ledger import Ledger

DAY_MS: Final = 86_400_000
YEAR_MS: Final = 365 * DAY_MS
CASH: Final = "e-CNY"
LIFE: Final = "life"
WORDING: Final = "7" * 64
OTHER_WORDING: Final = "8" * 64
EVER: Final = 10**14
PREMIUM: Final = 1_001
TERMS: Final = Terms(
    document=WORDING,
    premium=PREMIUM,
    premiums=3,
    interval_months=12,
    grace_days=60,
    term_months=60,
    cover=100_000,
    claim_days=730,
    cooling_off_days=15,
    surrender_ppm=(200_000, 350_000, 500_000),
    rounding=Rounding.down,
    offset_min=480,
)
"""Three yearly premiums of 1,001 for five years of cover."""


def changed(**terms: Any) -> Terms:
    """The terms, changed."""
    said = {name: getattr(TERMS, name) for name in TERMS.__struct_fields__}
    return Terms(**(said | terms))


def reserve(name: str = "reserve", product: str = LIFE, **changes: Any) -> h.GrantMandate:
    """What the insurer pays refunds and claims under."""
    said = {"account": "of-insurer", "executor": PRODUCTS.path(product), "instrument": CASH, "revocable": False}
    return h.GrantMandate(mandate=name, **(said | changes))


def offer(product: str = LIFE, **changes: Any) -> n.Offer:
    said = {"insurer": "insurer", "instrument": CASH, "account": "of-insurer", "mandate": "reserve", "terms": TERMS}
    return n.Offer(product=product, **(said | changes))


def amend(product: str = LIFE, **changes: Any) -> n.Amend:
    return n.Amend(product=product, **({"account": "of-insurer", "mandate": "reserve", "terms": TERMS} | changes))


def apply(policy: str = "P-1", **changes: Any) -> n.Apply:
    said = {"product": LIFE, "version": 1, "account": "of-ann", "wallet": "ann-wallet"}
    return n.Apply(policy=policy, **(said | changes))


def hold(name: str, policy: str = "P-1", **changes: Any) -> h.Hold:
    """A premium set aside in Ann's wallet for a policy."""
    said = {"account": "ann-wallet", "instrument": CASH, "quantity": PREMIUM, "expires": EVER}
    return h.Hold(hold=name, **(said | {"executor": POLICIES.path(policy)} | changes))


def buying(policy: str = "P-1", *, name: str = "", **changes: Any) -> tuple[Call, Call, Call]:
    """Apply, set the first premium aside, and pay it: one transaction of the buyer."""
    wallet = changes.get("wallet", "ann-wallet")
    held = name or f"first-{policy}"
    return apply(policy, **changes), hold(held, policy, account=wallet), n.Buy(policy=policy, hold=held)


def pay(premium: int, policy: str = "P-1", **source: Any) -> n.PayPremium:
    return n.PayPremium(policy=policy, premium=premium, **source)


def paying(premium: int, policy: str = "P-1", *, wallet: str = "ann-wallet") -> tuple[Call, Call]:
    """Set a premium aside, and pay it."""
    name = f"{policy}-{premium}"
    return hold(name, policy, account=wallet), pay(premium, policy, hold=name)


def claim(name: str = "C-1", policy: str = "P-1", **changes: Any) -> n.MakeClaim:
    return n.MakeClaim(claim=name, policy=policy, **({"quantity": 50_000, "document": "9" * 64} | changes))


def blank(ledger: Ledger, policy: str, **changes: Any) -> None:
    """An instrument of the insurer's that is a policy nobody bought."""
    said: dict[str, Any] = {
        "kind": InstrumentKind.insurance_policy,
        "issuer": "insurer",
        "name": f"Policy {policy}",
        "unit": Unit(name="policy", decimals=0),
        "terms": TermsDocument(uri="https://insurer.example/life", hash=WORDING),
        "supply_limit": 1,
        "unique": True,
    }
    said |= changes
    defined = i.DefineInstrument(instrument=policy, **said)
    active = i.ChangeStatus(instrument=policy, status=InstrumentStatus.active, by=said["issuer"])
    ledger.do(defined, active, signed_by=said["issuer"])


def insured(*, people: tuple[str, ...] = ("ann", "ben"), policies: int = 3, money: int = 100_000) -> Ledger:
    """The insurer sells life insurance; Ann and Ben have a wallet and an account for policies each."""
    ledger = Ledger()
    return with_insurance(ledger, people=people, policies=policies, money=money)


def with_insurance(
    ledger: Ledger, *, people: tuple[str, ...] = ("ann", "ben"), policies: int = 3, money: int = 100_000
) -> Ledger:
    """The same on a ledger that is there; only what people agree to comes into their accounts."""
    ledger.party("insurer", Role.issuer)
    ledger.party("mint", Role.operating_bank)
    for name in people:
        ledger.party(name)
    ledger.instrument(CASH, "mint", kind=InstrumentKind.cash)
    ledger.account("of-insurer", "insurer", incoming=Control.holder)
    for name in people:
        ledger.account(f"of-{name}", name, incoming=Control.holder)
        ledger.account(f"{name}-wallet", name, incoming=Control.holder)
        issued = h.Issue(instrument=CASH, account=f"{name}-wallet", quantity=money)
        ledger.do(issued, signed_by=f"mint {name}")
    issued = h.Issue(instrument=CASH, account="of-insurer", quantity=1_000_000)
    ledger.do(issued, signed_by="mint insurer")
    for number in range(1, policies + 1):
        blank(ledger, f"P-{number}")
    ledger.do(reserve(), offer(), signed_by="insurer")
    return ledger


def policy_of(ledger: Ledger, policy: str = "P-1") -> Policy:
    found = ledger.state.read(POLICIES, policy)
    assert found is not None
    return found


def wallet_of(ledger: Ledger, policy: str = "P-1") -> PolicyWallet:
    found = ledger.state.read(WALLETS, policy)
    assert found is not None
    return found


def claim_of(ledger: Ledger, claim: str = "C-1") -> Claim:
    found = ledger.state.read(CLAIMS, claim)
    assert found is not None
    return found


def cash(ledger: Ledger, account: str) -> int:
    return ledger.holding(account, CASH).balance
