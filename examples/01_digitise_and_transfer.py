# SPDX-License-Identifier: Apache-2.0
"""Shares become an instrument, move from one party to another, and a file proves it to a stranger."""

from functools import partial

from counterfoil.evidence.package import encode_package
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.modules.parties.records import Role
from counterfoil.node.collect import Collector
from counterfoil.node.drawing import draw_report
from counterfoil.node.submitting import describe
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity
from counterfoil.verify.trust import parse_trust
from counterfoil.verify.verifier import verify_package
from market import CHAIN, Market, key_of, new_market


def build(market: Market) -> tuple[InstrumentId, AccountId, AccountId]:
    """An issuer's shares in Ann's account, and an account for Bo."""
    issuer = market.party("example-corp", Role.issuer)
    shares = market.instrument("shares", issuer, kind=InstrumentKind.equity, unit=Unit(name="share", decimals=0))
    ann = market.account("ann-account", market.party("ann"))
    bo = market.account("bo-account", market.party("bo"))
    market.issue(shares, ann, 1_000, key_of(issuer), key_of("ann"))
    return shares, ann, bo


def prove(market: Market, shares: InstrumentId, account: AccountId) -> None:
    """Export who controls a holding, and verify it as a stranger would: a file, a trust file, no network."""
    trust = parse_trust(market.network.layout.trust.read_bytes())
    draw = partial(draw_report, trust=trust)
    package = Collector(market.node.reader, market.network.published(), render=draw).control(account, shares)
    data = encode_package(package)
    report = verify_package(data, trust)
    print(f"{len(data)} bytes of evidence: {package.claim.statement.en}")
    for check in report.checks:
        print(f"  {check.number:2} {check.name}: {check.status}")
    assert report.proved

    damaged = bytearray(data)
    damaged[len(damaged) // 2] ^= 1
    assert not verify_package(bytes(damaged), trust).proved
    print("the same file with one bit changed proves nothing")


def main() -> None:
    """Digitise, transfer, publish, prove."""
    with new_market() as market:
        shares, ann, bo = build(market)
        sale = Transfer(sender=ann, receiver=bo, instrument=shares, quantity=Quantity(250), reference="sale 17")
        print("Ann alone:   ", describe(market.attempt(sale, signed_by=(key_of("ann"),))))
        # Nothing comes into Bo's account without Bo.
        print("Ann and Bo:  ", describe(market.do(sale, signed_by=(key_of("ann"), key_of("bo")))))
        print(f"Ann holds {market.holding(ann, shares).free}, Bo {market.holding(bo, shares).free}")

        opened = market.network.publish()
        print(f"the custody log has {opened.checkpoint.size} entries, cosigned by {', '.join(opened.cosigned)}")
        print(f"it has anchored {CHAIN} up to block {market.network.published().rolled_height(CHAIN)}")
        prove(market, shares, bo)


if __name__ == "__main__":
    main()
