# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply believe``, ``ask``: other chains that take the same invoices, and what they have of one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn

import typer

from counterfoil.cli.options import open_network, read_trust, signing_keys
from counterfoil.cli.ordering import Given, ordering
from counterfoil.cli.output import write_json, write_line, write_table
from counterfoil.cli.submit import warn_of_publication
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.law.call import Call
    from counterfoil.law.module import View
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.network import Network
    from counterfoil.primitives.types import RecordPath

COLUMNS: Final = ("record", "there", "block", "time", "amount", "promised", "reserved")
PeerArgument = Annotated[str, typer.Argument(metavar="PEER", help="The other chain, as the custody log has it.")]


@ordering
def believe(
    given: Given,
    peer: PeerArgument,
    keeper: Annotated[str, typer.Option(metavar="PARTY", help="Who keeps what is known of it: a venue or registrar.")],
    by: Annotated[str, typer.Option(metavar="PARTY", help="The supervisor that agrees.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why, such as an agreement.")],
    trust: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The peer's trust file; if not given, the network's own.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="TIME", help="From when on; if not given, from now.")] = None,
) -> None:
    """Say on the ledger whom to believe about another chain, as its trust file does; by a keeper and a supervisor.

    From then on answers about that chain are taken that prove themselves under it (supply ask), and it may be
    asked about a registry's invoices (receivables set-peers). Answers of before are asked for again.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.node.supply.peer_asking import trust_call
    from counterfoil.node.times_read import parse_time
    from counterfoil.primitives.types import ChainId, PartyId

    at = None if since is None else parse_time(since, where="--since")

    def made(network: "Network", _node: "ChainNode") -> "list[Call]":
        file = read_trust(trust or network.layout.trust)
        return [trust_call(file, ChainId(peer), PartyId(keeper), PartyId(by), reason=reason, since=at)]

    carry_out(made, given)


@ordering
def ask(
    given: Given,
    peer: PeerArgument,
    voucher: Annotated[
        list[str], typer.Option(metavar="VOUCHER", help="About all invoices of a voucher; may be repeated.")
    ] = [],  # noqa: B006
    invoice: Annotated[
        list[str], typer.Option(metavar="REGISTRY/FINGERPRINT", help="About an invoice; may be repeated.")
    ] = [],  # noqa: B006
    document: Annotated[
        list[str],
        typer.Option(metavar="DOCUMENT", help="About all single things on a receipt; may be repeated."),
    ] = [],  # noqa: B006
    record: Annotated[
        list[str], typer.Option(metavar="PATH", help="About any record of the peer; may be repeated.")
    ] = [],  # noqa: B006
    peer_network: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="The network that has the peer; if not given, the chain's own."),
    ] = None,
) -> None:
    """Show on the ledger what another chain has of invoices or goods, as it published; brought by who signs.

    The answer carries its proof, down from a checkpoint that a quorum cosigned, and the ledger believes nothing else.
    What the peer promised or reserved earlier is not promised here, and what it took in earlier is on no document. In
    one network the peer is published first, so that its answer is later than what is reserved here; from another
    network's folder what stands published is taken. Exit code 1: the ledger refuses, or would.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.node.submitting import parties_of
    from counterfoil.node.supply.answering import answers_of, resting
    from counterfoil.node.supply.peer_asking import Wanted, records_asked, require_peer, told_of, unanswered
    from counterfoil.primitives.types import ChainId

    records: "list[RecordPath]" = []  # noqa: UP037 - the type is not imported when it runs

    def made(network: "Network", node: "ChainNode") -> "list[Call]":
        view = node.ledger.view
        require_peer(view, peer)
        records.extend(records_asked(view, peer, Wanted(voucher, invoice, document, record)))
        who = parties_of(node, signing_keys(network, given.key, node))
        if not who:
            raise InputError("nobody brings the answer", where="--key", remedy="name the key of a party of this chain")
        with _published(network, peer_network, given) as other:
            # The log first, which a service may go on with: so the chain has every block that the log has.
            log = other.published()
            reader = other.chain(ChainId(peer), writable=False).reader
            header = reader.header(resting(reader, log)).time
            asked = unanswered(view, peer, records, header=header, now=network.now_ms())
            if not asked:
                _end_answered(shown(node), given)
            return [*answers_of(reader, log, asked, who[0])]

    def shown(node: "ChainNode") -> dict[str, Any]:
        rows = list(told_of(node.ledger.view, peer, records))
        if not given.as_json:
            write_table(f"{peer} has", COLUMNS, [_told(node.ledger.view, row) for row in rows])
        return {"answers": rows}

    carry_out(made, given, result=shown)


@contextmanager
def _published(network: "Network", folder: Path | None, given: Given) -> Iterator["Network"]:
    """The peer's network: another one as it stands published, or the chain's own, published now."""
    if folder is not None:
        with open_network(folder, given.passphrase_file) as other:
            yield other
        return
    if not given.dry_run:
        network.publish()
        warn_of_publication(network)
    yield network


def _end_answered(said: dict[str, Any], given: Given) -> NoReturn:
    """Nothing is to be done: all that is published of it stands already."""
    if given.as_json:
        write_json({"transactions": [], "shown_before": True, **said})
    else:
        write_line("Nothing is ordered: all of this was shown before, and the peer has published nothing later.")
    raise typer.Exit


def _told(view: "View", row: dict[str, Any]) -> tuple[str, ...]:
    """A row for people: money in its unit, where the instrument is called the same here."""
    from counterfoil.evidence.text import format_quantity
    from counterfoil.modules.instruments.records import INSTRUMENTS

    cash = view.read(INSTRUMENTS, row["cash"]) if "cash" in row else None
    money = [row.get(name, "") for name in COLUMNS[-3:]]
    if cash is not None:
        money = [f"{format_quantity(one, cash.unit.decimals)} {cash.unit.name}" for one in money]
    there = "yes" if row["there"] else "no"
    return (row["record"], there, str(row["block"]), row["time"], *map(str, money))
