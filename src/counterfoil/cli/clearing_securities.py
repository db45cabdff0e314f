# SPDX-License-Identifier: Apache-2.0
"""``counterfoil clearing securities``: what a house takes as margin besides cash, and what is lodged."""

from pathlib import Path
from typing import Annotated

import typer

from counterfoil.cli.options import ChainOption, JsonOption, NetworkOption, example, open_network
from counterfoil.cli.ordering import Given, ordering
from counterfoil.cli.output import write_facts, write_json, write_table

app = typer.Typer(help="Securities as margin: what a house takes, and what is lodged.", no_args_is_help=True)
AccountArgument = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The margin account.")]


@app.command(
    "policy", epilog=example("counterfoil clearing securities policy securities.toml --key ccp --network trial")
)
@ordering
def policy(
    file: Annotated[Path, typer.Argument(metavar="TOML", help="Securities, haircuts, and how much of them counts.")],
    given: Given,
) -> None:
    """Set which securities count as margin, from the next day on, from a TOML file; by the house.

    Keys: house, multiple (of the cash), kept (such as "95%" of the announced price), offsets (products); [[security]]
    instrument, haircut ("10%"). Prices are announced each day: futures price-security.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.node.futures.securities_file import read_securities

    call = read_securities(file)
    carry_out(lambda _network, _node: [call], given)


@app.command(
    "lodge",
    epilog=example(
        "counterfoil clearing securities lodge m-alice --pledge p-1 --from alice-1 --instrument BOND --quantity 500 "
        "--key alice --network trial"
    ),
)
@ordering
def lodge(
    account: AccountArgument,
    pledge: Annotated[str, typer.Option(metavar="NAME", help="A name for the pledge, which nothing had.")],
    holding: Annotated[str, typer.Option("--from", metavar="ACCOUNT", help="Where the securities are, and stay.")],
    instrument: Annotated[str, typer.Option(metavar="INSTRUMENT", help="Which.")],
    quantity: Annotated[int, typer.Option(min=1, metavar="N", help="How many, in smallest units.")],
    given: Given,
    product: Annotated[
        str, typer.Option(metavar="PRODUCT", help="Receipts: whose short lots they stand for.", show_default="by value")
    ] = "",
) -> None:
    """Pledge securities and let them count as margin, in one transaction; by who holds both accounts.

    They stay their owner's, and go back by futures give-back as far as positions do not need them.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.modules.futures.lodging_calls import Lodge
    from counterfoil.modules.holdings.calls import Pledge
    from counterfoil.node.futures.securities_file import pledgee_of
    from counterfoil.primitives.types import AccountId, InstrumentId, Quantity, Timestamp

    pledged = Pledge(
        pledge=pledge,
        account=AccountId(holding),
        instrument=InstrumentId(instrument),
        quantity=Quantity(quantity),
        pledgee=pledgee_of(account),
        enforceable_from=Timestamp(0),
    )
    counts = Lodge(account=AccountId(account), pledge=pledge, product=product)
    carry_out(lambda _network, _node: [pledged, counts], given)


@app.command(
    "sell",
    epilog=example(
        "counterfoil clearing securities sell m-alice --sale s-1 --pledge p-1 --quantity 100 --amount 970000 "
        "--pays fund-cash --into fund-1 --reason 'best of three' --key ccp --key fund --network trial"
    ),
)
@ordering
def sell(
    account: AccountArgument,
    sale: Annotated[str, typer.Option(metavar="NAME", help="A name for the sale, which nothing had.")],
    pledge: Annotated[str, typer.Option(metavar="PLEDGE", help="Out of which pledge.")],
    quantity: Annotated[int, typer.Option(min=1, metavar="N", help="How many, in smallest units.")],
    amount: Annotated[int, typer.Option(min=1, metavar="FEN", help="For all of it, in the cash's smallest unit.")],
    pays: Annotated[str, typer.Option(metavar="ACCOUNT", help="The buyer's, that pays.")],
    into: Annotated[str, typer.Option(metavar="ACCOUNT", help="The buyer's, that takes the securities.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why to this buyer, for the record.")],
    given: Given,
) -> None:
    """Sell what was lodged by who owes to a third party, units against money, in one transaction; by house and buyer.

    At no less than the house would pay itself, no more than the debt takes. The money comes into the margin account.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.modules.futures.selling_calls import AgreeSale, SellSecurity
    from counterfoil.primitives.types import AccountId, Quantity

    agreed = AgreeSale(
        sale=sale,
        account=AccountId(account),
        pledge=pledge,
        quantity=Quantity(quantity),
        amount=Quantity(amount),
        pays=AccountId(pays),
        into=AccountId(into),
        reason=reason,
    )
    carry_out(lambda _network, _node: [agreed, SellSecurity(sale=sale)], given)


@app.command("show", epilog=example("counterfoil clearing securities show m-alice --network trial"))
def show(
    account: AccountArgument,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is lodged for an account, what it counts for, and what cash its holder may have paid out.

    Amounts are in yuan; with --json in fen.
    """
    from counterfoil.node.futures.securities_file import lodged_for
    from counterfoil.node.futures.statement_json import yuan
    from counterfoil.node.layout import require_chain

    with open_network(network) as opened:
        view = opened.chain(require_chain(opened.config, chain), writable=False).ledger.view
        told = lodged_for(view, account)
    if as_json:
        write_json(told)
        return
    lodged = told.pop("lodged")
    facts = {name: yuan(amount) for name, amount in told.items() if name != "account"}
    write_facts(f"Margin account {account}", facts)
    names = ("pledge", "instrument", "quantity", "units_max", "value", "product", "lots", "price", "per")
    money = ("value", "price")
    rows = [
        tuple(yuan(one[name]) if name in money and one[name] is not None else one[name] or "" for name in names)
        for one in lodged
    ]
    write_table("Lodged", names, rows)


@app.command("taken", epilog=example("counterfoil clearing securities taken CC --network trial"))
def taken(
    house: Annotated[str, typer.Argument(metavar="HOUSE", help="The clearing house.")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show which securities a house takes, from when, with their haircuts and the price announced last.

    Prices are in yuan; with --json in fen.
    """
    from counterfoil.evidence.text import format_day, format_time_at
    from counterfoil.modules.futures.queries import offset_of
    from counterfoil.node.futures.securities_file import taken_by
    from counterfoil.node.futures.statement_json import yuan
    from counterfoil.node.layout import require_chain

    with open_network(network) as opened:
        view = opened.chain(require_chain(opened.config, chain), writable=False).ledger.view
        found, offset = list(taken_by(view, house)), offset_of(view, house)
    if as_json:
        write_json({"house": house, "securities": found})
        return
    rows = [
        (
            *(format_time_at(one["since"], offset), one["multiple"], one["instrument"]),
            f"{one['haircut_ppm'] / 10_000:g}%",
            *(one["units_max"] or "", one["all_units_max"] or "", one["lodged"]),
            *("" if one["day"] is None else told for told in (format_day(one["day"] or 0), yuan(one["price"] or 0))),
            one["per"] or "",
        )
        for one in found
    ]
    columns = (
        "since",
        "times the cash",
        "instrument",
        "haircut",
        "for an account",
        "for all",
        "lodged",
        "priced for",
        "price",
        "of units",
    )
    write_table(f"What {house} takes", columns, rows)
