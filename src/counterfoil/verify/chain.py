# SPDX-License-Identifier: Apache-2.0
"""Checks 4, 5 and 7: the roll, sealed headers in the log, and events in their blocks."""

from dataclasses import dataclass
from typing import Final

from counterfoil.evidence.checkpoint import Checkpoint
from counterfoil.evidence.entries import AnchorEntry, RolledChain, RollEntry, decode_entry
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.header import HEADER_TYPE, NO_PARENT, Header, decode_header, header_hash
from counterfoil.evidence.package import Logged, ProvenEvent
from counterfoil.evidence.package_limits import require_sparse
from counterfoil.identity.dsse import satisfies
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.hashing import from_hex, to_hex
from counterfoil.primitives.merkle.verify import leaf_hash, verify_inclusion
from counterfoil.primitives.types import ChainId, Hash, Height, Timestamp
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.history import DatedEvent
from counterfoil.verify.trust import Trust, TrustedChain

CLOCK_TOLERANCE_MS: Final = 60_000
"""How much later than T a header's own time may be: witnesses sign whole seconds, and clocks differ."""

PROTOCOL: Final = 1
"""The protocol version whose rules checks 8 to 10 apply."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """A header that the log holds at ``index`` under a valid seal."""

    header: Header
    hash: Hash
    index: int


def read_roll(roll: Logged, checkpoint: Checkpoint) -> RollEntry:
    """The roll, if it is the log's last entry; CheckFailed if not."""
    _require_included(roll, checkpoint, "the roll", "总览项")
    if roll.proof.index != checkpoint.size - 1:
        raise CheckFailed("the roll is not the log's last entry", "总览项不是日志的最后一项")
    entry = decode_entry(roll.entry)
    if not isinstance(entry, RollEntry):
        raise CheckFailed("the log's last entry is no roll", "日志最后一项不是总览项")
    names = [rolled.chain for rolled in entry.chains]
    if names != sorted(set(names)):
        raise CheckFailed("the roll names a chain twice, or not in order", "总览项中的业务链重复或无序")
    return entry


def rolled_chain(roll: RollEntry, chain: ChainId) -> RolledChain:
    """The chain's line in the roll, which must not say that it is halted; CheckFailed if not."""
    rolled = next((one for one in roll.chains if one.chain == chain), None)
    if rolled is None or rolled.height < 0:
        raise CheckFailed(f"the roll names no header of {chain}", f"总览项未列出业务链 {chain} 的区块头")
    if rolled.halted:
        raise CheckFailed(f"{chain} is halted: it sealed two headers at one height", f"业务链 {chain} 因双重封印已停止")
    return rolled


def read_latest(
    anchors: tuple[Logged, ...], rolled: RolledChain, trusted: TrustedChain, checkpoint: Checkpoint
) -> Anchored:
    """The last anchor, which must be the header that the roll names; CheckFailed if not."""
    if not anchors:
        raise CheckFailed("the package shows no header", "未展示任何区块头")
    latest = _read_anchor(anchors[-1], rolled.chain, trusted, checkpoint)
    if (latest.header.height, to_hex(latest.hash)) != (rolled.height, rolled.header):
        raise CheckFailed(
            f"header {latest.header.height} that is shown is not the latest, {rolled.height}, that the roll names",
            "所示区块头不是总览项所列的最新区块头",
        )
    return latest


def require_before(latest: Header, time: Timestamp) -> None:
    """A block cannot be later than the witnesses who saw it; CheckFailed if it is."""
    if latest.time > time + CLOCK_TOLERANCE_MS:
        raise CheckFailed("the latest header's time is after T", "最新区块头的时间晚于 T")


def require_settled(as_of: Timestamp, latest: Header) -> None:
    """Of a past time: every block that can ever be timed at it or before is logged; CheckFailed if not."""
    if as_of >= latest.time:
        raise CheckFailed(
            "the claim is as of a time that a later block may still be given",
            "主张的时刻不早于最新区块，其后的区块仍可能落在该时刻",
        )


def read_anchors(
    anchors: tuple[Logged, ...], chain: ChainId, trusted: TrustedChain, checkpoint: Checkpoint
) -> dict[Height, Anchored]:
    """All headers by height, each sealed and in the log, in order, joined where they meet; CheckFailed if not."""
    found: dict[Height, Anchored] = {}
    before: Anchored | None = None
    for logged in anchors:
        anchored = _read_anchor(logged, chain, trusted, checkpoint)
        if before is not None:
            _require_order(before, anchored)
        found[anchored.header.height] = before = anchored
    return found


def read_events(shown: tuple[ProvenEvent, ...], chain: ChainId, anchors: dict[Height, Anchored]) -> list[DatedEvent]:
    """All events, each in its block's tree, in order, and no header without need; CheckFailed if not."""
    events = [_read_event(one, chain, anchors) for one in shown]
    positions = [dated.position for dated in events]
    if positions != sorted(set(positions)):
        raise CheckFailed("events stand twice or out of order", "事件重复或无序")
    idle = set(anchors) - {height for height, _ in positions} - {max(anchors)}
    if idle:
        raise CheckFailed(f"header {min(idle)} is shown without an event", f"多余的区块头 {min(idle)}")
    return events


def _read_anchor(logged: Logged, chain: ChainId, trusted: TrustedChain, checkpoint: Checkpoint) -> Anchored:
    _require_included(logged, checkpoint, "a header", "某区块头")
    entry = decode_entry(logged.entry)
    if not isinstance(entry, AnchorEntry):
        raise CheckFailed("a log entry among the headers is no anchor", "某日志项不是锚定项")
    header, seal = entry.header, entry.seal
    where, where_zh = f"header {header.height}", f"区块头 {header.height}"
    if header.chain != chain:
        raise CheckFailed(f"{where} is of chain {header.chain}", f"{where_zh} 属于业务链 {header.chain}")
    if header.protocol != PROTOCOL:
        raise CheckFailed(
            f"{where} is under protocol {header.protocol}, whose rules are not known here",
            f"{where_zh} 采用协议版本 {header.protocol}，本核验程序不掌握其规则",
        )
    if seal.payload_type != HEADER_TYPE or decode_header(seal.payload) != header:
        raise CheckFailed(f"{where}: the seal is over something else", f"{where_zh} 的封印针对其他内容")
    if not satisfies(seal, trusted.seal):
        raise CheckFailed(
            f"{where} is not sealed by the trusted keys of {chain}", f"{where_zh} 未由信任文件所载密钥封印"
        )
    anchored = Anchored(header, header_hash(seal.payload), logged.proof.index)
    if header.height == 0 and (anchored.hash != trusted.genesis or header.parent != NO_PARENT):
        raise CheckFailed(f"header 0 is not the trusted genesis of {chain}", f"创世区块头与信任文件不符（{chain}）")
    return anchored


def _require_order(before: Anchored, after: Anchored) -> None:
    earlier, later = before.header, after.header
    where, where_zh = f"header {later.height}", f"区块头 {later.height}"
    if later.height <= earlier.height or later.time < earlier.time or after.index <= before.index:
        raise CheckFailed(f"{where} is out of order", f"{where_zh} 次序错误")
    if later.height == earlier.height + 1 and later.parent != to_hex(before.hash):
        raise CheckFailed(f"{where} does not follow {earlier.height}", f"{where_zh} 未接续前一区块头")


def _read_event(shown: ProvenEvent, chain: ChainId, anchors: dict[Height, Anchored]) -> DatedEvent:
    proof = shown.proof
    where, where_zh = f"event {proof.index} of block {proof.height}", f"区块 {proof.height} 的事件 {proof.index}"
    try:
        require_sparse(shown.event, where="event")
        event = decode_event(shown.event)
    except DecodeError as error:
        raise CheckFailed(f"{where} does not decode: {error}", f"{where_zh} 无法解析") from error
    anchored = anchors.get(proof.height)
    if anchored is None:
        raise CheckFailed(f"{where}: its header is not shown", f"{where_zh}：未展示其区块头")
    if (event.chain, event.height, event.index) != (chain, proof.height, proof.index):
        raise CheckFailed(f"{where} says that it is another", f"{where_zh} 自称为另一事件")
    path = [from_hex(sibling) for sibling in proof.path]
    root = from_hex(anchored.header.events)
    if not verify_inclusion(leaf_hash(shown.event), proof.index, proof.size, path, root):
        raise CheckFailed(f"{where} is not in its block", f"{where_zh} 不在该区块中")
    return DatedEvent(event, anchored.header.time, leaf_hash(shown.event))


def _require_included(logged: Logged, checkpoint: Checkpoint, what: str, what_zh: str) -> None:
    path = [from_hex(sibling) for sibling in logged.proof.path]
    if not verify_inclusion(leaf_hash(logged.entry), logged.proof.index, checkpoint.size, path, checkpoint.root):
        raise CheckFailed(f"{what} is not in the log at the place given", f"{what_zh}不在日志的所示位置")


def trusted_chain(trust: Trust, chain: ChainId) -> TrustedChain:
    """What the trust file says of the chain; CheckFailed when it says nothing."""
    trusted = trust.chains.get(chain)
    if trusted is None:
        raise CheckFailed(f"the trust file does not know chain {chain}", f"信任文件中没有业务链 {chain}")
    return trusted
