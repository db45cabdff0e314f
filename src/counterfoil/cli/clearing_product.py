# SPDX-License-Identifier: Apache-2.0
"""``counterfoil clearing product``: a product, its rules and its contracts from a file."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterfoil.cli.ordering import Given, ordering
from counterfoil.cli.output import write_json, write_line

if TYPE_CHECKING:
    from counterfoil.law.call import Call
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.network import Network


@ordering
def product(
    file: Annotated[Path, typer.Argument(metavar="TOML", help="The product, its rules, and contracts to list.")],
    given: Given,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="Of a product that is there: when its rules change, such as 2027-01-04T20:00+08:00 or +7d.",
            show_default="now",
        ),
    ] = None,
) -> None:
    """Define a product of a house, or change its rules, and list contracts of it, from a TOML file.

    By the house and the venue; rules are changed by the house alone, contracts listed by the venue. Of a product that
    is there the file's rules hold from --since on, all of them, and what changes is shown, before and after; house,
    venue, title, decimals and multiplier stay as they are. A trading day has the rules that were in force as its date
    began, so the first day of the new ones is told. Contracts that are listed already are left alone.

    Every key with its values is in docs/reference/product-file.md. [product] product, house, venue, title, multiplier
    (yuan a lot for 1 of the price), tick. [product.rules] limit, long_margin, short_margin, hedge_margin (such as
    "12%"), larger_side, sessions ("09:30-11:30"), closing (stated, oldest_first, today_first), method (last_hour,
    whole_day), position_limit, reported_from, reports_stop; counted, quotas, reported (purposes: speculation,
    arbitrage, hedge, market_maker). [product.rules.fees] opening, closing, closing_today ("0.0023%" of the turnover, or
    yuan a lot; 0 costs nothing; without closing_today it is closing's). [product.rules.ending] mode (in_cash,
    in_goods), final (index_mean, whole_day_mean, last_settlement), final_decimals, index_decimals, out_days,
    out_of_month, unit, penalty; in goods schedule ({offers = 1, matching = 2, payment = 3}: trading days after the
    final price) and grades ({standard = 0, north = 3}: premiums in yuan a lot). [product.rules.member_limit] and
    [product.rules.member_reported] lots, of_open ("25%" of what is open), of_open_from. [product.rules.openings] lots,
    product, contracts ({IF2101 = 200}). [product.rules.bilateral] block_band, block_lots, efp_band, house_agrees,
    while_halted. [product.rules.widening] steps ({limit = "3%", margin = "2%"}), reduction (days, loss, tiers, hedge).
    [[contract]] contract, first, last, listing_price. Of options: [product.rules.option] style (american, european),
    in_cash, otm, least; [[option]] as a contract, and underlying, right (call, put), strike.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.cli.times import time_from
    from counterfoil.node.futures.product_changing import calls_now, decimals_of, first_day_of
    from counterfoil.node.futures.product_file import read_product
    from counterfoil.node.network import clock_ms

    read_product(file)  # for what is wrong with it, before anything is opened
    from_then = None if since is None else time_from(since, clock_ms, "--since")

    def made(_network: "Network", node: "ChainNode") -> "list[Call]":
        view = node.ledger.view
        calls = read_product(file, partial(decimals_of, view))
        found = calls_now(view, calls, from_then, clock_ms(), str(file))
        if not found:
            _tell_nothing(file, as_json=given.as_json)
        if (told := first_day_of(view, found, clock_ms())) and not given.as_json:
            write_line(told)
        return found

    carry_out(made, given)


def _tell_nothing(file: Path, *, as_json: bool) -> None:
    """All of the file stands on the chain already; ends the command."""
    if as_json:
        write_json({"ordered": False, "transactions": [], "policy_changes": []})
    else:
        write_line(f"Nothing changes: all that {file} says is so already. Nothing was ordered.")
    raise typer.Exit
