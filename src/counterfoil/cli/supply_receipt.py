# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply receipt``: goods taken in as events show, a document of title, and the stock report of a day."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli import supply_intake
from counterfoil.cli.csv_files import csv_text
from counterfoil.cli.options import ChainOption, JsonOption, NetworkOption, RowsOption, example, require_new_file
from counterfoil.cli.output import write_facts, write_json, write_line, write_new_file, write_table
from counterfoil.cli.reading import read_chain

if TYPE_CHECKING:
    from counterfoil.node.supply.receipt_told import PledgeTold, ReceiptTold
    from counterfoil.node.supply.stock_report import ReportLine
    from counterfoil.node.supply.title_chain import TitleStep

app = typer.Typer(help="Warehouse receipts: goods taken in, documents of title, stocks.", no_args_is_help=True)
app.command(
    "intake",
    epilog=example(
        "counterfoil supply receipt intake I-1 arrival.json --certificate certificate.pdf --inspector inspector \\",
        "    --key shed --key inspector --network trial",
        "counterfoil supply receipt intake I-1 --database sqlite:///epcis.sqlite --certificate certificate.pdf \\",
        "    --inspector inspector --dry-run --key shed --key inspector --network trial",
    ),
)(supply_intake.intake)
app.command(
    "shown",
    epilog=example(
        "counterfoil supply receipt shown shipped.json",
        "counterfoil supply receipt shown shipped.json --loaded 100000 --document W-1 --network trial",
    ),
)(supply_intake.shown)

STOCK: Final = ("scheme", "product", "keeper", "brand", "grade", "unit", "on receipts", "change", "free", "forecast")
SOON: Final = "over in 30 days"


@app.command("show", epilog=example("counterfoil supply receipt show W-1 --network trial"))
def show(
    name: Annotated[str, typer.Argument(metavar="RECEIPT", help="The number of a receipt or a bill of lading.")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a document of title: status, who controls it and how, its goods, a pledge and its acts, the chain of title.

    Who controls it is read and never written: whoever's account has its unit, a possessor, a pledgee, or its keeper.
    To read: what convinces a stranger are the claims record and provenance (evidence export).
    """
    from counterfoil.node.supply.receipt_told import receipt_told
    from counterfoil.node.supply.title_chain import title_chain

    with read_chain(network, chain) as node:
        told = receipt_told(node.ledger.view, name)
        titles = title_chain(node.reader, node.ledger.view, told.document.instrument)
    if as_json:
        write_json(_plain(told, titles))
        return
    write_facts(f"Document of title {name}", _facts(told))
    rows = [_title_row(one) for one in titles]
    if rows:
        write_table("Chain of title", ("since", "document", "account", "holder", "by"), rows)


@app.command(
    "stock",
    epilog=example(
        "counterfoil supply receipt stock --network trial",
        "counterfoil supply receipt stock copper --since -7d --csv stock.csv --network trial",
    ),
)
def stock(
    schemes: Annotated[list[str] | None, typer.Argument(metavar="SCHEME", help="Of these; otherwise of all.")] = None,
    since: Annotated[
        str, typer.Option(metavar="TIME", help="From when on changes count: ISO 8601, or from now, such as -7d.")
    ] = "-1d",
    csv_file: RowsOption = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Report stocks by product, warehouse, brand and grade: what is on receipts, its change, forecasts, what is free.

    Free are goods on hand that are on no receipt; a forecast is what was declared and may still arrive. Beside it
    stands what is on receipts whose time is over within 30 days. In a CSV quantities are in the unit of the scheme
    that stands beside them, with its decimals; in JSON in the smallest unit, of which ``decimals`` says how small.
    """
    from counterfoil.cli.times import time_from
    from counterfoil.node.network import clock_ms
    from counterfoil.node.supply.stock_report import schemes_named, stock_report

    require_new_file(csv_file)
    now = clock_ms()
    begin = time_from(since, clock_ms, "--since")
    with read_chain(network, chain) as node:
        view = node.ledger.view
        lines = stock_report(node.reader, view, schemes_named(view, schemes or []), begin, now)
    rows = [_plain_line(one) for one in lines]
    if csv_file is not None:
        write_new_file(csv_file, csv_text([*STOCK, SOON], [_csv_line(one) for one in lines]))
    if as_json:
        write_json(rows)
    elif lines:
        write_table("Stocks", (*STOCK, SOON), [_shown_line(one) for one in lines])
    else:
        write_line("No goods are in store or declared.")


def _facts(told: "ReceiptTold") -> dict[str, Any]:
    from counterfoil.evidence.text import format_time

    document, contents, goods = told.document, told.document.contents, told.goods
    lot = document.of_lot if goods is None else f"{document.of_lot} ({goods.lot.brand}, {goods.lot.grade})"
    party = "nobody" if told.control.party is None else told.control.party
    return {
        "status": _words(document.status),
        "controlled by": f"{party} ({_words(told.control.standing)})",
        "title": None if told.holder is None else f"{told.holder} ({told.account})",
        "unit": ", ".join(told.bound),
        "goods": contents.goods,
        "quantity": _amount(told, contents.amount),
        "packages": f"{contents.packages:,} {contents.packing}",
        "lot": lot,
        "keeper": document.goods_keeper,
        "place": ", ".join(part for part in (contents.place, contents.bin) if part),
        "good until": format_time(contents.kept_until),
        "storage paid until": format_time(contents.fees_paid_until),
        "insurance": contents.insurance,
        "items": list(contents.items),
        "came of": list(document.came_of),
        "became": list(document.became),
        "pledge": None if told.pledge is None else _acts(told.pledge),
        "in dispute by": document.disputed_by,
        "goods lost": _amount(told, document.goods_lost) if document.goods_lost else None,
        "delivery wanted": None if document.delivery is None else format_time(document.delivery.wanted),
        "version": document.version,
    }


def _acts(pledge: "PledgeTold") -> str:
    """Which of the three acts were done, unless the pledge is over."""
    if pledge.ended:
        return f"{pledge.pledge} to {pledge.pledgee}: over"
    acts = {"endorsed": pledge.endorsed, "signed by the keeper": pledge.signed, "delivered": pledge.delivered}
    return f"{pledge.pledge} to {pledge.pledgee}: " + ", ".join(
        f"{'' if done else 'not '}{act}" for act, done in acts.items()
    )


def _plain(told: "ReceiptTold", titles: "Sequence[TitleStep]") -> dict[str, Any]:
    import msgspec

    document = dict(msgspec.to_builtins(told.document))
    document.pop("trail", None)
    goods = None if told.goods is None else dict(msgspec.to_builtins(told.goods))
    if goods is not None:
        goods.pop("trail", None)
        goods["on_hand"] = told.goods.on_hand if told.goods is not None else 0
    return {
        "document": told.document.instrument,
        "status": str(told.document.status),
        "standing": str(told.control.standing),
        "controller": told.control.party,
        "account": told.account,
        "holder": told.holder,
        "bound": list(told.bound),
        "pledge": None if told.pledge is None else told.pledge._asdict(),
        "record": document,
        "goods": goods,
        "titles": [one._asdict() for one in titles],
    }


def _title_row(one: "TitleStep") -> tuple[object, ...]:
    from counterfoil.evidence.text import format_time

    return format_time(one.time), one.instrument, one.account or "", one.holder or "", one.event


def _plain_line(one: "ReportLine") -> dict[str, Any]:
    line, scheme = one.stock, one.scheme
    about = (line.scheme, scheme.commodity, line.goods_keeper, line.brand, line.grade, scheme.uom)
    counted = (line.on_documents, line.change, line.free_goods, line.forecast, one.over_soon)
    names = [name.replace(" ", "_") for name in (*STOCK, SOON)]
    return dict(zip(names, (*about, *counted), strict=True)) | {"decimals": scheme.decimals}


def _csv_line(one: "ReportLine") -> list[object]:
    """Quantities in the unit of the scheme, and no mark between thousands."""
    row = list(_plain_line(one).values())[: len(STOCK) + 1]
    return [f"{Decimal(cell).scaleb(-one.scheme.decimals):f}" if isinstance(cell, int) else cell for cell in row]


def _shown_line(one: "ReportLine") -> tuple[object, ...]:
    from counterfoil.evidence.text import format_quantity

    def shown(amount: int, *, signed: bool = False) -> str:
        return format_quantity(amount, one.scheme.decimals, signed=signed)

    line, scheme = one.stock, one.scheme
    about = (line.scheme, scheme.commodity, line.goods_keeper, line.brand, line.grade, scheme.uom)
    change = shown(line.change, signed=True) if line.change else "0"
    return *about, shown(line.on_documents), change, shown(line.free_goods), shown(line.forecast), shown(one.over_soon)


def _amount(told: "ReceiptTold", amount: int) -> str:
    from counterfoil.evidence.text import format_quantity

    return f"{format_quantity(amount, told.scheme.decimals)} {told.scheme.uom}"


def _words(value: object) -> str:
    return str(value).replace("_", " ")
