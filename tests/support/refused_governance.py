# SPDX-License-Identifier: Apache-2.0
"""Motions, pauses and applications in every state, and what is refused under a charter: per call, in order checked."""

from typing import Any, Final

import msgspec
from msgspec.structs import replace

from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.governance import calls as g
from counterfoil.modules.governance.outcomes import GovernanceOutcome as Outcome
from counterfoil.modules.governance.records import APPLICATIONS, CHARTERS, CURRENT, PAUSES, READINESS
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.records import Unit
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.parties.records import Role
from support.governed import (
    HOUR,
    adopt,
    apply_for,
    articles,
    carry_out,
    decide,
    decide_all,
    propose,
    reject,
    roles,
    settle,
    version,
    vote,
)
from support.ledger import DOCUMENT, GENESIS_TIME, Ledger, policy_of
from support.market import Row
from support.refused_by_records import Act, creating, on_record
from support.refused_parties import feature, open_account, register, suspend

FOUNDERS: Final = "registrar second-registrar supervisor issuer bank venue custodian carol"


def governed(market: Ledger) -> Ledger:
    """A motion in every state; what was decided about it, and what was not."""
    market.do(adopt(), signed_by=FOUNDERS)
    market.do(propose("withdrawn"), g.Withdraw(motion="withdrawn"), signed_by="issuer")
    decide(market, "lapsed", settle())
    decide(market, "voted-down", settle(), voters="issuer")
    market.do(propose("vetoed", roles()), veto("vetoed"), signed_by="issuer supervisor")
    carry_out(market, "executed", *applied(market))
    market.wait(24 * HOUR)
    market.do(g.DeclareReady(version=2, member="bank"), signed_by="bank")
    sound = {"executable": [reject()], "not-ready": [version()], "ends": [power("custodian", 0)]}
    decide_all(market, sound | TROUBLED)
    market.wait(2 * HOUR)
    market.do(propose("passed"), propose("over"), propose("grave", roles()), signed_by="issuer")
    market.wait(HOUR)
    for member in ("issuer", "bank"):
        market.do(vote("passed", member), vote("grave", member), signed_by=member)
    market.do(propose("voting"), signed_by="issuer")
    market.wait(HOUR)
    market.do(g.Close(motion="passed"), signed_by="bob")
    market.do(vote("voting"), signed_by="issuer")
    market.do(propose("debated"), signed_by="issuer")
    market.do(p.RotateKeys(party="carol", keys=policy_of("venue")), signed_by="carol")
    market.do(vote("voting", "carol"), apply_for("carols", "fourth", "carol"), signed_by="venue", by="carol")
    market.do(g.DeclareReady(version=7, member="carol"), signed_by="venue", by="carol")
    market.do(p.RotateKeys(party="carol", keys=policy_of("carol")), signed_by="venue", by="carol")
    market.do(execute("ends"), signed_by="bob")
    market.do(pausing("instruments", until=market.time + 2 * HOUR), signed_by="bank")
    return market


def applied(market: Ledger) -> list[dict[str, Any]]:
    """Applications: one waits, one is accepted, one withdrawn, one would take a name that is had."""
    wanted = {"waiting": "firm", "accepted": "house", "gone": "other", "taken": "alice"}
    for name, party in wanted.items():
        market.do(apply_for(name, party), signed_by="issuer")
    market.do(g.Accept(application="accepted", members=("bank", "venue")), signed_by="bank venue")
    market.do(g.WithdrawApplication(application="gone"), signed_by="issuer")
    return [settle("funds", until=GENESIS_TIME + 10**12), roles("sam", "custodian")]


def amend(council: str = "council", **changed: Any) -> dict[str, Any]:
    since = {name: changed.pop(name) for name in ("since",) if name in changed}
    written = msgspec.to_builtins(articles(**changed))
    return {"call": "governance.amend_charter", "council": council, "articles": written, **since}


def power(party: str, weight: int, council: str = "council", **more: Any) -> dict[str, Any]:
    return {"call": "governance.set_power", "council": council, "party": party, "power": weight, **more}


def accept(application: str = "waiting") -> dict[str, Any]:
    return {"call": "governance.accept", "application": application}


def keys(party: str) -> dict[str, Any]:
    mallory = msgspec.to_builtins(policy_of("mallory"))
    return {"call": "parties.rotate_keys", "party": party, "keys": mallory, "registrar": "council"}


def veto(motion: str, supervisor: str = "supervisor") -> g.Veto:
    return g.Veto(motion=motion, supervisor=supervisor, reference="order 3")


def pausing(*nouns: str, until: int, members: tuple[str, ...] = ("bank",), **more: Any) -> g.PauseCalls:
    return g.PauseCalls(nouns=nouns, until=until, reference="an outage", members=members, **more)


def execute(motion: str) -> g.Execute:
    return g.Execute(motion=motion)


SCHEDULES = [power("bob", 1 + n, since=GENESIS_TIME + 10**12 + n) for n in range(SCHEDULED_MAX + 1)]
TROUBLED: Final[dict[str, list[dict[str, Any]]]] = {
    "backdated": [amend(since=1)],
    "backdated-power": [power("bob", 1, since=1)],
    "no-council": [amend("alice")],
    "no-change": [power("bank", 30)],
    "alone": [amend(ordinary_ppm=1)],
    "to-nobody": [power("nobody", 5)],
    "by-itself": [power("council", 5)],
    "crowded": SCHEDULES,
    "settled-never": [settle("governance")],
    "settled-past": [settle("insurance", until=1)],
    "settled-nothing": [settle("teleport")],
    "rejected-before": [reject("accepted")],
    "rejected-unknown": [reject("none")],
    "accepted-before": [accept("accepted")],
    "accepted-taken": [accept("taken")],
    "members-who-did-not": [accept() | {"members": ["bank", "venue"]}],
    "council-keys": [keys("council")],
    "bobs-keys": [keys("bob")],
    "second-registrar": [roles("bob", "registrar")],
    "gives-up": [roles("council", "venue")],
    "newcomer": [
        {"call": "parties.register", "party": "n", "registrar": "council", "kind": "organisation", "name": "N"}
        | {"roles": ["registrar"]}
    ],
    "moved": [{"call": "parties.suspend", "party": "bob", "by": "bob", "reference": "x", "document": DOCUMENT}],
    "empty-version": [version(3)],
}
"""Decisions that stand and cannot be carried out."""
BOGUS = KeyPolicy(keys=(), threshold=1)
ELSEWHERE = '[{"call":"holdings.transfer","sender":"a","receiver":"b","instrument":"i","quantity":1}]'

TWICE = '[{"call":"governance.set_power","council":"council","party":"bob","power":1,"power":2}]'
SEALED = {"sealed": [{"ciphertext": "AA==", "encapsulated": "", "recipient": DOCUMENT, "suite": "none"}]}


def proposing(calls: str, by: str = "issuer") -> g.Propose:
    return replace(propose("fresh", by=by), calls=calls)


APART = True
UNTIL: Final = GENESIS_TIME + 10**12
PAUSED_UNTIL: Final = GENESIS_TIME + 60 * HOUR
DECIDING = [
    Row("adopting again", adopt("council"), FOUNDERS.removesuffix(" carol"), Parties.not_authorised),
    Row("amending by nobody", g.AmendCharter(council="council", articles=articles()), "issuer", Parties.not_authorised),
    Row("amending for the past", execute("backdated"), "bob", Outcome.amendment_backdated),
    Row("a member for the past", execute("backdated-power"), "bob", Outcome.amendment_backdated),
    Row("amending for another council", execute("no-council"), "bob", Outcome.not_the_council),
    Row("amending to what is unsound", execute("alone"), "bob", Outcome.thresholds_out_of_order),
    Row(
        "a member made by nobody", g.SetPower(council="council", party="bob", power=1), "issuer", Parties.not_authorised
    ),
    Row("a power that is had", execute("no-change"), "bob", Outcome.no_such_power),
    Row("a member that is no party", execute("to-nobody"), "bob", Parties.unknown_party),
    Row("a council in itself", execute("by-itself"), "bob", Outcome.not_a_council),
    Row("more changes than can be kept", execute("crowded"), "bob", Outcome.too_many_amendments),
    Row("proposing as a stranger", propose("fresh", by="bob"), "bob", Outcome.not_a_member),
    Row("proposing what is no JSON", proposing("[{"), "issuer", Outcome.calls_not_read),
    Row("proposing what no law knows", proposing('[{"call":"a.b"}]'), "issuer", Outcome.calls_not_read),
    Row("proposing what nests without end", proposing("[" * 30_000), "issuer", Outcome.calls_not_read),
    Row("proposing a name twice", proposing(TWICE), "issuer", Outcome.calls_not_read),
    Row("proposing an object", proposing(TWICE[1:-1]), "issuer", Outcome.calls_not_read),
    Row("proposing what is sealed", propose("fresh", reject() | SEALED), "issuer", Outcome.not_for_a_decision),
    Row("proposing nothing", proposing("[]"), "issuer", Outcome.calls_not_read),
    Row("proposing too much", propose("fresh", *[reject()] * 17), "issuer", Outcome.calls_not_read),
    Row("proposing to move value", proposing(ELSEWHERE), "issuer", Outcome.not_for_a_decision),
    Row(
        "proposing a member's own act",
        propose("fresh", {"call": "governance.execute", "motion": "passed"}),
        "issuer",
        Outcome.not_for_a_decision,
    ),
    Row("proposing unsigned", propose("fresh"), "bob", Parties.not_authorised),
    Row("a supervisor's proposal unsigned", propose("fresh", by="supervisor"), "bob", Parties.not_authorised),
    Row("a motion's name is taken", propose("voting"), "issuer", Outcome.motion_exists),
    Row("withdrawing nothing", g.Withdraw(motion="none"), "issuer", Outcome.unknown_motion),
    Row("withdrawing what is voted on", g.Withdraw(motion="voting"), "issuer", Outcome.not_in_debate),
    Row("withdrawing twice", g.Withdraw(motion="withdrawn"), "issuer", Outcome.not_in_debate),
    Row("withdrawing another's", g.Withdraw(motion="debated"), "bank", Parties.not_authorised),
    Row("voting on nothing", vote("none"), "issuer", Outcome.unknown_motion),
    Row("voting during the debate", vote("debated"), "issuer", Outcome.not_in_vote),
    Row("voting when the vote is over", vote("over"), "issuer", Outcome.not_in_vote),
    Row("voting on what is vetoed", vote("vetoed"), "issuer", Outcome.not_in_vote),
    Row("voting without a vote", vote("voting", "bob"), "bob", Outcome.not_an_elector),
    Row("voting when membership has ended", vote("voting", "custodian"), "custodian", Outcome.not_a_member),
    Row("voting so again", vote("voting"), "issuer", Outcome.vote_as_before),
    Row("voting with a key that voted", vote("voting", "venue"), "venue", Outcome.keys_in_common),
    Row("voting for another", vote("voting", "bank"), "issuer", Parties.not_authorised),
    Row("counting nothing", g.Close(motion="none"), "bob", Outcome.unknown_motion),
    Row("counting before the end", g.Close(motion="voting"), "bob", Outcome.vote_goes_on),
    Row("counting twice", g.Close(motion="passed"), "bob", Outcome.motion_decided),
    Row("vetoing nothing", veto("none"), "supervisor", Outcome.unknown_motion),
    Row("vetoing what is ordinary", veto("voting"), "supervisor", Outcome.no_veto),
    Row("vetoing too late", veto("not-ready"), "supervisor", Outcome.veto_too_late),
    Row("vetoing twice", veto("vetoed"), "supervisor", Outcome.veto_too_late),
    Row("vetoing as a member", veto("grave", "issuer"), "issuer", Parties.role_missing),
    Row("vetoing unsigned", veto("grave"), "issuer", Parties.not_authorised),
    Row("executing nothing", execute("none"), "bob", Outcome.unknown_motion),
    Row("executing what is not counted", execute("over"), "bob", Outcome.not_passed),
    Row("executing twice", execute("executed"), "bob", Outcome.not_passed),
    Row("executing what was voted down", execute("voted-down"), "bob", Outcome.not_passed),
    Row("executing at once", execute("passed"), "bob", Outcome.delay_not_over),
    Row("executing too late", execute("lapsed"), "bob", Outcome.lapsed),
    Row("a version for which few are ready", execute("not-ready"), "bob", Outcome.nodes_not_ready),
    Row("a version for which none is", execute("empty-version"), "bob", Outcome.nodes_not_ready),
    Row("a decision in another's name", execute("moved"), "bob", Parties.must_be_another),
    Row("a decision that gives a party's keys away", execute("bobs-keys"), "bob", Parties.not_authorised),
    Row("a council with keys", execute("council-keys"), "bob", Parties.council_stands_apart),
    Row("a registrar beside the council", execute("second-registrar"), "bob", Parties.council_is_registrar),
    Row("a registrar that registers", execute("newcomer"), "bob", Parties.council_is_registrar),
    Row("a council that gives up its role", execute("gives-up"), "bob", Parties.must_be_another),
    Row("lapsing nothing", g.Lapse(motion="none"), "bob", Outcome.unknown_motion),
    Row("lapsing what is executed", g.Lapse(motion="executed"), "bob", Outcome.not_passed),
    Row("lapsing in time", g.Lapse(motion="executable"), "bob", Outcome.not_lapsed),
    Row("ready as a stranger", g.DeclareReady(version=2, member="bob"), "bob", Outcome.not_a_member),
    Row("ready twice", g.DeclareReady(version=2, member="bank"), "bank", Outcome.ready_already),
    Row("ready with a key that said so", g.DeclareReady(version=7, member="venue"), "venue", Outcome.keys_in_common),
    Row("ready for another", g.DeclareReady(version=2, member="venue"), "bank", Parties.not_authorised),
]
PAUSING = [
    Row("nobody pauses", pausing("funds", until=UNTIL, members=()), "bob", Outcome.pausers_named_wrongly),
    Row(
        "both pause",
        pausing("funds", until=UNTIL, supervisor="supervisor"),
        "bank supervisor",
        Outcome.pausers_named_wrongly,
    ),
    Row("a stranger pauses", pausing("funds", until=UNTIL, members=("bob",)), "bob", Outcome.not_a_member),
    Row("governance is paused", pausing("governance", until=UNTIL), "bank", Outcome.never_paused),
    Row("too few pause", pausing("funds", until=UNTIL, members=("venue",)), "venue", Outcome.quorum_missing),
    Row("paused for too long", pausing("funds", until=UNTIL), "bank", Outcome.pause_too_long),
    Row("paused for the past", pausing("funds", until=GENESIS_TIME), "bank", Outcome.pause_too_long),
    Row(
        "pausing again what one paused",
        pausing("instruments", until=PAUSED_UNTIL, members=("issuer",)),
        "issuer",
        Outcome.paused_before,
    ),
    Row("pausing for another", pausing("funds", until=PAUSED_UNTIL), "issuer", Parties.not_authorised),
    Row(
        "pausing as no supervisor",
        pausing("funds", until=PAUSED_UNTIL, members=(), supervisor="bank"),
        "bank",
        Parties.role_missing,
    ),
    Row("pausing what there is not", pausing("teleport", until=PAUSED_UNTIL), "bank", Outcome.unknown_noun),
    Row("settling by nobody", g.SettlePause(council="council", noun="funds"), "bank", Parties.not_authorised),
    Row(
        "settling for another council",
        g.SettlePause(council="alice", noun="funds"),
        "alice",
        Outcome.not_the_council,
    ),
    Row("settling what is never paused", execute("settled-never"), "bob", Outcome.never_paused),
    Row("settling for the past", execute("settled-past"), "bob", Outcome.pause_too_long),
    Row("settling what there is not", execute("settled-nothing"), "bob", Outcome.unknown_noun),
]
ADMITTING = [
    Row("applying as a stranger", apply_for("new", "n", "bob"), "bob", Outcome.not_a_member),
    Row("applying without a name", apply_for("new", "n", name=""), "issuer", Parties.identity_missing),
    Row("applying with unsound keys", apply_for("new", "n", keys=BOGUS), "issuer", Parties.invalid_key_policy),
    Row("applying unsigned", apply_for("new", "n"), "bob", Parties.not_authorised),
    Row("an application's name is taken", apply_for("gone", "n"), "issuer", Outcome.application_exists),
    Row(
        "accepting nothing",
        g.Accept(application="none", members=("bank", "venue")),
        "bank venue",
        Outcome.unknown_application,
    ),
    Row("accepting by nobody", g.Accept(application="waiting"), "bob", Parties.not_authorised),
    Row("accepting as a stranger", g.Accept(application="waiting", members=("bob",)), "bob", Outcome.not_a_member),
    Row("accepting alone", g.Accept(application="waiting", members=("bank",)), "bank", Outcome.admitters_missing),
    Row(
        "accepting what one sponsors",
        g.Accept(application="waiting", members=("issuer", "bank")),
        "issuer bank",
        Outcome.admitters_missing,
    ),
    Row(
        "accepting for another",
        g.Accept(application="waiting", members=("bank", "venue")),
        "bank",
        Parties.not_authorised,
    ),
    Row(
        "accepting with a key that applied",
        g.Accept(application="carols", members=("bank", "venue")),
        "bank venue",
        Outcome.keys_in_common,
    ),
    Row(
        "accepting twice",
        g.Accept(application="accepted", members=("bank", "venue")),
        "bank venue",
        Outcome.application_over,
    ),
    Row("deciding so in others' names", execute("members-who-did-not"), "bank venue", Parties.not_authorised),
    Row("deciding so twice", execute("accepted-before"), "bob", Outcome.application_over),
    Row("accepting who is a party", execute("accepted-taken"), "bob", Parties.party_exists),
    Row(
        "rejecting by nobody",
        g.Reject(application="waiting", council="council", reference="x"),
        "bank",
        Parties.not_authorised,
    ),
    Row(
        "rejecting for another council",
        g.Reject(application="waiting", council="alice", reference="x"),
        "alice",
        Outcome.not_the_council,
    ),
    Row("rejecting nothing", execute("rejected-unknown"), "bob", Outcome.unknown_application),
    Row("rejecting what is accepted", execute("rejected-before"), "bob", Outcome.application_over),
    Row("withdrawing no application", g.WithdrawApplication(application="none"), "issuer", Outcome.unknown_application),
    Row("withdrawing it twice", g.WithdrawApplication(application="gone"), "issuer", Outcome.application_over),
    Row(
        "withdrawing another's application",
        g.WithdrawApplication(application="waiting"),
        "bank",
        Parties.not_authorised,
    ),
]
OUTSIDE = [
    Row(
        "a former registrar's own role",
        p.AssignRoles(party="registrar", registrar="second-registrar", roles=(Role.registrar,)),
        "registrar second-registrar",
        Parties.role_missing,
    ),
    Row("a role by registration", register(roles=(Role.issuer,)), "registrar", Parties.role_missing),
    Row("a party without an application", register(), "registrar", Outcome.application_needed),
    Row("a feature by a former registrar", feature("teleport"), "registrar", Parties.role_missing),
    Row(
        "keys by a former registrar",
        p.RotateKeys(party="kay", keys=policy_of("kay"), registrar="registrar"),
        "registrar",
        Parties.role_missing,
    ),
    Row("an account of the council", open_account(holder="council"), "custodian", Parties.council_stands_apart),
    Row("suspending the council", suspend("council"), "supervisor", Parties.council_stands_apart),
    Row(
        "a call that is paused",
        i.DefineInstrument(
            instrument="NEW", kind="equity", issuer="issuer", name="New", unit=Unit(name="unit", decimals=0)
        ),
        "issuer",
        Outcome.paused,
    ),
]
GOVERNANCE_ACTS = [
    Act("a charter twice", creating(CHARTERS, CURRENT), Outcome.charter_exists),
    Act("readiness for no version", on_record(READINESS, "9"), Outcome.unknown_readiness),
    Act("readiness twice", creating(READINESS, "2"), Outcome.readiness_exists),
    Act("no pauses", on_record(PAUSES, "none"), Outcome.no_pauses),
    Act("pauses twice", creating(PAUSES, CURRENT), Outcome.pauses_exist),
    Act("an application that nobody made", on_record(APPLICATIONS, "none"), Outcome.unknown_application),
]
MARKET = governed
