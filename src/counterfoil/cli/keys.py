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
)
from counterfoil.cli.output import write_facts, write_json, write_table

if TYPE_CHECKING:
    from counterfoil.node.keyring import AskPassphrase, Keyring

app = typer.Typer(help="Make and list private keys. Only `new` writes anything.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The key's name, as --key takes it.")]
OutOption = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the key here instead.")]


@app.command("new", epilog=example("counterfoil keys new carol --network trial --no-encrypt"))
def new(
    name: NameArgument,
    network: NetworkOption = Path(),
    out: OutOption = None,
    no_encrypt: NoEncryptOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key, in the network's folder or in a file of its own. The public key is what others need of it."""
    from counterfoil.identity.keyfile import generate_key, write_key

    ask = ask_for_new_keys(passphrase_file, no_encrypt=no_encrypt)
    if out is not None:
        write_key(out, generate_key(), ask(), name=name)
        path = out
    else:
        _require_network(network)
        ring = _keyring(network, ask)
        ring.create(name)
        path = ring.path(name)
    _write("Key made", path, as_json=as_json)


@app.command("show", epilog=example("counterfoil keys show depository --network trial"))
def show(name: NameArgument, network: NetworkOption = Path(), as_json: JsonOption = False) -> None:
    """Show a key's public half, as a key policy takes it. Needs no passphrase."""
    _write(f"Key {name}", _keyring(network).path(name), as_json=as_json)


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
