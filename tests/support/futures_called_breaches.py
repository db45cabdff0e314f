# SPDX-License-Identifier: Apache-2.0
"""The same calls within a day in the evidence world, and one breach for each rule: see ``law_breaches``."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.law.call import Call
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.law import FUTURES_FEATURE
from support.clearing_breaches import plain
from support.evidence_world import START_MS, World
from support.futures_breaches import Floor
from support.futures_called import FALLEN, HOUR_MS, answer, called, called_floor, forced, mark, opening
from support.law_breaches import Breach

TEN: Final = 600
"""The minute two hours after the start, when the last session ends here."""


def called_world() -> World:
    """The day of the rejection table, of which the last session is over."""
    floor: Any = Floor(World(features=(FUTURES_FEATURE,)))
    called_floor(floor, START_MS, ends=TEN)
    return floor.world  # type: ignore[no-any-return]


def asked(record: str, signers: str, call: Call) -> Breach:
    return Breach(f"futures/{record}", signers, plain(call))


AFTER: Final = START_MS + 2 * HOUR_MS
LATER: Final = START_MS + 3 * HOUR_MS
SETTLED: Final = (
    ("ccp", plain(c.FixSettlement(contract="IM", price=FALLEN, reason="it stayed there"))),
    ("eve", plain(c.Settle(account="m-alpha"))),
)
WORLD = called_world
BREACHES = {
    "futures.mark_price.price_needs_a_reason": asked("mark/IM", "ccp", mark(reason="")),
    "futures.mark_price.off_tick": asked("mark/IM", "ccp", mark(48_001)),
    "futures.call_margin.account_settled": Breach(
        "futures/account/m-alpha", "ccp", plain(called(LATER, "m-alpha")), SETTLED
    ),
    "futures.call_margin.call_until_passed": asked("account/m-alpha", "ccp", called(0, "m-alpha")),
    "futures.call_margin.nothing_lacks": asked("account/m-eve", "ccp", called(LATER, "m-eve")),
    "futures.answer_today.still_called": asked("account/m-ann", "eve", answer()),
    "futures.require_answered.called_today": asked(
        "position/m-cat/IM/speculation", "venue", opening("m-cat", 20, AFTER)
    ),
    "futures.require_reason.forced_without_reason": asked(
        "position/m-ann/IM/speculation", "venue", replace(forced("m-ann", 90, AFTER), forced_for=None)
    ),
    # At the mark Bob, who sold five lots, would need less, and have so much to spare.
    "futures.require_left.not_available": asked(
        "account/m-bob", "bob", c.Withdraw(account="m-bob", amount=912_000_000)
    ),
    "futures.require_left.needed_today": asked("account/m-dan", "dan", c.Withdraw(account="m-dan", amount=1)),
}
UNCOVERED = {
    "futures.call_margin.nothing_to_settle": "here who has nothing open lacks nothing either: that takes a delivery",
}
