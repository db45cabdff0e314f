# SPDX-License-Identifier: Apache-2.0
"""``counterfoil evidence``: packages that prove something to a stranger."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from counterfoil.cli.options import (
    AcceptClockOption,
    AskKeyOption,
    CaOption,
    ChainOption,
    JsonOption,
    NetworkOption,
    NoPublishOption,
    PassphraseOption,
    address_of,
    example,
    open_network,
    read_trust,
    require_new_file,
)
from counterfoil.cli.output import warn, write_facts, write_json, write_line, write_new_file, write_table
from counterfoil.cli.submit import warn_of_publication
from counterfoil.evidence.claims import ClaimKind, StatementClaim
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import read_input_file
from counterfoil.primitives.types import Height

if TYPE_CHECKING:
    from counterfoil.evidence.claims import Claim
    from counterfoil.evidence.package import Package
    from counterfoil.node.asked_claim import AskedClaim
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.chain_reader import ChainReader

ATTACHMENT_COLUMNS: Final = ("transaction", "call", "sha256", "sealed_bytes", "recipient")

app = typer.Typer(help="Export evidence packages, and look into them.", no_args_is_help=True)


@app.command(
    "export",
    epilog=example(
        "counterfoil evidence export --claim control --account alice-1 --instrument SSE.600000 -o alice.zip",
        "counterfoil evidence export --claim absence --account bob-1 --instrument SSE.600001 -o absence.zip",
        "counterfoil evidence export --claim statement --account alice-1 --from 2026-01-01T00:00:00Z -o year.zip",
    ),
)
def export(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The package to write; it must be new.")],
    claim: Annotated[ClaimKind, typer.Option(help="What the package shall prove.")] = ClaimKind.control,
    account: Annotated[
        str | None, typer.Option(metavar="ACCOUNT", help="For control, position, absence, statement.")
    ] = None,
    instrument: Annotated[
        str | None, typer.Option(metavar="NAME", help="For control, position, absence, provenance.")
    ] = None,
    transaction: Annotated[
        str | None, typer.Option(metavar="ID", help="For transfer; the first 8 digits or more do.")
    ] = None,
    record: Annotated[str | None, typer.Option(metavar="PATH", help="For record, such as parties/party/alice.")] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="For statement: the period begins after it.")
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="For control and statement: as of then, such as 2026-01-31T09:30:00Z."),
    ] = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    no_publish: NoPublishOption = False,
    accept_clock: AcceptClockOption = False,
    passphrase_file: PassphraseOption = None,
    key: AskKeyOption = None,
    ca: CaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a package that proves a claim. Publishes first, so that it is current; without a quorum there is none.

    A package that is not proved under the network's own trust file is not written: the error names the check.
    """
    from counterfoil.evidence.package import decode_package, encode_package

    given = {
        "account": account,
        "instrument": instrument,
        "transaction": transaction,
        "record": record,
        "from": start,
        "at": at,
    }
    asked = _Asked(claim, {name: value for name, value in given.items() if value is not None})
    require_new_file(out)
    if address_of(network) is not None:
        data = _made_afar(network, passphrase_file, key, ca, (chain, claim.value, given, not no_publish))
        write_new_file(out, data)
        _write_made(claim, decode_package(data), out, as_json=as_json)
        return
    package = _made_here(asked, network, chain, passphrase_file, accept_clock=accept_clock, publish=not no_publish)
    write_new_file(out, encode_package(package))
    _write_made(claim, package, out, as_json=as_json)


def _made_here(
    asked: "_Asked",
    root: Path,
    chain: str | None,
    passphrase_file: Path | None,
    *,
    accept_clock: bool,
    publish: bool,
) -> "Package":
    from counterfoil.node.export import exporter
    from counterfoil.node.layout import require_chain

    if publish:
        _require_showable(asked, root, chain)
    with open_network(root, passphrase_file, accept_clock=accept_clock) as opened:
        name = require_chain(opened.config, chain)
        if publish:
            opened.publish()
            warn_of_publication(opened)
        trust, log = read_trust(opened.layout.trust), opened.published()
        # After the log, which a service may go on with: so the chain has every block that the log has.
        node = opened.chain(name, writable=False)
        reader = node.reader
        package = asked.on(node).put_to(exporter(reader, log, trust))
        _warn_of_later(reader, package.claim, published=publish)
    return package


def _made_afar(
    url: Path,
    passphrase_file: Path | None,
    key: str | None,
    ca: Path | None,
    asked: tuple[str | None, str, Mapping[str, str | None], bool],
) -> bytes:
    """The package as a service makes it: of a chain, of a claim, from what was given, published before or not."""
    from counterfoil.cli.afar_evidence import exported

    chain, claim, given, publish = asked
    with open_network(url, passphrase_file, keys=() if key is None else (key,), ca=ca) as opened:
        return exported(opened, chain, claim, given, publish=publish)


def _require_showable(asked: "_Asked", root: Path, chain: str | None) -> None:
    """Raise InputError, before anything is published for it, for a claim that no publication could prove."""
    from counterfoil.node.asking import Rehearsal
    from counterfoil.node.layout import require_chain
    from counterfoil.node.network import clock_ms

    with open_network(root) as network:
        node = network.chain(require_chain(network.config, chain), writable=False)
        asked.on(node).put_to(Rehearsal(node.reader, node.reader.height, now=clock_ms()))
        if network.layout.trust.exists():
            read_trust(network.layout.trust)


def _warn_of_later(reader: "ChainReader", claim: "Claim", *, published: bool) -> None:
    """Say how many transactions the chain has ordered that a claim about now does not consider."""
    heights = range(claim.height + 1, reader.height + 1) if claim.current else ()
    later = sum(len(reader.transactions(Height(height))) for height in heights)
    if later:
        remedy = "it needs the audits of state auditors elsewhere" if published else "publish and export again"
        warn(f"the package is as of block {claim.height}; transactions ordered since: {later} ({remedy})")


def _write_made(claim: ClaimKind, package: "Package", out: Path, *, as_json: bool) -> None:
    made = {
        "claim": claim.value,
        "statement": package.claim.statement.en,
        "statement_zh": package.claim.statement.zh,
        "events": len(package.events),
        "transactions": len(package.transactions),
        "file": str(out),
    }
    if as_json:
        write_json(made)
    else:
        write_facts("Evidence", made)
    if isinstance(package.claim, StatementClaim) and package.claim.status is None:
        warn("the account was not open yet at the end of that period: times are those of blocks")


@app.command("show", epilog=example("counterfoil evidence show control.zip"))
def show(
    file: Annotated[Path, typer.Argument(metavar="PACKAGE")],
    as_json: JsonOption = False,
) -> None:
    """Show what a package says, without checking any of it; `counterfoil verify` does that."""
    from counterfoil.evidence.event import decode_event
    from counterfoil.evidence.package import decode_package
    from counterfoil.evidence.package_zip import ZIP_MAGIC
    from counterfoil.modules import laws
    from counterfoil.node.packed_attachments import packed_attachments

    data = read_input_file(file)
    if not data.startswith(ZIP_MAGIC):
        raise InputError("not an evidence package: it is no zip file", where=str(file))
    package = decode_package(data)
    events = [decode_event(shown.event) for shown in package.events]
    vocabulary = laws().vocabulary
    attachments = [
        (one.transaction, one.call, one.digest, len(one.attachment.ciphertext), one.attachment.recipient)
        for one in packed_attachments(package)
    ]
    if as_json:
        records = [record.path for record in package.records]
        sealed = [dict(zip(ATTACHMENT_COLUMNS, row, strict=True)) for row in attachments]
        write_json({"claim": package.claim, "events": events, "records": records, "attachments": sealed})
        return
    write_line(package.claim.statement.en)
    write_line(package.claim.statement.zh)
    rows = [(str(e.height), str(e.index), e.type, vocabulary.describe(e.type, e.data).en) for e in events]
    write_table("Events", ("block", "index", "type", "in words"), rows)
    write_table("Records", ("path",), [(record.path,) for record in package.records])
    for row in attachments:
        write_facts("Attachment, sealed", dict(zip(ATTACHMENT_COLUMNS, row, strict=True)))
    write_line("Nothing of this was checked: counterfoil verify PACKAGE --trust FILE does.")


class _Asked:
    """The claim that was asked for; raises InputError for an option that is missing or does not belong to it."""

    def __init__(self, claim: ClaimKind, given: Mapping[str, str]) -> None:
        from counterfoil.node.asked_claim import require_fitting
        from counterfoil.node.times_read import parse_time

        require_fitting(claim, given, called=_option, remedy="see counterfoil evidence export -h")
        self._claim = claim
        self._given = given
        self._times = {name: parse_time(given[name], _option(name)) for name in ("from", "at") if name in given}

    def on(self, node: "ChainNode") -> "AskedClaim":
        """As it stands on the chain, where hashes may be cut whole; InputError where several are meant."""
        from counterfoil.modules import laws
        from counterfoil.node.asked_claim import AskedClaim, require_account
        from counterfoil.node.short_hashes import record_named, transaction_named
        from counterfoil.primitives.types import AccountId, HexHash, InstrumentId, RecordPath

        given, account = self._given, AccountId(self._given.get("account", ""))
        transaction, path = given.get("transaction", ""), given.get("record", "")
        if transaction:
            transaction = transaction_named(node.reader, transaction, where=_option("transaction"))
        if path and (table := laws().table_of(RecordPath(path))) is not None:
            path = record_named(node.ledger.view, table, path)
        if self._claim is ClaimKind.statement:
            require_account(node.ledger.view, account, where=_option("account"))
        return AskedClaim(
            kind=self._claim,
            account=account,
            instrument=InstrumentId(given.get("instrument", "")),
            transaction=HexHash(transaction),
            record=RecordPath(path),
            start=self._times.get("from"),
            at=self._times.get("at"),
        )


def _option(name: str) -> str:
    return f"--{name}"
