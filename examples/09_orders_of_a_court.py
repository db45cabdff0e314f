# SPDX-License-Identifier: Apache-2.0
"""Orders of a court: the police freeze a launderer's shares, the court seizes and sells them, the victims are paid."""

from counterfoil.evidence.package import encode_package
from counterfoil.modules.holdings.calls import Hold, Transfer
from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.modules.parties.records import Control, Role
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.order import Scope
from counterfoil.modules.supervision.queries import file as file_of
from counterfoil.modules.supervision.records import OrderKind, Power, SubjectKind
from counterfoil.modules.supervision.seized import SEIZURES, Victim
from counterfoil.node.collect import Collector
from counterfoil.node.initialise import SUPERVISOR
from counterfoil.node.network import clock_ms
from counterfoil.node.submitting import describe
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, Quantity, RecordPath, Timestamp
from counterfoil.verify.trust import parse_trust
from counterfoil.verify.verifier import verify_package
from market import Market, key_of, new_market

SHARE, YUAN = InstrumentId("share"), InstrumentId("CNY")
STATE, LAUNDERER, BUYER = AccountId("state"), AccountId("of-launderer"), AccountId("of-buyer")
VICTIMS = (AccountId("of-first-victim"), AccountId("of-second-victim"))
CLAIMS = (Quantity(70_000_00), Quantity(30_000_01))
"""What is due to each, in fen."""
COURT, CLERK, POLICE = PartyId("court"), PartyId("clerk"), PartyId("police")
JUDGMENT = to_hex(digest(b"the judgment, which the court keeps"))
YEAR_MS = 365 * 24 * 3_600_000
TAKING = (OrderKind.seize, OrderKind.sell, OrderKind.give_back)


def found(market: Market) -> None:
    """Authorities, a launderer, a buyer with money, two victims; and a policy that says who may order what."""
    for name in (COURT, POLICE):
        market.party(name, Role.supervisor)
    market.party(CLERK)
    issuer, bank = market.party("issuer", Role.issuer), market.party("bank", Role.operating_bank)
    market.instrument(SHARE, issuer, kind=InstrumentKind.equity, unit=Unit(name="share", decimals=0))
    market.instrument(YUAN, bank, kind=InstrumentKind.cash, unit=Unit(name="CNY", decimals=2))
    holders = {STATE: "treasury", LAUNDERER: "launderer", BUYER: "buyer"}
    for account, holder in (holders | dict(zip(VICTIMS, ("first-victim", "second-victim"), strict=True))).items():
        market.account(account, market.party(holder), incoming=Control.nobody)
    market.issue(SHARE, LAUNDERER, 1_000, key_of(issuer))
    market.issue(YUAN, BUYER, 100_000_00, key_of(bank))
    powers = [
        Power(kind=kind, authorities=(COURT, POLICE), orders_only=True, duration_max_ms=YEAR_MS)
        for kind in (OrderKind.freeze, OrderKind.thaw)
    ]
    powers += [
        Power(kind=kind, authorities=(COURT,), officers=(CLERK,), four_eyes=True, duration_max_ms=YEAR_MS)
        for kind in TAKING
    ]
    policy = c.SetPolicy(by=SUPERVISOR, changers=(SUPERVISOR, COURT), state_accounts=(STATE,), powers=tuple(powers))
    market.do(policy, signed_by=(market.network.keyring.get(SUPERVISOR),))


def ordered(
    name: str, kind: OrderKind, scope: Scope, *, by: PartyId = COURT, checker: PartyId | None = CLERK
) -> c.Give:
    """An order with its ground, in force for a month."""
    expires = Timestamp(clock_ms() + YEAR_MS // 12)
    return c.Give(
        order=name,
        kind=kind,
        authority=by,
        checker=checker,
        reference="(2026) No. 1",
        document=JUDGMENT,
        scope=scope,
        expires=expires,
    )


def freeze(market: Market) -> None:
    """The police freeze at once; what they may not do, the ledger refuses."""
    all_of_it = Scope(account=LAUNDERER, instrument=SHARE)
    order = ordered("freeze-1", OrderKind.freeze, all_of_it, by=POLICE, checker=None)
    market.do(order, c.Freeze(order="freeze-1", by=POLICE), signed_by=(key_of(POLICE),))
    moved = Transfer(sender=LAUNDERER, receiver=BUYER, instrument=SHARE, quantity=Quantity(1))
    print("the launderer sells:        ", describe(market.attempt(moved, signed_by=(key_of("launderer"),))))
    scope = Scope(account=LAUNDERER, instrument=SHARE, quantity=Quantity(600), receiver=STATE)
    alone = ordered("seizure-1", OrderKind.seize, scope, checker=None)
    print("the court seizes, alone:    ", describe(market.attempt(alone, signed_by=(key_of(COURT),))))
    market.do(ordered("seizure-1", OrderKind.seize, scope), signed_by=(key_of(COURT), key_of(CLERK)))


def seize(market: Market) -> None:
    """The police let go, the depository carries the seizure out, and of no more than was ordered."""
    scope = Scope(account=LAUNDERER, instrument=SHARE, freeze="supervision/freeze-1")
    thaw = ordered("thaw-1", OrderKind.thaw, scope, by=POLICE, checker=None)
    market.do(thaw, c.Thaw(order="thaw-1", by=POLICE), signed_by=(key_of(POLICE),))
    beyond = c.Seize(order="seizure-1", by=COURT, free=Quantity(601))
    print("one share more than ordered:", describe(market.attempt(beyond, signed_by=(key_of(COURT),))))
    market.do(c.Seize(order="seizure-1", by=COURT, free=Quantity(600)), signed_by=(key_of(COURT),))
    moved = Transfer(sender=STATE, receiver=BUYER, instrument=SHARE, quantity=Quantity(1))
    print("the state itself sells one: ", describe(market.attempt(moved, signed_by=(key_of("treasury"),))))


def sell(market: Market) -> None:
    """Units against money: the buyer's hold is for this sale alone."""
    price = Quantity(50_000_00)
    scope = Scope(seizure="seizure-1", quantity=Quantity(600), cash=YUAN, price=price)
    market.do(ordered("sale-1", OrderKind.sell, scope), signed_by=(key_of(COURT), key_of(CLERK)))
    bid = Hold(
        hold="bid-1",
        account=BUYER,
        instrument=YUAN,
        quantity=price,
        executor="supervision/order/sale-1",
        expires=Timestamp(clock_ms() + YEAR_MS),
    )
    market.do(bid, signed_by=(key_of("buyer"),))
    market.do(c.Sell(order="sale-1", by=COURT, hold="bid-1", receiver=BUYER), signed_by=(key_of(COURT),))
    print("the buyer has shares:       ", market.holding(BUYER, SHARE).free)


def give_back(market: Market) -> None:
    """Less is there than is due: each victim gets the same part of the claim, to the last fen."""
    claims = tuple(Victim(account=account, claim=claim) for account, claim in zip(VICTIMS, CLAIMS, strict=True))
    scope = Scope(seizure="seizure-1", instrument=YUAN, quantity=Quantity(50_000_00), victims=claims)
    market.do(ordered("return-1", OrderKind.give_back, scope), signed_by=(key_of(COURT), key_of(CLERK)))
    market.do(c.Return(order="return-1", by=COURT), signed_by=(key_of(COURT),))
    shares = ", ".join(f"{market.holding(account, YUAN).free / 100:,.2f}" for account in VICTIMS)
    seizure = market.node.ledger.view.read(SEIZURES, "seizure-1")
    assert seizure is not None
    print("the victims are given:      ", shares, "and", seizure.money, "is left")


def prove(market: Market) -> None:
    """A stranger sees every order about the launderer's account; and that there was none about the buyer's."""
    market.do(c.OpenFile(kind=SubjectKind.account, subject=BUYER), signed_by=(key_of("buyer"),))
    market.network.publish()
    collector = Collector(market.node.reader, market.network.published())
    trust = parse_trust(market.network.layout.trust.read_bytes())
    for account in (LAUNDERER, BUYER):
        subject = RecordPath(f"parties/account/{account}")
        package = encode_package(collector.record(RecordPath(f"supervision/file/{subject}")))
        assert verify_package(package, trust).proved
        file = file_of(market.node.ledger.view, subject)
        assert file is not None
        print(f"proved of {account}:".ljust(28), file.lines, "steps of orders")


def main() -> None:
    """Freeze, seize, sell, return, prove."""
    with new_market() as market:
        found(market)
        freeze(market)
        seize(market)
        sell(market)
        give_back(market)
        prove(market)


if __name__ == "__main__":
    main()
