# SPDX-License-Identifier: Apache-2.0
"""``counterfoil sign``: calls become a signed transaction, or a transaction gets further signatures."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from counterfoil.cli.calls import (
    is_transaction,
    parse_calls,
    parse_document,
    parse_transaction,
    read_input,
    seed_for,
)
from counterfoil.cli.options import (
    ByOption,
    ChainOption,
    JsonOption,
    KeysOption,
    NetworkOption,
    NewIntentOption,
    PassphraseOption,
    example,
    open_network,
    require_signers,
    signing_keys,
)
from counterfoil.cli.output import write_facts, write_json
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    import msgspec

    from counterfoil.evidence.transaction import Transaction
    from counterfoil.identity.signing import PrivateKey
    from counterfoil.node.network import Network

EPILOG: Final = example(
    "counterfoil sign --network trial --key depository register.json -o tx.json",
    "counterfoil sign --key alice --key bob trade.json -o tx.json",
    "counterfoil sign --key bob tx.json -o both.json",
)
VALID_FOR_DEFAULT: Final = 100


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
        int, typer.Option(min=1, metavar="BLOCKS", help="For how many blocks it may wait.")
    ] = VALID_FOR_DEFAULT,
    valid_until: Annotated[
        int | None, typer.Option(min=1, metavar="HEIGHT", help="Its last height; then the chain is not opened.")
    ] = None,
    new_intent: NewIntentOption = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Where the transaction goes.")] = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Sign a transaction. Without --out it is written to standard output.

    Calls from a file are one intent, however often they are signed: its seed is kept beside the file.
    """
    if (file is None) == (not call):
        raise InputError("give either a file or --call", where="counterfoil sign", remedy="see counterfoil sign --help")
    require_signers(key)
    data = b"" if file is None else read_input(file)
    where = str(file) if file is not None else "--call"
    with open_network(network, passphrase_file) as opened:
        if is_transaction(data):
            transaction = _signed_too(parse_transaction(data, where=where), signing_keys(opened, key))
        else:
            document = [parse_document(c.encode(), where=where) for c in call] or parse_document(data, where=where)
            wanted = _Wanted(parse_calls(document, where=where), by, seed_for(file, new_intent=new_intent))
            transaction = _build(opened, chain, wanted, signing_keys(opened, key), valid_for, valid_until)
    _write(transaction, out, as_json=as_json)


class _Wanted(NamedTuple):
    """What shall be signed, in whose name, and the seed of the intent."""

    calls: "Sequence[msgspec.Struct]"
    by: Sequence[str]
    seed: bytes


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
    valid_for: int,
    valid_until: int | None,
) -> "Transaction":
    import msgspec

    from counterfoil.evidence.transaction import build_transaction
    from counterfoil.node.chain import genesis_hash
    from counterfoil.node.layout import require_chain
    from counterfoil.node.submitting import build
    from counterfoil.primitives.types import Height

    name = require_chain(network.config, chain)
    if valid_until is None:
        node = network.chain(name, writable=False)
        return build(node, wanted.calls, *keys, by=wanted.by or None, valid_for=valid_for, seed=wanted.seed)
    if not wanted.by:
        remedy = "name the parties that consent; only the chain knows whose the keys are"
        raise InputError("it is needed with --valid-until", where="--by", remedy=remedy)
    # Without the chain nobody knows its window: the height is taken at its word.
    return build_transaction(
        [msgspec.to_builtins(call) for call in wanted.calls],
        *keys,
        by=wanted.by,
        chain=name,
        genesis=genesis_hash(network.layout.chain(name), name),
        valid_until=Height(valid_until),
        seed=wanted.seed,
    )


def _write(transaction: "Transaction", out: Path | None, *, as_json: bool) -> None:
    from counterfoil.evidence.transaction import decode_envelope, intent_id

    if out is None:
        typer.echo(transaction.encode().decode(), nl=False)
        return
    envelope, payload = decode_envelope(transaction.envelope)
    out.write_bytes(transaction.encode())
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
