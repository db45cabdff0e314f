# SPDX-License-Identifier: Apache-2.0
"""What those who hold the seal's and the log's keys can do to the past, behind the backs of honest state auditors."""

from collections.abc import Callable
from copy import copy
from typing import Any

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.entries import AnchorEntry, encode_entry
from counterfoil.evidence.header import Header
from counterfoil.evidence.package import encode_package
from counterfoil.evidence.seal import seal_header
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.primitives.types import Height, Timestamp
from support.evidence_log import Log, key, policy
from support.evidence_story import LI, SHARE, WANG, register, transfer
from support.evidence_told import control, tell
from support.evidence_world import CHAIN, World

DAY_MS = 86_400_000


def sealed_once_more(*, retired: bool = False) -> tuple[bytes, bytes]:
    """Of one moment under one checkpoint: that Li has one share less, which is so; and that the block came later.

    The auditors signed an honest last header before the log took a second anchor of the past height. Where the key
    that seals it is ``retired``, a rotation took it out of force long ago.
    """
    world = tell().world
    world.do("li", calls=[transfer(LI, WANG, 1)])
    height, time = world.height, world.last_time
    _idle_block(world, "early")
    world.publish()
    if retired:
        world.log.rotate(CHAIN, policy("operator-2"), "operator")
        world.seal = ("operator-2",)
    _idle_block(world, "later")
    _idle_block(world, "latest")
    world.publish()
    log, last = world.log, world.height
    false = replace(world.header(height), time=Timestamp(time + 1_500))
    seal = seal_header(false.encode(), key("operator"))
    moved = {(CHAIN, height): len(log.entries), (CHAIN, last): len(log.entries) + 1}
    log.entries.append(encode_entry(AnchorEntry(header=false, late=False, received=log.time, seal=seal)))
    log.entries.append(log.entries[log.indexes[CHAIN, last]])
    true_log = log.publish(time_s=world.last_time // 1_000 + 10)
    false_log = copy(true_log)
    false_log.indexes = {**true_log.indexes, **moved}
    as_of = Timestamp(time + 700)
    told = (control(world, true_log, as_of=as_of), control(saying(world, false), false_log, as_of=as_of))
    return encode_package(told[0]), encode_package(told[1])


def seal_of_an_auditor() -> bytes:
    """A lawful rotation puts one state auditor's key in force; alone it seals, and audits, a state that forgets."""
    world = tell().world
    before = {account: world.read(HOLDINGS, account, SHARE) for account in (LI, WANG)}
    world.do("li", calls=[transfer(LI, WANG, 50)])
    world.publish()
    world.log.rotate(CHAIN, policy("auditor-one"), "operator")
    world.seal = ("auditor-one",)

    def forget(ctx: Context) -> None:
        for account, record in before.items():
            ctx.state.write(HOLDINGS.path(account, SHARE), record)

    world.rogue_block(forget)
    return encode_package(control(world, audited_by_one(world)))


def hurried_recovery() -> bytes:
    """The first header under the recovery's policy is stamped a day ahead, and the roll behind it is of now again."""
    world = tell().world
    now = world.log.time
    world.log.rotate(CHAIN, policy("thief"), "recovery", effective=now + DAY_MS)
    world.seal = ("thief",)
    world.do("li", calls=[transfer(LI, WANG, 1)])
    world.log.anchor(world.sealed_header(world.height), received=now + DAY_MS)
    world.log.time = Timestamp(now + 1_000)
    return encode_package(control(world, world.publish()))


def received_before_its_time() -> bytes:
    """The log took a header that is of more than a minute after its receipt."""
    world = tell().world
    world.do("li", calls=[transfer(LI, WANG, 1)])
    world.publish()
    log, header = world.log, world.header(world.height)
    ahead = replace(header, time=Timestamp(log.receipts[CHAIN, header.height] + 60_001))
    sealed = replace(world.sealed_header(world.height), header=ahead, seal=seal_header(ahead.encode(), key("operator")))
    anchor = AnchorEntry(header=ahead, late=False, received=log.receipts[CHAIN, header.height], seal=sealed.seal)
    log.entries[log.indexes[CHAIN, header.height]] = encode_entry(anchor)
    log.rolled[CHAIN] = replace(log.rolled[CHAIN], header=sealed.hash.hex(), time=ahead.time)
    return encode_package(control(saying(world, ahead), log.publish(time_s=ahead.time // 1_000 + 10)))


def saying(world: World, false: Header) -> Any:
    """The world as somebody shows it who has one header another than it is."""
    lying, headers = copy(world), world.header

    def header(height: Height) -> Header:
        return false if height == false.height else headers(height)

    lying.header = header  # type: ignore[method-assign]
    return lying


def audited_by_one(world: World) -> Log:
    """The log as published when the second auditor, who is honest, stays silent."""
    world.publish(audits=False)
    world.log.audit(world.sealed_header(world.height), world.ledger.genesis_hash, "auditor-one")
    return world.log.publish(time_s=world.last_time // 1_000 + 10)


def _idle_block(world: World, name: str) -> None:
    world.do("registrar", calls=[register(name, keys=False, person=True)])


ROGUE_PAST: dict[str, tuple[int, Callable[[], bytes]]] = {
    "sealed_once_more": (5, lambda: sealed_once_more()[1]),
    "sealed_once_more_by_a_retired_key": (5, lambda: sealed_once_more(retired=True)[1]),
    "seal_of_an_auditor": (5, seal_of_an_auditor),
    "hurried_recovery": (5, hurried_recovery),
    "received_before_its_time": (5, received_before_its_time),
}
"""name → the check that must catch it, and how it is made"""
