# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply voucher``: invoices that are registered, lots that are split, and who has what of a voucher."""

import typer

from counterfoil.cli import supply_invoices, supply_propose, supply_split, supply_voucher_show
from counterfoil.cli.options import example

app = typer.Typer(help="Receivable vouchers: invoices, splits, and who has what.", no_args_is_help=True)
app.command(
    "invoices",
    epilog=example(
        "counterfoil supply voucher invoices invoices.csv --programme platform --fingerprint-key registry.secret \\",
        "    --party 91330106MA2CFH2R1M=first --party 91310000MA1FL3L10Y=core --new-fingerprint-key \\",
        "    --key registry --network trial",
        "counterfoil supply voucher invoices invoices.json --programme platform --fingerprint-key registry.secret \\",
        "    --party 91330106MA2CFH2R1M=first --party 91310000MA1FL3L10Y=core --rest \\",
        "    --key registry --network trial",
    ),
)(supply_invoices.invoices)
app.command(
    "propose",
    epilog=example(
        "counterfoil supply voucher propose V-1 --programme platform --issuer core --account of-first \\",
        "    --matures +90d --contract contract.txt --invoices report.csv --key first --network trial",
    ),
)(supply_propose.propose)
app.command(
    "split",
    epilog=example(
        "counterfoil supply voucher split R-0 --part of-third=4000.00 --key first --network trial",
        "counterfoil supply voucher split R-0 --parts parts.csv --dry-run --key first --network trial",
    ),
)(supply_split.split)
app.command(
    "show",
    epilog=example(
        "counterfoil supply voucher show R --network trial",
        "counterfoil supply voucher show R-0 --network trial --json",
    ),
)(supply_voucher_show.show)
