# SPDX-License-Identifier: Apache-2.0
"""Packages that would fill the memory or the processor of whoever verifies, and other spellings of honest ones.

Time is the processor's, which does not depend on what else the machine does.
"""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from counterfoil.evidence.claims import ClaimKind
from counterfoil.evidence.package import (
    FILES,
    MANIFEST,
    FileEntry,
    Manifest,
    ProvenEnvelope,
    decode_package,
    encode_package,
    unpack_files,
)
from counterfoil.evidence.package_limits import CLAIM_LENGTH_MAX, KEY_LENGTH_MAX, require_short_keys, require_sparse
from counterfoil.evidence.package_zip import pack
from counterfoil.evidence.seal import Rotation, SealHistory
from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import sign_envelope
from counterfoil.modules.settlement.records import INSTRUCTIONS
from counterfoil.node.collect import Collector
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import AccountId, Height, HexHash, InstrumentId, Timestamp
from counterfoil.verify import verify_package
from counterfoil.verify.facts import Facts
from counterfoil.verify.walk import Walk
from support.evidence_log import key, policy
from support.evidence_story import LI, SHARE, WANG, founded, issue, leg, open_account, register, transfer
from support.evidence_told import materials, published, tell, told
from support.evidence_world import CHAIN, World, plain_policy


def bomb(**changed: bytes) -> bytes:
    """The honest package with other files, and a manifest that fits."""
    files = unpack_files(materials().package) | {name.replace("_json", ".json"): data for name, data in changed.items()}
    listed = {name: FileEntry(sha256=to_hex(digest(files[name])), size=len(files[name])) for name in FILES}
    manifest = Manifest(claim=ClaimKind.control, files=listed, format="counterfoil-evidence/v2", verifier=None)
    return pack({MANIFEST: canonical.encode(manifest), **{name: files[name] for name in FILES}})


BOMBS = {
    "a claim of empty lists": b'{"acts":[{"data":{"a":[' + b"[]," * 3_000_000 + b'[]]},"index":0,"type":"x"}]}',
    "a claim too long": b'{"account":"' + b"a" * CLAIM_LENGTH_MAX + b'"}',
    "a key without end": b'{"' + b"k" * 4_000_000 + b'":[' + b"0,                  " * 100_000 + b"0]}",
    "an escaped key without end": b'{"' + b"\\u006b" * 700_000 + b'":[' + b"0,                  " * 100_000 + b"0]}",
    "quotes without end": b'{"' + b'\\"' * 4_000_000,
    "brackets without end": b"[" * 4_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs(name: str) -> None:
    """A small file that would become huge, or take hours to explain, is refused by check 1 within seconds."""
    forged = bomb(claim_json=BOMBS[name])
    began, memory = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert verify_package(forged, told().world.trust()).failed_check == 1
    assert time.process_time() - began < 8
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 600_000


def test_free_text_is_not_mistaken_for_a_bomb() -> None:
    """Commas and brackets inside a text are no values, and quotes inside it end no key."""
    require_sparse(b'{"reference":"' + b",[{" * 500 + b'"}', where="x")
    require_short_keys(b'{"a":"' + b'\\"x' * 500 + b'","b":"\\":"}', where="x")
    with pytest.raises(DecodeError):
        require_sparse(b"[" + b"[]," * 500 + b"[]]", where="x")
    reference = ",[{" * 66
    world = tell().world
    for _ in range(3):
        world.do("li", calls=[{**transfer(LI, WANG, 1), "reference": reference}])
    assert verify_package(published(world), world.trust()).proved


PIECES: Final = st.lists(
    st.sampled_from([b"k" * 99, b"k" * 100, b"k", b'\\"', b"\\\\", b"\\u006b", b":", b" "]), max_size=6
)


@given(st.lists(st.tuples(PIECES, PIECES), min_size=1, max_size=4))
def test_a_key_is_long_by_its_bytes_whatever_is_in_it(pairs: list[tuple[list[bytes], list[bytes]]]) -> None:
    """With escapes and without, beside texts of any length, and in whichever line it stands."""
    written = [(b"".join(key), b"".join(value)) for key, value in pairs]
    lines = b"\n".join(b'{"a":["%s"],"%s":["%s"]}' % (value, key, value) for key, value in written)
    if any(len(key) > KEY_LENGTH_MAX for key, _ in written):
        with pytest.raises(DecodeError, match="a key of more than 200 bytes"):
            require_short_keys(lines, where="x")
    else:
        require_short_keys(lines, where="x")


def test_an_envelope_of_brackets() -> None:
    """An envelope whose payload is half a million brackets is refused by check 8, at once."""
    package = decode_package(materials().package)
    stranger = sign_envelope("application/vnd.counterfoil.transaction+json", b"[" * 500_000, key("mallory")).encode()
    shown = ProvenEnvelope(stranger, package.transactions[0].proof)
    began = time.process_time()
    forged = encode_package(replace(package, transactions=(shown, *package.transactions)))
    assert verify_package(forged, told().world.trust()).failed_check == 8
    assert time.process_time() - began < 5


def test_large_honest_acts() -> None:
    """A settlement of 200 legs among 60 accounts and a transaction of 1,000 calls export and verify in seconds."""
    world = tell().world
    names = [f"p{number}" for number in range(60)]
    world.do("registrar", calls=[register(name, keys=False, person=True) for name in names])
    opened = [open_account(name, name, "custodian", custodian="north", incoming="custodian") for name in names]
    world.do("north", calls=opened)
    world.do("acme", "north", calls=[issue(name, 100) for name in names])
    legs = [leg(names[at % 60], names[(at + 1) % 60], SHARE, 1) for at in range(200)]
    wide = world.do("north", calls=[{"call": "settlement.settle_now", "instruction": "wide", "legs": legs}])
    world.do("acme", calls=[issue(WANG, 1)] * 1_000)
    began, log = time.process_time(), world.publish()
    assert verify_package(encode_package(Collector(world, log).transfer(wide)), world.trust()).proved
    assert verify_package(published(world, WANG), world.trust()).proved
    assert time.process_time() - began < 15


def test_a_record_that_lists_hundreds_of_short_names() -> None:
    """An instruction of 200 legs among 400 accounts of two letters, affirmed by all, can be shown itself."""
    world = tell().world
    names = [a + b for a in ascii_lowercase[:20] for b in ascii_lowercase[:20]]
    givers, takers = names[:200], names[200:]
    world.do("registrar", calls=[register("n", "custodian"), register("h", keys=False, person=True)])
    world.do("n", calls=[open_account(name, "h", "custodian", custodian="n") for name in names])
    world.do("acme", "n", calls=[issue(name, 1) for name in givers])
    legs = [leg(giver, taker, SHARE, 1) for giver, taker in zip(givers, takers, strict=True)]
    agreed = {"by": "n", "legs": legs, "expires": 2**50, "instruction": "wide"}
    world.do("acme", "n", calls=[{"call": "settlement.instruct", **agreed}])
    for step, accounts in (("affirm", names), ("allocate", givers)):
        world.do("n", calls=[{"call": f"settlement.{step}", "instruction": "wide", "account": one} for one in accounts])
    record = Collector(world, world.publish()).record(INSTRUCTIONS.path("wide"))
    assert verify_package(encode_package(record), world.trust()).proved


@dataclass
class Work:
    """What a verification did that takes time."""

    signatures: int = 0
    folds: int = 0
    calls: int = 0


@contextmanager
def counted() -> Iterator[Work]:
    """Count signature checks, folds, and calls whose law is asked."""
    work = Work()
    verify, fold, caused = PublicKey.verify, Facts._fold, Walk._judged

    def counting(name: str, function: Any) -> Any:
        def wrapped(*arguments: Any) -> Any:
            setattr(work, name, getattr(work, name) + 1)
            return function(*arguments)

        return wrapped

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PublicKey, "verify", counting("signatures", verify))
        patch.setattr(Facts, "_fold", counting("folds", fold))
        patch.setattr(Walk, "_judged", counting("calls", caused))
        yield work


def rotated(times: int) -> tuple[World, bytes]:
    """Li rotated 32 keys so often, each time with all signatures, and then gave Wang a share."""
    world = founded()
    world.do("acme", calls=[issue(LI, 10)])
    sets = [[f"li {number} {at}" for at in range(32)] for number in range(2)]
    turns = [(["li"], sets[0]), *((sets[at % 2], sets[(at + 1) % 2]) for at in range(times - 1))]
    for begin, end in ((0, 1), (1, 2), *((at, at + 40) for at in range(2, times, 40))):
        signed = [
            world.sign([{"call": "parties.rotate_keys", "party": "li", "keys": plain_policy(*new)}], *old, by=["li"])
            for old, new in turns[begin:end]
        ]
        assert {answer.code for answer in world.block(*signed)} == {0}
    transaction = world.sign([transfer(LI, WANG, 1)], *turns[-1][1], by=["li"])
    assert world.block(transaction)[0].code == 0
    collector = Collector(world, world.publish(), supporting_above=1_000)
    return world, encode_package(collector.control(AccountId(LI), InstrumentId(SHARE)))


def test_400_rotations_of_32_keys() -> None:
    """Each signature is checked once, each event folded once, each call read once."""
    done = []
    for times in (40, 400):
        world, package = rotated(times)
        with counted() as work:
            assert verify_package(package, world.trust()).proved
        done.append(work)
    few, many = done
    seals = 10  # of the headers in which the further rotations stand
    assert 0 <= many.signatures - few.signatures - 360 * 32 <= seals
    assert many.folds - few.folds == 360
    assert many.calls - few.calls == 360


def rotation_after(height: int) -> Rotation:
    return Rotation(
        chain=CHAIN,
        effective=Timestamp(0),
        last_hash=HexHash("00" * 32),
        last_height=Height(height),
        previous=None,
        seal=policy(f"operator {height}"),
    )


def test_a_seal_policy_is_found_without_going_through_all() -> None:
    """Of a thousand rotations of the seal, each header's policy is found by bisection."""
    asked = 0

    class Counting(tuple[tuple[int, Rotation], ...]):
        __slots__ = ()

        def __getitem__(self, index: Any) -> Any:
            nonlocal asked
            asked += 1
            return super().__getitem__(index)

    rotations = Counting((height, rotation_after(height)) for height in range(1_000))
    history = SealHistory(CHAIN, policy("operator"), None, 0, rotations)
    assert history.at(0) == policy("operator")
    assert history.at(500) == policy("operator 499")
    assert history.at(5_000) == policy("operator 999")
    assert asked < 40


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("events.jsonl", lambda data: b"\xef\xbb\xbf" + data),
        ("events.jsonl", lambda data: data.replace(b"\n", b"\r\n")),
        ("events.jsonl", lambda data: data.replace(b'"chain":', b'"chain":"x","chain":', 1)),
        ("records.jsonl", lambda data: data.replace(b'{"path":', b'{"path":"x","path":', 1)),
        ("claim.json", lambda data: data.replace(b'"free":650', b'"free":9007199254740993')),
        ("claim.json", lambda data: data.replace(b'"account":"li-account"', b'"account":"li-account\\u0000"')),
        ("checkpoint", lambda data: data.replace(b"\n", b"\r\n")),
        ("roll.json", lambda data: data + b"\n"),
    ],
)
def test_other_spellings(name: str, change: Callable[[bytes], bytes]) -> None:
    """A byte order mark, CRLF, a doubled key, 2⁵³ + 1, NUL: no second spelling of anything is proved."""
    files = unpack_files(materials().package)
    forged = bomb(**{name: change(files[name])})
    report = verify_package(forged, told().world.trust())
    assert not report.proved
    assert report.to_json() == verify_package(forged, told().world.trust()).to_json()
