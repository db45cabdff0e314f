# SPDX-License-Identifier: Apache-2.0
"""What is refused of actual control, and of what accounts have together: per call, in the order checked."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.law.moment import known
from counterfoil.modules.futures.client_records import (
    ACCOUNTS_MAX,
    CLIENTS,
    CONTROLLED_MAX,
    GROUPS,
    TOGETHER,
    Whose,
)
from counterfoil.modules.futures.control import ControlRecorded
from counterfoil.modules.futures.control_law import record_control
from counterfoil.modules.futures.control_outcomes import ControlOutcome as Control
from counterfoil.modules.futures.events import MarginAccountOpened
from counterfoil.modules.futures.law import open_account
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from counterfoil.modules.futures.trade_policy import ForceCloseReason
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.primitives.types import AccountId, PartyId
from support.futures_control import apart, control, held_together, opening
from support.futures_market import account, book, fill
from support.ledger import Ledger
from support.market import Row
from support.refused_by_records import Act, creating, on_record

APART: Final = True


def together(_market: Ledger) -> Ledger:
    """On a market of its own."""
    return held_together(Ledger())


def _forced(name: str, lots: int, reason: str, side: str = "sold") -> Any:
    call = book(name, fill(50, side, "forced", lots=lots), contract="CT")
    return replace(call, forced_for=ForceCloseReason(reason))


MARKET = together
CONTROL: Final = [
    Row("control by no house", control("ann", house="none"), "ccp", Outcome.unknown_house),
    Row("control of who has no account", control("omega"), "ccp", Control.unknown_client),
    Row("control in two groups", control("bob", "others"), "ccp", Control.controlled_already),
    Row("control recorded by a member", control("ann"), "alpha", Parties.not_authorised),
]
ENDING: Final = [
    Row("an end of control by no house", apart("bob", house="none"), "ccp", Outcome.unknown_house),
    Row("an end of control of who has no account", apart("omega"), "ccp", Control.unknown_client),
    Row("an end of control that never was", apart("ann"), "ccp", Control.not_controlled),
    Row("an end of control by a member", apart("bob"), "beta", Parties.not_authorised),
]
TRADING: Final = [
    Row("more than a client's accounts may have", opening("b-ann", 2, 20), "venue", Control.client_limit),
    Row("more than one control may have", opening("m-cat", 2, 20), "venue", Control.control_limit),
    Row("more than a member may have", opening("m-eve", 2, 20, "sold"), "venue", Control.member_limit),
    Row("forced within the limit", _forced("m-ann", 1, "together_over_limit"), "venue", Outcome.not_forced),
    Row("forced within a member's", _forced("m-dan", 1, "member_over_limit", "bought"), "venue", Outcome.not_forced),
]


def _with_many_accounts(ctx: Context) -> Any:
    many = tuple(AccountId(f"a-{number}") for number in range(ACCOUNTS_MAX))
    ctx.state.write(CLIENTS.path("CC", "dan"), replace(known(ctx, CLIENTS, "CC", "dan"), accounts=many))
    (made,) = (one for one in open_account(account(holder="dan"), ctx) if isinstance(one, MarginAccountOpened))
    return [touch.fold(ctx.read(touch.table, *touch.key)) for touch in made.touches(ctx, ())]


def _with_many_clients(ctx: Context) -> Any:
    many = tuple(PartyId(f"client-{number}") for number in range(CONTROLLED_MAX))
    ctx.state.write(GROUPS.path("CC", "family"), replace(known(ctx, GROUPS, "CC", "family"), holders=many))
    (made,) = (one for one in record_control(control("dan"), ctx) if isinstance(one, ControlRecorded))
    return [touch.fold(ctx.read(touch.table, *touch.key)) for touch in made.touches(ctx, ())]


COUNTED: Final = (Whose.of_client, "ann", "CT", "speculation")
ACTS: Final = [
    Act("a client once more", creating(CLIENTS, "CC", "ann"), Control.client_exists),
    Act("a control that is not there", on_record(GROUPS, "CC", "none"), Control.unknown_control),
    Act("a control once more", creating(GROUPS, "CC", "family"), Control.control_exists),
    Act("nothing counted", on_record(TOGETHER, Whose.of_client, "dan", "CT", "hedge"), Control.nothing_counted),
    Act("counted once more", creating(TOGETHER, *COUNTED), Control.together_exists),
    Act("an account too many", _with_many_accounts, Control.too_many_accounts),
    Act("a client too many", _with_many_clients, Control.too_many_controlled),
]
