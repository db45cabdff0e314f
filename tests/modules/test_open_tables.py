# SPDX-License-Identifier: Apache-2.0
"""What members may read is opened table by table, with a reason; nothing that names a client is opened by mistake."""

import re
from typing import Any, Final

import msgspec
import pytest

from counterfoil.law.fields import fields_made_of
from counterfoil.law.table import Table
from counterfoil.modules import laws
from counterfoil.primitives.types import EXECUTOR, AccountId, PartyId
from support import tree

OPENED: Final = sorted(
    (one for one in laws().tables.values() if one.members_read is not None), key=lambda one: one.prefix
)
KEPT: Final = sorted((one for one in laws().tables.values() if one.kept_for is not None), key=lambda one: one.prefix)

_HOUSE: Final = "the house's own, into which members pay"
_OFFICE: Final = "who holds an office for all"
NAMED: Final[dict[str, dict[str, str]]] = {
    "clearing/market": {"house": _OFFICE, "agreed_by": "the house", "account": _HOUSE, "penalties": _HOUSE},
    "contracts/code": {
        "by": "who proposed the code, and answers for it",
        "approved_by": "who reviewed it",
        "decided_by": _OFFICE,
    },
    "crossings/asset": {"keeper": _OFFICE, "pool": "the mapping's own, into which what crosses goes"},
    "disclosure/document": {"by": "who disclosed it, by law under its name"},
    "funds/fund": {
        "manager": "on the face of the fund",
        "custodian": "on the face of the fund",
        "cash_account": "the fund's own, into which investors pay",
        "fee_account": "the manager's, named in the terms",
        **dict.fromkeys(("takes_by", "pays_by", "fee_takes_by"), "who agreed for the fund's accounts"),
    },
    "futures/halts": {"by": _OFFICE},
    "futures/product": {"venue": _OFFICE},
    "governance/charter": {"council": _OFFICE, "party": _OFFICE},
    "instruments/instrument": {"issuer": "on the face of what it issued", "suspended_by": _OFFICE},
    "insurance/product": {
        "insurer": "on the face of the product",
        "agreed_by": "the insurer",
        "account": "the insurer's own, into which premiums are paid",
    },
    "lifecycle/fixing": {"publisher": _OFFICE},
    "lifecycle/terms": {"publisher": "who published them"},
    "oracles/feed": {"keeper": _OFFICE, "reporters": "by whose word values are fixed for all"},
    "receipts/scheme": {
        "registered_by": _OFFICE,
        "agreed_by": "who agreed for the scheme's account",
        "account": "the scheme's own, into which keepers pay",
    },
    "receivables/programme": {"keeper": _OFFICE, "registry": _OFFICE},
    "validators/set": {"party": _OFFICE},
    "validators/validator": {"party": _OFFICE},
}
"""Opened table → each field that names a party or an account, and why everybody may read whom it names."""


def naming(kind: type) -> frozenset[str]:
    """Fields that name a party or an account, by their types."""
    return fields_made_of([kind], (PartyId, EXECUTOR, AccountId))


def test_every_name_that_members_read_has_its_reason() -> None:
    """A table that is opened, and a field that comes to it, wait here for somebody to say why it may be read."""
    found = {one.prefix: naming(one.record) for one in OPENED if naming(one.record)}
    assert {prefix: frozenset(reasons) for prefix, reasons in NAMED.items()} == found


def test_what_counts_and_names_clients_is_closed() -> None:
    """By the nouns: holdings, accounts, positions, orders, trades, orders of authorities and their like."""
    opened = {one.prefix for one in OPENED}
    assert not any(prefix.startswith(("parties/", "holdings/", "supervision/", "settlement/")) for prefix in opened)
    kinds = {one.record for one in OPENED}
    for table in laws().tables.values():
        if table.record in kinds:
            assert table.prefix in opened, f"{table.prefix} has records of a kind that another table opens"


@pytest.mark.parametrize("table", OPENED, ids=lambda one: one.prefix)
def test_whoever_opens_a_table_says_why(table: Table[Any]) -> None:
    """In the README of its module."""
    noun = table.prefix.partition("/")[0]
    readme = (tree.ROOT / "src" / "counterfoil" / "modules" / noun / "README.md").read_text()
    [said] = re.findall(r"^\*\*Members read\*\* .*$", readme, re.MULTILINE)
    assert f"`{table.prefix}`" in said


@pytest.mark.parametrize("table", KEPT, ids=lambda one: one.prefix)
def test_what_is_kept_for_somebody_names_him(table: Table[Any]) -> None:
    """So whoever may be shown that a record is not there is shown the record where there is one."""
    assert table.kept_for in (AccountId, PartyId)
    name = "account" if table.kept_for is AccountId else "party"
    assert name in fields_made_of([table.record], (table.kept_for,))
    assert name in {one.name for one in msgspec.structs.fields(table.record)}
