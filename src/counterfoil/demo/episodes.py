# SPDX-License-Identifier: Apache-2.0
"""What happens besides the day's trades: courts freeze, a clearing house calls margin, a warehouse receipt travels."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from counterfoil.demo.alliances import (
    CLEARING,
    MERCHANT,
    OVER_THE_COUNTER,
    RECEIPT,
    REFINERY,
    SECURITIES,
    WAREHOUSE,
)
from counterfoil.demo.business import Business
from counterfoil.demo.day import Trade
from counterfoil.demo.plan import BANK, CASH, account_of, house_account
from counterfoil.modules.holdings.calls import (
    Freeze,
    GrantMandate,
    Issue,
    Pledge,
    ReleasePledge,
    Transfer,
    TransferByMandate,
    Unfreeze,
)
from counterfoil.modules.holdings.records import ENCUMBRANCES, MANDATES
from counterfoil.modules.settlement.calls import SettleNow
from counterfoil.modules.settlement.records import Leg
from counterfoil.node.initialise import SUPERVISOR
from counterfoil.primitives.hashing import tagged, to_hex
from counterfoil.primitives.types import ChainId, HexHash, PartyId, Quantity, RecordPath

MANDATE: Final = "margin-1"
MEMBER: Final = PartyId("broker-1")
FIRST_FREEZE: Final = "freeze-1"
SECOND_FREEZE: Final = "freeze-2"
PLEDGE: Final = "receipt-pledge"
ONE: Final = Quantity(1)
RECEIPT_PRICE_FEN: Final = Quantity(1_950_000_00)

Episode = Callable[[Business], None]


def freeze_beyond_what_is_there(business: Business) -> None:
    """Two courts freeze more than the debtor has: all that is free is taken, and the rest waits in line (轮候冻结)."""
    product = business.plan.products[0]
    wanted = ((FIRST_FREEZE, product.endowment * 9 // 8), (SECOND_FREEZE, product.endowment * 5 // 4))
    for number, (freeze, quantity) in enumerate(wanted, start=1):
        order = Freeze(
            freeze=freeze,
            account=account_of(business.plan.debtor),
            instrument=product.instrument,
            quantity=Quantity(quantity),
            supervisor=SUPERVISOR,
            reference=f"(2026) Example Court order {number}",
            document=_document(freeze),
        )
        business.do([order], SUPERVISOR)


def serve_the_line(business: Business) -> None:
    """What the debtor buys goes to the courts in the order in which they came; then the first lets go."""
    plan, product = business.plan, business.plan.products[0]
    bought = Trade(seller=0, buyer=plan.debtor, product=product, quantity=product.endowment * 7 // 40)
    business.sell(bought, "debtor-buys")
    lifted = Unfreeze(
        freeze=FIRST_FREEZE,
        supervisor=SUPERVISOR,
        reference="(2026) Example Court order 3",
        document=_document("lifted"),
    )
    business.do([lifted], SUPERVISOR)


def mandate_margin(business: Business) -> None:
    """A clearing member lets the clearing house take digital yuan, whenever it must: it cannot take that back."""
    mandate = GrantMandate(
        mandate=MANDATE,
        account=house_account(MEMBER),
        executor=CLEARING,
        instrument=CASH,
        receivers=(house_account(CLEARING),),
        revocable=False,
        reference="clearing membership agreement",
    )
    business.do([mandate], MEMBER)


def call_margin(business: Business) -> None:
    """The clearing house uses the mandate: it alone signs."""
    for call, fen in (("margin call 1", 1_200_000_00), ("margin call 2", 350_000_00)):
        taken = TransferByMandate(
            mandate=MANDATE,
            receiver=house_account(CLEARING),
            instrument=CASH,
            quantity=Quantity(fen),
            reference=call,
        )
        business.do([taken], CLEARING)


def issue_receipt(business: Business) -> None:
    """Copper enters the warehouse, and the receipt for it goes to the merchant who brought it."""
    issued = Issue(instrument=RECEIPT, account=house_account(WAREHOUSE), quantity=ONE, reference="lot 25 t")
    business.do([issued], WAREHOUSE)
    handed = Transfer(
        sender=house_account(WAREHOUSE), receiver=house_account(MERCHANT), instrument=RECEIPT, quantity=ONE
    )
    business.do([handed], WAREHOUSE, MERCHANT)


def sell_receipt(business: Business) -> None:
    """The merchant pledges the receipt to the bank, redeems it, and sells it to the refinery against digital yuan."""
    account = house_account(MERCHANT)
    pledged = Pledge(pledge=PLEDGE, account=account, instrument=RECEIPT, quantity=ONE, pledgee=BANK, reference="loan 1")
    business.do([pledged], MERCHANT)
    business.do([ReleasePledge(pledge=PLEDGE)], BANK)
    buyer = house_account(REFINERY)
    legs = (
        Leg(sender=account, receiver=buyer, instrument=RECEIPT, quantity=ONE),
        Leg(sender=buyer, receiver=account, instrument=CASH, quantity=RECEIPT_PRICE_FEN),
    )
    business.do([SettleNow(instruction="receipt-sale", legs=legs, reference="sale of copper")], MERCHANT, REFINERY)
    business.settled += 1


MORNING: Final[Mapping[ChainId, Sequence[Episode]]] = {
    SECURITIES: (freeze_beyond_what_is_there, mandate_margin),
    OVER_THE_COUNTER: (freeze_beyond_what_is_there, issue_receipt),
}
AFTERNOON: Final[Mapping[ChainId, Sequence[Episode]]] = {
    SECURITIES: (serve_the_line, call_margin),
    OVER_THE_COUNTER: (serve_the_line, sell_receipt),
}
TELLING: Final[Mapping[ChainId, RecordPath]] = {
    SECURITIES: MANDATES.path(MANDATE),
    OVER_THE_COUNTER: ENCUMBRANCES.path(PLEDGE),
}
"""chain → a record whose trail tells an episode"""


def _document(name: str) -> HexHash:
    """The hash that a court's document would have."""
    return to_hex(tagged("demo-document", name.encode()))
