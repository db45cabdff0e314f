# SPDX-License-Identifier: Apache-2.0
"""``counterfoil crossing``: an asset goes to another chain and comes back, and is delivered there for money here."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.options import (
    ChainOption,
    JsonOption,
    NetworkOption,
    PassphraseOption,
    example,
    open_network,
    signing_keys,
)
from counterfoil.cli.ordering import Given, ordering
from counterfoil.cli.output import write_json, write_table
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.law.call import Call
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.crossings import Carrier
    from counterfoil.node.network import Network
    from counterfoil.primitives.types import RecordPath

app = typer.Typer(help="Assets that go to other chains and come from them, by proof.", no_args_is_help=True)
HOUR_MS: Final = 3_600_000
HOURS_MAX: Final = 8_784
PeerArgument = Annotated[str, typer.Option("--peer", metavar="PEER", help="The other chain, as the log has it.")]
CrossingArgument = Annotated[str, typer.Argument(metavar="CROSSING", help="What it is called on both chains.")]
DealArgument = Annotated[str, typer.Argument(metavar="DEAL", help="What it is called on both chains.")]
HoursOption = Annotated[
    int,
    typer.Option(min=1, max=HOURS_MAX, metavar="HOURS", help="So long the other chain accepts it; then it comes back."),
]
FromOption = Annotated[str, typer.Option("--from", metavar="ACCOUNT", help="The account here that gives.")]
ToOption = Annotated[
    str | None, typer.Option("--to", metavar="ACCOUNT", help="The account there; if not given, the registered one.")
]
QuantityOption = Annotated[int, typer.Option(min=1, metavar="UNITS", help="In the smallest unit.")]
AssetOption = Annotated[str, typer.Option(metavar="ASSET", help="As both chains call the mapping.")]


@app.command(
    "map",
    epilog=example(
        "counterfoil crossing map shares --peer river --instrument EXAMPLE-A --pool pool-shares --keeper depository "
        "--by supervisor --reason agreement --key depository --key supervisor",
    ),
)
@ordering
def map_asset(
    asset: Annotated[str, typer.Argument(metavar="ASSET", help="What both chains are to call it.")],
    given: Given,
    peer: PeerArgument,
    instrument: Annotated[str, typer.Option(metavar="INSTRUMENT", help="Here; of a mirror the one to be made.")],
    pool: Annotated[str, typer.Option(metavar="ACCOUNT", help="To be opened: it has what is on the other chain.")],
    keeper: Annotated[str, typer.Option(metavar="PARTY", help="A venue, registrar or recorder.")],
    by: Annotated[str, typer.Option(metavar="PARTY", help="The supervisor that agrees.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why, such as an agreement.")],
    mirror: Annotated[bool, typer.Option("--mirror", help="It is issued there, and appears here.")] = False,
) -> None:
    """Say that an instrument here and one on another chain are one asset; by a keeper and a supervisor.

    First on the chain that has the instrument, then with --mirror on the other, which is shown what the first has of
    it. Each chain must know the other (supply believe).
    """
    from counterfoil.modules.crossings import calls as c
    from counterfoil.node.crossings import mirroring

    said: dict[str, Any] = {"asset": asset, "peer": _path(peer), "instrument": instrument, "pool": pool}
    said |= {"keeper": keeper, "by": by, "reason": reason}
    if not mirror:
        _order(lambda _network, _node: [c.MapHome(**said)], given)
    else:
        _carry(peer, given, lambda carrier, _node: mirroring(carrier, c.MapMirror(**said)))


@app.command(
    epilog=example("counterfoil crossing out x-1 --asset shares --from broker-1 --quantity 100 --key broker-1")
)
@ordering
def out(
    crossing: CrossingArgument,
    given: Given,
    asset: AssetOption,
    account: FromOption,
    quantity: QuantityOption,
    to: ToOption = None,
    hours: HoursOption = 24,
) -> None:
    """Send units of this chain to another; by whoever controls the account. They are set aside, and leave, at once.

    What does not arrive in time comes back (crossing cancel).
    """
    _send(crossing, given, asset, (account, to), quantity, hours, home=True)


@app.command(
    "return",
    epilog=example("counterfoil crossing return y-1 --asset shares --from dealer-1 --quantity 40 --key dealer-1"),
)
@ordering
def return_(
    crossing: CrossingArgument,
    given: Given,
    asset: AssetOption,
    account: FromOption,
    quantity: QuantityOption,
    to: ToOption = None,
    hours: HoursOption = 24,
) -> None:
    """Send units of a mirror home; by whoever controls the account. The mirror ends as they leave."""
    _send(crossing, given, asset, (account, to), quantity, hours, home=False)


@app.command("in", epilog=example("counterfoil crossing in x-1 --peer coast --key dealer-1 --chain river"))
@ordering
def in_(crossing: CrossingArgument, given: Given, peer: PeerArgument) -> None:
    """Take in what another chain sent; by any party. The other chain is published, and what it has is shown here.

    What is unique comes with its chain of title there.
    """
    from counterfoil.node.crossings import arriving

    _carry(peer, given, lambda carrier, node: arriving(carrier, node.ledger.view, _path(peer), crossing))


@app.command(epilog=example("counterfoil crossing cancel x-1 --key broker-1"))
@ordering
def cancel(crossing: CrossingArgument, given: Given) -> None:
    """Have given back what left and did not arrive in time; by any party.

    The other chain is published, and it is shown that it had no arrival at the end. Before the end it is refused.
    """
    from counterfoil.modules.crossings.calls import TakeBack
    from counterfoil.modules.crossings.queries import departure

    def made(network: "Network", node: "ChainNode") -> "list[Call]":
        left = departure(node.ledger.view, crossing)
        if left is None:
            raise InputError("nothing left under this name", where=crossing, remedy="crossing show has the names")
        carrier = _carrier(network, node, left.to, given)
        return [*carrier.answers(left.arrival), TakeBack(crossing=crossing)]

    _order(made, given)


@app.command(
    epilog=example(
        "counterfoil crossing pay d-1 --peer coast --quantity 100 --instrument EXAMPLE-A --price 250000 "
        "--payee broker-1 --key dealer-1 --chain river"
    )
)
@ordering
def pay(
    deal: DealArgument,
    given: Given,
    peer: PeerArgument,
    quantity: Annotated[int, typer.Option(min=1, metavar="UNITS", help="That are delivered there,")],
    instrument: Annotated[str, typer.Option(metavar="INSTRUMENT", help="and of what;")],
    price: Annotated[int, typer.Option(min=1, metavar="UNITS", help="what is paid for them here,")],
    payee: Annotated[str, typer.Option(metavar="ACCOUNT", help="and to whom.")],
) -> None:
    """Pay here for what another chain keeps, as crossings offer said there; by the payer. This decides the deal.

    Whoever is quicker may offer something else under a name that others agreed on: nothing is paid unless it is this.
    """
    from counterfoil.modules.crossings.records import DEALS
    from counterfoil.node.crossings import Agreed, paying, require_agreed

    def made(carrier: "Carrier", _node: "ChainNode") -> "list[Call]":
        found = carrier.record(DEALS, deal)
        require_agreed(found, Agreed(quantity, instrument, price, payee))
        return [*carrier.answers(DEALS.path(deal)), *paying(_path(peer), found)]

    _carry(peer, given, made)


@app.command(epilog=example("counterfoil crossing settle d-1 --key broker-1"))
@ordering
def settle(deal: DealArgument, given: Given) -> None:
    """Deliver what was paid for on the other chain, or free what was not paid in time; by any party."""
    from counterfoil.modules.crossings.queries import deal as deal_of
    from counterfoil.node.crossings import ending

    def made(network: "Network", node: "ChainNode") -> "list[Call]":
        found = deal_of(node.ledger.view, deal)
        if found is None:
            raise InputError("no such deal was offered", where=deal, remedy="crossing show has the names")
        return ending(_carrier(network, node, found.to, given), found)

    _order(made, given)


@app.command(
    epilog=example("counterfoil crossing show --network trial", "counterfoil crossing show --chain river --json")
)
def show(
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what is mapped, what left, what came, and deals across chains, as this chain knows."""
    from counterfoil.node.crossings import came, deals, told, under_way
    from counterfoil.node.layout import require_chain

    with open_network(network, passphrase_file) as opened:
        view = opened.chain(require_chain(opened.config, chain), writable=False).ledger.view
        found = {"assets": list(told(view)), "left": list(under_way(view))}
        found |= {"came": list(came(view)), "deals": list(deals(view))}
    if as_json:
        write_json(found)
        return
    for title, rows in found.items():
        if rows:
            write_table(title, tuple(rows[0]), [tuple(map(str, row.values())) for row in rows])


def _send(
    crossing: str, given: Given, asset: str, accounts: tuple[str, str | None], quantity: int, hours: int, *, home: bool
) -> None:
    from counterfoil.modules.crossings.records import AssetSide
    from counterfoil.node.crossings import receiver_of, require_asset, sending
    from counterfoil.primitives.types import AccountId, Quantity, Timestamp

    def made(network: "Network", node: "ChainNode") -> "list[Call]":
        view = node.ledger.view
        found = require_asset(view, asset)
        if (found.side is AssetSide.home) != home:
            verb = "return" if home else "out"
            raise InputError(f"this is the {found.side} of it", where=asset, remedy=f"counterfoil crossing {verb}")
        account, to = AccountId(accounts[0]), None if accounts[1] is None else AccountId(accounts[1])
        receiver = receiver_of(view, found, account, to)
        until = Timestamp(network.now_ms() + hours * HOUR_MS)
        return sending(found, crossing, (account, receiver), Quantity(quantity), until)

    _order(made, given)


def _carry(peer: str, given: Given, made: "Callable[[Carrier, ChainNode], list[Call]]") -> None:
    """Publish, and order calls with what the other chain then has."""
    _order(lambda network, node: made(_carrier(network, node, peer, given), node), given)


def _carrier(network: "Network", node: "ChainNode", peer: str, given: Given) -> "Carrier":
    from counterfoil.cli.submit import warn_of_publication
    from counterfoil.node.crossings import Carrier
    from counterfoil.node.submitting import parties_of
    from counterfoil.node.supply.peer_asking import require_peer
    from counterfoil.primitives.types import ChainId

    require_peer(node.ledger.view, peer)
    who = parties_of(node, signing_keys(network, given.key, node))
    if not who:
        raise InputError("nobody brings the answer", where="--key", remedy="name the key of a party of this chain")
    if not given.dry_run:
        network.publish()
        warn_of_publication(network)
    return Carrier(network, node.ledger.view, ChainId(peer), who[0])


def _order(made: "Callable[[Network, ChainNode], list[Call]]", given: Given) -> None:
    from counterfoil.cli.acts import carry_out

    carry_out(made, given)


def _path(peer: str) -> "RecordPath":
    from counterfoil.modules.peers.records import PEERS

    return PEERS.path(peer)
