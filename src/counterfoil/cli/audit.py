# SPDX-License-Identifier: Apache-2.0
"""``counterfoil audit``: compute everything again, from genesis, and compare."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import JsonOption, example, read_trust
from counterfoil.cli.output import progress_bars, write_facts, write_json, write_line
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.progress import Progress

if TYPE_CHECKING:
    from counterfoil.identity.policy import KeyPolicy
    from counterfoil.node.audit import AuditReport
    from counterfoil.node.layout import Layout, NetworkConfig
    from counterfoil.primitives.types import ChainId

EPILOG: Final = example("counterfoil audit trial", "counterfoil audit trial/chains/main --trust trust.json")


class _Subject(NamedTuple):
    """A chain's directory, who may seal it, and the custody folder that anchors it."""

    chain: "ChainId"
    directory: Path
    seal: "KeyPolicy"
    custody: Path


def audit(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A network's folder, or that of one chain in it.")],
    trust: Annotated[
        Path | None, typer.Option("--trust", metavar="FILE", help="Take the seal keys from your trust file.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Replay every block, recompute every root, check every invariant and the custody log.

    Needs no passphrase, and nobody else using the folder. Exit code 1, and the first difference, when there is one.
    """
    subjects = list(_subjects(directory, trust))
    with progress_bars(quiet=as_json) as progress:
        reports = [_audit(subject, progress) for subject in subjects]
    if as_json:
        write_json(reports)
    else:
        for report in reports:
            facts = {name: getattr(report, name) for name in report.__struct_fields__ if name != "first_difference"}
            write_facts(f"Audit of {report.chain}", facts)
            write_line(f"First difference: {report.first_difference}" if report.first_difference else "Clean.")
    clean = all(report.first_difference is None for report in reports)
    raise typer.Exit(ExitCode.ok if clean else ExitCode.negative)


def _audit(subject: _Subject, progress: Progress) -> "AuditReport":
    from counterfoil.node.audit import audit_chain

    def tell(what: str, done: int, total: int) -> None:
        progress(f"{subject.chain}: {what}", done, total)

    return audit_chain(subject.directory, subject.chain, seal=subject.seal, custody=subject.custody, progress=tell)


def _subjects(directory: Path, trust: Path | None) -> "Iterator[_Subject]":
    from counterfoil.node.layout import Layout, read_config
    from counterfoil.primitives.types import ChainId

    one = (directory / "genesis.json").exists()
    layout = Layout(directory.resolve().parent.parent if one else directory)
    config = read_config(layout)
    chains = [ChainId(directory.resolve().name)] if one else list(config.chains)
    for chain in chains:
        seal = _seal(layout, config, chain, trust)
        yield _Subject(chain, layout.chain(chain), seal, layout.custody)


def _seal(layout: "Layout", config: "NetworkConfig", chain: "ChainId", trust: Path | None) -> "KeyPolicy":
    from counterfoil.node.initialise import seal_policy
    from counterfoil.node.keyring import Keyring
    from counterfoil.node.layout import require_chain

    if trust is None:
        return seal_policy(config, require_chain(config, chain), Keyring(layout.keys, lambda: None))
    known = read_trust(trust).chains.get(chain)
    if known is None:
        raise InputError(
            f"says nothing of chain {chain!r}", where=str(trust), remedy="use the trust file of this network"
        )
    return known.seal
