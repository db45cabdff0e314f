# SPDX-License-Identifier: Apache-2.0
"""``counterfoil due``: what anybody may do next on a chain, listed or done."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import (
    LISTED,
    LISTED_MAX,
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
COLUMNS: Final = ("call", "fields", "now")
OUTSTANDING: Final = ("party", "what", "of", "how it stands", "since", "until")
TAKEN: Final = "would be taken"
WAITS: Final = "the decision waits"
NEVER: Final = "the decision is never carried out, and lapses, since"


def due(
    noun: Annotated[str | None, typer.Argument(metavar="[NOUN]", help="Only of this one, such as lifecycle.")] = None,
    of: Annotated[str | None, typer.Option("--of", metavar="NAME", help="Only what names this.")] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=LISTED_MAX, metavar="N", help="List at most so many; all are done.")
    ] = LISTED,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    key: KeysOption = [],  # noqa: B006
    accept_clock: AcceptClockOption = False,
    no_publish: NoPublishOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what anybody may do next on a chain: registers to count, cycles to cut, orders to deal. With --key, do it.

    What waits for one side alone is listed beside it: prices that a house has to fix, margin calls that are open,
    reports that are overdue.

    Each step is a call of its module that the ledger judges like any other, so it is safe to run again. It goes on
    until nothing is left that would be taken. Exit code 1: something is left that was refused, but for decisions that
    wait, whose calls would be refused until something else happens, or until they lapse. Of those that nothing can
    mend it is said that they only lapse, and why.
    """
    from counterfoil.modules import nouns
    from counterfoil.node.due import Interrupted, Wanted, carry_out
    from counterfoil.node.layout import require_chain

    if noun is not None and noun not in nouns():
        raise InputError(f"no noun {noun!r}", where="NOUN", remedy=f"one of {', '.join(nouns())}")
    with open_network(network, passphrase_file, accept_clock=accept_clock) as opened:
        node, wanted = opened.chain(require_chain(opened.config, chain), writable=bool(key)), Wanted(noun, of)
        if not key:
            _list(node, opened.now_ms(), wanted, limit, as_json=as_json)
            return
        keys = signing_keys(opened, key, node)
        try:
            with progress_bars(quiet=as_json) as progress:
                done = carry_out(node, keys, opened.now_ms, wanted, lambda count: progress("calls in blocks", count, 0))
        except Interrupted as interrupted:
            if not as_json:
                _write_done(interrupted.done)
                write_line("Not published yet: counterfoil custody publish does.")
            raise
        _end(opened, node, done, limit, no_publish=no_publish, as_json=as_json)


def _list(node: "ChainNode", time: "Timestamp", wanted: "Wanted", limit: int, *, as_json: bool) -> None:
    """What is due, and of each whether the ledger would take it."""
    from counterfoil.node.due import due as due_on
    from counterfoil.node.due import judged, outstanding

    found = list(islice(due_on(node, time, wanted), limit + 1))
    steps = [judged(node, call, time) for call in found[:limit]]
    more = len(found) > limit
    waits = outstanding(node, time, wanted)
    waiting = list(islice(waits, limit))
    if as_json:
        told = [one._asdict() for one in (*waiting, *waits)]
        write_json({"due": [_facts(node, one) for one in steps], "outstanding": told, "more": more})
        return
    _write(node, "Due", steps)
    if not steps:
        write_line("Nothing is due that anybody may do." if waiting else "Nothing is due.")
    if waiting:
        write_table("Waits for one side alone", OUTSTANDING, [tuple(one) for one in waiting])
    if rest := sum(1 for _ in waits):
        write_line(f"and {rest} more that wait so: --json lists them")
    if more:
        write_line(f"There is more: --limit {limit} are listed.")


def _end(
    network: "Network", node: "ChainNode", done: "Done", limit: int, *, no_publish: bool, as_json: bool
) -> NoReturn:
    """Say what was done before it is published, which may fail, and what is left; ends the command."""
    decided = _decisions(node, done)
    if not as_json:
        _write_done(done)
        for one in decided[:limit]:
            write_line(one["sentence"])
        _write(node, "Due, and refused", done.left[:limit])
        if len(done.left) > limit:
            write_line(f"{len(done.left) - limit} more are due and refused.")
    published = bool(done.answers) and not no_publish and publish_or_warn(network)
    if as_json:
        told = [{"call": name, "count": count} for name, count in _taken(done).items()]
        left = [_facts(node, one) for one in done.left]
        decisions = {"decisions": decided} if decided else {}
        write_json({"done": told, "left": left, "published": published, **decisions})
    else:
        write_line(_ending(done, published=published))
    refused = any(not one.waits for one in done.left)
    raise typer.Exit(ExitCode.negative if refused else ExitCode.ok)


def _taken(done: "Done") -> Counter[str]:
    """Call → how many of it stand in blocks."""
    from counterfoil.law.call import call_name
    from counterfoil.node.submitting import is_committed

    return Counter(call_name(type(call)) for calls, answer in done.answers if is_committed(answer) for call in calls)


def _decisions(node: "ChainNode", done: "Done") -> list[dict[str, Any]]:
    """What became of motions: of those a count says nothing."""
    from counterfoil.application import Refusal
    from counterfoil.node.decisions import decisions_in

    heights = {answer.height for _, answer in done.answers if not isinstance(answer, Refusal)}
    return [one.plain for decisions in decisions_in(node, heights).values() for one in decisions]


def _write_done(done: "Done") -> None:
    if taken := _taken(done):
        write_table("Done", ("call", "how many"), list(taken.items()))


def _ending(done: "Done", *, published: bool) -> str:
    if not done.answers:
        return "Nothing was done." if done.left else "Nothing was due."
    return "Anchored and published." if published else "Not published yet."


def _write(node: "ChainNode", title: str, steps: "Sequence[Step]") -> None:
    rows = []
    for one in steps:
        facts = _facts(node, one)
        because = ": ".join(filter(None, (one.outcome, f"{facts['detail']} {facts['zh']}".strip()))) or TAKEN
        because = f"{NEVER} {one.never}: {because}" if one.never else f"{WAITS}: {because}" if one.waits else because
        rows.append((facts["call"], ", ".join(f"{name}={value}" for name, value in facts["fields"].items()), because))
    if rows:
        write_table(title, COLUMNS, rows)


def _facts(node: "ChainNode", step: "Step") -> dict[str, Any]:
    """A step for machines, and why it would be refused."""
    from counterfoil.modules import laws
    from counterfoil.node.explaining import explained_here

    known = laws().outcomes.get(step.code) if step.code else None
    return {
        "call": step.name,
        "fields": {name: value if isinstance(value, int) else str(value) for name, value in step.fields.items()},
        "outcome": step.outcome,
        "detail": step.detail
        if known is None
        else explained_here(node.ledger.view, known, step.detail, decided=step.waits),
        "zh": "" if known is None else known.chinese,
        "waits": step.waits,
        "never": step.never,
    }
