# SPDX-License-Identifier: Apache-2.0
"""What the portal says of forged and damaged logs, of false audits, and of a log that does not go on: each by name."""

import base64
import json
import shutil
from collections.abc import Callable
from dataclasses import replace as with_fields
from pathlib import Path

import msgspec
import pytest

from counterfoil.custody.tile_store import TileStore
from counterfoil.custody.tiles import ENTRIES, TileName, decode_bundle, encode_bundle
from counterfoil.evidence.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from counterfoil.evidence.entries import AnchorEntry, AuditEntry, RolledChain, RollEntry, encode_entry
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.note import NoteSigner, parse_note
from counterfoil.primitives.merkle.verify import leaf_hashes, root
from counterfoil.primitives.types import Hash, Height, HexHash, Timestamp
from support.custody import (
    LOG_SIGNER,
    NOW_S,
    ORIGIN,
    TestChain,
    private_key,
)
from support.portal import AUDITOR, codes, look, make_log, trust_file, trusting

# What a forger does to the files of a log, and what the portal says of it.


def flip(path: Path, at: int = -1) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def resign(log: Path, change: Callable[[Checkpoint], Checkpoint], signer: NoteSigner = LOG_SIGNER) -> None:
    """Another checkpoint in place of the published one, signed by the log's or another key, and by no witness."""
    path = log / "custody/log/checkpoint"
    text = parse_note(path.read_bytes()).text
    path.write_bytes(sign_checkpoint(change(parse_checkpoint(text)), signer).encode())


def drop_lines(log: Path, *names: str) -> None:
    path = log / "custody/log/checkpoint"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(tuple(f"\u2014 {name} " for name in names))))


def forge_cosignature(log: Path) -> None:
    """The time in a cosignature is moved by an hour."""
    path = log / "custody/log/checkpoint"
    lines = path.read_text().splitlines(keepends=True)
    [at] = [number for number, line in enumerate(lines) if line.startswith("\u2014 witness.example/alpha ")]
    *words, encoded = lines[at].split()
    blob = bytearray(base64.b64decode(encoded))
    blob[10] ^= 14
    lines[at] = " ".join([*words, base64.b64encode(blob).decode()]) + "\n"
    path.write_text("".join(lines))


def first_root(log: Path, size: int) -> Hash:
    """The root of the tree's first entries, which its owner can sign again."""
    return root(leaf_hashes(decode_bundle((log / "custody/log/tile/entries/000").read_bytes())[:size]))


def cut_bundle(log: Path) -> None:
    path = log / "custody/log/tile/entries/001.p/48"
    path.write_bytes(path.read_bytes()[:-1])


FORGERIES: dict[str, tuple[Callable[[Path], object], list[str], list[str]]] = {
    "cosignature": (forge_cosignature, ["false_signature"], []),
    "no_quorum": (lambda log: drop_lines(log, "witness.example/alpha", "witness.example/beta"), ["no_quorum"], []),
    "no_entry_auditor": (lambda log: drop_lines(log, "auditor.example/delta"), ["no_quorum", "no_entry_auditors"], []),
    "no_log_signature": (lambda log: drop_lines(log, ORIGIN), ["unsigned"], []),
    "other_key": (
        lambda log: resign(log, lambda it: it, NoteSigner(private_key("thief"), ORIGIN)),
        ["unsigned", "no_quorum", "no_entry_auditors"],
        [],
    ),
    "other_origin": (
        lambda log: resign(
            log, lambda it: with_fields(it, origin="x.example"), NoteSigner(private_key("log"), "x.example")
        ),
        ["unknown_log", "no_quorum", "no_entry_auditors"],
        [],
    ),
    "other_root": (
        lambda log: resign(log, lambda it: with_fields(it, root=Hash(bytes(32)))),
        ["no_quorum", "no_entry_auditors"],
        ["entry 256 does not lead to the root of the checkpoint"],
    ),
    "no_roll": (
        lambda log: resign(log, lambda it: with_fields(it, size=256, root=first_root(log, 256))),
        ["no_quorum", "no_entry_auditors"],
        ["the last entry, 255, is no roll"],
    ),
    "tile": (
        lambda log: flip(log / "custody/log/tile/0/001.p/48"),
        [],
        ["entry 256 does not lead to the root of the checkpoint"],
    ),
    "entry": (
        lambda log: flip(log / "custody/log/tile/entries/001.p/48", -9),
        [],
        ["entry 303 does not lead to the root of the checkpoint"],
    ),
    "cut_bundle": (cut_bundle, [], ["tile/entries/001.p/48 is cut off"]),
    "short_tile": (
        lambda log: (log / "custody/log/tile/0/001.p/48").write_bytes(bytes(32)),
        [],
        ["tile/0/001.p/48 has 32 bytes instead of 48 hashes"],
    ),
    "missing_tile": (
        lambda log: (log / "custody/log/tile/1/000.p/1").unlink(),
        [],
        ["tile/1/000.p/1 is missing"],
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_named(name: str, log: Path) -> None:
    """The checkpoint does not hold, and what is said is what was done."""
    forge, problems, faults = FORGERIES[name]
    forge(log)
    seen = trusting(log)
    assert (codes(seen["problems"]), seen["faults"], seen["verdict"]) == (problems, faults, False)


@pytest.mark.parametrize(
    ("note", "problem"),
    [
        (b"", "the note has no empty line"),
        (b"a\n1\n\n", "the note has no signature lines that end with a line feed"),
        (b"\xff", "not UTF-8"),
    ],
)
def test_what_is_no_checkpoint(note: bytes, problem: str, log: Path) -> None:
    """It is refused before anything else is fetched."""
    (log / "custody/log/checkpoint").write_bytes(note)
    assert trusting(log) == {"refused": problem, "fetched": ["checkpoint"]}


def test_false_audits(tmp_path: Path) -> None:
    """An audit of another header, in another log, or by a name that did not sign it is no audit, and is said so."""
    chain = TestChain()
    for _ in range(5):
        chain.seal_next()
    with make_log(tmp_path, chain, 5):
        pass
    trust = trust_file(tmp_path / "trust.json", chain, AUDITOR)
    genuine = chain.audit(4, by=AUDITOR)
    stranger = chain.audit(4, by=private_key("stranger"))
    borrowed = msgspec.structs.replace(
        stranger, signatures=(msgspec.structs.replace(stranger.signatures[0], keyid=AUDITOR.keyid),)
    )
    for audit, problems in (
        (genuine, []),
        (borrowed, ["false_audit"]),
        (chain.audit(4, by=AUDITOR, header=HexHash("77" * 32)), ["other_header"]),
        (chain.audit(4, by=AUDITOR, log="other.example"), ["other_log"]),
        (chain.audit(4, by=AUDITOR, genesis=HexHash("77" * 32)), ["other_genesis"]),
    ):
        write_tail(tmp_path, chain, audit)
        [state] = look(tmp_path, trust=str(trust))["chains"]
        assert codes(state["problems"]) == problems
        assert state["audited"] == (4 if audit is genuine else None)


def write_tail(directory: Path, chain: TestChain, audit: Envelope) -> None:
    """A log that its key alone made, past its own rules: an anchor, the audit, and a roll."""
    last = chain.headers[4]
    received = Timestamp(NOW_S * 1_000)
    line = RolledChain(chain.id, None, HexHash(last.hash.hex()), Height(4), None, HexHash("44" * 32), last.header.time)
    anchor = AnchorEntry(header=last.header, late=False, received=received, seal=last.seal)
    entries = [encode_entry(entry) for entry in (anchor, AuditEntry(audit, received), RollEntry((line,), received))]
    folder = directory / "custody/log"
    shutil.rmtree(folder)
    leaves = leaf_hashes(entries)
    TileStore(folder).write([(TileName(ENTRIES, 0, 3), encode_bundle(entries)), (TileName(0, 0, 3), b"".join(leaves))])
    (folder / "checkpoint").write_bytes(sign_checkpoint(Checkpoint(ORIGIN, 3, root(leaves)), LOG_SIGNER).encode())


def test_chains_beside_the_trust_file(log: Path, published: tuple[Path, TestChain]) -> None:
    """A chain that it does not know, that it binds to another genesis, or whose last header is too old."""
    chain = published[1]
    trust = json.loads((log / "trust.json").read_text())
    named = trust["chains"][chain.name]
    for changes, problems in (
        ({"max_age_s": 1}, ["stale"]),
        ({"chains": {"other": named}}, ["unknown_chain"]),
        ({"chains": {chain.name: named | {"genesis": "77" * 32}}}, ["other_genesis"]),
    ):
        (log / "trust.json").write_text(json.dumps(trust | changes))
        found = {code for state in trusting(log, now=NOW_S + 3_600)["chains"] for code in codes(state["problems"])}
        assert found == set(problems)


def test_an_equivocation_is_shown(tmp_path: Path) -> None:
    """A chain that sealed two headers at one height is shown as halted, at that height."""
    chain = TestChain()
    with make_log(tmp_path, chain, 4) as log:
        log.anchor(chain.twin(2))
        log.publish()
        seen = look(tmp_path, trust=str(trust_file(tmp_path / "trust.json", chain)), entries=[log.size - 2])
    assert seen["entries"][0]["line"]["kind"] == "equivocation"
    assert seen["chains"][0]["problems"] == [{"code": "halted", "about": "2"}]


# What the browser saw last.


def kept(note: bytes) -> str:
    return json.dumps({"note": note.decode(), "seenMs": NOW_S * 1_000})


def test_continuity(tmp_path: Path) -> None:
    """The same tree, a longer one, one that is shorter, another of the same size, one that begins otherwise."""
    chain = TestChain()
    with make_log(tmp_path, chain, 5) as log:
        first = (tmp_path / "custody/log/checkpoint").read_bytes()
        trust = str(trust_file(tmp_path / "trust.json", chain))
        assert look(tmp_path, trust=trust, seen=kept(first))["continuity"] == "same"
        log.anchor(chain.seal_next())
        log.publish()
    second = (tmp_path / "custody/log/checkpoint").read_bytes()

    def other(note: bytes, **changes: object) -> str:
        checkpoint = with_fields(parse_checkpoint(parse_note(note).text), **changes)
        return kept(sign_checkpoint(checkpoint, NoteSigner(private_key("log"), checkpoint.origin)).encode())

    for seen, expected in (
        (kept(first), "grown"),
        (kept(second), "same"),
        (other(second, size=1_000), "shrunk"),
        (other(second, root=Hash(bytes(32))), "other_root"),
        (other(first, root=Hash(bytes(32))), "not_extended"),
        (other(first, origin="x.example"), "other_log"),
        ("no JSON", "first"),
        ('{"note": "x", "seenMs": 1}', "first"),
    ):
        found = look(tmp_path, trust=trust, seen=seen)
        assert (found["continuity"], found["verdict"]) == (expected, expected in {"first", "same", "grown"})
