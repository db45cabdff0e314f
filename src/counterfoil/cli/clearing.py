# SPDX-License-Identifier: Apache-2.0
"""``counterfoil clearing``, what people do of a futures clearing house's day; beside it stand the calls of netting."""

import tempfile
import time
from decimal import Decimal
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
    clearing_prices,
    clearing_product,
    clearing_reports,
    clearing_securities,
    clearing_trades,
)
from counterfoil.cli.clearing_shown import called_rows, foretell, show_matching, write_called, write_left
from counterfoil.cli.errors import ExitCode
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
from counterfoil.cli.ordering import Given, sending
from counterfoil.cli.output import progress_bars, write_facts, write_json, write_line, write_new_file
from counterfoil.cli.reading import read_chain
from counterfoil.cli.submit import publish_or_warn
from counterfoil.cli.times import parse_day
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.written import decimal_of

app = typer.Typer(
    help="And of a futures clearing house: its day, its statements, a published day again.", no_args_is_help=True
)
app.add_typer(clearing_trades.app, name="trades")
app.add_typer(clearing_orders.app, name="orders")
app.add_typer(clearing_fund.app, name="fund")
app.add_typer(clearing_reports.app, name="report")
app.add_typer(clearing_combinations.app, name="combinations")
app.add_typer(clearing_securities.app, name="securities")
app.add_typer(clearing_options.app, name="options")
app.add_typer(clearing_auction.app, name="auction")
app.command(
    "product",
    epilog=example(
        "counterfoil clearing product product.toml --key ccp --key venue --network trial",
        "counterfoil clearing product product.toml --since +7d --dry-run --key ccp --network trial",
    ),
)(clearing_product.product)
app.command(
    "prices",
    epilog=example(
        "counterfoil clearing prices prices.csv --reason published --dry-run --key ccp --network trial",
        "counterfoil clearing prices --contract IF2101 --price 5230.0 --reason published --key ccp --network trial",
    ),
)(clearing_prices.prices)
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

    Who is called for margin, and for how much, is told in the end: the largest twenty, with --json all.

    With --dry-run each account's statement is computed and shown, and nothing is sent. It is safe to run again: what
    is done is left alone. Exit code 1: something was refused, and the day stays open.
    """
    from counterfoil.evidence.text import format_day
    from counterfoil.node.futures.settling_day import called_of, foretold, open_house_of
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
        called = called_of(node.ledger.view, house)
        # Who asks again after a death may find all done, and nothing of it published.
        published = bool(done.done or done.closed) and not given.no_publish and publish_or_warn(opened)
    facts = {"house": house, "day": format_day(done.day), **done.done, "closed": done.closed, "published": published}
    if given.as_json:
        write_json(facts | {"called": called_rows(called), "left": [one._asdict() for one in done.left]})
    else:
        write_facts("Settled", facts)
        write_called(called)
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
        "counterfoil clearing statement m-alice --csv alice.csv --network trial",
    ),
)
def statement(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The margin account.")],
    day: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Which trading day.", show_default="the last settled")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="As futures firms print it (the default).")] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write it here.")] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write its lines here too, as CSV: a new file.")
    ] = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a margin account's statement of a day (交易结算单), read from the ledger, and check that it adds up.

    As text, or with --json under CTP's names, amounts in yuan. With --csv each trade, closing, position and movement
    is a row under these names; Part says which. It begins with the balance of the statement before, and tells all that
    changed it on the day, after the settlement too. Exit code 1: it does not add up.
    """
    from counterfoil.cli.futures_statement import statement_text
    from counterfoil.cli.futures_statement_csv import statement_csv
    from counterfoil.evidence.text import safe_text
    from counterfoil.node.futures.statement import read_statement
    from counterfoil.node.futures.statement_check import broken
    from counterfoil.node.futures.statement_json import ctp_fields

    if text and as_json:
        raise InputError("--text and --json", where="counterfoil clearing statement", remedy="give one of them")
    wanted = parse_day(day)
    require_new_file(out, csv)
    with read_chain(network, chain) as node:
        found = read_statement(node, account, wanted)
    fields, problems = ctp_fields(found), broken(found)
    if csv is not None:
        write_new_file(csv, statement_csv(fields), private=True)
        typer.echo(f"written to {csv}", err=as_json)
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
    found = decimal_of(text)
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
