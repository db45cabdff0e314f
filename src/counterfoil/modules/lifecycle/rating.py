# SPDX-License-Identifier: Apache-2.0
"""The rates that a payment takes: as a publisher said them, or as a feed was fixed."""

from collections.abc import Mapping
from typing import NamedTuple

from counterfoil.evidence.text import format_day, format_time
from counterfoil.law.detail import after_then
from counterfoil.law.moment import Moment
from counterfoil.law.observed import Fixing as FeedFixing
from counterfoil.law.observed import fixing_at, later_until, number_of
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.lifecycle.acting import TakenRate
from counterfoil.modules.lifecycle.calls import Compute
from counterfoil.modules.lifecycle.computing import Fixed, Plan, Reset, time_of
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome
from counterfoil.modules.lifecycle.records import FIXINGS, RESETS, Fixing, Terms
from counterfoil.primitives.types import Duration, RecordPath, Timestamp
from counterfoil.terms.kernel.arithmetic import text


class Rates(NamedTuple):
    """The rates of a payment, and what it is the first to use of them."""

    rates: tuple[tuple[Fixed, str], ...]
    published: tuple[RecordPath, ...] = ()
    taken: tuple[TakenRate, ...] = ()


def rates_of(call: Compute, moment: Moment, terms: Terms, plan: Plan, at_s: int) -> Rates:
    """The rates on which a payment depends; Refused when one lacks or is none of them."""
    resets = plan.resets_before(at_s)
    if terms.feed is not None:
        return _observed(call, moment, terms, resets)
    require(not call.fixings, LifecycleOutcome.other_fixing, f"{terms.instrument}: rates are published")
    found = [(fixed, _published(moment, terms, fixed)) for fixed in resets]
    unused = tuple(_path(fixing) for _, fixing in found if fixing.used_by is None)
    return Rates(tuple((fixed, fixing.rate) for fixed, fixing in found), published=unused)


def _published(moment: Moment, terms: Terms, fixed: Fixed) -> Fixing:
    found = moment.read(FIXINGS, terms.publisher or "", fixed.reference_rate, str(fixed.day))
    if found is None:
        raise Refused(LifecycleOutcome.unknown_fixing, lacks(terms, fixed))
    return found


def _path(fixing: Fixing) -> RecordPath:
    return FIXINGS.path(fixing.publisher, fixing.reference_rate, str(fixing.day))


def lacks(terms: Terms, fixed: Fixed) -> str:
    """Which rate lacks, and whose it would be."""
    return f"{fixed.reference_rate} of {format_day(fixed.day)} by {terms.feed or terms.publisher}"


def _observed(call: Compute, moment: Moment, terms: Terms, resets: Mapping[Fixed, Reset]) -> Rates:
    """What earlier payments took, and for each other rate the next of the fixings that the call names."""
    named = iter(call.fixings)
    rates: list[tuple[Fixed, str]] = []
    taken: list[TakenRate] = []
    for fixed, reset in resets.items():
        before = moment.read(RESETS, terms.instrument, fixed.reference_rate, str(fixed.day))
        if before is None:
            taken.append(_taken(moment, terms, reset, next(named, None)))
        rates.append((fixed, taken[-1].rate if before is None else before.rate))
    surplus = next(named, None)
    require(surplus is None, LifecycleOutcome.other_fixing, surplus or "")
    return Rates(tuple(rates), taken=tuple(taken))


def _taken(moment: Moment, terms: Terms, reset: Reset, path: RecordPath | None) -> TakenRate:
    """One rate, if this is the feed's last fixing that stood at the time for which the rate is set."""
    at = time_of(reset.for_s, terms.offset_min)
    if path is None:
        raise Refused(LifecycleOutcome.unknown_fixing, lacks(terms, reset.fixed))
    # Before that time is over a later fixing may come to be the last.
    told = after_then(lacks(terms, reset.fixed), at, moment.time)
    require(moment.time > at, LifecycleOutcome.unknown_fixing, told)
    found = fixing_at(moment.find, path)
    if found is None or found.source != terms.feed:
        raise Refused(LifecycleOutcome.other_fixing, path)
    require(found.stands, LifecycleOutcome.fixing_stands_not, path)
    _require_as_of(found, at, terms.fresh_for or Duration(0), path)
    later = next((one.path for one in later_until(moment.find, found, at) if one.fixing.stands), None)
    require(later is None, LifecycleOutcome.later_fixing, later or "")
    return TakenRate(
        reference_rate=reset.fixed.reference_rate, day=reset.fixed.day, rate=_fraction(found, path), fixing=path
    )


def _require_as_of(found: FeedFixing, at: Timestamp, fresh_for: Duration, path: RecordPath) -> None:
    """It says what was so at a time, or not long before."""
    observed, earliest = f"{path}: observed at {format_time(found.observed)}", Timestamp(at - fresh_for)
    told = f"{observed}, and the rate is set for {format_time(at)}"
    require(found.observed <= at, LifecycleOutcome.fixing_after_reset, told)
    told = f"{observed}, and the terms take what was from {format_time(earliest)} on"
    require(found.observed >= earliest, LifecycleOutcome.fixing_before_long, told)


def _fraction(found: FeedFixing, path: RecordPath) -> str:
    """The rate as it is said everywhere: a decimal fraction."""
    rate = number_of(found)
    require(abs(rate) < 1, LifecycleOutcome.no_fraction, f"{path}: {text(rate)}")
    return text(rate)
