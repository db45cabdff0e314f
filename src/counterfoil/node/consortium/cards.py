# SPDX-License-Identifier: Apache-2.0
"""A member's card: what the others must know of its validator. Its keys are made in its own folder, and stay there."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.consensus.cometbft.engine_keys import node_id
from counterfoil.custody.files import write_durably
from counterfoil.identity.policy import KeyPolicy, check_policy
from counterfoil.identity.signing import single_key_policy
from counterfoil.modules.validators.possession import Possession, ProvedKeys, prove
from counterfoil.node.consortium.described import (
    NODE_ID,
    PeerConfig,
    ValidatorConfig,
    address_problem,
    endpoint,
)
from counterfoil.node.keyring import Keyring
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import IDENTIFIER_IN_WORDS, IDENTIFIER_PATTERN, ChainId, PartyId

FORMAT: Final = "counterfoil-member-card/v1"
CARD_FILE: Final = "card.json"


class Card(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Public: a firm, its validator, both keys with their proofs, and where it is reached."""

    format: str
    chain: ChainId
    party: PartyId
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    """what the firm is called"""
    party_keys: KeyPolicy
    """by which the firm consents on the chain"""
    validator: str
    keys: ProvedKeys
    node_id: Annotated[str, Meta(pattern=NODE_ID)]
    engine: str
    """HOST:PORT, for the others' engines;"""
    seals: str
    """for signatures on headers;"""
    service: str | None = None
    """address of its service, for members and the custody tier"""

    @property
    def described(self) -> ValidatorConfig:
        return ValidatorConfig(
            validator=self.validator,
            party=self.party,
            consensus_key=self.keys.consensus_key,
            seal_key=self.keys.seal_key,
        )

    @property
    def peer(self) -> PeerConfig:
        return PeerConfig(
            validator=self.validator,
            node_id=self.node_id,
            engine=self.engine,
            seals=self.seals,
            service=self.service,
        )


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a validator is reached, as its firm says."""

    engine: str
    seals: str
    service: str | None = None


def seal_key(validator: str) -> str:
    """The name of the key file that signs headers."""
    return f"{validator}-seal"


def consensus_key(validator: str) -> str:
    """The name of the key file by which the engine votes, as its home gets it."""
    return f"{validator}-engine"


def node_key(validator: str) -> str:
    """The name of the key file by which other engines know this one."""
    return f"{validator}-node"


def make_card(
    root: Path, keyring: Keyring, chain: ChainId, party: PartyId, validator: str, place: Place, *, name: str = ""
) -> Card:
    """Make the keys of a validator, and of its firm where there are none, and the card that says them.

    Raises InputError for a name or an address that is none, and where there is a card already.
    """
    path = root / CARD_FILE
    if path.exists():
        raise InputError("there is a card already", where=str(path), remedy="hand it out, or name a new folder")
    _require_names(chain, party, validator)
    if (problem := _place_problem(place.engine, place.seals, place.service)) is not None:
        raise InputError(problem, where="card")
    for key in (seal_key(validator), consensus_key(validator), node_key(validator)):
        if not keyring.path(key).exists():  # a run that was interrupted goes on with its keys
            keyring.create(key)
    if not keyring.path(party).exists():
        keyring.create(party)
    voting, sealing = keyring.get(consensus_key(validator)), keyring.get(seal_key(validator))
    possession = Possession(
        chain=chain, consensus_key=voting.public.key, party=party, seal_key=sealing.public, validator=validator
    )
    card = Card(
        format=FORMAT,
        chain=chain,
        party=party,
        name=name or party.capitalize(),
        party_keys=single_key_policy(keyring.get(party)),
        validator=validator,
        keys=prove(possession, voting, sealing),
        node_id=node_id(keyring.get(node_key(validator))),
        engine=place.engine,
        seals=place.seals,
        service=place.service,
    )
    write_durably(path, encode_card(card))
    return card


def encode_card(card: Card) -> bytes:
    return msgspec.json.format(msgspec.json.encode(card), indent=2) + b"\n"


def read_card(data: bytes, where: str) -> Card:
    """A card whose keys are proved; raises InputError."""
    try:
        card = canonical.decode_json(data, Card)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(f"no card of a member: {error}", where=where) from error
    if (problem := card_problem(card)) is not None:
        raise InputError(problem, where=where)
    return card


def card_problem(card: Card) -> str | None:
    """What is wrong with a card that decodes, or None."""
    if card.format != FORMAT:
        return f"format {card.format!r} is not {FORMAT!r}"
    try:
        _require_names(card.chain, card.party, card.validator)
    except InputError as error:
        return error.problem
    if (problem := check_policy(card.party_keys)) is not None:
        return f"the keys of {card.party}: {problem}"
    if not card.keys.proved(card.chain, card.validator, card.party):
        return f"the keys of {card.validator} are not proved to be its own"
    return _place_problem(card.engine, card.seals, card.service)


def cards_problem(cards: Sequence[Card]) -> str | None:
    """What is wrong with several cards together, or None."""
    if not cards:
        return "there is no card"
    if len({card.chain for card in cards}) > 1:
        return f"cards of several chains: {', '.join(sorted({card.chain for card in cards}))}"
    for what, told in (
        ("validator", [card.validator for card in cards]),
        ("engine's key", [card.keys.consensus_key for card in cards]),
        ("seal key", [card.keys.seal_key.key for card in cards]),
        ("node id", [card.node_id for card in cards]),
        ("address of an engine", [card.engine for card in cards]),
        ("address for seals", [card.seals for card in cards]),
    ):
        if twice := [one for one in told if told.count(one) > 1]:
            return f"{what} {twice[0]} stands on two cards"
    for card in cards:
        if any(one.party == card.party and one.party_keys != card.party_keys for one in cards):
            return f"two cards say different keys of {card.party}"
    return None


def _require_names(chain: str, party: str, validator: str) -> None:
    for where, name in (("chain", chain), ("party", party), ("validator", validator)):
        if re.match(IDENTIFIER_PATTERN, name) is None:
            raise InputError(f"{name!r} is no name", where=where, remedy=IDENTIFIER_IN_WORDS)


def _place_problem(engine: str, seals: str, service: str | None) -> str | None:
    for where, address in (("engine", engine), ("seals", seals)):
        if endpoint(address) is None:
            return f"{where}: {address[:100]!r} is not HOST:PORT"
    return None if service is None else address_problem(service)
