# SPDX-License-Identifier: Apache-2.0
"""``counterfoil show record`` and ``show records``: any record of any table, in the words of its module."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.options import (
    LISTED,
    LISTED_MAX,
    AskKeyOption,
    CaOption,
    ChainOption,
    JsonOption,
    NetworkOption,
    example,
)
from counterfoil.cli.output import write_facts, write_json, write_line, write_table
from counterfoil.cli.reading import read_chain
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.evidence.bilingual import Words
    from counterfoil.evidence.record_words import Said
    from counterfoil.law.table import Table
    from counterfoil.node.chain import ChainNode
    from counterfoil.primitives.types import RecordPath, Timestamp

RECORD_EPILOG: Final = example(
    "counterfoil show record instruments/instrument/SSE.600000 --network trial",
    "counterfoil show record protocol/rules/current --network trial --json",
)
RECORDS_EPILOG: Final = example(
    "counterfoil show records --network trial",
    "counterfoil show records supervision/order --of alice --network trial",
)
COLUMNS: Final = ("field", "字段", "says", "载明")
STATE_COLUMN: Final = "in force 效力"
CODES: Final = "contracts/code"
WHOLE_SOURCE: Final = "A source is read whole, as it was written, by counterfoil contract source CODE --out FOLDER."
NEAR_MAX: Final = 20_000
"""Records of a table that a path is compared with, to name the nearest."""
NAMED_MAX: Final = 5
"""Paths that an error names."""


@dataclass(frozen=True)
class Shown:
    """A record as it stands: its plain value, its fields in words, and of dated entries how each stands now."""

    record: "RecordPath"
    value: dict[str, Any]
    said: "Sequence[Said]"
    about: "Sequence[Words]"
    """what it says as a whole, and what the time of the last block makes of it"""
    standing: dict[str, str]
    """entry (``entries[0]``) → in force, scheduled or over"""

    def state_of(self, at: str) -> str:
        """How the entry stands that a field is in; empty for a field of none."""
        return next((state for entry, state in self.standing.items() if at == entry or at.startswith(f"{entry}.")), "")

    @property
    def plain(self) -> dict[str, Any]:
        """For machines."""
        words = [
            {"field": one.at, "en": one.words.en, "zh": one.words.zh, "state": self.state_of(one.at) or None}
            for one in self.said
        ]
        about = [{"en": one.en, "zh": one.zh} for one in self.about]
        said = {"about": about, "words": words}
        return {"record": self.record, "value": self.value, "standing": self.standing, **said}


def record(
    path: Annotated[str, typer.Argument(metavar="PATH", help="Such as restrictions/rules/SSE.600000.")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    key: AskKeyOption = None,
    ca: CaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show any record of any module, each field in words; of dated rules and policies what is in force, what scheduled.

    With --json `value` is as evidence has it, in smallest units and milliseconds, and `words` says the same for people.
    """
    from counterfoil.node.network import clock_ms
    from counterfoil.node.short_hashes import record_named

    with read_chain(network, chain, key, ca) as node:
        table = _table_of(path)
        wanted = record_named(node.ledger.view, table, path)
        found = node.ledger.view.at(wanted, table)
        if found is None:
            raise InputError(f"there is no record {wanted!r} on this chain", remedy=_nearest(node, table, wanted))
        shown = _shown(node, wanted, found, clock_ms())
    if as_json:
        write_json(shown.plain)
        return
    columns = (*COLUMNS, STATE_COLUMN) if shown.standing else COLUMNS
    rows = [(one.name.en, one.name.zh, one.value.en, one.value.zh, shown.state_of(one.at)) for one in shown.said]
    write_table(f"Record {wanted}", columns, [row[: len(columns)] for row in rows])
    if table.prefix == CODES:
        write_line(WHOLE_SOURCE)
    for one in shown.about:
        write_line(f"{one.en} {one.zh}")


def records(
    table: Annotated[
        str | None, typer.Argument(metavar="[TABLE]", help="Such as supervision/order; without one, all tables.")
    ] = None,
    of: Annotated[str | None, typer.Option("--of", metavar="NAME", help="Only records that name this.")] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=LISTED_MAX, metavar="N", help="At most so many.")
    ] = LISTED,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    key: AskKeyOption = None,
    ca: CaOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the records of a table, each in words; without a table, the tables and how many records each has.

    --of keeps those that name a party, an account, an instrument or anything else, in their path or in a field.
    """
    from counterfoil.node.network import clock_ms

    if table is None and of is not None:
        raise InputError(
            "records of which table?", where="--of", remedy="name one; counterfoil show records lists them"
        )
    with read_chain(network, chain, key, ca) as node:
        if table is None:
            _write_tables(node, as_json=as_json)
            return
        known, now = _table_called(table), clock_ms()
        named = (one for one in node.ledger.view.rows(known) if of is None or _names(one, of))
        listed = list(islice(named, limit + 1))
        shown = [_shown(node, path, found, now) for path, found in listed[:limit]]
    if as_json:
        write_json([one.plain for one in shown])
        return
    if known.prefix == CODES and shown:
        write_line(WHOLE_SOURCE)
    for one in shown:
        about = {"as a whole": "; ".join(f"{said.en} {said.zh}" for said in one.about)} if one.about else {}
        write_facts(one.record, {said.name.en: _with_state(one, said) for said in one.said} | about)
    if not shown:
        write_line(f"No record of {known.prefix}" + ("." if of is None else f" names {of}."))
    if len(listed) > limit:
        write_line(f"There are more: --limit {limit} of them are shown.")


def _with_state(shown: Shown, said: "Said") -> str:
    state = shown.state_of(said.at)
    told = said.value.en if said.value.en == said.value.zh else f"{said.value.en} {said.value.zh}"
    return f"{told} ({state})" if state else told


def _table_of(path: str) -> "Table[Any]":
    """The table of a record's path; InputError names the nearest, and all of them."""
    from counterfoil.evidence.record_words import table_of
    from counterfoil.modules import laws

    prefix = table_of(path)
    if prefix not in laws().tables:
        first, _, rest = path.partition("/")
        raise _no_table(prefix, where=path, first=first, rest=f"/{rest}")
    if path == prefix:
        remedy = f"such as {prefix}/…; counterfoil show records {prefix} lists them"
        raise InputError("the path names a table, and no record of it", where=path, remedy=remedy)
    return laws().tables[prefix]


def _table_called(name: str) -> "Table[Any]":
    """The table of this name, or of this last part of one where no other ends so."""
    from counterfoil.modules import laws

    found = [one for prefix, one in laws().tables.items() if name in (prefix, prefix.rpartition("/")[2])]
    if len(found) != 1:
        raise _no_table(name, where="TABLE", first=name)
    return found[0]


def _no_table(name: str, *, where: str, first: str, rest: str = "") -> InputError:
    """Names the tables that end as the name begins, or the nearest; and all."""
    from counterfoil.modules import laws

    tables = laws().tables
    ends = [f"{one}{rest}" for one in tables if one.rpartition("/")[2] == first]
    close = ends or difflib.get_close_matches(name, tables, n=1, cutoff=0.4)
    meant = f"did you mean {' or '.join(close)}? " if close else ""
    modules = {one.partition("/")[0] for one in close}
    listed = ", ".join(one for one in tables if not modules or one.partition("/")[0] in modules)
    known = f"tables of {', '.join(sorted(modules))}: {listed}" if modules else f"tables: {listed}"
    return InputError(f"no table {name!r}", where=where, remedy=f"{meant}{known}")


def _nearest(node: "ChainNode", table: "Table[Any]", path: str) -> str:
    """The records whose paths end with this hash, or the one whose path is most like this, if there is any."""
    from counterfoil.node.partial_view import is_whole
    from counterfoil.node.short_hashes import too_few

    if not is_whole(node.ledger.view):
        return "or it is not for whoever asks; identifiers are case-sensitive"
    if ends := _ending(node, table, path.rpartition("/")[2]):
        several = f", or one of {len(ends) - NAMED_MAX:,} more" if len(ends) > NAMED_MAX else ""
        return f"did you mean {' or '.join(ends[:NAMED_MAX])}{several}?"
    paths = [str(one) for one, _ in islice(node.ledger.view.rows(table), NEAR_MAX)]
    names = [one.removeprefix(f"{table.prefix}/") for one in paths]
    if few := too_few(path.removeprefix(f"{table.prefix}/"), names):
        return few
    close = difflib.get_close_matches(path, paths, n=1)
    listed = f"counterfoil show records {table.prefix} lists them"
    return f"did you mean {close[0]}? {listed}" if close else f"{listed}; identifiers are case-sensitive"


def _ending(node: "ChainNode", table: "Table[Any]", last: str) -> list[str]:
    """Paths that end with a hash, or one that begins so: of an invoice's fingerprint one may not know whose it is."""
    from counterfoil.node.short_hashes import HASH, beginning

    digits = last if HASH.match(last) else beginning(last)
    paths = (str(one) for one, _ in node.ledger.view.rows(table)) if digits else ()
    return [one for one in paths if one.rpartition("/")[2].startswith(digits)]


def _shown(node: "ChainNode", path: "RecordPath", found: Any, now: "Timestamp") -> Shown:
    import msgspec

    from counterfoil.evidence.record_words import said_of
    from counterfoil.law.fields import TRAIL
    from counterfoil.modules import laws
    from counterfoil.node.units import ChainUnits

    value = dict(msgspec.to_builtins(found))
    value.pop(TRAIL, None)
    said = tuple(said_of(value, path, laws().vocabulary, ChainUnits(node.ledger.view)))
    return Shown(
        path, value, said, list(_about(node, path, found, value)), dict(_standing(found, path, now, node.height))
    )


def _about(node: "ChainNode", path: "RecordPath", found: Any, value: dict[str, Any]) -> "Iterator[Words]":
    """What a record says as a whole, and what state and time of the last block make of it."""
    from counterfoil.evidence.record_words import in_units, remark_on
    from counterfoil.evidence.text import format_time
    from counterfoil.law.module import Now
    from counterfoil.law.table import table_prefix
    from counterfoil.modules import laws, standings
    from counterfoil.node.units import ChainUnits

    view, time = node.ledger.view, node.reader.header(node.height).time
    if (remark := remark_on(value, path, laws().vocabulary)) is not None:
        yield remark.fill(when=format_time(time))
    now = Now(view, time, partial(in_units, units=ChainUnits(view)), path)
    stands = standings().get(table_prefix(path))
    if stands is not None and (said := stands(found, now)) is not None:
        yield said


def _standing(found: Any, path: str, now: "Timestamp", height: int) -> Iterator[tuple[str, str]]:
    """Of each entry that is dated, by a time, a day or a block, how it stands now: by the types of the law alone."""
    from counterfoil.evidence.measures import Measure
    from counterfoil.evidence.record_words import table_of
    from counterfoil.modules import laws

    forms = laws().vocabulary.tables[table_of(path)]
    clocks = {("since", Measure.time): now, ("height", Measure.height): height + 1}
    # Of days, only where the record says when its own begin, as a currency does: else a day is no beginning.
    if hasattr(found, "day_of"):
        clocks["day", Measure.day] = found.day_of(now)[0]
    for name in found.__struct_fields__:
        for (begins, measure), clock in clocks.items():
            if forms.get(f"{name}.{begins}") is measure and isinstance(entries := getattr(found, name), tuple):
                yield from _of_entries(name, entries, begins, clock)
        if forms.get(f"{name}.*") is Measure.height:
            for key, begin in getattr(found, name).items():
                yield f"{name}.{key}", IN_FORCE if begin <= height + 1 else SCHEDULED


IN_FORCE: Final = "in force 生效中"
SCHEDULED: Final = "scheduled 待生效"
OVER: Final = "over 已失效"


def _of_entries(name: str, entries: Iterable[Any], begins: str, clock: int) -> Iterator[tuple[str, str]]:
    """In force is the last of its kind that has begun."""
    from counterfoil.law.dated import kind_of

    dated = [(place, kind_of(one), getattr(one, begins)) for place, one in enumerate(entries)]
    last = {kind: place for place, kind, begin in dated if begin <= clock}
    for place, kind, begin in dated:
        state = SCHEDULED if begin > clock else IN_FORCE if last[kind] == place else OVER
        yield f"{name}[{place}]", state


def _names(one: tuple["RecordPath", Any], wanted: str) -> bool:
    """Whether a record's path, or any text in it, is this."""
    import msgspec

    path, found = one
    return wanted in path.split("/") or wanted in _texts(msgspec.to_builtins(found))


def _texts(value: Any) -> Iterator[str]:
    """Every text in a record, and each part of one that is a path."""
    if isinstance(value, str):
        yield value
        yield from value.split("/")
    elif isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)


def _write_tables(node: "ChainNode", *, as_json: bool) -> None:
    from counterfoil.modules import laws
    from counterfoil.node.field_notes import summary

    view = node.ledger.view
    found = [(one.prefix, sum(1 for _ in view.rows(one)), summary(one.record)) for one in laws().tables.values()]
    if as_json:
        write_json([dict(zip(("table", "records", "about"), one, strict=True)) for one in found])
    else:
        write_table("Tables", ("table", "records", "what a record is"), found)
