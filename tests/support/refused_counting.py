# SPDX-License-Identifier: Apache-2.0
"""What is refused while positions are counted anew, and after: in the order checked."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.law.moment import known
from counterfoil.modules.futures.counting import COUNTINGS, WAITING_MAX, CountingMoved
from counterfoil.modules.futures.counting_calls import CountOn
from counterfoil.modules.futures.counting_law import count_on
from counterfoil.modules.futures.counting_outcomes import CountingOutcome as Counting
from counterfoil.modules.futures.defaults_calls import Port
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from support.futures_control import apart
from support.futures_recounted import half_counted
from support.ledger import Ledger
from support.market import Row
from support.refused_by_records import Act, creating, on_record

APART: Final = True


def counting(_market: Ledger) -> Ledger:
    """On a market of its own."""
    return half_counted(Ledger())


MARKET = counting
AGAIN: Final = Port(account="m-ann", to="gamma")
COUNTING: Final = [
    Row("counting on for no house", CountOn(house="none"), "cat", Outcome.unknown_house),
    Row("counting on where nothing ever waited", CountOn(house="DD"), "cat", Counting.nothing_to_count),
    Row("an end of control before its finding is counted", apart("bob"), "ccp", Counting.counted_first),
    Row("a port before the last is counted", AGAIN, "ccp ann beta gamma", Counting.counted_first),
]


def _with_many_waiting(ctx: Context) -> Any:
    now = known(ctx, COUNTINGS, "CC")
    many = tuple(replace(now.waiting[0], name=f"a-{number}") for number in range(WAITING_MAX))
    ctx.state.write(COUNTINGS.path("CC"), replace(now, waiting=many))
    one = now.waiting[1]
    said = {"whose": one.whose, "name": one.name, "left": one.left, "joined": one.joined, "after": one.after}
    (touch,) = CountingMoved(house="CC", over=False, **said).touches(ctx, ())
    return touch.fold(ctx.read(touch.table, *touch.key))


def _counted_to_the_end(ctx: Context) -> Any:
    ctx.state.write(COUNTINGS.path("CC"), replace(known(ctx, COUNTINGS, "CC"), waiting=()))
    return list(count_on(CountOn(house="CC"), ctx))


ACTS: Final = [
    Act("what never waited", on_record(COUNTINGS, "DD"), Counting.nothing_to_count),
    Act("waiting once more", creating(COUNTINGS, "CC"), Counting.counting_exists),
    Act("too many that wait", _with_many_waiting, Counting.too_many_counted),
    Act("counting on after the last", _counted_to_the_end, Counting.nothing_to_count),
]
