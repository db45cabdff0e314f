# SPDX-License-Identifier: Apache-2.0
"""``counterfoil clearing auction``: what was a defaulter's, put up for the members of a house, by sealed bids."""

from pathlib import Path
from typing import Annotated

import typer

from counterfoil.cli.options import ChainOption, JsonOption, NetworkOption, example, require_new_file
from counterfoil.cli.ordering import Given, ordering
from counterfoil.cli.output import write_facts, write_json, write_line, write_new_file
from counterfoil.cli.reading import read_chain
from counterfoil.cli.times import time_from

app = typer.Typer(help="Auctions of what was a defaulter's, by sealed bids.", no_args_is_help=True)
HouseArgument = Annotated[str, typer.Argument(metavar="HOUSE", help="The clearing house.")]
AuctionArgument = Annotated[str, typer.Argument(metavar="AUCTION", help="Its name, of the open day.")]
BidArgument = Annotated[Path, typer.Argument(metavar="BID", help="The file that clearing auction seal wrote.")]


@app.command(
    "announce",
    epilog=example(
        "counterfoil clearing auction announce CC a-1 --account m-west --sealed-until +30m --opened-until +40m "
        "--reason 'it did not pay' --key ccp --network trial"
    ),
)
@ordering
def announce(
    house: HouseArgument,
    auction: Annotated[str, typer.Argument(metavar="AUCTION", help="A name, which no auction of the day has.")],
    account: Annotated[str, typer.Option(metavar="ACCOUNT", help="In default: a member's own, or a failing client's.")],
    sealed_until: Annotated[str, typer.Option(metavar="TIME", help="Bids are sealed before this; such as +30m.")],
    opened_until: Annotated[str, typer.Option(metavar="TIME", help="And opened before this.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why, for the record.")],
    given: Given,
    contract: Annotated[
        list[str] | None, typer.Option(metavar="CONTRACT", help="Only what it has of this.", show_default="all")
    ] = None,
    least: Annotated[
        int | None, typer.Option(metavar="FEN", help="The lowest bid taken; negative: what is paid at most.")
    ] = None,
) -> None:
    """Put up what an account in default has open, and announce its auction, in one transaction; by the house.

    Nothing of the account trades from then on. Who wins takes all of it at the day's settlement prices. Auctions of one
    contract each are announced one after the other.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.modules.futures.auction_calls import AnnounceAuction
    from counterfoil.node.futures.auctions_of_day import announced
    from counterfoil.node.network import clock_ms
    from counterfoil.primitives.types import PartyId

    call = AnnounceAuction(
        house=house,
        auction=auction,
        member=PartyId(""),
        portfolio=(),
        sealed_until=time_from(sealed_until, clock_ms, "--sealed-until"),
        opened_until=time_from(opened_until, clock_ms, "--opened-until"),
        reason=reason,
        least=least,
    )
    carry_out(lambda _network, node: announced(node.ledger.view, call, account, contract or ()), given)


@app.command(
    "seal", epilog=example("counterfoil clearing auction seal CC a-1 --bidder east --price -150000 --out bid.json")
)
def seal(
    house: HouseArgument,
    auction: AuctionArgument,
    bidder: Annotated[str, typer.Option(metavar="PARTY", help="The member that bids.")],
    price: Annotated[
        int, typer.Option(metavar="FEN", help="For all of it: what is paid, in smallest units; negative: is asked for.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The bid, for your eyes alone.")],
    as_json: JsonOption = False,
) -> None:
    """Write a bid with its salt into a file. It is handed in sealed, by bid, and opened from the same file, by open."""
    import msgspec

    from counterfoil.node.futures.auctions_of_day import secret_bid

    require_new_file(out)
    made = secret_bid(house, auction, bidder, price)
    write_new_file(out, msgspec.json.format(msgspec.json.encode(made), indent=2).decode(), private=True)
    if as_json:
        write_json({"written": str(out), "seal": made.sealed.seal})
    else:
        write_line(f"written to {out}; sealed it is {made.sealed.seal}")


@app.command("bid", epilog=example("counterfoil clearing auction bid bid.json --key east --network trial"))
@ordering
def bid(file: BidArgument, given: Given) -> None:
    """Hand in a bid, sealed: the ledger sees its hash alone; by the member."""
    from counterfoil.cli.acts import carry_out
    from counterfoil.node.futures.auctions_of_day import read_bid

    made = read_bid(file)
    carry_out(lambda _network, _node: [made.sealed], given)


@app.command("open", epilog=example("counterfoil clearing auction open bid.json --key east --network trial"))
@ordering
def open_bid(file: BidArgument, given: Given) -> None:
    """Open a bid, once none is sealed any more and before the time that was announced; by the member."""
    from counterfoil.cli.acts import carry_out
    from counterfoil.node.futures.auctions_of_day import read_bid

    made = read_bid(file)
    carry_out(lambda _network, _node: [made.opened], given)


@app.command(
    "award",
    epilog=example(
        "counterfoil clearing auction award CC a-1 --dry-run --network trial",
        "counterfoil clearing auction award CC a-1 --key east --network trial",
    ),
)
@ordering
def award(house: HouseArgument, auction: AuctionArgument, given: Given) -> None:
    """Say who won, or that nobody did, once no bid is opened any more; by anybody.

    The highest that is open wins, of equal ones the first sealed. Lots and money move with settle-day, or due, once the
    day's prices are fixed.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.node.futures.auctions_of_day import award_of

    carry_out(lambda _network, node: [award_of(node.ledger.view, house, auction)], given)


@app.command("show", epilog=example("counterfoil clearing auction show CC --network trial"))
def show(
    house: HouseArgument,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the auctions of a house's open day: lots, times, bids, who won, and what has moved. Money is in fen."""
    from counterfoil.node.futures.auctions_of_day import standing

    with read_chain(network, chain) as node:
        rows = list(standing(node.ledger.view, house))
    if as_json:
        write_json({"house": house, "auctions": rows})
        return
    for row in rows:
        write_facts(f"Auction {row['auction']}", {name: "" if v is None else v for name, v in row.items()})
    if not rows:
        write_line(f"{house} has no auction on its open day")
