# SPDX-License-Identifier: Apache-2.0
"""``counterfoil import``: instruments and holders from CSV files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterfoil.cli.import_job import ImportJob
from counterfoil.cli.options import (
    ChainOption,
    JsonOption,
    KeysOption,
    NetworkOption,
    NoPublishOption,
    PassphraseOption,
    example,
)
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

if TYPE_CHECKING:
    from counterfoil.node.registers.instrument_rows import Committed

app = typer.Typer(help="Digitise a register from a CSV file.", no_args_is_help=True)

FileArgument = Annotated[Path, typer.Argument(metavar="CSV", help="The file; each line is a row.")]
MapOption = Annotated[
    list[str],
    typer.Option(
        "--map",
        "-m",
        metavar="FIELD=COLUMN",
        help="Column by name or number from 1; FIELD:=VALUE for all rows; FIELD={1}.{3:6} to join columns.",
    ),
]
NoHeaderOption = Annotated[bool, typer.Option("--no-header", help="The first line is a row already.")]
DelimiterOption = Annotated[str, typer.Option(metavar="CHARACTER", help="What separates fields.")]
EncodingOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Such as utf-8 or gb18030.", show_default="utf-8, unless it could be gb18030"),
]
RefusedOption = Annotated[
    Path | None, typer.Option("--refused", metavar="FILE", help="Write all refused rows here: .csv or .json.")
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Judge every row, submit nothing; needs no passphrase.")]


@app.command(
    "instruments",
    epilog=example(
        "counterfoil import instruments bonds.csv --network trial --key depository --map kind:=bond",
        "counterfoil import instruments dict.csv --network trial --key depository --no-header \\",
        "    --map 'id={1}.{3:6}' --map kind=2 --kinds B=bond,E=equity,D=fund_unit --map name=4 \\",
        "    --map 'code={3:6}' --map mic=1 --mics SSE=XSHG,SZSE=XSHE",
    ),
)
def instruments(
    file: FileArgument,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    key: KeysOption = [],  # noqa: B006
    assign: MapOption = [],  # noqa: B006
    issuer: Annotated[str, typer.Option(metavar="PARTY", help="Who issues, where no column says so.")] = "depository",
    kinds: Annotated[str | None, typer.Option(metavar="A=B,…", help="What the kinds of the file mean.")] = None,
    mics: Annotated[str | None, typer.Option(metavar="A=B,…", help="The MIC of each market of the file.")] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Define only; do not activate.")] = False,
    no_header: NoHeaderOption = False,
    delimiter: DelimiterOption = ",",
    encoding: EncodingOption = None,
    refused: RefusedOption = None,
    dry_run: DryRunOption = False,
    no_publish: NoPublishOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Define an instrument for every row, and activate it.

    Fields: id, kind, name; and issuer, code, mic, isin, cfi, unit, decimals, supply_limit. A field that is not
    mapped takes the column of its name. A refused row stops no other; exit code 1 if there was any.
    """
    from counterfoil.node.registers.csv_mapping import parse_mapping, parse_table
    from counterfoil.node.registers.csv_rows import CsvFile, CsvFormat
    from counterfoil.node.registers.importing import import_instruments
    from counterfoil.node.registers.instrument_rows import InstrumentRows
    from counterfoil.primitives.types import PartyId

    csv = CsvFile(file, CsvFormat(header=not no_header, delimiter=delimiter, encoding=encoding, adjustable=True))
    read = parse_mapping(assign, csv, fields=InstrumentRows.FIELDS, required=InstrumentRows.REQUIRED)
    kind_table, mic_table = parse_table(kinds, where="--kinds"), parse_table(mics, where="--mics")

    def judge(committed: "Committed") -> InstrumentRows:
        return InstrumentRows(
            committed, read, issuer=PartyId(issuer), kinds=kind_table, mics=mic_table, activate=not draft
        )

    ImportJob(
        file=csv,
        judge=judge,
        run=import_instruments,
        keys=key,
        network=network,
        chain=chain,
        passphrase_file=passphrase_file,
        dry_run=dry_run,
        publish=not no_publish,
        refused=refused,
        as_json=as_json,
        named={} if "issuer" in read else {"--issuer": issuer},
    ).execute()


@app.command(
    "holders",
    epilog=example(
        "counterfoil import holders register.csv --network trial --key depository --salt-file register.salt \\",
        "    --new-salt --map holder=certificate --map instrument=security",
        "counterfoil import holders register.csv --network trial --key depository --vault persons \\",
        "    --vault-key vault.key --reason F-7 --map holder=certificate --map party=customer \\",
        "    --map instrument=security --personal name=name",
    ),
)
def holders(
    file: FileArgument,
    salt_file: SaltFileOption = None,
    vault: RegisterVaultOption = None,
    vault_key: VaultKeyOption = None,
    vault_passphrase_file: VaultPassphraseOption = None,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why, for the vault's log: a file number.")] = None,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who, for that log.", show_default="your login")
    ] = None,
    personal: PersonalOption = [],  # noqa: B006
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    key: KeysOption = [],  # noqa: B006
    assign: MapOption = [],  # noqa: B006
    custodian: Annotated[str, typer.Option(metavar="PARTY", help="Who keeps the accounts.")] = "depository",
    registrar: Annotated[str, typer.Option(metavar="PARTY", help="Who registers the holders.")] = "depository",
    new_salt: Annotated[bool, typer.Option("--new-salt", help="Make the secret: for the first import.")] = False,
    no_header: NoHeaderOption = False,
    delimiter: DelimiterOption = ",",
    encoding: EncodingOption = None,
    refused: RefusedOption = None,
    dry_run: DryRunOption = False,
    no_publish: NoPublishOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Register holders as persons, open their accounts, and issue what each row says.

    Fields: holder (a personal identifier: only a salted commitment to it reaches the ledger), instrument, quantity;
    and account, party, reference. A holder may have several rows. An account that has a holding of the instrument
    is never added to, so importing again doubles nothing. With --vault every row names its party, and the vault keeps
    the identifier and what --personal names.
    """
    from counterfoil.node.registers.csv_mapping import parse_mapping
    from counterfoil.node.registers.csv_rows import CsvFile, CsvFormat
    from counterfoil.node.registers.holder_rows import HolderRows
    from counterfoil.node.registers.importing import import_holders

    persons = PersonsKept(salt_file, vault, vault_key, vault_passphrase_file or passphrase_file, personal)
    persons.require_reason(reason, new_salt=new_salt)
    csv = CsvFile(file, CsvFormat(header=not no_header, delimiter=delimiter, encoding=encoding, adjustable=True))
    read = parse_mapping(assign, csv, fields=HolderRows.FIELDS, required=persons.required)
    office, use = Office(registrar, custodian, by, reason), SecretUse(new=new_salt, keep=not dry_run)
    with persons.opened() as opened:
        ImportJob(
            file=csv,
            judge=lambda chain: HolderRows(chain, read, persons.plan(opened, csv, _of(network, chain), office, use)),
            run=import_holders,
            keys=key,
            network=network,
            chain=chain,
            passphrase_file=passphrase_file,
            dry_run=dry_run,
            publish=not no_publish,
            refused=refused,
            new_file=salt_file if new_salt else None,
            as_json=as_json,
            named={"--custodian": custodian, "--registrar": registrar},
        ).execute()


def _of(network: Path, committed: "Committed") -> Path:
    """The folder of the chain that is meant."""
    from counterfoil.node.layout import Layout

    return Layout(network).chain(committed.chain)
