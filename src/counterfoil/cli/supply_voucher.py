# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply voucher``: invoices that are registered, lots that are split, and who has what of a voucher."""

import typer

from counterfoil.cli import supply_invoices
from counterfoil.cli.options import example

app = typer.Typer(help="Receivable vouchers: invoices, splits, and who has what.", no_args_is_help=True)
app.command(
    "invoices",
    epilog=example(
        "counterfoil supply voucher invoices invoices.csv --programme platform --fingerprint-key registry.secret \\",
        "    --new-fingerprint-key --key registry --network trial",
        "counterfoil supply voucher invoices invoices.json --programme platform --fingerprint-key registry.secret \\",
        "    --rest --key registry --network trial",
    ),
)(supply_invoices.invoices)
