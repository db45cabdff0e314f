# SPDX-License-Identifier: Apache-2.0
"""Whoever asks is told who he is, and no one else is named."""

from support.network import CHAIN
from support.node_service import SUPERVISOR, Served


def test_a_party_is_told_who_it_is(standing: Served) -> None:
    """Its name, its roles and its key, on each chain that has it."""
    told = standing.get("bank", "/me").json()
    assert told["keyid"] == standing.key("bank").public.keyid
    [own] = told["chains"]
    assert own["at"]["chain"] == CHAIN
    assert (own["party"], own["name"], own["sees_all"]) == ("bank", "Bank", False)
    assert sorted(own["roles"]) == ["custodian", "operating_bank"]


def test_a_supervisor_is_told_that_it_sees_all(standing: Served) -> None:
    """As the ledger has its role."""
    [own] = standing.get(SUPERVISOR, "/me").json()["chains"]
    assert (own["party"], own["roles"], own["sees_all"]) == (SUPERVISOR, ["supervisor"], True)
