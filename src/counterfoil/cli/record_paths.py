# SPDX-License-Identifier: Apache-2.0
"""Paths of records that calls name: judged before anything is signed, since the ledger asks of them only later."""

import typing
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from counterfoil.cli.output import warn
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.law.call import Call
    from counterfoil.law.module import View
    from counterfoil.primitives.types import RecordPath

EXAMPLE: Final = "instruments/instrument/SSE.600000"


def judge_paths(calls: "Iterable[Call]", view: "View") -> None:
    """InputError for a path of no table; a warning for one at which no record is: it may come to be before the call."""
    from counterfoil.modules import laws
    from counterfoil.node.partial_view import is_whole

    for path in dict.fromkeys(path for call in calls for path in _paths_in(call)):
        if laws().table_of(path) is None:
            raise InputError(f"{path!r} is the path of no record", where="paths of records", remedy=_meant(path, view))
        if is_whole(view) and view.find(path) is None:
            warn(f"no record is at {path} yet")


def _meant(path: str, view: "View") -> str:
    """The record of this chain that has the name, or the table that ends so; where there is none, how paths are."""
    from counterfoil.modules import laws
    from counterfoil.node.explaining import records_named

    first, _, name = path.partition("/")
    ends = [f"{prefix}/{name}" for prefix in laws().tables if prefix.rpartition("/")[2] == first]
    near = records_named(view, path.rpartition("/")[2]) or ends
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"a table, and what its records are named by, such as {EXAMPLE}; docs/reference/records.md"


def _paths_in(call: "Call") -> "Iterator[RecordPath]":
    """What stands in the fields that are paths, or lists of them; executors that are records, and no whole table."""
    from counterfoil.modules import laws
    from counterfoil.primitives.types import RecordPath

    for name in _executor_fields(type(call)):
        executor = getattr(call, name)
        if "/" in executor and executor not in laws().tables:
            yield RecordPath(executor)

    for name in _path_fields(type(call)):
        value = getattr(call, name)
        if isinstance(value, str):
            yield RecordPath(value)
        else:
            yield from value or ()


@cache
def _path_fields(call: "type[Call]") -> tuple[str, ...]:
    from counterfoil.primitives.field_types import only
    from counterfoil.primitives.types import RecordPath

    hints = {name: only(hint) for name, hint in typing.get_type_hints(call, include_extras=True).items()}
    paths = (RecordPath, tuple[RecordPath, ...])
    return tuple(name for name in call.__struct_fields__ if hints[name] in paths)


@cache
def _executor_fields(call: "type[Call]") -> tuple[str, ...]:
    from counterfoil.modules.holdings.calls import Executor

    hints = typing.get_type_hints(call, include_extras=True)
    return tuple(name for name in call.__struct_fields__ if hints[name] == Executor)
