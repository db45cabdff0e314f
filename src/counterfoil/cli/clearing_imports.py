# SPDX-License-Identifier: Apache-2.0
"""What importing a file of a clearing house's ends with: its calls rehearsed, ordered, published, and told of."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.ordering import Given
from counterfoil.cli.output import progress_bars, write_facts, write_json
from counterfoil.cli.submit import publish_or_warn

if TYPE_CHECKING:
    from counterfoil.identity.signing import PrivateKey
    from counterfoil.law.call import Call
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.network import Network


def order_file(
    opened: "Network", node: "ChainNode", calls: "Sequence[Call]", keys: "Sequence[PrivateKey]", given: Given
) -> dict[str, Any]:
    """What became of a file's calls; RefusalForeseen, and nothing is sent, where the ledger would refuse one."""
    from counterfoil.node.futures.importing import rehearse, send
    from counterfoil.node.submitting import describe, is_committed

    rehearse(node, calls, opened.now_ms())
    answers = []
    if not given.dry_run and calls:
        with progress_bars(quiet=given.as_json) as progress:
            answers = send(node, calls, keys, progress)
    done = sum(map(is_committed, answers))
    return {
        "transactions": done,
        "refused": [f"{describe(one)}: {one.detail}" for one in answers if not is_committed(one)],
        "published": bool(done) and not given.no_publish and publish_or_warn(opened),
        "dry_run": given.dry_run,
    }


def tell_of_file(title: str, facts: dict[str, Any], given: Given) -> NoReturn:
    """Ends the command."""
    if given.as_json:
        write_json(facts)
    else:
        write_facts("What an import would do" if given.dry_run else title, facts)
    raise typer.Exit(ExitCode.negative if facts["refused"] else ExitCode.ok)
