# SPDX-License-Identifier: Apache-2.0
"""Each kind of rule at its edge: what it lets through and what it does not, by which day, and as of which moment."""

import pytest

from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import Role
from counterfoil.modules.restrictions import calls as c
from counterfoil.modules.restrictions.outcomes import RestrictionsOutcome as Outcome
from counterfoil.modules.restrictions.queries import rules_of
from counterfoil.modules.settlement import calls as s
from counterfoil.modules.settlement.records import Leg
from support.ledger import BLOCK_MS, GENESIS_TIME, Ledger
from support.market import trust
from support.private_offering import BOND, DAY_MS, HOUR_MS, Offering, a, moved

MIDNIGHT_UTC = (GENESIS_TIME // DAY_MS + 30) * DAY_MS
"""Some midnight in Greenwich after everything was set up."""


def test_only_who_is_attested_receives() -> None:
    """Any value of the topic, or one of those named; what the sender is, nobody asks."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    market.rules(a("attested", topic="identity"), a("attested", topic="investor_class", values=("professional",)))
    assert market.move("ann", "ben", 1) is Outcome.attestation_lacking
    market.say("ben", "identity", "verified")
    market.say("ben", "investor_class", "ordinary")
    assert market.move("ann", "ben", 1) is Outcome.attestation_lacking
    market.say("ben", "investor_class", "professional")
    assert market.move("ann", "ben", 1).name == "ok"


def test_an_attestation_that_expired_between_order_and_settlement() -> None:
    """Good when the trade was instructed, affirmed and allocated; over when it settles: refused, and nothing moves."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    market.rules(a("attested", topic="identity"))
    ends = market.time + HOUR_MS
    market.say("ben", "identity", "verified", expires=ends)
    legs = (Leg(sender="ann", receiver="ben", instrument=BOND, quantity=4),)
    order = s.Instruct(instruction="trade", by="venue", legs=legs, expires=ends + DAY_MS)
    market.do(order, signed_by="venue")
    for account in ("ann", "ben"):
        market.do(s.Affirm(instruction="trade", account=account), signed_by=account)
    market.do(s.Allocate(instruction="trade", account="ann"), signed_by="ann")
    settle = s.Settle(instruction="trade", by="venue")
    market.at(ends)
    assert market.submit(settle, signed_by="venue").outcome is Outcome.attestation_lacking
    assert (market.holding("ann", BOND).held, market.holding("ben", BOND).balance) == (4, 0)
    market.say("ben", "identity", "verified")
    market.do(settle, signed_by="venue")


def test_countries_are_allowed_or_denied() -> None:
    """Whose country is not attested is neither."""
    market = Offering("ann", "ben", "cy")
    market.give("ann", 10)
    market.say("ben", "country", "SG")
    market.rules(a("country_allowed", values=("CN", "SG")))
    assert market.move("ann", "ben", 1).name == "ok"
    assert market.move("ann", "cy", 1) is Outcome.country_not_allowed
    market.rules(a("country_denied", values=("SG", "DE")))
    assert market.move("ann", "ben", 1) is Outcome.country_not_allowed
    assert market.move("ann", "cy", 1) is Outcome.country_not_allowed
    market.say("cy", "country", "CN")
    assert market.move("ann", "cy", 1).name == "ok"


def test_only_who_is_on_the_list_receives() -> None:
    """Put on it, and taken off it again; by the issuer or a supervisor."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    market.rules(a("listed"))
    assert market.move("ann", "ben", 1) is Outcome.not_listed
    market.do(c.ListParty(instrument=BOND, party="ben", by="supervisor"), signed_by="supervisor")
    assert market.move("ann", "ben", 1).name == "ok"
    market.do(c.ListParty(instrument=BOND, party="ben", by="issuer", listed=False), signed_by="issuer")
    assert market.move("ann", "ben", 1) is Outcome.not_listed
    assert market.move("ben", "ann", 1) is Outcome.not_listed


def test_a_private_bond_has_as_many_holders_as_its_rule_says() -> None:
    """The last place is taken by a transfer of everything, which makes room for who comes."""
    market = Offering("ann", "ben", "cy")
    market.rules(a("max_holders", holders=2))
    market.give("ann", 5)
    market.give("ben", 5)
    assert market.move("ann", "cy", 4) is Outcome.too_many_holders
    assert market.move("ann", "cy", 5).name == "ok"
    assert market.holders == 2
    assert market.move("ben", "ann", 5).name == "ok"


def test_a_limit_below_what_is_there_stops_newcomers_alone() -> None:
    """Whoever holds already may take more, and sell."""
    market = Offering("ann", "ben", "cy")
    for name in ("ann", "ben"):
        market.give(name, 5)
    market.rules(a("max_holders", holders=1))
    assert market.move("ann", "ben", 1).name == "ok"
    assert market.move("ann", "cy", 1) is Outcome.too_many_holders


def test_a_holder_has_not_more_than_the_rule_says_in_all_accounts() -> None:
    """To the unit, over two accounts of one party; moving between them adds nothing."""
    market = Offering("ann", "ben")
    market.account("ben-too", "ben")
    market.give("ann", 100)
    market.rules(a("max_balance", quantity=10))
    assert market.move("ann", "ben", 6).name == "ok"
    assert market.move("ann", "ben-too", 5) is Outcome.too_much_held
    assert market.move("ann", "ben-too", 4).name == "ok"
    assert market.move("ben", "ben-too", 6).name == "ok"


def test_no_more_is_issued_than_the_cap() -> None:
    """What is redeemed may be issued again."""
    market = Offering("ann")
    market.rules(a("supply_cap", quantity=10))
    market.give("ann", 10)
    more = h.Issue(instrument=BOND, account="ann", quantity=1)
    assert market.submit(more, signed_by="issuer").outcome is Outcome.beyond_supply_cap
    market.do(h.Redeem(instrument=BOND, account="ann", quantity=1), signed_by="issuer ann")
    market.do(more, signed_by="issuer")


def test_a_lock_up_ends_with_its_day() -> None:
    """To the millisecond; of founders alone, or of everybody."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    market.give("ben", 10)
    ends = market.time + DAY_MS
    market.rules(a("locked", until=ends, parties=("ann",)))
    assert market.move("ben", "ann", 1).name == "ok"
    market.at(ends - 1)
    assert market.move("ann", "ben", 1) is Outcome.locked_up
    market.at(ends)
    assert market.move("ann", "ben", 1).name == "ok"


def test_a_lock_up_ends_with_an_event_that_an_authority_declares() -> None:
    """Of this instrument and under this name; once declared it is declared for good."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    market.rules(a("locked", event="listed_on_exchange"))
    market.do(c.Declare(instrument=BOND, event="founded", by="issuer", reference="act 1"), signed_by="issuer")
    assert market.move("ann", "ben", 1) is Outcome.locked_up
    listed = c.Declare(instrument=BOND, event="listed_on_exchange", by="supervisor", reference="notice 2")
    market.do(listed, signed_by="supervisor")
    assert market.move("ann", "ben", 1).name == "ok"
    assert market.submit(listed, signed_by="supervisor").outcome is Outcome.declared_already


@pytest.mark.parametrize(
    ("hour", "minute", "is_open"),
    [(1, 29, False), (1, 30, True), (6, 59, True), (7, 0, False), (15, 59, False), (16, 0, False)],
)
def test_transfers_are_open_in_their_window(hour: int, minute: int, is_open: bool) -> None:
    """Half past nine to three in China is half past one to seven in Greenwich."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    market.rules(a("window", opens_min=9 * 60 + 30, closes_min=15 * 60))
    market.at(MIDNIGHT_UTC + hour * HOUR_MS + minute * 60_000)
    assert (market.move("ann", "ben", 1) is not Outcome.outside_window) == is_open


@pytest.mark.parametrize(("utc", "is_open"), [(15 * 60 + 59, True), (16 * 60, False)])
def test_a_friday_ends_at_four_in_greenwich(utc: int, is_open: bool) -> None:
    """A window of working days, in Chinese time: at 16:00 UTC of a Friday it is Saturday there."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    market.rules(a("window", days=(1, 2, 3, 4, 5), opens_min=0, closes_min=1_440))
    friday = MIDNIGHT_UTC + (4 - (MIDNIGHT_UTC // DAY_MS + 3) % 7) % 7 * DAY_MS
    assert (friday // DAY_MS + 4) % 7 == 5  # 1970-01-01 was a Thursday
    market.at(friday + utc * 60_000)
    assert (market.move("ann", "ben", 1) is not Outcome.outside_window) == is_open


def test_a_limit_that_resets_at_midnight_in_the_wrong_time_zone() -> None:
    """Used up at 15:59 UTC is used up; at 16:00 UTC China has a new day; at midnight UTC nothing begins anew."""
    market = Offering("ann", "ben")
    market.give("ann", 100)
    market.rules(a("daily_limit", quantity=10))
    market.at(MIDNIGHT_UTC + 15 * HOUR_MS)
    assert market.move("ann", "ben", 10).name == "ok"
    market.at(MIDNIGHT_UTC + 15 * HOUR_MS + 59 * 60_000)
    assert market.move("ann", "ben", 1) is Outcome.daily_limit_exceeded
    market.at(MIDNIGHT_UTC + 16 * HOUR_MS)
    assert market.move("ann", "ben", 10).name == "ok"
    market.at(MIDNIGHT_UTC + DAY_MS)
    assert market.move("ann", "ben", 1) is Outcome.daily_limit_exceeded
    market.at(MIDNIGHT_UTC + DAY_MS + 16 * HOUR_MS)
    assert market.move("ann", "ben", 1).name == "ok"


def test_a_day_that_goes_back_does_not_begin_anew() -> None:
    """The issuer moves its midnight to Greenwich's: what was transferred counts until a later day comes."""
    market = Offering("ann", "ben")
    market.give("ann", 100)
    market.rules(a("daily_limit", quantity=10))
    market.at(MIDNIGHT_UTC + 17 * HOUR_MS)
    assert market.move("ann", "ben", 10).name == "ok"
    market.rules(a("daily_limit", quantity=10), offset_min=0)
    assert market.move("ann", "ben", 1) is Outcome.daily_limit_exceeded
    market.at(MIDNIGHT_UTC + DAY_MS + HOUR_MS)
    assert market.move("ann", "ben", 1) is Outcome.daily_limit_exceeded
    market.at(MIDNIGHT_UTC + 2 * DAY_MS)
    assert market.move("ann", "ben", 1).name == "ok"


def test_a_daily_limit_is_not_used_up_by_moving_between_ones_own_accounts() -> None:
    """Nor is it used twice in one block: the second transaction is refused."""
    market = Offering("ann", "ben")
    market.account("ann-too", "ann")
    market.give("ann", 100)
    market.rules(a("daily_limit", quantity=10))
    assert market.move("ann", "ann-too", 50).name == "ok"
    twice = [market.transaction(moved("ann", "ben", 6), signed_by="ann") for _ in range(2)]
    assert [answer.outcome.name for answer in market.block(*twice)] == ["ok", "daily_limit_exceeded"]


def test_foreign_holders_have_at_most_their_share() -> None:
    """30 of 100, to the unit: among foreigners it stays, to one at home it shrinks, from home it may not grow."""
    market = Offering("home", "abroad", "other")
    for name, where in (("home", "CN"), ("abroad", "SG"), ("other", "DE")):
        market.say(name, "country", where)
    market.give("home", 100)
    market.rules(a("foreign_share", share_bp=3_000, values=("CN",)))
    assert market.move("home", "abroad", 31) is Outcome.foreign_share_exceeded
    assert market.move("home", "abroad", 30).name == "ok"
    assert market.move("abroad", "other", 20).name == "ok"
    assert market.move("home", "other", 1) is Outcome.foreign_share_exceeded
    assert market.move("abroad", "home", 1).name == "ok"
    assert market.move("home", "other", 1).name == "ok"
    issued = h.Issue(instrument=BOND, account="abroad", quantity=1)
    assert market.submit(issued, signed_by="issuer").outcome is Outcome.foreign_share_exceeded


def test_a_rule_names_parties_that_are_there() -> None:
    """An approver by a mistyped name would stop every transfer; nor is anybody locked up who does not exist."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    for wrong in (a("approval", parties=("supervisor", "supervisr")), a("locked", until=1, parties=("anne",))):
        call = c.SetRules(instrument=BOND, by="issuer", offset_min=480, rules=(a("listed"), wrong), reference="terms")
        assert market.submit(call, signed_by="issuer").outcome is PartiesOutcome.unknown_party
    assert market.move("ann", "ben", 1).name == "ok"


def test_a_supervisors_rules_are_asked_first_and_stay() -> None:
    """The issuer replaces its own, and cannot loosen what was imposed."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    market.rules(a("listed"))
    market.rules(a("max_holders", holders=1), by="supervisor")
    assert market.move("ann", "ben", 1) is Outcome.too_many_holders
    market.rules()
    assert market.move("ann", "ben", 1) is Outcome.too_many_holders
    assert [rule.kind for rule in rules_of(market.state, BOND, market.time)] == ["max_holders"]
    market.rules(by="supervisor")
    assert market.move("ann", "ben", 1).name == "ok"


def test_rules_come_into_force_at_their_time() -> None:
    """The block before it is judged by what was in force, and what was to come after new rules is dropped."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    begins = market.time + DAY_MS
    market.rules(a("listed"), since=begins)
    market.rules(a("locked", until=begins + 10 * DAY_MS), since=begins + DAY_MS)
    market.at(begins - 1)
    assert market.move("ann", "ben", 1).name == "ok"
    market.at(begins)
    assert market.move("ann", "ben", 1) is Outcome.not_listed
    market.rules()
    market.at(begins + 2 * DAY_MS)
    assert market.move("ann", "ben", 1).name == "ok"


def test_a_set_refuses_a_rule_that_says_nothing() -> None:
    """Whatever its kind needs and lacks, or has and does not know."""
    market = Offering("ann")
    wrong = [
        a("attested"),
        a("listed", quantity=1),
        a("country_allowed"),
        a("country_denied", values=("Mars",)),
        a("max_holders", quantity=1),
        a("locked"),
        a("locked", until=1, event="war"),
        a("window", opens_min=60, closes_min=60),
        a("window", opens_min=60),
        a("approval"),
        a("foreign_share", values=("CN",)),
    ]
    for rule in wrong:
        call = c.SetRules(instrument=BOND, by="issuer", offset_min=0, rules=(rule,), reference="r")
        assert market.submit(call, signed_by="issuer").outcome is Outcome.rule_malformed, rule
    market.rules(a("foreign_share", share_bp=0, values=("CN",)))
    assert market.time % BLOCK_MS == 0


def test_older_blocks_replay_under_what_was_in_force_then() -> None:
    """Rules and trust that changed on the way, executed again from the first block: the same records and events."""
    market = Offering("ann", "ben")
    market.give("ann", 10)
    assert market.move("ann", "ben", 1).name == "ok"
    market.rules(a("attested", topic="identity"))
    assert market.move("ann", "ben", 1) is Outcome.attestation_lacking
    market.say("ben", "identity", "verified", expires=market.time + DAY_MS)
    assert market.move("ann", "ben", 1).name == "ok"
    market.wait(DAY_MS)
    assert market.move("ann", "ben", 1) is Outcome.attestation_lacking
    market.rules(offset_min=0)
    assert market.move("ann", "ben", 1).name == "ok"
    again = Ledger()
    for time, transactions in market.blocks:
        again.time = time - BLOCK_MS
        again.block(*transactions)
    assert again.digest() == market.digest()


def test_calls_wait_for_their_feature() -> None:
    """A chain that runs already activates each at a height of its own."""
    ledger = Ledger(features={"restrictions": 9})
    ledger.party("issuer", Role.issuer)
    ledger.instrument(BOND, "issuer")
    call = c.Restrict(instrument=BOND, by="issuer")
    assert ledger.submit(call, signed_by="issuer").outcome is MachineOutcome.feature_not_active
    assert ledger.submit(trust("identity", "issuer"), signed_by="supervisor").outcome.name == "feature_not_active"
    while ledger.height < 8:
        ledger.block()
    ledger.do(call, signed_by="issuer")
