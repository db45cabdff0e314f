# SPDX-License-Identifier: Apache-2.0
"""Checks 4 to 6: the roll, the header that a claim rests on, who sealed it, and who executed the chain up to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from counterfoil.evidence.checkpoint import Checkpoint
from counterfoil.evidence.claims import BaseClaim
from counterfoil.evidence.entries import (
    AHEAD_MAX_MS,
    AnchorEntry,
    AuditEntry,
    RolledChain,
    RollEntry,
    RotationEntry,
    decode_audit,
    decode_entry,
)
from counterfoil.evidence.header import NO_PARENT, Header, header_hash
from counterfoil.evidence.package import Anchor, AnchorProof, Logged
from counterfoil.evidence.seal import Rotation, SealHistory, open_seal
from counterfoil.identity import dsse
from counterfoil.law.module import PROTOCOL_VERSIONS, Laws
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import digest, from_hex, to_hex
from counterfoil.primitives.merkle.verify import leaf_hash, verify_inclusion
from counterfoil.primitives.types import ChainId, Hash, Height, KeyId, Timestamp
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.trust import SEAL, Trust, TrustedChain, keys_by_role


@dataclass(frozen=True, slots=True)
class Anchored:
    """A header that the log holds under a valid seal, its bytes as signed, its proofs, and when the log received it."""

    header: Header
    hash: Hash
    signed: bytes
    proof: AnchorProof
    received: Timestamp


def trusted_chain(trust: Trust, chain: ChainId, checkpoint: Checkpoint) -> TrustedChain:
    """What the trust file says of the chain; CheckFailed when it says nothing, or binds it to another log."""
    trusted = trust.chains.get(chain)
    if trusted is None:
        raise CheckFailed(f"the trust file does not know chain {chain}", f"信任文件中没有业务链 {chain}")
    if trusted.log != checkpoint.origin:
        raise CheckFailed(f"{checkpoint.origin} is not the log of chain {chain}", f"该日志不是业务链 {chain} 的日志")
    return trusted


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


def rolled_chain(roll: RollEntry, chain: ChainId, time: Timestamp) -> RolledChain:
    """The chain's line in the roll, whose header cannot be later than the witnesses saw; CheckFailed if not."""
    rolled = next((one for one in roll.chains if one.chain == chain), None)
    if rolled is None or rolled.height < 0:
        raise CheckFailed(f"the roll names no header of {chain}", f"总览项未列出业务链 {chain} 的区块头")
    if max(rolled.time, roll.received) > time + AHEAD_MAX_MS:
        raise CheckFailed("the roll is of a time after T", "总览项的时间晚于 T")
    return rolled


def read_seals(rotations: tuple[Logged, ...], rolled: RolledChain, trust: Trust, checkpoint: Checkpoint) -> SealHistory:
    """Who may seal which heights: from the trusted policy to the one that the roll names; CheckFailed if broken."""
    seals = trust.chains[rolled.chain].seals(rolled.chain)
    others = {key: role for role, _, key in keys_by_role(trust) if role != SEAL}
    for logged in rotations:
        _require_included(logged, checkpoint, "a rotation", "某次封印策略轮换")
        entry = decode_entry(logged.entry)
        if not isinstance(entry, RotationEntry):
            raise CheckFailed("a log entry among the rotations is none", "某日志项不是封印策略轮换项")
        seals = seals.rotated(logged.proof.index, entry.rotation, received=entry.received)
        for role in (others[key.key] for key in seals.current.keys if key.key in others):
            raise CheckFailed(
                f"a rotation puts the key of a {role} in force as a seal key",
                f"某次封印策略轮换启用了担任其他角色（{role}）的密钥作为封印密钥",
            )
    policy = to_hex(digest(canonical.encode(seals.current)))
    if (seals.last_rotation, policy) != (rolled.rotation, rolled.seal):
        raise CheckFailed(
            "the rotations shown do not lead from the trusted seal policy to the one in the roll",
            "所示轮换未能由受信封印策略接续至总览项所列策略",
        )
    return seals


def read_anchors(
    anchors: tuple[Anchor, ...],
    rolled: RolledChain,
    trusted: TrustedChain,
    seals: SealHistory,
    checkpoint: Checkpoint,
    laws: Laws,
) -> dict[Height, Anchored]:
    """All headers by height, each sealed and in the log, in order, joined where they meet; CheckFailed if not."""
    if not anchors:
        raise CheckFailed("the package shows no header", "未展示任何区块头")
    found: dict[Height, Anchored] = {}
    before: Anchored | None = None
    for logged in anchors:
        anchored = _read_anchor(logged, rolled.chain, trusted, seals, checkpoint)
        _require_known_rules(anchored.header, laws)
        if before is not None:
            _require_order(before, anchored)
        found[anchored.header.height] = before = anchored
    for _, rotation in seals.rotations:
        _require_named(rotation, found)
    return found


def require_receipts(seals: SealHistory, anchors: Mapping[Height, Anchored], roll: RollEntry) -> None:
    """The log's times of receipt never decrease from entry to entry, up to the roll; CheckFailed if they do."""
    times = [*seals.receipts, *((one.proof.index, one.received) for one in anchors.values())]
    receipts = [*(received for _, received in sorted(times)), roll.received]
    if any(later < before for before, later in pairwise(receipts)):
        raise CheckFailed(
            "a time of receipt is before that of an earlier entry of the log", "某日志项的接收时间早于其前的日志项"
        )


def require_rests(claim: BaseClaim, latest: Anchored, rolled: RolledChain) -> None:
    """The claim says which header it rests on, and how far the log is beyond it; CheckFailed if not so."""
    header = latest.header
    if header.height > rolled.height or (
        header.height == rolled.height and (to_hex(latest.hash), header.time) != (rolled.header, rolled.time)
    ):
        raise CheckFailed("the header shown last is not one that the roll's can follow", "所示最新区块头与总览项不符")
    if header.height < rolled.height and header.time >= rolled.time:
        raise CheckFailed("the header shown last is not before the roll's", "所示最新区块头不早于总览项所列区块头")
    if (claim.height, claim.received, claim.beyond) != (header.height, latest.received, rolled.height - header.height):
        raise CheckFailed("the claim rests on another header than the last one shown", "主张所依据的区块头与所示不符")
    if rolled.halted is not None and header.height >= rolled.halted:
        raise CheckFailed(
            f"two headers were sealed at height {rolled.halted}: a claim must rest on one below",
            f"高度 {rolled.halted} 存在双重封印，主张须依据其下的区块头",
        )
    if claim.current and (claim.as_of != header.time or rolled.halted is not None):
        raise CheckFailed(
            "a claim of now is as of the time of the header that it rests on, of a chain that is not halted",
            "关于现时的主张须以其所依据区块头的时间为准，且该链未停止",
        )
    if not claim.current and claim.as_of >= header.time:
        raise CheckFailed(
            "the claim is as of a time that a later block may still be given",
            "主张的时刻不早于所依据的区块，其后的区块仍可能落在该时刻",
        )


def count_audits(
    audits: tuple[Logged, ...], latest: Anchored, rolled: RolledChain, trusted: TrustedChain, checkpoint: Checkpoint
) -> frozenset[KeyId]:
    """The trusted state auditors who vouch for the header, if the trust file asks for any; CheckFailed if too few."""
    vouching: set[KeyId] = set()
    policy = trusted.auditors
    indexes = [logged.proof.index for logged in audits]
    if any(later <= before for before, later in pairwise(indexes)):
        raise CheckFailed("the audits are not in the order of the log, each once", "状态审计未按日志次序逐一列出")
    for logged in audits:
        _require_included(logged, checkpoint, "an audit", "某项状态审计")
        entry = decode_entry(logged.entry)
        if not isinstance(entry, AuditEntry):
            raise CheckFailed("a log entry among the audits is none", "某日志项不是状态审计项")
        audit = decode_audit(entry.audit)
        said = (audit.chain, audit.genesis, audit.header, audit.height, audit.log, audit.state)
        header = latest.header
        meant = (
            rolled.chain,
            to_hex(trusted.genesis),
            to_hex(latest.hash),
            header.height,
            checkpoint.origin,
            header.state,
        )
        if said != meant:
            raise CheckFailed("an audit is of something else", "某项状态审计针对其他内容")
        if policy is not None:
            vouching |= dsse.valid_signers(entry.audit, {key.keyid: key for key in policy.keys})
    if policy is not None and not policy.satisfied_by(vouching):
        raise CheckFailed(
            f"{len(vouching)} trusted state auditors executed the chain to this header, which is no quorum",
            f"执行至该区块头的受信状态审计方为 {len(vouching)} 个，未达法定人数",
        )
    return frozenset(vouching)


def require_ancestry(anchors: Mapping[Height, Anchored], latest: Anchored) -> None:
    """Each header is one of those that the last commits to, so that whoever vouches for it vouches for all of them."""
    last, root = latest.header.height, from_hex(latest.header.ancestors)
    for height, one in anchors.items():
        path = list(map(from_hex, one.proof.ancestry))
        if one is not latest and not verify_inclusion(leaf_hash(one.signed), height, last, path, root):
            raise CheckFailed(
                f"header {height} is not one of those before header {last}",
                f"区块头 {height} 不在区块头 {last} 所载的先前区块头之列",
            )
    if latest.proof.ancestry:
        raise CheckFailed("the header shown last has a path to a later one", "所示最新区块头附有多余的路径")


def _read_anchor(
    logged: Anchor, chain: ChainId, trusted: TrustedChain, seals: SealHistory, checkpoint: Checkpoint
) -> Anchored:
    _require_included(logged, checkpoint, "a header", "某区块头")
    entry = decode_entry(logged.entry)
    if not isinstance(entry, AnchorEntry):
        raise CheckFailed("a log entry among the headers is no anchor", "某日志项不是锚定项")
    header = entry.header
    where, where_zh = f"header {header.height}", f"区块头 {header.height}"
    if header.chain != chain:
        raise CheckFailed(f"{where} is of chain {header.chain}", f"{where_zh} 属于业务链 {header.chain}")
    open_seal(header, entry.seal, seals.at(header.height))
    if header.time > entry.received + AHEAD_MAX_MS:
        raise CheckFailed(f"{where} is of a time after it was received", f"{where_zh} 的时间晚于其接收时间")
    if entry.received < seals.effective(header.height):
        raise CheckFailed(f"{where} is sealed before its policy is in force", f"{where_zh} 的封印策略当时尚未生效")
    anchored = Anchored(header, header_hash(entry.seal.payload), entry.seal.payload, logged.proof, entry.received)
    if header.height == 0 and (anchored.hash != trusted.genesis or header.parent != NO_PARENT):
        raise CheckFailed(f"header 0 is not the trusted genesis of {chain}", f"创世区块头与信任文件不符（{chain}）")
    return anchored


def _require_known_rules(header: Header, laws: Laws) -> None:
    unknown = set(header.protocol.features) - laws.features
    if header.protocol.version not in PROTOCOL_VERSIONS or unknown:
        raise CheckFailed(
            f"header {header.height} is under rules that are not known here: version {header.protocol.version}"
            f"{''.join(f', {name}' for name in sorted(unknown))}",
            f"区块头 {header.height} 所依规则不为本核验程序掌握",
        )


def _require_order(before: Anchored, after: Anchored) -> None:
    earlier, later = before.header, after.header
    where, where_zh = f"header {later.height}", f"区块头 {later.height}"
    if later.height <= earlier.height or later.time <= earlier.time or after.proof.index <= before.proof.index:
        raise CheckFailed(f"{where} is out of order", f"{where_zh} 次序错误")
    if later.height == earlier.height + 1 and later.parent != to_hex(before.hash):
        raise CheckFailed(f"{where} does not follow {earlier.height}", f"{where_zh} 未接续前一区块头")


def _require_named(rotation: Rotation, anchors: dict[Height, Anchored]) -> None:
    """The last header under a retired policy is the one that its rotation names, and the next follows that one."""
    last = anchors.get(rotation.last_height)
    following = anchors.get(Height(rotation.last_height + 1))
    if (last is not None and to_hex(last.hash) != rotation.last_hash) or (
        following is not None and following.header.parent != rotation.last_hash
    ):
        raise CheckFailed(
            f"header {rotation.last_height} is not the one that its rotation names",
            f"区块头 {rotation.last_height} 并非封印策略轮换所指明者",
        )


def _require_included(logged: Logged | Anchor, checkpoint: Checkpoint, what: str, what_zh: str) -> None:
    path = [from_hex(sibling) for sibling in logged.proof.path]
    if not verify_inclusion(leaf_hash(logged.entry), logged.proof.index, checkpoint.size, path, checkpoint.root):
        raise CheckFailed(f"{what} is not in the log at the place given", f"{what_zh}不在日志的所示位置")
