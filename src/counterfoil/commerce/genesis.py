# SPDX-License-Identifier: Apache-2.0
"""The genesis document: what a chain begins with, and what every proof about it rests on."""

from typing import Annotated

import msgspec
from msgspec import Meta

from counterfoil.commerce.context import Context
from counterfoil.evidence.checkpoint import Origin
from counterfoil.law.module import PROTOCOL_VERSIONS
from counterfoil.law.outcome import Refused
from counterfoil.modules import laws
from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.law import registered, require_described
from counterfoil.modules.parties.records import Role
from counterfoil.modules.protocol.events import RulesSet
from counterfoil.modules.protocol.module import VALIDITY_WINDOW_BLOCKS
from counterfoil.modules.protocol.records import Activation
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import IDENTIFIER, ChainId, Height, HeightField, TimestampField


class Genesis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Parties here need nobody's authority; at least one must be a registrar with keys."""

    chain: Annotated[ChainId, IDENTIFIER]
    log: Origin
    """origin of the custody log that keeps this chain's headers, and no other may"""
    time: TimestampField
    parties: Annotated[tuple[RegisterParty, ...], Meta(min_length=1)]
    protocol: Annotated[int, Meta(ge=1, le=2**31)] = 1
    features: dict[str, HeightField] = {}
    window: Annotated[int, Meta(ge=1, le=1_000_000)] = VALIDITY_WINDOW_BLOCKS


def decode_genesis(data: bytes) -> Genesis:
    """Strict; raises InputError for a genesis that no chain could start from."""
    genesis = canonical.decode(data, Genesis)
    if not any(Role.registrar in party.roles and party.keys is not None for party in genesis.parties):
        raise InputError("no party is a registrar with keys", where="genesis.parties", remedy="add one")
    if unknown := sorted(set(genesis.features) - laws().features):
        remedy = f"known: {', '.join(sorted(laws().features))}"
        raise InputError(f"unknown feature {unknown[0]!r}", where="genesis.features", remedy=remedy)
    if genesis.protocol not in PROTOCOL_VERSIONS:
        raise InputError(f"protocol {genesis.protocol} is not known here", where="genesis.protocol")
    return genesis


def apply_genesis(ctx: Context, genesis: Genesis) -> None:
    """Write the first records; raises InputError naming the party that the rules refuse."""
    ctx.happen(
        RulesSet(
            features=genesis.features,
            log=genesis.log,
            protocols=(Activation(height=Height(0), protocol=genesis.protocol),),
            window=genesis.window,
        )
    )
    for position, party in enumerate(genesis.parties):
        try:
            require_described(party)
            ctx.happen(registered(party))
        except Refused as refused:
            raise InputError(str(refused), where=f"genesis.parties[{position}]") from refused
    ctx.state.keep_transaction()
