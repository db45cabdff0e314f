# SPDX-License-Identifier: Apache-2.0
"""The same end of contracts in the evidence world, and one breach for each of its rules: see ``law_breaches``."""

from typing import Final

from counterfoil.law.call import Call
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures.delivery import Goods
from counterfoil.modules.futures.law import FUTURES_FEATURE
from counterfoil.modules.instruments.records import InstrumentKind
from support import refused_futures_ending
from support.clearing_breaches import plain
from support.ending_floor import at_the_end
from support.evidence_world import World
from support.found import members
from support.futures_breaches import Floor
from support.futures_ending import AT, intend, offer
from support.law_breaches import Breach
from support.market import Row
from support.refused_futures_ending import final

ROWS: Final = {row.because: row for row in members((refused_futures_ending,), Row)}


class Ends(Floor):
    """With unique instruments."""

    def instrument(
        self, name: str, issuer: str, *, kind: InstrumentKind = InstrumentKind.equity, unique: bool = False
    ) -> None:
        if not unique:
            super().instrument(name, issuer, kind=kind)
            return
        define = {"call": "instruments.define", "instrument": name, "kind": kind, "issuer": issuer, "name": name}
        define |= {"unit": {"name": "unit", "decimals": 0}, "unique": True, "supply_limit": 1}
        status = {"call": "instruments.change_status", "instrument": name, "status": "active", "by": issuer}
        self.world.do(issuer, calls=[define, status])


def ended() -> World:
    """The day of the rejection table."""
    floor = Ends(World(features=(FUTURES_FEATURE,)))
    at_the_end(floor)  # type: ignore[arg-type]
    return floor.world


def breach(record: str, because: str) -> Breach:
    """What a row of the rejection table says."""
    row = ROWS[because]
    return Breach(f"futures/{record}", row.signed_by, plain(row.call))


def asked(record: str, signers: str, call: Call, *before: tuple[str, Call]) -> Breach:
    return Breach(f"futures/{record}", signers, plain(call), [(who, plain(what)) for who, what in before])


WORLD = ended
THREE: Final = offer("bob", Goods("R5"), Goods("R6"), Goods("R7"), contract="OF")
DANS: Final = intend("dan", contract="OF")
BREACHES = {
    "futures._matching_now.not_its_day": breach("delivery/OF/m-cat", "allotting too early"),
    "futures._parcel_of.matching_unconcluded": breach("delivery/LT/m-cat", "failing before the matching stands"),
    "futures._rules.ending_unordered": breach("product/fresh", "an ending in goods without a schedule"),
    "futures._said.not_its_day": asked(
        "delivery/TR/m-ann",
        "ann",
        intend("ann", contract="TR"),
        ("cat", e.Expire(account="m-ann", contract="TR")),
    ),
    "futures._said.said_already": asked("delivery/OF/m-dan", "dan", DANS, ("dan", DANS)),
    "futures._said.the_other_side": breach("delivery/OF/m-bob", "a seller that wants goods"),
    "futures.account_on.out_before_the_end": breach("position/m-pat/LA/speculation", "a person opens at the end"),
    "futures.admit_goods.goods_contradict": breach("deliverable/early/NEW", "two of one receipt"),
    "futures.allot.allotted_otherwise": breach("delivery/MA/m-ann", "allotting too many lots"),
    "futures.allot.said_already": breach("delivery/PA/m-ann", "allotting twice"),
    "futures.book.not_forced": breach("position/m-bob/LA/speculation", "a forced closing that is none"),
    "futures.compensate.does_not_fail": breach("delivery/PA/m-bob", "making good who failed"),
    "futures.conclude_matching.said_already": breach("ending/PA", "a matching that stands already"),
    "futures.end.ended_already": breach("ending/DONE", "an end twice"),
    "futures.expire.not_settled_yet": breach("account/m-bob", "expiry before the day is settled"),
    "futures.fail.does_not_fail": breach("delivery/PA/m-ann", "failing on the day of payment"),
    "futures.fix_final.price_missing": breach("ending/UN", "a final price before the last day's"),
    "futures.fix_final.price_needs_a_reason": asked("ending/WD", "ccp", final("WD", AT)),
    "futures.hand_over.matching_unconcluded": breach("delivery/LT/m-dan", "handing over before the matching stands"),
    "futures.intend.moved_by_record": breach("delivery/OF/m-ann", "wanting it where it stays"),
    "futures.intend.not_deliverable": breach("delivery/OF/m-ann", "wanting another grade"),
    "futures.invoice_of.not_deliverable": breach("delivery/OF/m-bob", "offering what costs nothing"),
    "futures.observe_index.final_price_fixed": breach("index/DONE", "an index after the final price"),
    "futures.observe_index.not_in_the_window": breach("index/IX", "an index at noon"),
    "futures.offer.not_deliverable": breach("delivery/OF/m-bob", "offering what was withdrawn"),
    "futures.offer.more_than_units": asked("delivery/OF/m-bob", "bob", THREE),
    "futures.take.paid_first": breach("delivery/BY/m-dan", "taking before what is owed is collected"),
    "futures.take.not_its_day": breach("delivery/PA/m-ann", "leaving goods on the day of payment"),
    "futures.withdraw_goods.not_deliverable": breach("deliverable/early/GONE", "withdrawing goods again"),
}
NO_CALL: Final = "the law's own calls cause no such movement"
UNCOVERED = {
    "futures.Delivery.grants.consent_missing": NO_CALL,
    "futures.Desk.grants.consent_missing": NO_CALL,
    "futures.hand_over.nothing_waits": "no event moves no units",
    "futures.offer.matures_first": "what a bond costs that does not live then no formula says",
    "futures.fix_final.not_over_yet": "the settlement price of the last day is not there either",
}
