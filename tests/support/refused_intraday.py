# SPDX-License-Identifier: Apache-2.0
"""What is refused of margin within a day, and because of a call: per call, in the order checked."""

from typing import Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.intraday import MARKS
from counterfoil.modules.futures.intraday_outcomes import IntradayOutcome as Intraday
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.futures_called import HOUR_MS, answer, called, called_floor, forced, mark, opening
from support.ledger import GENESIS_TIME, Ledger
from support.market import Row
from support.refused_by_records import Act, creating, on_record

APART: Final = True
LATER: Final = GENESIS_TIME + 3 * HOUR_MS
AFTER: Final = GENESIS_TIME + 2 * HOUR_MS
"""Cat was to answer an hour before, and Ann has the whole day."""


def moving(_market: Ledger) -> Ledger:
    """On a market of its own."""
    return called_floor(Ledger(), GENESIS_TIME)


MARKET = moving
MARKING: Final = [
    Row("marking no contract", mark(contract="none"), "ccp", Outcome.unknown_futures),
    Row("marking what is settled", mark(contract="IN"), "ccp", Outcome.day_settled),
    Row("marking without a reason", mark(reason=""), "ccp", Outcome.price_needs_a_reason),
    Row("marking what did not trade", mark(None, "IQ"), "ccp", Outcome.price_not_computed),
    Row("marking off the tick", mark(48_001), "ccp", Outcome.off_tick),
    Row("marking by a member", mark(), "alpha", Parties.not_authorised),
]
CALLING: Final = [
    Row("calling no account", called(LATER, "of-dan"), "ccp", Outcome.no_margin_account),
    Row("calling who is settled", called(LATER, "m-gus"), "ccp", Outcome.account_settled),
    Row("calling who has nothing open", called(LATER, "m-idle"), "ccp", Outcome.nothing_to_settle),
    Row("calling by a time that is over", called(0, "m-alpha"), "ccp", Intraday.call_until_passed),
    Row("calling who lacks nothing", called(LATER, "m-eve"), "ccp", Intraday.nothing_lacks),
    Row("calling by a member", called(LATER, "m-alpha"), "alpha", Parties.not_authorised),
]
ANSWERING: Final = [
    Row("answering for no account", answer("of-dan"), "eve", Outcome.no_margin_account),
    Row("answering for who was not called", answer("m-alpha"), "eve", Intraday.no_call_today),
    Row("answering twice", answer("m-dan"), "eve", Intraday.no_call_today),
    Row("answering with nothing", answer(), "eve", Outcome.still_called),
]
TRADING: Final = [
    Row("opening after the time", opening("m-cat", 20, AFTER), "venue", Intraday.called_today),
    Row("forced before the time", forced("m-ann", 20, AFTER), "venue", Outcome.not_forced),
    Row("forced of who answered", forced("m-dan", 20, AFTER), "venue", Outcome.not_forced),
    Row("forced at a time before it", forced("m-cat", 20, GENESIS_TIME), "venue", Outcome.not_forced),
    Row(
        "taking out what is needed now",
        c.Withdraw(account="m-dan", amount=1),
        "dan",
        Intraday.needed_today,
    ),
]
ACTS: Final = [
    Act("a mark that is not there", on_record(MARKS, "none"), Intraday.nothing_marked),
    Act("a second mark", creating(MARKS, "IM"), Intraday.mark_exists),
]
