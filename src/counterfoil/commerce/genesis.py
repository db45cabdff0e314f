# SPDX-License-Identifier: Apache-2.0
"""The genesis document: what a chain begins with, and what every proof about it rests on."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from counterfoil.commerce.context import Context
from counterfoil.evidence.checkpoint import Origin
from counterfoil.law.call import Call, call_name
from counterfoil.law.module import PROTOCOL_VERSIONS
from counterfoil.law.moment import Spoken
from counterfoil.law.outcome import Refused, faults_refused, require
from counterfoil.modules import laws
from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.law import registered, require_described
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import Role
from counterfoil.modules.protocol.events import RulesSet
from counterfoil.modules.protocol.module import VALIDITY_WINDOW_BLOCKS
from counterfoil.modules.protocol.records import Activation, Window
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import IDENTIFIER, ChainId, Height, HeightField, TimestampField


class Genesis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """Parties here need nobody's authority; at least one must be a registrar with keys."""

    chain: Annotated[ChainId, IDENTIFIER]
    log: Origin
    """origin of the custody log that keeps this chain's headers, and no other may"""
    time: TimestampField
    parties: Annotated[tuple[RegisterParty, ...], Meta(min_length=1)]
    protocol: Annotated[int, Meta(ge=1, le=2**31)] = 1
    features: dict[str, HeightField] = {}
    window: Window = VALIDITY_WINDOW_BLOCKS
    calls: tuple[dict[str, Any], ...] = ()
    """that block 0 carries out, of any module, as if each of the parties that have keys had signed"""

    @cached_property
    def decoded(self) -> tuple[Call, ...]:
        """The calls; InputError naming the first that is none."""
        return tuple(_read(plain, f"genesis.calls[{position}]") for position, plain in enumerate(self.calls))


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
    _ = genesis.decoded  # each must be one; they are read once
    return genesis


def apply_genesis(ctx: Context, genesis: Genesis) -> None:
    """Write the first records; raises InputError naming the party, or the call, that the rules refuse."""
    ctx.happen(
        RulesSet(
            features=genesis.features,
            log=genesis.log,
            protocols=(Activation(height=Height(0), protocol=genesis.protocol),),
            window=genesis.window,
        )
    )
    for position, party in enumerate(genesis.parties):
        with _refused_at(f"genesis.parties[{position}]"):
            require_described(party)
            ctx.happen(registered(party))
    ctx.spoken = Spoken(tuple(party.party for party in genesis.parties if party.keys is not None))
    features = frozenset(name for name, height in genesis.features.items() if height == 0)
    for position, call in enumerate(genesis.decoded):
        with _refused_at(f"genesis.calls[{position}]"):
            _carry_out(ctx, call, features)
    ctx.state.keep_transaction()


def _read(plain: dict[str, Any], where: str) -> Call:
    try:
        call: Call = canonical.decode(canonical.encode(plain), laws().any_call)
    except DecodeError as error:
        raise InputError(error.problem, where=where + error.where.removeprefix("$"), remedy=error.remedy) from error
    return call


def _carry_out(ctx: Context, call: Call, features: frozenset[str]) -> None:
    """What the call causes, but that an account gives or takes: that rests on a signature, and here none is shown."""
    ctx.call = call_name(type(call))
    with faults_refused():
        for event in ctx.laws.one_by_one(call, ctx, features):
            require(not event.permit(ctx), PartiesOutcome.not_authorised, f"{event.type} needs a signature")
            ctx.cause(event)


@contextmanager
def _refused_at(where: str) -> Iterator[None]:
    """What is refused is an InputError that says where."""
    try:
        yield
    except Refused as refused:
        raise InputError(str(refused), where=where) from refused
