# SPDX-License-Identifier: Apache-2.0
"""``counterfoil network keys``, ``admit`` and ``rejoin``: what members do in their folders while the chain runs."""

from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from counterfoil.cli.options import (
    ChainOption,
    JsonOption,
    NetworkOption,
    PassphraseOption,
    ask_passphrase,
    example,
)
from counterfoil.cli.output import write_facts, write_json
from counterfoil.primitives.input_files import read_input_file

TakeOption = Annotated[
    bool, typer.Option("--take", help="The chain has them: the node votes and seals by them from its next start on.")
]


def keys(
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    take: TakeOption = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a member's next keys for votes and seals; with --take, while it does not run, have its node use them.

    In between its firm says them on the chain: counterfoil validators rotate. The keys before stay in the folder.
    """
    from counterfoil.node.consortium.changing import make_new_keys, take_new_keys
    from counterfoil.node.keyring import Keyring
    from counterfoil.node.layout import Layout, read_config, require_chain

    layout = Layout(network)
    name = require_chain(read_config(layout), chain)
    keyring = Keyring(layout.keys, cache(ask_passphrase(passphrase_file)))
    made = (take_new_keys if take else make_new_keys)(network, name, keyring)
    told = {"chain": name, "consensus_key": made.consensus, "seal_key": made.seal}
    if as_json:
        write_json(told)
    else:
        write_facts("In use from the next start on" if take else "New keys", told)


def admit(
    card: Annotated[Path, typer.Argument(metavar="CARD", help="The card of a member that came later.")],
    network: NetworkOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Know where a member is reached that came later; from the next start on, and until then it dials.

    In a member's folder it becomes a peer, in the custody tier's one from whom blocks are taken.
    """
    from counterfoil.node.consortium.cards import read_card
    from counterfoil.node.consortium.changing import admit as admit_card

    read = read_card(read_input_file(card), str(card))
    admit_card(network, read)
    told = {"folder": str(network), "chain": read.chain, "validator": read.validator}
    if as_json:
        write_json(told)
    else:
        write_facts("Admitted", told)


def rejoin(
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    unproved: Annotated[
        bool, typer.Option("--unproved", help="Though nothing in the folder shows that its blocks were outvoted.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """After a member made other blocks than two thirds sealed: set these aside; its next start takes the chain anew.

    In its folder, while it does not run, with the release of the others in place. Blocks, state, seals and the engine's
    data go to a folder beside, as evidence; nothing is deleted. Keys stay, what was last voted for stays, and no header
    of a height is signed for which another one was signed before.
    """
    from counterfoil.node.consortium.rejoining import rejoin as set_aside
    from counterfoil.node.layout import Layout, read_config, require_chain

    layout = Layout(network)
    name = require_chain(read_config(layout), chain)
    found = set_aside(network, name, unproved=unproved)
    told = {
        "chain": name,
        "set_aside": str(layout.chain(name) / found.folder),
        "outvoted": found.outvoted,
        "own_hash": found.own_hash,
        "sealed_hash": found.sealed_hash,
        "signs_again_after": found.last,
    }
    if as_json:
        write_json(told)
    else:
        write_facts("Ready to be started", {name.replace("_", " "): value for name, value in told.items()})


KEYS_EPILOG = example("counterfoil network keys --network north", "counterfoil network keys --take --network north")
REJOIN_EPILOG = example("counterfoil network rejoin --network west")
ADMIT_EPILOG = example("counterfoil network admit fifth/card.json --network north")
