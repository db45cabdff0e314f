# SPDX-License-Identifier: Apache-2.0
"""What the laws of futures refuse though no call of today gets there."""

from collections.abc import Callable
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import Side
from counterfoil.law.event import Movement
from counterfoil.law.moment import known
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures.booking import book
from counterfoil.modules.futures.defaults import DEFAULTS, FUNDS, MEMBERS_MAX, Absorbed, Layer, Share
from counterfoil.modules.futures.defaults_law import absorb, require_share
from counterfoil.modules.futures.events import DayClosed
from counterfoil.modules.futures.law import set_rules
from counterfoil.modules.futures.limits import LIMITS
from counterfoil.modules.futures.listing import POSITIONS_MAX
from counterfoil.modules.futures.listing_outcomes import ListingOutcome as Listing
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from counterfoil.modules.futures.positions import FILLS_MAX, POSITIONS, PUBLISHED, TRADINGS, Terms, traded
from counterfoil.modules.futures.records import DAYS, HOUSES, MARGIN_ACCOUNTS, ROLLS
from counterfoil.modules.futures.trade_policy import ClosingOrder
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, PartyId, Quantity, RecordPath
from support.futures_market import AT, TODAY, fill, rules
from support.futures_market import book as booking
from support.refused_by_records import Act, creating, on_record

Doing = Callable[[Context], Any]
ANN: Final = ("m-ann", "IF", "speculation")
PLAIN: Final = Terms(AT, 1, ClosingOrder.oldest_first, None)
DEAR: Final = Terms(AT, 10**12, ClosingOrder.oldest_first, None)


def _asked(law: Callable[..., Any], call: Any, table: Any, *key: str, **changed: Any) -> Doing:
    """A call's law, where a record is in a state that no call brings about."""

    def act(ctx: Context) -> Any:
        record: msgspec.Struct = known(ctx, table, *key)
        ctx.state.write(table.path(*key), replace(record, **changed))
        return list(law(call, ctx))

    return act


def _limited(event: Any, table: Any, *key: str, **changed: Any) -> Doing:
    """An event's limit, where a record is in such a state."""

    def act(ctx: Context) -> Any:
        record: msgspec.Struct = known(ctx, table, *key)
        ctx.state.write(table.path(*key), replace(record, **changed))
        return LIMITS[type(event)](event, ctx)

    return act


def _traded(count: int, lots: int, terms: Terms) -> Doing:
    """So many trades of a position, each of so many lots."""
    fills = [fill(number, "bought", "opens", AT, lots) for number in range(10, 10 + count)]
    return lambda ctx: traded(known(ctx, POSITIONS, *ANN), TODAY, fills, terms)


def _moving(table: Any, name: str, side: Side, account: str, cause: str, instrument: str = "CNY") -> Doing:
    """A movement for which a record is asked to vouch."""
    asked = Movement(
        side, AccountId(account), InstrumentId(instrument), Quantity(1), AccountId("of-ann"), RecordPath(cause)
    )
    return lambda ctx: known(ctx, table, name).grants(ctx, asked)


MANY: Final = tuple(Share(PartyId(f"member-{number}"), Quantity(0)) for number in range(MEMBERS_MAX))
SHARE_OF_ALL: Final = d.RequireShare(house="CC", member="beta", required=1)
EVEN: Final[dict[str, Any]] = {"accounts": 8, "owed": Quantity(0), "due": Quantity(0), "variation": 1}
FULL: Final[dict[str, Any]] = {
    "positions": tuple(f"C{number}/speculation" for number in range(1, POSITIONS_MAX)),
    "delivering": ("C0",),
}
ANOTHER: Final = booking("m-ann", fill(9, "bought", "opens"))
THEIRS: Final = "futures/account/m-there"
ACTS: Final = [
    Act("a margin account once more", creating(MARGIN_ACCOUNTS, "m-ann"), Outcome.margin_account_exists),
    Act("a position once more", creating(POSITIONS, *ANN), Outcome.futures_position_exists),
    Act("nothing published", on_record(PUBLISHED, "quiet"), Outcome.nothing_published),
    Act("published once more", creating(PUBLISHED, "IF"), Outcome.published_exists),
    Act("trades once more", creating(TRADINGS, "IF"), Outcome.trading_exists),
    Act("a day that never was", on_record(DAYS, "CC", "1"), Outcome.unknown_day),
    Act("a day once more", creating(DAYS, "CC", str(TODAY)), Outcome.day_exists),
    Act("a roll that is not there", on_record(ROLLS, "none"), Outcome.unknown_roll),
    Act("a roll once more", creating(ROLLS, "CC"), Outcome.roll_exists),
    Act("a default once more", creating(DEFAULTS, "CC", "gamma"), Outcome.default_exists),
    Act("a position too many", _asked(book, ANOTHER, MARGIN_ACCOUNTS, "m-ann", **FULL), Listing.too_many_listed),
    Act("more trades than a position can have", _traded(FILLS_MAX, 1, PLAIN), Outcome.too_many_fills),
    Act(
        "more than can be counted",
        _traded(9, 10**9, replace(PLAIN, multiplier=10**12)),
        MachineOutcome.number_out_of_bounds,
    ),
    Act("a share too many", _asked(require_share, SHARE_OF_ALL, FUNDS, "CC", shares=MANY), Outcome.too_many_shares),
    Act(
        "a day that is not even",
        _limited(DayClosed(house="CC", day=DayNumber(TODAY)), DAYS, "CC", str(TODAY), **EVEN),
        Outcome.variation_uneven,
    ),
    Act(
        "a day that still owes to who could be paid",
        _limited(DayClosed(house="CC", day=DayNumber(TODAY)), DAYS, "CC", str(TODAY), **EVEN | {"due": Quantity(1)}),
        Outcome.accounts_unsettled,
    ),
    Act(
        "rules that would be of the day that is open",
        _asked(set_rules, c.SetRules(product="index", rules=rules()), HOUSES, "CC", day=DayNumber(TODAY + 9)),
        Outcome.product_backdated,
    ),
    Act(
        "layers before the margin",
        lambda ctx: LIMITS[Absorbed](
            Absorbed(
                house="CC",
                member=PartyId("gamma"),
                account=AccountId("m-late"),
                cash=InstrumentId("CNY"),
                day=DayNumber(TODAY),
                layer=Layer.skin,
                amount=Quantity(1),
            ),
            ctx,
        ),
        Outcome.margin_first,
    ),
    Act(
        "a debt when the default is over",
        _asked(absorb, d.Absorb(account="m-short"), MARGIN_ACCOUNTS, "m-short", member=PartyId("omega")),
        Outcome.default_over,
    ),
    Act(
        "a fund that pays anybody",
        _moving(FUNDS, "CC", Side.gives, "fund", "futures/account/m-alpha"),
        Holdings.consent_missing,
    ),
    Act(
        "a house that pays for another's doing",
        _moving(HOUSES, "CC", Side.gives, "CC-settlement", "contracts/contract/box"),
        Holdings.consent_missing,
    ),
    Act(
        "a house that pays another house's account",
        _moving(HOUSES, "CC", Side.gives, "CC-settlement", THEIRS),
        Outcome.another_house,
    ),
    Act(
        "a margin account that moves by another's doing",
        _moving(MARGIN_ACCOUNTS, "m-ann", Side.gives, "m-ann", THEIRS),
        Holdings.consent_missing,
    ),
]
