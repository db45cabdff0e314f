# SPDX-License-Identifier: Apache-2.0
"""``counterfoil custody``: the custody log."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import (
    AcceptClockOption,
    ChainOption,
    JsonOption,
    NetworkOption,
    PassphraseOption,
    example,
    open_network,
    require_new_file,
)
from counterfoil.cli.output import progress_bars, write_facts, write_json, write_line, write_new_file, write_table
from counterfoil.cli.submit import warn_of_publication
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.input_files import read_input_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from counterfoil.evidence.seal import Rotation
    from counterfoil.node.network import Network
    from counterfoil.node.published_log import PublishedLog
    from counterfoil.primitives.types import ChainId

app = typer.Typer(
    help="The custody log: publish it, read it, prove entries, check proofs and the folder.", no_args_is_help=True
)

IndexArgument = Annotated[int, typer.Argument(metavar="INDEX", min=0, help="From 0.")]


@app.command("publish", epilog=example("counterfoil custody publish --network trial"))
def publish(
    network: NetworkOption = Path(),
    accept_clock: AcceptClockOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask each chain for a block, anchor it, have it audited, and publish with a fresh quorum of cosignatures.

    A clock far from the last time that was vouched for is refused: nothing is stamped that could not be undone.
    """
    with open_network(network, passphrase_file, accept_clock=accept_clock) as opened:
        checkpoint = opened.publish()
        warn_of_publication(opened)
        chains = opened.published().chains
    made = {
        "size": checkpoint.checkpoint.size,
        "root": checkpoint.checkpoint.root.hex(),
        "origin": checkpoint.checkpoint.origin,
        "anchored": {name: state.height for name, state in chains.items()},
    }
    if as_json:
        write_json(made)
    else:
        write_facts("Published", made)


SealKeyOption = Annotated[
    list[str], typer.Option("--seal-key", metavar="NAME", help="A key that seals from now on; may be repeated.")
]


@app.command("rotate", epilog=example("counterfoil custody rotate --seal-key seal-main-2 --network trial"))
def rotate(
    seal_key: SealKeyOption,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    accept_clock: AcceptClockOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Have other keys seal a chain from its next block on, as those that seal it now sign.

    All of the keys named will have to sign; counterfoil keys new makes them. Old evidence stays as good as it was.
    """
    from counterfoil.node.rotation import rotate_seal

    _rotate(rotate_seal, seal_key, network, chain, passphrase_file, accept_clock=accept_clock, as_json=as_json)


@app.command("recover", epilog=example("counterfoil custody recover --seal-key seal-main-2 --network trial"))
def recover(
    seal_key: SealKeyOption,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    accept_clock: AcceptClockOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a chain back by its recovery keys: after its seal keys were lost or stolen, or it was halted by a fork.

    In force only once the chain's recovery delay has passed, as everybody can see in the log until then. Blocks made
    here since the last anchored one are kept, and sealed anew.
    """
    from counterfoil.node.rotation import recover_seal

    _rotate(recover_seal, seal_key, network, chain, passphrase_file, accept_clock=accept_clock, as_json=as_json)


def _rotate(
    turn: "Callable[[Network, ChainId, Sequence[str]], Rotation]",
    seal_keys: "Sequence[str]",
    network: Path,
    chain: str | None,
    passphrase_file: Path | None,
    *,
    accept_clock: bool,
    as_json: bool,
) -> None:
    from counterfoil.evidence.text import format_time
    from counterfoil.node.layout import require_chain

    with open_network(network, passphrase_file, accept_clock=accept_clock) as opened:
        rotation = turn(opened, require_chain(opened.config, chain), list(dict.fromkeys(seal_keys)))
    made = {
        "chain": rotation.chain,
        "after_block": rotation.last_height,
        "effective": format_time(rotation.effective) if rotation.effective else "at once",
        "seal_keys": [key.keyid for key in rotation.seal.keys],
    }
    if as_json:
        write_json(made)
    else:
        write_facts("Seal keys in force", made)


@app.command("audit", epilog=example("counterfoil custody audit audit.json --network trial"))
def take_audit(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What counterfoil auditor sign has written.")],
    network: NetworkOption = Path(),
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a state auditor's signed word on an anchored header into the log, and publish."""
    from counterfoil.identity import dsse

    envelope = dsse.decode(read_input_file(file))
    with open_network(network, passphrase_file) as opened:
        index, published = opened.take_audit(envelope)
    made = {"index": index, "size": published.checkpoint.size}
    if as_json:
        write_json(made)
    else:
        write_facts("Audit taken in", made)


@app.command(
    "entry",
    epilog=example(
        "counterfoil custody entry 0 --network trial", "counterfoil custody entry 0 --network trial -o first.json"
    ),
)
def entry(
    index: IndexArgument,
    network: NetworkOption = Path(),
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write the entry's bytes here.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show an entry of the published log, as its bytes say (they are JSON)."""
    import msgspec

    from counterfoil.evidence.text import safe_json

    require_new_file(out)
    published = _published(network)
    data = published.entry(_require(index, published.size))
    if out is not None:
        write_new_file(out, data)
    if as_json:
        write_json({"index": index, "entry": msgspec.Raw(data)})
    elif out is not None:
        write_line(f"Entry {index} of {published.size}: {out}")
    else:
        typer.echo(safe_json(msgspec.json.format(data, indent=2).decode()))


@app.command("proof", epilog=example("counterfoil custody proof 0 --network trial -o first.tlog-proof"))
def proof(
    index: IndexArgument,
    network: NetworkOption = Path(),
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write the proof here.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Write the proof that an entry is in the published log, as a C2SP tlog-proof."""
    require_new_file(out)
    published = _published(network)
    made = published.tlog_proof(_require(index, published.size))
    if out is not None:
        write_new_file(out, made.encode())
    if as_json:
        hashes = [value.hex() for value in made.hashes]
        write_json({"index": index, "size": published.size, "hashes": hashes, "file": str(out) if out else None})
    elif out is None:
        typer.echo(made.encode().decode(), nl=False)
    else:
        write_line(f"Proof of entry {index} of {published.size}: {out}")


@app.command(
    "verify-proof",
    epilog=example(
        "counterfoil custody verify-proof entry.tlog-proof --entry entry.json --policy trial/custody/policy"
    ),
)
def verify_proof(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A C2SP tlog-proof.")],
    entry: Annotated[
        Path,
        typer.Option("--entry", metavar="FILE", help="The entry's bytes, as custody entry --out writes them."),
    ],
    policy: Annotated[
        Path, typer.Option("--policy", metavar="FILE", help="Your own tlog-policy: the log and witnesses you believe.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Verify offline that an entry is in the log. Exit code 0: proved; 1: not proved; 2: a file is unusable.

    Proved means: a log of the policy signed the checkpoint, a quorum of its witnesses cosigned it, and the entry is in
    the tree at the place that the proof says.
    """
    from counterfoil.evidence.tlog_proof import parse_tlog_proof, verify_tlog_proof
    from counterfoil.evidence.witness_policy import parse_policy
    from counterfoil.primitives.merkle.verify import leaf_hash

    trusted = parse_policy(read_input_file(policy))
    proof = parse_tlog_proof(read_input_file(file))
    data = read_input_file(entry)
    try:
        opened = verify_tlog_proof(proof, leaf_hash(data), trusted)
    except DecodeError:
        raise  # a checkpoint that cannot be read is unusable; only what was read can be false
    except InputError as error:
        _write_verdict({"verdict": "not proved", "problem": str(error)}, as_json=as_json)
        raise typer.Exit(ExitCode.negative) from error
    found = {"index": proof.index, "size": opened.checkpoint.size, "origin": opened.checkpoint.origin}
    times = {"witnesses": opened.cosigned, "time_s": trusted.quorum_time(opened.cosigned)}
    _write_verdict({"verdict": "proved", **found, **times}, as_json=as_json)


@app.command("fsck", epilog=example("counterfoil custody fsck trial/custody"))
def fsck(
    directory: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="A custody folder; otherwise the network's.")
    ] = None,
    network: NetworkOption = Path(),
    policy: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A tlog-policy of your own; otherwise the folder's.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check every tile, bundle, entry and checkpoint of a custody folder. Exit code 1: something is wrong."""
    from counterfoil.custody.fsck import fsck as check
    from counterfoil.evidence.witness_policy import parse_policy
    from counterfoil.node.layout import Layout
    from counterfoil.node.published_log import read_policy

    folder = Layout(network).custody if directory is None else directory
    trusted = read_policy(folder) if policy is None else parse_policy(read_input_file(policy))
    with progress_bars(quiet=as_json) as progress:
        findings = check(folder, trusted, progress=progress)
    if as_json:
        write_json([{"file": str(finding.file), "problem": finding.problem} for finding in findings])
    elif findings:
        write_table("Findings", ("file", "problem"), [(finding.file, finding.problem) for finding in findings])
    else:
        write_line(f"{folder}: sound.")
    raise typer.Exit(ExitCode.negative if findings else ExitCode.ok)


def _write_verdict(facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        write_json(facts)
    else:
        write_facts("Proof of an entry", facts)


def _published(network: Path) -> "PublishedLog":
    with open_network(network) as opened:
        return opened.published()


def _require(index: int, size: int) -> int:
    if index >= size:
        raise InputError(f"no entry {index}", where="INDEX", remedy=f"the published log has {size}, counted from 0")
    return index
