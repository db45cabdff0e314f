# SPDX-License-Identifier: Apache-2.0
"""Securities as margin in the evidence world, and one breach for each rule about them: see ``law_breaches``."""

from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.law import FUTURES_FEATURE
from counterfoil.modules.holdings.law import WIDENED_HOLDINGS
from support import refused_lodging
from support.clearing_breaches import plain
from support.evidence_world import World
from support.found import members
from support.futures_breaches import NO_CALL, NOTHING, TOMORROW
from support.futures_ending_breaches import Ends
from support.futures_lodged import on_the_counter, policy, price
from support.law_breaches import Breach
from support.market import Row

ROWS: Final = {row.because: row for row in members((refused_lodging,), Row)}


def lodged() -> World:
    """As in the rejection table; and a house that opens a day before it begins."""
    floor: Any = Ends(World(features=(FUTURES_FEATURE, WIDENED_HOLDINGS)))
    on_the_counter(floor)
    calendar = c.CalendarGiven(first=TOMORROW - 9, last=TOMORROW + 9)
    about = {"by": "ccp", "cash": "CNY", "fees": "of-ccp", "offset_min": 480}
    floor.do(c.OpenHouse(house="GG", account="pool-GG", calendar=calendar, **about), signed_by="ccp")
    floor.do(refused_lodging.keeper("GG"), signed_by="ccp")
    return floor.world  # type: ignore[no-any-return]


def breach(record: str, because: str) -> Breach:
    row = ROWS[because]
    return Breach(f"futures/{record}", row.signed_by, plain(row.call))


def asked(record: str, signers: str, call: Call, *before: tuple[str, Call]) -> Breach:
    return Breach(f"futures/{record}", signers, plain(call), [(who, plain(what)) for who, what in before])


OPENED: Final = ("ccp", c.OpenDay(house="GG", day=TOMORROW))
WORLD = lodged
BREACHES = {
    "futures.SecuritiesSet._with.too_many_securities_rules": breach(
        "securities/FF", "one change of securities too many"
    ),
    "futures.set_securities.securities_backdated": asked("securities/FF", "ccp", policy("FF", since=1)),
    "futures.set_securities.securities_backdated 2": asked("securities/GG", "ccp", policy("GG"), OPENED),
    "futures.set_securities.accepted_twice": breach("securities/CC", "a security twice"),
    "futures.price_security.not_accepted": breach("security_price/CC/JUNK", "a price of what is not taken"),
    "futures.price_security.security_priced_already": breach("security_price/CC/BOND", "a price twice"),
    "futures.announced_day.announced_early": asked(
        "security_price/GG/BOND", "ccp", price(house="GG"), ("ccp", policy("GG")), OPENED
    ),
    "futures.lodge.not_pledged_to_it": breach("account/m-lia", "lodging what another keeps"),
    "futures.lodge.pledged_by_another": breach("account/m-moe", "lodging what another pledged"),
    "futures.lodge.lodged_already": breach("account/m-lia", "lodging twice"),
    "futures._require_counts.not_for_offset": breach("account/m-lia", "lodging bonds for goods"),
    "futures._require_counts.not_accepted": breach("account/m-lia", "lodging what is not taken"),
    "futures._require_counts.too_much_of_one": breach("account/m-lia", "lodging more of one than counts"),
    "futures.settle.security_unpriced": breach("account/m-oda", "settling without a security's price"),
    "futures.realise.cash_comes_first": breach("account/m-ned", "taking over before the cash"),
}
UNCOVERED = {
    "futures.Keeper.grants.consent_missing": NO_CALL,
    "futures.give_back.not_lodged": "a pledge that is another's is not released by this account's doing",
    "futures.lodge.too_many_lodged": "it takes thirty-two pledges",
    "futures.realise.futures_nothing_owed": NOTHING,
    "futures.realise.not_lodged": "a pledge that is another's is not taken over by this account's doing",
    "futures.realise.worth_nothing": NOTHING,
}
