# SPDX-License-Identifier: Apache-2.0
"""What commands write: JSON for machines on stdout, tables for people, progress and warnings on stderr."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import typer

from counterfoil.primitives.progress import Progress

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDTH_WITHOUT_TERMINAL: Final = 160


@contextmanager
def naming_stdout() -> Iterator[None]:
    """Lets an error of the system that names no file, such as a full disk, name the standard output."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = "standard output"
        raise


@naming_stdout()
def write_json(value: Any) -> None:
    """One JSON document on stdout."""
    import msgspec

    write_json_text(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


@naming_stdout()
def write_json_text(document: str) -> None:
    """A JSON document that is written already, as it is laid out."""
    from counterfoil.evidence.text import safe_json

    typer.echo(safe_json(document))


def console(*, to_stderr: bool = False) -> "Console":
    from rich.console import Console

    wide = None if (sys.stderr if to_stderr else sys.stdout).isatty() else WIDTH_WITHOUT_TERMINAL
    return Console(highlight=False, markup=False, emoji=False, width=wide, stderr=to_stderr)


def make_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[int | None] = ()
) -> "Table":
    """A table; numbers stand to the right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    filled = [[Text(cell(value), justify=_justify(value)) for value in row] for row in rows]
    table = Table(title=Text(cell(title)) if title else None, title_justify="left", box=box.SIMPLE_HEAD)
    for column, width in zip(columns, widths or [None] * len(columns), strict=True):
        table.add_column(Text(column), overflow="fold", width=width)
    for row in filled:
        table.add_row(*row)
    return table


@naming_stdout()
def write_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, to_stderr: bool = False
) -> None:
    """A table, or where that would cut amounts, times and words in two, row by row a field to a line."""
    from counterfoil.cli.widths import fit

    out, listed = console(to_stderr=to_stderr), [list(row) for row in rows]
    widths = fit([[cell(value) for value in row] for row in (columns, *listed)], out.width)
    if widths is not None:
        out.print(make_table(title, columns, listed, widths))
        return
    if title:
        out.print(cell(title))
    for row in listed:
        out.print(_grid(dict(zip(columns, row, strict=True))), "")


@naming_stdout()
def write_facts(title: str, facts: Mapping[str, object], *, to_stderr: bool = False) -> None:
    """A record, one field to a line; what is empty is left out."""
    out = console(to_stderr=to_stderr)
    out.print(cell(title))
    out.print(_grid(facts))


def _grid(facts: Mapping[str, object]) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for name, value in facts.items():
        if value not in (None, "", (), [], {}):
            table.add_row(Text(f"  {name.replace('_', ' ')}"), Text(cell(value), overflow="fold"))
    return table


class Branch(NamedTuple):
    """A line of a tree, and what hangs below it."""

    text: str
    below: "Sequence[Branch]" = ()


@naming_stdout()
def write_tree(root: Branch) -> None:
    """A tree, each line as it is."""
    from rich.text import Text
    from rich.tree import Tree

    def grown(branch: Branch, tree: "Tree") -> "Tree":
        for one in branch.below:
            grown(one, tree.add(Text(cell(one.text), overflow="fold")))
        return tree

    console().print(grown(root, Tree(Text(cell(root.text), overflow="fold"))))


@naming_stdout()
def write_line(text: str) -> None:
    """Lines as they are, but for characters that could hide or reorder others, or steer the terminal."""
    from counterfoil.evidence.text import safe_text

    shown = [safe_text(line, length_max=len(line)) for line in text.split("\n")]
    console().print("\n".join(shown), soft_wrap=True)


def warn(text: str) -> None:
    """One line on stderr that does not end the command."""
    from counterfoil.evidence.text import safe_text

    line = " ".join(text.split())
    typer.echo(f"warning: {safe_text(line, length_max=len(line))}", err=True)


def cell(value: object) -> str:
    """A value as text that cannot hide or reorder what stands around it."""
    from counterfoil.evidence.text import safe_text

    if value is None:
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {cell(item)}" for name, item in value.items() if item is not None)
    if isinstance(value, (list, tuple)):
        return ", ".join(cell(item) for item in value)
    text = str(value)
    return safe_text(text, length_max=len(text))  # a table wraps; a sentence that is cut says something else


def write_new_file(path: Path, data: bytes | str, *, private: bool = False) -> None:
    """Write a file that is not there yet; raises InputError when it is: nothing is overwritten unasked.

    A private one is for its owner alone. An error names the file, even one that the system finds only when the disk is
    full.
    """
    from counterfoil.primitives.errors import InputError

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags, 0o600 if private else 0o666)

    try:
        special = path.exists() and not path.is_file()  # a pipe or a device: there is nothing in it to lose
        with open(path, "wb" if special else "xb", opener=opener) as file:
            file.write(data.encode() if isinstance(data, str) else data)
    except FileExistsError as error:
        raise InputError("is there already", where=str(path), remedy="name a new file, or remove it") from error
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


@contextmanager
def progress_bars(*, quiet: bool) -> Iterator[Progress]:
    """A bar per kind of work, on stderr and only if that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bars = Bars(*columns, console=Console(stderr=True), disable=quiet or not sys.stderr.isatty(), transient=True)
    tasks: dict[str, TaskID] = {}

    def show(what: str, done: int, total: int) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=total or None)
        bars.update(tasks[what], completed=done, total=total or None)

    with bars:
        yield show


def _justify(value: object) -> Literal["left", "right"]:
    return "right" if isinstance(value, int) and not isinstance(value, bool) else "left"
