# SPDX-License-Identifier: Apache-2.0
"""``counterfoil clearing product``: a product, its rules and its contracts from a file."""

from pathlib import Path
from typing import Annotated

import typer

from counterfoil.cli.ordering import Given, ordering


@ordering
def product(
    file: Annotated[Path, typer.Argument(metavar="TOML", help="The product, its rules, and contracts to list.")],
    given: Given,
) -> None:
    """Define a product of a house, and list contracts of it, from a TOML file; by the house and the venue.

    Keys: [product] product, house, venue, title, multiplier (yuan a lot for 1 of the price), tick; [product.rules]
    limit, long_margin, short_margin, hedge_margin (such as "12%"), sessions ("09:30-11:30"), closing, method,
    position_limit, counted, quotas (purposes), reported_from, reported (purposes), reports_stop, larger_side;
    [product.rules.member_limit] and [product.rules.member_reported] lots, of_open ("25%" of what is open),
    of_open_from; [product.rules.openings] lots, product and contracts ({IF2101 = 200}), that are opened in a day;
    [product.rules.fees] opening, closing, closing_today ("0.0023%" of the turnover, or yuan a lot; without
    closing_today it is closing's); [product.rules.bilateral] block_band ("2%"), block_lots, efp_band,
    house_agrees, while_halted; [product.rules.widening] after locked days: steps ({limit = "3%", margin = "2%"}),
    reduction (days, loss, tiers, hedge); [product.rules.ending] mode, final, final_decimals, index_decimals, out_days,
    out_of_month, unit, penalty, schedule ({offers = 1, matching = 2, payment = 3}: trading days after the final price),
    grades ({standard = 0, north = 3}: premiums in yuan a lot); [[contract]] contract, first, last, listing_price. Of
    options: [product.rules.option] style, in_cash, otm, least; [[option]] as a contract, and underlying, right, strike.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.node.futures.product_file import read_product

    calls = read_product(file)
    carry_out(lambda _network, _node: calls, given)
