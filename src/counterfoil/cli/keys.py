# SPDX-License-Identifier: Apache-2.0
"""``counterfoil keys``: private key files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterfoil.cli.options import (
    JsonOption,
    NetworkOption,
    NoEncryptOption,
    PassphraseOption,
    ask_for_new_keys,
    example,
    is_key_file,
)
from counterfoil.cli.output import write_facts, write_json, write_table
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.node.keyring import AskPassphrase, Keyring

app = typer.Typer(help="Make and list private keys. Only `new` writes anything.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The key's name, as --key takes it.")]
OutOption = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the key here instead.")]


@app.command("new", epilog=example("counterfoil keys new carol dave --network trial --no-encrypt"))
def new(
    names: Annotated[list[str], typer.Argument(metavar="NAME…", help="What the keys are called, as --key takes them.")],
    network: NetworkOption = Path(),
    out: OutOption = None,
    no_encrypt: NoEncryptOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make keys, in the network's folder or one in a file of its own. The public key is what others need of it."""
    from counterfoil.identity.keyfile import generate_key, write_key

    ask = ask_for_new_keys(passphrase_file, no_encrypt=no_encrypt)
    if out is not None:
        if len(names) != 1:
            raise InputError(f"{len(names)} keys for one file", where="--out", remedy="name one key")
        write_key(out, generate_key(), ask(), name=names[0])
        paths = [out]
    else:
        _require_network(network)
        ring = _keyring(network, ask)
        for name in names:
            if ring.path(name).exists():
                raise InputError("exists already", where=str(ring.path(name)), remedy="choose another name")
        for name in dict.fromkeys(names):
            ring.create(name)
        paths = [ring.path(name) for name in dict.fromkeys(names)]
    if as_json:
        made = [_describe(path) for path in paths]
        write_json(made[0] if len(made) == 1 else made)
        return
    for path in paths:
        _write("Key made", path, as_json=False)


@app.command("show", epilog=example("counterfoil keys show depository --network trial"))
def show(name: NameArgument, network: NetworkOption = Path(), as_json: JsonOption = False) -> None:
    """Show a key's public half, of a key in the network or in a file of its own. Needs no passphrase.

    With --json it is what others need: they name that file where they would name a key.
    """
    path = Path(name) if is_key_file(name) else _keyring(network).path(name)
    _write(f"Key {name}", path, as_json=as_json)


@app.command("list", epilog=example("counterfoil keys list --network trial"))
def list_(network: NetworkOption = Path(), as_json: JsonOption = False) -> None:
    """List the keys in a network's folder."""
    _require_network(network)
    ring = _keyring(network)
    found = [_describe(ring.path(name)) for name in ring.names()]
    if as_json:
        write_json(found)
    else:
        write_table(
            "", ("name", "key identifier", "encrypted"), [(k["name"], k["keyid"], k["encrypted"]) for k in found]
        )


def _keyring(network: Path, ask: "AskPassphrase" = lambda: None) -> "Keyring":
    """The network's keys; to look at them needs no passphrase."""
    from counterfoil.node.keyring import Keyring
    from counterfoil.node.layout import Layout

    return Keyring(Layout(network).keys, ask)


def _require_network(network: Path) -> None:
    """Raise InputError when the folder holds no network."""
    from counterfoil.node.layout import Layout, read_config

    read_config(Layout(network))


def _describe(path: Path) -> dict[str, object]:
    from counterfoil.identity.keyfile import describe_key

    key = describe_key(path)
    return {
        "name": path.stem,
        "keyid": key.keyid,
        "public": {"key": key.public.key, "scheme": key.public.scheme},
        "encrypted": key.encrypted,
        "file": str(path),
    }


def _write(title: str, path: Path, *, as_json: bool) -> None:
    described = _describe(path)
    if as_json:
        write_json(described)
    else:
        write_facts(title, described)
