# SPDX-License-Identifier: Apache-2.0
"""What two alliances do: shares, bonds and digital yuan on one chain, a warehouse receipt on the other, trades on both.

Every firm holds for itself and signs for itself. Transactions go in by the gateways of members, in turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any, Final

from counterfoil.application import TransactionResult
from counterfoil.consensus.ticket import Ticket
from counterfoil.demo.alliances import BANK_FIRM, OVER_THE_COUNTER, RECEIPT, SECURITIES, TRADED, product
from counterfoil.demo.plan import BANK, CASH, Firm, Product, house_account
from counterfoil.demo.stage import Stage
from counterfoil.demo.transacting import keys_of
from counterfoil.modules.crossings import calls as c
from counterfoil.modules.crossings.records import ASSETS
from counterfoil.modules.holdings.calls import Issue
from counterfoil.modules.parties.calls import AssignRoles
from counterfoil.modules.parties.records import Role
from counterfoil.modules.peers.records import PEERS
from counterfoil.modules.settlement.calls import SettleNow
from counterfoil.modules.settlement.records import Leg
from counterfoil.node.crossings import Carrier, mirroring
from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR
from counterfoil.node.submitting import describe, is_committed, sign_calls
from counterfoil.node.supply.peer_asking import trust_call
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.types import AccountId, ChainId, HexHash, InstrumentId, PartyId, Quantity
from counterfoil.verify import parse_trust

ASSET: Final = "receipts"
"""What both chains call the receipt."""
MIRROR: Final = InstrumentId("OTC-WR-0001")
"""The receipt as it circulates on the securities chain."""
FUNDS_FEN: Final = 5_000_000_00
UNITS: Final = 50_000
"""That each member has of each product at the beginning."""
LOT: Final = 10
"""Units of a trade."""
BATCH: Final = 25
"""Trades that go to one gateway at once."""
AGREED: Final = "agreement of the two alliances"


@dataclass
class Counted:
    """What came of trades."""

    settled: int = 0
    seconds: float = 0.0
    last: HexHash | None = None
    """the last trade"""


def found(stage: Stage, members: Sequence[PartyId], others: Sequence[Firm], issuers: Sequence[PartyId]) -> None:
    """Firms beside the members, accounts, money, and what the chain's issuers issue."""
    roles = [AssignRoles(party=firm, registrar=DEPOSITORY, roles=(Role.issuer,)) for firm in members if firm in issuers]
    stage.enter(BANK_FIRM, *others)
    if roles:
        stage.set(*roles, by=[DEPOSITORY])
    firms = [*members, *(one.party for one in others)]
    for firm in firms:
        stage.open(house_account(firm), firm)
    define(stage, product(CASH))
    stage.pay_in(BANK, *((house_account(firm), FUNDS_FEN) for firm in firms))


def define(stage: Stage, what: Product, *owners: tuple[PartyId, int]) -> None:
    """Define what can be owned, activate it, and issue it to these."""
    issues = [
        Issue(instrument=what.instrument, account=house_account(firm), quantity=Quantity(units), reference="register")
        for firm, units in owners
    ]
    stage.set(*what.definition(), *issues, by=[what.issuer])


def trade(stage: Stage, counted: Counted, firms: Sequence[PartyId], count: int) -> None:
    """So many trades between the firms, each settled at once, through as many gateways as there are."""
    begun = stage.clock()
    pairs = zip(firms, [*firms[1:], firms[0]], strict=True)
    kinds = [(sides, product(instrument)) for sides in pairs for instrument in TRADED]
    signed = [
        _signed(stage, sides, what, f"trade-{counted.settled + number:04d}")
        for number, (sides, what) in enumerate(islice(cycle(kinds), count))
    ]
    engine = stage.node.engine
    assert engine is not None
    tickets: list[Ticket] = []
    for begin in range(0, count, BATCH):
        tickets += engine.submit_many(signed[begin : begin + BATCH])
    for ticket in tickets:
        answer = ticket.result()
        if not is_committed(answer) or not isinstance(answer, TransactionResult):
            raise InvariantBroken(f"a trade was not settled: {describe(answer)}")
        counted.last = answer.id
    counted.settled += count
    counted.seconds += (stage.clock() - begun) / 1_000


def sell(sides: tuple[PartyId, PartyId], instrument: InstrumentId, units: int, fen: int, name: str) -> SettleNow:
    """One way the instrument, the other way the money, both or neither."""
    seller, buyer = map(house_account, sides)
    delivery = Leg(sender=seller, receiver=buyer, instrument=instrument, quantity=Quantity(units))
    payment = Leg(sender=buyer, receiver=seller, instrument=CASH, quantity=Quantity(fen))
    return SettleNow(instruction=name, legs=(delivery, payment), reference="demo")


def believe(securities: Stage, otc: Stage, firms: Sequence[PartyId]) -> None:
    """Each chain believes what the other has published, and knows whose accounts these firms' are there."""
    for one, other in ((securities, otc), (otc, securities)):
        trust = parse_trust(one.network.layout.trust.read_bytes())
        one.set(trust_call(trust, other.chain, DEPOSITORY, SUPERVISOR, reason=AGREED), by=[DEPOSITORY, SUPERVISOR])
        peer = PEERS.path(other.chain)
        known = [c.Register(peer=peer, account=house_account(firm), there=house_account(firm)) for firm in firms]
        one.set(*known, by=firms)


def map_receipt(securities: Stage, otc: Stage) -> None:
    """The receipt of one chain is one asset with its mirror on the other."""
    said: dict[str, Any] = {
        "asset": ASSET,
        "pool": AccountId(f"pool-{ASSET}"),
        "keeper": DEPOSITORY,
        "by": SUPERVISOR,
        "reason": AGREED,
    }
    home = c.MapHome(**said, peer=PEERS.path(SECURITIES), instrument=RECEIPT)
    otc.do("the receipt is mapped from the over-the-counter chain to the other", home, by=[DEPOSITORY, SUPERVISOR])
    mirror = c.MapMirror(**said, peer=PEERS.path(OVER_THE_COUNTER), instrument=MIRROR)
    calls = mirroring(carrier(securities, OVER_THE_COUNTER), mirror)
    securities.set(*calls, by=[DEPOSITORY, SUPERVISOR])
    if securities.node.ledger.view.read(ASSETS, ASSET) is None:
        raise InvariantBroken("the mirror was not made")


def carrier(stage: Stage, peer: ChainId, by: PartyId = DEPOSITORY) -> Carrier:
    """What the other chain has, published now."""
    stage.network.publish()
    return Carrier(stage.network, stage.node.ledger.view, peer, by)


def _signed(stage: Stage, sides: tuple[PartyId, PartyId], what: Product, name: str) -> bytes:
    call = sell(sides, what.instrument, LOT, LOT * what.price_fen, name)
    return sign_calls(stage.node, [call], *keys_of(stage.network, sides), by=sides)
