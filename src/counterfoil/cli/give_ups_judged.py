# SPDX-License-Identifier: Apache-2.0
"""Trades that are given up, held against what is booked before anything is signed.

The ledger does not read the position then: the client would be shown what else was executed there. Who has the chain
here can know it, and what was mistyped would be taken up, and never move.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from counterfoil.cli.output import warn
from counterfoil.primitives.errors import RefusalForeseen

if TYPE_CHECKING:
    from counterfoil.law.call import Call
    from counterfoil.law.module import View
    from counterfoil.modules.futures.give_ups import GiveUp
    from counterfoil.modules.futures.give_ups_calls import GiveUpTrade

OFFER_IT_RIGHT: Final = "offer it as it is booked; nothing was ordered"
TURN_IT_DOWN: Final = "counterfoil futures refuse-give-up; then it is offered as it is booked; nothing was ordered"


def judge_give_ups(calls: "Iterable[Call]", view: "View") -> None:
    """RefusalForeseen where what is offered, or taken up, is booked otherwise; a warning where it is not booked yet."""
    from counterfoil.modules.futures.give_ups import GIVE_UPS, GiveUpStatus
    from counterfoil.modules.futures.give_ups_calls import GiveUpTrade, TakeUp

    for call in calls:
        if isinstance(call, GiveUpTrade):
            _judge(call, view, OFFER_IT_RIGHT)
        elif isinstance(call, TakeUp):
            given = view.read(GIVE_UPS, call.give_up)
            if given is not None and given.status is GiveUpStatus.offered:
                _judge(given, view, TURN_IT_DOWN)


def _judge(given: "GiveUpTrade | GiveUp", view: "View", remedy: str) -> None:
    from counterfoil.modules.futures.give_ups_law import otherwise
    from counterfoil.modules.futures.positions import POSITIONS
    from counterfoil.modules.futures.records import FUTURES, HOUSES

    at, fill, contract = given.executed_in, given.fill, view.read(FUTURES, given.contract)
    house = None if contract is None else view.read(HOUSES, contract.house)
    if house is None or house.day is None:
        return  # the ledger says so
    position = view.read(POSITIONS, at.account, given.contract, at.hedge)
    fills = () if position is None else position.on(house.day).fills
    there = next((one for one in fills if one.order == fill.order), None)
    if there is None:
        warn(f"{at.account} has no trade {fill.trade} of {given.contract}, {fill.direction}, {at.hedge}, today so far")
    elif there != fill:
        raise RefusalForeseen(otherwise(at.account, there, fill), where=given.give_up, remedy=remedy)
