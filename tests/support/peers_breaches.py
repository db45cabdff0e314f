# SPDX-License-Identifier: Apache-2.0
"""A chain that believes another in the evidence world, and one breach for each rule about it: see ``law_breaches``."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.evidence.entries import AnchorEntry, decode_entry, encode_entry
from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.parties.records import Role
from counterfoil.modules.peers.calls import AnswerFor
from counterfoil.modules.peers.law import PEERS_FEATURE
from support.evidence_log import policy
from support.evidence_story import founded
from support.evidence_world import World
from support.forged_answers import THERE, about, east, forged, honest
from support.law_breaches import LATE, Breach, newcomer
from support.peered import plain, trusting

PEER: Final = "peers/chain/east"
BOTH: Final = "registrar supervisor"


def shown(record: str = THERE) -> str:
    return f"peers/answer/east/{record}"


def trust(**changes: Any) -> dict[str, Any]:
    return plain(trusting(east(0), **changes))


def believing() -> World:
    """East is believed."""
    world = founded(PEERS_FEATURE)
    world.do("registrar", "supervisor", calls=[trust()])
    return world


def named(because: str) -> Breach:
    """An answer that is forged in one way."""
    (answer,) = (one.answer for one in forged() if one.because == because)
    return answered(answer)


def answered(answer: AnswerFor) -> Breach:
    return Breach(shown(answer.records[0].record), "registrar", plain(answer))


def received_later() -> AnswerFor:
    """The anchor says another time of receipt than the log."""
    good = honest()
    entry = decode_entry(good.anchor.entry.encode())
    assert isinstance(entry, AnchorEntry)
    other = encode_entry(replace(entry, received=entry.received + 1)).decode()
    return replace(good, anchor=replace(good.anchor, entry=other))


def rotation_left_out() -> AnswerFor:
    """The log has handed the chain to other keys since, and the answer does not say so."""
    world = east()
    world.publish()
    world.log.rotate(world.chain, policy("next operator"), "operator of east")
    return replace(about(world, world.publish(audits=False)), rotations=())


WORLD = believing
BREACHES = {
    "peers.trust.peer_is_this_chain": Breach("peers/chain/alliance", BOTH, trust(chain="alliance")),
    "peers.trust.peer_backdated": Breach(PEER, BOTH, trust(since=1)),
    "peers.trust.peer_fixed": Breach(PEER, BOTH, trust(genesis="a" * 64)),
    "peers.trust.two_must_trust": Breach(
        "peers/chain/new",
        "new",
        trust(chain="new", keeper="new", by="new"),
        [("registrar", newcomer(roles=[Role.supervisor, Role.venue]))],
    ),
    "peers.Trusted.touches.fold.too_many_trust_changes": Breach(
        PEER,
        BOTH,
        trust(since=LATE + SCHEDULED_MAX),
        [(BOTH, trust(since=LATE + number)) for number in range(SCHEDULED_MAX)],
    ),
    "peers._cosigned.answer_not_cosigned": named("of one witness"),
    "peers._rolled.answer_not_logged": named("with a roll that is not the last"),
    "peers._entry.answer_not_logged": answered(received_later()),
    "peers.proven.answer_forked": named("of a fork"),
    "peers._require_descends.answer_of_another_chain": named("without the way to genesis"),
    "peers._seals.answer_not_sealed": answered(rotation_left_out()),
    "peers.proven.answer_not_audited": named("without an audit"),
    "peers._auditing.answer_not_audited": named("with an audit of another header"),
    "peers.proven.answer_not_proved": named("with a record made up"),
}
UNCOVERED = {
    "peers.answer.answer_not_newer": "what is not newer is passed over, and a call without an event is in no trail",
}
