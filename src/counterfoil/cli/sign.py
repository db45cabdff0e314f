# SPDX-License-Identifier: Apache-2.0
"""``counterfoil sign``: calls become a signed transaction, or a transaction gets further signatures."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from counterfoil.cli.calls import is_envelope, parse_calls, parse_document, parse_envelope, read_document
from counterfoil.cli.options import (
    ChainOption,
    JsonOption,
    KeysOption,
    NetworkOption,
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

    from counterfoil.identity.dsse import Envelope
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
        typer.Argument(metavar="[CALLS.json]", help="A call, a list of calls, or an envelope; - is standard input."),
    ] = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    key: KeysOption = [],  # noqa: B006
    call: Annotated[list[str], typer.Option("--call", metavar="JSON", help="A call, written here.")] = [],  # noqa: B006
    valid_for: Annotated[
        int, typer.Option(min=1, metavar="BLOCKS", help="For how many blocks it may wait.")
    ] = VALID_FOR_DEFAULT,
    valid_until: Annotated[
        int | None, typer.Option(min=1, metavar="HEIGHT", help="Its last height; then the chain is not opened.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Where the envelope goes.")] = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Sign a transaction. Without --out the envelope is written to standard output."""
    from counterfoil.identity.signing import add_signatures

    if (file is None) == (not call):
        raise InputError("give either a file or --call", where="counterfoil sign", remedy="see counterfoil sign --help")
    require_signers(key)
    document = read_document(file) if file is not None else [parse_document(c.encode(), where="--call") for c in call]
    where = str(file) if file is not None else "--call"
    with open_network(network, passphrase_file) as opened:
        if is_envelope(document):
            envelope = add_signatures(parse_envelope(document, where=where), *signing_keys(opened, key))
        else:
            calls = parse_calls(document, where=where)
            envelope = _build(opened, chain, calls, signing_keys(opened, key), valid_for, valid_until)
    _write(envelope, out, as_json=as_json)


def _build(
    network: "Network",
    chain: str | None,
    calls: "Sequence[msgspec.Struct]",
    keys: "Sequence[PrivateKey]",
    valid_for: int,
    valid_until: int | None,
) -> "Envelope":
    import msgspec

    from counterfoil.evidence.transaction import build_transaction
    from counterfoil.node.layout import require_chain
    from counterfoil.node.submitting import build_envelope, fresh_salt
    from counterfoil.primitives.types import Height

    name = require_chain(network.config, chain)
    if valid_until is None:
        return build_envelope(network.chain(name, writable=False), calls, *keys, valid_for=valid_for)
    # Without the chain nobody knows its window: the height is taken at its word.
    plain = [msgspec.to_builtins(call) for call in calls]
    return build_transaction(name, plain, *keys, valid_until=Height(valid_until), salt=fresh_salt())


def _write(envelope: "Envelope", out: Path | None, *, as_json: bool) -> None:
    from counterfoil.evidence.transaction import transaction_id

    encoded = envelope.encode()
    if out is None:
        typer.echo(encoded.decode())
        return
    out.write_bytes(encoded + b"\n")
    made = {
        "transaction": transaction_id(envelope),
        "signatures": [signature.keyid for signature in envelope.signatures],
        "file": str(out),
    }
    if as_json:
        write_json(made)
    else:
        write_facts("Signed", made)
