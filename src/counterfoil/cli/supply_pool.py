# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply pool``: lots weighed and admitted, pools shown, days rehearsed, and what is left at the end."""

import typer

from counterfoil.cli import supply_pool_admit, supply_pool_clean_up, supply_pool_rehearse, supply_pool_show
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
app.command(
    "clean-up",
    epilog=example(
        "counterfoil supply pool clean-up P --account of-first --key first --key spv --key trustee --network trial",
        "counterfoil supply pool clean-up P --account of-first --dry-run --network trial",
    ),
)(supply_pool_clean_up.clean_up)
