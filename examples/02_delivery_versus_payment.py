# SPDX-License-Identifier: Apache-2.0
"""Delivery versus payment: a bond against digital yuan, once in steps and once in a single transaction.

Cash is an instrument like any other, so a payment is a leg like any other, and both legs settle or neither does.
"""

from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.modules.parties.records import Role
from counterfoil.modules.settlement.calls import Affirm, Allocate, Instruct, Settle, SettleNow
from counterfoil.modules.settlement.records import Leg
from counterfoil.node.network import clock_ms
from counterfoil.node.submitting import describe
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity, Timestamp
from market import Market, key_of, new_market

HOUR_MS = 3_600_000
PRICE_FEN = 10_015


def trade(bond: InstrumentId, cash: InstrumentId, seller: AccountId, buyer: AccountId, bonds: int) -> tuple[Leg, Leg]:
    """The two legs of a sale."""
    return (
        Leg(sender=seller, receiver=buyer, instrument=bond, quantity=Quantity(bonds)),
        Leg(sender=buyer, receiver=seller, instrument=cash, quantity=Quantity(bonds * PRICE_FEN)),
    )


def settle_in_steps(market: Market, legs: tuple[Leg, Leg]) -> None:
    """A venue instructs; both sides affirm and allocate, each alone; then the venue settles."""
    venue, expires = market.party("venue", Role.venue), Timestamp(clock_ms() + HOUR_MS)
    instruct = Instruct(instruction="trade-1", by=venue, legs=legs, expires=expires)
    market.do(instruct, signed_by=(key_of(venue),))
    sides = ((legs[0].sender, key_of("seller")), (legs[1].sender, key_of("buyer")))
    for account, key in sides:
        market.do(Affirm(instruction="trade-1", account=account), signed_by=(key,))
    for account, key in sides:
        market.do(Allocate(instruction="trade-1", account=account), signed_by=(key,))
    held = market.holding(legs[0].sender, legs[0].instrument).held
    print(f"allocated: {held} bonds are held for the trade, and still in the seller's name")
    market.do(Settle(instruction="trade-1", by=venue), signed_by=(key_of(venue),))


def main() -> None:
    """Run both ways, and show that a trade that cannot pay does not deliver."""
    with new_market() as market:
        issuer = market.party("treasury", Role.issuer)
        bank = market.party("bank", Role.operating_bank)
        bond = market.instrument("bond", issuer, kind=InstrumentKind.bond, unit=Unit(name="bond", decimals=0))
        cash = market.instrument("e-CNY", bank, kind=InstrumentKind.cash, unit=Unit(name="CNY", decimals=2))
        seller = market.account("seller-account", market.party("seller"))
        buyer = market.account("buyer-account", market.party("buyer"))
        market.issue(bond, seller, 1_000, key_of(issuer), key_of("seller"))
        market.issue(cash, buyer, 300 * PRICE_FEN, key_of(bank), key_of("buyer"))

        settle_in_steps(market, trade(bond, cash, seller, buyer, 100))
        both = (key_of("seller"), key_of("buyer"))
        market.do(SettleNow(instruction="trade-2", legs=trade(bond, cash, seller, buyer, 200)), signed_by=both)
        unpaid = SettleNow(instruction="trade-3", legs=trade(bond, cash, seller, buyer, 1))
        print("the buyer is out of cash:", describe(market.attempt(unpaid, signed_by=both)))

        bonds, yuan = market.holding(buyer, bond).free, market.holding(seller, cash).free
        print(f"the buyer holds {bonds} bonds; the seller received {yuan // 100}.{yuan % 100:02} yuan")
        assert (bonds, yuan) == (300, 300 * PRICE_FEN)


if __name__ == "__main__":
    main()
