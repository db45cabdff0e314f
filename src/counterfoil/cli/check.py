# SPDX-License-Identifier: Apache-2.0
"""``counterfoil check``: whether a transfer or any other calls would pass now, and every reason why not."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.calls import is_transaction, parse_calls, parse_document, read_input
from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import ChainOption, JsonOption, NetworkOption, PassphraseOption, example, open_network
from counterfoil.cli.output import write_facts, write_json, write_table
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.law.call import Call
    from counterfoil.node.checking import Check

EPILOG: Final = example(
    "counterfoil check --sender alice-1 --receiver bob-1 --instrument SSE.600000 --quantity 100 --network trial",
    "counterfoil check --network trial --by alice --by bob trade.json --json",
)
COLUMNS: Final = ("call", "code", "outcome", "in words", "中文", "about", "what would be right")


def check(
    file: Annotated[
        Path | None, typer.Argument(metavar="[CALLS.json]", help="A call or a list of calls; - is standard input.")
    ] = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    call: Annotated[list[str], typer.Option("--call", metavar="JSON", help="A call, written here.")] = [],  # noqa: B006
    sender: Annotated[str | None, typer.Option(metavar="ACCOUNT", help="Of a transfer: who delivers.")] = None,
    receiver: Annotated[str | None, typer.Option(metavar="ACCOUNT", help="Who receives.")] = None,
    instrument: Annotated[str | None, typer.Option(metavar="INSTRUMENT", help="What.")] = None,
    quantity: Annotated[int | None, typer.Option(min=1, help="How much, in smallest units.")] = None,
    by: Annotated[
        list[str],
        typer.Option(
            "--by", metavar="PARTY", help="Who consents; otherwise whoever must is supposed to.", show_default=""
        ),
    ] = [],  # noqa: B006
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="The time of the block; otherwise now. +7d is from now.")
    ] = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say whether a transfer, or other calls, would pass, and every reason why not: consents, states, units, rules.

    A dry run on the committed state: nothing is locked, ordered or left behind. Exit code 1 when it would be refused.
    """
    from counterfoil.node.checking import check
    from counterfoil.node.layout import require_chain
    from counterfoil.node.named_parties import require_parties
    from counterfoil.primitives.types import PartyId

    calls = _calls(file, call, {"sender": sender, "receiver": receiver, "instrument": instrument, "quantity": quantity})
    with open_network(network, passphrase_file) as opened:
        node = opened.chain(require_chain(opened.config, chain), writable=False)
        require_parties(node.ledger.view, by, where="--by")
        found = check(node, calls, by=[PartyId(party) for party in by] if by else None, time=_time(at))
    if as_json:
        write_json(found)
    else:
        _write(found)
    raise typer.Exit(ExitCode.ok if found.passes else ExitCode.negative)


def _calls(file: Path | None, written: Sequence[str], transfer: dict[str, Any]) -> "Sequence[Call]":
    """The calls of the file, of ``--call``, or the transfer that the options describe."""
    described = {name: value for name, value in transfer.items() if value is not None}
    if (file is not None) + bool(written) + bool(described) != 1:
        remedy = "see counterfoil check --help"
        raise InputError("give a file, --call, or a transfer's options", where="counterfoil check", remedy=remedy)
    if described:
        lacking = [f"--{name}" for name in transfer if name not in described]
        if lacking:
            raise InputError("it is missing", where=", ".join(lacking), remedy="a transfer needs all four")
        return parse_calls({"call": "holdings.transfer", **described}, where="counterfoil check")
    if file is None:
        return parse_calls([parse_document(one.encode(), where="--call") for one in written], where="--call")
    data = read_input(file)
    if is_transaction(data):
        remedy = "counterfoil submit --dry-run says what a signed transaction would do"
        raise InputError("it is a signed transaction, and not calls", where=str(file), remedy=remedy)
    return parse_calls(parse_document(data, where=str(file)), where=str(file))


def _time(at: str | None) -> Any:
    from counterfoil.cli.field_text import FieldReader
    from counterfoil.node.network import clock_ms
    from counterfoil.primitives.types import Timestamp

    if at is None:
        return clock_ms()

    def no_keys(_name: str) -> Any:
        raise AssertionError("a time names no key")

    return FieldReader(no_keys, clock_ms).read(Timestamp, at, where="--at")


def _write(found: "Check") -> None:
    """The same for people."""
    verdict = "It would pass 可以通过" if found.passes else "It would be refused 将被拒绝"
    write_facts(verdict, {"needs the consent of": list(found.needs), "of these missing": list(found.missing)})
    if found.reasons:
        rows = [(one.call, one.code, one.outcome, one.en, one.zh, one.detail, one.remedy) for one in found.reasons]
        columns = COLUMNS if any(one.remedy for one in found.reasons) else COLUMNS[:-1]
        write_table("Every reason why not", columns, [row[: len(columns)] for row in rows])
