# SPDX-License-Identifier: Apache-2.0
"""From the columns of a file to the fields of an import.

``name=4`` or ``name=Title`` takes a column; ``unit:=share`` is the same for every row; ``id={1}.{3:6}`` puts columns
together, ``:6`` filling one up with leading zeros to six characters.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from counterfoil.node.registers.csv_rows import CsvFile, RowProblem
from counterfoil.node.registers.damage import damaged_number, is_placeholder
from counterfoil.primitives.errors import InputError

Read = Callable[[list[str]], str]
"""The cells of a row → the text of one field; raises RowProblem."""
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")
_PART: Final = re.compile(r"\{([^{}:]+)(?::([1-9][0-9]?))?\}")


def parse_mapping(
    assignments: Sequence[str],
    file: CsvFile,
    *,
    fields: Collection[str],
    required: Collection[str],
) -> dict[str, Read]:
    """Field → how to read it. A field that is not mapped takes the column of its name, if there is one.

    Raises InputError for an unknown field or column, and for a required field that nothing gives.
    """
    found: dict[str, Read] = {name: _column(file, name) for name in fields if name in file.columns}
    for assignment in assignments:
        name, separator, source = assignment.partition("=")
        constant = name.endswith(":")
        name = name.removesuffix(":").strip()
        if not separator or name not in fields:
            raise InputError(
                f"{assignment!r} maps no field", where="--map", remedy=f"field=column; fields: {', '.join(fields)}"
            )
        found[name] = _constant(source) if constant else _read(file, source.strip())
    if missing := [name for name in required if name not in found]:
        raise InputError(
            f"nothing gives the field {missing[0]!r}",
            where="--map",
            remedy=f"--map {missing[0]}=<column>, or --map {missing[0]}:=<value for every row>",
        )
    return found


def parse_personal(assignments: Sequence[str], file: CsvFile, *, reserved: Collection[str]) -> dict[str, Read]:
    """``name=Column`` for what is kept of a person: names of one's own. Raises InputError for a name that is taken."""
    names = [assignment.partition("=")[0].strip() for assignment in assignments]
    for place, name in enumerate(names):
        if not _NAME.match(name) or name in reserved or name in names[:place]:
            raise InputError(
                f"{name!r} names nothing that is kept of a person",
                where="--personal",
                remedy=f"name=column, each name once, in small letters, and none of {', '.join(reserved)}",
            )
    return parse_mapping(assignments, file, fields=names, required=names)


def parse_table(pairs: str | None, *, where: str) -> Mapping[str, str]:
    """``SSE=XSHG,SZSE=XSHE`` as a mapping; raises InputError."""
    table: dict[str, str] = {}
    for pair in (pairs or "").split(","):
        value, separator, meaning = (part.strip() for part in pair.partition("="))
        if separator and value not in table:
            table[value] = meaning
        elif pair.strip():
            raise InputError(f"{pair!r} is not value=meaning, each value once", where=where, remedy="such as A=x,B=y")
    return table


def _column(file: CsvFile, name: str) -> Read:
    position = file.column(name)
    return lambda cells: cells[position]


def _constant(value: str) -> Read:
    return lambda _: value


def _read(file: CsvFile, source: str) -> Read:
    if "{" not in source:
        return _column(file, source)
    literals, parts = _PART.split(source)[::3], _PART.findall(source)
    if any(set(literal) & set("{}") for literal in literals):
        raise InputError(f"{source!r} is no template", where="--map", remedy="such as {1}.{3:6}: columns in braces")
    columns = [(file.column(name), int(width or 0)) for name, width in parts]

    def read(cells: list[str]) -> str:
        filled = [_filled(cells[position], width) for position, width in columns]
        return literals[0] + "".join(text + literal for text, literal in zip(filled, literals[1:], strict=True))

    return read


def _filled(cell: str, width: int) -> str:
    """A cell with leading zeros up to ``width``; as it stands when that is 0. Raises RowProblem.

    Only digits are filled up: zeros before anything else would make a code of what is none.
    """
    if is_placeholder(cell):
        raise RowProblem("placeholder", f"{cell!r} stands for nothing")
    if (damage := damaged_number(cell)) is not None:
        raise RowProblem("damaged_number", f"{cell!r} is {damage}")
    if width and not (cell.isascii() and cell.isdigit() and len(cell) <= width):
        raise RowProblem("invalid_code", f"{cell!r} is not one to {width} ASCII digits, to be filled up with zeros")
    return cell.rjust(width, "0")
