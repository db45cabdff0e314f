# SPDX-License-Identifier: Apache-2.0
"""Whether a statement adds up, by arithmetic of its own, from its trades and prices alone."""

from collections.abc import Iterator

from counterfoil.modules.futures.positions import Direction, Offset
from counterfoil.node.futures.statement import PositionStatement, Statement


def broken(statement: Statement) -> list[str]:
    """Each thing that does not add up, in words."""
    settled = statement.settled
    gained, fees = settled.variation, sum(one.line.fees for one in statement.positions)
    comes_to = settled.before + settled.deposited - settled.withdrawn + gained - settled.fees
    sums = [
        ("CloseProfit + PositionProfit", statement.close_profit + statement.position_profit, gained),
        ("Commission", fees, settled.fees),
        ("Balance", comes_to, settled.balance),
        ("Available", statement.available, settled.balance - settled.margin - settled.delivery_margin),
    ]
    found = [f"{name}: {one} is not {other}" for name, one, other in sums if one != other]
    return [*found, *(problem for one in statement.positions for problem in _of_position(one))]


def _of_position(one: PositionStatement) -> Iterator[str]:
    """The exchanges' formula: sells above the settlement price, buys below it, and what was carried."""
    line, position = one.line, one.position
    long, short = (sum(each.lots for each in lines) for lines in (position.carried_long, position.carried_short))
    gained = (line.previous - line.settlement) * (short - long)
    for fill in position.fills:
        gained += fill.direction.other.sign * (fill.price - line.settlement) * fill.lots
        change = fill.lots if fill.offset is Offset.opens else -fill.lots
        if (fill.direction is Direction.bought) is (change > 0):
            long += change
        else:
            short += change
    told = f"{line.contract} {line.hedge}"
    if gained * one.product.multiplier != line.close_profit + line.position_profit:
        yield f"{told}: gained {gained * one.product.multiplier}, and the line says otherwise"
    held = (sum(each.lots for each in position.long), sum(each.lots for each in position.short))
    if not (long, short) == (line.long, line.short) == held:
        yield f"{told}: {long} long and {short} short, and the line says {line.long} and {line.short}"
