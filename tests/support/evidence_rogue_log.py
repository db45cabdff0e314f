# SPDX-License-Identifier: Apache-2.0
"""What those can do who hold the log's key, the seal's or an auditor's, and what honest worlds look like beside it."""

from collections.abc import Callable

from msgspec.structs import replace

from counterfoil.evidence.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from counterfoil.evidence.entries import (
    AnchorEntry,
    Audit,
    AuditEntry,
    RollEntry,
    decode_entry,
    encode_entry,
    sign_audit,
)
from counterfoil.evidence.header import Header
from counterfoil.evidence.package import Anchor, AnchorProof, Logged, LogProof, Package, decode_package, encode_package
from counterfoil.evidence.seal import SealedHeader, seal_header
from counterfoil.identity.note import Note, NoteSigner, parse_note
from counterfoil.node.collect import Collector
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import AccountId, Height, HexHash, InstrumentId
from support.evidence_log import WITNESSES, Log, cosigner, key, policy, witness_policy
from support.evidence_story import LI, SHARE, WANG, open_account, register, transfer
from support.evidence_told import control, materials, published, tell, told, worded
from support.evidence_world import CHAIN, START_MS, World

SECOND = "counterfoil.example/second"


def logged(log: Log, index: int) -> Logged:
    """An entry of the log with its proof."""
    path = tuple(to_hex(sibling) for sibling in log.inclusion(index, log.size))
    return Logged(log.entry(index), LogProof(index=index, path=path))


def anchor(world: World, log: Log, height: int, last: int) -> Anchor:
    """A header as the log has it, and its path to a later one; none to itself."""
    entry = logged(log, log.anchor_index(world.chain, Height(height)))
    path = world.header_proof(Height(height), Height(last)) if height < last else ()
    ancestry = tuple(map(to_hex, path))
    return Anchor(entry.entry, AnchorProof(ancestry=ancestry, index=entry.proof.index, path=entry.proof.path))


# The log's key.


def wrong_log_key() -> bytes:
    """The log's key is the forger's, the witnesses' are the real ones."""
    world = tell().world
    log = world.publish(log_key="forger")
    log.policy = witness_policy(log_key="forger")
    return encode_package(control(world, log))


def lagging_second_log() -> bytes:
    """The log's key signs a second log that merely lags, and the same witnesses cosign it."""
    package = decode_package(materials().older)
    first = parse_checkpoint(parse_note(package.checkpoint).text)
    note = sign_checkpoint(Checkpoint(SECOND, first.size, first.root), NoteSigner(key("log"), SECOND))
    cosigners = [cosigner(name) for name in (*WITNESSES, "entries")]
    signed = note.signed_by(*(one.sign(note.text, time_s=START_MS // 1_000 + 21) for one in cosigners))
    return encode_package(replace(package, checkpoint=signed.encode()))


def missing_quorum() -> bytes:
    """Only one witness cosigned."""
    package = decode_package(materials().package)
    note = parse_note(package.checkpoint)
    return encode_package(replace(package, checkpoint=Note(note.text, note.signatures[:2]).encode()))


def false_roll() -> bytes:
    """The log publishes a roll that names an old header; witnesses, who look at growth alone, cosign it."""
    world = tell().world
    old = decode_entry(told().older.entry(told().older.size - 1))
    assert isinstance(old, RollEntry)
    log = world.publish(witnesses=WITNESSES, roll=replace(old, received=world.log.time))
    height = old.chains[0].height
    package = decode_package(materials().older)
    anchors = tuple(anchor(world, log, header_of(one).height, height) for one in package.anchors)
    audits = tuple(logged(log, index) for index in log.audits[CHAIN, height][:2])
    claim = worded(replace(package.claim, witnessed=told_time(world)))
    return encode_package(
        replace(
            package,
            claim=claim,
            checkpoint=log.checkpoint(),
            roll=logged(log, log.size - 1),
            anchors=anchors,
            audits=audits,
        )
    )


def header_of(anchor: Anchor) -> Header:
    entry = decode_entry(anchor.entry)
    assert isinstance(entry, AnchorEntry)
    return entry.header


def told_time(world: World) -> int:
    """T of a log that the world publishes now."""
    return (world.last_time // 1_000 + 10) * 1_000


def entry_after_the_roll() -> bytes:
    """The rogue log hides a later anchor behind the roll, and shows the roll as if it were the last entry."""
    world = tell().world
    log = world.publish(after=[world.log.entry(2)])
    package = control(world, log)
    return encode_package(replace(package, roll=logged(log, log.size - 2)))


def roll_after_the_witnesses() -> bytes:
    """The roll names a header of a later time than the witnesses signed at."""
    world = tell().world
    return encode_package(control(world, world.publish(time_s=START_MS // 1_000 - 100)))


# The seal's key, and its rotations.


def untrusted_seal() -> bytes:
    """A whole chain of the forger's, by the same name and genesis, sealed with its own key."""
    world = World(seal=("mallory",))
    world.do("registrar", calls=[register("acme", "issuer"), register("li")])
    world.do("li", calls=[open_account(LI, "li", "holder")])
    return encode_package(Collector(world, world.publish()).absence(AccountId(LI), InstrumentId(SHARE)))


def rotated(*signers: str, seal: str = "operator-2", effective: int = 0, last: HexHash | None = None) -> World:
    """The told world after the seal policy was rotated, and a transfer under the new one."""
    world = tell().world
    rolled = world.log.rolled[CHAIN]
    if last is not None:
        world.log.rolled[CHAIN] = replace(rolled, header=last)
    world.log.rotate(CHAIN, policy("operator-2"), *signers, effective=effective)
    world.seal = (seal,)
    world.do("li", calls=[transfer(LI, WANG, 1)])
    return world


def left_out_rotation() -> bytes:
    """The package keeps silent about the rotation."""
    package = decode_package(published(rotated("operator")))
    return encode_package(replace(package, rotations=()))


def forked(*, rests_above: bool = False) -> Package:
    """The chain was caught sealing two headers at its last height; a claim of an earlier time rests below or above."""
    world = tell().world
    before = world.header(world.height).time - 1
    world.do("li", calls=[transfer(LI, WANG, 1)])
    world.publish(audits=rests_above)
    true = world.sealed_header(world.height)
    other = replace(true.header, time=true.header.time + 1)
    world.log.halt(SealedHeader(other, seal_header(other.encode(), key("operator"))))
    log = world.publish(audits=False)
    collector = Collector(world, log, height=world.height if rests_above else None)
    return collector.control(AccountId(LI), InstrumentId(SHARE), as_of=before)


def now_of_a_halted_chain() -> bytes:
    """A claim below a fork says that it is of now."""
    package = forked()
    story = told()
    time = story.world.header(package.claim.height).time
    return encode_package(replace(package, claim=worded(replace(package.claim, as_of=time, current=True))))


# The state auditors' keys.


def missing_audit() -> bytes:
    """No auditor's statement is shown."""
    return encode_package(replace(decode_package(materials().package), audits=()))


def audit_of_another_header() -> bytes:
    """The auditors executed the chain to an earlier header."""
    story = told()
    earlier = min(height for chain, height in story.log.audits if chain == CHAIN)
    audits = tuple(logged(story.log, index) for index in story.log.audits[CHAIN, earlier])
    return encode_package(replace(decode_package(materials().package), audits=audits))


def untrusted_auditor() -> bytes:
    """Somebody executed the chain whom the trust file does not name."""
    world = tell().world
    world.do("li", calls=[transfer(LI, WANG, 1)])
    world.publish(audits=False)
    world.log.audit(world.sealed_header(world.height), world.genesis_hash, "mallory")
    return encode_package(control(world, world.publish(audits=False)))


def audit_in_another_log() -> bytes:
    """An auditor's word about the same header of another log was carried into this one."""
    world = tell().world
    world.do("li", calls=[transfer(LI, WANG, 1)])
    world.publish(audits=False)
    sealed = world.sealed_header(world.height)
    header = sealed.header
    audit = Audit(
        chain=CHAIN,
        genesis=world.genesis_hash,
        header=to_hex(sealed.hash),
        height=header.height,
        log=SECOND,
        state=header.state,
    )
    world.log.audits[CHAIN, header.height] = [len(world.log.entries)]
    entry = AuditEntry(audit=sign_audit(audit, key("auditor-one")), received=world.log.time)
    world.log.entries.append(encode_entry(entry))
    return encode_package(control(world, world.publish(audits=False)))


ROGUE_LOG: dict[str, tuple[int, Callable[[], bytes]]] = {
    "wrong_log_key": (2, wrong_log_key),
    "lagging_second_log": (2, lagging_second_log),
    "missing_quorum": (3, missing_quorum),
    "false_roll": (3, false_roll),
    "entry_after_the_roll": (4, entry_after_the_roll),
    "roll_after_the_witnesses": (4, roll_after_the_witnesses),
    "untrusted_seal": (5, untrusted_seal),
    "unsigned_rotation": (5, lambda: published(rotated("mallory"))),
    "hasty_recovery": (5, lambda: published(rotated("recovery", effective=1))),
    "left_out_rotation": (5, left_out_rotation),
    "misnamed_rotation": (5, lambda: published(rotated("operator", last=HexHash("ab" * 32)))),
    "retired_seal": (5, lambda: published(rotated("operator", seal="operator"))),
    "above_a_fork": (5, lambda: encode_package(forked(rests_above=True))),
    "now_of_a_halted_chain": (5, now_of_a_halted_chain),
    "missing_audit": (6, missing_audit),
    "audit_of_another_header": (6, audit_of_another_header),
    "untrusted_auditor": (6, untrusted_auditor),
    "audit_in_another_log": (6, audit_in_another_log),
}
"""name → the check that must catch it, and how it is made"""
