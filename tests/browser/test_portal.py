# SPDX-License-Identifier: Apache-2.0
"""What the portal makes of a sound log: signatures, groups, lag, entries, proofs from tiles fetched as needed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from counterfoil.custody.tile_store import TileStore
from counterfoil.custody.tiles import ENTRIES, TileName, encode_bundle
from counterfoil.evidence.checkpoint import Checkpoint, sign_checkpoint
from counterfoil.evidence.entries import RollEntry, encode_entry
from counterfoil.evidence.tlog_proof import parse_tlog_proof, verify_tlog_proof
from counterfoil.primitives.merkle.prove import root_of
from counterfoil.primitives.merkle.verify import leaf_hash, node_hash
from counterfoil.primitives.types import Hash, Timestamp
from support.browser_verifier import ROOT
from support.custody import (
    AUDITOR_SIGNER,
    LOG_SIGNER,
    NOW_S,
    ORIGIN,
    WITNESS_SIGNERS,
    TestChain,
    open_tile_log,
    private_key,
    with_auditor,
)
from support.portal import AUDITOR, HEIGHTS, OTHER_AUDITOR, ask, look, trust_file, trusting

SIZES = [1, 2, 3, 7, 255, 256, 257, 300, 511, 513]


def test_a_sound_log_holds(log: Path) -> None:
    """Everything about it: who signed and when, groups, the last header, each auditor's lag behind the seal."""
    seen = trusting(log)
    assert (seen["verdict"], seen["problems"], seen["faults"], seen["continuity"]) == (True, [], [], "first")
    assert (seen["origin"], seen["quorumSeconds"], seen["absent"]) == (ORIGIN, NOW_S, [])
    roles = {signature["name"]: (signature["role"], signature["state"]) for signature in seen["signatures"]}
    witnesses = {signer.verifier.name: ("witness", "verified") for signer in WITNESS_SIGNERS.values()}
    auditor = {AUDITOR_SIGNER.verifier.name: ("entry_auditor", "verified")}
    assert roles == {ORIGIN: ("log", "verified")} | witnesses | auditor
    assert [(group["name"], group["cosigned"], group["seconds"]) for group in seen["groups"]] == [
        ("trio", 3, NOW_S),
        ("entries", 1, NOW_S),
        ("both", 2, NOW_S),
    ]
    [chain] = seen["chains"]
    assert (chain["line"]["height"], chain["audited"], chain["problems"]) == (HEIGHTS - 1, None, [])
    lags = {auditor["keyid"]: (auditor["height"], auditor["lag"], auditor["lagMs"]) for auditor in chain["auditors"]}
    assert lags == {AUDITOR.keyid: (HEIGHTS - 1, 0, 0), OTHER_AUDITOR.keyid: (HEIGHTS - 3, 2, 2)}


def test_a_quorum_of_auditors(log: Path, published: tuple[Path, TestChain]) -> None:
    """Audited is the newest header that enough of them signed; whom the trust file does not name counts for nothing."""
    chain = published[1]
    for auditors, audited in (
        ([AUDITOR], HEIGHTS - 1),
        ([OTHER_AUDITOR], HEIGHTS - 3),
        ([private_key("stranger")], None),
    ):
        trust_file(log / "trust.json", chain, *auditors)
        [state] = trusting(log)["chains"]
        assert state["audited"] == audited
        assert [auditor["keyid"] for auditor in state["auditors"]] == [auditor.keyid for auditor in auditors]


def test_without_a_trust_file(log: Path) -> None:
    """No verdict, no signature verified, and the roles are nobody's."""
    seen = look(log)
    assert (seen["verdict"], seen["quorumSeconds"], seen["groups"], seen["problems"]) == (None, None, [], [])
    assert {(signature["role"], signature["state"]) for signature in seen["signatures"]} == {("unknown", "not_checked")}
    assert not seen["chains"][0]["checked"]


def test_the_same_without_cryptography_from_the_browser(log: Path) -> None:
    """Over plain HTTP the page checks Ed25519 by itself; it shows the same, and keeps the same rule on every vector."""
    request = {"folder": str(log / "custody/log"), "now": NOW_S, "trust": str(log / "trust.json")}
    cases = json.loads((ROOT / "vectors/signatures/ed25519.json").read_bytes())
    asked = [request, *({name: case[name] for name in ("key", "message", "signature")} for case in cases)]
    shown, *verdicts = ask(asked, "--without-webcrypto")
    assert shown == ask([request])[0]
    assert shown["verdict"] is True
    assert verdicts == [case["valid"] for case in cases]
    assert set(verdicts) == {True, False}


@pytest.mark.parametrize("size", SIZES)
def test_proofs_from_tiles(size: int, tmp_path: Path) -> None:
    """Inclusion and consistency proofs are those that Python computes, at sizes around the widths of tiles."""
    with open_tile_log(tmp_path) as log:
        log.append([b"entry %d" % number for number in range(size)])
        log.publish()
        indexes = sorted({0, size // 2, size - 1})
        olds = sorted({1, size // 2, 256, size - 1, size} & set(range(1, size + 1)))
        seen = look(tmp_path, entries=indexes, consistency=olds)
        assert [entry["path"] for entry in seen["entries"]] == [
            [one.hex() for one in log.inclusion_proof(index, size)] for index in indexes
        ]
        assert seen["consistency"] == [[one.hex() for one in log.consistency_proof(old, size)] for old in olds]


def test_a_downloaded_proof_is_a_tlog_proof(log: Path) -> None:
    """This product proves it offline, with the quorum of its cosignatures."""
    for entry in trusting(log, entries=[0, 255, 256, 303])["entries"]:
        proof = parse_tlog_proof(entry["proof"].encode())
        assert verify_tlog_proof(proof, Hash(bytes.fromhex(entry["leaf"])), with_auditor()).checkpoint.size == 304


def test_entries_are_decoded(log: Path, published: tuple[Path, TestChain]) -> None:
    """Kind, chain, height, time and hash of each kind of entry in the log."""
    header = published[1].headers[4]
    first, anchor, audit, roll = (entry["line"] for entry in trusting(log, entries=[0, 5, 301, 303])["entries"])
    assert (first["kind"], first["chain"], first["hash"]) == ("chain", "securities", published[1].headers[0].hash.hex())
    assert anchor == {
        "kind": "anchor",
        "chain": "securities",
        "height": 4,
        "time": header.header.time,
        "received": NOW_S * 1_000,
        "hash": header.hash.hex(),
    }
    assert (audit["kind"], audit["height"], roll["kind"], roll["received"]) == ("audit", 299, "roll", NOW_S * 1_000)


def test_a_large_log_is_not_fetched_whole(tmp_path: Path) -> None:
    """Of a million entries it takes eight files: all others are not even there."""
    size, same, roll = 1_000_003, b"the same", encode_entry(RollEntry(chains=(), received=Timestamp(NOW_S * 1_000)))
    nodes = [leaf_hash(same)]
    while len(nodes) < 20:
        nodes.append(node_hash(nodes[-1], nodes[-1]))

    def source(level: int, index: int) -> Hash:
        return leaf_hash(roll) if (level, index) == (0, size - 1) else nodes[level]

    folder = tmp_path / "custody/log"
    names = [TileName(ENTRIES, 3_905), TileName(ENTRIES, 3_906, 67), TileName(0, 3_905), TileName(0, 3_906, 67)]
    names += [TileName(1, 15, 66), TileName(2, 0, 15)]
    TileStore(folder).write((name, _uniform(name, same, roll, source)) for name in names)
    checkpoint = Checkpoint(ORIGIN, size, root_of(size, source))
    (folder / "checkpoint").write_bytes(sign_checkpoint(checkpoint, LOG_SIGNER).encode())
    seen = look(tmp_path, entries=[size - 1, size - 100])
    assert (seen["size"], seen["faults"]) == (size, [])
    assert [entry["line"]["kind"] for entry in seen["entries"]] == ["roll", "unknown"]
    assert sorted(seen["fetched"]) == sorted(["checkpoint", *(name.path for name in names)])


def _uniform(name: TileName, same: bytes, roll: bytes, source: Callable[[int, int], Hash]) -> bytes:
    """A file of the log whose entries are all the same, but for the last."""
    if name.level is ENTRIES:
        entries = [same] * name.width
        return encode_bundle(entries if name.width == 256 else [*entries[:-1], roll])
    first = name.index * 256
    return b"".join(source(8 * name.level, first + number) for number in range(name.width))
