# SPDX-License-Identifier: Apache-2.0
"""Two firms that deal with each other over the counter, in calls of few words."""

from typing import Any, Final

from counterfoil.identity.identifiers.lei import lei_check_digits
from counterfoil.law.dated import day_of
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.over_the_counter import calls as c
from counterfoil.modules.over_the_counter.collateral import VALUATIONS
from counterfoil.modules.over_the_counter.deals import DEALS, Deal, DealTerms
from counterfoil.modules.over_the_counter.placements import SUBSCRIPTIONS
from counterfoil.modules.over_the_counter.pricing import Price
from counterfoil.modules.over_the_counter.records import CreditSupport, Direction, Eligible
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import DayNumber, HexHash, RecordPath, Timestamp
from support.ledger import DOCUMENT, GENESIS_TIME, Ledger

NOTE: Final = "NOTE"
CASH: Final = "YUAN"
HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS
FAR: Final = GENESIS_TIME + 10**11
BODY: Final = "549300EXAMPLE00OTC"
LEI: Final = BODY + lei_check_digits(BODY)


def uti(name: str) -> str:
    """A unique transaction identifier."""
    return f"{LEI}{name.replace('-', '').upper()}"


def dealing(ledger: Ledger | None = None) -> Ledger:
    """A dealer with notes, a client with money, a third firm; a repository, a venue, and an agreement ``M``."""
    ledger = ledger or Ledger()
    for name, roles in (("maker", (Role.issuer,)), ("mint", (Role.operating_bank,)), ("exchange", (Role.venue,))):
        ledger.party(name, *roles)
    for name in ("dealer", "client", "third", "repository", "agent", "umpire"):
        ledger.party(name)
    for name in ("dealer", "client", "third", "maker"):
        ledger.account(f"at-{name}", name)
    ledger.instrument(NOTE, "maker", kind=InstrumentKind.bond)
    ledger.instrument(CASH, "mint", kind=InstrumentKind.cash)
    for account in ("at-dealer", "at-client", "at-third"):
        ledger.issue(NOTE, account, 10_000, issuer="maker")
        ledger.issue(CASH, account, 10_000_000, issuer="mint")
    ledger.do(reporting(), signed_by="supervisor")
    ledger.do(agree(), signed_by="dealer client")
    return ledger


def reporting(**changed: Any) -> c.SetReporting:
    fields = {"repository": "repository", "within_ms": DAY_MS, "by": "supervisor", "reference": "rules, 8"}
    return c.SetReporting(**{**fields, **changed})


def credit(**changed: Any) -> CreditSupport:
    """Cash at its value and notes at nine tenths of it secure what is above a thousand, in hundreds."""
    fields = {
        "cash": CASH,
        "first_account": "at-dealer",
        "second_account": "at-client",
        "eligible": (Eligible(instrument=CASH), Eligible(instrument=NOTE, haircut_ppm=100_000)),
        "valuation_agent": "agent",
        "calculation_agent": "umpire",
        "respond_within_ms": HOUR_MS,
        "deliver_within_ms": 2 * HOUR_MS,
        "threshold_amount": 1_000,
        "minimum_transfer": 500,
        "rounding": 100,
    }
    return CreditSupport(**{**fields, **changed})


def agree(agreement: str = "M", **changed: Any) -> c.Agree:
    fields = {"first": "dealer", "second": "client", "hash": DOCUMENT, "credit": credit()}
    return c.Agree(agreement=agreement, **{**fields, **changed})


def quote(name: str = "Q", **changed: Any) -> c.GiveQuote:
    """The dealer sells up to a hundred notes, in tens, at 990 for ten."""
    fields = {
        "dealer": "dealer",
        "account": "at-dealer",
        "direction": Direction.sells,
        "instrument": NOTE,
        "quantity": 100,
        "lot": 10,
        "cash": CASH,
        "lot_price": 990,
        "firm": True,
        "expires": min(FAR, changed.get("latest", FAR)),
        "settles": GENESIS_TIME,
        "latest": FAR,
    }
    return c.GiveQuote(quote=name, **{**fields, **changed})


def take(deal: str = "T", quantity: int = 40, **changed: Any) -> c.Take:
    fields = {"quote": "Q", "by": "client", "account": "at-client", "agreement": "M", "uti": uti(deal)}
    return c.Take(deal=deal, quantity=quantity, **{**fields, **changed})


def propose(deal: str = "D", **changed: Any) -> c.Propose:
    """The dealer sells fifty notes to the client for 5,000."""
    fields = {
        "by": "dealer",
        "agreement": "M",
        "seller": "at-dealer",
        "buyer": "at-client",
        "instrument": NOTE,
        "quantity": 50,
        "cash": CASH,
        "consideration": 5_000,
        "affirm_by": min(FAR, changed.get("latest", FAR)),
        "settles": GENESIS_TIME,
        "latest": FAR,
        "uti": uti(deal),
    }
    return c.Propose(deal=deal, **{**fields, **changed})


def hash_of(call: c.Propose) -> HexHash:
    """Of the terms that a call proposes."""
    return DealTerms(**{field: getattr(call, field) for field in DealTerms.__struct_fields__}).hash


def deal_of(ledger: Ledger, deal: str) -> Deal:
    found = ledger.state.read(DEALS, deal)
    assert found is not None
    return found


def affirm(ledger: Ledger, deal: str = "D") -> c.Affirm:
    """On the terms that stand there."""
    return c.Affirm(deal=deal, terms=deal_of(ledger, deal).hash)


def hold(name: str, account: str, instrument: str, quantity: int, executor: str, expires: int = FAR) -> h.Hold:
    return h.Hold(
        hold=name, account=account, instrument=instrument, quantity=quantity, executor=executor, expires=expires
    )


def reserve(ledger: Ledger, deal: str = "D") -> None:
    """Both sides set aside what they deliver, under holds named after the deal."""
    terms = deal_of(ledger, deal).terms
    path = DEALS.path(deal)
    ledger.do(
        hold(f"{deal}-notes", terms.seller, terms.instrument, terms.quantity, path),
        hold(f"{deal}-cash", terms.buyer, terms.cash, terms.consideration, path),
        signed_by="dealer client",
    )


def settle(deal: str = "D", by: str = "client") -> c.Settle:
    return c.Settle(deal=deal, by=by, delivery=f"{deal}-notes", payment=f"{deal}-cash")


def report(deal: str = "D", side: str = "dealer", terms: str = DOCUMENT, **changed: Any) -> c.ReportDeal:
    fields = {"uti": uti(deal), "by": side, "terms": terms}
    return c.ReportDeal(deal=deal, side=side, **{**fields, **changed})


# Placements: notes of the maker's own, in tens, at 1,000 for ten.


def place(placement: str = "P", **changed: Any) -> c.Place:
    fields = {
        "instrument": NOTE,
        "quantity": 1_000,
        "lot": 10,
        "cash": CASH,
        "lot_price": 1_000,
        "account": "at-maker",
        "minimum": 20,
        "closes": FAR,
        "latest": FAR + DAY_MS,
        "document": DOCUMENT,
        "underwriter": "dealer",
    }
    return c.Place(placement=placement, **{**fields, **changed})


def subscription_of(account: str, placement: str = "P") -> RecordPath:
    return SUBSCRIPTIONS.path(placement, account)


def set_aside(account: str, quantity: int, placement: str = "P", **changed: Any) -> h.Hold:
    """What so many notes cost, for the subscription."""
    fields = {
        "instrument": CASH,
        "quantity": quantity * 100,
        "executor": subscription_of(account, placement),
        "expires": FAR + DAY_MS,
    }
    return h.Hold(hold=f"{placement}-{account}", account=account, **{**fields, **changed})


def subscribe(account: str = "at-client", quantity: int = 100, placement: str = "P", **changed: Any) -> c.Subscribe:
    return c.Subscribe(
        placement=placement, account=account, quantity=quantity, **{"hold": f"{placement}-{account}", **changed}
    )


def professional(ledger: Ledger, *parties: str) -> None:
    """The repository, whom the chain believes about that, attests it."""
    trusted = p.TrustAttesters(topic="investor_class", attesters=("repository",), by="supervisor", reference="notice")
    ledger.do(trusted, signed_by="supervisor")
    calls = [
        p.Attest(party=party, topic="investor_class", value="professional", attester="repository") for party in parties
    ]
    ledger.do(*calls, signed_by="repository")


# Valuations of the agreement M: what the client owes the dealer, or, negative, the dealer the client.


def today(ledger: Ledger) -> DayNumber:
    return day_of(Timestamp(ledger.time), 0)


def value(day: int, exposure: int, **changed: Any) -> c.Value:
    fields = {"agreement": "M", "hash": DOCUMENT, "prices": (Price(instrument=NOTE, unit_price=100),)}
    return c.Value(day=day, exposure=exposure, **{**fields, **changed})


def valuation_path(day: int, agreement: str = "M") -> RecordPath:
    return VALUATIONS.path(agreement, str(day))


def deliver(day: int, quantity: int, instrument: str = CASH, agreement: str = "M", **changed: Any) -> c.Deliver:
    """Under the hold ``v-<day>-<instrument>``."""
    fields = {"hold": f"v-{day}-{instrument}"}
    return c.Deliver(agreement=agreement, day=day, instrument=instrument, quantity=quantity, **{**fields, **changed})


def for_valuation(day: int, quantity: int, instrument: str = CASH, account: str = "at-client") -> h.Hold:
    return hold(f"v-{day}-{instrument}", account, instrument, quantity, valuation_path(day))
