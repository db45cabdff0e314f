# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply receipt intake``: goods are taken in as the events about them show, and not otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterfoil.cli.databases import PasswordOption
from counterfoil.cli.options import ChainOption, JsonOption, NetworkOption
from counterfoil.cli.ordering import Given, ordering
from counterfoil.cli.output import warn, write_facts, write_json, write_line, write_table
from counterfoil.cli.supply_documents import ContextsOption, contexts_of, document_bytes
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from counterfoil.law.call import Call
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.network import Network
    from counterfoil.node.supply.goods_arrived import Arrival, Told, Wanted
    from counterfoil.primitives.types import Timestamp

DatabaseOption = Annotated[
    str | None,
    typer.Option(metavar="URL", help="Events of a repository instead: sqlite:///FILE, or postgresql+psycopg://…"),
]
GoodsOption = Annotated[
    str | None, typer.Option(metavar="URI", help="How events name the lot, if not by its GTIN and lot number.")
]
PlaceOption = Annotated[
    str | None, typer.Option(metavar="URI", help="How events name the keeper's place, if not by its GLN.")
]
FilesArgument = Annotated[list[Path] | None, typer.Argument(metavar="EVENTS", help="Documents, JSON-LD or XML.")]


@ordering
def intake(
    name: Annotated[str, typer.Argument(metavar="INTAKE", help="As the goods were declared.")],
    given: Given,
    certificate: Annotated[
        str, typer.Option(metavar="FILE", help="Of the inspection; its SHA-256 is taken, or given.")
    ],
    files: FilesArgument = None,
    inspector: Annotated[
        str | None, typer.Option(metavar="PARTY", help="Who signs beside the keeper, where the rules ask for it.")
    ] = None,
    database: DatabaseOption = None,
    password_file: PasswordOption = None,
    since: Annotated[
        str | None, typer.Option(metavar="TIME", help="Of a repository: events from then on. ISO 8601, or -2d.")
    ] = None,
    goods: GoodsOption = None,
    place: PlaceOption = None,
    no_items: Annotated[bool, typer.Option("--no-items", help="Name no items, whatever events name.")] = False,
    context: ContextsOption = [],  # noqa: B006
) -> None:
    """Take declared goods in, as much as events show; by their keeper, and an inspector where the rules ask for one.

    Events are EPCIS 2.0: what was received at the keeper's place, less what left it, in the unit of the scheme; items
    are what was received one by one. Refused, with every reason at once: events that are no valid EPCIS, that do not
    show that anything came, or not inspected where the rules ask for that, or more than was declared. What was declared
    wrong counts for nothing; of a repository, what another party than the captor declared counts, and is told. What an
    inspecting event weighs is what is taken in, within the scheme's tolerance of what was received; beyond it the
    events are refused.

    On the ledger stand the quantity, the items, and the root over the hashes of the events that show it; the events
    stay here, and whoever is given them makes the same root.
    """
    from counterfoil.cli.acts import carry_out

    arrivals: list[Arrival] = []

    def made(opened: "Network", node: "ChainNode") -> "list[Call]":
        now = opened.now_ms()
        wanted = _wanted(node, name, goods, place)
        told = _told(wanted, files or [], context, (database, password_file, since), now)
        arrivals.append(_arrival(node, wanted, told, now, with_items=not no_items))
        if not given.as_json:
            _show(arrivals[0])
        return [_call(arrivals[0], certificate, inspector)]

    carry_out(made, given, intent=lambda: f"intake {name}", result=lambda _node: _plain(arrivals[0]))


def _wanted(node: "ChainNode", name: str, goods: str | None, place: str | None) -> "Wanted":
    from counterfoil.epcis.keys.canonical import canonical_identifier
    from counterfoil.node.supply.goods_arrived import wanted_of

    named = [None if uri is None else canonical_identifier(uri) for uri in (goods, place)]
    return wanted_of(node.ledger.view, name, goods=named[0], place=named[1])


def _told(
    wanted: "Wanted",
    files: list[Path],
    context: list[str],
    source: tuple[str | None, Path | None, str | None],
    now: "Timestamp",
) -> "list[Told]":
    """The events, of files or of a repository."""
    from counterfoil.cli.times import time_from
    from counterfoil.node.supply.told_events import each_once, told_of_repository

    database, password_file, since = source
    if (database is None) == (not files):
        problem = "nothing shows the goods" if not files else "events of files and of a repository"
        raise InputError(problem, where="EVENTS", remedy="name documents, or a repository with --database")
    if since is not None and database is None:
        raise InputError("goes with a repository", where="--since", remedy="--database, or files of this delivery")
    if database is not None:
        begin = None if since is None else time_from(since, lambda: now, "--since")
        with _reading(database, password_file) as connection:
            return each_once(told_of_repository(connection, wanted.goods, begin))
    return _of_files(files, context, now)


def _of_files(files: list[Path], context: list[str], now: "Timestamp") -> "list[Told]":
    """The events of valid documents; InputError for all that is wrong with them."""
    from counterfoil.node.supply.told_events import each_once, told_of_document
    from counterfoil.primitives.gathered_errors import GatheredErrors

    wrong, known = GatheredErrors(), contexts_of(context)
    found: list[Told] = []
    for file in files:
        found += told_of_document(document_bytes(file), str(file), known=known, now=now, wrong=wrong)
    wrong.require_none("EVENTS", "nothing is shown by events that are no valid EPCIS")
    return each_once(found)


def shown(
    files: Annotated[list[Path], typer.Argument(metavar="EVENTS...", help="Documents, JSON-LD or XML.")],
    loaded: Annotated[
        int | None,
        typer.Option(min=1, metavar="QUANTITY", help="Just so much has to leave by them, in the smallest unit."),
    ] = None,
    document: Annotated[str | None, typer.Option(metavar="RECEIPT", help="Of the lot that it is of.")] = None,
    lot: Annotated[str | None, typer.Option(metavar="SCHEME/KEEPER/LOT", help="Of this lot.")] = None,
    goods: GoodsOption = None,
    place: PlaceOption = None,
    context: ContextsOption = [],  # noqa: B006
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the root over events, and how many they are, as --shown takes them: of goods loaded out, taken out or lost.

    Events are EPCIS 2.0 and valid; each counts once, in whatever order and form they stand. Those that were declared
    wrong count for nothing. With --loaded, refused where they do not show that just so much of the lot left its
    keeper's place: a ledger cannot tell. The smallest unit of a scheme is its unit with its decimals: kilograms, where
    it counts tonnes with three.
    """
    from counterfoil.node.network import clock_ms
    from counterfoil.node.supply.events_shown import shown_by
    from counterfoil.node.supply.goods_arrived import standing

    told = _of_files(files, context, clock_ms())
    found = standing(told)
    if not found:
        raise InputError("no event stands in them", where="EVENTS", remedy="one at least that was not declared wrong")
    if loaded is not None:
        _require_loaded(told, loaded, (document, lot), (goods, place), (network, chain))
    elif document is not None or lot is not None:
        raise InputError("goes with --loaded", where="--lot", remedy="--loaded, how much left")
    made = shown_by(one.event for one in found)
    if as_json:
        write_json({"root": made.root, "count": made.count, "events": [one.where for one in found]})
    else:
        write_line(f"root={made.root},count={made.count}")


def _require_loaded(
    told: "list[Told]",
    loaded: int,
    of: tuple[str | None, str | None],
    named: tuple[str | None, str | None],
    source: tuple[Path, str | None],
) -> None:
    from counterfoil.cli.reading import read_chain
    from counterfoil.epcis.keys.canonical import canonical_identifier
    from counterfoil.node.supply.goods_left import goods_named, goods_of_document, leaving, require_left

    document, lot = of
    if (document is None) == (lot is None):
        raise InputError("of which goods?", where="--loaded", remedy="--document RECEIPT, or --lot SCHEME/KEEPER/LOT")
    goods, place = (None if uri is None else canonical_identifier(uri) for uri in named)
    with read_chain(*source) as node:
        view = node.ledger.view
        key = goods_named(lot or "") if document is None else goods_of_document(view, document)
        require_left(leaving(view, key, goods=goods, place=place), told, loaded)


@contextmanager
def _reading(database: str, password_file: Path | None) -> "Iterator[Connection]":
    from counterfoil.api.epcis.service import SCHEMAS
    from counterfoil.readmodel.address import read_address
    from counterfoil.readmodel.database import Database

    address = read_address(database, password_file=password_file)
    if address.file is not None and not address.file.exists():
        raise InputError("there is no such database", where=str(address), remedy="counterfoil supply capture makes one")
    with Database(address, *SCHEMAS) as opened, opened.reading() as connection:
        yield connection


def _arrival(
    node: "ChainNode", wanted: "Wanted", told: "list[Told]", now: "Timestamp", *, with_items: bool
) -> "Arrival":
    from counterfoil.node.supply.goods_arrived import arrival

    return arrival(node.ledger.view, wanted, told, now, with_items=with_items)


def _call(arrival: "Arrival", certificate: str, inspector: str | None) -> "Call":
    from counterfoil.cli.field_text import hash_of
    from counterfoil.modules.receipts.calls import TakeIn
    from counterfoil.primitives.types import HexHash, PartyId

    return TakeIn(
        intake=arrival.wanted.intake.intake,
        arrived=arrival.amount,
        certificate=HexHash(hash_of(certificate, "--certificate")),
        events=arrival.hashes,
        inspector=None if inspector is None else PartyId(inspector),
        items=tuple(arrival.items),
    )


def _show(arrival: "Arrival") -> None:
    wanted = arrival.wanted
    facts = {
        "goods": wanted.goods,
        "place": wanted.place,
        "arrived": wanted.shown(arrival.amount),
        "declared": wanted.shown(wanted.intake.declared),
        "events": arrival.shown.count,
        "beside": arrival.beside,
        "root": arrival.shown.root,
    }
    write_facts(f"Goods of {wanted.intake.intake}, as events show them", facts)
    for one in arrival.bearing:
        for doubt in one.doubts:
            warn(f"{one.where}: {doubt}. It counts")
    for one in arrival.left_out:
        warn(f"{one.where}: it was declared in error, and counts for nothing; files do not say who captured what")
    if arrival.items:
        write_table("Items", ("item", "packed in"), [(one.epc, one.packed_in or "") for one in arrival.items])


def _plain(arrival: "Arrival") -> dict[str, Any]:
    import msgspec

    return {
        "arrived": arrival.amount,
        "declared": arrival.wanted.intake.declared,
        "goods": arrival.wanted.goods,
        "place": arrival.wanted.place,
        "shown": msgspec.to_builtins(arrival.shown),
        "hashes": list(arrival.hashes),
        "items": [msgspec.to_builtins(one) for one in arrival.items],
        "events": [one.where for one in arrival.bearing],
        "beside": arrival.beside,
        "declared_by_others": [{"event": one.where, "doubt": doubt} for one in arrival.bearing for doubt in one.doubts],
        "declared_wrong": [one.where for one in arrival.left_out],
    }
