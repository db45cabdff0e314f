# SPDX-License-Identifier: Apache-2.0
"""``counterfoil vault``: personal data outside the chain, in a folder of its own."""

import getpass
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import (
    LOCK_WAIT_S,
    JsonOption,
    PassphraseOption,
    ask_passphrase,
    example,
    read_trust,
    require_new_file,
)
from counterfoil.cli.output import warn, write_facts, write_json, write_line, write_new_file, write_table
from counterfoil.cli.times import local_times, now
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import open_input, read_input_file

if TYPE_CHECKING:
    from counterfoil.vault.access_log import AccessEntry, Head
    from counterfoil.vault.keeping import Access, Person, Vault

app = typer.Typer(
    help="Keep personal data outside the chain: put, show, prove, delete, and a log of who read what.",
    no_args_is_help=True,
)

VAULT_VARIABLE = "COUNTERFOIL_VAULT"

VaultOption = Annotated[
    Path, typer.Option("--vault", metavar="DIR", envvar=VAULT_VARIABLE, help="The vault's folder.", show_default=False)
]
KeyOption = Annotated[
    Path, typer.Option("--key", "-k", metavar="FILE", help="The vault's key file.", show_default=False)
]
PartyArgument = Annotated[str, typer.Argument(metavar="PARTY", help="The party, as it is called on its chain.")]
ChainOption = Annotated[str, typer.Option("--chain", "-c", metavar="NAME", help="The party's chain.")]
ReasonOption = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="Why: a file number. It stays in the log.", show_default=False)
]
ByOption = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who does it.", show_default="your login's name")
]
OutOption = Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The file to write; it must be new.")]


@app.command("new", epilog=example("counterfoil vault new persons --key vault.key"))
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder, kept apart from the chain's.")],
    key: KeyOption,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a vault under a key that `counterfoil keys new vault --out FILE` made. Without that key it opens no more."""
    from counterfoil.identity.keyfile import read_key
    from counterfoil.vault.keeping import Vault

    opened = read_key(key, _passphrase(key, passphrase_file))
    Vault.create(folder, opened).close()
    made = {"vault": str(folder), "keyid": opened.keyid}
    if as_json:
        write_json(made)
    else:
        write_facts("Vault made", made)


@app.command("put", epilog=example("counterfoil vault put H-1 person.txt --vault persons --key vault.key --reason F-7"))
def put(
    party: PartyArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The data as UTF-8 text; - reads the standard input.")],
    vault: VaultOption,
    key: KeyOption,
    reason: ReasonOption,
    chain: ChainOption = "main",
    by: ByOption = None,
    salt_file: Annotated[
        Path | None,
        typer.Option("--salt-file", metavar="FILE", help="The secret of the import that registered the person."),
    ] = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in a person's data, and say under which commitment the party is to be registered.

    A person whom `counterfoil import` registered has a commitment already: with --salt-file the text is the identifier,
    and the commitment is the import's.
    """
    text = _text(file)
    secret = None
    if salt_file is not None:
        from counterfoil.node.registers.register_salt import read_secret

        text, secret = _identifier(text, file), read_secret(salt_file)
    with open_vault(vault, key, passphrase_file) as opened:
        stands = opened.put(_person(chain, party), text, access_of(by, reason), register_secret=secret)
    if as_json:
        write_json({"party": party, "chain": chain, "commitment": stands})
    else:
        write_line(f"Put: {party}\n  commitment {stands}")


@app.command("show", epilog=example("counterfoil vault show H-1 --vault persons --key vault.key --reason F-7"))
def show(
    party: PartyArgument,
    vault: VaultOption,
    key: KeyOption,
    reason: ReasonOption,
    chain: ChainOption = "main",
    by: ByOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a person's data. Who reads it, when and why is entered in the log first; the salt is not shown."""
    with open_vault(vault, key, passphrase_file) as opened:
        found = opened.read(_person(chain, party), access_of(by, reason))
    if as_json:
        write_json({"party": party, "chain": chain, "commitment": found.commitment, "text": found.text})
    else:
        write_line(found.text)


@app.command(
    "prove",
    epilog=example("counterfoil vault prove H-1 --vault persons --key vault.key --reason F-7 -o disclosed.json"),
)
def prove(
    party: PartyArgument,
    vault: VaultOption,
    key: KeyOption,
    reason: ReasonOption,
    out: OutOption,
    chain: ChainOption = "main",
    by: ByOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Disclose one person's data with its salt, in a file that verify --disclosed compares with a package.

    Whoever has the file can show it on, and a deletion in the vault does not reach it.
    """
    from counterfoil.identity.commitment import encode_disclosure
    from counterfoil.vault.access_log import Act

    require_new_file(out)
    with open_vault(vault, key, passphrase_file) as opened:
        found = opened.read(_person(chain, party), access_of(by, reason), Act.proved)
    write_new_file(out, encode_disclosure(found), private=True)
    if as_json:
        write_json({"party": party, "chain": chain, "commitment": found.commitment, "file": str(out)})
    else:
        write_line(f"Disclosed: {out}\n  commitment {found.commitment}")


@app.command(
    "delete", epilog=example("counterfoil vault delete H-1 --vault persons --key vault.key --reference R-12 --yes")
)
def delete(
    party: PartyArgument,
    vault: VaultOption,
    key: KeyOption,
    reference: Annotated[
        str, typer.Option("--reference", metavar="TEXT", help="Under which it was asked. It stays in the log.")
    ],
    chain: ChainOption = "main",
    by: ByOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask once more.")] = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Delete a person's data and salt, for good. The commitment stays on the chain; nothing leads from it any more.

    The log keeps that it was deleted, when, by whom, and under which reference.
    """
    with open_vault(vault, key, passphrase_file) as opened:
        person = _person(chain, party)
        if not yes:
            confirm(person)
        entry = opened.delete(person, access_of(by, reference))
    if entry.derived:
        warn(
            "the salt follows from the secret of a register: whoever has that secret can still try out identifiers. "
            "Destroy the secret once nobody else's salt depends on it"
        )
    if as_json:
        write_json(_entry(entry))
    else:
        write_line(f"Deleted: {party}\n  reference {entry.reason}")


@app.command("log", epilog=example("counterfoil vault log --vault persons --party H-1"))
def log(
    vault: VaultOption,
    party: Annotated[str | None, typer.Option("--party", metavar="PARTY", help="Of this party alone.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show who did what with whose data, when and why. It needs no key, and shows no personal data."""
    with open_vault(vault, None, None) as opened:
        shown = [entry for entry in opened.entries() if party in (None, entry.party)]
        head = str(opened.head)
    if as_json:
        write_json({"entries": [_entry(entry) for entry in shown], "head": head})
        return
    times = local_times(None)
    rows = [(one.number, times(one.at), one.act.value, one.chain, one.party, one.by, one.reason) for one in shown]
    write_table("", ("number", "at", "act", "chain", "party", "by", "reason"), rows)
    write_line(f"head {head}")


@app.command("check", epilog=example("counterfoil vault check --vault persons --key vault.key"))
def check(
    vault: VaultOption,
    key: Annotated[
        Path | None,
        typer.Option("--key", "-k", metavar="FILE", help="The vault's key file; without it, only the log's chain."),
    ] = None,
    head: Annotated[
        list[str],
        typer.Option("--head", metavar="NUMBER:HASH", help="A head written down before; may be repeated."),
    ] = [],  # noqa: B006
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check that the log is whole and every person's data opens and gives its commitment. Exit code 1 if not.

    That an older copy was put back, only a head shows that was written down elsewhere: it ends this command's answer.
    """
    kept = [_head(text) for text in head]
    with open_vault(vault, key, passphrase_file) as opened:
        problems = list(opened.problems(kept))
        now = str(opened.head) if not problems else None
    if as_json:
        write_json({"problems": problems, "head": now})
    else:
        write_line("\n".join(problems) if problems else f"Nothing is wrong.\nhead {now}")
    raise typer.Exit(ExitCode.negative if problems else ExitCode.ok)


@app.command(
    "report",
    epilog=example(
        "counterfoil vault report control.zip --trust trust.json --vault persons --key vault.key \\",
        "    --reason F-7 -o control.html",
    ),
)
def report(
    package: Annotated[Path, typer.Argument(metavar="PACKAGE", help="An evidence package.")],
    trust: Annotated[Path, typer.Option("--trust", metavar="FILE", help="Your own trust file.")],
    vault: VaultOption,
    key: KeyOption,
    reason: ReasonOption,
    out: OutOption,
    by: ByOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Verify a package and draw its page with the persons behind its parties, or when their data was deleted.

    Each person whom the page shows is entered in the log. Of a package that is not proved nothing is drawn (exit code
    1).
    """
    from counterfoil import __version__
    from counterfoil.evidence.package import decode_package
    from counterfoil.evidence.package_zip import PACKAGE_LENGTH_MAX
    from counterfoil.node.drawing import judge, told
    from counterfoil.node.persons import with_vault
    from counterfoil.page.evidence_report import render_verification
    from counterfoil.verify import verify_package

    require_new_file(out)
    with open_input(package) as file:
        data = file.read(PACKAGE_LENGTH_MAX + 1)
    at = now()
    judged = verify_package(data, read_trust(trust), now=at)
    model = told(judged, data)
    if model is None:
        write_line(f"{package}: {judged.verdict.upper()}. {judged.sentence.en} {judged.sentence.zh}\nNothing is drawn.")
        raise typer.Exit(judged.verdict.exit_code)
    with open_vault(vault, key, passphrase_file) as opened:
        model = with_vault(model, decode_package(data), opened, access_of(by, reason))
    files = (package.name, data), (trust.name, read_input_file(trust))
    found = judge(judged, *files, version=f"counterfoil {__version__}", now=at)
    write_new_file(out, render_verification(found, model, times=local_times(None)), private=True)
    shown = [one.party for one in model.persons if one.deleted_at is None]
    gone = [one.party for one in model.persons if one.deleted_at is not None]
    if as_json:
        write_json({"file": str(out), "shown": shown, "deleted": gone})
    else:
        write_line(f"Drawn: {out}\n  persons shown {len(shown)}, deleted {len(gone)}")


def open_vault(folder: Path, key: Path | None, passphrase_file: Path | None) -> "Vault":
    """A vault with its key, or without one for its log alone; raises InputError when there is none."""
    from counterfoil.identity.keyfile import read_key
    from counterfoil.vault.keeping import Vault

    opened = None if key is None else read_key(key, _passphrase(key, passphrase_file))
    return Vault(folder, opened, wait_s=LOCK_WAIT_S)


def _passphrase(key: Path, file: Path | None) -> str | None:
    """The key's passphrase; a key that has none asks for none."""
    from counterfoil.identity.keyfile import describe_key

    return ask_passphrase(file)() if describe_key(key).encrypted else None


def _person(chain: str, party: str) -> "Person":
    from counterfoil.primitives.types import IDENTIFIER_IN_WORDS, IDENTIFIER_PATTERN, ChainId, PartyId
    from counterfoil.vault.keeping import Person

    for text, where in ((chain, "--chain"), (party, "PARTY")):
        if re.match(IDENTIFIER_PATTERN, text) is None:
            raise InputError("no identifier that a chain can have", where=where, remedy=IDENTIFIER_IN_WORDS)
    return Person(ChainId(chain), PartyId(party))


def access_of(by: str | None, reason: str) -> "Access":
    """Who does it, why and now; your login's name when nobody is named."""
    from counterfoil.vault.keeping import Access

    return Access(by=getpass.getuser() if by is None else by, reason=reason, at=now())


def _text(file: Path) -> str:
    """The data, without a line feed at its end; no error repeats any of it."""
    from counterfoil.identity.commitment import TEXT_LENGTH_MAX

    if str(file) == "-":
        data = sys.stdin.buffer.read(TEXT_LENGTH_MAX + 2)
    else:
        with open_input(file) as opened:
            data = opened.read(TEXT_LENGTH_MAX + 2)
    try:
        return data.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise InputError("not UTF-8", where=str(file), remedy="save it as UTF-8 text") from None


def _identifier(text: str, file: Path) -> str:
    """The identifier as an import reads it."""
    from counterfoil.node.registers.csv_rows import RowProblem
    from counterfoil.node.registers.damage import person_identifier

    try:
        return person_identifier(text)
    except RowProblem as problem:
        raise InputError(
            f"an import would refuse it: {problem.reason}", where=str(file), remedy="one identifier, as in the register"
        ) from None


def confirm(person: "Person") -> None:
    """Raise InputError unless whoever sits there types the party's name."""
    if not sys.stdin.isatty():
        raise InputError("nobody is there to be asked", where=str(person), remedy="say --yes")
    if typer.prompt(f"Delete the data of {person} for good? Type {person.party}") != person.party:
        raise InputError("not confirmed; nothing was deleted", where=str(person))


def _entry(entry: "AccessEntry") -> dict[str, object]:
    import msgspec

    return dict(msgspec.to_builtins(entry))


def _head(text: str) -> "Head":
    import msgspec

    from counterfoil.primitives import canonical
    from counterfoil.vault.access_log import Head

    count, _, digest = text.partition(":")
    try:
        return canonical.convert({"count": int(count), "head": digest}, Head)
    except (msgspec.ValidationError, ValueError) as error:
        remedy = "as counterfoil vault check ends its answer"
        raise InputError(f"{text!r} is no head", where="--head", remedy=remedy) from error
