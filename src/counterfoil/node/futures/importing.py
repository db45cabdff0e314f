# SPDX-License-Identifier: Apache-2.0
"""Trades of a file, booked and balanced: rehearsed as a whole before anything is sent."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

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
from counterfoil.node.futures.trade_sides import Side, fills_of, held_against, require_even, require_none
from counterfoil.node.rehearsing import Foretold, foretell
from counterfoil.node.submitting import Answer, parties_of, sign_calls, submit
from counterfoil.primitives.errors import RefusalForeseen
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.primitives.types import Timestamp


class TradeImport(NamedTuple):
    """What a file comes to."""

    sides: int
    positions: int
    contracts: Sequence[c.Balance]
    calls: Sequence[Call]
    booked_before: int = 0
    """sides that are left out"""


def planned(view: View, sides: Sequence[Side], *, rest: bool = False) -> TradeImport:
    """The calls that book these sides and balance their contracts; ``rest``: those that are not booked already.

    InputError where two sides of a trade differ, or not as much is sold as bought; RefusalForeseen where one is booked.
    """
    require_even(sides)
    standing = held_against(view, sides)
    if not rest:
        require_none(standing)
    fills = fills_of(standing.fresh)
    unsaid = set(unbalanced(view)) if standing.booked else set()
    balances = tuple(_balances(view, fills, [one.booked.contract for one in standing.booked], unsaid))
    positions = len({one.whatever_reason for one in fills})
    calls = (*book_calls(fills), *balances)
    return TradeImport(len(standing.fresh), positions, balances, calls, len(standing.booked))


def rehearse(
    node: ChainNode, calls: Sequence[Call], keys: Sequence[PrivateKey | PublicKey], time: Timestamp
) -> Foretold:
    """What the calls would do, signed by these keys; ``require_taken`` says whether that is what is wanted."""
    by = parties_of(node, keys)
    return foretell(node, calls, by=by, signers=[key.keyid for key in keys], time=time)


def require_taken(view: View, told: Foretold, calls: Sequence[Call]) -> None:
    """RefusalForeseen for the first call that the ledger would not take."""
    if not told.result.code:
        return
    outcome, call = laws().outcomes[told.result.code], calls[told.result.call or 0]
    where = ", ".join(str(getattr(call, name)) for name in ("account", "contract", "hedge") if hasattr(call, name))
    remedy = remedy_here(view, outcome, told.result.detail)
    said = explained_here(view, outcome, told.result.detail).removesuffix(remedy).rstrip()
    undone = f"{remedy} Nothing was sent.".strip()
    raise RefusalForeseen(f"would be refused, {told.result.outcome}: {said}", where=where, remedy=undone)


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
