# SPDX-License-Identifier: Apache-2.0
"""What every member of a new chain is handed: the same file for all, public, and checked by each for itself."""

from collections.abc import Sequence
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.commerce.genesis import decode_genesis
from counterfoil.commerce.ledger import Ledger
from counterfoil.consensus.cometbft.engine_genesis import EngineGenesis, Voter, engine_genesis
from counterfoil.identity.note import parse_vkey
from counterfoil.node.consortium.cards import Card, card_problem, cards_problem
from counterfoil.node.consortium.described import CustodyElsewhere, address_problem
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId
from counterfoil.storage.state import MemoryStateStore

FORMAT: Final = "counterfoil-consortium/v1"
BUNDLE_FILE: Final = "bundle.json"


class Bundle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A chain as it begins, its members' cards, and who has the custody log."""

    format: str
    chain: ChainId
    genesis: bytes
    """the document, in base64"""
    cards: Annotated[tuple[Card, ...], Meta(min_length=1)]
    """of the first validators, in their order"""
    custody: CustodyElsewhere


def encode_bundle(bundle: Bundle) -> bytes:
    return msgspec.json.format(msgspec.json.encode(bundle), indent=2) + b"\n"


def read_bundle(data: bytes, where: str) -> Bundle:
    """A bundle whose parts fit together; raises InputError, which says what does not."""
    try:
        bundle = canonical.decode_json(data, Bundle)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(f"no bundle of a consortium: {error}", where=where) from error
    try:
        check_bundle(bundle)
    except InputError as error:
        raise InputError(str(error), where=where) from error
    return bundle


def check_bundle(bundle: Bundle) -> None:
    """Raise InputError unless its genesis begins with exactly the validators of its cards, and names its log."""
    if bundle.format != FORMAT:
        raise InputError(f"format {bundle.format!r} is not {FORMAT!r}")
    for card in bundle.cards:
        if (problem := card_problem(card)) is not None:
            raise InputError(problem, where=f"card of {card.validator}")
    if (problem := cards_problem(bundle.cards)) is not None:
        raise InputError(problem, where="cards")
    genesis = decode_genesis(bundle.genesis)
    if {genesis.chain, bundle.cards[0].chain} != {bundle.chain}:
        raise InputError(f"genesis or cards are not of chain {bundle.chain}", where="genesis")
    if genesis.log != (log := parse_vkey(bundle.custody.vkey).name):
        raise InputError(f"the genesis names the log {genesis.log!r}, and not {log!r}", where="custody")
    if (problem := address_problem(bundle.custody.url)) is not None:
        raise InputError(problem, where="custody")
    ledger = Ledger(bundle.chain, MemoryStateStore())
    ledger.execute_genesis(bundle.genesis)
    ledger.commit()
    wanted = [(card.party, card.keys.consensus_key, card.keys.seal_key) for card in bundle.cards]
    if [(one.party, one.consensus_key, one.seal_key) for one in ledger.validators] != wanted:
        raise InputError("the validators of the genesis are not those of the cards", where="genesis")
    engine_genesis_of(bundle.genesis, bundle.cards)


def engine_genesis_of(document: bytes, cards: Sequence[Card]) -> EngineGenesis:
    """The engine's own beginning, which every member computes alike."""
    genesis = decode_genesis(document)
    voters = [Voter(card.validator, bytes.fromhex(card.keys.consensus_key)) for card in cards]
    return engine_genesis(genesis.chain, genesis.time, voters, document=document)
