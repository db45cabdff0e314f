# SPDX-License-Identifier: Apache-2.0
"""Trades of a file, booked and balanced: rehearsed as a whole before anything is sent."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from counterfoil.identity.signing import PrivateKey
from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.booking import summed
from counterfoil.modules.futures.positions import TRADINGS, Fill, Trading
from counterfoil.modules.futures.records import FUTURES, HOUSES, PRODUCTS
from counterfoil.modules.futures.trading_days import late_from, spans
from counterfoil.node.chain import ChainNode
from counterfoil.node.futures.booking_calls import Booked, book_calls, packed
from counterfoil.node.rehearsing import foretell
from counterfoil.node.submitting import Answer, sign_calls, submit
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.primitives.types import DayNumber, Timestamp


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
    """InputError for the first call that the ledger would not take."""
    told = foretell(node, calls, by=(), signers=(), time=time)
    if told.result.code:
        call = calls[told.result.call or 0]
        where = ", ".join(str(getattr(call, name)) for name in ("account", "contract") if hasattr(call, name))
        remedy = "nothing was sent"
        raise InputError(f"would be refused, {told.result.outcome}: {told.result.detail}", where=where, remedy=remedy)


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
        contract = view.read(FUTURES, name)
        assert contract is not None, "its rows were read"
        product, house = view.read(PRODUCTS, contract.product), view.read(HOUSES, contract.house)
        assert product is not None and house is not None, "a contract has them"
        day = house.day or DayNumber(0)
        own = tuple(fill for position, some in fills.items() if position.contract == name for fill in some)
        now = (view.read(TRADINGS, name) or Trading(contract=name, cash=contract.cash, day=day)).on(day)
        late = late_from(spans(house, product.rules_at(house.begins(day)).sessions, day))
        sums = summed(own, product.multiplier, late)
        bought, sold = now.bought.lots + sums.bought.lots, now.sold.lots + sums.sold.lots
        if bought != sold:
            remedy = "both sides of every trade"
            raise InputError(f"{bought} lots are bought, and {sold} sold", where=name, remedy=remedy)
        turnover, interest = now.bought.turnover + sums.bought.turnover, now.long + sums.long
        lately = now.late_bought.plus(sums.late_bought.lots, sums.late_bought.turnover)
        yield c.Balance(
            contract=name,
            lots=bought,
            turnover=turnover,
            open_interest=interest,
            late_lots=lately.lots,
            late_turnover=lately.turnover,
            agreed_lots=now.agreed_bought.lots,
            agreed_turnover=now.agreed_bought.turnover,
        )
