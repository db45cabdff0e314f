# SPDX-License-Identifier: Apache-2.0
"""``counterfoil clearing limits`` and ``reduction``: what is in force of a contract, and what is reduced."""

from pathlib import Path
from typing import Annotated

import typer

from counterfoil.cli.options import ChainOption, JsonOption, NetworkOption
from counterfoil.cli.output import write_facts, write_json, write_table
from counterfoil.cli.reading import read_chain


def limits(
    contract: Annotated[str, typer.Argument(metavar="CONTRACT", help="Of a house whose day is open.")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a contract's limits and margins on the open day: by its product's rules, after a locked day, or announced.

    Once the contract's price of the day is fixed they are those of the day after. Openings are the lots that one client
    may open in a day, of the contract and of its product together. A locked day is said by futures lock-day, a notice
    by futures announce-limits and announce-margins.
    """
    from counterfoil.node.futures.limits_in_force import in_force

    with read_chain(network, chain) as node:
        found = in_force(node.ledger.view, contract)
    if as_json:
        write_json(found)
    else:
        write_facts(f"Limits and margins of {contract}", found)


def reduction(
    contract: Annotated[str, typer.Argument(metavar="CONTRACT", help="Locked on the open day once more.")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a forced reduction (强制减仓) closes of each position, and what was closed already.

    The venue says who asked in vain (futures state-unfilled), the house decides once the day's price is fixed (futures
    order-reduction, waive-reduction), and settle-day, or due, does the rest. Before today's price the last one counts.
    """
    from counterfoil.node.futures.limits_in_force import reduction_of

    with read_chain(network, chain) as node:
        found = reduction_of(node.ledger.view, contract)
    if as_json:
        write_json(found)
        return
    title = f"Forced reduction of {contract} at {found['price']}: {found['status']}"
    rows = [tuple(one.values()) for one in found["positions"]]
    write_table(title, ("account", "purpose", "lots", "closed"), rows)
