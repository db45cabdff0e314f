# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply anchor``, ``prove``: events of a repository on the ledger, and the proof of one."""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.databases import PasswordOption
from counterfoil.cli.epcis import DatabaseOption
from counterfoil.cli.options import (
    ChainOption,
    JsonOption,
    NetworkOption,
    PassphraseOption,
    open_network,
    read_trust,
)
from counterfoil.cli.ordering import Given, ordering
from counterfoil.cli.output import warn, write_facts, write_json, write_new_file
from counterfoil.cli.submit import warn_of_publication
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.law.call import Call
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.network import Network
    from counterfoil.readmodel.database import Database

SEED_BYTES: Final = 32
"""of a batch, so that nobody guesses an event of it"""
RepositoryArgument = Annotated[str, typer.Argument(metavar="REPOSITORY", help="As it was opened on the chain.")]


@ordering
def anchor(
    given: Given,
    repository: RepositoryArgument,
    database: DatabaseOption = "sqlite:///epcis.sqlite",
    password_file: PasswordOption = None,
    events_max: Annotated[
        int, typer.Option(min=1, max=1_000_000, metavar="COUNT", help="At most so many events at once.")
    ] = 1_000_000,
) -> None:
    """Anchor what was captured and is not anchored yet, as the next batch; by the repository's keeper.

    A batch is settled in the database before it is ordered, so that the same is anchored whoever asks again after a
    crash. With --dry-run nothing is settled. Nothing to anchor is no error.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.node.supply.anchoring import anchor_call, foreseen_batch, settled_batch

    intents: list[str] = []

    def made(_network: "Network", node: "ChainNode") -> "list[Call]":
        with _opened(database, password_file) as events:
            settle = foreseen_batch if given.dry_run else settled_batch
            seed = secrets.token_bytes(SEED_BYTES)
            batch = settle(node.ledger.view, events, repository, seed=seed, events_max=events_max)
        if batch is None:
            said = {"repository": repository, "batch": None, "events": 0}
            write_json(said) if given.as_json else write_facts("Nothing to anchor", said)
            raise typer.Exit
        intents.append(f"{repository}/{batch.number}")
        return [anchor_call(batch)]

    carry_out(made, given, intent=lambda: intents[0])


def prove(
    name: Annotated[str, typer.Argument(metavar="EVENT", help="Its eventID, or its hash (ni:///sha-256;…).")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="A new folder for the files.")],
    database: DatabaseOption = "sqlite:///epcis.sqlite",
    password_file: PasswordOption = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write what proves to a stranger that an event was captured: its proof, and the evidence of its batch.

    Of an event that was declared wrong, the declaration too; where another party than its captor declared it, that is
    said, and by whom. Publishes first, so that the evidence is current. Whoever
    gets the folder verifies it with counterfoil verify BATCH.zip --event PROOF --trust FILE.
    """
    from counterfoil.evidence.event_proof import encode_event_proof
    from counterfoil.evidence.package import encode_package
    from counterfoil.modules.traceability.records import BATCHES
    from counterfoil.node.export import exporter
    from counterfoil.node.layout import require_chain
    from counterfoil.node.supply.proving import proofs_named

    if out.exists():
        raise InputError("it is there already", where=str(out), remedy="name a new folder")
    with open_network(network, passphrase_file) as opened:
        of_chain = require_chain(opened.config, chain)
        with _opened(database, password_file) as events:
            named = proofs_named(events, name, of_chain)
        opened.publish()
        warn_of_publication(opened)
        log = opened.published()
        # After the log, which a service may go on with: so the chain has every block that the log has.
        node = opened.chain(of_chain, writable=False)
        collector = exporter(node.reader, log, read_trust(opened.layout.trust))
        batches = sorted({(one.proof.repository, one.proof.batch) for one in named})
        packages = {one: collector.record(BATCHES.path(one[0], str(one[1]))) for one in batches}
    files = {f"event-{one.event}.event-proof.json": encode_event_proof(one.proof) for one in named}
    files |= {f"batch-{number}.zip": encode_package(packages[(of, number)]) for of, number in batches}
    out.mkdir(parents=True)
    for file, data in files.items():
        write_new_file(out / file, data)
    said: dict[str, Any] = {"event": name, "folder": str(out), "files": sorted(files)}
    doubts = [f"event {one.event}: {declared}" for one in named for declared in one.declared]
    if as_json:
        captors = {f"event-{one.event}.event-proof.json": one.captured_by for one in named}
        write_json(said | {"captured_by": captors, "declared_by_others": doubts})
        return
    write_facts("Proof of an event", said | {"files": ", ".join(sorted(files))})
    for doubt in doubts:
        warn(doubt)


def _opened(database: str, password_file: Path | None) -> "Database":
    from counterfoil.api.epcis.service import SCHEMAS
    from counterfoil.readmodel.address import read_address
    from counterfoil.readmodel.database import Database
    from counterfoil.readmodel.epcis.batches import ANCHORING

    return Database(read_address(database, password_file=password_file), *SCHEMAS, ANCHORING)
