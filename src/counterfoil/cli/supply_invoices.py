# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply voucher invoices``: a registry records invoices of a file by their fingerprints."""

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn

import typer

from counterfoil.cli.clearing_imports import order_file, tell_of_file
from counterfoil.cli.csv_files import csv_text
from counterfoil.cli.imports import EncodingOption
from counterfoil.cli.options import open_network, require_new_file, require_signers, signing_keys
from counterfoil.cli.ordering import Given, sending
from counterfoil.cli.output import progress_bars, write_new_file, write_table
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.network import Network
    from counterfoil.node.supply.invoice_registering import InvoiceImport, Registration

    Listed = list[tuple[Registration, str]]

SHOWN: Final = 20
"""Invoices that are listed for people; JSON and a report have all."""
COLUMNS: Final = ("line", "status", "fingerprint", "amount", "alike")

ProgrammeOption = Annotated[str, typer.Option(metavar="PROGRAMME", help="Whose registry records them.")]
FingerprintKeyOption = Annotated[
    Path, typer.Option("--fingerprint-key", metavar="FILE", help="The registry's secret; keep it. Not a signing key.")
]
NewKeyOption = Annotated[
    bool, typer.Option("--new-fingerprint-key", help="Make that secret: for the registry's first import.")
]
PartyOption = Annotated[
    list[str],
    typer.Option(
        metavar="CODE=PARTY", help="Who a seller or buyer is on the chain, where no party there has the code."
    ),
]
MapOption = Annotated[
    list[str],
    typer.Option("--map", "-m", metavar="FIELD=COLUMN", help="Column by name or number; FIELD:=VALUE for all rows."),
]


@sending
def invoices(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=".csv, or .json with a list of invoices.")],
    given: Given,
    programme: ProgrammeOption,
    fingerprint_key: FingerprintKeyOption,
    new_fingerprint_key: NewKeyOption = False,
    rest: Annotated[
        bool, typer.Option("--rest", help="Leave out what is registered already: after an interrupted import.")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write each invoice's line and fingerprint into a new .csv or .json."),
    ] = None,
    assign: MapOption = [],  # noqa: B006
    party: PartyOption = [],  # noqa: B006
    encoding: EncodingOption = None,
) -> None:
    """Register invoices by their fingerprints, so that none is promised twice; by the programme's registry.

    Fields: seller, buyer, code (where it has one), number, currency, amount as invoices have it (12345.60), issued
    (2026-10-01); and item, item_quantity, item_unit, item_amount, where an invoice has items: then it is as many lines,
    or in JSON `items`, each with description, quantity, unit and amount. A field takes the column of its name.

    What an invoice says never leaves this machine: the ledger gets its fingerprints under the secret, its amount, and
    which of its parties are seller and buyer: those with these credit codes or LEIs, or as --party says.
    All that is wrong is told at once, each with its line; what is registered already is told, and nothing is sent
    without --rest. Invoices that are alike are registered and told: nothing is confirmed on one before the registry and
    another have cleared it (receivables clear-invoice). Exit code 1: the ledger refuses, or would.
    """
    if not given.dry_run:
        require_signers(given.key)
    _require_report(report, no_key=given.dry_run and new_fingerprint_key)
    with open_network(given.network, given.passphrase_file, accept_clock=given.accept_clock) as opened:
        node = _chain(opened, given)
        with progress_bars(quiet=given.as_json) as progress:
            made = _planned(
                opened,
                node,
                file,
                programme,
                (fingerprint_key, new_fingerprint_key),
                rest=rest,
                given=given,
                csv=(assign, encoding),
                parties=party,
                progress=progress,
            )
        keys = [] if given.dry_run else signing_keys(opened, given.key)
        became = order_file(opened, node, made.calls, keys, given, made.place, apart=True)
        listed = _listed(made, _registered(node, made), dry_run=given.dry_run)
    unwritten = None if report is None else _unwritten(report, listed)
    if unwritten is None:
        _tell(file, made, listed, became, given)
    with suppress(typer.Exit):  # what was done is told all the same
        _tell(file, made, listed, became, given)
    raise unwritten


def _chain(opened: "Network", given: Given) -> "ChainNode":
    from counterfoil.node.layout import require_chain

    return opened.chain(require_chain(opened.config, given.chain), writable=not given.dry_run)


def _planned(
    opened: "Network",
    node: "ChainNode",
    file: Path,
    programme: str,
    secret: tuple[Path, bool],
    *,
    rest: bool,
    given: Given,
    csv: tuple[list[str], str | None],
    parties: list[str],
    progress: Any,
) -> "InvoiceImport":
    """What the file comes to. The secret is read, or made, when all that is written is right."""
    from counterfoil.node.layout import Layout
    from counterfoil.node.registers.register_salt import INVOICES, secret_of_register
    from counterfoil.node.supply.invoice_files import InvoiceFile
    from counterfoil.node.supply.invoice_registering import between, money_of, planned, programme_of, require_once
    from counterfoil.primitives.gathered_errors import GatheredErrors

    wrong, view = GatheredErrors(), node.ledger.view
    found = programme_of(view, programme)
    read = InvoiceFile(file, assign=csv[0], encoding=csv[1]).read(money_of(view, found, opened.now_ms()), wrong)
    sides = between(view, read, parties, wrong)
    require_once(read, wrong, where=str(file))
    folder, (path, new) = Layout(opened.layout.root).chain(node.chain), secret
    key = secret_of_register(folder, found.registry, path, new=new, keep=not given.dry_run, purpose=INVOICES)
    return planned(view, found, sides, key, rest=rest, progress=progress)


def _require_report(report: Path | None, *, no_key: bool) -> None:
    if report is not None and no_key:
        remedy = "leave --report out: a dry run makes no secret, and without one there are no fingerprints"
        raise InputError("nothing to report yet", where=str(report), remedy=remedy)
    if report is not None and report.suffix not in (".csv", ".json"):
        raise InputError("neither .csv nor .json", where=str(report), remedy="name the report so")
    require_new_file(report)


def _unwritten(report: Path, listed: "Listed") -> OSError | InputError | None:
    """What went wrong, such as a full disk; None: it is written, for its owner alone."""
    rows = [_row(*one) for one in listed]
    if report.suffix == ".json":
        text = json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows], indent=2) + "\n"
    else:
        text = csv_text(COLUMNS, rows)
    try:
        write_new_file(report, text, private=True)
    except (OSError, InputError) as error:
        return error
    return None


def _registered(node: "ChainNode", made: "InvoiceImport") -> set[str]:
    """What of it stands on the ledger by now."""
    from counterfoil.modules.receivables.invoices import INVOICES

    view = node.ledger.view
    stands = {one.prints.exact: view.read(INVOICES, made.registry, one.prints.exact) for one in made.fresh}
    return {name for name, one in stands.items() if one is not None and not one.withdrawn}


def _listed(made: "InvoiceImport", registered: set[str], *, dry_run: bool) -> "Listed":
    """Each invoice, in the order of its file, and what became of it."""
    left = "new" if dry_run else "not registered"
    listed = [(one, "registered" if one.prints.exact in registered else left) for one in made.fresh]
    listed += [(one, "registered before") for one in made.before]
    return sorted(listed, key=lambda one: one[0].read.line)


def _row(one: "Registration", status: str) -> tuple[object, ...]:
    return one.read.line, status, one.prints.exact, one.read.invoice.amount, one.alike


def _tell(file: Path, made: "InvoiceImport", listed: "Listed", became: dict[str, Any], given: Given) -> NoReturn:
    alike = [one for one in made.fresh if one.alike is not None]
    facts = {
        "file": str(file),
        "invoices": len(made.fresh) + len(made.before),
        "new": len(made.fresh),
        "registered_before": len(made.before),
        "alike": len(alike),
    }
    if given.as_json:
        rows = [dict(zip(COLUMNS, _row(*one), strict=True)) for one in listed]
        tell_of_file("Invoices", facts | {"amount": made.amount, "listed": rows} | became, given)
    if listed:
        shown = [
            (one.read.line, status, one.prints.exact, made.shown(one.read.invoice.amount), one.alike or "")
            for one, status in listed[:SHOWN]
        ]
        write_table("", COLUMNS, shown)
    more = f"{len(listed) - SHOWN:,} more; --report FILE has them all" if len(listed) > SHOWN else ""
    told = {"and": more, "amount": made.shown(made.amount)}
    tell_of_file("Invoices", facts | told | became, given)
