# SPDX-License-Identifier: Apache-2.0
"""``counterfoil reconcile``: a legacy register against the ledger, and the corrections that two parties sign."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.csv_files import csv_text
from counterfoil.cli.errors import ExitCode
from counterfoil.cli.imports import (
    DelimiterOption,
    EncodingOption,
    FileArgument,
    MapOption,
    NoHeaderOption,
)
from counterfoil.cli.options import (
    ChainOption,
    JsonOption,
    NetworkOption,
    example,
    open_network,
    require_new_file,
)
from counterfoil.cli.output import progress_bars, write_facts, write_json, write_line, write_new_file, write_table
from counterfoil.cli.register_persons import (
    Office,
    PersonalOption,
    PersonsKept,
    RegisterVaultOption,
    SaltFileOption,
    SecretUse,
    VaultKeyOption,
    VaultPassphraseOption,
)
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import read_input_file

if TYPE_CHECKING:
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.registers.corrections import Corrections, Warrant
    from counterfoil.node.registers.differences import Difference, Movement, Reconciliation
    from counterfoil.node.registers.reconciling import Movements, Reconciler
    from counterfoil.primitives.types import AccountId, InstrumentId

EPILOG: Final = example(
    "counterfoil reconcile register.csv --network trial --salt-file register.salt \\",
    "    --map holder=certificate --map instrument=security --out differences.csv",
    "counterfoil reconcile register.csv --network trial --salt-file register.salt \\",
    "    --map holder=certificate --map instrument=security --corrections corrections.json \\",
    "    --reason 'register of 2 May, letter 17'",
)
SHOWN: Final = 20
REASON_LENGTH_MAX: Final = 200
COLUMNS: Final = (
    *("kind", "line", "account", "instrument", "register", "ledger", "surplus"),
    *("free", "held", "pledged", "frozen", "agreed_at", "detail", "movements"),
)

OutOption = Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE.csv", help="Write every difference here.")]
CorrectionsOption = Annotated[
    Path | None,
    typer.Option("--corrections", metavar="FILE.json", help="Write calls that correct the ledger, to be signed."),
]
ReasonOption = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Why the ledger is corrected; it stands in evidence.")
]
DocumentOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="What shows what is right; the register, if not given.")
]
MakerOption = Annotated[
    str | None, typer.Option(metavar="PARTY", help="The registrar that corrects; --registrar, if not given.")
]


@dataclass(frozen=True)
class _Orders:
    """Where corrections go, and who answers for them."""

    file: Path
    maker: str
    checker: str
    reason: str
    document: Path


def reconcile(
    file: FileArgument,
    salt_file: SaltFileOption = None,
    vault: RegisterVaultOption = None,
    vault_key: VaultKeyOption = None,
    vault_passphrase_file: VaultPassphraseOption = None,
    personal: PersonalOption = [],  # noqa: B006
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    assign: MapOption = [],  # noqa: B006
    custodian: Annotated[str, typer.Option(metavar="PARTY", help="Who keeps the accounts.")] = "depository",
    registrar: Annotated[str, typer.Option(metavar="PARTY", help="Who registers the holders.")] = "depository",
    no_header: NoHeaderOption = False,
    delimiter: DelimiterOption = ",",
    encoding: EncodingOption = None,
    out: OutOption = None,
    corrections: CorrectionsOption = None,
    reason: ReasonOption = None,
    document: DocumentOption = None,
    maker: MakerOption = None,
    checker: Annotated[str, typer.Option(metavar="PARTY", help="Who checks it, with other keys.")] = "supervisor",
    as_json: JsonOption = False,
) -> None:
    """Compare a register of holders with the ledger, row by row; exit code 1 if they differ.

    Fields and salt file, or vault, are those of counterfoil import holders. Every difference is explained, and the
    totals of each instrument add up. Nothing is changed: corrections are calls in a file, which needs the signatures of
    two parties.
    """
    persons = PersonsKept(salt_file, vault, vault_key, vault_passphrase_file, personal)
    require_new_file(out, corrections)
    orders = None
    if corrections is not None:
        orders = _checked(_Orders(corrections, maker or registrar, checker, reason or "", document or file))
    from counterfoil.node.layout import require_chain
    from counterfoil.node.named_parties import require_named
    from counterfoil.node.registers.csv_mapping import parse_mapping
    from counterfoil.node.registers.csv_rows import CsvFile, CsvFormat
    from counterfoil.node.registers.holder_rows import HolderRows
    from counterfoil.node.registers.reconciling import Reconciler

    rows = CsvFile(file, CsvFormat(header=not no_header, delimiter=delimiter, encoding=encoding, adjustable=True))
    read = parse_mapping(assign, rows, fields=HolderRows.FIELDS, required=persons.required)
    with open_network(network) as opened, persons.opened() as kept:
        name = require_chain(opened.config, chain)
        node = opened.chain(name, writable=False)
        require_named(node.ledger.view, _parties(registrar, custodian, orders, maker))
        plan = persons.plan(kept, rows, opened.layout.chain(name), _office(registrar, custodian), SecretUse())
        reconciler = Reconciler(node.ledger.view, read, plan, _movements(node))
        with progress_bars(quiet=as_json) as progress:
            found = reconciler.reconcile(rows, node.height, progress=progress)
        if out is not None:
            write_new_file(out, _as_csv(found.differences))
        written = None if orders is None else _correct(node, reconciler, found, orders)
    _show(file, found, written, as_json=as_json)
    raise typer.Exit(ExitCode.negative if found.differences else ExitCode.ok)


def _parties(registrar: str, custodian: str, orders: _Orders | None, maker: str | None) -> dict[str, str]:
    """Option → the party that it names; who corrects and checks only where something is corrected."""
    kept = {"--registrar": registrar, "--custodian": custodian}
    if orders is None:
        return kept
    return kept | ({} if maker is None else {"--maker": maker}) | {"--checker": orders.checker}


def _office(registrar: str, custodian: str) -> Office:
    """Data is compared and not put, so that nothing of this enters a vault's log."""
    return Office(registrar, custodian, by="reconcile", reason="reconcile")


def _checked(orders: _Orders) -> _Orders:
    """The orders as they are; raises InputError for what no ledger would take."""
    if not 1 <= len(orders.reason) <= REASON_LENGTH_MAX:
        remedy = f"--reason with 1 to {REASON_LENGTH_MAX} characters: it will stand in evidence"
        raise InputError("corrections need a reason", where="--corrections", remedy=remedy)
    if orders.maker == orders.checker:
        raise InputError("maker and checker are one party", where="--checker", remedy="name another: four eyes")
    return orders


def _movements(node: "ChainNode") -> "Movements":
    """What changed a holding's balance, read from its trail."""
    from counterfoil.cli.statement import read_statement
    from counterfoil.node.registers.differences import Movement

    def read(account: "AccountId", instrument: "InstrumentId") -> "Iterator[Movement]":
        for line in read_statement(node, account, instrument):
            if line.change:
                yield Movement(
                    height=line.height,
                    time=line.time,
                    transaction=line.transaction,
                    type=line.type,
                    change=line.change,
                    balance=line.balance,
                    en=line.en,
                    zh=line.zh,
                )

    return read


def _correct(node: "ChainNode", reconciler: "Reconciler", found: "Reconciliation", orders: _Orders) -> dict[str, Any]:
    """Write the calls, each transaction into a file of its own; what was written, and who has to sign."""
    import msgspec

    from counterfoil.node.registers.corrections import Corrections
    from counterfoil.primitives.hashing import digest, to_hex

    warrant = _warrant(orders, to_hex(digest(read_input_file(orders.document))))
    corrections = Corrections(node.ledger.view, reconciler.expected, warrant)
    files: list[str] = []
    transactions = corrections.transactions(found)
    paths = [
        orders.file if number == 1 else orders.file.with_stem(f"{orders.file.stem}-{number}")
        for number in range(1, len(transactions) + 1)
    ]
    require_new_file(*paths)
    for path, calls in zip(paths, transactions, strict=True):
        text = json.dumps([msgspec.to_builtins(call) for call in calls], ensure_ascii=False, indent=2)
        write_new_file(path, text + "\n")
        files.append(str(path))
    return {
        "files": files,
        "calls": sum(map(len, transactions)),
        "sign_by": sorted(corrections.parties) if files else [],
        "by_hand": _by_hand(corrections),
    }


def _warrant(orders: _Orders, document: str) -> "Warrant":
    from counterfoil.node.registers.corrections import Warrant
    from counterfoil.primitives.types import HexHash, PartyId

    return Warrant(PartyId(orders.maker), PartyId(orders.checker), orders.reason, HexHash(document))


def _by_hand(corrections: "Corrections") -> list[dict[str, object]]:
    return [
        {"line": one.line, "account": one.account, "instrument": one.instrument, "why": why}
        for one, why in corrections.by_hand
    ]


def _as_csv(differences: "list[Difference]") -> bytes:
    """One line for each difference, with a byte-order mark, so that spreadsheets read it as UTF-8."""
    rows: list[tuple[object, ...]] = []
    for one in differences:
        parts = ["", "", "", ""]
        if one.parts is not None:
            parts = [str(part) for part in (one.parts.free, one.parts.held, one.parts.pledged, one.parts.frozen)]
        told = "; ".join(_told(movement) for movement in one.movements)
        plain = (one.kind.value, one.line, one.account, one.instrument, one.register, one.ledger, one.surplus)
        rows.append((*plain, *parts, one.agreed_at, one.detail, told))
    return csv_text(COLUMNS, rows).encode("utf-8-sig")


def _told(movement: "Movement") -> str:
    return f"block {movement.height}: {movement.change:+d} ({movement.en}; transaction {movement.transaction})"


def _show(file: Path, found: "Reconciliation", written: dict[str, Any] | None, *, as_json: bool) -> None:
    import msgspec

    facts = {
        "file": str(file),
        "height": found.height,
        "rows": found.rows,
        "agreed": found.agreed,
        "different": len(found.differences),
    }
    if as_json:
        differences = [msgspec.to_builtins(one) | {"surplus": one.surplus} for one in found.differences]
        write_json(facts | {"differences": differences, "totals": found.totals, "corrections": written})
        return
    write_facts("Reconciliation", facts)
    columns = ("instrument", "rows", "register", "missing_on_ledger", "missing_in_register", "differs", "ledger")
    rows = [tuple(getattr(total, column) for column in columns) for total in found.totals]
    write_table("ledger = register - missing on ledger + missing in register + differs", columns, rows)
    shown = [
        (one.line, one.kind.value, one.account, one.instrument, one.register, one.ledger, _explained(one))
        for one in found.differences[:SHOWN]
    ]
    if shown:
        write_table("Differences", ("line", "kind", "account", "instrument", "register", "ledger", ""), shown)
    if len(found.differences) > SHOWN:
        write_line(f"and {len(found.differences) - SHOWN:,} more; --out FILE.csv writes them all")
    if written is not None:
        write_facts("Corrections", {**written, "by_hand": len(written["by_hand"])})
        if written["files"]:
            write_line("Nothing is changed yet: these parties sign each file (counterfoil sign --by), then submit it.")
        for one in written["by_hand"][:SHOWN]:
            write_line(f"  by hand: {one['account']} {one['instrument']}: {one['why']}")


def _explained(one: "Difference") -> str:
    if not one.movements:
        return one.detail
    since = "" if one.agreed_at is None else f"; agreed after block {one.agreed_at}, since then"
    return f"{one.detail}{since}: " + ", ".join(f"{move.change:+d} in block {move.height}" for move in one.movements)
