# SPDX-License-Identifier: Apache-2.0
"""A validator that lies: its key signs a second header of a height, and it tells another member so."""

import asyncio
from pathlib import Path

import msgspec

from counterfoil.consensus.sealing.conflicts import Conflict
from counterfoil.consensus.sealing.exchange import Peer, dial
from counterfoil.consensus.sealing.handshake import Dialling
from counterfoil.consensus.sealing.messages import NONCE_LENGTH, Kind, frame, share_frame
from counterfoil.demo.members import Member
from counterfoil.evidence.header import Header, decode_header
from counterfoil.evidence.seal import open_seal, seal_header
from counterfoil.identity.policy import KeyPolicy
from counterfoil.node.consortium.described import endpoint
from counterfoil.node.submitting import fresh_seed
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.hashing import tagged, to_hex
from counterfoil.primitives.types import Height


def lie(liar: Member, honest: Header, told: Member) -> None:
    """The liar's key signs a header with another state in the place of an honest one, and says so to a member.

    It is heard before this returns.
    """
    other = msgspec.structs.replace(honest, state=to_hex(tagged("demo-lie", honest.state.encode())))
    share = seal_header(other.encode(), liar.seal_key).encode()
    asyncio.run(_tell(liar, share, told))


def check_kept(member: Member, liar: Member, height: Height) -> Path:
    """The file of a member that proves by itself that the liar's key signed two headers; InvariantBroken without."""
    key = liar.card.keys.seal_key
    policy = KeyPolicy(keys=(key,), threshold=1)
    for file in sorted(member.conflicts.glob(f"{height:012d}-equivocation-*.json")):
        found = canonical.decode(file.read_bytes(), Conflict)
        headers = [decode_header(one.payload) for one in (found.own, found.other)]
        for header, seal in zip(headers, (found.own, found.other), strict=True):
            open_seal(header, seal, policy)
        if headers[0] != headers[1] and {one.height for one in headers} == {height}:
            return file
    raise InvariantBroken(f"{member.party} has no proof that {liar.party} signed two headers of block {height}")


async def _tell(liar: Member, share: bytes, told: Member) -> None:
    place = endpoint(told.card.seals)
    assert place is not None
    wire = await dial(Peer(*place), None)
    try:
        members = {told.card.keys.seal_key.keyid: told.card.keys.seal_key}
        side = Dialling(told.chain, liar.seal_key, members, fresh_seed()[:NONCE_LENGTH])
        await wire.meet(side, side.begin())
        wire.say(share_frame(share))
        # It hears one thing after the other: so once it refuses this, it has heard the other.
        wire.say(frame(Kind.rotation, b"{}"))
        while (await wire.receive()).kind is not Kind.refused:
            pass
    finally:
        wire.close()
