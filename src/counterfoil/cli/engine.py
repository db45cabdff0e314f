# SPDX-License-Identifier: Apache-2.0
"""``counterfoil engine``: what the engine of a consortium decided, believed by its validators' signatures alone."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import JsonOption, example, require_new_file
from counterfoil.cli.output import progress_bars, write_facts, write_json, write_line, write_new_file
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.consensus.cometbft.light.detector import Divergence
    from counterfoil.consensus.cometbft.light.engine_time import Nanoseconds
    from counterfoil.node.engine_trust import Followed

app = typer.Typer(
    help="A consortium's engine, followed from afar: its commits, our headers under them, who broke its rules.",
    no_args_is_help=True,
)

BlocksOption = Annotated[
    str,
    typer.Option("--blocks", metavar="FILE|URL", help="The engine's blocks: a file of fetch, or a node's RPC."),
]
HeightOption = Annotated[
    int | None, typer.Option("--trust-height", metavar="H", help="A height of the engine that you trust,")
]
HashOption = Annotated[
    str | None, typer.Option("--trust-hash", metavar="HEX", help="and the hash of its header there.")
]
UntilOption = Annotated[
    int | None, typer.Option("--until", metavar="H", help="The last height of the engine.", show_default="its last")
]


@app.command(
    "audit", epilog=example("counterfoil engine audit trial/chains/main --blocks blocks.jsonl --genesis g.json")
)
def audit(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a chain.")],
    blocks: BlocksOption,
    genesis: Annotated[
        Path | None, typer.Option("--genesis", metavar="FILE", help="The engine's genesis.json, to begin there.")
    ] = None,
    trust_height: HeightOption = None,
    trust_hash: HashOption = None,
    until: UntilOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hold a chain's headers against the commits of the engine that ordered it, from genesis or a trusted height.

    Each block of the engine must follow from the one before, and name our headers in their order: none left out, none
    changed. What stands in our blocks is another matter: counterfoil audit. Exit code 1, and the first difference, when
    there is one.
    """
    from counterfoil.consensus.cometbft.light.rpc_json import read_genesis
    from counterfoil.node.engine_audit import LogHeaders, audit_engine
    from counterfoil.node.engine_blocks import open_blocks, read_root
    from counterfoil.primitives.input_files import read_input_file
    from counterfoil.storage.filelog import FileBlockLog

    root = read_root(trust_height, trust_hash)
    if (root is None) == (genesis is None):
        remedy = "give --genesis, or --trust-height and --trust-hash"
        raise InputError("there is one place to begin", where="counterfoil engine audit", remedy=remedy)
    if not (directory / "blocks").is_dir():
        raise InputError("there are no blocks in it", where=str(directory), remedy="name a chain's folder")
    headers = LogHeaders(FileBlockLog.open_to_read(directory / "blocks"))
    if not len(headers):
        raise InputError("there is no block, not even genesis", where=str(directory), remedy="name a chain's folder")
    trusted = root or read_genesis(read_input_file(genesis or Path()))
    source = open_blocks(blocks, _clock)
    try:
        with progress_bars(quiet=as_json) as progress:
            report = audit_engine(headers, source, trusted, now=_now(), until=until, progress=progress)
    finally:
        source.close()
    if as_json:
        write_json(report)
    else:
        facts = {name: getattr(report, name) for name in report.__struct_fields__ if name != "first_difference"}
        write_facts(f"Engine of {report.chain}", facts)
        write_line(f"First difference: {report.first_difference}" if report.first_difference else "Clean.")
    raise typer.Exit(ExitCode.ok if report.first_difference is None else ExitCode.negative)


@app.command(
    "follow",
    epilog=example(
        "counterfoil engine follow --blocks http://node-1:26657 --trust-height 1 --trust-hash 13EAAA… --until 900 "
        "--witness http://node-2:26657"
    ),
)
def follow(
    blocks: BlocksOption,
    trust_height: HeightOption = None,
    trust_hash: HashOption = None,
    until: UntilOption = None,
    witness: Annotated[
        list[str] | None,
        typer.Option("--witness", "-w", metavar="FILE|URL", help="Another node to hold against it; may be repeated."),
    ] = None,
    every: Annotated[bool, typer.Option("--every", help="Check every block, and leave none out.")] = False,
    days: Annotated[int, typer.Option("--days", min=1, help="For how many days a trusted block is trusted.")] = 7,
    app_hash: Annotated[
        str | None, typer.Option("--app-hash", metavar="HEX", help="What the header must say, as of a snapshot.")
    ] = None,
    evidence: Annotated[
        Path | None,
        typer.Option("--evidence", metavar="DIR", help="Where evidence of an attack goes, if there is any."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Believe a header of the engine from a trusted one on, and ask others whether they have the same.

    Says the state that its validators agreed on (app_hash), which a snapshot must give. Exit code 1 when a step is not
    believed, a witness has another signed block, none of those asked agrees, or the state is another.
    """
    from counterfoil.consensus.cometbft.light.engine_time import DAY, Nanoseconds
    from counterfoil.consensus.cometbft.light.faults import NotBelieved
    from counterfoil.consensus.cometbft.light.steps import Caution
    from counterfoil.node.engine_blocks import open_blocks, read_root
    from counterfoil.node.engine_trust import follow_to

    root = read_root(trust_height, trust_hash)
    if root is None:
        remedy = "give --trust-height and --trust-hash"
        raise InputError("nothing is trusted", where="counterfoil engine follow", remedy=remedy)
    source, witnesses = open_blocks(blocks, _clock), {name: open_blocks(name, _clock) for name in witness or []}
    caution = Caution(trusting_period=Nanoseconds(days * DAY))
    try:
        height = source.last_height() if until is None else until
        found, divergences = follow_to(source, witnesses, root, height=height, every=every, caution=caution, now=_now())
    except NotBelieved as error:
        if as_json:
            write_json({"fault": error.fault.name, "problem": str(error)})
        else:
            write_line(f"Not believed: {error}.")
        raise typer.Exit(ExitCode.negative) from error
    finally:
        for one in (source, *witnesses.values()):
            one.close()
    same = app_hash is None or app_hash.lower() == found.app_hash
    if as_json:
        write_json(found)
    else:
        _show(found, blocks)
        if not same:
            write_line(f"Another state than {app_hash}.")
    if evidence is not None:
        _write_evidence(evidence, divergences, quiet=as_json)
    raise typer.Exit(ExitCode.ok if same and found.is_confirmed else ExitCode.negative)


def _show(found: "Followed", primary: str) -> None:
    shown = {name: getattr(found, name) for name in found.__struct_fields__ if name != "accused"}
    write_facts(f"Header {found.height} of {found.chain}", shown)
    for accused in found.accused:
        write_line(f"{accused.witness} has another chain after height {accused.common_height}: {accused.offence}.")
        for side, told in ((accused.witness, accused.if_witness_is_right), (primary, accused.if_primary_is_right)):
            write_line(f"If {side} is right: {' '.join(told) or 'nothing is shown.'}")


@app.command("fetch", epilog=example("counterfoil engine fetch http://node-1:26657 --out blocks.jsonl"))
def fetch(
    url: Annotated[str, typer.Argument(metavar="URL", help="A node's RPC.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The file to write; it must be new.")],
    first: Annotated[int, typer.Option("--from", metavar="H", min=1, help="The first height.")] = 1,
    until: UntilOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the engine's blocks into a file, a line each, for an audit without a network.

    Headers, commits and validators, not what was ordered. Nothing is believed here: audit and follow check it.
    """
    from counterfoil.node.engine_blocks import RpcBlocks

    require_new_file(out)
    source = RpcBlocks(url.rstrip("/"), _clock)
    try:
        last = source.last_height() if until is None else until
        with progress_bars(quiet=as_json) as progress:
            lines = []
            for height in range(first, last + 1):
                lines.append(source.line(height) + b"\n")
                progress("fetching blocks", height, last)
    finally:
        source.close()
    write_new_file(out, b"".join(lines))
    if as_json:
        write_json({"from": first, "until": last, "file": str(out)})
    else:
        write_line(f"Wrote heights {first} to {last} into {out}.")


def _write_evidence(directory: Path, divergences: "tuple[Divergence, ...]", *, quiet: bool) -> None:
    """As a node takes it by broadcast_evidence: against each side, for the other to judge."""
    import msgspec

    from counterfoil.consensus.cometbft.light.evidence_forms import evidence_json

    for number, found in enumerate(divergences, start=1):
        directory.mkdir(parents=True, exist_ok=True)
        for side, accused in (("primary", found.against_primary), ("witness", found.against_witness)):
            if accused is None:
                continue
            if accused.attack.culprits:
                path = directory / f"{number}-against-{side}.json"
                write_new_file(path, msgspec.json.encode(evidence_json(accused.attack)))
                said = f"Wrote {path}."
            else:  # the others refuse each block in which a node proposes such evidence (ADR 92)
                said = f"Nothing to hand in against the {side}: the evidence names nobody."
            if not quiet:
                write_line(said)


def _clock() -> int:
    return time.monotonic_ns() // 1_000_000


def _now() -> "Nanoseconds":
    from counterfoil.consensus.cometbft.light.engine_time import Nanoseconds

    return Nanoseconds(time.time_ns())
