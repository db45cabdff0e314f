# SPDX-License-Identifier: Apache-2.0
"""``counterfoil due``: what anybody may do next on a chain, listed or done."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import (
    AcceptClockOption,
    ChainOption,
    JsonOption,
    KeysOption,
    NetworkOption,
    NoPublishOption,
    PassphraseOption,
    example,
    open_network,
    signing_keys,
)
from counterfoil.cli.output import progress_bars, write_json, write_line, write_table
from counterfoil.cli.submit import publish_or_warn
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.due import Done, Step, Wanted
    from counterfoil.node.network import Network
    from counterfoil.primitives.types import Timestamp

EPILOG: Final = example(
    "counterfoil due --network trial",
    "counterfoil due lifecycle --of SSE.600000 --key alice --network trial",
)
LIMIT: Final = 100
COLUMNS: Final = ("call", "fields", "now")
TAKEN: Final = "would be taken"


def due(
    noun: Annotated[str | None, typer.Argument(metavar="[NOUN]", help="Only of this one, such as lifecycle.")] = None,
    of: Annotated[str | None, typer.Option("--of", metavar="NAME", help="Only what names this.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="List at most so many.")] = LIMIT,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    key: KeysOption = [],  # noqa: B006
    accept_clock: AcceptClockOption = False,
    no_publish: NoPublishOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what anybody may do next on a chain: registers to count, cycles to cut, orders to deal. With --key, do it.

    Each step is a call of its module that the ledger judges like any other, so it is safe to run again. It goes on
    until nothing is left that would be taken. Exit code 1: something is left that was refused.
    """
    from counterfoil.modules import nouns
    from counterfoil.node.due import Wanted, carry_out
    from counterfoil.node.layout import require_chain

    if noun is not None and noun not in nouns():
        raise InputError(f"no noun {noun!r}", where="NOUN", remedy=f"one of {', '.join(nouns())}")
    with open_network(network, passphrase_file, accept_clock=accept_clock) as opened:
        node, wanted = opened.chain(require_chain(opened.config, chain), writable=bool(key)), Wanted(noun, of)
        if not key:
            _list(node, opened.now_ms(), wanted, limit, as_json=as_json)
            return
        keys = signing_keys(opened, key)
        with progress_bars(quiet=as_json) as progress:
            done = carry_out(node, keys, opened.now_ms, wanted, lambda count: progress("calls in blocks", count, 0))
        _end(opened, node, done, no_publish=no_publish, as_json=as_json)


def _list(node: "ChainNode", time: "Timestamp", wanted: "Wanted", limit: int, *, as_json: bool) -> None:
    """What is due, and of each whether the ledger would take it."""
    from counterfoil.node import due as steps

    found = list(islice(steps.due(node, time, wanted), limit + 1))
    judged = [steps.judged(node, call, time) for call in found[:limit]]
    more = len(found) > limit
    if as_json:
        write_json({"due": [_facts(node, one) for one in judged], "more": more})
        return
    _write(node, "Due", judged)
    if not judged:
        write_line("Nothing is due.")
    if more:
        write_line(f"There is more: --limit {limit} are listed.")


def _end(network: "Network", node: "ChainNode", done: "Done", *, no_publish: bool, as_json: bool) -> NoReturn:
    """Say what was done before it is published, which may fail, and what is left; ends the command."""
    from counterfoil.node.due import Step
    from counterfoil.node.submitting import describe

    rows = [
        (name, sum(1 for call in calls if Step(call).name == name), describe(answer))
        for calls, answer in done.answers
        for name in dict.fromkeys(Step(call).name for call in calls)
    ]
    if not as_json:
        if rows:
            write_table("Done", ("call", "how many", "outcome"), rows)
        _write(node, "Due, and refused", done.left[:LIMIT])
    published = bool(done.answers) and not no_publish and publish_or_warn(network)
    if as_json:
        told = [{"call": name, "count": count, "outcome": outcome} for name, count, outcome in rows]
        left = [_facts(node, one) for one in done.left]
        write_json({"done": told, "left": left, "published": published})
    else:
        write_line("Nothing was due." if not rows else "Anchored and published." if published else "Not published yet.")
    raise typer.Exit(ExitCode.negative if done.left else ExitCode.ok)


def _write(node: "ChainNode", title: str, steps: "Sequence[Step]") -> None:
    rows = []
    for one in steps:
        facts = _facts(node, one)
        because = f"{facts['outcome']}: {facts['detail']} {facts['zh']}".rstrip() if one.outcome else TAKEN
        rows.append((facts["call"], ", ".join(f"{name}={value}" for name, value in facts["fields"].items()), because))
    if rows:
        write_table(title, COLUMNS, rows)


def _facts(node: "ChainNode", step: "Step") -> dict[str, Any]:
    """A step for machines, and why it would be refused."""
    from counterfoil.modules import laws
    from counterfoil.node.explaining import explained_here

    known = laws().outcomes.get(step.code)
    return {
        "call": step.name,
        "fields": {name: value if isinstance(value, int) else str(value) for name, value in step.fields.items()},
        "outcome": step.outcome,
        "detail": step.detail if known is None else explained_here(node.ledger.view, known, step.detail),
        "zh": "" if known is None else known.chinese,
    }
