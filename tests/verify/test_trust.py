# SPDX-License-Identifier: Apache-2.0
"""Trust files: what is read, and what is refused with a reason."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from counterfoil.identity.note import NoteSigner
from counterfoil.primitives.errors import InputError
from counterfoil.verify.trust import parse_trust
from support.evidence_log import ORIGIN, key
from support.evidence_told import told
from support.evidence_trust import trust_document
from support.evidence_world import CHAIN, plain_policy

Change = Callable[[dict[str, Any]], None]


def document() -> dict[str, Any]:
    return trust_document(told().world.trust())


def test_a_trust_file_is_read() -> None:
    """Log, witnesses, quorum, entry auditors and chains are what the file says; it need not be canonical."""
    trust = parse_trust(json.dumps(document() | {"max_age_s": 3600}, indent=4).encode())
    assert trust == told().world.trust(max_age_s=3600)


def test_auditors_are_optional() -> None:
    """Without state auditors, recovery and entry auditors the file is read, and says that nobody serves so."""
    plain = document()
    del plain["entry_auditors"]
    for role in ("auditors", "recovery"):
        del plain["chains"][CHAIN][role]
    trust = parse_trust(json.dumps(plain).encode())
    assert (trust.entry_auditors, trust.chains[CHAIN].auditors, trust.chains[CHAIN].recovery) == (None, None, None)


def seal_of(name: str) -> Change:
    return lambda it: it["chains"][CHAIN].update(seal=plain_policy(name))


def auditors_of(name: str) -> Change:
    return lambda it: it["chains"][CHAIN].update(auditors=plain_policy(name))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda it: it.update(format="counterfoil-trust/v1"), "counterfoil-trust/v2 is read here"),
        (lambda it: it.update(surprise=1), "surprise"),
        (lambda it: it.pop("chains"), "chains"),
        (lambda it: it.update(chains={}), "chains"),
        (lambda it: it["chains"][CHAIN].update(genesis="00"), "genesis"),
        (lambda it: it["chains"][CHAIN].pop("log"), "log"),
        (lambda it: it["chains"][CHAIN].update(log="another.example/log"), "no log of origin"),
        (lambda it: it["chains"][CHAIN]["seal"].update(threshold=2), "threshold 2 is more than its 1 keys"),
        (lambda it: it["chains"][CHAIN]["auditors"].update(threshold=3), "threshold 3 is more than its 2 keys"),
        (lambda it: it.update(policy="quorum none"), "names no log"),
        (lambda it: it.update(policy=it["policy"].split("\n")[0] + "\nquorum none"), "asks for no witnesses"),
        (lambda it: it.update(policy="hello"), "policy line 1"),
        (lambda it: it.update(entry_auditors="nobody"), "no group 'nobody'"),
        (lambda it: it.update(entry_auditors="alpha"), "no group 'alpha'"),
        (lambda it: it.update(max_age_s=0), "max_age_s"),
    ],
)
def test_refused(change: Change, problem: str) -> None:
    """Each fault is named."""
    changed = document()
    change(changed)
    with pytest.raises(InputError, match=problem):
        parse_trust(json.dumps(changed).encode())


def as_log(name: str) -> Change:
    ours, theirs = (NoteSigner(key(one), ORIGIN).verifier.vkey for one in ("log", name))
    return lambda it: it.update(policy=it["policy"].replace(ours, theirs))


@pytest.mark.parametrize(
    ("change", "roles"),
    [
        (seal_of("log"), "log and as seal"),
        (seal_of("witness alpha"), "witness and as seal"),
        (seal_of("witness entries"), "entry auditor and as seal"),
        (seal_of("auditor-one"), "seal and as state auditor"),
        (seal_of("recovery"), "seal and as recovery"),
        (auditors_of("log"), "log and as state auditor"),
        (auditors_of("witness beta"), "witness and as state auditor"),
        (auditors_of("witness entries"), "entry auditor and as state auditor"),
        (as_log("witness alpha"), "log and as witness"),
    ],
)
def test_one_key_in_two_roles(change: Change, roles: str) -> None:
    """Whoever serves in two roles could lie in both: the file is refused, and says which they are."""
    changed = document()
    change(changed)
    with pytest.raises(InputError, match=roles):
        parse_trust(json.dumps(changed).encode())


def test_two_logs_and_each_chain_bound_to_one() -> None:
    """A file may name several logs; each chain says which of them keeps its headers."""
    changed = document()
    second = NoteSigner(key("second log"), "counterfoil.example/second").verifier
    changed["policy"] = f"log {second.vkey}\n{changed['policy']}"
    trust = parse_trust(json.dumps(changed).encode())
    assert trust.chains[CHAIN].log == "counterfoil.example/custody"
    assert [log.key.name for log in trust.policy.logs] == ["counterfoil.example/second", "counterfoil.example/custody"]


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[]", b"[" * 100_000, b'{"format":"a","format":"b"}'])
def test_not_even_json(data: bytes) -> None:
    """What is no JSON object, or has a name twice, is refused as input, never with another exception."""
    with pytest.raises(InputError):
        parse_trust(data)
