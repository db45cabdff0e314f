# SPDX-License-Identifier: Apache-2.0
"""Trades of a file, booked and balanced: rehearsed as a whole before anything is sent."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import PrivateKey
from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.modules import laws
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.positions import Fill
from counterfoil.node.chain import ChainNode
from counterfoil.node.explaining import explained_here, remedy_here
from counterfoil.node.futures.balancing import balance_of, unbalanced
from counterfoil.node.futures.booking_calls import Booked, book_calls, packed
from counterfoil.node.futures.taken_out import TakenOut, nothing_left
from counterfoil.node.futures.trade_sides import Side, fills_of, held_against, left_out, require_even, require_none
from counterfoil.node.rehearsing import Foretold, foretell
from counterfoil.node.submitting import Answer, parties_of, sign_calls, submit
from counterfoil.primitives.errors import RefusalForeseen
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.primitives.types import Timestamp

_TRADE: Final = re.compile("trade ([0-9]+)")
"""How the ledger names the trade that it refuses."""
_LINES: Final = 6
"""Of a call that is refused."""


class TradeImport(NamedTuple):
    """What a file comes to."""

    sides: int
    positions: int
    contracts: Sequence[c.Balance]
    calls: Sequence[Call]
    fresh: Sequence[Side] = ()
    """what is booked by them"""
    booked_before: int = 0
    """sides that are left out"""
    cancelled_before: Sequence[str] = ()
    """and trades, because they were cancelled, or given up, on the day"""

    def place(self, call: Call, detail: str) -> str:
        """Where in the file a call came from: of the trade that is told of, or of all of the call; and of which
        position it is, or of which contract."""
        sides = [one for one in self.fresh if _is_of(one, call)]
        if (named := _TRADE.search(detail)) is not None:
            sides = [one for one in sides if one.fill.trade == int(named[1])] or sides
        lines = list(dict.fromkeys(one.place for one in sides))
        shown = ", ".join(lines[:_LINES]) + (f", and {len(lines) - _LINES} more" if len(lines) > _LINES else "")
        file = f"{sides[0].file}, {shown}: " if sides else ""
        return f"{file}{position_of(call, detail)}"


def planned(
    view: View, sides: Sequence[Side], *, rest: bool = False, taken_out: TakenOut = nothing_left
) -> TradeImport:
    """The calls that book these sides and balance their contracts; ``rest``: those that are not booked already.

    InputError where two sides of a trade differ, or not as much is sold as bought; RefusalForeseen where one is booked,
    or was and was cancelled: ``taken_out`` knows.
    """
    require_even(sides)
    standing = held_against(view, sides, taken_out)
    if not rest:
        require_none(standing)
    fills = fills_of(standing.fresh)
    unsaid = set(unbalanced(view)) if standing.booked else set()
    balances = tuple(_balances(view, fills, [one.booked.contract for one in standing.booked], unsaid))
    positions = len({one.whatever_reason for one in fills})
    calls = (*book_calls(fills), *balances)
    before = len(standing.booked)
    return TradeImport(len(standing.fresh), positions, balances, calls, standing.fresh, before, left_out(standing))


def rehearse(
    node: ChainNode, calls: Sequence[Call], keys: Sequence[PrivateKey | PublicKey], time: Timestamp
) -> Foretold:
    """What the calls would do, signed by these keys; ``require_taken`` says whether that is what is wanted."""
    by = parties_of(node, keys)
    return foretell(node, calls, by=by, signers=[key.keyid for key in keys], time=time)


def require_taken(
    view: View, told: Foretold, calls: Sequence[Call], place: Callable[[Call, str], str] | None = None
) -> None:
    """RefusalForeseen for the first call that the ledger would not take; ``place``: where it, of that detail, is."""
    if not told.result.code:
        return
    outcome, call = laws().outcomes[told.result.code], calls[told.result.call or 0]
    where = (place or position_of)(call, told.result.detail)
    remedy = remedy_here(view, outcome, told.result.detail)
    said = explained_here(view, outcome, told.result.detail).removesuffix(remedy).rstrip()
    undone = f"{remedy} Nothing was sent.".strip()
    raise RefusalForeseen(f"would be refused, {told.result.outcome}: {said}", where=where, remedy=undone)


def position_of(call: Call, _detail: str = "") -> str:
    """Whose a call of a position is, and of what."""
    return ", ".join(str(getattr(call, name)) for name in ("account", "contract", "hedge") if hasattr(call, name))


def _is_of(side: Side, call: Call) -> bool:
    """Whether a call books a side, or balances its contract."""
    if isinstance(call, c.Balance):
        return side.booked.contract == call.contract
    if not isinstance(call, c.Book):
        return False
    own = Booked(call.account, call.contract, call.hedge, call.forced_for)
    return side.booked == own and side.fill in call.fills


def send(
    node: ChainNode, calls: Sequence[Call], keys: Sequence[PrivateKey], progress: Progress = no_progress
) -> list[Answer]:
    """Order them, as few transactions as they fit into, one after the other; stops at the first that is refused."""
    answers: list[Answer] = []
    done = 0
    for part in packed(calls):
        [answer] = submit(node, [sign_calls(node, part, *keys)])
        answers.append(answer)
        done += len(part)
        progress("calls", done, len(calls))
        if answer.code:
            break
    return answers


def _balances(
    view: View, fills: Mapping[Booked, Sequence[Fill]], before: Iterable[str], unsaid: Collection[str]
) -> Iterator[c.Balance]:
    """What each contract comes to with these, added to what was booked; if nothing is new, where ``unsaid``."""
    of_contract: dict[str, list[Fill]] = {name: [] for name in before if name in unsaid}
    for position, some in fills.items():
        of_contract.setdefault(position.contract, []).extend(some)
    return (balance_of(view, name, own) for name, own in of_contract.items())
