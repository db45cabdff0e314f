# SPDX-License-Identifier: Apache-2.0
"""Trades of a file, booked and balanced: rehearsed as a whole before anything is sent."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from counterfoil.identity.signing import PrivateKey
from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.positions import Fill
from counterfoil.node.chain import ChainNode
from counterfoil.node.futures.balancing import balance_of
from counterfoil.node.futures.booking_calls import Booked, book_calls, packed
from counterfoil.node.rehearsing import foretell
from counterfoil.node.submitting import Answer, sign_calls, submit
from counterfoil.primitives.errors import RefusalForeseen
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.primitives.types import Timestamp


class TradeImport(NamedTuple):
    """What a file comes to."""

    sides: int
    positions: int
    contracts: Sequence[c.Balance]
    calls: Sequence[Call]


def planned(view: View, fills: Mapping[Booked, Sequence[Fill]]) -> TradeImport:
    """The calls that book these sides and balance their contracts; InputError where not as much is sold as bought."""
    balances = tuple(_balances(view, fills))
    sides = sum(map(len, fills.values()))
    return TradeImport(sides, len({one.whatever_reason for one in fills}), balances, (*book_calls(fills), *balances))


def rehearse(node: ChainNode, calls: Sequence[Call], time: Timestamp) -> None:
    """RefusalForeseen for the first call that the ledger would not take."""
    told = foretell(node, calls, by=(), signers=(), time=time)
    if told.result.code:
        call = calls[told.result.call or 0]
        where = ", ".join(str(getattr(call, name)) for name in ("account", "contract") if hasattr(call, name))
        remedy = "nothing was sent"
        raise RefusalForeseen(
            f"would be refused, {told.result.outcome}: {told.result.detail}", where=where, remedy=remedy
        )


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


def _balances(view: View, fills: Mapping[Booked, Sequence[Fill]]) -> Iterator[c.Balance]:
    """What each contract comes to with these, added to what was booked on its day before."""
    for name in dict.fromkeys(position.contract for position in fills):
        yield balance_of(
            view, name, [fill for position, some in fills.items() if position.contract == name for fill in some]
        )
