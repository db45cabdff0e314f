# SPDX-License-Identifier: Apache-2.0
"""A warehouse receipt, of which there is one: pledged, frozen in line, sold under a mandate, its title proved."""

from counterfoil.evidence.claims import ProvenanceClaim
from counterfoil.evidence.package import encode_package
from counterfoil.modules.holdings.calls import (
    Freeze,
    GrantMandate,
    Pledge,
    ReleasePledge,
    TransferByMandate,
    Unfreeze,
)
from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.modules.parties.records import Role
from counterfoil.node.collect import Collector
from counterfoil.node.initialise import SUPERVISOR
from counterfoil.node.submitting import describe
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, Quantity
from counterfoil.verify.trust import parse_trust
from counterfoil.verify.verifier import verify_package
from market import Market, key_of, new_market

ONE = Quantity(1)
ORDER = to_hex(digest(b"the court's order, which is kept elsewhere"))


def pledge_and_freeze(market: Market, receipt: InstrumentId, account: AccountId) -> None:
    """A court freezes a receipt that is pledged: the freeze waits in line, and takes it once the bank lets go."""
    supervisor = market.network.keyring.get(SUPERVISOR)
    bank = PartyId("bank")
    pledge = Pledge(pledge="loan-1", account=account, instrument=receipt, quantity=ONE, pledgee=bank)
    market.do(pledge, signed_by=(key_of("merchant"),))
    freeze = Freeze(
        freeze="order-1",
        account=account,
        instrument=receipt,
        quantity=ONE,
        supervisor=SUPERVISOR,
        reference="order 1",
        document=ORDER,
    )
    market.do(freeze, signed_by=(supervisor,))
    print("pledged, and a freeze waits: ", told(market, receipt, account))
    market.do(ReleasePledge(pledge="loan-1"), signed_by=(key_of(bank),))
    print("the bank lets go:            ", told(market, receipt, account))
    lifted = Unfreeze(freeze="order-1", supervisor=SUPERVISOR, reference="order 2", document=ORDER)
    market.do(lifted, signed_by=(supervisor,))
    print("the court lifts the freeze:  ", told(market, receipt, account))


def sell_by_mandate(market: Market, receipt: InstrumentId, account: AccountId, buyer: AccountId) -> None:
    """The merchant lets an agent sell this receipt, to one buyer; the agent and the buyer sign."""
    agent = PartyId("agent")
    mandate = GrantMandate(
        mandate="sale-1", account=account, executor=agent, instrument=receipt, quantity=ONE, receivers=(buyer,)
    )
    market.do(mandate, signed_by=(key_of("merchant"),))
    sale = TransferByMandate(mandate="sale-1", receiver=buyer, instrument=receipt, quantity=ONE)
    print("the agent sells:             ", describe(market.do(sale, signed_by=(key_of(agent), key_of("refinery")))))


def told(market: Market, receipt: InstrumentId, account: AccountId) -> str:
    """Where the unit stands."""
    holding = market.holding(account, receipt)
    return f"free {holding.free}, pledged {holding.pledged}, frozen {holding.frozen}"


def prove_title(market: Market, receipt: InstrumentId) -> None:
    """Who held it, one after the other, back to its issue: the package discloses that, and says so."""
    package = Collector(market.node.reader, market.network.published()).provenance(receipt)
    report = verify_package(encode_package(package), parse_trust(market.network.layout.trust.read_bytes()))
    assert report.proved
    assert isinstance(package.claim, ProvenanceClaim)
    print("its title, proved:           ", " → ".join(str(step.account) for step in package.claim.titles))


def main() -> None:
    """Issue, pledge, freeze, sell, prove."""
    with new_market() as market:
        warehouse = market.party("warehouse", Role.issuer)
        merchant, refinery = market.party("merchant"), market.party("refinery")
        market.party("bank", Role.operating_bank)
        market.party("agent")
        held, buyer = market.account("merchant-account", merchant), market.account("refinery-account", refinery)
        receipt = market.instrument(
            "WR-1", warehouse, kind=InstrumentKind.warehouse_receipt, unit=Unit(name="receipt", decimals=0), unique=True
        )
        market.issue(receipt, held, 1, key_of(warehouse), key_of(merchant))
        pledge_and_freeze(market, receipt, held)
        sell_by_mandate(market, receipt, held, buyer)
        market.network.publish()
        prove_title(market, receipt)


if __name__ == "__main__":
    main()
