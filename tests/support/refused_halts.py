# SPDX-License-Identifier: Apache-2.0
"""What is refused of halts, and because of one: per call, in the order checked."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.law.moment import known
from counterfoil.modules.futures.bilateral_calls import AffirmTrade
from counterfoil.modules.futures.bilateral_law import register_trade
from counterfoil.modules.futures.halting import HALTS
from counterfoil.modules.futures.halting_outcomes import HaltingOutcome as Halting
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.primitives.types import Timestamp
from support.futures_between import propose, register
from support.futures_halted import HOUR_MS, halt, halted, resume, traded
from support.ledger import GENESIS_TIME, Ledger
from support.market import Row
from support.refused_by_records import Act, creating

APART: Final = True
LATER: Final = GENESIS_TIME + 9 * HOUR_MS


def stopped(_market: Ledger) -> Ledger:
    """On a market of its own."""
    return halted(Ledger(), GENESIS_TIME)


MARKET = stopped
HALTING: Final = [
    Row("halting nothing", halt(product="none"), "venue", Outcome.unknown_product),
    Row("halted by a member", halt(by="alpha"), "alpha", Halting.not_to_halt),
    Row("halting no contract", halt("none"), "venue", Outcome.unknown_futures),
    Row("another product's contract", halt("part"), "venue", Halting.of_another_product),
    Row("halted since long ago", halt(since=1), "venue", Halting.halt_backdated),
    Row("halted already", halt("still"), "venue", Halting.halted_already),
    Row("halted in the venue's name", halt(), "ccp", Parties.not_authorised),
    Row("one halt too many", halt(None, product="crowd"), "venue", Halting.too_many_halts),
]
RESUMING: Final = [
    Row("going on where nothing was halted", resume(product="quiet"), "venue", Halting.nothing_halted),
    Row("going on by who did not halt it", resume(by="ccp"), "ccp", Halting.not_halted),
    Row("going on twice", resume("hot"), "venue", Halting.not_halted),
    Row("a part of what is halted whole", resume("part", "ccp", product="whole"), "ccp", Halting.not_halted),
    Row("going on since long ago", resume(until=1), "venue", Halting.halt_backdated),
    Row("going on in the venue's name", resume(), "ccp", Parties.not_authorised),
]
TRADING: Final = [
    Row("at a halt's first moment", traded("hot", GENESIS_TIME + 2 * HOUR_MS), "venue", Halting.trading_halted),
    Row("within a halt", traded("hot", GENESIS_TIME + 3 * HOUR_MS - 1), "venue", Halting.trading_halted),
    Row("a contract of what is halted whole", traded("part", GENESIS_TIME + HOUR_MS), "venue", Halting.trading_halted),
    Row("proposing while halted", propose(contract="still", expires=LATER), "ann", Halting.trading_halted),
    Row("affirming while halted", AffirmTrade(trade="waits"), "bob", Halting.trading_halted),
]


def _agreed_while_halted(ctx: Context) -> Any:
    """As though the halt had begun a millisecond before it was called, when they agreed."""
    there = known(ctx, HALTS, "day")
    earlier = tuple(replace(one, since=Timestamp(one.since - 1)) for one in there.halts)
    ctx.state.write(HALTS.path("day"), replace(there, halts=earlier))
    return list(register_trade(register("within"), ctx))


ACTS: Final = [
    Act("a second record of halts", creating(HALTS, "day"), Halting.halts_exist),
    Act("agreed while halted", _agreed_while_halted, Halting.trading_halted),
]
