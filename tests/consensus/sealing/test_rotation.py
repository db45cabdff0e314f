# SPDX-License-Identifier: Apache-2.0
"""Validators change and the custody log follows: rotations by those before, and nothing under anybody else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from counterfoil.consensus.sealing.conflicts import read_conflicts
from counterfoil.consensus.sealing.rotating import collect_rotation, propose_rotation
from counterfoil.evidence.entries import EquivocationEntry, decode_entry
from counterfoil.evidence.header import decode_header, header_hash
from counterfoil.evidence.package import encode_package
from counterfoil.evidence.seal import Rotation, SealedHeader, seal_header, sign_rotation
from counterfoil.identity import dsse
from counterfoil.identity.signing import sign_envelope
from counterfoil.node.collect import Collector
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import CustodyError, InputError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import AccountId, Height, HexHash, InstrumentId, Timestamp
from counterfoil.verify import verify_package
from counterfoil.verify.report import Verdict
from support.consortium import Consortium
from support.custody import NOW_S
from support.evidence_story import LI, SHARE, WANG, small, transfer
from support.sealing import header_at, policy_of, validator


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Consortium]:
    """Four validators, whose first three blocks are anchored."""
    with_log = Consortium(tmp_path)
    with_log.block()
    with_log.block()
    with_log.anchor()
    yield with_log
    with_log.custody.close()


def test_headers_are_anchored_across_changes_of_validators(world: Consortium) -> None:
    """Four, five, another five, four: each rotation by those before it, linked in the log, and the chain goes on."""
    for numbers in ((0, 1, 2, 3, 4), (0, 1, 2, 4, 5), (1, 2, 4, 5)):
        world.change(*numbers)
        world.block()
    assert world.anchor(*range(6)) == 6
    seals = world.custody.seals(world.chain)
    assert [rotation.last_height for _, rotation in seals.rotations] == [3, 5, 7]
    assert [rotation.previous for _, rotation in seals.rotations] == [
        None,
        *(index for index, _ in seals.rotations[:-1]),
    ]
    assert world.custody.height(world.chain) == world.height == 8
    for height in map(Height, range(9)):
        assert seals.at(height) == world.policy(height)
    assert world.anchor() == 0, "what is done is found, and nobody is asked"


def test_a_package_is_proved_offline_across_rotations(world: Consortium, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger who knows the first validators and the witnesses is convinced of what happened under the third."""
    monkeypatch.setattr("support.evidence_story.World", lambda **_: world)
    small()
    world.change(0, 1, 2, 3, 4)
    world.do("li", calls=[transfer(LI, WANG, 5)])
    world.change(1, 2, 4, 5)
    world.do("li", calls=[transfer(LI, WANG, 7)])
    world.anchor(*range(5))
    package = encode_package(Collector(world, world.published()).control(AccountId(LI), InstrumentId(SHARE)))
    now = Timestamp(NOW_S * 1_000 + 1_000)
    report = verify_package(package, world.offline_trust(), now=now)
    assert report.verdict is Verdict.proved, report
    chain = replace(world.offline_trust().chains[world.chain], seal=policy_of(0, 1, 4, 5))
    doubted = replace(world.offline_trust(), chains={world.chain: chain})
    assert verify_package(package, doubted, now=now).verdict is not Verdict.proved


def sealed_by(world: Consortium, height: int, *numbers: int) -> SealedHeader:
    """A header as these validators seal it."""
    header = world.blocks.read(Height(height)).header
    return SealedHeader(decode_header(header), seal_header(header, *map(validator, numbers)))


def test_who_was_before_seals_nothing_more(world: Consortium) -> None:
    """Before the rotation the new ones are refused, after it the old ones; too few are refused always."""
    world.change(2, 3, 4, 5)
    world.block()
    first_under_new = sealed_by(world, 4, 2, 3, 4)
    world.custody.anchor(world.sealed_header(Height(3)))
    for numbers in ((2, 3, 4), (4, 5)):
        with pytest.raises(CustodyError, match="does not satisfy"):
            world.custody.anchor(sealed_by(world, 4, *numbers))
    world.anchor(0, 1, 2)
    assert world.custody.anchor(first_under_new) == world.custody.anchor_index(world.chain, 4)
    world.block()
    for numbers in ((0, 1, 2, 3), (0, 1, 2), (2, 3), (3, 5)):
        with pytest.raises(CustodyError, match="does not satisfy"):
            world.custody.anchor(sealed_by(world, 5, *numbers))
    world.custody.anchor(sealed_by(world, 5, 3, 4, 5))


def test_a_third_hands_on_nothing(world: Consortium) -> None:
    """Whoever is asked, three of four of those before must sign; the words say who did not and why."""
    world.change(0, 1, 2, 4)
    world.custody.anchor(world.sealed_header(Height(3)))
    with pytest.raises(InputError, match=r"2 of 3 signatures on the rotation after header 3.*no key of this member"):
        world.anchor(0, 1, 4)
    seals = world.custody.seals(world.chain)
    rotation = propose_rotation(seals, Height(3), world.sealed_header(Height(3)).hash, policy_of(4, 5, 6, 7))
    for numbers in ((0,), (0, 1), (4, 5, 6, 7)):
        with pytest.raises(CustodyError, match="not signed under the policy in force"):
            world.custody.rotate(sign_rotation(rotation, *map(validator, numbers)))
    assert world.custody.seals(world.chain).rotations == ()
    world.anchor(0, 4, 3, 2)
    assert world.custody.seals(world.chain).current == policy_of(0, 1, 2, 4)


def test_what_members_answer_is_not_believed(world: Consortium) -> None:
    """Forged signatures, other rotations, garbage and silence count for nothing, and the others are asked."""
    world.change(0, 1, 2, 4)
    world.custody.anchor(world.sealed_header(Height(3)))
    seals, new = world.custody.seals(world.chain), world.policy(Height(4))
    rotation = propose_rotation(seals, Height(3), world.sealed_header(Height(3)).hash, new)

    def forges(payload: bytes) -> bytes:
        envelope = sign_envelope("application/vnd.counterfoil.rotation+json", payload, validator(9))
        mine = dsse.Signature(keyid=validator(1).keyid, sig=envelope.signatures[0].sig)
        return dsse.Envelope(payload=payload, payload_type=envelope.payload_type, signatures=(mine,)).encode()

    def is_away(_: bytes) -> bytes:
        raise ConnectionRefusedError("nobody listens")

    others = [lambda _: b"garbage", lambda _: sign_rotation(rotation).encode()[:-1], is_away, forges]
    signs_other = [lambda _: sign_envelope("application/vnd.counterfoil.header+json", b"{}", validator(2)).encode()]
    with pytest.raises(InputError, match=r"2 of 3.*nobody listens"):
        collect_rotation(rotation, seals.current, [*others, *signs_other, *world.ask(0, 3)])
    envelope = collect_rotation(rotation, seals.current, [*others, *world.ask(0, 0, 3, 1)])
    assert len(envelope.signatures) == 3
    world.custody.rotate(envelope)


NOT_SIGNED: dict[str, tuple[dict[str, object], str]] = {
    "another chain": ({"chain": "other"}, "it rotates the seal of other"),
    "an effective time": ({"effective": Timestamp(5)}, "for the recovery policy"),
    "a height to come": ({"last_height": Height(9)}, "block 9 is not executed here"),
    "before the first": ({"last_height": Height(-1)}, "block -1 is not executed"),
    "another header": ({"last_hash": HexHash("0" * 64)}, "header 3 is another one here"),
    "another policy": ({"seal": policy_of(4, 5, 6, 7)}, "made another policy"),
}


@pytest.mark.parametrize("changes, problem", NOT_SIGNED.values(), ids=NOT_SIGNED)
def test_a_member_signs_what_its_own_state_says(world: Consortium, changes: dict[str, object], problem: str) -> None:
    """Whoever proposes it, a rotation that did not happen is not signed."""
    world.change(0, 1, 2, 4)
    [ask] = world.ask(0)
    with pytest.raises(InputError, match=problem):
        ask(proposal(world, 3, **changes))
    for previous in (None, 5, 7):
        assert dsse.decode(ask(proposal(world, 3, previous=previous))).signatures


def proposal(world: Consortium, height: int, **changes: object) -> bytes:
    """The payload of a rotation after a height, to the validators of the next."""
    fields: dict[str, object] = {
        "chain": world.chain,
        "effective": Timestamp(0),
        "last_hash": to_hex(world.sealed_header(Height(height)).hash),
        "last_height": Height(height),
        "previous": None,
        "seal": world.policy(Height(height + 1)),
    }
    return canonical.encode(Rotation(**(fields | changes)))  # type: ignore[arg-type]


def test_a_block_that_changed_nobody_is_no_rotation(world: Consortium) -> None:
    """Nor is one signed by a member that was none before."""
    world.change(0, 1, 2, 4)
    with pytest.raises(InputError, match="block 2 did not change who seals"):
        world.ask(0)[0](proposal(world, 2))
    with pytest.raises(InputError, match="no key of this member sealed header 3"):
        world.ask(4)[0](proposal(world, 3))


def test_a_signature_on_a_rotation_is_good_for_its_header_alone(world: Consortium) -> None:
    """Signed for any index before, it can be taken once at most: only while its header is the last anchored one."""
    world.change(0, 1, 2, 4)
    signed = {
        previous: collect_rotation(
            canonical.decode(proposal(world, 3, previous=previous), Rotation), policy_of(0, 1, 2, 3), world.ask(0, 1, 2)
        )
        for previous in (None, 4, 5, 6, 7, 8)
    }
    world.anchor(0, 1, 2)
    world.change(0, 1, 2, 3)
    world.anchor(0, 1, 2)
    before = world.custody.seals(world.chain)
    assert len(before.rotations) == 2
    for previous, envelope in signed.items():
        if previous is not None:
            with pytest.raises(CustodyError):
                world.custody.rotate(envelope)
    assert world.custody.seals(world.chain) == before


def test_one_that_signs_two_headers_halts_nothing(world: Consortium) -> None:
    """Members have kept it; the log hears of no equivocation, since one signature seals nothing."""
    book, _ = world.books[0]
    height = world.height
    parent = HexHash(world.header(height).parent)
    other = header_at(height, parent, chain=world.chain)
    book.add(seal_header(other, validator(3)).encode())
    book.add(seal_header(world.blocks.read(height).header, validator(3)).encode())
    assert [one.keyid for one in read_conflicts(world.folder / "validator-0/conflicts")][:1] == [validator(3).keyid]
    with pytest.raises(CustodyError, match="does not satisfy"):
        world.custody.anchor(SealedHeader(decode_header(other), seal_header(other, validator(3))))
    assert not world.custody.is_halted(world.chain)


def test_two_seals_of_one_height_halt_the_chain(world: Consortium) -> None:
    """More than two thirds sealed each: that is recorded, and neither headers nor validators go on from there."""
    height = world.height
    other = header_at(height, HexHash(world.header(height).parent), chain=world.chain)
    world.change(0, 1, 2, 4)
    sealed = SealedHeader(decode_header(other), seal_header(other, *map(validator, (1, 2, 3))))
    entry = decode_entry(world.custody.entry(world.custody.anchor(sealed)))
    assert isinstance(entry, EquivocationEntry)
    assert world.custody.is_halted(world.chain)
    assert header_hash(entry.seal.payload) == header_hash(other)
    with pytest.raises(CustodyError, match="halted"):
        world.anchor(0, 1, 2, 3)
    rotation = canonical.decode(
        proposal(world, height, previous=world.custody.seals(world.chain).last_rotation), Rotation
    )
    with pytest.raises(CustodyError, match="only its recovery policy may go on"):
        world.custody.rotate(sign_rotation(rotation, *map(validator, (0, 1, 2))))


def test_those_who_left_sign_the_rotation_that_retires_them(world: Consortium) -> None:
    """All four go at once: the log is a block behind, and they are still asked, for they sealed the header before."""
    world.change(4, 5, 6, 7)
    world.block()
    with pytest.raises(InputError, match="0 of 3"):
        world.anchor(4, 5, 6, 7)
    assert world.custody.height(world.chain) == 3
    world.anchor(0, 1, 2)
    assert world.custody.height(world.chain) == 4
