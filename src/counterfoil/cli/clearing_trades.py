# SPDX-License-Identifier: Apache-2.0
"""``counterfoil clearing trades``: trades from files, what two agreed on, what is given up, and what all come to."""

from pathlib import Path
from typing import Annotated

import typer

from counterfoil.cli import clearing_balance
from counterfoil.cli.clearing_imports import order_file, tell_of_file
from counterfoil.cli.imports import EncodingOption
from counterfoil.cli.options import example, open_network, require_signers, signing_keys
from counterfoil.cli.ordering import Given, ordering, sending

app = typer.Typer(help="Trades: from files, between two, given up; and what they come to.", no_args_is_help=True)
app.command(
    "balance",
    epilog=example(
        "counterfoil clearing trades balance --dry-run --key venue --network trial",
        "counterfoil clearing trades balance IF2101 --compared --key venue --network trial",
    ),
)(clearing_balance.balance)


@app.command(
    "import",
    epilog=example(
        "counterfoil clearing trades import trades.csv --accounts accounts.csv --key venue --network trial",
        "counterfoil clearing trades import reports.fix --dry-run --network trial",
        "counterfoil clearing trades import reports.fix --rest --key venue --network trial",
    ),
)
@sending
def import_trades(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=".csv, .jsonl (CTP's columns), or .fix (35=AE).")],
    given: Given,
    accounts: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help="Margin accounts of the file's: columns ClientID (or AccountID), account."),
    ] = None,
    rest: Annotated[
        bool,
        typer.Option("--rest", help="Leave out what is booked already, or was cancelled: after an interrupted import."),
    ] = False,
    encoding: EncodingOption = None,
    accounts_encoding: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Of the margin accounts' file.", show_default="utf-8, or as --encoding says"),
    ] = None,
) -> None:
    """Book a venue's trades of the open day, and balance their contracts; nothing is sent unless every line is right.

    Columns: TradeID, InstrumentID, Direction, OffsetFlag, HedgeFlag, Price, Volume, TradingDay or TradeDate,
    TradeTime, AccountID or ClientID; of forced closings ForceCloseReason; one line for each side of a trade. A FIX
    report (35=AE) has the tags 1003, 571 or 17 (its number), 55 (contract), 31 (price), 32 (lots), 715 or 75 (day),
    60 (time, UTC), 552 (how many sides), and of each side 54, 1 (account) and 77 (O opens, C or F closes); all of
    it is for speculation, and no closing says that it is of the day's own lots. Block trades are registered instead:
    trades register.

    All lines that are wrong are told at once, each with its column and what would be right; with --json as a list.
    Before anything is sent the sides of each trade are held against each other: bought as sold, at one price. A trade
    that is booked already is told, as is one that was cancelled, and so is one that comes late, under a number below
    the last: book both its sides under a number above. Keys that lack are told. Exit code 1: the ledger refuses, or
    would; then nothing is sent.
    """
    from counterfoil.node.futures.importing import planned
    from counterfoil.node.futures.taken_out import taken_out
    from counterfoil.node.futures.trade_files import read_accounts, read_rows
    from counterfoil.node.futures.trade_rows import UNDONE, Judge
    from counterfoil.node.layout import require_chain
    from counterfoil.primitives.gathered_errors import GatheredErrors

    if not given.dry_run:
        require_signers(given.key)
    wrong = GatheredErrors()
    rows, mapped = read_rows(file, encoding, wrong), read_accounts(accounts, encoding, accounts_encoding)
    with open_network(given.network, given.passphrase_file, accept_clock=given.accept_clock) as opened:
        node = opened.chain(require_chain(opened.config, given.chain), writable=not given.dry_run)
        judge = Judge(node.ledger.view, mapped, opened.now_ms())
        sides = judge.read(rows, wrong)
        wrong.require_none(str(file), UNDONE)
        made = planned(node.ledger.view, sides, rest=rest, taken_out=taken_out(node))
        keys = [] if given.dry_run else signing_keys(opened, given.key)
        became = order_file(opened, node, made.calls, keys, given, made.place)
    facts = {
        "file": str(file),
        "sides": made.sides,
        "positions": made.positions,
        "contracts": [one.contract for one in made.contracts],
        "booked_before": made.booked_before,
        "cancelled_before": list(made.cancelled_before),
    }
    tell_of_file("Trades", facts | became, given)


@app.command(
    "register", epilog=example("counterfoil clearing trades register t-1 --number 9001 --key venue --network trial")
)
@ordering
def register_trade(
    trade: Annotated[str, typer.Argument(metavar="TRADE", help="A block trade, or an exchange for physicals.")],
    number: Annotated[int, typer.Option(min=1, metavar="N", help="The venue's number of the trade.")],
    given: Given,
) -> None:
    """Register both sides of a trade that two agreed on, in one transaction; by the venue.

    Proposed and affirmed it is by futures propose-trade and affirm-trade. All is registered, or nothing is.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.modules.futures.bilateral_calls import RegisterTrade
    from counterfoil.modules.futures.positions import Direction

    calls = [RegisterTrade(trade=trade, direction=direction, number=number) for direction in Direction]
    carry_out(lambda _network, _node: calls, given)


@app.command("move", epilog=example("counterfoil clearing trades move g-1 --key alpha --network trial"))
@ordering
def move_trade(
    give_up: Annotated[str, typer.Argument(metavar="GIVE-UP", help="A trade that was given up and taken.")],
    given: Given,
) -> None:
    """Move a trade that was given up, at both ends in one transaction; by anybody.

    Offered and taken it is by futures give-up-trade and take-up. It moves whole, or not at all.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.modules.futures.give_ups_calls import Carry, LetGo

    carry_out(lambda _network, _node: [Carry(give_up=give_up), LetGo(give_up=give_up)], given)
