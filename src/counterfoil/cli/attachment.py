# SPDX-License-Identifier: Apache-2.0
"""``counterfoil attachment``: what travels in a call for one recipient's eyes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterfoil.cli.options import (
    JsonOption,
    NetworkOption,
    PassphraseOption,
    ask_passphrase,
    example,
    is_key_file,
    public_key,
    read_trust,
    require_new_file,
)
from counterfoil.cli.output import warn, write_facts, write_json, write_line, write_new_file
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import open_input, read_input_file

if TYPE_CHECKING:
    from counterfoil.law.call import SealedAttachment

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
        recipient = canonical.convert(msgspec.json.decode(read_input_file(to))["public"], PublicKey)
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError, TypeError, RecursionError) as error:
        remedy = "write it with counterfoil keys show NAME --json"
        raise InputError("not a public key", where=str(to), remedy=remedy) from error
    with open_input(file) as opened:
        attachment = seal_to(opened.read(PLAINTEXT_LENGTH_MAX + 1), recipient)
    write_new_file(out, msgspec.json.format(msgspec.json.encode(attachment)) + b"\n")
    digest = attachment.digest
    if as_json:
        told = {"recipient": attachment.recipient, "suite": attachment.suite, "digest": digest, "file": str(out)}
        write_json(told)
    else:
        write_line(f"Sealed to {attachment.recipient}: {out}\n  attachment SHA-256 {digest}")


@app.command(
    "open",
    epilog=example(
        "counterfoil attachment open package.zip --trust trust.json --key bob --network trial -o read.txt",
        "counterfoil attachment open attachment.json --key bob --network trial -o read.txt",
    ),
)
def open_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="An evidence package, or one item of a call's `sealed` (JSON).")
    ],
    key: Annotated[
        str, typer.Option("--key", "-k", metavar="NAME", help="The recipient's key, by its name or its file.")
    ],
    out: OutOption,
    trust: Annotated[
        Path | None, typer.Option("--trust", metavar="FILE", help="Your trust file: a package is verified first.")
    ] = None,
    which: Annotated[
        str | None,
        typer.Option("--digest", metavar="HEX", help="Which attachment, by the beginning of its SHA-256."),
    ] = None,
    network: NetworkOption = Path(),
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open an attachment that was sealed to a key of yours; exit code 2 when it was not, or was changed.

    A package carries the attachments of the calls that it shows; its report lists them. With --trust it is verified
    first, and nothing is opened of one that is not proved (exit code 1); without, that it was not verified is said.
    """
    from counterfoil.node.keyring import Keyring
    from counterfoil.node.layout import Layout
    from counterfoil.node.sealing import unseal

    require_new_file(out)
    data = _read(file)
    ring = Keyring(Layout(network).keys, ask_passphrase(passphrase_file))
    recipient = public_key(ring, key).keyid
    attachment, found = _from_package(data, file, recipient, which, trust) if _is_package(data) else _alone(data, file)
    if found is None and (trust is not None or which is not None):
        raise InputError("is one attachment, not a package", where=str(file), remedy="leave out --trust and --digest")
    plaintext = unseal(attachment, ring.read(Path(key)) if is_key_file(key) else ring.get(key))
    write_new_file(out, plaintext)
    digest = attachment.digest
    if as_json:
        write_json({"bytes": len(plaintext), "file": str(out), "digest": digest} | (found or {}))
    else:
        write_line(f"Opened, {len(plaintext)} bytes: {out}\n  attachment SHA-256 {digest}")
        if found is not None:
            write_facts("It stands in the package", found)


Place = dict[str, object]
"""where in a package an attachment stands, and whether the package was verified"""


def _is_package(data: bytes) -> bool:
    from counterfoil.evidence.package_zip import ZIP_MAGIC

    return data.startswith(ZIP_MAGIC)


def _read(file: Path) -> bytes:
    from counterfoil.evidence.package_zip import PACKAGE_LENGTH_MAX

    with open_input(file) as opened:
        return opened.read(PACKAGE_LENGTH_MAX + 1)


def _alone(data: bytes, file: Path) -> "tuple[SealedAttachment, Place | None]":
    """One item of a call's attachments."""
    import msgspec

    from counterfoil.law.call import SealedAttachment
    from counterfoil.primitives import canonical

    try:
        return canonical.decode_json(data, SealedAttachment), None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"neither a package nor an attachment: {error}", where=str(file)) from error


def _from_package(
    data: bytes, file: Path, recipient: str, which: str | None, trust: Path | None
) -> "tuple[SealedAttachment, Place | None]":
    """The attachment of a package that is meant; InputError when none or several are."""
    from counterfoil.evidence.package import decode_package
    from counterfoil.node.packed_attachments import packed_attachments

    verified = trust is not None and _require_proved(data, file, trust)
    if not verified:
        warn("the package was not verified; --trust FILE does that before anything is opened")
    carried = {
        one.digest: one for one in packed_attachments(decode_package(data)) if one.digest.startswith(which or "")
    }
    mine = [one for one in carried.values() if one.attachment.recipient == recipient]
    if len(mine) != 1:
        several = f"{len(mine)} attachments are sealed to {recipient}: " + ", ".join(one.digest for one in mine)
        none = f"of {len(carried)} attachments that it carries here, none is sealed to {recipient}"
        remedy = "name one with --digest" if mine else "its report lists them, with the keys that open them"
        raise InputError(several if mine else none, where=str(file), remedy=remedy)
    [one] = mine
    place: Place = {"transaction": one.transaction, "call": one.call, "name": one.name, "verified": verified}
    return one.attachment, place


def _require_proved(data: bytes, file: Path, trust: Path) -> bool:
    """True; ends the command with what the verifier says when the package is not proved."""
    from counterfoil.cli.times import now
    from counterfoil.verify import verify_package

    report = verify_package(data, read_trust(trust), now=now())
    if not report.proved:
        write_line(f"{file}: {report.verdict.upper()}. {report.sentence.en} {report.sentence.zh}\nNothing was opened.")
        raise typer.Exit(report.verdict.exit_code)
    return True
