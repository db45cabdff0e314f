# SPDX-License-Identifier: Apache-2.0
"""``counterfoil audit``: compute everything again, from genesis, and compare."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import LOCK_WAIT_S, JsonOption, example, read_trust
from counterfoil.cli.output import progress_bars, write_facts, write_json, write_line
from counterfoil.primitives.progress import Progress

if TYPE_CHECKING:
    from counterfoil.node.audit import AuditReport
    from counterfoil.primitives.types import ChainId
    from counterfoil.verify import Trust

EPILOG: Final = example("counterfoil audit trial", "counterfoil audit trial/chains/main --trust trust.json")


class _Subject(NamedTuple):
    """A chain's directory, and the custody folder that anchors it."""

    chain: "ChainId"
    directory: Path
    network: Path
    custody: Path
    trust: Path
    """the trust file that the network's folder has of itself"""


def audit(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A network's folder, or that of one chain in it.")],
    trust: Annotated[
        Path | None,
        typer.Option("--trust", metavar="FILE", help="Whom to believe.", show_default="the folder's own trust.json"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Replay every block, recompute every root, check every invariant, every seal and the custody log.

    Whom to believe comes from the trust file alone: bring your own to audit a folder that is not yours. Needs no
    passphrase, and nobody else using the folder. Exit code 1, and the first difference, when there is one.
    """
    from counterfoil.node.holder import require_not_served

    subjects = list(_subjects(directory))
    require_not_served(subjects[0].network)
    if trust is None and not as_json:
        write_line(f"Believing {subjects[0].trust}, which is the audited folder's own; --trust FILE names yours.")
    believed = read_trust(subjects[0].trust if trust is None else trust)
    with progress_bars(quiet=as_json) as progress:
        reports = [_audit(subject, believed, progress) for subject in subjects]
    if as_json:
        write_json(reports)
    else:
        for report in reports:
            facts = {name: getattr(report, name) for name in report.__struct_fields__ if name != "first_difference"}
            write_facts(f"Audit of {report.chain}", facts)
            write_line(f"First difference: {report.first_difference}" if report.first_difference else "Clean.")
    clean = all(report.first_difference is None for report in reports)
    raise typer.Exit(ExitCode.ok if clean else ExitCode.negative)


def _audit(subject: _Subject, trust: "Trust", progress: Progress) -> "AuditReport":
    from counterfoil.node.audit import audit_chain

    def tell(what: str, done: int, total: int) -> None:
        progress(f"{subject.chain}: {what}", done, total)

    return audit_chain(
        subject.directory, subject.chain, trust=trust, custody=subject.custody, progress=tell, wait_s=LOCK_WAIT_S
    )


def _subjects(directory: Path) -> "Iterator[_Subject]":
    from counterfoil.node.layout import Layout, read_config
    from counterfoil.primitives.types import ChainId

    one = (directory / "genesis.json").exists()
    layout = Layout(directory.resolve().parent.parent if one else directory)
    chains = [ChainId(directory.resolve().name)] if one else list(read_config(layout).chains)
    for chain in chains:
        yield _Subject(chain, layout.chain(chain), layout.root, layout.custody, layout.trust)
