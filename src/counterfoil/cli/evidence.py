# SPDX-License-Identifier: Apache-2.0
"""``counterfoil evidence``: packages that prove something to a stranger."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from counterfoil.cli.options import (
    ChainOption,
    JsonOption,
    NetworkOption,
    NoPublishOption,
    PassphraseOption,
    example,
    open_network,
    require_folder,
)
from counterfoil.cli.output import write_facts, write_json, write_line, write_table
from counterfoil.evidence.claims import ClaimKind
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.evidence.package import Package
    from counterfoil.node.chain_reader import ChainReader
    from counterfoil.node.published_log import PublishedLog
    from counterfoil.primitives.types import Timestamp

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

app = typer.Typer(help="Export evidence packages, and look into them.", no_args_is_help=True)


@app.command(
    "export",
    epilog=example(
        "counterfoil evidence export --claim control --account alice-1 --instrument SSE.600000 -o control.zip",
        "counterfoil evidence export --claim absence --account bob-1 --instrument SSE.600001 -o absence.zip",
    ),
)
def export(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The package to write.")],
    claim: Annotated[ClaimKind, typer.Option(help="What the package shall prove.")] = ClaimKind.control,
    account: Annotated[str | None, typer.Option(metavar="ACCOUNT", help="For control, position, absence.")] = None,
    instrument: Annotated[str | None, typer.Option(metavar="NAME", help="For control, position, absence.")] = None,
    transaction: Annotated[str | None, typer.Option(metavar="ID", help="For transfer.")] = None,
    at: Annotated[
        str | None, typer.Option(metavar="TIME", help="For control: as of then, such as 2026-01-31T09:30:00Z.")
    ] = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    no_publish: NoPublishOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a package that proves a claim. Publishes first, so that it is current; without a quorum there is none."""
    from counterfoil.evidence.package import encode_package
    from counterfoil.node.layout import require_chain

    asked = _Asked(claim, account, instrument, transaction, None if at is None else parse_time(at))
    require_folder(out)
    with open_network(network, passphrase_file) as opened:
        name = require_chain(opened.config, chain)
        if not no_publish:
            opened.publish()
        node = opened.chain(name, writable=False)
        package = asked.collect(node.reader, opened.published())
    out.write_bytes(encode_package(package))
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


@app.command("show", epilog=example("counterfoil evidence show control.zip"))
def show(
    file: Annotated[Path, typer.Argument(metavar="PACKAGE")],
    as_json: JsonOption = False,
) -> None:
    """Show what a package says, without checking any of it; `counterfoil verify` does that."""
    from counterfoil.evidence.event import decode_event
    from counterfoil.evidence.package import decode_package
    from counterfoil.evidence.package_zip import ZIP_MAGIC
    from counterfoil.evidence.words import describe_event

    data = file.read_bytes()
    if not data.startswith(ZIP_MAGIC):
        raise InputError("not an evidence package: it is no zip file", where=str(file))
    package = decode_package(data)
    events = [decode_event(shown.event) for shown in package.events]
    if as_json:
        write_json({"claim": package.claim, "events": events, "records": [record.path for record in package.records]})
        return
    write_line(package.claim.statement.en)
    write_line(package.claim.statement.zh)
    rows = [(str(e.height), str(e.index), e.type, describe_event(e.type, e.data).en) for e in events]
    write_table("Events", ("block", "index", "type", "in words"), rows)
    write_table("Records", ("path",), [(record.path,) for record in package.records])
    write_line("Nothing of this was checked: counterfoil verify PACKAGE --trust FILE does.")


class _Asked:
    """The claim that was asked for; raises InputError for an option that is missing or does not belong to it."""

    def __init__(
        self,
        claim: ClaimKind,
        account: str | None,
        instrument: str | None,
        transaction: str | None,
        at: "Timestamp | None",
    ) -> None:
        needed: dict[str, object] = {"--account": account, "--instrument": instrument}
        foreign: dict[str, object] = {"--transaction": transaction}
        if claim is ClaimKind.transfer:
            needed, foreign = foreign, needed
        if claim is not ClaimKind.control:
            foreign |= {"--at": at}
        for option, value in needed.items():
            if value is None:
                raise InputError(
                    f"the claim {claim} needs it", where=option, remedy="see counterfoil evidence export -h"
                )
        for option, value in foreign.items():
            if value is not None:
                raise InputError(f"the claim {claim} does not take it", where=option, remedy="leave it out")
        self._claim, self._account, self._instrument = claim, account or "", instrument or ""
        self._transaction, self._at = transaction or "", at

    def collect(self, reader: "ChainReader", log: "PublishedLog") -> "Package":
        from counterfoil.node import collect
        from counterfoil.node.drawing import draw_report
        from counterfoil.primitives.types import AccountId, HexHash, InstrumentId

        def render(package: "Package") -> str:
            return draw_report(package, log.policy)

        if self._claim is ClaimKind.transfer:
            return collect.collect_transfer(reader, log, HexHash(self._transaction), render=render)
        account, instrument = AccountId(self._account), InstrumentId(self._instrument)
        if self._claim is ClaimKind.position:
            return collect.collect_position(reader, log, account, instrument, render=render)
        if self._claim is ClaimKind.absence:
            return collect.collect_absence(reader, log, account, instrument, render=render)
        return collect.collect_control(reader, log, account, instrument, as_of=self._at, render=render)


def parse_time(text: str) -> "Timestamp":
    """ISO 8601 with its offset, or milliseconds since 1970; raises InputError."""
    from counterfoil.primitives.types import INTEGER_MAX, Timestamp

    if text.isascii() and text.isdigit() and len(text) <= len(str(INTEGER_MAX)) and int(text) <= INTEGER_MAX:
        return Timestamp(int(text))
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is no time", where="--at", remedy="such as 2026-01-31T09:30:00Z") from error
    if when.tzinfo is None:
        raise InputError(f"{text!r} does not say its time zone", where="--at", remedy="such as 09:30:00+08:00, or Z")
    return Timestamp((when - _EPOCH) // timedelta(milliseconds=1))
