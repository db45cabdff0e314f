# SPDX-License-Identifier: Apache-2.0
"""``counterfoil validators show``, ``offer``, ``rotate``: the set of a chain, and keys that prove whose they are.

``begin``, ``join``, ``leave``, ``set-expiry`` and ``restore`` are drawn from their calls, as other modules' are.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.options import (
    ChainOption,
    JsonOption,
    NetworkOption,
    example,
    signing_keys,
)
from counterfoil.cli.ordering import Given, ordering
from counterfoil.cli.output import write_facts, write_json, write_line, write_table
from counterfoil.cli.reading import read_chain

if TYPE_CHECKING:
    from counterfoil.law.call import Call
    from counterfoil.modules.validators.possession import ProvedKeys
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.network import Network
    from counterfoil.primitives.types import PartyId, Timestamp

app = typer.Typer(help="The set in force; offers and new keys, with their proofs.", no_args_is_help=True)
COLUMNS: Final = ("validator", "party", "status", "called", "address", "since block", "keys hold until")
ValidatorArgument = Annotated[str, typer.Argument(metavar="VALIDATOR", help="The validator, as the chain calls it.")]
ConsensusOption = Annotated[
    str,
    typer.Option(
        "--consensus-key",
        metavar="KEY",
        help="By which its engine votes: a key of the network, a key file, or the engine's priv_validator_key.json.",
    ),
]
SealOption = Annotated[
    str, typer.Option("--seal-key", metavar="KEY", help="That seals headers: a key of the network, or a key file.")
]
ExpiresOption = Annotated[
    str | None,
    typer.Option(
        "--expires", metavar="TIME", help="When the first of its keys and certificates ends; if not given, none does."
    ),
]


@app.command(
    "show",
    epilog=example("counterfoil validators show --network trial", "counterfoil validators show --network trial --json"),
)
def show(
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show who orders and seals a chain, how many of them it takes, and who is on offer or has left."""
    from counterfoil.identity.validators import votes_needed
    from counterfoil.modules.validators.queries import validator_set, validators

    with read_chain(network, chain) as node:
        found, known = validator_set(node.ledger.view), list(validators(node.ledger.view))
    seats = () if found is None else found.seats
    needed = votes_needed(len(seats)) if seats else 0
    if as_json:
        write_json(
            {
                "set": None if found is None else {"height": found.height, "number": found.number, "needed": needed},
                "seats": seats,
                "validators": [_plain(record) for record in known],
            }
        )
        return
    if found is None:
        write_line("The chain has no validators: one operator orders and seals it.")
    else:
        facts = {"number": found.number, "since block": found.height, "validators": len(seats), "decide": needed}
        write_facts("The set in force", facts)
    order = {seat.validator: place for place, seat in enumerate(seats)}
    known.sort(key=lambda record: order.get(record.validator, len(order)))
    if known:
        write_table("Validators", COLUMNS, map(_row, known))


@app.command(
    "offer",
    epilog=example(
        "counterfoil validators offer north-1 --party north --consensus-key priv_validator_key.json "
        "--seal-key north-seal --moniker 'North, Shanghai' --address node.north.example:26656 --key north "
        "--network trial",
    ),
)
@ordering
def offer(
    given: Given,
    validator: ValidatorArgument,
    party: Annotated[str, typer.Option("--party", metavar="PARTY", help="Whose it is.")],
    consensus_key: ConsensusOption,
    seal_key: SealOption,
    moniker: Annotated[str, typer.Option("--moniker", metavar="TEXT", help="How people call it.")],
    address: Annotated[str, typer.Option("--address", metavar="TEXT", help="Where people find its node.")],
    expires: ExpiresOption = None,
) -> None:
    """Offer to run a validator, by its firm: both of its keys sign that they are its own.

    A decision takes it in: validators join. The private keys are read here and go nowhere.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.modules.validators.calls import Offer
    from counterfoil.primitives.types import PartyId

    until = _time(expires)

    def made(network: "Network", node: "ChainNode") -> "list[Call]":
        keys = _proved(network, node, validator, PartyId(party), consensus_key, seal_key)
        call = Offer(
            validator=validator, party=PartyId(party), keys=keys, moniker=moniker, address=address, expires=until
        )
        return [call]

    carry_out(made, given)


@app.command(
    "rotate",
    epilog=example(
        "counterfoil validators rotate north-1 --consensus-key priv_validator_key.json --seal-key north-seal-2 "
        "--expires 2028-01-01T00:00Z --key north --network trial",
    ),
)
@ordering
def rotate(
    given: Given,
    validator: ValidatorArgument,
    consensus_key: ConsensusOption,
    seal_key: SealOption,
    expires: ExpiresOption = None,
) -> None:
    """Give a validator of the set other keys, one or both, by its firm: name both, also one that stays.

    They are in force from the next block on. Its node has them before: it seals and votes by no others then.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.law.moment import known
    from counterfoil.modules.validators.calls import Rotate
    from counterfoil.modules.validators.records import VALIDATORS

    until = _time(expires)

    def made(network: "Network", node: "ChainNode") -> "list[Call]":
        party = known(node.ledger.view, VALIDATORS, validator).party
        keys = _proved(network, node, validator, party, consensus_key, seal_key)
        return [Rotate(validator=validator, keys=keys, expires=until)]

    carry_out(made, given)


def _proved(
    network: "Network", node: "ChainNode", validator: str, party: "PartyId", consensus: str, seal: str
) -> "ProvedKeys":
    """Both keys, each of which signs here."""
    from counterfoil.node.validator_keys import prove_keys, read_consensus_key

    return prove_keys(
        node.chain,
        validator,
        party,
        consensus=read_consensus_key(consensus, lambda name: signing_keys(network, [name])[0]),
        seal=signing_keys(network, [seal])[0],
    )


def _time(text: str | None) -> "Timestamp | None":
    from counterfoil.node.times_read import parse_time

    return None if text is None else parse_time(text, where="--expires")


def _plain(record: Any) -> dict[str, Any]:
    """A validator for machines, without its trail."""
    import msgspec

    plain: dict[str, Any] = msgspec.to_builtins(record)
    del plain["trail"]
    return plain


def _row(record: Any) -> tuple[str, ...]:
    from counterfoil.evidence.text import format_time

    since = "" if record.since is None else str(record.since)
    until = "" if record.expires is None else format_time(record.expires)
    return record.validator, record.party, record.status, record.moniker, record.address, since, until
