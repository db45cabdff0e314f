# SPDX-License-Identifier: Apache-2.0
"""The file that says who may ask, capture, see, and be told."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from counterfoil.api.callers import Answer, Caller
from counterfoil.api.epcis.access import CAPTURING, Access
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import PartyId
from support.services import ALICE, BOB

KEY: Final = {"key": ALICE.public.key, "scheme": "ed25519"}
OTHER: Final = {"key": BOB.public.key, "scheme": "ed25519"}


def written(folder: Path, parties: Any) -> Path:
    path = folder / "parties.json"
    path.write_text(json.dumps({"parties": parties}))
    return path


def test_a_file_says_who_is_who(tmp_path: Path) -> None:
    """Keys, capturing, seeing; whoever is in no file may nothing."""
    parties = {"A": {"keys": [KEY], "captures": True}, "B": {"keys": [OTHER], "sees": ["A"]}}
    access = Access.read(written(tmp_path, parties))
    holder = access.holder(ALICE.keyid)
    assert holder is not None
    assert holder.party == "A"
    alice, bob, nobody = (Caller(PartyId(name), None) for name in ("A", "B", "C"))
    assert [access.may(one, CAPTURING) for one in (alice, bob, nobody)] == [
        Answer.granted,
        Answer.refused,
        Answer.refused,
    ]
    assert [access.reach(one).parties for one in (alice, bob)] == [{"A"}, {"A", "B"}]
    assert not access.may_send(alice, "https://a.example/")


def test_a_key_stands_as_it_is_shown(tmp_path: Path) -> None:
    """All that `keys show --json` writes, or its public half; of another identifier it is refused."""
    public = {"key": ALICE.public.key, "scheme": "ed25519"}
    shown = {"name": "alice", "keyid": ALICE.keyid, "public": public, "encrypted": True, "file": "keys/alice.key"}
    for keys in ([public], [shown]):
        assert ALICE.keyid in Access.read(written(tmp_path, {"ALICE": {"keys": keys}})).holders
    with pytest.raises(InputError, match="not the identifier of its key"):
        Access.read(written(tmp_path, {"ALICE": {"keys": [shown | {"keyid": "0" * 64}]}}))


def test_a_file_says_how_long_prefixes_are(tmp_path: Path) -> None:
    """So that links with them can be written as URNs; other digits are no prefix."""
    path = tmp_path / "parties.json"
    path.write_text(json.dumps({"parties": {}, "company_prefixes": ["0614141", "952112345"]}))
    assert Access.read(path).lengths == {"0614141": 7, "952112345": 9}
    path.write_text(json.dumps({"parties": {}, "company_prefixes": ["06141"]}))
    with pytest.raises(InputError, match="no file of parties"):
        Access.read(path)


@pytest.mark.parametrize(
    ("parties", "problem"),
    [
        ({"A": {"keys": []}}, "no file of parties"),
        ({"A": {"keys": [KEY], "admin": True}}, "no file of parties"),
        ({"a b": {"keys": [KEY]}}, "no file of parties"),
        ({"A": {"keys": [{"key": "00", "scheme": "ed25519"}]}}, "no key that signs requests"),
        ({"A": {"keys": [{"key": KEY["key"], "scheme": "rsa"}]}}, "no key that signs requests"),
        ({"A": {"keys": [KEY]}, "B": {"keys": [KEY]}}, "another party's, too"),
        ({"A": {"keys": [KEY], "sees": ["B"]}}, "nobody is called B"),
        ({"A": {"keys": [KEY], "webhooks": ["https://a.example"]}}, "is no address"),
        ({"A": {"keys": [KEY], "webhooks": ["https://a@b.example/"]}}, "is no address"),
        ({"A": {"keys": [KEY], "webhooks": ["file:///etc/"]}}, "is no address"),
    ],
)
def test_what_is_wrong_in_a_file_is_said(tmp_path: Path, parties: Any, problem: str) -> None:
    """With the file and the place in it: a service does not start with half of its parties."""
    with pytest.raises(InputError, match=problem) as caught:
        Access.read(written(tmp_path, parties))
    assert "parties.json" in caught.value.where
