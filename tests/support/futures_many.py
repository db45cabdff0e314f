# SPDX-License-Identifier: Apache-2.0
"""A day on which one account, and the other side of it, has a thousand positions and more."""

from typing import Any, Final

from counterfoil.modules.futures.records import HedgeFlag
from support.evidence_world import Calls, World
from support.futures_story import MONDAY, MULTIPLIER, book, call, fill, opened

CONTRACTS: Final = [f"IF{number:04d}" for number in range(252)]
FLAGS: Final = tuple(HedgeFlag)
COUNT: Final = len(CONTRACTS) * len(FLAGS)
CLOSED: Final = [f"{contract}/{HedgeFlag.hedge}" for contract in (CONTRACTS[0], CONTRACTS[100], CONTRACTS[-1])]
"""Positions that are closed on the day on which they were opened, each on another part of the statement."""
BEFORE, AFTER = 50_000, 50_010
SIDES: Final = {"m-ann": ("bought", "sold"), "m-bob": ("sold", "bought")}


def in_turns(world: World, signer: str, calls: Calls) -> None:
    """Many to a transaction, and to a block."""
    for start in range(0, len(calls), 250):
        world.do(signer, calls=calls[start : start + 250])


def traded(deposit: int) -> World:
    """Ann bought a lot of each contract for each purpose, Bob sold it; of some both are out again."""
    world = opened(deposit)
    listed = {"product": "IF", "first": MONDAY, "last": MONDAY + 18, "listing_price": BEFORE}
    in_turns(world, "venue", [call("list_contract", contract=one, **listed) for one in CONTRACTS])
    for account, (opens, closes) in SIDES.items():
        booked = [_booked(account, one, flag, opens, closes) for one in CONTRACTS for flag in FLAGS]
        in_turns(world, "venue", booked)
    return world


def settle(world: World) -> World:
    """The prices are fixed, both accounts settled, Ann is paid, and the day is closed."""
    in_turns(world, "venue", [_balanced(one) for one in CONTRACTS])
    prices = [call("fix_settlement", contract=one, price=AFTER, reason="notice 7") for one in CONTRACTS]
    in_turns(world, "ccp", prices)
    world.do("li", calls=[call("settle", account="m-bob"), call("settle", account="m-ann")])
    world.do("li", calls=[call("pay", account="m-ann"), call("close_day", house="CC")])
    world.block()
    return world


def _booked(account: str, contract: str, flag: HedgeFlag, opens: str, closes: str) -> dict[str, Any]:
    number = 2 * FLAGS.index(flag) + 1
    fills = [fill(number, opens, "opens", BEFORE, 1)]
    if f"{contract}/{flag}" in CLOSED:
        fills.append(fill(number + 1, closes, "closes", BEFORE, 1))
    more = {} if flag is HedgeFlag.speculation else {"hedge": flag.value}
    return book(account, *fills, contract=contract, **more)


def _balanced(contract: str) -> dict[str, Any]:
    over = sum(one.startswith(f"{contract}/") for one in CLOSED)
    lots = len(FLAGS) + over
    there = {"open_interest": len(FLAGS) - over}
    return call("balance", contract=contract, lots=lots, turnover=lots * BEFORE * MULTIPLIER, **there)
