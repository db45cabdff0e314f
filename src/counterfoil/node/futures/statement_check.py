# SPDX-License-Identifier: Apache-2.0
"""Whether a statement adds up, by arithmetic of its own, from its trades and prices alone."""

from collections.abc import Iterator

from counterfoil.modules.futures.positions import Direction, Offset
from counterfoil.node.futures.statement import PositionStatement, Statement, maintained_share
from counterfoil.primitives.types import Quantity


def broken(statement: Statement) -> list[str]:
    """Each thing that does not add up, in words."""
    settled, ended = statement.settled, statement.ended
    early = sum(one.amount for one in statement.movements if not one.late)
    gained, fees = settled.variation, sum(one.line.fees for one in statement.positions)
    # From the statement before, and not from the balance that the settlement found: what came first is told by itself.
    comes_to = statement.carried + early + settled.deposited - settled.withdrawn + gained - settled.fees
    at_last = comes_to + statement.moved - early
    sums = [
        ("PreBalance", statement.carried, statement.before),
        ("PreBalance + OtherCash", statement.before + (0 if statement.delivers_only else early), settled.before),
        (
            "CloseProfit + PositionProfit + CashIn",
            statement.close_profit + statement.position_profit + statement.premium,
            gained,
        ),
        ("Deposit", sum(one.deposited for one in statement.cash), settled.deposited),
        ("Withdraw", sum(one.withdrawn for one in statement.cash), settled.withdrawn),
        ("Commission", fees, settled.fees),
        ("Balance", comes_to, settled.balance),
        ("Balance", at_last, ended.balance),
        ("Equity", statement.equity, ended.balance + ended.mortgage),
        ("Mortgage", settled.mortgage, min(settled.mortgage, sum(one.value for one in settled.lodged))),
        ("Mortgage", ended.mortgage, min(ended.mortgage, sum(one.value for one in ended.lodged))),
        ("EWarrantOffset", *_spared(statement)),
        ("Available", at_last + ended.mortgage - ended.margin - ended.delivery_margin, statement.available),
        *([] if statement.delivers_only else _margins(statement, comes_to)),
    ]
    found = [f"{name}: {one} is not {other}" for name, one, other in sums if one != other]
    return [*found, *(problem for one in statement.positions for problem in _of_position(one))]


def _margins(statement: Statement, comes_to: int) -> list[tuple[str, int, int]]:
    """What a settlement says that is needed, and called for; where nothing was settled all of it is of another day."""
    settled, ended = statement.settled, statement.ended
    margin = Quantity(_margin(statement.positions) - settled.combined)
    kept = maintained_share(margin + settled.delivery_margin, statement.maintained_ppm)
    there = comes_to + settled.mortgage
    lacks = max(margin + settled.delivery_margin - there, 0) if there < kept else 0
    # Securities count up to a multiple of the cash: where some are lodged, more than what lacks may be due
    called = settled.called if settled.lodged and bool(settled.called) == bool(lacks) else Quantity(lacks)
    at_last = maintained_share(ended.margin + ended.delivery_margin, statement.maintained_ppm)
    return [
        ("CurrMargin", margin, settled.margin),
        *([] if _expired_late(statement) else [("CurrMargin", settled.margin, ended.margin)]),
        ("MaintenanceMargin", kept, settled.maintenance),
        ("MaintenanceMargin", at_last, ended.maintenance),
        ("MarginCall", called, settled.called),
    ]


def _expired_late(statement: Statement) -> bool:
    """Then less margin is needed than when it was settled, for positions that the ledger alone counts by then."""
    return any(one.kind == "expired" and one.late for one in statement.movements)


def _spared(statement: Statement) -> tuple[int, int]:
    """Lots that need no margin, and as many of them as there are, and as receipts stand for."""
    lines = [one.line for one in statement.positions]
    said = sum(line.spared for line in lines)
    there = sum(min(line.spared, line.short) for line in lines)
    return said, min(there, sum(one.lots for one in statement.settled.lodged))


def _margin(positions: tuple[PositionStatement, ...]) -> int:
    """Of lots at the settlement price by the rules of each side, but for those spared; or of a product's larger side.

    Of options the line's own: it hangs on prices that no statement has.
    """
    sides: dict[str, list[tuple[int, int, bool]]] = {}
    for one in positions:
        a_lot = one.worth(1, abs(one.line.settlement))
        bought, sold = (sum(line.lots for line in lines) for lines in (one.position.long, one.position.short))
        long = _half_up(bought * a_lot, one, long=True) if one.marked else 0
        short = _half_up((sold - one.line.spared) * a_lot, one, long=False) if one.marked else int(one.line.margin)
        sides.setdefault(one.product.product, []).append((long, short, one.rules.larger_side))
    total = 0
    for listed in sides.values():
        long, short = sum(one[0] for one in listed), sum(one[1] for one in listed)
        total += max(long, short) if listed[-1][2] else long + short
    return total


def _half_up(worth: int, one: PositionStatement, *, long: bool) -> int:
    return (2 * worth * one.rules.margin_ppm(one.position.hedge, long=long) + 1_000_000) // 2_000_000


def _of_position(one: PositionStatement) -> Iterator[str]:
    """The exchanges' formula: sells above the settlement price, buys below it, and what was carried.

    Of an option: sells less buys, for a premium is paid once, and nothing is carried.
    """
    line, position = one.line, one.position
    long, short = (sum(each.lots for each in lines) for lines in (position.carried_long, position.carried_short))
    previous, settlement = (line.previous, line.settlement) if one.marked else (0, 0)
    gained = (previous - settlement) * (short - long)
    for fill in position.fills:
        gained += fill.direction.other.sign * (fill.price - settlement) * fill.lots
        change = fill.lots if fill.offset is Offset.opens else -fill.lots
        if (fill.direction is Direction.bought) is (change > 0):
            long += change
        else:
            short += change
    told = f"{line.contract} {line.hedge}"
    profit, premium = line.close_profit + line.position_profit, line.premium
    came = gained * one.product.multiplier
    if (profit, premium) != ((came, 0) if one.marked else (0, came)):
        yield f"{told}: gained {came}, and the line says otherwise"
    held = (sum(each.lots for each in position.long), sum(each.lots for each in position.short))
    if not (long, short) == (line.long, line.short) == held:
        yield f"{told}: {long} long and {short} short, and the line says {line.long} and {line.short}"
