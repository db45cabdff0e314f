# SPDX-License-Identifier: Apache-2.0
"""``counterfoil clearing limits``: the prices and margins in force of a contract, and where they come from."""

from pathlib import Path
from typing import Annotated

import typer

from counterfoil.cli.options import ChainOption, JsonOption, NetworkOption
from counterfoil.cli.output import write_facts, write_json
from counterfoil.cli.reading import read_chain


def limits(
    contract: Annotated[str, typer.Argument(metavar="CONTRACT", help="Of a house whose day is open.")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a contract's limits and margins on the open day: by its product's rules, after a locked day, or announced.

    A locked day is said by futures lock-day, a notice by futures announce-limits and announce-margins.
    """
    from counterfoil.node.futures.limits_in_force import in_force

    with read_chain(network, chain) as node:
        found = in_force(node.ledger.view, contract)
    if as_json:
        write_json(found)
    else:
        write_facts(f"Limits and margins of {contract}", found)
