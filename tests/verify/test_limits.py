# SPDX-License-Identifier: Apache-2.0
"""Packages that would fill the memory or the time of whoever verifies, and other spellings of honest ones."""

import resource
import time
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from counterfoil.evidence.claims import ClaimKind
from counterfoil.evidence.package import (
    FILES,
    MANIFEST,
    FileEntry,
    Manifest,
    decode_package,
    encode_package,
    unpack_files,
)
from counterfoil.evidence.package_limits import CLAIM_LENGTH_MAX, require_short_keys, require_sparse
from counterfoil.evidence.package_zip import pack
from counterfoil.identity.signing import sign_envelope
from counterfoil.node.collect import collect_transfer
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.verify import verify_package
from support.evidence_story import LI, SHARE, WANG, issue, leg, open_account, register, transfer
from support.evidence_told import materials, published, tell, told
from support.evidence_world import key


def bomb(**changed: bytes) -> bytes:
    """The honest package with other files, and a manifest that fits."""
    files = unpack_files(materials().package) | {name.replace("_json", ".json"): data for name, data in changed.items()}
    listed = {name: FileEntry(sha256=to_hex(digest(files[name])), size=len(files[name])) for name in FILES}
    manifest = Manifest(claim=ClaimKind.control, files=listed, format="counterfoil-evidence/v1")
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
    began, memory = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert verify_package(forged, told().world.trust()).failed_check == 1
    assert time.monotonic() - began < 8
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


def test_a_stranger_transaction_is_not_even_decoded() -> None:
    """A transaction that no event names is refused by its identifier alone."""
    world = told().world
    package = decode_package(materials().package)
    stranger = sign_envelope("application/vnd.counterfoil.transaction+json", b"[" * 1_000_000, key("mallory")).encode()
    report = verify_package(
        encode_package(replace(package, transactions=(*package.transactions, stranger))), world.trust()
    )
    assert report.failed_check == 9
    assert "no event names" in report.sentence.en


def test_large_honest_acts() -> None:
    """A settlement of 200 legs among 60 accounts and a batch of 1,000 lines export and verify in seconds."""
    world = tell().world
    names = [f"p{number}" for number in range(60)]
    world.do("registrar", calls=[register(name, keys=False, person=True) for name in names])
    opened = [open_account(name, name, "custodian", custodian="north", incoming="custodian") for name in names]
    world.do("north", calls=opened)
    world.do("acme", "north", calls=[issue(name, 100) for name in names])
    legs = [leg(names[at % 60], names[(at + 1) % 60], SHARE, 1) for at in range(200)]
    wide = world.do("north", calls=[{"call": "settlement.settle_now", "instruction": "wide", "legs": legs}])
    lines = [{"account": WANG, "quantity": 1} for _ in range(1_000)]
    world.do("acme", calls=[{"call": "holdings.issue_batch", "instrument": SHARE, "lines": lines}])
    began, log = time.monotonic(), world.publish()
    assert verify_package(encode_package(collect_transfer(world, log, wide)), world.trust()).proved
    assert verify_package(published(world, WANG), world.trust()).proved
    assert time.monotonic() - began < 15


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("events.jsonl", lambda data: b"\xef\xbb\xbf" + data),
        ("events.jsonl", lambda data: data.replace(b"\n", b"\r\n")),
        ("events.jsonl", lambda data: data.replace(b'{"chain":', b'{"chain":"x","chain":', 1)),
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
