# SPDX-License-Identifier: Apache-2.0
"""Each part of the browser verifier, put to the vectors of the format that it reads."""

import json
from typing import Any

import pytest

from support.browser_verifier import ROOT, judgements

VECTORS = ROOT / "vectors"
BROKEN = {
    "anchor": ("entries/anchor", "broken"),
    "audit": ("entries/audit", "broken"),
    "audit_payload": ("entries/audit_envelope", "broken_payloads"),
    "envelope": ("dsse/undecodable", None),
    "event": ("events/event", "broken"),
    "header": ("header/header", "broken"),
    "line": ("events/transaction", "broken_lines"),
    "roll": ("entries/roll", "broken"),
    "rotation": ("entries/rotation", "broken"),
    "rotation_payload": ("entries/rotation_envelope", "broken_payloads"),
    "transaction_payload": ("events/transaction", "broken_payloads"),
}


def vector(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_bytes())


def hex_of(case: dict[str, str]) -> str:
    return case["hex"] if "hex" in case else case["utf8"].encode().hex()


def wrong(cases: list[dict[str, Any]], said: list[bool]) -> list[str]:
    """The cases of which the part says another thing than the vector."""
    named = zip(cases, said, strict=True)
    return [str(case.get("name", case.get("case"))) for case, answer in named if answer is not case["valid"]]


def test_signatures_on_which_libraries_disagree() -> None:
    """Small order, other encodings, S beyond the order: refused as libsodium refuses them, though WebCrypto may not."""
    cases = vector("signatures/ed25519")
    said = judgements("ed25519", [(case["key"], case["message"], case["signature"]) for case in cases])
    assert wrong(cases, said) == []


def test_canonical_json() -> None:
    """Canonical bytes are read, and no others."""
    good, bad = vector("canonical/encoding"), vector("canonical/rejected")
    said = judgements("canonical", [[hex_of(case)] for case in (*good, *bad)])
    assert said == [True] * len(good) + [False] * len(bad)


@pytest.mark.parametrize("form", BROKEN)
def test_documents(form: str) -> None:
    """Each document that is broken in one thing is refused."""
    name, part = BROKEN[form]
    cases = vector(name) if part is None else vector(name)[part]
    said = judgements("form", [(form, hex_of(case)) for case in cases])
    assert [case["name"] for case, answer in zip(cases, said, strict=True) if answer] == []


def test_inclusion() -> None:
    """Merkle proofs, and every way to break them."""
    cases = vector("merkle/inclusion")
    given = [(c["leaf"], str(c["index"]), str(c["size"]), json.dumps(c["proof"]), c["root"]) for c in cases]
    assert wrong(cases, judgements("inclusion", given)) == []


def test_state_proofs() -> None:
    """Presence and absence in the state, and every way to break their proofs."""
    cases = vector("state/proofs")
    given = [(case["root"], case["key"], case.get("value", ""), json.dumps(case["proof"])) for case in cases]
    assert wrong(cases, judgements("state", given)) == []


@pytest.mark.parametrize("kind", ["isin", "lei", "cfi", "mic", "social_credit_code", "identity_number"])
def test_identifiers(kind: str) -> None:
    """Codes that are well formed, and those that are not."""
    cases = vector(f"identifiers/{kind}")
    given = [[code] for code in cases["valid"]] + [[case["code"]] for case in cases["invalid"]]
    assert judgements(kind, given) == [True] * len(cases["valid"]) + [False] * len(cases["invalid"])


def test_notes_and_checkpoints() -> None:
    """Signed notes, verifier keys, checkpoints and policies, good and broken."""
    notes = vector("note/notes")
    assert wrong(notes, judgements("note", [(case["note"], json.dumps(case["vkeys"])) for case in notes])) == []
    for part, name, field in (
        ("vkey", "note/vkeys", "vkey"),
        ("checkpoint", "checkpoint/checkpoints", "text"),
        ("policy", "checkpoint/policies", "policy"),
    ):
        cases = vector(name)
        assert wrong(cases, judgements(part, [[case[field]] for case in cases])) == []
