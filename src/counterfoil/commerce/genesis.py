# SPDX-License-Identifier: Apache-2.0
"""The genesis document: what a chain begins with, and what every proof about it rests on."""

from typing import Annotated

import msgspec
from msgspec import Meta

from counterfoil.commerce.context import Context
from counterfoil.commerce.modules.parties.handlers import Parties
from counterfoil.commerce.modules.parties.messages import RegisterParty
from counterfoil.commerce.modules.parties.state import Role
from counterfoil.commerce.modules.protocol.handlers import ProtocolRules
from counterfoil.commerce.modules.protocol.state import FEATURES, VALIDITY_WINDOW_BLOCKS, Activation, Rules
from counterfoil.commerce.outcome import Outcome
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import IDENTIFIER, ChainId, Height, TimestampField


class Genesis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Parties here need nobody's authority; at least one must be a registrar with keys."""

    chain: Annotated[ChainId, IDENTIFIER]
    time: TimestampField
    parties: Annotated[tuple[RegisterParty, ...], Meta(min_length=1)]
    protocol: Annotated[int, Meta(ge=1, le=2**31)] = 1
    features: dict[str, Height] = {}
    window: Annotated[int, Meta(ge=1, le=1_000_000)] = VALIDITY_WINDOW_BLOCKS


def decode_genesis(data: bytes) -> Genesis:
    """Strict; raises InputError for a genesis that no chain could start from."""
    genesis = canonical.decode(data, Genesis)
    if not any(Role.registrar in party.roles and party.keys is not None for party in genesis.parties):
        raise InputError("no party is a registrar with keys", where="genesis.parties", remedy="add one")
    if unknown := sorted(set(genesis.features) - FEATURES):
        raise InputError(
            f"unknown feature {unknown[0]!r}", where="genesis.features", remedy=f"known: {', '.join(sorted(FEATURES))}"
        )
    return genesis


def apply_genesis(ctx: Context, genesis: Genesis, *, parties: Parties, rules: ProtocolRules) -> None:
    """Write the first records; raises InputError naming the party that the rules refuse."""
    rules.enter(
        ctx,
        Rules(
            features=genesis.features,
            protocols=(Activation(height=Height(0), protocol=genesis.protocol),),
            window=genesis.window,
        ),
    )
    for position, party in enumerate(genesis.parties):
        if (outcome := parties.enter(ctx, party)) is not Outcome.ok:
            raise InputError(outcome.sentence, where=f"genesis.parties[{position}]")
    ctx.state.keep_transaction()
