# SPDX-License-Identifier: Apache-2.0
"""What is refused of what goods bring at a house's desk, and of goods that mature there: in the order checked."""

from typing import Any, Final

from msgspec.structs import asdict, replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import Side
from counterfoil.law.dated import DAY_MS
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures.delivery import (
    DELIVERABLES,
    DESKS,
    HALVES,
    Bond,
    Failing,
    Goods,
    Half,
    ParcelStatus,
)
from counterfoil.modules.futures.delivery_events import GoodsAdmitted, Offered
from counterfoil.modules.futures.delivery_law import compensate, fail, take
from counterfoil.modules.futures.desk_events import INCOMES
from counterfoil.modules.futures.desk_law import pass_on as pass_on_law
from counterfoil.modules.futures.desk_outcomes import DeskOutcome as Outcome
from counterfoil.modules.futures.limits import LIMITS
from counterfoil.modules.futures.outcomes import FuturesOutcome as Futures
from counterfoil.modules.futures.parcel_events import Compensated, Failed
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.lifecycle.records import REGISTERS, Register
from counterfoil.modules.parties.records import ACCOUNTS, AccountStatus
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, Millionths, PartyId, Timestamp
from support.futures_acts import _asked, _moving
from support.futures_desk import UNIT, brought, pass_on
from support.futures_ending import AFTER, START
from support.ledger import Ledger
from support.market import Row
from support.refused_by_records import Act, creating

APART: Final = True
GIFT: Final = "lifecycle/action/BOND/gift"
OLD: Final = Bond(DayNumber(START - 4_000), DayNumber(AFTER[1]), Millionths(29_000), 1)
TAKES: Final = s.Take(contract="T1", account="m-ann", number=1)
ENDS: Final = s.Fail(contract="T1", account="m-ann", number=1, over=True)


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
    Row("ending a parcel whose goods move still", ENDS, "cat", Futures.does_not_fail),
]


def _closed(ctx: Context) -> None:
    """The register of the bond was closed for good, long ago."""
    ctx.state.write(REGISTERS.path("BOND"), Register(instrument=InstrumentId("BOND"), closes=Timestamp(1)))


def _offered_too_late(ctx: Context) -> Any:
    _closed(ctx)
    said = {"contract": "T1", "account": AccountId("m-bob"), "place": AccountId("of-bob"), "time": ctx.time}
    event = Offered(holder=PartyId("bob"), offered=(Goods(InstrumentId("BOND")),), **said)
    return LIMITS[Offered](event, ctx)


def _failed(ctx: Context) -> dict[str, Any]:
    """What is said where a side ends goods whose register was closed."""
    (event,) = fail(ENDS, ctx)
    _closed(ctx)
    return asdict(event)


def _failing_for_what_is_over(ctx: Context) -> Any:
    return LIMITS[Failed](Failed(**_failed(ctx) | {"failing": Failing.buyer}), ctx)


def _made_good_by_nobody(ctx: Context) -> Any:
    """Both sides of a parcel whose goods are over end it, and neither pays."""
    said = _failed(ctx)
    ctx.state.write(HALVES.path("T1", "1", Direction.bought), Half(ParcelStatus.defaulted, ctx.time))
    own = {name: said[name] for name in Compensated.__struct_fields__ if name in said}
    return LIMITS[Compensated](Compensated(**own | {"account": AccountId("m-bob"), "side": Direction.sold}), ctx)


def _admitted(matures: int, closes: int) -> Any:
    """A bond of a coupon a year, whose register closes then."""

    def act(ctx: Context) -> Any:
        ctx.state.write(REGISTERS.path("BOND"), Register(instrument=InstrumentId("BOND"), closes=Timestamp(closes)))
        bond = Bond(DayNumber(matures - 3_000), DayNumber(matures), Millionths(29_000), 1)
        said = {"product": "T", "house": "CC", "instrument": InstrumentId("BOND"), "quantity": UNIT, "grade": ""}
        return LIMITS[GoodsAdmitted](GoodsAdmitted(bond=bond, **said), ctx)

    return act


def _left_for_ever(ctx: Context) -> Any:
    """Ann's account is stopped, and what she would pay for can never leave the desk."""
    account = ctx.read(ACCOUNTS, "of-ann")
    assert account is not None
    ctx.state.write(ACCOUNTS.path("of-ann"), replace(account, status=AccountStatus.suspended))
    _closed(ctx)
    for event in take(TAKES, ctx):
        ctx.cause(event)


ACTS: Final = [
    Act("what goods brought once more", creating(INCOMES, "CC", "BOND", "gift"), Outcome.brought_already),
    Act(
        "paying for a bond that has matured",
        _asked(take, TAKES, DELIVERABLES, "T", "BOND", bond=OLD),
        Outcome.matured_at_desk,
    ),
    Act("paying for a bond that moves no more", _left_for_ever, Outcome.matured_at_desk),
    Act("failing for a bond that moves no more", _failing_for_what_is_over, Outcome.matured_at_desk),
    Act("making good a bond that moves no more", _made_good_by_nobody, Futures.does_not_fail),
    Act("admitting a bond that moves no more", _admitted(START, 1), Futures.goods_contradict),
    Act(
        "admitting a bond that ends a year and more before",
        _admitted(START + 900, (START + 500) * DAY_MS),
        Futures.goods_contradict,
    ),
    Act(
        "passing on what was redeemed where it waited",
        _asked(pass_on_law, pass_on("bob", 2 * UNIT), INCOMES, "CC", "BOND", "gift", ended=True),
        Outcome.nothing_to_pass_on,
    ),
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
