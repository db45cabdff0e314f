# SPDX-License-Identifier: Apache-2.0
"""What is refused of what goods bring at a house's desk, and of goods that mature there: in the order checked."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import Side
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures.delivery import DELIVERABLES, DESKS, Bond, Goods
from counterfoil.modules.futures.delivery_events import Offered
from counterfoil.modules.futures.delivery_law import compensate, take
from counterfoil.modules.futures.desk_events import INCOMES
from counterfoil.modules.futures.desk_outcomes import DeskOutcome as Outcome
from counterfoil.modules.futures.limits import LIMITS
from counterfoil.modules.futures.outcomes import FuturesOutcome as Futures
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.lifecycle.records import REGISTERS, Register
from counterfoil.modules.parties.records import ACCOUNTS, AccountStatus
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, Millionths, PartyId, Timestamp
from support.futures_acts import _asked, _moving
from support.futures_desk import UNIT, brought, pass_on
from support.futures_ending import AFTER, START
from support.ledger import Ledger
from support.market import Row
from support.refused_by_records import Act, _created

APART: Final = True
GIFT: Final = "lifecycle/action/BOND/gift"
OLD: Final = Bond(DayNumber(START - 4_000), DayNumber(AFTER[1]), Millionths(29_000), 1)
TAKES: Final = s.Take(contract="T1", account="m-ann", number=1)


def MARKET(_market: Ledger) -> Ledger:  # noqa: N802 - the name under which tables bring their market
    """A market of its own: its days go on."""
    return brought(Ledger())  # type: ignore[no-any-return]


PASSING: Final = [
    Row("passing on of no delivery", pass_on("dan", UNIT), "cat", Futures.no_delivery),
    Row("passing on what was never paid", pass_on("bob", 2 * UNIT, "none"), "cat", Outcome.nothing_brought),
    Row("passing on again", pass_on("cat", UNIT), "cat", Outcome.passed_on_already),
    Row("passing on less than a fen", pass_on("bob", 1), "cat", Outcome.nothing_to_pass_on),
    Row("passing on another's part", pass_on("bob", UNIT), "cat", Outcome.held_otherwise),
    Row("passing on to who bought later", pass_on("ann", UNIT), "cat", Outcome.held_otherwise),
]


def _closed(ctx: Context) -> None:
    """The register of the bond was closed for good, long ago."""
    ctx.state.write(REGISTERS.path("BOND"), Register(instrument=InstrumentId("BOND"), closes=Timestamp(1)))


def _offered_too_late(ctx: Context) -> Any:
    _closed(ctx)
    said = {"contract": "T1", "account": AccountId("m-bob"), "place": AccountId("of-bob"), "time": ctx.time}
    event = Offered(holder=PartyId("bob"), offered=(Goods(InstrumentId("BOND")),), **said)
    return LIMITS[Offered](event, ctx)


def _left_for_ever(ctx: Context) -> Any:
    """Ann's account is stopped, and what she would pay for can never leave the desk."""
    account = ctx.read(ACCOUNTS, "of-ann")
    assert account is not None
    ctx.state.write(ACCOUNTS.path("of-ann"), replace(account, status=AccountStatus.suspended))
    _closed(ctx)
    for event in take(TAKES, ctx):
        ctx.cause(event)


ACTS: Final = [
    Act("what goods brought once more", _created(INCOMES, "CC", "BOND", "gift"), Outcome.brought_already),
    Act(
        "paying for a bond that has matured",
        _asked(take, TAKES, DELIVERABLES, "T", "BOND", bond=OLD),
        Outcome.matured_at_desk,
    ),
    Act("paying for a bond that moves no more", _left_for_ever, Outcome.matured_at_desk),
    Act(
        "making good a bond that has matured",
        _asked(compensate, s.Compensate(contract="T1", account="m-bob", number=1), DELIVERABLES, "T", "BOND", bond=OLD),
        Futures.does_not_fail,
    ),
    Act("a desk that pays by an action", _moving(DESKS, "CC", Side.gives, "desk", GIFT), Holdings.consent_missing),
    Act(
        "a desk that takes into another account",
        _moving(DESKS, "CC", Side.takes, "of-ann", GIFT),
        Holdings.consent_missing,
    ),
    Act("offering what moves no more by then", _offered_too_late, Outcome.matures_first),
]
