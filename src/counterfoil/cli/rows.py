# SPDX-License-Identifier: Apache-2.0
"""``counterfoil rows``: a chain in tables, followed, made anew, and asked as it is or was at any height."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.databases import PasswordOption, database_option
from counterfoil.cli.options import LISTED, ChainOption, JsonOption, NetworkOption, example
from counterfoil.cli.output import progress_bars, write_facts, write_json, write_line, write_table
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.evidence.event import Event
    from counterfoil.node.rows import RowsFollower
    from counterfoil.readmodel.chain.query import At, FoundEvent, FoundRecord, Page, Paging
    from counterfoil.readmodel.database import Database
    from counterfoil.storage.filelog import FileBlockLog

app = typer.Typer(help="A chain in tables: records and events, asked as of any height.", no_args_is_help=True)

DATABASE: Final = "sqlite:///rows.sqlite"
PAUSE_S: Final = 1
"""Between two looks at a block log that did not grow."""

DatabaseOption = Annotated[str, database_option("COUNTERFOIL_ROWS_DATABASE")]
StateOption = Annotated[
    Path, typer.Option("--state", metavar="DIR", help="Where the follower keeps its own state of the chain.")
]
AtOption = Annotated[
    int | None, typer.Option("--at", min=0, metavar="HEIGHT", help="As it was after this block; otherwise the last.")
]
LimitOption = Annotated[int, typer.Option(min=1, max=10_000, help="How many on a page.")]
CursorOption = Annotated[
    str | None, typer.Option("--cursor", metavar="TEXT", help="The next page, as the one before named it.")
]


@app.command(
    "follow",
    epilog=example("counterfoil rows follow --network trial --once", "counterfoil rows follow --network trial"),
)
def follow(
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    database: DatabaseOption = DATABASE,
    password_file: PasswordOption = None,
    state: StateOption = Path("rows-state"),
    once: Annotated[bool, typer.Option("--once", help="End with the last block that is there.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Execute a chain's blocks, and enter what they wrote, until interrupted.

    Each header must come out byte for byte. It goes on where it was, whatever ended it. Who makes blocks is not held
    up; keys are not needed.
    """
    with _following(network, chain, database, password_file, state) as (follower, blocks, opened):
        seen: object = None
        while True:
            if (now := _extent(blocks)) != seen:
                with progress_bars(quiet=as_json) as progress:
                    count = follower.advance(_log(blocks), progress=progress)
                if count or seen is None:
                    _tell_applied("Followed", opened, count, as_json=as_json)
                seen = now
            elif not once:
                time.sleep(PAUSE_S)
            if once:
                return


@app.command("rebuild", epilog=example("counterfoil rows rebuild --network trial"))
def rebuild(
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    database: DatabaseOption = DATABASE,
    password_file: PasswordOption = None,
    state: StateOption = Path("rows-state"),
    as_json: JsonOption = False,
) -> None:
    """Execute the chain from genesis, and make all rows anew. Until it is done the old rows are read."""
    with _following(network, chain, database, password_file, state) as (follower, blocks, opened):
        with progress_bars(quiet=as_json) as progress:
            count = follower.rebuild(_log(blocks), progress=progress)
        _tell_applied("Made anew", opened, count, as_json=as_json)


@app.command("tables", epilog=example("counterfoil rows tables --json"))
def tables(as_json: JsonOption = False) -> None:
    """The tables of all modules, and by which fields their records are found."""
    from counterfoil.readmodel.chain.fields import tables as known

    if as_json:
        write_json({"tables": known()})
    else:
        write_table("Besides the parts of their paths: /1, /2 …", ("table", "found by"), known().items())


@app.command(
    "records",
    epilog=example(
        "counterfoil rows records holdings/holding --where /1=alice-1",
        "counterfoil rows records parties/party --where kind=organisation --at 1 --json",
        "counterfoil rows records holdings/holding --prove --network trial",
    ),
)
def records(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="As counterfoil rows tables has it.")],
    where: Annotated[
        list[str],
        typer.Option(metavar="NAME=TEXT", help="A field, or a part of the path (/1), that says this; may be repeated."),
    ] = [],  # noqa: B006
    at: AtOption = None,
    limit: LimitOption = LISTED,
    cursor: CursorOption = None,
    prove: Annotated[
        bool, typer.Option("--prove", help="Prove each by the chain, which is --network's; of the last 128 heights.")
    ] = False,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    database: DatabaseOption = DATABASE,
    password_file: PasswordOption = None,
    as_json: JsonOption = False,
) -> None:
    """Records of a table by what they say, in the order in which they came to be."""
    from counterfoil.readmodel.chain.query import find_records

    _require_table(table)
    said = dict(_read_condition(table, one) for one in where)
    with _reading(database, password_file) as opened, opened.reading() as connection:
        page = find_records(connection, table, said, _paging(limit, at, cursor))
    proofs = _proofs(network, chain, page) if prove else None
    if as_json:
        write_json(_as_json(page, "records", [_record(one) for one in page.found], proofs))
        return
    shown = [(one["path"], one["since"], _short(one["record"])) for one in map(_record, page.found)]
    write_table(table, ("record", "since block", "says"), shown)
    _tell_page(page, proved=prove)


@app.command("trail", epilog=example("counterfoil rows trail holdings/holding/alice-1/SSE.600000 --limit 10"))
def trail(
    path: Annotated[str, typer.Argument(metavar="RECORD", help="The path of a record.")],
    at: AtOption = None,
    limit: LimitOption = LISTED,
    cursor: CursorOption = None,
    database: DatabaseOption = DATABASE,
    password_file: PasswordOption = None,
    as_json: JsonOption = False,
) -> None:
    """The events that touched a record, first to last."""
    from counterfoil.readmodel.chain.query import find_trail

    with _reading(database, password_file) as opened, opened.reading() as connection:
        page = find_trail(connection, path, _paging(limit, at, cursor))
    _write_events(path, page, as_json=as_json)


@app.command(
    "events",
    epilog=example(
        "counterfoil rows events holdings.transferred --since 2", "counterfoil rows events --limit 5 --json"
    ),
)
def events(
    type_: Annotated[str | None, typer.Argument(metavar="TYPE", help="Such as holdings.transferred.")] = None,
    since: Annotated[int, typer.Option(min=0, metavar="HEIGHT", help="From this block on.")] = 0,
    at: AtOption = None,
    limit: LimitOption = LISTED,
    cursor: CursorOption = None,
    database: DatabaseOption = DATABASE,
    password_file: PasswordOption = None,
    as_json: JsonOption = False,
) -> None:
    """Events of a type, or all, in the order of the chain."""
    from counterfoil.modules import laws
    from counterfoil.readmodel.chain.query import find_events

    if type_ is not None and type_ not in laws().events:
        raise InputError(f"no event {type_!r}", where="TYPE", remedy="docs/reference/events.md has them all")
    with _reading(database, password_file) as opened, opened.reading() as connection:
        page = find_events(connection, type_, since, _paging(limit, at, cursor))
    _write_events(type_ or "Events", page, as_json=as_json)


@app.command("check", epilog=example("counterfoil rows check --json", "counterfoil rows check --at 2"))
def check(
    at: AtOption = None,
    database: DatabaseOption = DATABASE,
    password_file: PasswordOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compute the state root of a height from the rows alone; exit code 1 if the header says another."""
    from counterfoil.cli.errors import ExitCode
    from counterfoil.primitives.hashing import to_hex
    from counterfoil.readmodel.chain.query import at_height, state_root

    with _reading(database, password_file) as opened, opened.reading() as connection:
        answer = at_height(connection, at)
        root = to_hex(state_root(connection, answer.height))
    good = root == answer.state
    said = {**_at(answer), "rows": root, "agree": good}
    if as_json:
        write_json(said)
    else:
        write_facts("The rows are those of the header" if good else "The rows are not those of the header", said)
    raise typer.Exit(ExitCode.ok if good else ExitCode.negative)


@contextmanager
def _following(
    network: Path, chain: str | None, database: str, password_file: Path | None, state: Path
) -> "Iterator[tuple[RowsFollower, Path, Database]]":
    from counterfoil.node.layout import Layout, read_config, require_chain
    from counterfoil.node.rows import RowsFollower
    from counterfoil.primitives.input_files import read_input_file
    from counterfoil.readmodel.address import read_address
    from counterfoil.readmodel.chain.tables import SCHEMA
    from counterfoil.readmodel.database import Database
    from counterfoil.readmodel.projection import PROJECTIONS

    layout = Layout(network)
    name = require_chain(read_config(layout), chain)
    genesis = read_input_file(layout.genesis(name))
    address = read_address(database, password_file=password_file)
    with (
        Database(address, PROJECTIONS, SCHEMA) as opened,
        RowsFollower(state / name, name, genesis, opened) as follower,
    ):
        yield follower, layout.chain(name) / "blocks", opened


@contextmanager
def _reading(database: str, password_file: Path | None) -> "Iterator[Database]":
    """The tables, to be asked. A file that is not there is not made."""
    from counterfoil.readmodel.address import read_address
    from counterfoil.readmodel.chain.tables import SCHEMA
    from counterfoil.readmodel.database import Database
    from counterfoil.readmodel.projection import PROJECTIONS

    address = read_address(database, password_file=password_file)
    if address.file is not None and not address.file.exists():
        remedy = "counterfoil rows follow --once makes it"
        raise InputError("no such database", where=str(address), remedy=remedy)
    with Database(address, PROJECTIONS, SCHEMA) as opened:
        yield opened


def _log(blocks: Path) -> "FileBlockLog":
    from counterfoil.storage.filelog import FileBlockLog

    return FileBlockLog.open_to_read(blocks)


def _extent(blocks: Path) -> list[tuple[str, int]]:
    """The files of a block log, and how long they are: what changes with every block."""
    return sorted((path.name, path.stat().st_size) for path in blocks.glob("*.blocks"))


def _tell_applied(title: str, opened: "Database", count: int, *, as_json: bool) -> None:
    from counterfoil.readmodel.chain.query import at_height

    with opened.reading() as connection:
        said = {"database": str(opened.address), "blocks": count, **_at(at_height(connection))}
    if as_json:
        write_json(said)
    else:
        write_facts(title, said)


def _require_table(table: str) -> None:
    from counterfoil.readmodel.chain.fields import tables as known

    if table not in known():
        raise InputError(f"no table {table!r}", where="TABLE", remedy="counterfoil rows tables lists them")


def _read_condition(table: str, text: str) -> tuple[str, str]:
    from counterfoil.readmodel.chain.fields import PART
    from counterfoil.readmodel.chain.fields import tables as known

    name, equals, value = text.partition("=")
    if not equals:
        raise InputError(f"{text!r} is not NAME=TEXT", where="--where", remedy="such as --where status=active")
    if not name.startswith(PART) and name not in known()[table]:
        names = ", ".join(("/1", "/2 …", *known()[table]))
        raise InputError(f"records of {table} are not found by {name!r}", where="--where", remedy=f"by: {names}")
    return name, value


def _paging(limit: int, at: int | None, cursor: str | None) -> "Paging":
    from counterfoil.readmodel.chain.query import Paging

    return Paging(limit, at, cursor)


def _proofs(network: Path, chain: str | None, page: "Page") -> list[Any]:
    """A proof for each record, or an error that names the row that has none."""
    from counterfoil.cli.reading import read_chain
    from counterfoil.node.rows import prove_record

    with read_chain(network, chain) as node:
        return [prove_record(node.reader, page.at.height, one) for one in _records(page)]


def _records(page: "Page") -> "Sequence[FoundRecord]":
    from counterfoil.readmodel.chain.query import FoundRecord

    return [one for one in page.found if isinstance(one, FoundRecord)]


def _record(found: "FoundRecord | FoundEvent") -> dict[str, Any]:
    import msgspec

    from counterfoil.readmodel.chain.query import FoundRecord

    assert isinstance(found, FoundRecord)
    return {"path": found.path, "since": found.since, "record": msgspec.json.decode(found.document)}


def _short(record: dict[str, Any]) -> str:
    """What a record says, without its trail, in one line."""
    return ", ".join(f"{name} {value}" for name, value in record.items() if name != "trail" and value not in (None, []))


def _at(at: "At") -> dict[str, Any]:
    from counterfoil.evidence.text import format_time

    said = {"chain": at.chain, "height": at.height, "time": format_time(at.time)}
    return {**said, "state_root": at.state, "header": at.header}


def _as_json(page: "Page", name: str, found: list[dict[str, Any]], proofs: list[Any] | None = None) -> dict[str, Any]:
    proved = found if proofs is None else [one | {"proof": proof} for one, proof in zip(found, proofs, strict=True)]
    return {**_at(page.at), name: proved, "cursor": page.next}


def _write_events(title: str, page: "Page", *, as_json: bool) -> None:
    import msgspec

    from counterfoil.evidence.event import decode_event
    from counterfoil.readmodel.chain.query import FoundEvent

    found = [(one, decode_event(one.event)) for one in page.found if isinstance(one, FoundEvent)]
    if as_json:
        plain = [
            {"height": one.height, "place": one.place, "seq": one.seq, "event": msgspec.to_builtins(event)}
            for one, event in found
        ]
        write_json(_as_json(page, "events", plain))
        return
    write_table(title, ("block", "event", "type", "says"), [_line(one, event) for one, event in found])
    _tell_page(page)


def _line(found: "FoundEvent", event: "Event") -> tuple[object, ...]:
    return found.height, found.place, event.type, _short(event.data)


def _tell_page(page: "Page", *, proved: bool = False) -> None:
    write_facts(f"{len(page.found)} found{', each proved by the chain' if proved else ''}; true at", _at(page.at))
    if page.next is not None:
        write_line(f"There are more: the same with --cursor {page.next}")
