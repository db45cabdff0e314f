# SPDX-License-Identifier: Apache-2.0
"""The prices of collateral: as the valuation agent says them, or as a feed was fixed."""

from typing import Annotated

import msgspec
from msgspec import Meta

from counterfoil.evidence.text import format_time
from counterfoil.law.moment import Moment
from counterfoil.law.observed import Feed, Placed, fixing_at
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.instruments.records import PositiveMoney
from counterfoil.modules.over_the_counter.outcomes import OverTheCounterOutcome as Outcome
from counterfoil.modules.over_the_counter.records import ELIGIBLE_MAX, PriceFeed
from counterfoil.primitives.types import IDENTIFIER, InstrumentId, RecordPath, Timestamp


class Price(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one unit of collateral is worth."""

    instrument: Annotated[InstrumentId, IDENTIFIER]
    unit_price: PositiveMoney


class Priced(Price, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The same, and who said so."""

    fixing: RecordPath | None = None
    """of the feed that says the price; None: the valuation agent did"""


Prices = Annotated[tuple[Price, ...], Meta(max_length=ELIGIBLE_MAX)]
PricesTaken = Annotated[tuple[Priced, ...], Meta(max_length=ELIGIBLE_MAX)]


def priced(moment: Moment, source: PriceFeed | None, said: Price) -> Priced:
    """A price, with the fixing that it is; Refused where a feed is to say it, and says none or another."""
    if source is None:
        return Priced(instrument=said.instrument, unit_price=said.unit_price)
    path, fixing = _in_force(moment, source)
    right = source.unit_price(fixing)
    require(said.unit_price == right, Outcome.price_not_as_fixed, f"{said.instrument} at {right} by {path}")
    return Priced(instrument=said.instrument, unit_price=said.unit_price, fixing=path)


def _in_force(moment: Moment, source: PriceFeed) -> Placed:
    """The last fixing of a feed. While that is void it has no value, as for everybody else who reads it."""
    feed = moment.find(source.feed)
    path = feed.latest if isinstance(feed, Feed) else None
    fixing = None if path is None else fixing_at(moment.find, path)
    if path is None or fixing is None:
        raise Refused(Outcome.no_price_fixed, source.feed)
    require(fixing.stands, Outcome.price_void, path)
    earliest = Timestamp(moment.time - source.fresh_for)
    told = f"{path}: observed at {format_time(fixing.observed)}, and what was from {format_time(earliest)} on counts"
    require(fixing.observed >= earliest, Outcome.price_stale, told)
    return Placed(path, fixing)
