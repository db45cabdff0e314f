# SPDX-License-Identifier: Apache-2.0
"""Feeds in every state, and what the oracles module refuses: per call, in the order checked."""

from typing import Any, Final

from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.oracles import calls as o
from counterfoil.modules.oracles.outcomes import OraclesOutcome as Outcome
from counterfoil.modules.oracles.records import FIXINGS, OBSERVATIONS
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.parties.records import Role
from support.ledger import GENESIS_TIME, Ledger
from support.market import FAR, LONG, Row
from support.refused_by_records import Act, creating, on_record

HOUR_MS: Final = 3_600_000
NOON: Final = GENESIS_TIME + HOUR_MS
"""When what is fixed was observed."""
TWO: Final = NOON + 2 * HOUR_MS
"""When the rest was; the rows are asked in the minutes after it."""
REPORTERS: Final = ("bank", "issuer", "custodian")
BOTH: Final = "venue supervisor"
RULES: Final[dict[str, Any]] = {
    "reporters": REPORTERS,
    "quorum": 2,
    "counts_for": HOUR_MS,
    "spread_ppm": 100_000,
}


def define(feed: str = "fresh", **changed: Any) -> o.DefineFeed:
    """The venue keeps a price that three firms observe; 10 % apart at most, an hour old at most."""
    about = {"title": "Copper, cathode", "unit": "CNY per tonne", "decimals": 2, "keeper": "venue", "by": "supervisor"}
    return o.DefineFeed(feed=feed, **{**about, **RULES, **changed})


def change(feed: str = "copper", **changed: Any) -> o.ChangeRules:
    return o.ChangeRules(feed=feed, **{"by": "supervisor", "reason": "notice 4", **RULES, **changed})


def observe(reporter: str = "bank", observed: int = TWO, value: int = 100, feed: str = "copper") -> o.Observe:
    return o.Observe(feed=feed, reporter=reporter, value=value, observed=observed)


def fix(feed: str = "copper") -> o.Fix:
    return o.Fix(feed=feed)


def void(feed: str = "copper", number: int = 1, by: str = "supervisor") -> o.VoidFixing:
    return o.VoidFixing(feed=feed, round=number, by=by, reason="two firms read the wrong line")


def close(feed: str = "copper", by: str = "supervisor") -> o.CloseFeed:
    return o.CloseFeed(feed=feed, by=by, reason="nobody needs it")


def observed(ledger: Ledger, feed: str, observed: int, *values: int) -> None:
    """Reporters, in their order, observe values."""
    said = [observe(one, observed, value, feed) for one, value in zip(REPORTERS, values, strict=False)]
    ledger.do(*said, signed_by=REPORTERS)


def parties(ledger: Ledger) -> Ledger:
    """Who keeps feeds, who reports, and who only looks on."""
    ledger.party("venue", Role.venue)
    ledger.party("bank", Role.operating_bank)
    ledger.party("issuer", Role.issuer)
    ledger.party("custodian", Role.custodian)
    ledger.party("bob")
    return ledger


def observing(_market: Ledger) -> Ledger:
    """Feeds that are fixed, due, quiet, of too few, of what is old, of what is far apart, void, crowded, closed."""
    ledger = parties(Ledger())
    names = ("copper", "due", "quiet", "few", "old", "apart", "zero", "void", "crowded", "closed", "pair")
    ledger.do(*(define(name) for name in names), signed_by=BOTH)
    for number in range(SCHEDULED_MAX):
        ledger.do(change("crowded", since=FAR + number), signed_by=BOTH)
    ledger.wait(NOON - ledger.time)
    for feed in ("copper", "void"):
        observed(ledger, feed, NOON, 100, 101)
        ledger.do(fix(feed), signed_by="bob")
    ledger.do(void("void"), close("closed"), signed_by=BOTH)
    observed(ledger, "old", NOON, 5, 5, 5)
    ledger.wait(TWO - ledger.time)
    observed(ledger, "few", TWO, 100)
    observed(ledger, "apart", TWO, 100, 120)
    observed(ledger, "zero", TWO, 1, -1)
    observed(ledger, "due", TWO, 100, 110, 105)
    observed(ledger, "pair", TWO, 100, 100)
    ledger.do(fix("pair"), signed_by="bob")
    return ledger


TWICE: Final = ("bank", "issuer", "bank")
DEFINED = [
    Row("a supervisor agrees with itself", define(keeper="supervisor"), "supervisor", Outcome.keeper_is_supervisor),
    Row("a reporter twice", define(reporters=TWICE), BOTH, Outcome.reporter_twice),
    Row("half of the reporters", define(reporters=("bank", "issuer", "custodian", "bob")), BOTH, Outcome.wrong_quorum),
    Row("more than there are", define(quorum=4), BOTH, Outcome.wrong_quorum),
    Row("without the supervisor", define(), "venue", Parties.not_authorised),
    Row("without the keeper", define(), "supervisor", Parties.not_authorised),
    Row("agreed to by a bank", define(by="bank"), "venue bank", Parties.role_missing),
    Row("a reporter that nobody knows", define(reporters=("bank", "none")), BOTH, Parties.unknown_party),
    Row("a feed's name is taken", define("quiet"), BOTH, Outcome.feed_exists),
]
CHANGED = [
    Row("rules of no feed", change("none"), BOTH, Outcome.unknown_feed),
    Row("rules of a closed feed", change("closed"), BOTH, Outcome.feed_closed),
    Row("the keeper agrees with itself", change(by="venue"), BOTH, Outcome.keeper_is_supervisor),
    Row("rules for yesterday", change(since=GENESIS_TIME), BOTH, Outcome.feed_rules_backdated),
    Row("one reporter is two", change(reporters=TWICE), BOTH, Outcome.reporter_twice),
    Row("a quorum of one half", change(reporters=("bank", "issuer", "bob", "kay")), BOTH, Outcome.wrong_quorum),
    Row("rules by the supervisor alone", change(), "supervisor", Parties.not_authorised),
    Row("rules by the keeper alone", change(), "venue", Parties.not_authorised),
    Row("rules that a bank agrees to", change(by="bank"), "venue bank", Parties.role_missing),
    Row("nobody reports", change(reporters=("bank", "none")), BOTH, Parties.unknown_party),
    Row("nine changes of rules to come", change("crowded", since=LONG), BOTH, Outcome.too_many_feed_rules),
]
SAID = [
    Row("observing for no feed", observe(feed="none"), "bank", Outcome.unknown_feed),
    Row("observing for a closed feed", observe(feed="closed"), "bank", Outcome.feed_closed),
    Row("observed by whoever likes", observe("bob"), "bob", Outcome.not_a_reporter),
    Row("observed tomorrow", observe(observed=FAR), "bank", Outcome.observed_later_than_now),
    Row("the same moment again", observe(observed=NOON), "bank", Outcome.not_observed_later),
    Row("observed too long ago", observe(feed="quiet", observed=NOON), "bank", Outcome.observed_too_long_ago),
    Row("before the fixing", observe("custodian", feed="pair"), "custodian", Outcome.observed_before_fixing),
    Row("observed for somebody else", observe(), "issuer", Parties.not_authorised),
]
FIXED = [
    Row("fixing no feed", fix("none"), "bob", Outcome.unknown_feed),
    Row("fixing a closed feed", fix("closed"), "bob", Outcome.feed_closed),
    Row("nobody observed anything", fix("quiet"), "bob", Outcome.nothing_newer),
    Row("nothing since the last fixing", fix(), "bob", Outcome.nothing_newer),
    Row("nothing since the void fixing", fix("void"), "bob", Outcome.nothing_newer),
    Row("one alone observed", fix("few"), "bob", Outcome.quorum_not_reached),
    Row("all observed too long ago", fix("old"), "bob", Outcome.quorum_not_reached),
    Row("a fifth apart", fix("apart"), "bob", Outcome.too_far_apart),
    Row("apart from nothing", fix("zero"), "bob", Outcome.too_far_apart),
]
VOIDED = [
    Row("voiding on no feed", void("none"), BOTH, Outcome.unknown_feed),
    Row("voiding what was not fixed", void(number=2), BOTH, Outcome.unknown_round),
    Row("voiding twice", void("void"), BOTH, Outcome.fixing_void),
    Row("a keeper that voids alone", void(by="venue"), BOTH, Outcome.keeper_is_supervisor),
    Row("voiding without the keeper", void(), "supervisor", Parties.not_authorised),
    Row("voiding with a bank", void(by="bank"), "venue bank", Parties.role_missing),
]
CLOSED = [
    Row("closing no feed", close("none"), BOTH, Outcome.unknown_feed),
    Row("closing twice", close("closed"), BOTH, Outcome.feed_closed),
    Row("a keeper that closes alone", close(by="venue"), BOTH, Outcome.keeper_is_supervisor),
    Row("closing without the keeper", close(), "supervisor", Parties.not_authorised),
    Row("closing with a bank", close(by="bank"), "venue bank", Parties.role_missing),
]


ORACLES_ACTS = [
    Act("an observation that nobody made", on_record(OBSERVATIONS, "copper", "bob"), Outcome.unknown_observation),
    Act("an observation twice", creating(OBSERVATIONS, "copper", "bank"), Outcome.observation_exists),
    Act("a round twice", creating(FIXINGS, "copper", "1"), Outcome.round_exists),
]
APART = True
MARKET = observing
