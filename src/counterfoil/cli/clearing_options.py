# SPDX-License-Identifier: Apache-2.0
"""``counterfoil clearing options``: how a day's exercises fall on those who sold, and what is open of each series."""

from pathlib import Path
from typing import Annotated

import typer

from counterfoil.cli.options import ChainOption, JsonOption, NetworkOption, example, open_network
from counterfoil.cli.ordering import Given, ordering
from counterfoil.cli.output import write_json, write_table
from counterfoil.primitives.errors import InputError

app = typer.Typer(help="Options: how a day's exercises are assigned, and each series.", no_args_is_help=True)
HouseArgument = Annotated[str, typer.Argument(metavar="HOUSE", help="The clearing house.")]


@app.command(
    "draw",
    epilog=example(
        "counterfoil clearing options draw CC --dry-run --network trial",
        "counterfoil clearing options draw CC --key ccp --network trial",
    ),
)
@ordering
def draw(house: HouseArgument, given: Given) -> None:
    """Publish how the open day's exercises fall on those who sold, for every series that needs it; by the house.

    That is a series on its last day, or one that somebody exercises, once it and what is beneath have their prices. The
    figures are computed from all positions, and the ledger computes them again; settle-day does the rest.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.node.futures.option_days import draw_calls

    carry_out(lambda _network, node: draw_calls(node.ledger.view, house), given)


@app.command("show", epilog=example("counterfoil clearing options show CC --network trial"))
def show(
    house: HouseArgument,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a house's series: strike, last day, premium, the price beneath, what is open, and the last exercises.

    Prices are in units of their last decimal.
    """
    from counterfoil.node.futures.option_days import series_of
    from counterfoil.node.layout import require_chain

    with open_network(network) as opened:
        view = opened.chain(require_chain(opened.config, chain), writable=False).ledger.view
        rows = list(series_of(view, house))
    if as_json:
        write_json({"house": house, "series": rows})
        return
    if not rows:
        raise InputError("no options are listed", where=house, remedy="counterfoil futures list-option")
    names = tuple(rows[0])
    write_table(
        f"Options of {house}", names, [tuple("" if v is None else str(v) for v in row.values()) for row in rows]
    )
