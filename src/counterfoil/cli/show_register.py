# SPDX-License-Identifier: Apache-2.0
"""``counterfoil show register``: record times of an instrument, who held it then, and statements between two."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.options import ChainOption, JsonOption, NetworkOption, example
from counterfoil.cli.output import write_json, write_new_file, write_table
from counterfoil.cli.reading import read_chain
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.law.module import View

EPILOG: Final = example(
    "counterfoil show register SSE.600000 --network trial",
    "counterfoil show register SSE.600000 --network trial --csv record-times.csv",
)
TIMES: Final = ("snapshot", "record time", "status", "whole", "holders")
HOLDERS: Final = ("account", "holder", "quantity")
BETWEEN: Final = ("account", "holder", "opening", "change", "closing")


def register(
    instrument: Annotated[str, typer.Argument(metavar="INSTRUMENT")],
    snapshot: Annotated[str | None, typer.Argument(metavar="[SNAPSHOT]", help="Who held it at this one.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="SNAPSHOT", help="A statement from this one to the other, which adds up.")
    ] = None,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write the rows here; the file must be new.")
    ] = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the record times of an instrument; of one of them the holders, or a statement since an earlier one.

    Quantities are in smallest units, as they were at the end of the record time.
    """
    from counterfoil.primitives.types import InstrumentId

    with read_chain(network, chain) as node:
        columns, rows = rows_of(node.ledger.view, InstrumentId(instrument), snapshot, since)
    if csv_file is not None:
        write_new_file(csv_file, as_csv(columns, rows))
    if as_json:
        write_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif csv_file is None:
        write_table(f"Register of {instrument}", columns, rows)


def rows_of(
    view: "View", instrument: Any, snapshot: str | None, since: str | None
) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
    """The columns and the rows of what is asked; a statement ends with its sums. InputError for an unknown snapshot."""
    from counterfoil.evidence.text import format_time
    from counterfoil.modules.lifecycle import queries

    found = {one.snapshot: one for one in queries.snapshots_of(view, instrument)}
    if snapshot is None:
        return TIMES, [
            (one.snapshot, format_time(one.record_time), str(one.status), _shown(one.whole), _shown(one.holders))
            for one in found.values()
        ]
    for name in (snapshot, *([since] if since else [])):
        if name not in found:
            remedy = f"there are: {', '.join(found)}" if found else "schedule one: counterfoil lifecycle schedule"
            raise InputError(f"no snapshot {name!r} of {instrument}", remedy=remedy)
    if since is None:
        held = queries.holder_list(view, instrument, snapshot)
        return HOLDERS, [(one.account, one.holder, int(one.quantity)) for one in held]
    lines = queries.statement_of(view, instrument, since, snapshot)
    opening, closing = sum(one.opening for one in lines), sum(one.closing for one in lines)
    total = ("", "", opening, sum(one.change for one in lines), closing)
    return BETWEEN, [*(tuple(one) for one in lines), total]


def _shown(number: int | None) -> int | str:
    return "" if number is None else int(number)


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A head and the rows, as RFC 4180 quotes them, with line feeds."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerows([columns, *rows])
    return written.getvalue()
