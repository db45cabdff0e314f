# SPDX-License-Identifier: Apache-2.0
"""A market with restricted instruments, and what the restrictions module refuses: per call, in the order checked."""

from typing import Any, Final

from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.events import Issued, Transferred
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.holdings.records import ENCUMBRANCES, Part
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.restrictions import calls as c
from counterfoil.modules.restrictions.follows import allowed
from counterfoil.modules.restrictions.outcomes import RestrictionsOutcome as Outcome
from counterfoil.modules.restrictions.preapprovals import PREAPPROVALS
from counterfoil.modules.restrictions.proposals import PROPOSALS
from counterfoil.modules.restrictions.records import (
    COUNTS,
    DECLARATIONS,
    LISTINGS,
    PORTFOLIOS,
    POSITIONS,
    POSITIONS_MAX,
    Portfolio,
    Rule,
    RuleKind,
)
from support.ledger import Ledger
from support.market import FAR, LONG, SOON, Row, attest
from support.refused_by_records import Act, creating, on_record

CHINA_MIN: Final = 480
NOTE: Final = "BOND"
"""A private bond under every rule that can be kept together."""
LEGACY: Final = "SHARE"
"""Restricted when units were out already, so that its holders are not counted."""


def rule(kind: RuleKind, **fields: Any) -> Rule:
    """A rule."""
    return Rule(kind=kind, **fields)


def set_rules(instrument: str, *rules: Rule, by: str = "issuer", **more: Any) -> c.SetRules:
    """The issuer's rules, in Chinese time."""
    described = {"offset_min": CHINA_MIN, "reference": "terms 4"} | more
    return c.SetRules(instrument=instrument, by=by, rules=rules, **described)


def restrict(instrument: str, by: str = "issuer", **more: Any) -> c.Restrict:
    """An instrument that may have rules."""
    return c.Restrict(instrument=instrument, by=by, **more)


def list_party(party: str, instrument: str = NOTE, by: str = "issuer", **more: Any) -> c.ListParty:
    """A party on the list."""
    return c.ListParty(instrument=instrument, party=party, by=by, **more)


def declare(event: str, instrument: str = NOTE, by: str = "issuer") -> c.Declare:
    """Something happened."""
    return c.Declare(instrument=instrument, event=event, by=by, reference="announcement 5")


def hold_for(name: str, quantity: int = 1, instrument: str = "NOTE", expires: int = LONG, **more: Any) -> h.Hold:
    """Alice's hold for a proposal."""
    where = {"account": "of-alice", "instrument": instrument, "quantity": quantity, "expires": expires}
    executor = PROPOSALS.path(name)
    return h.Hold(**({"hold": f"awaiting-{name}", "executor": executor} | where | more))


def propose(name: str = "fresh", receiver: str = "of-bob", hold: str | None = None) -> c.Propose:
    """A transfer to Bob that awaits approval."""
    return c.Propose(proposal=name, hold=hold or f"awaiting-{name}", receiver=receiver)


def approve(name: str, by: str = "supervisor") -> c.Approve:
    """An approval."""
    return c.Approve(proposal=name, by=by)


def reject(name: str, by: str = "supervisor") -> c.Reject:
    """A rejection."""
    return c.Reject(proposal=name, by=by, reference="decision 6")


def preapprove(hold: str = "leg", by: str = "supervisor", **more: Any) -> c.Preapprove:
    """An approval, beforehand, of what a hold delivers to Bob."""
    return c.Preapprove(hold=hold, receiver="of-bob", by=by, **more)


def hold_to_settle(name: str, instrument: str = "NOTE") -> h.Hold:
    """Alice's hold for an instruction."""
    return hold_for("", hold=name, instrument=instrument, executor="settlement/instruction/sale")


def move(instrument: str, receiver: str = "of-bob", quantity: int = 1, sender: str = "of-alice") -> h.Transfer:
    """A transfer, from Alice to Bob unless told."""
    return h.Transfer(sender=sender, receiver=receiver, instrument=instrument, quantity=quantity)


def issue(instrument: str, account: str, quantity: int = 1) -> h.Issue:
    """An issue."""
    return h.Issue(instrument=instrument, account=account, quantity=quantity)


ONE_RULE: Final[dict[str, Rule]] = {
    "CLASSED": rule(RuleKind.attested, topic="investor_class", values=("professional",)),
    "KNOWN": rule(RuleKind.attested, topic="identity"),
    "HOME": rule(RuleKind.country_allowed, values=("CN",)),
    "NOT-HOME": rule(RuleKind.country_denied, values=("CN",)),
    "LISTED": rule(RuleKind.listed),
    "FEW": rule(RuleKind.max_holders, holders=1),
    "SMALL": rule(RuleKind.max_balance, quantity=100),
    "SCARCE": rule(RuleKind.supply_cap, quantity=100),
    "LOCKED": rule(RuleKind.locked, until=LONG),
    "LISTING": rule(RuleKind.locked, event="listed_on_exchange", parties=("alice",)),
    "NEVER": rule(RuleKind.window, opens_min=0, closes_min=1, days=(7,)),
    "NOTE": rule(RuleKind.approval, parties=("supervisor", "issuer")),
    "DOMESTIC": rule(RuleKind.foreign_share, share_bp=4_900, values=("CN",)),
    "SLOW": rule(RuleKind.daily_limit, quantity=10),
}
"""instrument → the only rule that it has"""


def restrict_market(market: Ledger) -> Ledger:
    """Alice holds 100 of instruments with one rule each; proposals in every state."""
    for name, only in ONE_RULE.items():
        market.instrument(name, "issuer")
        market.do(restrict(name), set_rules(name), issue(name, "of-alice", 100), signed_by="issuer")
        market.do(set_rules(name, only), signed_by="issuer")
    market.do(restrict(LEGACY, counted=False), signed_by="issuer")
    market.instrument("OPEN", "issuer")
    market.do(attest("bob", "investor_class", "ordinary"), signed_by="custodian")
    for number in range(SCHEDULED_MAX):
        market.do(set_rules("KNOWN", since=FAR + number), signed_by="issuer")
    market.do(list_party("alice", "LISTED"), signed_by="issuer")
    market.do(list_party("bob", "LISTED"), list_party("bob", "LISTED", listed=False), signed_by="issuer")
    market.do(declare("founded", "LISTING"), signed_by="issuer")
    soon = market.time + 60_000
    for name in ("open", "half", "gone", "done", "late"):
        ends = soon if name == "late" else LONG
        market.do(hold_for(name, expires=ends), propose(name), signed_by="alice bob")
    market.do(hold_for("fresh"), hold_for("other"), signed_by="alice")
    market.do(approve("half"), approve("done"), approve("done", "issuer"), signed_by="supervisor issuer")
    market.do(reject("gone"), signed_by="supervisor")
    market.issue("OPEN", "of-alice", 1, issuer="issuer")
    market.do(hold_to_settle("leg"), hold_to_settle("leg-2"), hold_to_settle("free", "OPEN"), signed_by="alice")
    market.do(preapprove("leg-2"), signed_by="supervisor")
    market.wait(120_000)
    return market


BAD: Final = rule(RuleKind.max_holders)
MANY: Final = rule(RuleKind.approval, parties=tuple(f"party-{number}" for number in range(64)))

RESTRICTED = [
    Row("restricting nothing", restrict("NONE"), "issuer", Instruments.unknown_instrument),
    Row("the issuer does not sign", restrict("OPEN"), "alice", Parties.not_authorised),
    Row("a holder restricts", restrict("OPEN", "alice"), "alice", Parties.role_missing),
    Row("counting when units are out", restrict("BIG"), "issuer", Outcome.units_outstanding),
    Row("restricting again", restrict("FEW", counted=False), "issuer", Outcome.restricted_already),
    Row("counting later when units are out", restrict(LEGACY), "issuer", Outcome.units_outstanding),
    Row("rules of what is not restricted", set_rules("OPEN"), "issuer", Outcome.not_restricted),
    Row("rules for the past", set_rules("FEW", since=SOON), "issuer", Outcome.rules_backdated),
    Row("nine sets to come", set_rules("KNOWN", since=LONG), "issuer", Outcome.too_many_rule_sets),
    Row("rules that name too many", set_rules("FEW", *[MANY] * 9), "issuer", Outcome.too_many_rule_sets),
    Row("a rule without its number", set_rules("FEW", BAD), "issuer", Outcome.rule_malformed),
    Row(
        "a rule that counts nobody",
        set_rules(LEGACY, rule(RuleKind.max_holders, holders=9)),
        "issuer",
        Outcome.not_counted,
    ),
    Row("rules in another's name", set_rules("FEW", by="supervisor"), "issuer", Parties.not_authorised),
    Row(
        "rules that ask nobody's approval",
        set_rules("FEW", rule(RuleKind.approval, parties=("issuer", "none"))),
        "issuer",
        Parties.unknown_party,
    ),
    Row("a holder's rules", set_rules("FEW", by="alice"), "alice", Parties.role_missing),
    Row("a list of what is not restricted", list_party("bob", "OPEN"), "issuer", Outcome.not_restricted),
    Row("a holder lists", list_party("bob", "LISTED", by="alice"), "alice", Parties.role_missing),
    Row("listing without signing", list_party("bob", "LISTED"), "bob", Parties.not_authorised),
    Row("listing nobody", list_party("none", "LISTED"), "issuer", Parties.unknown_party),
    Row("declaring of what is not restricted", declare("x", "OPEN"), "issuer", Outcome.not_restricted),
    Row("a holder declares", declare("x", "LISTING", by="alice"), "alice", Parties.role_missing),
    Row("declaring without signing", declare("x", "LISTING"), "alice", Parties.not_authorised),
    Row("declaring again", declare("founded", "LISTING"), "issuer", Outcome.declared_already),
    Row("proposing without a hold", propose(hold="none"), "alice bob", Holdings.unknown_encumbrance),
    Row("proposing what is held for another", propose(hold="live"), "alice bob", Outcome.hold_of_another),
    Row("the sender does not agree", propose(), "bob", Parties.not_authorised),
    Row("the receiver does not agree", propose(receiver="either"), "alice", Parties.not_authorised),
    Row("approving nothing", approve("none"), "supervisor", Outcome.unknown_proposal),
    Row("approving what is done", approve("done"), "supervisor", Outcome.proposal_over),
    Row("approving too late", approve("late"), "supervisor", Outcome.proposal_over),
    Row("approving again", approve("half"), "supervisor", Outcome.not_an_approver),
    Row("nobody asks the receiver", approve("open", "bob"), "bob", Outcome.not_an_approver),
    Row("approving without signing", approve("open"), "issuer", Parties.not_authorised),
    Row("rejecting nothing", reject("none"), "supervisor", Outcome.unknown_proposal),
    Row("rejecting what is rejected", reject("gone"), "supervisor", Outcome.proposal_over),
    Row("the sender rejects", reject("open", "alice"), "alice", Outcome.not_an_approver),
    Row("rejecting without signing", reject("open"), "alice", Parties.not_authorised),
    Row("withdrawing nothing", c.Withdraw(proposal="none"), "alice bob", Outcome.unknown_proposal),
    Row("withdrawing what is done", c.Withdraw(proposal="done"), "alice bob", Outcome.proposal_over),
    Row("withdrawing too late", c.Withdraw(proposal="late"), "alice bob", Outcome.proposal_over),
    Row("the sender does not withdraw", c.Withdraw(proposal="open"), "bob", Parties.not_authorised),
    Row("closing nothing", c.Lapse(proposal="none"), "", Outcome.unknown_proposal),
    Row("closing what is done", c.Lapse(proposal="done"), "", Outcome.proposal_over),
    Row("closing before its time", c.Lapse(proposal="open"), "", Outcome.proposal_not_over),
    Row("approving no hold beforehand", preapprove("none"), "supervisor", Holdings.unknown_encumbrance),
    Row("approving what a party delivers", preapprove("live"), "supervisor", Outcome.hold_of_another),
    Row("approving a proposal's hold", preapprove("awaiting-open"), "supervisor", Outcome.hold_of_another),
    Row("approving what nothing restricts", preapprove("free"), "supervisor", Outcome.not_restricted),
    Row("nobody asks the receiver beforehand", preapprove(by="bob"), "bob", Outcome.not_an_approver),
    Row("approving for the past", preapprove(expires=SOON), "supervisor", Outcome.preapproval_misdated),
    Row("approving beyond the hold", preapprove(expires=LONG + 1), "supervisor", Outcome.preapproval_misdated),
    Row("approving beforehand without signing", preapprove(), "issuer", Parties.not_authorised),
    Row("approving beforehand twice", preapprove("leg-2"), "supervisor", Outcome.preapproval_exists),
]
RESTRICTED_MOVES = [
    Row("to an ordinary investor", move("CLASSED"), "alice", Outcome.attestation_lacking),
    Row("to somebody nobody knows", move("KNOWN", "either"), "alice carol", Outcome.attestation_lacking),
    Row("to nobody knows where", move("HOME", "either"), "alice carol", Outcome.country_not_allowed),
    Row("to a country that is denied", move("NOT-HOME"), "alice", Outcome.country_not_allowed),
    Row("to somebody off the list", move("LISTED"), "alice", Outcome.not_listed),
    Row("to a second holder", move("FEW"), "alice", Outcome.too_many_holders),
    Row("issued to a second holder", issue("FEW", "of-bob"), "issuer", Outcome.too_many_holders),
    Row("more to who has enough", issue("SMALL", "of-alice"), "issuer", Outcome.too_much_held),
    Row("more than the cap", issue("SCARCE", "of-bob"), "issuer", Outcome.beyond_supply_cap),
    Row("before the day", move("LOCKED"), "alice", Outcome.locked_up),
    Row("before the listing", move("LISTING"), "alice", Outcome.locked_up),
    Row("outside the window", move("NEVER"), "alice", Outcome.outside_window),
    Row("without approval", move("NOTE"), "alice", Outcome.approval_lacking),
    Row("half of it abroad", move("DOMESTIC", "either", 50), "alice carol", Outcome.foreign_share_exceeded),
    Row("too much in a day", move("SLOW", quantity=11), "alice", Outcome.daily_limit_exceeded),
]


def _caused(call: str, event: Any) -> Any:
    """An event that a module to come causes."""

    def act(ctx: Any) -> Any:
        ctx.begin("0" * 64, {}, frozenset())
        ctx.call = call
        return ctx.cause(event)

    return act


OPEN = PROPOSALS.path("open")
TAKEN = Transferred(
    sender="of-alice",
    receiver="of-bob",
    instrument="NOTE",
    quantity=1,
    part=Part.held,
    giving=ENCUMBRANCES.path("awaiting-open"),
    taking=OPEN,
    cause=OPEN,
)


def _full_portfolio(ctx: Any) -> Any:
    """Bob's first units of one more counted instrument, when his portfolio is full; to an account that asks him."""
    names = tuple(f"held-{number}" for number in range(POSITIONS_MAX))
    ctx.state.write(PORTFOLIOS.path("bob"), Portfolio(party="bob", instruments=names))
    return list(allowed(Issued(instrument="NEVER", account="of-bob", quantity=1), ctx))


RESTRICTION_ACTS = [
    Act("a proposal that nobody approved", _caused("lending.collect", TAKEN), Holdings.consent_missing),
    Act("more instruments than a party's record holds", _full_portfolio, Outcome.too_many_positions),
    Act("a count of nobody", on_record(COUNTS, "NONE"), Outcome.unknown_count),
    Act("a position of nobody", on_record(POSITIONS, "kay", "FEW"), Outcome.unknown_position),
    Act("a portfolio of nobody", on_record(PORTFOLIOS, "kay"), Outcome.unknown_portfolio),
    Act("a place on no list", on_record(LISTINGS, "LISTED", "kay"), Outcome.unknown_listing),
    Act("nothing declared", on_record(DECLARATIONS, "LISTING", "war"), Outcome.not_declared),
    Act("a count twice", creating(COUNTS, "FEW"), Outcome.count_exists),
    Act("a position twice", creating(POSITIONS, "alice", "FEW"), Outcome.position_exists),
    Act("a portfolio twice", creating(PORTFOLIOS, "alice"), Outcome.portfolio_exists),
    Act("a place twice", creating(LISTINGS, "LISTED", "alice"), Outcome.listing_exists),
    Act("a proposal twice", creating(PROPOSALS, "open"), Outcome.proposal_exists),
    Act("nothing approved beforehand", on_record(PREAPPROVALS, "leg", "kay"), Outcome.unknown_preapproval),
]
MARKET = restrict_market
"""What the rows need on the market of all tables."""
