# SPDX-License-Identifier: Apache-2.0
"""A small market with something in every state that a rule distinguishes."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from counterfoil.law.call import Call
from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.law.module import Module
from counterfoil.law.outcome import Outcome
from counterfoil.modules import laws
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.law import WIDENED_HOLDINGS
from counterfoil.modules.holdings.records import FREEZES_MAX
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control, Role
from counterfoil.modules.settlement import calls as s
from counterfoil.modules.settlement.records import Leg
from counterfoil.primitives.types import QUANTITY_MAX
from support.ledger import DOCUMENT, GENESIS_TIME, Ledger

FAR: Final = GENESIS_TIME + 10**9
LONG: Final = GENESIS_TIME + 10**10
SOON: Final = GENESIS_TIME + 10**7
"""In the past once the market is built."""


class Row(NamedTuple):
    """A call that a rule refuses: in words, the call, who signs, and the outcome."""

    because: str
    call: Call
    signed_by: str
    outcome: Outcome


def leg(sender: str, receiver: str, instrument: str = "SHARE", quantity: int = 1) -> Leg:
    """One leg of a settlement."""
    return Leg(sender=sender, receiver=receiver, instrument=instrument, quantity=quantity)


def build_market(
    *, checked: bool = True, features: dict[str, int] | None = None, besides: Sequence[Module] = ()
) -> Ledger:
    """Parties, accounts, instruments, encumbrances and instructions, named after what is special about them.

    The usual one is built once in a process; whoever asks has a twin of it.
    """
    if features is None and not besides:
        return _usual(checked).twin()
    return _built(checked=checked, features=features, besides=besides)


@cache
def _usual(checked: bool) -> Ledger:
    return _built(checked=checked, features=None, besides=())


def _built(*, checked: bool, features: dict[str, int] | None, besides: Sequence[Module]) -> Ledger:
    market = Ledger(checked=checked, features=features, besides=besides)
    _parties(market)
    if "attestations" in (laws().features if features is None else features):
        _attestations(market)
    _accounts(market)
    _instruments(market)
    _encumbrances(market, features)
    _instructions(market)
    market.wait(10**7)
    _stop(market)
    return market


def _parties(market: Ledger) -> None:
    market.party("second-supervisor", Role.supervisor)
    market.party("second-registrar", Role.registrar)
    market.party("issuer", Role.issuer)
    market.party("bank", Role.operating_bank)
    market.party("custodian", Role.custodian)
    market.party("venue", Role.venue)
    for name in ("alice", "bob", "carol", "sam"):
        market.party(name)
    market.party("kay", keyless=True)


def _attestations(market: Ledger) -> None:
    """Alice, Bob and Kay are known; what the venue attested is revoked, and it is trusted no longer."""
    for topic in ("identity", "investor_class", "country"):
        market.do(trust(topic, "custodian", "venue"), signed_by="supervisor")
    for name in ("alice", "bob", "kay"):
        market.do(attest(name, "identity", "verified"), attest(name, "country", "CN"), signed_by="custodian")
    market.do(attest("carol", "country", "SG", attester="venue"), signed_by="venue")
    revoked = p.RevokeAttestation(party="carol", topic="country", by="venue", reference="mistaken")
    market.do(revoked, signed_by="venue")
    for topic in ("identity", "investor_class", "country"):
        market.do(trust(topic, "custodian"), signed_by="supervisor")
    for number in range(SCHEDULED_MAX):
        market.do(trust("identity", "custodian", since=FAR + number), signed_by="supervisor")
    market.do(trust("accredited", "custodian", values=("yes", "no")), signed_by="supervisor")
    market.do(trust("passport_no", "custodian"), signed_by="supervisor")


def trust(topic: str, *attesters: str, by: str = "supervisor", **more: Any) -> p.TrustAttesters:
    """Whom the chain believes about a topic."""
    return p.TrustAttesters(topic=topic, attesters=attesters, by=by, reference="notice 7", **more)


def attest(party: str, topic: str, value: str, attester: str = "custodian", **more: Any) -> p.Attest:
    """What an attester says of a party."""
    return p.Attest(party=party, topic=topic, value=value, attester=attester, **more)


def _accounts(market: Ledger) -> None:
    market.account("of-alice", "alice")
    market.account("of-bob", "bob")
    market.account("of-sam", "sam")
    market.account("of-kay", "kay", custodian="custodian", outgoing=Control.custodian)
    market.account("of-custodian", "custodian", custodian="custodian", outgoing=Control.custodian)
    market.account("both", "carol", custodian="custodian", outgoing=Control.both, incoming=Control.both)
    market.account("either", "carol", custodian="custodian", outgoing=Control.either, incoming=Control.holder)
    market.account("stopped", "alice", custodian="custodian")
    market.account("supervised", "alice", custodian="custodian")


def _instruments(market: Ledger) -> None:
    market.instrument("SHARE", "issuer", limit=1_000_000)
    market.instrument("CNY", "bank", kind=InstrumentKind.cash)
    market.instrument("BIG", "issuer")
    for status in InstrumentStatus:
        market.instrument(f"is-{status}", "issuer", status=status)
    market.instrument("supervised", "issuer")
    for deed in ("DEED", "VACANT"):
        market.instrument(deed, "issuer", unique=True)
    for account in ("of-alice", "of-bob", "of-sam", "of-kay", "stopped"):
        market.issue("SHARE", account, 1_000, issuer="issuer")
    call = h.Issue(instrument="SHARE", account="both", quantity=1_000)
    market.do(call, signed_by="issuer carol custodian")
    market.issue("CNY", "of-bob", 1_000, issuer="bank")
    market.issue("BIG", "of-alice", QUANTITY_MAX, issuer="issuer")
    market.issue("DEED", "of-alice", 1, issuer="issuer")
    market.issue("VACANT", "of-alice", 1, issuer="issuer")
    redeemed = h.Redeem(instrument="VACANT", account="of-alice", quantity=1)
    market.do(redeemed, signed_by="issuer alice")
    market.do(i.AmendInstrument(instrument="is-active", name="renamed"), signed_by="issuer")


def _encumbrances(market: Ledger, features: dict[str, int] | None) -> None:
    def hold(name: str, expires: int, executor: str = "venue") -> h.Hold:
        return h.Hold(
            hold=name, account="of-alice", instrument="SHARE", quantity=10, executor=executor, expires=expires
        )

    for call in (hold("live", LONG), hold("late", SOON), hold("over", LONG)):
        market.do(call, signed_by="alice")
    market.do(h.ReleaseHold(hold="over"), signed_by="venue")
    pledge = h.Pledge(pledge="pledged", account="of-alice", instrument="SHARE", quantity=10, pledgee="bank")
    market.do(pledge, signed_by="alice")
    if WIDENED_HOLDINGS in (laws().features if features is None else features):
        _pledges(market)
    market.do(freeze("frozen", account="of-alice"), signed_by="supervisor")
    for_record = hold("for-record", SOON, executor="lending/loan/one")
    market.do(for_record, signed_by="alice")
    for number in range(FREEZES_MAX):
        market.do(freeze(f"line-{number}", account="of-kay", quantity=1), signed_by="supervisor")
    for call in (mandate("free"), mandate("short", expires=SOON), mandate("gone"), mandate("kept", revocable=False)):
        market.do(call, signed_by="alice")
    market.do(mandate("narrow", instrument="SHARE", quantity=10, receivers=("of-bob",)), signed_by="alice")
    market.do(h.RevokeMandate(mandate="gone"), signed_by="alice")
    taken = h.TransferByMandate(mandate="used", receiver="of-kay", instrument="SHARE", quantity=1)
    market.do(mandate("used"), taken, signed_by="alice venue")
    market.do(mandate("by-record", executor="lending/loan/one"), signed_by="alice")


def _pledges(market: Ledger) -> None:
    """One that Bob can be given with the keeper's consent; one that anybody can be given; one for which it is early."""
    for name, terms in (
        ("kept", {"keeper": "custodian", "enforceable_from": 1, "enforceable_to": ("of-bob", "of-alice", "stopped")}),
        ("open-pledge", {"enforceable_from": 1}),
        ("early-pledge", {"enforceable_from": LONG}),
    ):
        what = {"account": "of-alice", "instrument": "SHARE", "quantity": 10, "pledgee": "bank"}
        market.do(h.Pledge(pledge=name, **what, **terms), signed_by="alice")


def freeze(name: str, *, account: str = "of-bob", quantity: int = 10, **changes: Any) -> h.Freeze:
    """A supervisor's freeze, changed."""
    described = {"instrument": "SHARE", "supervisor": "supervisor", "reference": "order 1", "document": DOCUMENT}
    return h.Freeze(freeze=name, account=account, quantity=quantity, **(described | changes))


def mandate(name: str = "fresh", account: str = "of-alice", executor: str = "venue", **bounds: Any) -> h.GrantMandate:
    """A mandate over Alice's account for the venue, within bounds."""
    return h.GrantMandate(mandate=name, account=account, executor=executor, **bounds)


DVP: Final = (leg("of-alice", "of-bob", "SHARE", 5), leg("of-bob", "of-alice", "CNY", 50))


def _instructions(market: Ledger) -> None:
    names = ("new", "half", "matched", "part", "pending", "settled", "late", "early")
    for name in names:
        market.do(
            s.Instruct(
                instruction=name,
                by="alice",
                legs=DVP,
                expires=SOON if name == "late" else LONG,
                intended_settlement=FAR if name == "early" else 0,
            ),
            signed_by="alice",
        )
    affirmed = set(names) - {"new", "late"}
    for name in sorted(affirmed):
        market.do(s.Affirm(instruction=name, account="of-alice"), signed_by="alice")
    for name in sorted(affirmed - {"half"}):
        market.do(s.Affirm(instruction=name, account="of-bob"), signed_by="bob")
    for name in ("part", "pending", "settled", "early"):
        market.do(s.Allocate(instruction=name, account="of-alice"), signed_by="alice")
    for name in ("pending", "settled", "early"):
        market.do(s.Allocate(instruction=name, account="of-bob"), signed_by="bob")
    market.do(s.Settle(instruction="settled", by="venue"), signed_by="venue")


def _stop(market: Ledger) -> None:
    """Suspend what must be suspended, last, because nothing can be done with it afterwards."""
    suspended = p.SuspendParty(party="sam", by="supervisor", reference="order 2", document=DOCUMENT)
    market.do(suspended, signed_by="supervisor")
    stopped = p.SuspendAccount(account="stopped", by="custodian", reference="claim 3")
    market.do(stopped, signed_by="custodian")
    supervised = p.SuspendAccount(account="supervised", by="supervisor", reference="order 4")
    market.do(supervised, signed_by="supervisor")
    halted = i.ChangeStatus(instrument="supervised", status=InstrumentStatus.suspended, by="supervisor")
    market.do(halted, signed_by="supervisor")
