# SPDX-License-Identifier: Apache-2.0
"""Members take a new release one by one, and rules that only it knows come into force at a height."""

import msgspec
import pytest

from counterfoil.commerce.genesis import decode_genesis
from counterfoil.identity.signing import single_key_policy
from counterfoil.law.module import PROTOCOL_VERSIONS
from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.records import PartyKind, Role
from counterfoil.modules.protocol.calls import ScheduleVersion
from counterfoil.node.submitting import is_committed, sign_calls
from counterfoil.primitives import canonical
from counterfoil.primitives.types import Height, PartyId
from support.engine import key
from support.newer_validator import NEXT_VERSION
from support.validator_process import LOST
from support.validators import Validator, genesis_document, transfers, validators

AHEAD = 4


def document() -> bytes:
    """The chain, with a supervisor: no one party decides on rules."""
    genesis = decode_genesis(genesis_document())
    watch = RegisterParty(
        party=PartyId("watch"),
        registrar=PartyId("depository"),
        kind=PartyKind.organisation,
        name="Watch",
        roles=(Role.supervisor,),
        keys=single_key_policy(key("watch")),
    )
    return canonical.encode(msgspec.structs.replace(genesis, parties=(*genesis.parties, watch)))


def pay(member: Validator) -> Height:
    """A transfer through this member stands; its height."""
    [answer] = member.client.submit(*transfers(member, 1))
    assert is_committed(answer), answer
    return answer.height  # type: ignore[union-attr]


def upgrade(member: Validator) -> None:
    member.program = "support.newer_validator"
    member.begin()


def test_members_are_upgraded_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """While one is away the others order; who was left behind stops at the height, says why, and comes back."""
    monkeypatch.setitem(PROTOCOL_VERSIONS, NEXT_VERSION, 1)  # for whoever reads the chain here
    with validators(document=document()) as members:
        *upgraded, west = members
        for member in upgraded:
            assert member.stop() == 0
            pay(west)
            upgrade(member)
            member.wait_until_ready()
        at = Height(pay(west) + AHEAD)
        decided = ScheduleVersion(
            protocol=NEXT_VERSION, height=at, registrar=PartyId("depository"), supervisor=PartyId("watch")
        )
        with west.node() as node:
            [answer] = west.client.submit(sign_calls(node, [decided], key("depository"), key("watch")))
        assert is_committed(answer), answer
        north = upgraded[0]
        while pay(north) < at:
            pass
        assert west.wait() == LOST
        assert f"block {at} needs protocol {NEXT_VERSION}; upgrade this software and start again" in west.log()
        upgrade(west)
        west.wait_until_ready()
        height = pay(west)
        for member in members:
            member.client.wait_for(height)
        assert len({member.client.header(height) for member in members}) == 1
        with west.node() as node:
            assert node.reader.header(Height(at - 1)).protocol.version == NEXT_VERSION - 1
            assert node.reader.header(at).protocol.version == NEXT_VERSION
