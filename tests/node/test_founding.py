# SPDX-License-Identifier: Apache-2.0
"""A network begins under the charter in a file: what the file may leave out, and what is wrong with it and where."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from counterfoil.commerce.genesis import decode_genesis
from counterfoil.node.founding import Founding, read_founding
from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR, NetworkPlan, create_network
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, Timestamp
from support.governed import articles
from support.ledger import policy_of
from support.network import no_passphrase

CHAINS = (ChainId("main"), ChainId("otc"))
MEMBERS = {"broker": 60, "bank": 40}
FIRMS: list[dict[str, Any]] = [
    {"party": "broker", "name": "Broker Ltd"},
    {"party": "bank", "name": "Bank Ltd", "roles": ["operating_bank"], "keys": msgspec.to_builtins(policy_of("bank"))},
]


def written(folder: Path, **changed: Any) -> Path:
    """A charter's file."""
    said = msgspec.to_builtins(articles(members=MEMBERS, admitters=1)) | changed.pop("articles", {})
    file = folder / "charter.json"
    file.write_text(json.dumps({"council": "council", "name": "Council", "articles": said, "firms": FIRMS} | changed))
    return file


def read(file: Path) -> Founding:
    return read_founding(file, (DEPOSITORY, SUPERVISOR))


def create(root: Path, charter: Founding) -> Keyring:
    ring = Keyring(Layout(root).keys, no_passphrase)
    plan = NetworkPlan(origin="custody.example/log", chains=CHAINS, witnesses=["a"], quorum=1, charter=charter)
    create_network(root, plan, ring, time=Timestamp(1_700_000_000_000))
    return ring


def test_each_chain_begins_under_it(tmp_path: Path) -> None:
    """With the firms as they stand in the file; a key is made for a firm that brings none, and for no other."""
    ring = create(tmp_path / "network", read(written(tmp_path)))
    assert "broker" in ring.names() and "bank" not in ring.names()
    for chain in CHAINS:
        genesis = decode_genesis(Layout(tmp_path / "network").genesis(chain).read_bytes())
        assert [party.party for party in genesis.parties] == [DEPOSITORY, SUPERVISOR, "broker", "bank"]
        assert genesis.parties[2].keys is not None and genesis.parties[3].keys == policy_of("bank")
        (adopt,) = genesis.calls
        assert (adopt["call"], adopt["registrars"], adopt["supervisor"]) == (
            "governance.adopt",
            ["depository"],
            "supervisor",
        )


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"council": 5}, r"charter.json: \$.council: Expected `str`, got `int`"),
        ({"articles": {"debate_ms": "long"}}, r"charter.json: \$.articles.debate_ms: Expected `int`"),
        ({"firms": FIRMS[:1]}, r"charter.json: \$.articles.members\[1\]: 'bank' is none .*supervisor, or one of"),
        ({"firms": [*FIRMS, {"party": "third"}]}, r"charter.json: \$.firms\[2\]: .*`name`"),
        ({"motto": "firm"}, r"charter.json: \$: .*motto"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_and_where(tmp_path: Path, changed: dict[str, Any], problem: str) -> None:
    """Before anything is made."""
    with pytest.raises(InputError, match=problem):
        read(written(tmp_path, **changed))


def test_what_is_no_file_and_what_is_no_json(tmp_path: Path) -> None:
    """Both are named."""
    with pytest.raises(InputError, match=r"none.json: cannot be read: No such file"):
        read(tmp_path / "none.json")
    (tmp_path / "text.json").write_text("members: all")
    with pytest.raises(InputError, match=r"text.json: no JSON"):
        read(tmp_path / "text.json")


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"articles": {"grave_ppm": 500_000}}, "more than half"),
        ({"firms": [*FIRMS, {"party": "broker", "name": "Again"}]}, "same key file 'broker'"),
        ({"firms": [{**FIRMS[0], "roles": ["registrar"]}, FIRMS[1]]}, "broker"),
    ],
)
def test_a_charter_that_the_ledger_refuses_leaves_nothing_behind(
    tmp_path: Path, changed: dict[str, Any], problem: str
) -> None:
    """It is tried before the network's description is written."""
    with pytest.raises(InputError, match=problem):
        create(tmp_path / "network", read(written(tmp_path, **changed)))
    assert not (tmp_path / "network").exists()
