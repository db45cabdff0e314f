# SPDX-License-Identifier: Apache-2.0
"""``counterfoil show register``: record times of an instrument, who held it then, and statements between two."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

import typer

from counterfoil.cli.csv_files import csv_text
from counterfoil.cli.options import ChainOption, JsonOption, NetworkOption, RowsOption, example
from counterfoil.cli.output import write_json, write_new_file, write_table
from counterfoil.cli.reading import read_chain
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.evidence.words import DisplayUnit
    from counterfoil.law.module import View
    from counterfoil.modules.lifecycle.records import Snapshot

EPILOG: Final = example(
    "counterfoil show register SSE.600000 --network trial",
    "counterfoil show register SSE.600000 --network trial --csv record-times.csv",
)
TIMES: Final = ("snapshot", "record_time", "status", "whole", "holders")
HOLDERS: Final = ("account", "holder", "quantity")
BETWEEN: Final = ("account", "holder", "opening", "change", "closing")
COUNTED: Final = frozenset({"whole", "quantity", "opening", "change", "closing"})
"""Columns that count units of the instrument."""


class Listed(NamedTuple):
    """Rows, and what they are of, which stands in every row of a file."""

    title: str
    about: Mapping[str, str]
    columns: Sequence[str]
    rows: Sequence[tuple[Any, ...]]

    @property
    def as_rows(self) -> list[dict[str, Any]]:
        """Each row with what it is of."""
        return [{**self.about, **dict(zip(self.columns, row, strict=True))} for row in self.rows]


def register(
    instrument: Annotated[str, typer.Argument(metavar="INSTRUMENT")],
    snapshot: Annotated[str | None, typer.Argument(metavar="[SNAPSHOT]", help="Who held it at this one.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="SNAPSHOT", help="A statement from this one to the other, which adds up.")
    ] = None,
    csv_file: RowsOption = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the record times of an instrument; of one of them the holders, or a statement since an earlier one.

    Quantities are as they were at the end of the record time; in a file and with --json they count smallest units.
    """
    from counterfoil.node.units import ChainUnits
    from counterfoil.primitives.types import InstrumentId

    with read_chain(network, chain) as node:
        listed = listed_of(node.ledger.view, InstrumentId(instrument), snapshot, since)
        unit = ChainUnits(node.ledger.view).get(instrument)
    if csv_file is not None:
        write_new_file(csv_file, as_csv(listed))
    if as_json:
        write_json(listed.as_rows)
    elif csv_file is None:
        _write(listed, unit)


def _write(listed: Listed, unit: "DisplayUnit | None") -> None:
    """As a table, quantities in the instrument's unit."""
    from counterfoil.evidence.text import format_quantity, written

    decimals = 0 if unit is None else unit.decimals
    told = [
        [
            format_quantity(cell, decimals) if name in COUNTED and cell != "" else cell
            for name, cell in zip(listed.columns, row, strict=True)
        ]
        for row in listed.rows
    ]
    write_table(listed.title + ("" if unit is None else f", in {written(unit.name)}"), listed.columns, told)


def listed_of(view: "View", instrument: Any, snapshot: str | None, since: str | None) -> Listed:
    """What is asked; a statement ends with its sums.

    InputError for an unknown snapshot, and for one that is not counted: a list that lacks some would look whole.
    """
    from counterfoil.evidence.text import format_time
    from counterfoil.modules.instruments.records import INSTRUMENTS
    from counterfoil.modules.lifecycle import queries

    if view.read(INSTRUMENTS, instrument) is None:
        raise InputError(
            f"no instrument {instrument!r} on this chain", where="INSTRUMENT", remedy="identifiers are exact"
        )
    found = {one.snapshot: one for one in queries.snapshots_of(view, instrument)}
    if snapshot is None:
        if since is not None:
            raise InputError("until which snapshot?", where="--since", remedy="name the later one before it")
        times = [
            (one.snapshot, format_time(one.record_time), str(one.status), _shown(one.whole), _shown(one.holders))
            for one in found.values()
        ]
        return Listed(f"Record times of {instrument}", {"instrument": instrument}, TIMES, times)
    at = _recorded(found, instrument, snapshot)
    about = {"instrument": instrument, "snapshot": snapshot, "record_time": at}
    if since is None:
        held = queries.holder_list(view, instrument, snapshot)
        rows = [(one.account, one.holder, int(one.quantity)) for one in held]
        return Listed(f"Holders of {instrument} at {snapshot}, {at}", about, HOLDERS, rows)
    opened = _recorded(found, instrument, since)
    if found[since].record_time >= found[snapshot].record_time:
        raise InputError(f"{since!r} is not before {snapshot!r}", where="--since", remedy=f"{since} --since {snapshot}")
    lines = queries.statement_of(view, instrument, since, snapshot)
    opening, closing = sum(one.opening for one in lines), sum(one.closing for one in lines)
    total = ("", "", opening, sum(one.change for one in lines), closing)
    title = f"Holders of {instrument} from {since}, {opened}, to {snapshot}, {at}"
    return Listed(title, {**about, "since": since, "since_time": opened}, BETWEEN, [*map(tuple, lines), total])


def _recorded(found: "Mapping[str, Snapshot]", instrument: str, name: str) -> str:
    """The record time of a snapshot whose accounts are all counted; InputError says how it stands."""
    from counterfoil.evidence.text import format_time
    from counterfoil.modules.lifecycle.records import SnapshotStatus

    if name not in found:
        remedy = f"there are: {', '.join(found)}" if found else "schedule one: counterfoil lifecycle schedule"
        raise InputError(f"no snapshot {name!r} of {instrument}", remedy=remedy)
    at, status = format_time(found[name].record_time), found[name].status
    if status is not SnapshotStatus.recorded:
        counts = f"once {at} has passed, counterfoil due lifecycle --of {instrument} --key … counts it"
        remedy = "another that was recorded" if status is SnapshotStatus.cancelled else counts
        raise InputError(f"who held {instrument} at {name!r} is not counted: it is {status}", remedy=remedy)
    return at


def _shown(number: int | None) -> int | str:
    return "" if number is None else int(number)


def as_csv(listed: Listed) -> str:
    """A head and the rows, each with what it is of."""
    rows = ([*listed.about.values(), *row] for row in listed.rows)
    return csv_text([*listed.about, *listed.columns], rows)
