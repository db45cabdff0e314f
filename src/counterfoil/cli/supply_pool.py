# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply pool``: lots weighed and admitted, a pool shown and looked through, a payment day rehearsed."""

import typer

from counterfoil.cli import supply_pool_admit, supply_pool_rehearse, supply_pool_show
from counterfoil.cli.options import example

app = typer.Typer(help="Asset-backed securities: a pool's lots, how it stands, its next day.", no_args_is_help=True)
app.command(
    "admit",
    epilog=example(
        "counterfoil supply pool admit P --all-of of-pool --network trial",
        "counterfoil supply pool admit P P-1-0 P-2-0 --key spv --network trial",
        "counterfoil supply pool admit P --all-of of-pool --key spv --network trial",
    ),
)(supply_pool_admit.admit)
app.command(
    "show",
    epilog=example(
        "counterfoil supply pool show P --network trial",
        "counterfoil supply pool show --note senior --network trial --json",
    ),
)(supply_pool_show.show)
app.command(
    "rehearse",
    epilog=example("counterfoil supply pool rehearse P --collected 10000.00 --network trial"),
)(supply_pool_rehearse.rehearse)
