# SPDX-License-Identifier: Apache-2.0
"""``counterfoil sign``: calls become a signed transaction, or a transaction gets further signatures."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple, NoReturn

import typer

from counterfoil.cli import envelopes
from counterfoil.cli.calls import (
    is_transaction,
    parse_calls,
    parse_document,
    parse_transaction,
    read_input,
    seed_for,
)
from counterfoil.cli.foretelling import end_dry_run, foretell, foretell_transaction, key_names
from counterfoil.cli.options import (
    ByOption,
    CaOption,
    ChainOption,
    DryRunOption,
    JsonOption,
    KeysOption,
    NetworkOption,
    NewIntentOption,
    PassphraseOption,
    address_of,
    ask_passphrase,
    example,
    is_key_file,
    open_network,
    read_trust,
    require_new_file,
    require_signers,
    signing_keys,
)
from counterfoil.cli.output import write_facts, write_json, write_new_file
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.evidence.transaction import Transaction
    from counterfoil.identity.signing import PrivateKey
    from counterfoil.law.call import Call
    from counterfoil.node.network import Network

EPILOG: Final = example(
    "counterfoil sign --network trial --key depository register.json -o signed.json",
    "counterfoil sign --key alice --key bob trade.json -o signed.json",
    "counterfoil sign --key bob tx.json -o both.json",
    "counterfoil sign --key alice --key bob trade.json --dry-run",
)


def sign(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[CALLS.json]", help="A call, a list of calls, or a transaction; - is standard input."),
    ] = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    key: KeysOption = [],  # noqa: B006
    by: ByOption = [],  # noqa: B006
    call: Annotated[list[str], typer.Option("--call", metavar="JSON", help="A call, written here.")] = [],  # noqa: B006
    valid_for: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="BLOCKS", help="For how many blocks it may wait.", show_default="100 or the window"
        ),
    ] = None,
    valid_until: Annotated[
        int | None, typer.Option(min=1, metavar="HEIGHT", help="Its last height; then the chain is not opened.")
    ] = None,
    new_intent: NewIntentOption = False,
    dry_run: DryRunOption = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do not ask before another's transaction is signed.")
    ] = False,
    trust: Annotated[
        Path | None,
        typer.Option("--trust", metavar="FILE", help="Where there is no network: the chain as this knows it."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Where the transaction goes.")] = None,
    passphrase_file: PassphraseOption = None,
    ca: CaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Sign a transaction. Without --out it is written to standard output.

    It is in the names of those whose keys sign, and of whoever else the calls need. A transaction that somebody else
    made is shown before it is signed (and asked about, at a terminal), and must be for this network; with --trust and a
    key file no network need be here. Calls from a file are one intent, however often
    they are signed: its seed is kept beside the file.
    """
    if (file is None) == (not call):
        raise InputError("give either a file or --call", where="counterfoil sign", remedy="see counterfoil sign --help")
    if out is not None:
        require_new_file(out)
    if not dry_run:
        require_signers(key)
    data = b"" if file is None else read_input(file)
    where = str(file) if file is not None else "--call"
    if trust is not None and is_transaction(data):
        write_signed(_signed_alone(data, where, key, trust, passphrase_file, yes=yes), out, as_json=as_json)
        return
    if is_transaction(data) and address_of(network) is None and not _is_network(network):
        remedy = "--trust FILE says which chain is meant, and --network where the network is"
        raise InputError("no network here: whether it is for the right chain nobody says", where=where, remedy=remedy)
    given = _Given(file, call, chain, by, valid_for, valid_until, new_intent, dry_run, yes, as_json)
    with open_network(network, passphrase_file, keys=key, ca=ca) as opened:
        transaction = _signed_here(opened, signing_keys(opened, key), data, where, given)
    write_signed(transaction, out, as_json=as_json)


def _is_network(root: Path) -> bool:
    from counterfoil.node.layout import Layout

    return Layout(root).config.exists()


class _Given(NamedTuple):
    """The options of the command."""

    file: Path | None
    call: Sequence[str]
    chain: str | None
    by: Sequence[str]
    valid_for: int | None
    valid_until: int | None
    new_intent: bool
    dry_run: bool
    yes: bool
    as_json: bool


def _signed_here(
    network: "Network", keys: "Sequence[PrivateKey]", data: bytes, where: str, given: _Given
) -> "Transaction":
    """Another's transaction signed as well, or one made of calls; with a dry run the command ends here."""
    if is_transaction(data):
        transaction = parse_transaction(data, where=where)
        envelopes.require_ours(network, transaction, where=where)
        if given.dry_run:
            _rehearse(network, _signed_too(transaction, keys), as_json=given.as_json)
        if not given.yes:
            _confirm(transaction, key_names(network.keyring))
        return _signed_too(transaction, keys)
    document = [parse_document(c.encode(), where=where) for c in given.call] or parse_document(data, where=where)
    calls = parse_calls(document, where=where)
    if given.dry_run:
        _rehearse_calls(network, given.chain, calls, given.by, keys, as_json=given.as_json)
    wanted = _Wanted(calls, given.by, seed_for(given.file, new_intent=given.new_intent))
    return _build(network, given.chain, wanted, keys, given.valid_for, given.valid_until)


class _Wanted(NamedTuple):
    """What shall be signed, in whose name, and the seed of the intent."""

    calls: "Sequence[Call]"
    by: Sequence[str]
    seed: bytes


def _signed_alone(
    data: bytes, where: str, names: Sequence[str], trust: Path, passphrase_file: Path | None, *, yes: bool
) -> "Transaction":
    """Signed by key files, for a chain that a trust file knows: where another party has no copy of the network."""
    from counterfoil.node.keyring import Keyring

    transaction = parse_transaction(data, where=where)
    envelopes.require_trusted(read_trust(trust), transaction, where=where)
    ring = Keyring(Path(), ask_passphrase(passphrase_file))
    for name in names:
        if not is_key_file(name):
            raise InputError(
                f"{name!r} is no key file", where="--key", remedy="with --trust keys are named by their files"
            )
    keys = [ring.read(Path(name)) for name in dict.fromkeys(names)]
    if not yes:
        _confirm(transaction, {})
    return _signed_too(transaction, keys)


def _confirm(transaction: "Transaction", names: Mapping[str, str]) -> None:
    """Show what somebody else made, on standard error; and ask, when there is somebody to ask."""
    envelopes.write(envelopes.describe(transaction, names), "To be signed", to_stderr=True)
    if sys.stdin.isatty() and not typer.confirm("Sign this?", err=True):
        raise InputError("not signed", where="counterfoil sign")


def _rehearse(network: "Network", transaction: "Transaction", *, as_json: bool) -> NoReturn:
    from counterfoil.evidence.transaction import decode_envelope

    _, payload = decode_envelope(transaction.envelope)
    node = network.chain(payload.chain, writable=False)
    told = foretell_transaction(node, transaction.encode())
    end_dry_run(node, [told], key_names(network.keyring), as_json=as_json)


def _rehearse_calls(
    network: "Network",
    chain: str | None,
    calls: "Sequence[Call]",
    by: Sequence[str],
    keys: "Sequence[PrivateKey]",
    *,
    as_json: bool,
) -> NoReturn:
    from counterfoil.node.layout import require_chain
    from counterfoil.node.submitting import parties_of

    node = network.chain(require_chain(network.config, chain), writable=False)
    told = foretell(node, calls, by=by or parties_of(node, keys), signers=[key.keyid for key in keys])
    end_dry_run(node, [told], key_names(network.keyring), as_json=as_json)


def _signed_too(transaction: "Transaction", keys: "Sequence[PrivateKey]") -> "Transaction":
    from counterfoil.evidence.transaction import Transaction
    from counterfoil.identity import dsse
    from counterfoil.identity.signing import add_signatures

    envelope = add_signatures(dsse.decode(transaction.envelope), *keys)
    return Transaction(envelope.encode(), transaction.lines)


def _build(
    network: "Network",
    chain: str | None,
    wanted: _Wanted,
    keys: "Sequence[PrivateKey]",
    valid_for: int | None,
    valid_until: int | None,
) -> "Transaction":
    import msgspec

    from counterfoil.evidence.transaction import build_transaction
    from counterfoil.node.layout import require_chain
    from counterfoil.node.submitting import build, parties_of
    from counterfoil.primitives.types import Height

    name = require_chain(network.config, chain)
    if valid_until is None:
        node = network.chain(name, writable=False)
        # Also where it is said in whose names: a field may name somebody else, who is none of the chain.
        by = wanted.by or parties_of(node, keys)
        told = foretell(node, wanted.calls, by=by, signers=[key.keyid for key in keys])
        by = wanted.by or [*told.parties]
        return build(node, wanted.calls, *keys, by=by, valid_for=valid_for, seed=wanted.seed)
    if not wanted.by:
        remedy = "name the parties that consent; only the chain knows whose the keys are"
        raise InputError("it is needed with --valid-until", where="--by", remedy=remedy)
    # Without the chain nobody knows its window: the height is taken at its word.
    return build_transaction(
        [msgspec.to_builtins(call) for call in wanted.calls],
        *keys,
        by=wanted.by,
        chain=name,
        genesis=network.genesis(name),
        valid_until=Height(valid_until),
        seed=wanted.seed,
    )


def write_signed(transaction: "Transaction", out: Path | None, *, as_json: bool) -> None:
    from counterfoil.evidence.transaction import decode_envelope, intent_id

    if out is None:
        typer.echo(transaction.encode().decode(), nl=False)
        return
    envelope, payload = decode_envelope(transaction.envelope)
    write_new_file(out, transaction.encode())
    made = {
        "transaction": intent_id(payload),
        "by": payload.by,
        "calls": payload.calls.count,
        "signatures": [signature.keyid for signature in envelope.signatures],
        "file": str(out),
    }
    if as_json:
        write_json(made)
    else:
        write_facts("Signed", made)
