# SPDX-License-Identifier: Apache-2.0
"""The same quotas in the evidence world, and one breach for each rule about them: see ``law_breaches``."""

from typing import Any, Final

from counterfoil.modules.futures.law import FUTURES_FEATURE
from support import refused_quotas
from support.clearing_breaches import plain
from support.evidence_world import World
from support.found import members
from support.futures_breaches import Floor
from support.futures_quoted import granted
from support.law_breaches import Breach
from support.market import Row

ROWS: Final = {row.because: row for row in members((refused_quotas,), Row)}


def quoted_world() -> World:
    """The day of the rejection table."""
    floor: Any = Floor(World(features=(FUTURES_FEATURE,)))
    granted(floor)
    return floor.world  # type: ignore[no-any-return]


def breach(record: str, because: str) -> Breach:
    row = ROWS[because]
    return Breach(f"futures/{record}", row.signed_by, plain(row.call))


ANN: Final = "quota/CC/ann/quoted/hedge"
WORLD = quoted_world
BREACHES = {
    "futures._rules.quota_for_speculation": breach("product/fresh", "speculation within quotas"),
    "futures.grant_quota.quota_of_another_product": breach(ANN, "a quota of another product's"),
    "futures.grant_quota.quota_for_speculation": breach("quota/CC/ann/quoted/speculation", "a quota for speculation"),
    "futures.grant_quota.quota_days_unordered": breach(ANN, "a quota that ends first"),
    "futures.grant_quota.quota_backdated": breach(ANN, "a quota since yesterday"),
    "futures.end_quota.no_such_quota": breach("quota/CC/bob/quoted/hedge", "an end of another contract's"),
    "futures.require_quota.no_quota": breach("position/m-cat/Q1/hedge", "hedged without a quota"),
    "futures.require_quota.beyond_quota": breach("position/m-bob/Q1/hedge", "hedged beyond a contract's"),
}
UNCOVERED = {"futures.QuotaGranted._with.too_many_quotas": "a client with 64 quotas; asked of the record apart"}
