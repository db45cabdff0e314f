# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply``: events of the supply chain in EPCIS documents: their hashes, and what is wrong with them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterfoil.cli import (
    supply_capture,
    supply_ledger,
    supply_peers,
    supply_pool,
    supply_receipt,
    supply_trace,
    supply_voucher,
)
from counterfoil.cli.errors import ExitCode, describe
from counterfoil.cli.options import JsonOption, example
from counterfoil.cli.output import write_json, write_line
from counterfoil.cli.supply_documents import ContextsOption, contexts_of, document_bytes
from counterfoil.cli.times import now
from counterfoil.primitives.errors import DecodeError, InputError

if TYPE_CHECKING:
    from counterfoil.epcis.context import Contexts
    from counterfoil.epcis.event import Event
    from counterfoil.epcis.hash_editions import Edition

app = typer.Typer(
    help="The supply chain: events about goods, warehouse receipts, receivable vouchers, pools.", no_args_is_help=True
)
app.add_typer(supply_voucher.app, name="voucher")
app.add_typer(supply_receipt.app, name="receipt")
app.add_typer(supply_pool.app, name="pool")


@app.command(
    "hash",
    epilog=example(
        "counterfoil supply hash events.jsonld returned.xml", "counterfoil supply hash --prehash returned.xml"
    ),
)
def hash_events(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Documents or single events, in JSON-LD or XML.")
    ],
    prehash: Annotated[bool, typer.Option("--prehash", help="Write the text that is hashed, not the hash.")] = False,
    edition: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Of the rules: CBV2.0; CBV2.0-2026, as the code published in 2026 hashes; CBV2.1, a draft.",
        ),
    ] = "CBV2.0",
    context: ContextsOption = [],  # noqa: B006
    as_json: JsonOption = False,
) -> None:
    """Write the event hash of each event of documents, one a line, in their order (CBV 2.0: ni:///sha-256;…).

    Of several files the name stands behind each hash. If one cannot be hashed, nothing is written.

    FILE is an EPCIS document, an answer to a query, or one event by itself. The same event has the same hash in JSON-LD
    and in XML, whatever the order of its members, its time zone and the spelling of its keys. --json has both, exactly.
    """
    from counterfoil.epcis.document import read_document, require_event_list
    from counterfoil.epcis.hash_editions import edition_of

    rules = edition_of(edition, "--edition")
    known, several = contexts_of(context), len(files) > 1
    hashed: list[dict[str, str]] = []
    for file in files:
        document = read_document(document_bytes(file), where=str(file), known=known)
        require_event_list(document, str(file))
        named = {"file": str(file)} if several else {}
        hashed += [named | _hashed(event, file, rules) for event in document.events]
    if as_json:
        write_json(hashed)
        return
    for one in hashed:
        written = one["prehash" if prehash else "hash"]
        write_line(f"{written}  {one['file']}" if several else written)


def _hashed(event: "Event", file: Path, edition: "Edition") -> dict[str, str]:
    from counterfoil.epcis.event_hash import hash_of, pre_hash

    try:
        text = pre_hash(event, edition)
    except DecodeError as error:
        place = ".".join(part for part in (event.place, error.where) if part)
        where = f"{file}, {place}" if place else str(file)
        raise InputError(error.problem, where=where, remedy=error.remedy) from error
    return {"event": event.place, "hash": hash_of(text, edition), "prehash": text}


@app.command("check", epilog=example("counterfoil supply check events.jsonld returned.xml"))
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Documents or single events.")],
    context: ContextsOption = [],  # noqa: B006
    as_json: JsonOption = False,
) -> None:
    """Say whether documents are valid EPCIS, and every reason why not, each with its place.

    Errors are what the schema of EPCIS 2.0 refuses, and what nobody can mean: an aggregation without its parent, a
    quantity below zero, an event of the future. Warnings leave a document valid: a wrong check digit, a hash that is
    another event's. Exit code 1 if a document is invalid, or is no document at all.
    """
    known, now_ms = contexts_of(context), now()
    judged = [_judged(file, known, now_ms) for file in files]
    if as_json:
        write_json(judged)
    else:
        for one in judged:
            _show(one)
    raise typer.Exit(ExitCode.ok if all(one["valid"] for one in judged) else ExitCode.negative)


def _judged(file: Path, known: "Contexts", now_ms: int) -> dict[str, Any]:
    from counterfoil.epcis.check import findings
    from counterfoil.epcis.document import read_document

    try:
        document = read_document(document_bytes(file), known=known)
    except DecodeError as error:
        found = [{"rule": "document", "place": error.where, "severity": "error", "problem": _without_place(error)}]
        return {"file": str(file), "valid": False, "events": 0, "findings": found}
    listed = [one._asdict() for one in findings(document, now_ms=now_ms)]
    valid = all(one["severity"] != "error" for one in listed)
    return {"file": str(file), "valid": valid, "events": len(document.events), "findings": listed}


def _without_place(error: DecodeError) -> str:
    parts = describe(error)
    return f"{parts['problem']} ({parts['remedy']})" if "remedy" in parts else parts["problem"]


def _show(judged: dict[str, Any]) -> None:
    count = judged["events"]
    verdict = "valid" if judged["valid"] else "invalid"
    write_line(f"{judged['file']}: {verdict}, {count} event{'' if count == 1 else 's'}")
    for one in judged["findings"]:
        located = f"{one['place']}: " if one["place"] else ""
        write_line(f"  {one['severity']}: {located}{one['problem']}")


app.command(
    "capture",
    epilog=example(
        "counterfoil supply capture events.jsonld --by mill",
        "counterfoil supply capture returned.xml --by mill --proceed --database sqlite:///goods.sqlite",
    ),
)(supply_capture.capture)
app.command(
    "anchor",
    epilog=example(
        "counterfoil supply anchor copper --database sqlite:///epcis.sqlite --key issuer --network trial",
        "counterfoil supply anchor copper --dry-run --key issuer --network trial",
    ),
)(supply_ledger.anchor)
app.command("prove", epilog=example("counterfoil supply prove urn:uuid:0f6e5a4c-9d8b-4f0e-8a57-2d7c1f9b3e61 -o proof"))(
    supply_ledger.prove
)
app.command(
    "trace",
    epilog=example(
        "counterfoil supply trace urn:epc:id:sgtin:0614141.107346.2017 --report trace.html",
        "counterfoil supply trace urn:epc:class:lgtin:0614141.107346.L1 --forward --json",
    ),
)(supply_trace.trace)
app.command("recall", epilog=example("counterfoil supply recall urn:epc:class:lgtin:0614141.107346.L1"))(
    supply_trace.recall
)
app.command(
    "balance",
    epilog=example(
        "counterfoil supply balance urn:epc:class:lgtin:0614141.107346.L1",
        "counterfoil supply balance urn:epc:id:sgtin:0614141.107346.2017 --weight https://id.gs1.org/01/10614141073464/21/2017=25",
    ),
)(supply_trace.balance)
app.command(
    "stock",
    epilog=example("counterfoil supply stock urn:epc:class:lgtin:0614141.107346.L1 urn:epc:id:sgln:0614141.07346.0"),
)(supply_trace.stock)
app.command("doubt", epilog=example("counterfoil supply doubt urn:epc:id:sgtin:0614141.107346.2017"))(
    supply_trace.doubt
)
app.command(
    "believe",
    epilog=example(
        "counterfoil supply believe east --keeper depository --by supervisor --reason 'agreement of 1 March' "
        "--key depository --key supervisor --network trial",
    ),
)(supply_peers.believe)
app.command(
    "ask",
    epilog=example(
        "counterfoil supply ask east --voucher V-1 --key depository --network trial",
        "counterfoil supply ask east --voucher V-1 --peer-network ../east --key depository --network trial",
    ),
)(supply_peers.ask)
