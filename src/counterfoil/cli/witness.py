# SPDX-License-Identifier: Apache-2.0
"""``counterfoil witness``: run a witness."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from counterfoil.cli.options import (
    AcceptClockOption,
    JsonOption,
    NetworkOption,
    PassphraseOption,
    example,
    open_network,
)
from counterfoil.cli.output import write_json

app = typer.Typer(help="Run a witness of the custody log.", no_args_is_help=True)


@app.callback()
def witness() -> None:
    """Keeps `serve` a command of its own."""


@app.command("serve", epilog=example("counterfoil witness serve north --network trial --port 8401"))
def serve(
    name: Annotated[str, typer.Argument(metavar="NAME", help="One of the network's witnesses or entry auditors.")],
    network: NetworkOption = Path(),
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0 takes a free one.")] = 8401,
    accept_clock: AcceptClockOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Serve the C2SP tlog-witness protocol until interrupted. Put its address as `url` into network.json."""
    from counterfoil.custody.witness_server import serve as serve_until_interrupted

    def announce(address: str) -> None:
        if as_json:
            write_json({"witness": name, "url": address})
        else:
            typer.echo(f"Witness {name} listens at {address}; Ctrl-C ends it.")
        sys.stdout.flush()

    with open_network(network, passphrase_file, accept_clock=accept_clock) as opened:
        served = opened.witness(name)
    serve_until_interrupted(served, host=host, port=port, announce=announce)
