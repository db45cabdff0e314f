# SPDX-License-Identifier: Apache-2.0
"""Deals between two, proposed, affirmed and settled both sides at once; and an allotment among two hundred."""

import random
import statistics
from typing import Final

from benches.claim import Claim, timed
from benches.world import EACH, SHARE, World, account, holder_id, world
from counterfoil.law.call import Call
from counterfoil.law.dated import DAY_MS
from counterfoil.law.sharing import shared_out
from counterfoil.modules.holdings.calls import Hold, Issue
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.over_the_counter import calls as c
from counterfoil.modules.over_the_counter.deals import DEALS, DealTerms
from counterfoil.modules.over_the_counter.placements import SUBSCRIBERS_MAX
from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR
from counterfoil.node.network import clock_ms
from counterfoil.node.submitting import sign_calls
from counterfoil.primitives.types import Duration, HexHash, InstrumentId, Quantity, Timestamp

HOLDERS: Final = 200
DEALS_EACH: Final = 1_500
ALLOTMENTS: Final = 500
CASH: Final = InstrumentId("CASH")
DOCUMENT: Final = HexHash("ab" * 32)
UTI: Final = "549300EXAMPLE0DEAL35"
ONE: Final = Quantity(1)


def run() -> list[Claim]:
    """All are signed before the clock runs, and durable when it stops."""
    with world(HOLDERS, state_auditors=()) as built:
        latest = _agree(built)
        dice = random.Random(1)
        pairs = [_pair(dice.randrange(HOLDERS // 2)) for _ in range(DEALS_EACH)]
        steps = [
            [_signed(built, step, number, *pair, latest) for number, pair in enumerate(pairs)] for step in range(3)
        ]
        with timed() as watch:
            for signed in steps:
                built.settle(signed)
    return [
        Claim(
            name="deals over the counter",
            value=DEALS_EACH / watch.seconds,
            unit="deals/s",
            conditions=f"{DEALS_EACH:,} between {HOLDERS // 2} pairs, proposed, affirmed, both sides held and settled: "
            "three transactions of one signature each, five calls in all",
        ),
        _allotments(),
    ]


def _pair(number: int) -> tuple[int, int]:
    return 2 * number, 2 * number + 1


def _agree(built: World) -> Timestamp:
    """Cash for everybody, a policy on reports, and an agreement between each two neighbours."""
    depository, supervisor = (built.network.keyring.get(party) for party in (DEPOSITORY, SUPERVISOR))
    unit = Unit(name="CNY", decimals=2)
    defined = DefineInstrument(instrument=CASH, kind=InstrumentKind.generic, issuer=DEPOSITORY, name="Cash", unit=unit)
    active = ChangeStatus(instrument=CASH, status=InstrumentStatus.active, by=DEPOSITORY)
    issued = [Issue(instrument=CASH, account=account(holder), quantity=EACH) for holder in range(HOLDERS)]
    built.do([defined, active], depository)
    built.do(issued, depository)
    within = Duration(DAY_MS)
    built.do([c.SetReporting(repository=DEPOSITORY, within_ms=within, by=SUPERVISOR, reference="rules")], supervisor)
    for number in range(HOLDERS // 2):
        first, second = _pair(number)
        agreed = c.Agree(
            agreement=f"M-{number}", first=holder_id(first), second=holder_id(second), hash=DOCUMENT, credit=None
        )
        built.do([agreed], built.keys[first], built.keys[second])
    return Timestamp(clock_ms() + DAY_MS)


def _signed(built: World, step: int, number: int, seller: int, buyer: int, latest: Timestamp) -> bytes:
    """The transaction of one step of a deal."""
    who = (seller, buyer, buyer)[step]
    calls = _steps(number, seller, buyer, latest)[step]
    return sign_calls(built.node, calls, built.keys[who], by=[holder_id(who)], valid_for=1_000)


def _steps(number: int, seller: int, buyer: int, latest: Timestamp) -> list[list[Call]]:
    deal, begins = f"D-{number}", Timestamp(latest - 2 * DAY_MS)
    terms = DealTerms(
        agreement=f"M-{seller // 2}",
        seller=account(seller),
        buyer=account(buyer),
        instrument=SHARE,
        quantity=ONE,
        cash=CASH,
        consideration=ONE,
        settles=begins,
        latest=latest,
        uti=f"{UTI}{number}",
        venue=None,
    )
    said = {name: getattr(terms, name) for name in DealTerms.__struct_fields__}
    proposed = c.Propose(deal=deal, by=holder_id(seller), affirm_by=latest, **said)
    affirmed = c.Affirm(deal=deal, terms=terms.hash)
    settled = c.Settle(deal=deal, by=holder_id(buyer), delivery=f"{deal}-delivery", payment=f"{deal}-payment")
    delivery, payment = (
        Hold(
            hold=f"{deal}-{what}",
            account=account(whose),
            instrument=instrument,
            quantity=ONE,
            executor=DEALS.path(deal),
            expires=latest,
        )
        for what, whose, instrument in (("delivery", seller, SHARE), ("payment", buyer, CASH))
    )
    return [[proposed, delivery], [affirmed, payment], [settled]]


def _allotments() -> Claim:
    dice, spent = random.Random(2), []
    for _ in range(ALLOTMENTS):
        orders = [dice.randint(1, 10_000) for _ in range(SUBSCRIBERS_MAX)]
        with timed() as watch:
            shares = shared_out(sum(orders) // 3, orders)
        if sum(shares) != sum(orders) // 3:
            raise ValueError("an allotment of the benchmark is not the whole")
        spent.append(watch.seconds * 1_000_000)
    conditions = f"the largest remainder among {SUBSCRIBERS_MAX} subscribers, {ALLOTMENTS} times"
    return Claim(name="allotment, median", value=statistics.median(spent), unit="µs", conditions=conditions)
