# SPDX-License-Identifier: Apache-2.0
"""Answers about a chain called east: honest ones, and every way to forge one, in the order in which it is noticed."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from counterfoil.evidence.entries import AnchorEntry, AuditEntry, encode_entry
from counterfoil.evidence.header import decode_header
from counterfoil.evidence.seal import SealedHeader, seal_header
from counterfoil.identity.signing import sign_envelope
from counterfoil.modules.peers.calls import AnswerFor, LoggedEntry, ShownRecord
from counterfoil.modules.peers.outcomes import PeersOutcome as Outcome
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import Height
from support.evidence_log import Log, key, policy
from support.evidence_world import World, first_party
from support.peered import EAST, WEST, answering, chain_named

THERE: Final = "parties/party/registrar"
ELSE: Final = "parties/party/supervisor"
NOT_THERE: Final = "receivables/invoice/registry/" + "f" * 64


class Forged(NamedTuple):
    because: str
    answer: AnswerFor
    outcome: Outcome


def east(blocks: int = 3, **more: Any) -> World:
    """The same chain every time; with more blocks it goes on."""
    world = chain_named(EAST, **more)
    for _ in range(blocks):
        world.block()
    return world


def about(world: World, log: Log | None = None, *records: str) -> AnswerFor:
    return answering(world, *(records or (THERE, NOT_THERE)), log=log)


@cache
def honest(blocks: int = 3) -> AnswerFor:
    """At a header; with fewer blocks an older one."""
    return about(east(blocks))


def of_log(log: Log, index: int) -> LoggedEntry:
    path = tuple(map(to_hex, log.inclusion(index, log.size)))
    return LoggedEntry(entry=log.entry(index).decode(), index=index, path=path)


def rotated(*signers: str) -> World:
    """Another operator seals the last block."""
    world = east()
    world.publish()
    world.log.rotate(world.chain, policy("next operator"), *signers)
    world.seal = ("next operator",)
    world.block()
    return world


@cache
def forged() -> Sequence[Forged]:
    """Each is refused for one step of the proof alone."""
    return (*_of_the_log(), *_of_the_chain(), *_of_the_state())


def _of_the_log() -> list[Forged]:
    good = honest()
    text, _, _ = good.checkpoint.partition("\n\n")
    _, _, cosignatures = honest(2).checkpoint.partition("\n\n")
    world = east()
    once, twice = world.publish(), world.publish()
    first_roll = of_log(twice, once.size - 1)
    return [
        Forged("no checkpoint", replace(good, checkpoint="nonsense"), Outcome.answer_not_cosigned),
        Forged("of another log", _under(log_key="rogue"), Outcome.answer_not_cosigned),
        Forged("of one witness", _under(witnesses=("alpha", "entries")), Outcome.answer_not_cosigned),
        Forged("without an entry auditor", _under(witnesses=("alpha", "beta")), Outcome.answer_not_cosigned),
        Forged(
            "under cosignatures of another checkpoint",
            replace(good, checkpoint=f"{text}\n\n{cosignatures}"),
            Outcome.answer_not_cosigned,
        ),
        Forged(
            "with a roll that is not the last", replace(about(world, twice), roll=first_roll), Outcome.answer_not_logged
        ),
        Forged("with an anchor as the roll", replace(good, roll=good.anchor), Outcome.answer_unreadable),
        Forged("of a log without the chain", replace(about(_west()), peer=EAST), Outcome.answer_of_another_chain),
        Forged("of a header that was never anchored", _unanchored(), Outcome.answer_not_logged),
        Forged("of an anchor after the checkpoint", replace(good, anchor=honest(4).anchor), Outcome.answer_not_logged),
        Forged("of what is no entry", _unread(), Outcome.answer_unreadable),
        Forged("of a fork", _halted(), Outcome.answer_forked),
    ]


def _published(**more: Any) -> Log:
    return east().publish(**more)


def _under(**more: Any) -> AnswerFor:
    """The honest answer, with another checkpoint of the same log."""
    return replace(honest(), checkpoint=_published(**more).note.decode())


def _west() -> World:
    world = chain_named(WEST)
    world.block()
    return world


def _unanchored() -> AnswerFor:
    """Another header of the last height, duly sealed."""
    world = east()
    world.publish()
    header = replace(world.header(world.height), transactions="a" * 64).encode()
    seal = seal_header(header, key("operator of east"))
    made = AnchorEntry(header=decode_header(header), late=False, received=world.log.time, seal=seal)
    good = honest()
    return replace(good, anchor=replace(good.anchor, entry=encode_entry(made).decode()))


def _unread() -> AnswerFor:
    world = east()
    world.log.entries.append(b'{"type":"news"}')
    index, log = world.log.size - 1, world.publish()
    return replace(about(world, log), anchor=of_log(log, index))


def _halted() -> AnswerFor:
    """The log has another header of the last height but one."""
    world = east()
    good = about(world)
    other = replace(world.header(Height(2)), transactions="a" * 64).encode()
    world.log.halt(SealedHeader(decode_header(other), seal_header(other, key("operator of east"))))
    log = world.publish()
    audits = tuple(of_log(log, index) for index in log.audit_indexes(world.chain, Height(3)))
    anchor = of_log(log, log.anchor_index(world.chain, Height(3)))
    shown = {"ancestry": good.ancestry, "records": good.records, "audits": audits}
    return replace(about(world, log), anchor=anchor, **shown)


def _of_the_chain() -> list[Forged]:
    good = honest()
    other = about(chain_of_another_genesis())
    world = east()
    south = chain_named("south")
    south.block()
    world.log.register(south.chain, south.ledger.genesis_hash, policy(*south.seal), policy("recovery"))
    for height in range(2):
        world.log.anchor(south.sealed_header(Height(height)))
    log = world.publish()
    souths = of_log(log, log.anchor_index(south.chain, Height(1)))
    bare = replace(about(rotated("operator of east")), rotations=())
    return [
        Forged("of another chain's header", replace(about(world, log), anchor=souths), Outcome.answer_of_another_chain),
        Forged("of another genesis", other, Outcome.answer_of_another_chain),
        Forged("under a genesis not its own", replace(other, genesis=good.genesis), Outcome.answer_of_another_chain),
        Forged("without the way to genesis", replace(good, ancestry=()), Outcome.answer_of_another_chain),
        Forged("of a genesis with a way", _genesis_with_a_way(), Outcome.answer_of_another_chain),
        Forged("sealed by a thief", _stolen(), Outcome.answer_not_sealed),
        Forged("with a rotation left out", bare, Outcome.answer_not_sealed),
        Forged("with a thief's rotation", about(rotated("thief")), Outcome.answer_not_sealed),
    ]


def chain_of_another_genesis() -> World:
    world = chain_named(EAST, founders=(first_party("founder"),))
    world.block()
    return world


def _genesis_with_a_way() -> AnswerFor:
    return replace(about(east(0)), ancestry=("a" * 64,))


def _stolen() -> AnswerFor:
    world = east()
    world.seal = ("thief",)
    world.block()
    return about(world)


def _of_the_state() -> list[Forged]:
    good = honest()
    there, missing = good.records
    return [
        Forged("without an audit", about(east(), _published(audits=False)), Outcome.answer_not_audited),
        Forged("audited by a stranger", _audited("stranger"), Outcome.answer_not_audited),
        Forged("with an audit of another header", _audit_of_another(), Outcome.answer_not_audited),
        Forged("with an audit that is none", _audit_of_nothing(), Outcome.answer_not_audited),
        Forged(
            "with a record changed", _showing(replace(there, value=_changed(there.value))), Outcome.answer_not_proved
        ),
        Forged("with a record left out", _showing(replace(there, value=None)), Outcome.answer_not_proved),
        Forged("with a record made up", _showing(replace(missing, value=there.value)), Outcome.answer_not_proved),
        Forged("with the proof of another path", _showing(replace(there, record=ELSE)), Outcome.answer_not_proved),
        Forged("with the absence of another path", _showing(replace(missing, record=ELSE)), Outcome.answer_not_proved),
    ]


def _changed(value: str | None) -> str:
    return (value or "").replace("active", "absent")


def _showing(*records: ShownRecord) -> AnswerFor:
    return replace(honest(), records=records)


def _audited(by: str) -> AnswerFor:
    world = east()
    world.publish(audits=False)
    world.log.audit(world.sealed_header(world.height), world.ledger.genesis_hash, by)
    return about(world, world.publish(audits=False))


def _audit_of_another() -> AnswerFor:
    world = east(2)
    world.publish()
    before = world.log.audit_indexes(world.chain, Height(2))
    world.block()
    log = world.publish()
    return replace(about(world, log), audits=tuple(of_log(log, index) for index in before))


def _audit_of_nothing() -> AnswerFor:
    world = east()
    envelope = sign_envelope("application/json", canonical.encode({}), key("auditor-one"))
    world.log.entries.append(encode_entry(AuditEntry(audit=envelope, received=world.log.time)))
    index, log = world.log.size - 1, world.publish()
    return replace(about(world, log), audits=(of_log(log, index),))
