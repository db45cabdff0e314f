# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply trace``, ``recall``, ``balance``, ``stock``, ``doubt``: what became of things."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterfoil.cli.databases import PasswordOption
from counterfoil.cli.epcis import DatabaseOption
from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import JsonOption, require_new_file
from counterfoil.cli.output import warn, write_facts, write_json, write_new_file, write_table
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from fractions import Fraction

    from counterfoil.epcis.event import Role
    from counterfoil.epcis.goods.mass_balance import Balance, Measure
    from counterfoil.epcis.goods.remaining import Remaining
    from counterfoil.epcis.goods.sighting import Sighting
    from counterfoil.epcis.goods.tracing import Thing, Trace
    from counterfoil.readmodel.epcis.declarations import DeclaredByAnother
    from counterfoil.readmodel.epcis.sightings import FoundSightings

ThingArgument = Annotated[
    str, typer.Argument(metavar="THING", help="A GS1 key as URN or link, or any other URI that events name.")
]
MostOption = Annotated[
    int, typer.Option(min=1, max=1_000_000, metavar="COUNT", help="Find no more things than so many.")
]


def trace(
    thing: ThingArgument,
    forward: Annotated[bool, typer.Option("--forward", help="Only what became of it.")] = False,
    backward: Annotated[bool, typer.Option("--backward", help="Only what it came of.")] = False,
    things_max: MostOption = 10_000,
    report: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw it into a new page.")] = None,
    database: DatabaseOption = "sqlite:///epcis.sqlite",
    password_file: PasswordOption = None,
    as_json: JsonOption = False,
) -> None:
    """Trace a thing, or a lot, through transformations, aggregations and associations, backward and forward.

    Forward what is packed goes where its box goes while it is in it; what else is in the box is not touched. Events
    that were declared wrong by whoever captured them are left out; what others declare is told. Exit code 1: no event
    names it.
    """
    from counterfoil.epcis.goods.tracing import Direction, trace
    from counterfoil.evidence.text import format_time
    from counterfoil.page.trace_page import render_traces

    require_new_file(report)
    wanted = [one for one, asked in ((Direction.backward, backward), (Direction.forward, forward)) if asked]
    with _sightings(database, password_file) as index:
        traces = [trace(index, _uri(thing), one, things_max) for one in wanted or list(Direction)]
        named = {uri for one in traces for uri in one.things}
        told = {one.number: one for one in index.naming(named)}
        declared = index.declared_by_others(told)
    if report is not None:
        write_new_file(report, render_traces(traces, format_time, [f"{one.event}: {one}" for one in declared]))
    _tell(declared)
    if as_json:
        plain = {one.direction.value: _plain(one) for one in traces}
        write_json(plain | {"declared_by_others": [_doubt(one) for one in declared]})
    else:
        for one in traces:
            _show(one, told)
    _end(traces, thing)


def recall(
    thing: ThingArgument,
    things_max: MostOption = 10_000,
    database: DatabaseOption = "sqlite:///epcis.sqlite",
    password_file: PasswordOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say where all that a thing, or a lot, went into is, and what is left of itself: what has to be called back.

    One list: of every lot how much is at which place, packed in what, on the way, or sold; every single thing that was
    not used up, destroyed or put into another on the list; each with whom events last named as owner and possessor.
    Where nobody says how much there is, that is listed without a quantity. Exit code 1: no event names it.
    """
    from counterfoil.epcis.goods.remaining import remaining
    from counterfoil.epcis.goods.tracing import Direction, trace

    with _sightings(database, password_file) as index:
        found = trace(index, _uri(thing), Direction.forward, things_max)
        rows = [_remaining(one) for one in remaining(found, index)]
        declared = _declared(index, found.things)
    _tell(declared)
    if as_json:
        doubts = [_doubt(one) for one in declared]
        write_json({"thing": found.start, "cut": found.cut, "recall": rows, "declared_by_others": doubts})
    else:
        columns = ("thing", "quantity", "where", "place", "in", "owner", "possessor", "last seen", "step")
        shown = [tuple(_with_unit(row, "quantity").values()) for row in rows]
        write_table(f"To be recalled: {len(rows):,}", columns, shown)
    _end([found], thing)


def balance(
    thing: ThingArgument,
    weight: Annotated[
        list[str],
        typer.Option(metavar="THING=KG", help="What one piece weighs, in kilograms; may be repeated."),
    ] = [],  # noqa: B006
    things_max: MostOption = 10_000,
    database: DatabaseOption = "sqlite:///epcis.sqlite",
    password_file: PasswordOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hold against each other what went into and came out of every transformation on a thing's trace.

    Three answers: it holds; it is broken, more came out than went in; or nobody can tell, since something is not said
    in kilograms or cubic metres. Exit code 1 where one is broken, or no event names the thing.
    """
    from counterfoil.epcis.goods.mass_balance import Answer, balances
    from counterfoil.epcis.goods.tracing import Direction, trace

    weights = dict(map(_weight, weight))
    with _sightings(database, password_file) as index:
        traces = [trace(index, _uri(thing), one, things_max) for one in Direction]
        things = {uri for one in traces for uri in one.things}
        found, declared = balances(index.naming(things), weights.get), _declared(index, things)
    _tell(declared)
    if as_json:
        write_json([_balance(one) for one in found])
    else:
        columns = ("events", "answer", "into", "out", "why")
        write_table("Balances", columns, [tuple(_with_unit(_balance(one), "into", "out").values()) for one in found])
    if any(one.answer is Answer.broken for one in found):
        raise typer.Exit(ExitCode.negative)
    _end(traces, thing)


def stock(
    thing: ThingArgument,
    place: Annotated[str, typer.Argument(metavar="PLACE", help="A location, as URN or link.")],
    database: DatabaseOption = "sqlite:///epcis.sqlite",
    password_file: PasswordOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count how much of a lot, or whether a thing, is at a place: what came, less what left.

    Exit code 1 where that cannot be so, such as more that left than came: the event that makes it so is named. Also
    where no event names the thing.
    """
    from counterfoil.epcis.goods.stock import stock_of

    uri, where = _uri(thing), _uri(place)
    with _sightings(database, password_file) as index:
        told = list(index.naming([uri]))
        found, declared = stock_of(uri, where, told), _declared(index, [uri])
    _tell(declared)
    said: dict[str, Any] = {"thing": uri, "place": where, "amount": _number(found.amount), "unit": found.unit}
    if found.problem:
        said |= {"problem": found.problem, "event": found.since}
    write_json(said) if as_json else write_facts("Stock", _with_unit(said, "amount"))
    if not told:
        _warn_unnamed(uri)
    if found.problem or not told:
        raise typer.Exit(ExitCode.negative)


def doubt(
    thing: ThingArgument,
    database: DatabaseOption = "sqlite:///epcis.sqlite",
    password_file: PasswordOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find what cannot be so of all that events say of one thing: in two places at once, used up twice, made twice.

    And what is in doubt: an event that another party than the one that captured it declared in error.

    Each finding names the numbers of its events; which of them is wrong nobody knows from here. Exit code 1 where there
    is any.
    """
    from counterfoil.epcis.goods.containment import holders_of
    from counterfoil.epcis.goods.plausibility import Contradiction, Finding, contradictions

    uri = _uri(thing)
    with _sightings(database, password_file) as index:
        told = {one.number: one for one in index.naming([uri])}
        told |= {one.number: one for one in index.naming(holders_of(uri, told.values()))}
        found = contradictions(uri, told.values())
        found += [
            Finding(Contradiction.declared_by_another, (one.event, one.declaration), str(one))
            for one in index.declared_by_others(told)
        ]
    if as_json:
        write_json([{"finding": one.kind.value, "events": one.events, "why": one.why} for one in found])
    else:
        rows = [(one.kind.value, ", ".join(map(str, one.events)), one.why) for one in found]
        write_table(f"{uri}: {len(found)} findings", ("finding", "events", "why"), rows)
    if found:
        raise typer.Exit(ExitCode.negative)


@contextmanager
def _sightings(database: str, password_file: Path | None) -> "Iterator[FoundSightings]":
    """All that a repository has: whoever can open its database sees everything in it."""
    from counterfoil.api.epcis.service import SCHEMAS
    from counterfoil.readmodel.address import read_address
    from counterfoil.readmodel.database import Database
    from counterfoil.readmodel.epcis.query import Reach
    from counterfoil.readmodel.epcis.sightings import FoundSightings

    address = read_address(database, password_file=password_file)
    if address.file is not None and not address.file.exists():
        raise InputError("there is no such database", where=str(address), remedy="counterfoil epcis serve makes one")
    with Database(address, *SCHEMAS) as opened, opened.reading() as connection:
        yield FoundSightings(connection, Reach(None))


def _declared(index: "FoundSightings", things: Collection[str]) -> "list[DeclaredByAnother]":
    """What others declared of the events that name any of these things."""
    return index.declared_by_others({one.number for one in index.naming(things)})


def _tell(declared: "list[DeclaredByAnother]") -> None:
    """An event counts until whoever captured it says otherwise; that somebody else does is not passed over."""
    for one in declared:
        warn(f"event {one.event} counts: {one}")


def _doubt(one: "DeclaredByAnother") -> dict[str, Any]:
    from counterfoil.evidence.text import format_time

    return one._asdict() | {"declared_ms": format_time(one.declared_ms)}


def _uri(text: str) -> str:
    from counterfoil.epcis.keys.canonical import canonical_identifier, wrong_check_digit

    wrong = wrong_check_digit(text)
    if wrong is not None:
        warn(f"the check digit of {wrong.written} is wrong: {wrong.right} would be right. Asked as it is written")
    return canonical_identifier(text)


def _weight(text: str) -> "tuple[str, Measure]":
    """A thing and the kilograms of one piece; InputError for what is none."""
    from fractions import Fraction

    from counterfoil.epcis.goods.mass_balance import Measure

    thing, equals, number = text.rpartition("=")
    try:
        kilograms = Fraction(number)
    except (ValueError, ZeroDivisionError):
        kilograms = Fraction(0)
    if not equals or not thing or kilograms <= 0:
        raise InputError(f"{text!r} is no thing and kilograms", where="--weight", remedy="write THING=2.5")
    return _uri(thing), Measure("mass", kilograms)


def _end(traces: "list[Trace]", thing: str) -> None:
    if any(one.cut for one in traces):
        warn("there is more than was asked for: the trace was cut off (--things-max)")
    if not any(one.things for one in traces):
        _warn_unnamed(thing)
        raise typer.Exit(ExitCode.negative)


def _warn_unnamed(thing: str) -> None:
    """Whoever typed a lot's number alone reads how a lot is written."""
    remedy = (
        "" if ":" in thing else ": a thing is written as its events have it, such as https://id.gs1.org/01/GTIN/10/LOT"
    )
    warn(f"no event names {thing}{remedy}")


def _plain(one: "Trace") -> dict[str, Any]:
    return {
        "thing": one.start,
        "cut": one.cut,
        "things": [_thing(thing) for _, thing in sorted(one.things.items())],
        "steps": [edge._asdict() for edge in sorted(one.edges)],
    }


def _thing(one: "Thing") -> dict[str, Any]:
    from counterfoil.evidence.text import format_time

    last = one.last
    return {"thing": one.uri, "last": format_time(last.time_ms), "place": last.place, "step": last.biz_step}


def _remaining(one: "Remaining") -> dict[str, Any]:
    from counterfoil.evidence.text import format_time

    return {
        "thing": one.uri,
        "quantity": None if one.amount is None else _number(one.amount),
        "unit": one.unit,
        "where": one.where.value,
        "place": one.place,
        "in": one.packed_in,
        "owner": one.owner,
        "possessor": one.possessor,
        "last": format_time(one.last.time_ms),
        "step": one.last.biz_step,
    }


def _show(one: "Trace", told: "Mapping[int, Sighting]") -> None:
    """Its steps, with how much went in and came out, and where, as far as the event says that."""
    from counterfoil.epcis.goods.tracing import Direction
    from counterfoil.evidence.text import format_time

    title = "What became of it" if one.direction is Direction.forward else "What it came of"
    steps = sorted(one.edges, key=lambda edge: (edge.time_ms, edge.number))
    rows = []
    for edge in steps:
        event = told.get(edge.number)
        into, out = _how_much(event, edge.source, "input", "child"), _how_much(event, edge.target, "output")
        place = event.place if event is not None else ""
        rows.append(
            (format_time(edge.time_ms), edge.source, into, edge.target, out, place, edge.kind, str(edge.number))
        )
    columns = ("when", "what went in", "how much", "what it went into", "how much of it", "place", "event", "number")
    others = len(one.things.keys() - {one.start})
    write_table(f"{title}: {others:,} {'thing' if others == 1 else 'things'}", columns, rows)


def _how_much(event: "Sighting | None", uri: str, *roles: "Role") -> str:
    """What an event says of a thing in a role, in the event's own units; nothing where it says nothing."""
    if event is None:
        return ""
    said = [one for one in event.named(*roles) if one.uri == uri and one.quantity is not None]
    return ", ".join(_in_unit(f"{one.quantity:f}", one.uom) for one in said)


def _with_unit(said: Mapping[str, Any], *amounts: str) -> dict[str, Any]:
    """The same for people: each amount with its unit, which then stands nowhere else; what is not known is empty."""
    shown = {name: "" if value is None else str(value) for name, value in said.items() if name != "unit"}
    return shown | {name: _in_unit(shown[name], said["unit"]) for name in amounts if shown[name]}


def _in_unit(number: str, code: str) -> str:
    """A number with marks between thousands, its unit's code and what that stands for: ``25,000 KGM (kilogram)``."""
    from counterfoil.epcis.units import PIECES, UNITS

    found = UNITS.get(code or PIECES)
    unit = code if found is None else f"{found.code} ({found.name})"
    whole, point, behind = number.partition(".")
    return f"{int(whole):,}{point}{behind} {unit}" if whole.lstrip("-").isdigit() else f"{number} {unit}".rstrip()


def _balance(one: "Balance") -> Mapping[str, Any]:
    return {
        "events": ", ".join(map(str, one.events)),
        "answer": one.answer.value,
        "into": None if one.into is None else _number(one.into),
        "out": None if one.out is None else _number(one.out),
        "unit": one.unit,
        "why": one.why,
    }


def _number(amount: "Fraction") -> str:
    """A fraction as a decimal where it is one, and as a fraction where it is none."""
    from decimal import Decimal
    from fractions import Fraction

    decimal = Decimal(amount.numerator) / amount.denominator
    return f"{decimal:f}" if Fraction(decimal) == amount else str(amount)
