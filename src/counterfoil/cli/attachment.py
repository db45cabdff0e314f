# SPDX-License-Identifier: Apache-2.0
"""``counterfoil attachment``: what travels in a call for one recipient's eyes."""

from pathlib import Path
from typing import Annotated

import typer

from counterfoil.cli.options import (
    JsonOption,
    NetworkOption,
    PassphraseOption,
    ask_passphrase,
    example,
    is_key_file,
    require_new_file,
)
from counterfoil.cli.output import write_json, write_line, write_new_file
from counterfoil.primitives.errors import InputError

app = typer.Typer(help="Seal attachments of calls to a recipient's key, and open them.", no_args_is_help=True)

OutOption = Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The file to write; it must be new.")]


@app.command("seal", epilog=example("counterfoil attachment seal invoice.txt --to bob.json -o attachment.json"))
def seal(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What the recipient shall read.")],
    to: Annotated[
        Path, typer.Option("--to", metavar="KEY.json", help="The recipient's key, as keys show --json writes it.")
    ],
    out: OutOption,
    as_json: JsonOption = False,
) -> None:
    """Seal a file with HPKE (RFC 9180). What comes out belongs into the field `sealed` of a call, which is a list.

    Everybody sees that something was sealed, to whom, and how long it is. Nobody can take it back.
    """
    import msgspec

    from counterfoil.identity.policy import PublicKey
    from counterfoil.node.sealing import PLAINTEXT_LENGTH_MAX
    from counterfoil.node.sealing import seal as seal_to
    from counterfoil.primitives import canonical

    require_new_file(out)
    try:
        recipient = canonical.convert(msgspec.json.decode(to.read_bytes())["public"], PublicKey)
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError, TypeError, RecursionError) as error:
        remedy = "write it with counterfoil keys show NAME --json"
        raise InputError("not a public key", where=str(to), remedy=remedy) from error
    with file.open("rb") as opened:
        attachment = seal_to(opened.read(PLAINTEXT_LENGTH_MAX + 1), recipient)
    write_new_file(out, msgspec.json.format(msgspec.json.encode(attachment)) + b"\n")
    if as_json:
        write_json({"recipient": attachment.recipient, "suite": attachment.suite, "file": str(out)})
    else:
        write_line(f"Sealed to {attachment.recipient}: {out}")


@app.command(
    "open", epilog=example("counterfoil attachment open attachment.json --key bob --network trial -o read.txt")
)
def open_(
    file: Annotated[Path, typer.Argument(metavar="ATTACHMENT.json", help="One item of a call's `sealed`.")],
    key: Annotated[
        str, typer.Option("--key", "-k", metavar="NAME", help="The recipient's key, by its name or its file.")
    ],
    out: OutOption,
    network: NetworkOption = Path(),
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open an attachment that was sealed to a key of yours; exit code 2 when it was not, or was changed."""
    import msgspec

    from counterfoil.law.call import SealedAttachment
    from counterfoil.node.keyring import Keyring
    from counterfoil.node.layout import Layout
    from counterfoil.node.sealing import unseal
    from counterfoil.primitives import canonical

    require_new_file(out)
    try:
        attachment = canonical.decode_json(file.read_bytes(), SealedAttachment)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"not an attachment: {error}", where=str(file)) from error
    ring = Keyring(Layout(network).keys, ask_passphrase(passphrase_file))
    plaintext = unseal(attachment, ring.read(Path(key)) if is_key_file(key) else ring.get(key))
    write_new_file(out, plaintext)
    if as_json:
        write_json({"bytes": len(plaintext), "file": str(out)})
    else:
        write_line(f"Opened, {len(plaintext)} bytes: {out}")
