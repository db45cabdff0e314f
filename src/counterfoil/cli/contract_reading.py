# SPDX-License-Identifier: Apache-2.0
"""``counterfoil contract read`` and ``events``, and what is said of the runs of what was committed."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import typer

from counterfoil.cli.contract_arguments import (
    ContractArgument,
    call_of,
    entry_of,
    written_arguments,
)
from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import ChainOption, JsonOption, NetworkOption, example
from counterfoil.cli.output import write_facts, write_json, write_line, write_table
from counterfoil.cli.reading import read_chain

if TYPE_CHECKING:
    from counterfoil.modules.contracts.calls import Run
    from counterfoil.node.chain import ChainNode

READ_EXAMPLE: Final = example("counterfoil contract read box of --arg party=alice --network trial")
EVENTS_EXAMPLE: Final = example("counterfoil contract events box --network trial")
EVENTS: Final = ("block", "time", "what happened")


class Asked(NamedTuple):
    """What is asked of a contract, as it was given."""

    contract: str
    function: str
    by: Sequence[str]
    arg: Sequence[str]
    shows: Sequence[str]


def call_asked(node: "ChainNode", asked: Asked) -> "Run":
    """The call that asks it; InputError for arguments or paths that cannot be meant, and for an unknown contract."""
    from counterfoil.cli.record_paths import judge_paths
    from counterfoil.modules.contracts.calls import Run
    from counterfoil.node.contracts.viewing import code_of
    from counterfoil.node.named_parties import require_parties

    code_of(node, asked.contract)
    require_parties(node.ledger.view, asked.by, where="--by")
    arguments = written_arguments(asked.arg, entry_of(node.ledger.view, asked.contract, asked.function))
    fields = {"contract": asked.contract, "function": asked.function, "by": list(asked.by) or ["nobody"]}
    call = call_of("contracts.call", {**fields, "arguments": arguments, "shows": list(asked.shows)})
    assert isinstance(call, Run)
    judge_paths([call], node.ledger.view)
    return call


def read_view(asked: Asked, network: Path, chain: str | None, *, as_json: bool) -> None:
    """Ask a view, and say what it answers; exit code 1: it is refused."""
    from counterfoil.law.outcome import Refused
    from counterfoil.node.contracts.viewing import view_now
    from counterfoil.node.explaining import explained_here
    from counterfoil.node.network import clock_ms

    with read_chain(network, chain) as node:
        call = call_asked(node, asked)
        try:
            found = view_now(node.ledger, call, clock_ms(), named=bool(asked.by))
        except Refused as refused:
            because = explained_here(node.ledger.view, refused.outcome, refused.detail)
            if as_json:
                write_json({"refused": refused.outcome.name, "because": because})
            else:
                write_facts("Refused", {"outcome": refused.outcome.name, "because": because})
            raise typer.Exit(ExitCode.negative) from refused
    if as_json:
        write_json(found.plain)
    else:
        write_facts(f"{call.contract}.{call.function}", found.facts)


def events(
    contract: ContractArgument,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what happened to a contract, first to last: its calls, what each returned, kept and emitted, its stops."""
    from counterfoil.evidence.text import format_time
    from counterfoil.node.contracts.viewing import came_of, events_of, told

    with read_chain(network, chain) as node:
        found = events_of(node, contract)
        words = told(node, found)
        times = [node.reader.header(event.height).time for event in found]
    if as_json:
        rows = [
            {"height": event.height, "time": time, "transaction": event.transaction, "type": event.type}
            | {"data": event.data, "ran": [one.plain for one in came_of([event])], "words": said}
            for event, time, said in zip(found, times, words, strict=True)
        ]
        write_json({"contract": contract, "events": rows})
        return
    rows_told = [(event.height, format_time(time), said) for event, time, said in zip(found, times, words, strict=True)]
    write_table(contract, EVENTS, rows_told)


def add_runs(node: "ChainNode", outcomes: Sequence[dict[str, Any]]) -> None:
    """To what became of transactions: what the programs of each came to, and what moved; nothing where none ran."""
    from counterfoil.node.contracts.viewing import came_of, moved_by, with_runs

    committed = [one for one in outcomes if one["status"] == "committed"]
    caused = with_runs(node, {one["height"] for one in committed})
    for one in committed:
        if events := caused.get(one["transaction"]):
            one |= {"ran": [run.plain for run in came_of(events)], "moved": moved_by(node, events)}


def add_reviews(node: "ChainNode", outcomes: Sequence[dict[str, Any]]) -> None:
    """To what became of transactions: how code stands that somebody proposed or approved there, and who goes on."""
    from counterfoil.node.contracts.review_told import reviews_in
    from counterfoil.node.network import clock_ms

    committed = [one for one in outcomes if one["status"] == "committed"]
    found = reviews_in(node, {one["height"] for one in committed}, clock_ms())
    for one in committed:
        if reviews := found.get(one["transaction"]):
            one["reviews"] = [review.plain for review in reviews]


def write_reviews(outcome: dict[str, Any]) -> None:
    """The same for people."""
    for one in outcome.get("reviews", ()):
        facts = {
            "code": one["code"],
            "status": one["status"],
            "review": one["review"],
            "approved by": one["approved_by"] or "nobody",
            "waits for": " and ".join(one["lacks"]),
        }
        write_facts(f"Code {one['name']}", facts)
        for command in one["next"]:
            write_line(f"Next: {command}")


def _told(value: Any) -> str:
    import json

    from counterfoil.node.times_told import with_times

    return with_times(json.dumps(value, ensure_ascii=False))


def write_runs(outcome: dict[str, Any]) -> None:
    """The same for people."""
    for one in outcome.get("ran", ()):
        facts = {
            "returned": _told(one["returned"]),
            "keeps": [f"{key}: {_told(value)}" for key, value in one["kept"].items()],
            "emitted": [f"{said['name']} {_told(said['fields'])}" for said in one["emitted"]],
        }
        write_facts(f"{one['contract']}.{one['function']}", {name: value for name, value in facts.items() if value})
    if outcome.get("moved"):
        write_table("Moved", ("what",), [(one,) for one in outcome["moved"]])
