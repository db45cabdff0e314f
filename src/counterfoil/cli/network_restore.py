# SPDX-License-Identifier: Apache-2.0
"""``counterfoil network restore``: after a loss of the quorum those who are left go on, by a supervisor's order."""

from pathlib import Path
from typing import Annotated

import typer

from counterfoil.cli.options import (
    ChainOption,
    JsonOption,
    NetworkOption,
    PassphraseOption,
    example,
    open_network,
    require_new_file,
)
from counterfoil.cli.output import write_facts, write_json, write_new_file
from counterfoil.primitives.input_files import read_input_file

app = typer.Typer(
    help="After a loss of the quorum for ever: the order, and each survivor's new start.", no_args_is_help=True
)


@app.command(
    "propose",
    epilog=example(
        "counterfoil network restore propose north-1 east-1 --reference 'Order 9' -o order.json "
        "--network alliance/custody"
    ),
)
def propose(
    remaining: Annotated[list[str], typer.Argument(metavar="VALIDATOR", help="Those who are left, and go on.")],
    reference: Annotated[str, typer.Option("--reference", metavar="TEXT", help="The supervisor's order.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where the order goes.")],
    supervisor: Annotated[str, typer.Option("--supervisor", metavar="PARTY", help="Whose order it is.")] = "supervisor",
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """In the custody tier's folder: anchor what is sealed, hand on the seal to those who are left, and order it.

    The rotation in the log takes effect after the chain's recovery delay. The order is signed by the supervisor here;
    the firm of each who is left signs it too (counterfoil sign), and all of them begin with the same file.
    """
    from counterfoil.evidence.text import format_time
    from counterfoil.node.consortium.recovering import propose as propose_order
    from counterfoil.node.layout import require_chain
    from counterfoil.primitives.types import PartyId

    require_new_file(out)
    with open_network(network, passphrase_file) as opened:
        name = require_chain(opened.config, chain)
        made = propose_order(opened, name, remaining, reference=reference, supervisor=PartyId(supervisor))
    write_new_file(out, made.order.encode())
    told = {
        "order": str(out),
        "chain": name,
        "goes on after block": made.last,
        "the log takes it from": format_time(made.effective),
        "to be signed by": list(made.firms),
    }
    if as_json:
        write_json(
            {
                "order": str(out),
                "chain": name,
                "last": made.last,
                "effective": made.effective,
                "firms": list(made.firms),
            }
        )
    else:
        write_facts("Order made", told)


@app.command("begin", epilog=example("counterfoil network restore begin order.json --network north"))
def begin(
    order: Annotated[Path, typer.Argument(metavar="ORDER", help="The order, signed by all; the same for everybody.")],
    network: NetworkOption = Path(),
    blocks: Annotated[
        Path | None,
        typer.Option("--blocks", metavar="DIR", help="Another network's folder that has the blocks; none are here."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """In a member's folder, while nothing runs there: go on by this order when it is started next.

    What it has behind the block after which they go on is void, and is put aside, as are the engine's own files. Doing
    it again with the same order changes nothing; with another it is refused.
    """
    from counterfoil.node.consortium.recovering import begin_anew, read_order
    from counterfoil.node.layout import Layout

    read = read_order(read_input_file(order), str(order))
    source = None if blocks is None else Layout(blocks).chain(read.chain)
    last = begin_anew(network, read, blocks=source)
    made = {"folder": str(network), "chain": read.chain, "last": last, "engine_chain": read.engine_chain}
    if as_json:
        write_json(made)
    else:
        write_facts("Ready to be started", made)
