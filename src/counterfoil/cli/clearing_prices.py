# SPDX-License-Identifier: Apache-2.0
"""``counterfoil clearing prices``: the settlement prices of the open day, from a file or of one contract."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.imports import EncodingOption
from counterfoil.cli.ordering import Given, ordering
from counterfoil.cli.output import write_json, write_line, write_table
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.law.call import Call
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.futures.price_file import DayPrice, PriceRow
    from counterfoil.node.network import Network


@ordering
def prices(
    given: Given,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="CSV with the columns contract, price, reason.")
    ] = None,
    contract: Annotated[str | None, typer.Option(metavar="CONTRACT", help="One contract, and no file.")] = None,
    price: Annotated[
        str | None, typer.Option(metavar="PRICE", help="Its price, such as 5230.0.", show_default="as computed")
    ] = None,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why, for every price that has no reason of its own.")
    ] = "",
    beyond_limits: Annotated[
        bool, typer.Option("--beyond-limits", help="Take prices outside the day's limits too.")
    ] = False,
    encoding: EncodingOption = None,
) -> None:
    """Fix settlement prices of the open day, all in one transaction; by the house.

    Prices stand as people write them, in the product's decimals: 5216.2. A contract without one has it computed from
    the day's trades, as the product's rules say, and no reason. A price outside the day's limits is refused, with its
    line. The same file is one intent on each day, so that yesterday's can be used again; where all is fixed already at
    these prices that is said, and nothing ordered. Exit code 1: the ledger refuses, or would.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.node.futures.price_file import day_prices, intent_of, prices_fixed

    rows = _rows(file, (contract, price, reason), encoding)
    judged: list[DayPrice] = []

    def made(_network: "Network", node: "ChainNode") -> "list[Call]":
        judged.extend(day_prices(node.ledger.view, rows, beyond_limits=beyond_limits))
        if not given.as_json:
            _show(judged)
        if all(one.stands for one in judged) and not given.new_intent:
            _end_fixed(judged, given)
        return [one.call for one in judged]

    def fixed(node: "ChainNode") -> dict[str, Any]:
        found = prices_fixed(node.ledger.view, judged)
        if found and not given.as_json:
            write_table("Fixed", ("contract", "price"), [tuple(one.values()) for one in found])
        return {"prices": found}

    lines = [row.line for row in rows] if file is not None else []
    carry_out(made, given._replace(csv=file), intent=lambda: intent_of(judged), lines=lines, result=fixed)


def _end_fixed(judged: "list[DayPrice]", given: Given) -> NoReturn:
    """Nothing is to be done; the figures are shown, or told to machines."""
    if given.as_json:
        prices = [{"contract": one.call.contract, "price": one.plain["price"]} for one in judged]
        write_json({"transactions": [], "fixed_before": True, "prices": prices})
    else:
        write_line("All is fixed already, at these prices.")
    raise typer.Exit(ExitCode.ok)


def _rows(file: Path | None, one: tuple[str | None, str | None, str], encoding: str | None) -> "list[PriceRow]":
    """Of a file, or of what was typed."""
    from counterfoil.node.futures.price_file import PriceRow, read_prices

    contract, price, reason = one
    if (file is None) is (contract is None) or (file is not None and price is not None):
        remedy = "either FILE, or --contract, with its --price"
        raise InputError("prices of a file, or of one contract", where="counterfoil clearing prices", remedy=remedy)
    if file is not None:
        return read_prices(file, reason, encoding)
    return [PriceRow("--price", str(contract), price or "", reason)]


def _show(judged: "list[DayPrice]") -> None:
    from counterfoil.evidence.text import format_day

    days = ", ".join(dict.fromkeys(format_day(one.day) for one in judged))
    rows = [tuple(one.plain.values()) for one in judged]
    write_table(f"Settlement prices of {days}", ("contract", "price", "before", "lower", "upper", "reason"), rows)
