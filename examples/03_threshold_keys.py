# SPDX-License-Identifier: Apache-2.0
"""Threshold keys: a fund whose account moves when two of three officers sign, and how a lost key is replaced."""

from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import PrivateKey
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.modules.parties.calls import RotateKeys
from counterfoil.modules.parties.records import Control, Role
from counterfoil.node.submitting import Answer, describe
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, Quantity
from market import Market, key_of, new_market


def two_of(*officers: str) -> KeyPolicy:
    """Any two of the named officers."""
    return KeyPolicy(keys=tuple(key_of(name).public for name in officers), threshold=2)


def pay(market: Market, units: InstrumentId, *signed_by: PrivateKey) -> Answer:
    """Move ten units out of the fund's account."""
    call = Transfer(
        sender=AccountId("fund-account"),
        receiver=AccountId("client-account"),
        instrument=units,
        quantity=Quantity(10),
    )
    return market.attempt(call, signed_by=signed_by)


def main() -> None:
    """One officer is not enough; two are; a rotated key no longer counts."""
    with new_market() as market:
        ann, bo, chen, dai = (key_of(name) for name in ("ann", "bo", "chen", "dai"))
        fund = market.party("fund", Role.issuer, keys=two_of("ann", "bo", "chen"))
        market.account("fund-account", fund, ann, bo)
        market.account("client-account", market.party("client"), incoming=Control.nobody)
        issuer = market.party("issuer", Role.issuer)
        units = market.instrument("units", issuer, kind=InstrumentKind.fund_unit, unit=Unit(name="unit", decimals=0))
        market.issue(units, AccountId("fund-account"), 100, key_of(issuer), ann, bo)

        # Not rejected but incomplete: it stands in no block, and may come again with a second signature.
        print("one officer: ", describe(pay(market, units, ann)))
        print("two officers:", describe(pay(market, units, ann, chen)))

        # Chen's key is lost: the two others replace it. Evidence about earlier acts still shows the keys of then.
        rotated = RotateKeys(party=PartyId("fund"), keys=two_of("ann", "bo", "dai"))
        market.do(rotated, signed_by=(ann, bo))
        print("lost key:    ", describe(pay(market, units, ann, chen)))
        print("new key:     ", describe(pay(market, units, ann, dai)))
        assert market.holding(AccountId("client-account"), units).free == 20


if __name__ == "__main__":
    main()
