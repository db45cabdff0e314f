# SPDX-License-Identifier: Apache-2.0
"""``counterfoil clearing``, what people do of a futures clearing house's day; beside it stand the calls of netting."""

import tempfile
import time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer

from counterfoil.cli import (
    clearing_auction,
    clearing_call,
    clearing_combinations,
    clearing_fund,
    clearing_held,
    clearing_limits,
    clearing_options,
    clearing_orders,
    clearing_product,
    clearing_reports,
    clearing_securities,
)
from counterfoil.cli.clearing_shown import foretell, show_matching, write_left
from counterfoil.cli.errors import ExitCode
from counterfoil.cli.imports import EncodingOption
from counterfoil.cli.options import (
    ChainOption,
    JsonOption,
    NetworkOption,
    example,
    open_network,
    require_new_file,
    require_signers,
    signing_keys,
)
from counterfoil.cli.ordering import Given, ordering, sending
from counterfoil.cli.output import progress_bars, write_facts, write_json, write_line, write_new_file
from counterfoil.cli.reading import read_chain
from counterfoil.cli.submit import publish_or_warn
from counterfoil.cli.times import parse_day
from counterfoil.primitives.errors import InputError

app = typer.Typer(
    help="And of a futures clearing house: its day, its statements, a published day again.", no_args_is_help=True
)
trades = typer.Typer(help="Trades from files.", no_args_is_help=True)
app.add_typer(trades, name="trades")
app.add_typer(clearing_orders.app, name="orders")
app.add_typer(clearing_fund.app, name="fund")
app.add_typer(clearing_reports.app, name="report")
app.add_typer(clearing_combinations.app, name="combinations")
app.add_typer(clearing_securities.app, name="securities")
app.add_typer(clearing_options.app, name="options")
app.add_typer(clearing_auction.app, name="auction")
app.command(
    "product", epilog=example("counterfoil clearing product product.toml --key ccp --key venue --network trial")
)(clearing_product.product)
app.command("limits", epilog=example("counterfoil clearing limits cu2106 --network trial"))(clearing_limits.limits)
app.command("reduction", epilog=example("counterfoil clearing reduction cu2106 --network trial"))(
    clearing_limits.reduction
)
app.command(
    "together",
    epilog=example(
        "counterfoil clearing together cu2106 --network trial",
        "counterfoil clearing together cu2106 --member alpha --json --network trial",
    ),
)(clearing_held.together)
app.command(
    "call",
    epilog=example(
        "counterfoil clearing call CC --dry-run --network trial",
        "counterfoil clearing call CC --until +2h --reason 'prices fell by 4 %' --key ccp --network trial",
    ),
)(clearing_call.call)
app.command("quota", epilog=example("counterfoil clearing quota smelter --house CC --network trial"))(
    clearing_held.quota
)


@app.command(
    "replay",
    epilog=example(
        "counterfoil clearing replay ticks.csv.gz --product IF",
        "counterfoil clearing replay ticks.csv --product XX --multiplier 10 --tick 1 --clients 50 --json",
    ),
)
def replay(
    file: Annotated[Path, typer.Argument(metavar="TICKS", help="Ticks of one contract and day, .csv or .csv.gz.")],
    product: Annotated[str, typer.Option(metavar="NAME", help="Which product, such as IF, cu or m.")],
    previous: Annotated[
        str | None,
        typer.Option(
            "--previous-settlement",
            metavar="PRICE",
            help="Settlement price of the day before.",
            show_default="pre_settle of the file",
        ),
    ] = None,
    settlement: Annotated[
        str | None,
        typer.Option(metavar="PRICE", help="Settlement price.", show_default="as published at the file's end"),
    ] = None,
    clients: Annotated[int, typer.Option(min=2, max=5_000, metavar="N", help="How many clients trade.")] = 300,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="The same seed gives the same trades.")] = 1,
    multiplier: Annotated[
        str | None, typer.Option(metavar="YUAN", help="Of a lot, for 1 of the price; of products not known here.")
    ] = None,
    tick: Annotated[str | None, typer.Option(metavar="PRICE", help="Smallest step of the price, likewise.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Clear a published day again, on a chain of its own that is thrown away: trades, settlement, statements.

    Clients' trades come to each tick's volume, turnover and open interest exactly. Columns: instrument, trading_date,
    action_time, settle, upper_limit, lower_limit, total_volume, volume, turnover, open_interest, diff_interest,
    pre_settle, pre_interest. With --json money is in fen. Exit code 1: a statement does not add up.
    """
    import msgspec

    from counterfoil.node.futures.facts import facts_of
    from counterfoil.node.futures.replaying import Replay
    from counterfoil.node.futures.replaying import replay as play
    from counterfoil.node.futures.statement_json import yuan
    from counterfoil.node.futures.ticks import read_ticks

    facts = facts_of(product, multiplier=_decimal(multiplier, "--multiplier"), tick=_decimal(tick, "--tick"))
    day = read_ticks(file, facts)
    before = _in_ticks(previous, "--previous-settlement", facts.tick)
    before = day.settled_before if before is None else before
    if before is None:
        remedy = "give --previous-settlement"
        raise InputError("no settlement price of the day before", where=str(file), remedy=remedy)
    asked = Replay(day, facts, before, _in_ticks(settlement, "--settlement", facts.tick), clients, seed)
    with tempfile.TemporaryDirectory(prefix="counterfoil-") as folder, progress_bars(quiet=as_json) as progress:
        begun = time.monotonic()
        played = msgspec.to_builtins(play(asked, Path(folder) / "chain", progress))
        played["seconds"] = round(time.monotonic() - begun, 1)
    if as_json:
        write_json(played)
    else:
        in_yuan = {name: yuan(played[name]) for name in ("turnover", "variation_sum", "fees")}
        write_facts(f"{played['contract']} on {played['day']}, cleared again", played | in_yuan)
    raise typer.Exit(ExitCode.ok if played["statements_balanced"] else ExitCode.negative)


@trades.command(
    "import",
    epilog=example(
        "counterfoil clearing trades import trades.csv --accounts accounts.csv --key venue --network trial",
        "counterfoil clearing trades import reports.fix --dry-run --network trial",
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
    encoding: EncodingOption = None,
) -> None:
    """Book a venue's trades of the open day, and balance their contracts; nothing is sent unless every line is right.

    Columns: TradeID, InstrumentID, Direction, OffsetFlag, HedgeFlag, Price, Volume, TradingDay or TradeDate, TradeTime,
    AccountID or ClientID; of forced closings ForceCloseReason; one line for each side of a trade. Block trades are
    registered instead: trades register. Exit code 1: the ledger refused.
    """
    from counterfoil.node.futures.importing import planned, rehearse, send
    from counterfoil.node.futures.trade_files import read_accounts, read_rows
    from counterfoil.node.futures.trade_rows import Judge
    from counterfoil.node.layout import require_chain
    from counterfoil.node.submitting import describe, is_committed

    if not given.dry_run:
        require_signers(given.key)
    rows, mapped = read_rows(file, encoding), read_accounts(accounts, encoding)
    with open_network(given.network, given.passphrase_file, accept_clock=given.accept_clock) as opened:
        node = opened.chain(require_chain(opened.config, given.chain), writable=not given.dry_run)
        now = opened.now_ms()
        made = planned(node.ledger.view, Judge(node.ledger.view, mapped, now).read(rows))
        rehearse(node, made.calls, now)
        answers = []
        if not given.dry_run:
            with progress_bars(quiet=given.as_json) as progress:
                answers = send(node, made.calls, signing_keys(opened, given.key), progress)
        done = [answer for answer in answers if is_committed(answer)]
        published = bool(done) and not given.no_publish and publish_or_warn(opened)
    facts = {
        "file": str(file),
        "sides": made.sides,
        "positions": made.positions,
        "contracts": [one.contract for one in made.contracts],
        "transactions": len(done),
        "refused": [f"{describe(one)}: {one.detail}" for one in answers if not is_committed(one)],
        "published": published,
        "dry_run": given.dry_run,
    }
    if given.as_json:
        write_json(facts)
    else:
        write_facts("What an import would do" if given.dry_run else "Trades", facts)
    raise typer.Exit(ExitCode.negative if facts["refused"] else ExitCode.ok)


@trades.command(
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


@trades.command("move", epilog=example("counterfoil clearing trades move g-1 --key alpha --network trial"))
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


@app.command(
    "settle-day",
    epilog=example(
        "counterfoil clearing settle-day CC --dry-run --network trial",
        "counterfoil clearing settle-day CC --key ccp --network trial",
    ),
)
@sending
def settle_day(
    house: Annotated[str, typer.Argument(metavar="HOUSE", help="The house whose open day is settled.")],
    given: Given,
) -> None:
    """Settle all accounts of a house's open day, collect, cover and pay, and close the day; by anybody.

    A forced reduction that the house ordered is carried out first, and options are exercised as was drawn.

    With --dry-run each account's statement is computed and shown, and nothing is sent. It is safe to run again: what
    is done is left alone. Exit code 1: something was refused, and the day stays open.
    """
    from counterfoil.evidence.text import format_day
    from counterfoil.node.futures.settling_day import foretold, open_house_of
    from counterfoil.node.futures.settling_day import settle_day as settle
    from counterfoil.node.layout import require_chain

    if not given.dry_run:
        require_signers(given.key)
    with open_network(given.network, given.passphrase_file, accept_clock=given.accept_clock) as opened:
        node = opened.chain(require_chain(opened.config, given.chain), writable=not given.dry_run)
        with progress_bars(quiet=given.as_json) as progress:
            if given.dry_run:
                day = open_house_of(node.ledger.view, house)[1]
                foretell(house, format_day(day), list(foretold(node, house, opened.now_ms(), progress)), given.as_json)
            done = settle(node, signing_keys(opened, given.key), house, progress)
        # Who asks again after a death may find all done, and nothing of it published.
        published = bool(done.done or done.closed) and not given.no_publish and publish_or_warn(opened)
    facts = {"house": house, "day": format_day(done.day), **done.done, "closed": done.closed, "published": published}
    if given.as_json:
        write_json(facts | {"left": [one._asdict() for one in done.left]})
    else:
        write_facts("Settled", facts)
        write_left(done.left)
    raise typer.Exit(ExitCode.ok if done.closed else ExitCode.negative)


@app.command(
    "deliver",
    epilog=example(
        "counterfoil clearing deliver cu2106 --dry-run --network trial",
        "counterfoil clearing deliver cu2106 --key ccp --network trial",
    ),
)
@sending
def deliver(
    contract: Annotated[str, typer.Argument(metavar="CONTRACT", help="The contract, whose final price is fixed.")],
    given: Given,
) -> None:
    """Do what is due of a contract's end on the open day: expire, match, exchange goods and money, make good, and end.

    With --dry-run the matching is computed from what is offered and wanted so far, and nothing is sent. The house's key
    writes the matching; all else is anybody's. It is safe to run again. Exit code 1: something was refused.
    """
    from counterfoil.evidence.text import format_day
    from counterfoil.node.futures.delivering import deliver as carry_out
    from counterfoil.node.futures.delivering import foretold
    from counterfoil.node.layout import require_chain

    if not given.dry_run:
        require_signers(given.key)
    with open_network(given.network, given.passphrase_file, accept_clock=given.accept_clock) as opened:
        node = opened.chain(require_chain(opened.config, given.chain), writable=not given.dry_run)
        if given.dry_run:
            show_matching(contract, foretold(node, contract), as_json=given.as_json)
            return
        with progress_bars(quiet=given.as_json) as progress:
            done = carry_out(node, signing_keys(opened, given.key), contract, progress)
        published = bool(done.done) and not given.no_publish and publish_or_warn(opened)
    facts = {"contract": contract, "day": format_day(done.day), **done.done, "parcels": done.parcels}
    facts |= {"ended": done.ended, "published": published}
    if given.as_json:
        write_json(facts | {"left": [one._asdict() for one in done.left]})
    else:
        write_facts("Delivered", facts | {"parcels": ", ".join(f"{name} {n}" for name, n in done.parcels.items())})
        write_left(done.left)
    raise typer.Exit(ExitCode.negative if done.left else ExitCode.ok)


@app.command(
    "statement",
    epilog=example(
        "counterfoil clearing statement m-alice --network trial",
        "counterfoil clearing statement m-alice --day 2021-01-04 --text --out alice.txt --network trial",
    ),
)
def statement(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The margin account.")],
    day: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Which trading day.", show_default="the last settled")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="As futures firms print it (the default).")] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write it here.")] = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a margin account's statement of a day (交易结算单), read from the ledger, and check that it adds up.

    As text, or with --json under CTP's names, amounts in yuan. Exit code 1: it does not add up.
    """
    from counterfoil.cli.futures_statement import statement_text
    from counterfoil.evidence.text import safe_text
    from counterfoil.node.futures.statement import read_statement
    from counterfoil.node.futures.statement_check import broken
    from counterfoil.node.futures.statement_json import ctp_fields

    if text and as_json:
        raise InputError("--text and --json", where="counterfoil clearing statement", remedy="give one of them")
    wanted = parse_day(day)
    require_new_file(out)
    with read_chain(network, chain) as node:
        found = read_statement(node, account, wanted)
    fields, problems = ctp_fields(found), broken(found)
    if out is not None:
        import msgspec

        shown = msgspec.json.format(msgspec.json.encode(fields), indent=2) if as_json else statement_text(fields)
        write_new_file(out, shown, private=True)
        write_line(f"written to {out}")
    elif as_json:
        write_json(fields)
    else:
        write_line(statement_text(fields))
    for problem in problems:
        typer.echo(f"does not add up: {safe_text(problem, length_max=len(problem))}", err=True)
    raise typer.Exit(ExitCode.negative if problems else ExitCode.ok)


def _decimal(text: str | None, where: str) -> Decimal | None:
    if text is None:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > 10**12:
        raise InputError(f"{text!r} is no number", where=where, remedy="such as 5216.2")
    return found


def _in_ticks(text: str | None, where: str, tick: Decimal) -> int | None:
    value = _decimal(text, where)
    if value is None:
        return None
    if value % tick:
        raise InputError(f"{text} is no multiple of the tick", where=where, remedy=f"multiples of {tick}")
    return int(value / tick)
