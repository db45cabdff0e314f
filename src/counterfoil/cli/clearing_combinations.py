# SPDX-License-Identifier: Apache-2.0
"""``counterfoil clearing combinations``: which products a house lets offset each other's margin."""

from pathlib import Path
from typing import Annotated

import typer

from counterfoil.cli.options import ChainOption, JsonOption, NetworkOption, example, open_network
from counterfoil.cli.ordering import Given, ordering
from counterfoil.cli.output import write_json, write_table

app = typer.Typer(help="Products whose margins offset each other.", no_args_is_help=True)


@app.command(
    "policy", epilog=example("counterfoil clearing combinations policy combinations.toml --key ccp --network trial")
)
@ordering
def policy(
    file: Annotated[Path, typer.Argument(metavar="TOML", help="Groups of products, and what each spares.")],
    given: Given,
) -> None:
    """Set which products offset each other's margin, from the next day on, from a TOML file; by the house.

    Keys: house; [[group]] group, products, credit (such as "100%" of the smaller side's margin).
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.node.futures.combinations_file import read_combinations

    call = read_combinations(file)
    carry_out(lambda _network, _node: [call], given)


@app.command("show", epilog=example("counterfoil clearing combinations show CC --network trial"))
def show(
    house: Annotated[str, typer.Argument(metavar="HOUSE", help="The clearing house.")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show which products of a house offset each other's margin, and from when."""
    from counterfoil.evidence.text import format_time_at
    from counterfoil.modules.futures.queries import offset_of
    from counterfoil.node.futures.combinations_file import combinations_of
    from counterfoil.node.layout import require_chain

    with open_network(network) as opened:
        view = opened.chain(require_chain(opened.config, chain), writable=False).ledger.view
        found, offset = list(combinations_of(view, house)), offset_of(view, house)
    if as_json:
        write_json({"house": house, "groups": found})
        return
    rows = [
        (
            *(format_time_at(one["since"], offset), one["group"], ", ".join(one["products"])),
            f"{one['credit_ppm'] / 10_000:g}%",
        )
        for one in found
    ]
    write_table(f"Combinations of {house}", ("since", "group", "products", "credit"), rows)
