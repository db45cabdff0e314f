# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: that no units are on their way when holders are counted, since they would be nobody's.

And that what terms take their rates from is there: evidence of every payment would carry the feed's trail for it.
"""

from typing import Final

from counterfoil.law.event import EventData, Passing
from counterfoil.law.module import Limit, Whole
from counterfoil.law.observed import Feed
from counterfoil.law.outcome import require
from counterfoil.modules.lifecycle.events import TermsRegistered
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome
from counterfoil.modules.lifecycle.records import REGISTERS, Register
from counterfoil.primitives.types import Timestamp


def arrives_before_it_is_counted(event: Passing, moment: Whole) -> None:
    """No record time that is set lies between the beginning and the end of the way, nor does the register close."""
    instruments, since, until = event.passage(moment)
    for instrument in instruments:
        register = moment.read(REGISTERS, instrument)
        require(register is None or not _counts(register, since, until), event.counted_then, instrument)


def _counts(register: Register, since: Timestamp, until: Timestamp) -> bool:
    closes = register.closes is not None and register.closes < until
    return closes or any(since <= one.record_time < until for one in register.pending)


def names_a_feed(event: TermsRegistered, moment: Whole) -> None:
    """What rates are taken from is a feed, of which more is to come."""
    found = None if event.feed is None else moment.find(event.feed)
    there = event.feed is None or (isinstance(found, Feed) and found.goes_on)
    require(there, LifecycleOutcome.no_feed_of_rates, event.feed or "")


LIMITS: Final[dict[type[EventData], Limit]] = {
    Passing: arrives_before_it_is_counted,
    TermsRegistered: names_a_feed,
}
