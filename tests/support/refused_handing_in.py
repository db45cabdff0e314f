# SPDX-License-Identifier: Apache-2.0
"""What is refused of what members hand in: per call, in the order checked."""

from typing import Final

from counterfoil.modules.futures.handing_in import BATCHES, COLLECTIONS, HANDED_IN
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.futures_handed import HERE, ROOT, handed
from support.futures_market import TODAY
from support.market import Row
from support.refused_by_records import Act, creating, on_record

APART: Final = True
MARKET = handed
SATURDAY: Final = next(day for day in range(TODAY - 7, TODAY) if (day + 3) % 7 == 5)
collected, batch, sealed_to = HERE.collected, HERE.batch, HERE.sealed_to
ALPHA: Final = ("CC", "alpha", "orders")

COLLECTING: Final = [
    Row("collecting of no house", collected("none"), "watch", Outcome.unknown_house),
    Row("sealed to another's key", collected(key="alpha"), "watch", Outcome.not_its_key),
    Row("collecting in another's name", collected(), "ccp", Parties.not_authorised),
    Row("collected by the house", collected(supervisor="ccp", key="ccp"), "ccp", Parties.role_missing),
    Row("taking over unasked", collected(supervisor="third", key="third"), "third", Parties.not_authorised),
]
HANDING: Final = [
    Row("handed in to no house", batch(house="none"), "alpha", Outcome.unknown_house),
    Row("handed in by no member", batch(member="ann"), "ann", Outcome.not_a_clearing_member),
    Row("sealed to a key that was given up", batch(1, house="DD"), "alpha", Outcome.collection_key_gone),
    Row("a batch of nothing", batch(rows=0), "alpha", Outcome.empty_batch),
    Row("nothing sealed", batch(sealed=()), "alpha", Outcome.sealed_otherwise),
    Row(
        "one of two sealed to the house",
        batch(sealed=(sealed_to(), sealed_to("ccp"))),
        "alpha",
        Outcome.sealed_otherwise,
    ),
    Row("sealed in another way", batch(sealed=(sealed_to(suite="rot13"),)), "alpha", Outcome.sealed_otherwise),
    Row("orders of tomorrow", batch(day=TODAY + 1), "alpha", Outcome.day_not_begun),
    Row("orders of a Saturday", batch(day=SATURDAY), "alpha", Outcome.not_a_trading_day),
    Row("orders before the calendar", batch(day=TODAY - 500), "alpha", Outcome.beyond_calendar),
    Row("a number twice", batch(2), "alpha", Outcome.batch_out_of_order),
    Row("a number left out", batch(4), "alpha", Outcome.batch_out_of_order),
    Row("ending a day twice", batch(day=TODAY - 1, ends_day=True), "alpha", Outcome.day_ended_already),
    Row("handed in by another", batch(), "beta", Parties.not_authorised),
    Row("the same rows again", batch(root=ROOT), "alpha", Outcome.batch_exists),
]
ACTS: Final = [
    Act("nobody collects", on_record(COLLECTIONS, "EE"), Outcome.nothing_collected),
    Act("collected once more", creating(COLLECTIONS, "CC"), Outcome.collection_exists),
    Act("nothing was handed in", on_record(HANDED_IN, "CC", "beta", "orders"), Outcome.nothing_handed_in),
    Act("handed in once more", creating(HANDED_IN, *ALPHA), Outcome.handed_exists),
    Act("a batch that is not there", on_record(BATCHES, *ALPHA, "00" * 32), Outcome.unknown_batch),
]
