# SPDX-License-Identifier: Apache-2.0
"""Options that many commands share, and how a passphrase is come by."""

import getpass
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from counterfoil.primitives.errors import InputError, KeyFileError
from counterfoil.primitives.input_files import open_input, read_input_file

if TYPE_CHECKING:
    from counterfoil.identity.policy import PublicKey
    from counterfoil.identity.signing import PrivateKey
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.keyring import Keyring
    from counterfoil.node.network import Network
    from counterfoil.verify import Trust

_ADDRESS: Final = re.compile(r"(https?):/+(.+)")
NETWORK_VARIABLE: Final = "COUNTERFOIL_NETWORK"
PASSPHRASE_VARIABLE: Final = "COUNTERFOIL_PASSPHRASE"  # noqa: S105 - the name of a variable
CA_VARIABLE: Final = "COUNTERFOIL_CA"
KEY_VARIABLE: Final = "COUNTERFOIL_KEY"
PASSPHRASE_LENGTH_MAX: Final = 4_096
LOCK_WAIT_S: Final = 10
"""For how long a command waits for another process that writes what it is to write."""


def _folder(ctx: typer.Context, network: Path) -> Path:
    """What --network names; InputError for an address, of a command that has no --ca: it works in the folder alone."""
    if (url := address_of(network)) is not None and all(one.name != "ca" for one in ctx.command.params):
        raise not_from_afar(url)
    return network


def address_of(network: Path) -> str | None:
    """The address of a service, where one stands in the place of a folder; a path has lost one of its strokes."""
    found = _ADDRESS.fullmatch(str(network))
    return None if found is None else f"{found[1]}://{found[2].rstrip('/')}"


def not_from_afar(url: str) -> InputError:
    """What a command says that works in the network's folder alone."""
    remedy = "run it there; from afar work submit, sign, show, evidence export and the calls of modules"
    return InputError("this works in the folder of the network alone", where=url, remedy=remedy)


JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON, for machines.")]
RowsOption = Annotated[
    Path | None, typer.Option("--csv", metavar="FILE", help="Write the rows here; the file must be new.")
]
NetworkOption = Annotated[
    Path,
    typer.Option(
        "--network",
        "-n",
        metavar="DIR",
        envvar=NETWORK_VARIABLE,
        help="The network's folder.",
        show_default=".",
        callback=_folder,
    ),
]
ChainOption = Annotated[
    str | None, typer.Option("--chain", "-c", metavar="NAME", help="Which chain, if the network has several.")
]
PassphraseOption = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        help=f"Where the keys' passphrase is; otherwise {PASSPHRASE_VARIABLE}, or a prompt.",
    ),
]
NoEncryptOption = Annotated[
    bool, typer.Option("--no-encrypt", help="Leave new key files without a passphrase: for trials only.")
]
KeysOption = Annotated[
    list[str],
    typer.Option(
        "--key",
        "-k",
        metavar="NAME",
        help="A key that signs, by its name in the network, or a key file; may be repeated.",
    ),
]
ByOption = Annotated[
    list[str],
    typer.Option("--by", metavar="PARTY", help="A party that consents; otherwise whose the keys are.", show_default=""),
]
NewIntentOption = Annotated[
    bool,
    typer.Option(
        "--new-intent",
        help="Do the calls of a file once more, though they were signed before. What is typed is always new.",
    ),
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Say what would happen and whose signature is missing; do nothing.")
]
AcceptClockOption = Annotated[
    bool,
    typer.Option(
        "--accept-clock", help="The clock is right, although it is far from the last time that was vouched for."
    ),
]
CaOption = Annotated[
    Path | None,
    typer.Option(
        "--ca",
        metavar="FILE",
        envvar=CA_VARIABLE,
        help="Of a service at an address: certificates to believe, in PEM.",
        show_default=False,
    ),
]
AskKeyOption = Annotated[
    str | None,
    typer.Option(
        "--key",
        "-k",
        metavar="FILE",
        envvar=KEY_VARIABLE,
        help="Of a service at an address: the key file that asks it.",
        show_default=False,
    ),
]
NoPublishOption = Annotated[
    bool, typer.Option("--no-publish", help="Do not anchor the new blocks in the custody log now.")
]


def ask_passphrase(file: Path | None, *, confirm: bool = False) -> Callable[[], str]:
    """Gives the passphrase when it is needed: from the file, the environment, or a prompt; raises InputError."""

    def ask() -> str:
        if file is not None:
            return _not_empty(_from_file(file), str(file))
        if (known := os.environ.get(PASSPHRASE_VARIABLE)) is not None:
            return _not_empty(known, PASSPHRASE_VARIABLE)
        if not sys.stdin.isatty():
            raise KeyFileError(
                "a passphrase is needed",
                where="keys",
                remedy=f"set {PASSPHRASE_VARIABLE} or give --passphrase-file",
            )
        return _not_empty(_prompt(confirm=confirm), "keys")

    return ask


def ask_for_new_keys(file: Path | None, *, no_encrypt: bool) -> Callable[[], str | None]:
    """The same where keys are made; ``no_encrypt`` makes them without a passphrase."""
    return (lambda: None) if no_encrypt else ask_passphrase(file, confirm=True)


def open_network(
    root: Path,
    passphrase_file: Path | None = None,
    *,
    accept_clock: bool = False,
    keys: Sequence[str] = (),
    ca: Path | None = None,
) -> "Network":
    """The network in a folder; raises InputError when there is none.

    Where ``root`` is the address of a service, what that tells: ``keys`` are files, of which the first signs requests.
    """
    from counterfoil.node.network import Network

    ask = ask_passphrase(passphrase_file)
    if (url := address_of(root)) is not None:
        from counterfoil.cli.afar import AfarNetwork

        return AfarNetwork(url, ask, keys, ca)
    return Network(root, ask, accept_clock=accept_clock, wait_s=LOCK_WAIT_S)


def require_signers(names: Sequence[str]) -> None:
    """Raise InputError when no ``--key`` was given."""
    if not names:
        raise InputError("no key signs", where="--key", remedy="name a key; counterfoil keys list shows them")


def signing_keys(network: "Network", names: Sequence[str], node: "ChainNode | None" = None) -> "list[PrivateKey]":
    """The private keys of these names, each once: no envelope takes two signatures of one key. KeyFileError if not.

    ``node``: the chain for which they sign, which may know a key whose file is not here.
    """
    ring = network.keyring
    if node is not None:
        for name in names:
            _require_file_of_party(node, ring, name)
    return [ring.read(Path(name)) if is_key_file(name) else ring.get(name) for name in dict.fromkeys(names)]


def _require_file_of_party(node: "ChainNode", ring: "Keyring", name: str) -> None:
    """KeyFileError for a party with keys in force and no file of that name: one that is made anew signs nothing."""
    from counterfoil.modules.parties.records import PARTIES

    if is_key_file(name) or (path := ring.path(name)).exists():
        return
    party = node.ledger.view.read(PARTIES, name)
    if party is not None and party.keys is not None:
        one, ids = len(party.keys.keyids) == 1, ", ".join(party.keys.keyids)
        said = f"{name}'s {'key' if one else 'keys'} in force {'is' if one else 'are'} {ids}"
        remedy = f"{said}: find its file; a new key is another key, with which nothing is signed before keys rotate"
        raise KeyFileError(f"there is no key {name!r}", where=str(path), remedy=remedy)


def is_key_file(name: str) -> bool:
    """Whether a key is named by its file, and not as the network calls it."""
    return "/" in name or name.endswith((".key", ".json"))


def public_key(ring: "Keyring", name: str) -> "PublicKey":
    """The public half of a key of the network, of a key file, or as ``keys show --json`` wrote it for others."""
    import msgspec

    from counterfoil.identity.keyfile import describe_key
    from counterfoil.identity.policy import PublicKey
    from counterfoil.primitives import canonical

    if not is_key_file(name):
        return ring.public(name)
    try:
        shown = msgspec.json.decode(read_input_file(Path(name)))
        return canonical.convert(shown["public"], PublicKey) if "keyid" in shown else describe_key(Path(name)).public
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError, TypeError, RecursionError) as error:
        remedy = "a key file, or what counterfoil keys show --json wrote"
        raise InputError("not a key", where=name, remedy=remedy) from error


def require_new_file(*files: Path | None) -> None:
    """Raise InputError or OSError before any work is done when one of the files cannot be written, or is there already.

    Each is made and removed again: only so are rights, a folder that is read only and too long a name all found.
    """
    wanted = [file for file in files if file is not None]
    for number, file in enumerate(wanted):
        if file.is_dir() or not file.parent.is_dir():
            problem = "it is a folder" if file.is_dir() else "its folder does not exist"
            raise InputError(f"cannot be written: {problem}", where=str(file), remedy="name a file in a folder")
        if file.is_file():
            raise InputError("is there already", where=str(file), remedy="name a new file, or remove it")
        if file in wanted[:number]:
            raise InputError("named for two things", where=str(file), remedy="name two files")
        if not file.exists():
            _try_to_make(file)
        elif not os.access(file, os.W_OK):
            raise InputError("cannot be written: no right to", where=str(file), remedy="name another file")


def _try_to_make(file: Path) -> None:
    try:
        file.open("xb").close()
    except FileExistsError as error:
        problem = "cannot be written: a link that leads nowhere"
        raise InputError(problem, where=str(file), remedy="name a new file, or remove it") from error
    file.unlink()


def read_trust(path: Path) -> "Trust":
    """A trust file; raises InputError that names the file."""
    return trust_of(path, read_input_file(path))


def trust_of(path: Path, data: bytes) -> "Trust":
    """The same, of bytes that were read already."""
    from counterfoil.verify import parse_trust

    try:
        return parse_trust(data)
    except InputError as error:
        raise InputError(error.problem, where=f"{path}, {error.where}", remedy=error.remedy) from error


LISTED: Final = 100
"""How many a command lists unless told."""
LISTED_MAX: Final = 1_000_000


def example(*lines: str) -> str:
    """The examples at the end of a command's help, kept as they are written."""
    return "\n".join(["\b", "Example:" if len(lines) == 1 else "Examples:", *(f"  {line}" for line in lines)])


def _not_empty(passphrase: str, where: str) -> str:
    if not passphrase:
        raise KeyFileError("the passphrase is empty", where=where, remedy="choose one, or say --no-encrypt for trials")
    return passphrase


def _from_file(file: Path) -> str:
    try:
        with open_input(file) as opened:
            text = opened.read(PASSPHRASE_LENGTH_MAX + 1).decode()
    except UnicodeDecodeError as error:
        raise InputError("the passphrase is not UTF-8", where=str(file)) from error
    if len(text) > PASSPHRASE_LENGTH_MAX:
        raise InputError(f"longer than {PASSPHRASE_LENGTH_MAX} bytes", where=str(file), remedy="one line is read")
    return text.removesuffix("\n").removesuffix("\r")


def _prompt(*, confirm: bool) -> str:
    passphrase = getpass.getpass("Passphrase of the keys: ")
    if confirm and getpass.getpass("The same again: ") != passphrase:
        raise InputError("the two passphrases differ", where="keys", remedy="try again")
    return passphrase
