# SPDX-License-Identifier: Apache-2.0
"""What is refused of securities as margin: per call, in the order checked."""

from typing import Any, Final

from counterfoil.evidence.event import Side
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures import lodging_calls as s
from counterfoil.modules.futures.calls import Cover, Settle
from counterfoil.modules.futures.early_outcomes import EarlyOutcome as Early
from counterfoil.modules.futures.lodged import LODGED_MAX, Lodged
from counterfoil.modules.futures.lodging import KEEPERS, SECURITIES, SECURITY_PRICES, Accepted
from counterfoil.modules.futures.lodging_law import lodge as lodge_law
from counterfoil.modules.futures.lodging_law import set_securities
from counterfoil.modules.futures.lodging_outcomes import LodgingOutcome as Outcome
from counterfoil.modules.futures.outcomes import FuturesOutcome as Futures
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.primitives.types import DayNumber
from support.futures_acts import _asked, _moving
from support.futures_ending import START
from support.futures_lodged import give_back, lodge, lodging, policy, price, realise
from support.market import Row
from support.refused_by_records import Act, creating

APART: Final = True
MARKET = lodging
TWICE: Final = (Accepted("BOND", 1), Accepted("BOND", 2))


def keeper(house: str = "CC", account: str = "kept") -> s.NameKeeper:
    return s.NameKeeper(house=house, account=account)


def of_account(account: str, pledge: str = "idle", **more: Any) -> s.Lodge:
    return s.Lodge(account=account, pledge=pledge, **more)


POLICIES: Final = [
    Row("securities of no house", policy("none"), "ccp", Futures.unknown_house),
    Row("securities without a keeper", policy("DD"), "ccp", Outcome.no_keeper),
    Row("securities of before", policy(since=1), "ccp", Outcome.securities_backdated),
    Row("a security twice", policy(securities=TWICE), "ccp", Outcome.accepted_twice),
    Row("the cash as a security", policy(securities=(Accepted("CNY", 0),)), "ccp", Outcome.accepted_twice),
    Row("securities by a member", policy(), "alpha", Parties.not_authorised),
    Row("one change of securities too many", policy("FF", since=10**14), "ccp", Outcome.too_many_securities_rules),
]
KEEPING: Final = [
    Row("a keeper of no house", keeper("none"), "ccp", Futures.unknown_house),
    Row("a keeper by a member", keeper(), "alpha", Parties.not_authorised),
    Row("a keeper that does not know", keeper(account="of-lia"), "ccp", Parties.not_authorised),
]
PRICING: Final = [
    Row("a price of no house", price(house="none"), "ccp", Futures.unknown_house),
    Row("a price without a day", price(house="DD"), "ccp", Futures.no_day_open),
    Row("a price of a day that has not come", price(house="HH"), "ccp", Early.announced_early),
    Row("a price where nothing is taken", price(house="EE"), "ccp", Outcome.no_securities_policy),
    Row("a price of what is not taken", price(instrument="JUNK"), "ccp", Outcome.not_accepted),
    Row("a price twice", price(9_999), "ccp", Outcome.security_priced_already),
    Row("a price by a member", price(instrument="RARE"), "alpha", Parties.not_authorised),
]
LODGING: Final = [
    Row("lodging for no account", of_account("none"), "lia", Futures.no_margin_account),
    Row("lodging nothing", lodge("lia", "none"), "lia", Holdings.unknown_encumbrance),
    Row("lodging a hold", lodge("lia", "held"), "lia", Holdings.wrong_encumbrance_kind),
    Row("lodging what is another account's", lodge("lia", "to-moe"), "lia", Outcome.not_pledged_to_it),
    Row("lodging what it may not take yet", lodge("lia", "not-now"), "lia", Outcome.not_pledged_to_it),
    Row("lodging what it may never take", lodge("lia", "never"), "lia", Outcome.not_pledged_to_it),
    Row("lodging what goes to one alone", lodge("lia", "to-one"), "lia", Outcome.not_pledged_to_it),
    Row("lodging what another keeps", lodge("lia", "kept-by"), "lia", Outcome.not_pledged_to_it),
    Row("lodging what another pledged", lodge("moe", "to-moe"), "moe", Outcome.pledged_by_another),
    Row("lodging where nothing is taken", of_account("m-lia-EE", "in-EE"), "lia", Outcome.no_securities_policy),
    Row("lodging bonds for goods", lodge("lia", "idle", "metal"), "lia", Outcome.not_for_offset),
    Row("lodging what is not taken", lodge("lia", "junk"), "lia", Outcome.not_accepted),
    Row("lodging more of one than counts", lodge("lia", "rare-51"), "lia", Outcome.too_much_of_one),
    Row("lodging more than is taken of all", lodge("lia", "rare-46"), "lia", Outcome.too_much_of_all),
    Row("lodging twice", lodge("lia", "l-1"), "lia", Outcome.lodged_already),
    Row("lodging unasked", lodge("lia", "idle"), "alpha", Parties.not_authorised),
]
GIVING_BACK: Final = [
    Row("giving back of no account", s.GiveBack(account="none", pledge="l-1"), "lia", Futures.no_margin_account),
    Row("giving back nothing", give_back("lia", "none"), "lia", Holdings.unknown_encumbrance),
    Row("giving back another's", give_back("lia", "to-moe"), "lia", Outcome.not_lodged),
    Row("giving back a hold", give_back("lia", "held"), "lia", Outcome.not_lodged),
    Row("giving back what positions need", give_back("lia", "l-1"), "lia", Futures.not_available),
    Row("giving back the receipts of what is sold", give_back("lia", "l-r"), "lia", Futures.not_available),
    Row("giving back what a debt needs", give_back("moe", "m-1", 1), "moe", Futures.not_available),
    Row("giving back more than there is", give_back("lia", "idle", 2), "lia", Holdings.exceeds_hold),
    Row("giving back unasked", give_back("lia", "idle"), "alpha", Parties.not_authorised),
]
REALISING: Final = [
    Row("taking over of no account", s.Realise(account="none", pledge="l-1"), "ccp", Futures.no_margin_account),
    Row("taking over without a keeper", s.Realise(account="m-lia-DD", pledge="l-1"), "ccp", Outcome.no_keeper),
    Row("taking over of who owes nothing", realise("lia", "l-1"), "ccp", Futures.futures_nothing_owed),
    Row("taking over before the cash", realise("ned", "n-1"), "ccp", Outcome.cash_comes_first),
    Row("taking over what is not lodged", realise("moe", "to-moe"), "ccp", Outcome.not_lodged),
    Row("taking over without a price", realise("moe", "m-rare"), "ccp", Outcome.security_unpriced),
    Row("taking over what brings nothing", realise("moe", "m-dust"), "ccp", Outcome.worth_nothing),
    Row("taking over by a member", realise("moe", "m-1"), "alpha", Parties.not_authorised),
    Row("settling without a security's price", Settle(account="m-oda"), "ann", Outcome.security_unpriced),
    Row("its member before securities", Cover(account="m-moe", amount=1), "ann", Outcome.securities_come_first),
    Row("layers before securities", d.Absorb(account="m-pia"), "ann", Outcome.securities_come_first),
]
MANY: Final = tuple(Lodged(f"p-{number}", "BOND") for number in range(LODGED_MAX))
ACTS: Final = [
    Act("what a house takes, once more", creating(SECURITIES, "CC"), Outcome.securities_policy_exists),
    Act("a keeper once more", creating(KEEPERS, "CC"), Outcome.keeper_exists),
    Act("a price once more", creating(SECURITY_PRICES, "CC", "BOND"), Outcome.security_priced_already),
    Act(
        "a pledge more than can be lodged",
        _asked(lodge_law, lodge("lia", "idle"), MARGIN_ACCOUNTS, "m-lia", lodged=MANY),
        Outcome.too_many_lodged,
    ),
    Act(
        "other securities for the day that is open",
        _asked(set_securities, policy(), HOUSES, "CC", day=DayNumber(START + 60)),
        Outcome.securities_backdated,
    ),
    Act(
        "a keeper that pays in bonds",
        _moving(KEEPERS, "CC", Side.gives, "kept", "futures/account/m-lia", "BOND"),
        Holdings.consent_missing,
    ),
]
