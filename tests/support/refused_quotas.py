# SPDX-License-Identifier: Apache-2.0
"""What is refused of quotas, and because of one: per call, in the order checked."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.law.moment import known
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.control_outcomes import ControlOutcome as Control
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from counterfoil.modules.futures.quotas import QUOTAS, QUOTAS_MAX, QuotaGranted
from counterfoil.modules.futures.quotas_law import grant_quota
from counterfoil.modules.futures.quotas_outcomes import QuotaOutcome as Quotas
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.futures_market import TODAY, product, rules
from support.futures_quoted import RULES, end, grant, granted, hedged
from support.ledger import Ledger
from support.market import Row
from support.refused_by_records import Act, creating

APART: Final = True


def quoted(_market: Ledger) -> Ledger:
    """On a market of its own."""
    return granted(Ledger())


MARKET = quoted
SPECULATION: Final[dict[str, Any]] = {**RULES, "quotas": (HedgeFlag.speculation,)}
DEFINING: Final = [
    Row("speculation within quotas", product(changed=SPECULATION), "ccp venue", Quotas.quota_for_speculation),
    Row(
        "speculation within quotas from now on",
        c.SetRules(product="quoted", rules=rules(**SPECULATION)),
        "ccp",
        Quotas.quota_for_speculation,
    ),
]
GRANTING: Final = [
    Row("a quota of no product", grant(product="none"), "ccp", Outcome.unknown_product),
    Row("a quota of no contract", grant(contract="none"), "ccp", Outcome.unknown_futures),
    Row("a quota of another product's", grant(contract="IF"), "ccp", Quotas.quota_of_another_product),
    Row("a quota for speculation", grant(hedge=HedgeFlag.speculation), "ccp", Quotas.quota_for_speculation),
    Row("a quota that ends first", grant(last=TODAY - 1), "ccp", Quotas.quota_days_unordered),
    Row("a quota since yesterday", grant(first=TODAY - 1), "ccp", Quotas.quota_backdated),
    Row("a quota granted by a member", grant(), "alpha", Parties.not_authorised),
    Row("a quota of who has no account", grant("omega"), "ccp", Control.unknown_client),
]
ENDING: Final = [
    Row("an end of a quota of no product", end(product="none"), "ccp", Outcome.unknown_product),
    Row("an end of what was never granted", end("cat"), "ccp", Quotas.no_such_quota),
    Row("an end of another contract's", end("bob"), "ccp", Quotas.no_such_quota),
    Row("a quota ended by a member", end(), "alpha", Parties.not_authorised),
]
TRADING: Final = [
    Row("hedged without a quota", hedged("m-cat", 1, 20), "venue", Quotas.no_quota),
    Row("hedged on the other side", hedged("m-ann", 1, 20, "sold"), "venue", Quotas.beyond_quota),
    Row("hedged beyond a contract's", hedged("m-bob", 2, 20, "sold"), "venue", Quotas.beyond_quota),
    Row("hedged in another contract", hedged("m-bob", 1, 20, "sold", "Q2"), "venue", Quotas.no_quota),
    Row("arbitrage with a quota for hedging", hedged("m-ann", 1, 20, hedge="arbitrage"), "venue", Quotas.no_quota),
    Row("hedged beyond it with both accounts", hedged("b-ann", 3, 20), "venue", Quotas.client_beyond_quota),
]


def _one_too_many(ctx: Context) -> Any:
    key = ("CC", "ann", "quoted", HedgeFlag.hedge)
    now = known(ctx, QUOTAS, *key)
    many = tuple(replace(now.entries[0], contract=f"C{number}") for number in range(QUOTAS_MAX))
    (made,) = (one for one in grant_quota(grant(), ctx) if isinstance(one, QuotaGranted))
    return [touch.fold(replace(now, entries=many)) for touch in made.touches(ctx, ())]


ACTS: Final = [
    Act("a second record of quotas", creating(QUOTAS, "CC", "ann", "quoted", "hedge"), Quotas.quota_exists),
    Act("a quota too many", _one_too_many, Quotas.too_many_quotas),
]
