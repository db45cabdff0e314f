# SPDX-License-Identifier: Apache-2.0
"""``counterfoil network backup`` and ``unpack``: a chain's blocks as files, and a folder of blocks out of them."""

from pathlib import Path
from typing import Annotated, Final

import typer

from counterfoil.cli.options import ChainOption, JsonOption, NetworkOption, example, require_new_file
from counterfoil.cli.output import write_facts, write_json
from counterfoil.primitives.errors import InputError

BACKUP_EPILOG: Final = example("counterfoil network backup alliance-backup --network north")
UNPACK_EPILOG: Final = example(
    "counterfoil network unpack alliance-backup blocks --network north "
    "--header 0f4c8e21b7d3956a0f4c8e21b7d3956a0f4c8e21b7d3956a0f4c8e21b7d3956a"
)


def backup(
    out: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder for it.")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the chain of a folder as a snapshot: its blocks since genesis, and nothing secret.

    The node may run meanwhile. The header at its end is told: whoever takes it back must know that from somebody whom
    he believes, such as the custody tier.
    """
    from counterfoil.evidence.header import header_hash
    from counterfoil.node.consortium.backing_up import back_up
    from counterfoil.node.layout import Layout, read_config, require_chain

    layout = Layout(network)
    require_new_file(out)
    name = require_chain(read_config(layout), chain)
    manifest = back_up(layout, name, out)
    made = {
        "backup": str(out),
        "chain": name,
        "height": manifest.header.height,
        "header": header_hash(manifest.header.encode()).hex(),
        "chunks": len(manifest.chunks),
    }
    if as_json:
        write_json(made)
    else:
        write_facts("Backed up", made)


def unpack(
    backup: Annotated[Path, typer.Argument(metavar="BACKUP", help="The folder that `backup` made.")],
    out: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder for the blocks.")],
    header: Annotated[str, typer.Option("--header", metavar="HASH", help="The hash of its last header.")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Execute a backup from the genesis of a folder up to a header that you believe, into a folder of its own.

    Every block must give the header that it came with; else nothing is there. The folder orders nothing, for seals are
    not in a backup: it is what `counterfoil network restore begin --blocks` takes.
    """
    from counterfoil.node.consortium.backing_up import unpack as unpack_backup
    from counterfoil.node.layout import Layout, read_config, require_chain
    from counterfoil.primitives.types import Hash

    try:
        believed = bytes.fromhex(header)
    except ValueError:
        believed = b""
    if len(believed) != 32:
        raise InputError(f"{header[:70]!r} is no hash", where="--header", remedy="64 hex digits")
    layout = Layout(network)
    name = require_chain(read_config(layout), chain)
    made = {
        "folder": str(out),
        "chain": name,
        "height": unpack_backup(backup, layout, name, out, header=Hash(believed)),
    }
    if as_json:
        write_json(made)
    else:
        write_facts("Unpacked", made)
