# SPDX-License-Identifier: Apache-2.0
"""``counterfoil clearing together`` and ``quota``: what is held together, and what was granted for a purpose."""

from pathlib import Path
from typing import Annotated

import typer

from counterfoil.cli.options import ChainOption, JsonOption, NetworkOption
from counterfoil.cli.output import write_json, write_table
from counterfoil.cli.reading import read_chain
from counterfoil.primitives.errors import InputError


def together(
    contract: Annotated[str, typer.Argument(metavar="CONTRACT", help="Of which contract.")],
    client: Annotated[str | None, typer.Option(metavar="PARTY", help="Of this client alone.")] = None,
    group: Annotated[str | None, typer.Option(metavar="GROUP", help="Of this group under one actual control.")] = None,
    member: Annotated[str | None, typer.Option(metavar="PARTY", help="Of this member alone.")] = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what each client, group under one actual control, and member has open of a contract, in all its accounts.

    Counted are the lots of the purposes that the product's limit counts, besides are all others; limit is of one side,
    left what may still be opened. From reported_from on a position is a large one, which its client, or the member,
    reports. Opened is what was opened in the day, bought and sold, but for what has a quota; openings how much may be.
    """
    from counterfoil.modules.futures.client_records import Whose
    from counterfoil.node.futures.held_together import together as held

    named = ((Whose.of_client, client), (Whose.of_control, group), (Whose.of_member, member))
    wanted = [(whose, name) for whose, name in named if name is not None]
    if len(wanted) > 1:
        raise InputError("are given together", where="--client, --group, --member", remedy="give one of them")
    with read_chain(network, chain) as node:
        rows = held(node.ledger.view, contract, wanted[0] if wanted else None)
    if as_json:
        write_json({"contract": contract, "held": rows})
        return
    columns = (
        "of",
        "name",
        "side",
        "counted",
        "besides",
        "limit",
        "left",
        "reported_from",
        "large",
        "opened",
        "openings",
    )
    write_table(f"Held of {contract}", columns, [tuple(one.values()) for one in rows])


def quota(
    holder: Annotated[str, typer.Argument(metavar="CLIENT", help="Whose.")],
    house: Annotated[str, typer.Option(metavar="HOUSE", help="The clearing house.")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a client may open for hedging, arbitrage or market making (套期保值额度), what is open, what is left.

    Granted it is by futures grant-quota, for a product or a contract of it, from a day to a day; ended by end-quota.
    """
    from counterfoil.node.futures.held_together import quotas

    with read_chain(network, chain) as node:
        rows = quotas(node.ledger.view, house, holder)
    if as_json:
        write_json({"house": house, "client": holder, "quotas": rows})
        return
    columns = ("product", "contract", "purpose", "side", "from", "to", "quota", "open", "left", "document")
    write_table(f"Quotas of {holder}", columns, [tuple(one.values()) for one in rows])
