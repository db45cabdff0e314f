# SPDX-License-Identifier: Apache-2.0
"""``counterfoil auditor``: a state auditor with a machine and a key of its own."""

from pathlib import Path
from typing import Annotated

import typer

from counterfoil.cli.options import (
    ChainOption,
    JsonOption,
    PassphraseOption,
    ask_passphrase,
    example,
    read_trust,
    require_new_file,
)
from counterfoil.cli.output import write_facts, write_json, write_new_file
from counterfoil.primitives.errors import InputError

app = typer.Typer(help="Execute a chain as a state auditor, and sign what came out.", no_args_is_help=True)


@app.callback()
def auditor() -> None:
    """Keeps `sign` a command of its own."""


@app.command(
    "sign",
    epilog=example("counterfoil auditor sign copy --trust trust.json --key auditor.key --state audited -o audit.json"),
)
def sign(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="A copy of the network's folder; keys are not needed.")
    ],
    trust: Annotated[Path, typer.Option("--trust", metavar="FILE", help="Your own trust file.")],
    key: Annotated[Path, typer.Option("--key", metavar="FILE", help="Your key file.")],
    state: Annotated[Path, typer.Option("--state", metavar="DIR", help="Where you keep your own state of the chain.")],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help="The signed audit to write; it must be new.")
    ],
    chain: ChainOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Execute every block from genesis, or from where you left off, and sign the last anchored header.

    Signs only what your own execution gave byte for byte, under the genesis, log and keys of your trust file. The log
    takes the audit in with counterfoil custody audit.
    """
    from counterfoil.identity.keyfile import describe_key, read_key
    from counterfoil.node.layout import Layout, read_config, require_chain
    from counterfoil.node.published_log import PublishedLog
    from counterfoil.node.state_auditor import audit_header
    from counterfoil.primitives.hashing import to_hex
    from counterfoil.storage.filelog import FileBlockLog

    require_new_file(out)
    believed, layout = read_trust(trust), Layout(directory)
    name = require_chain(read_config(layout), chain)
    trusted = believed.chains.get(name)
    if trusted is None:
        raise InputError(f"knows no chain {name!r}", where=str(trust), remedy="use the trust file of this network")
    log = PublishedLog(layout.custody, believed.policy)
    anchored = log.chain(name)
    if anchored.seals.registered != trusted.seals(name):
        problem = "the log registers other seal or recovery keys than the trust file names"
        raise InputError(problem, where=str(layout.custody), remedy="audit the network that the trust file is of")
    secret = ask_passphrase(passphrase_file)() if describe_key(key).encrypted else None
    envelope = audit_header(
        state / name,
        name,
        FileBlockLog.open_to_read(layout.chain(name) / "blocks"),
        genesis=layout.genesis(name).read_bytes(),
        genesis_hash=trusted.genesis,
        seals=anchored.seals,
        anchored=(anchored.height, anchored.headers[anchored.height]),
        origin=trusted.log,
        key=read_key(key, secret),
    )
    write_new_file(out, envelope.encode())
    header = to_hex(anchored.headers[anchored.height])
    made = {"chain": name, "height": anchored.height, "header": header, "file": str(out)}
    if as_json:
        write_json(made)
    else:
        write_facts("Audited and signed", made)
