# SPDX-License-Identifier: Apache-2.0
"""What the contracts module refuses: per call, in the order checked."""

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import Side
from counterfoil.law.event import Movement
from counterfoil.law.moment import known
from counterfoil.law.program import HostCall
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.events import Kept, Ran, path_of
from counterfoil.modules.contracts.hosting import Host
from counterfoil.modules.contracts.outcomes import ContractsOutcome as Outcome
from counterfoil.modules.contracts.records import CONTRACTS, ENTRIES, ENTRIES_MAX, REVIEWS
from counterfoil.modules.contracts.reviewing import policy_now
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.parties.events import AccountClosed
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.primitives.types import INTEGER_MAX, AccountId, InstrumentId, Timestamp
from support.contracted import (
    BOX,
    CODE,
    DECLINED,
    DEEP,
    ELSEWHERE,
    NAMESAKE,
    NOBODY,
    REVIEWED,
    WITHDRAWN,
    approve,
    contracting,
    deploy,
    pay_out,
    propose,
    run,
    set_reviews,
    upgrade,
)
from support.market import LONG, SOON, Row
from support.refused_by_records import Act, creating, on_record

APART: Final = True


def _ran(*, new: bool) -> Callable[[Context], Any]:
    """A run that keeps something under the key of the owner."""
    kept = (Kept("owner", '"bob"', new),)
    ran = Ran(contract="box", function="keeps", value="null", emitted=(), kept=kept, steps=1)
    return lambda ctx: [touch.fold(ctx.find(touch.path)) for touch in ran.touches(ctx, ())]


def _granted(contract: str, account: str) -> Callable[[Context], Any]:
    """What a contract says of units out of an account, by its own doing."""
    give = Movement(Side.gives, AccountId(account), InstrumentId("SHARE"), 1, AccountId("of-bob"), path_of(contract))
    return lambda ctx: known(ctx, CONTRACTS, contract).grants(ctx, give)


def _over_anothers(ctx: Context) -> Any:
    """A contract that says that Bob's account is its own."""
    bobs = AccountId("of-bob")
    ctx.state.write(path_of("box"), replace(known(ctx, CONTRACTS, "box"), account=bobs))
    return _granted("box", bobs)(ctx)


def _closed(account: str) -> Callable[[Context], Any]:
    """What an account that is to be closed asks."""
    return AccountClosed(account=AccountId(account)).permit


def _full(ctx: Context) -> Any:
    """A contract that keeps as much as it may keeps something more."""
    ctx.state.write(path_of("box"), replace(known(ctx, CONTRACTS, "box"), entries=ENTRIES_MAX))
    host = Host(ctx, ctx.running, "box", "bob", frozenset(), frozenset())
    list(host.answer(HostCall("put", ("one-more", 1), waits=False)))
    return list(host.changes())


def _unreviewed(ctx: Context) -> Any:
    """The policy in force at a time before the first."""
    ctx.time = Timestamp(0)
    return policy_now(ctx)


MARKET = contracting

REVIEWING = [
    Row("a policy for the past", set_reviews(since=SOON), "registrar supervisor", Outcome.reviews_backdated),
    Row("more must approve than there are", set_reviews(quorum=4), "registrar supervisor", Outcome.quorum_out_of_reach),
    Row(
        "reviewers named twice count once",
        set_reviews(reviewers=("bob", "bob")),
        "registrar supervisor",
        Outcome.quorum_out_of_reach,
    ),
    Row(
        "more policies than can be to come",
        set_reviews(since=LONG),
        "registrar supervisor",
        Outcome.too_many_review_policies,
    ),
    Row(
        "a policy without a supervisor",
        set_reviews(supervisor=None),
        "registrar supervisor",
        Outcome.review_policy_unsupervised,
    ),
    Row("a policy by a registrar alone", set_reviews(), "registrar", Parties.not_authorised),
    Row("a policy by a supervisor alone", set_reviews(), "supervisor", Parties.not_authorised),
    Row("a policy by somebody", set_reviews(by="bob"), "bob supervisor", Parties.role_missing),
    Row("a policy that somebody supervises", set_reviews(supervisor="bob"), "registrar bob", Parties.role_missing),
    Row("a supervisor for both", set_reviews(by="supervisor"), "supervisor", Parties.must_be_another),
    Row(
        "a reviewer who is not there",
        set_reviews(reviewers=("bob", "nobody")),
        "registrar supervisor",
        Parties.unknown_party,
    ),
    Row("another hash", propose(code=NOBODY), "alice", Outcome.wrong_hash),
    Row("code in another's name", propose(BOX, "fresh"), "bob", Parties.not_authorised),
    Row("code proposed that passed", propose(), "alice", Outcome.code_exists),
    Row("code proposed that another proposed", propose(BOX, "reviewed", by="bob"), "bob", Outcome.code_exists),
    Row(
        "terms of whoever upgrades",
        propose(BOX.replace("def migrate()", "def migrate(grace: int = 1)"), "fresh"),
        "alice",
        Outcome.migration_takes_arguments,
    ),
    Row("no program", propose("while True:\n    pass\n", "fresh"), "alice", Outcome.not_in_dialect),
    Row("approval of nothing", approve(NOBODY), "bob", Outcome.unknown_code),
    Row("approval of what is approved", approve(CODE), "bob", Outcome.not_under_review),
    Row("approval of what is declined", approve(DECLINED), "bob", Outcome.not_under_review),
    Row("approval of another review", approve(by="bob", review=2), "bob", Outcome.another_review),
    Row("approval of one's own", approve(by="alice"), "alice", Outcome.not_a_reviewer),
    Row("approval twice", approve(by="venue"), "venue", Outcome.reviewed_already),
    Row("approval with a key that approved", approve(by="copyist"), "copyist", Outcome.key_spoke_already),
    Row("approval with a key that proposed", approve(by="author"), "author", Outcome.key_spoke_already),
    Row("approval unsigned", approve(), "alice", Parties.not_authorised),
    Row("approval by a stranger", approve(by="carol"), "carol", Outcome.not_a_reviewer),
    Row("declining nothing", c.Decline(code=NOBODY, by="bob", reason="no"), "bob", Outcome.unknown_code),
    Row("declining what is approved", c.Decline(code=CODE, by="bob", reason="no"), "bob", Outcome.not_under_review),
    Row("declining unsigned", c.Decline(code=REVIEWED, by="bob", reason="no"), "alice", Parties.not_authorised),
    Row("declining as a stranger", c.Decline(code=REVIEWED, by="carol", reason="no"), "carol", Outcome.not_a_reviewer),
    Row("withdrawing nothing", c.WithdrawCode(code=NOBODY, by="alice", reason="no"), "alice", Outcome.unknown_code),
    Row("withdrawing twice", c.WithdrawCode(code=WITHDRAWN, by="alice", reason="no"), "alice", Outcome.code_retired),
    Row(
        "withdrawing what is reviewed",
        c.WithdrawCode(code=REVIEWED, by="alice", reason="no"),
        "alice",
        Outcome.code_not_approved,
    ),
    Row("withdrawing unsigned", c.WithdrawCode(code=CODE, by="alice", reason="no"), "bob", Parties.not_authorised),
    Row("withdrawing as a reviewer", c.WithdrawCode(code=CODE, by="bob", reason="no"), "bob", Parties.role_missing),
]
DEPLOYING = [
    Row("deploying nothing", deploy(code=NOBODY), "alice", Outcome.unknown_code),
    Row("deploying what is withdrawn", deploy(code=WITHDRAWN), "alice", Outcome.code_retired),
    Row("deploying what is reviewed", deploy(code=REVIEWED), "alice", Outcome.code_not_approved),
    Row("arguments that are no JSON", deploy(arguments="{"), "alice", Outcome.not_arguments),
    Row("arguments that are no object", deploy(arguments="[]"), "alice", Outcome.not_arguments),
    Row("arguments in another order", deploy(arguments='{"b":1,"a":2}'), "alice", Outcome.not_arguments),
    Row(
        "arguments that nest deep", deploy(arguments='{"a":' + "[" * 9 + "]" * 9 + "}"), "alice", Outcome.not_arguments
    ),
    Row("deploying for a suspended party", deploy(by="sam"), "alice", Parties.party_suspended),
    Row("deploying in another's name", deploy(), "bob", Parties.not_authorised),
    Row("a name that is taken", deploy("box"), "alice", Outcome.contract_deployed),
    Row("an account that is there", deploy(account="of-bob"), "alice", Parties.account_exists),
    Row("a contract that is there", deploy("box", account="fresh"), "alice", Outcome.contract_deployed),
    Row("a trial with somebody unknown", deploy(trial=("nobody",)), "alice", Parties.unknown_party),
    Row("init takes something else", deploy(arguments='{"nobody":1}'), "alice", Outcome.call_does_not_fit),
    Row("migration that is not there", upgrade(arguments='{"a":1}'), "alice", Outcome.call_does_not_fit),
    Row("opening nothing", c.OpenToAll(contract="none"), "alice", Outcome.contract_unknown),
    Row("opening what is open", c.OpenToAll(contract="box"), "alice", Outcome.not_on_trial),
    Row("opening unsigned", c.OpenToAll(contract="trial"), "bob", Parties.not_authorised),
    Row("pausing nothing", c.Pause(contract="none", by="alice", reason="no"), "alice", Outcome.contract_unknown),
    Row("pausing twice", c.Pause(contract="paused", by="alice", reason="no"), "alice", Outcome.contract_stands_still),
    Row("pausing unsigned", c.Pause(contract="box", by="alice", reason="no"), "bob", Parties.not_authorised),
    Row("pausing as a stranger", c.Pause(contract="box", by="bob", reason="no"), "bob", Parties.role_missing),
    Row("resuming nothing", c.Resume(contract="none", by="alice", reason="no"), "alice", Outcome.contract_unknown),
    Row("resuming what runs", c.Resume(contract="box", by="alice", reason="no"), "alice", Outcome.contract_not_paused),
    Row("resuming unsigned", c.Resume(contract="paused", by="alice", reason="no"), "bob", Parties.not_authorised),
    Row(
        "resuming what a supervisor stopped",
        c.Resume(contract="halted", by="alice", reason="no"),
        "alice",
        Parties.role_missing,
    ),
    Row("retiring nothing", c.Retire(contract="none", reason="no"), "alice", Outcome.contract_unknown),
    Row("retiring twice", c.Retire(contract="retired", reason="no"), "alice", Outcome.contract_stands_still),
    Row("retiring unsigned", c.Retire(contract="stone", reason="no"), "bob", Parties.not_authorised),
    Row("retiring what holds units", c.Retire(contract="box", reason="no"), "alice", Outcome.holds_units),
    Row(
        "retiring with one's own agreement",
        c.Retire(contract="box", reason="no", supervisor="alice"),
        "alice",
        Parties.must_be_another,
    ),
    Row(
        "retiring with somebody who is no supervisor",
        c.Retire(contract="box", reason="no", supervisor="bob"),
        "alice bob",
        Parties.role_missing,
    ),
    Row(
        "retiring with a supervisor who does not agree",
        c.Retire(contract="box", reason="no", supervisor="supervisor"),
        "alice",
        Parties.not_authorised,
    ),
    Row(
        "retiring by a supervisor alone",
        c.Retire(contract="box", reason="no", supervisor="supervisor"),
        "supervisor",
        Parties.not_authorised,
    ),
    Row("upgrading nothing", upgrade("none"), "alice", Outcome.contract_unknown),
    Row("upgrading what is retired", upgrade("retired"), "alice", Outcome.contract_stands_still),
    Row("upgrading to nothing", upgrade(code=NOBODY), "alice", Outcome.unknown_code),
    Row("upgrading to what is reviewed", upgrade(code=REVIEWED), "alice", Outcome.code_not_approved),
    Row("upgrading to what is withdrawn", upgrade(code=WITHDRAWN), "alice", Outcome.code_retired),
    Row("upgrading what never is", upgrade("stone", NAMESAKE), "alice", Outcome.never_upgraded),
    Row("upgrading to the same", upgrade(code=CODE), "alice", Outcome.not_the_same_contract),
    Row("upgrading to another name", upgrade(code=ELSEWHERE), "alice", Outcome.not_the_same_contract),
    Row("upgrading with no arguments", upgrade(arguments="1"), "alice", Outcome.not_arguments),
    Row("upgrading unsigned", upgrade(), "bob", Parties.not_authorised),
]
CALLING = [
    Row("calling nothing", run("looks", contract="none"), "bob", Outcome.contract_unknown),
    Row("calling what is paused", run("looks", contract="paused"), "bob", Outcome.contract_stands_still),
    Row("calling what is retired", run("looks", contract="retired"), "bob", Outcome.contract_stands_still),
    Row("calling what is on trial", run("looks", contract="trial", by="carol"), "carol", Outcome.not_for_this_caller),
    Row("calling with no arguments", run("looks", "null"), "bob", Outcome.not_arguments),
    Row("calling in another's name", run("looks"), "alice", Parties.not_authorised),
    Row("a function that is not there", run("flies"), "bob", Outcome.call_does_not_fit),
    Row("a function that nobody calls", run("init"), "bob", Outcome.call_does_not_fit),
    Row("an argument too many", run("let_go", '{"hold":"a","more":1}'), "bob", Outcome.call_does_not_fit),
    Row("an argument too few", run("let_go"), "bob", Outcome.call_does_not_fit),
    Row("the contract's own word", pay_out(by="bob"), "bob", Outcome.contract_failed),
    Row("more steps than there are", run("spins", '{"rounds":1000000}'), "bob", Outcome.out_of_steps),
    Row("more made than may be", run("hoards", '{"rounds":70}'), "bob", Outcome.out_of_space),
    Row("a text that is too long", run("grows", '{"length":1000000000}'), "bob", Outcome.value_too_large),
    Row("a division by zero", run("divides", '{"one":1,"other":0}'), "bob", Outcome.contract_at_fault),
    Row("a record that is not shown", run("looks", '{"path":"contracts/contract/box"}'), "bob", Outcome.not_shown),
    Row("a view that keeps something", run("peeks", '{"key":"a"}'), "bob", Outcome.view_changes_nothing),
    Row("a key that is none", run("keeps", '{"key":"a/b","value":{}}'), "bob", Outcome.wrong_request),
    Row("a name that is none", run("says", '{"fields":{},"name":"a b"}'), "bob", Outcome.wrong_request),
    Row("a value too long", run("keeps", f'{{"key":"a","value":{{"a":"{"x" * 5_000}"}}}}'), "bob", Outcome.state_full),
    Row("more changes than one run may make", run("keeps_much", '{"count":257}'), "bob", Outcome.state_full),
    Row("more said than one run may say", run("says_much", '{"count":257}'), "bob", Outcome.value_too_large),
    Row("nothing kept", run("keeps_nothing", '{"key":"a"}'), "bob", Outcome.wrong_request),
    Row("words without names", run("says_words", '{"name":"a","words":"b"}'), "bob", Outcome.wrong_request),
    Row("a call without names", run("asks_with", '{"arguments":[],"contract":"stone"}'), "bob", Outcome.wrong_request),
    Row(
        "a formula that comes to too much",
        run("computes", f'{{"fields":{{"exposure":{INTEGER_MAX},"haircut_ppm":999999}},"name":"margin_required"}}'),
        "bob",
        Outcome.value_too_large,
    ),
    Row("a formula that is none", run("computes", '{"fields":{},"name":"luck"}'), "bob", Outcome.wrong_request),
    Row("a formula of something else", run("computes", '{"fields":{},"name":"shared"}'), "bob", Outcome.wrong_request),
    Row("a quantity that is none", pay_out(quantity=0), "alice", Outcome.wrong_request),
    Row("more than it has", pay_out(quantity=11), "alice", Holdings.insufficient_free_quantity),
    Row("to an account that asks its holder", pay_out("either"), "alice", Holdings.signature_not_enough),
    Row("to an account that is not there", pay_out("nowhere"), "alice", Parties.unknown_account),
    Row("a hold for another", run("take_in", '{"hold":"for-stone","quantity":1}'), "bob", Holdings.hold_reserved),
    Row("a hold that is none", run("take_in", '{"hold":"none","quantity":1}'), "bob", Outcome.not_its_account),
    Row("more than a hold has", run("take_in", '{"hold":"for-box","quantity":6}'), "bob", Holdings.exceeds_hold),
    Row(
        "more than a mandate lets",
        run("take_from", '{"mandate":"to-box","quantity":6}'),
        "bob",
        Holdings.exceeds_mandate,
    ),
    Row("giving another's hold back", run("let_go", '{"hold":"for-stone"}'), "bob", Holdings.signature_not_enough),
    Row(
        "a value to return that is too long",
        run("returns", f'{{"value":["{"x" * 5_000}"]}}'),
        "bob",
        Outcome.value_too_large,
    ),
    Row(
        "calling itself",
        run("asks", '{"arguments":{},"contract":"box","function":"asks"}'),
        "bob",
        Outcome.contract_runs,
    ),
    Row(
        "calling another that is paused",
        run("asks", '{"arguments":{},"contract":"paused","function":"asks"}'),
        "bob",
        Outcome.contract_stands_still,
    ),
    Row(
        "calling another on trial",
        run("asks", '{"arguments":{},"contract":"trial","function":"asks"}'),
        "bob",
        Outcome.not_for_this_caller,
    ),
    Row(
        "calling nobody",
        run("asks", '{"arguments":{},"contract":"none","function":"asks"}'),
        "bob",
        Outcome.contract_unknown,
    ),
    Row(
        "calling another's beginning",
        run("asks", '{"arguments":{},"contract":"stone","function":"init"}'),
        "bob",
        Outcome.call_does_not_fit,
    ),
    Row(
        "nine inside one another",
        run("asks_deeper", '{"contracts":["' + '","'.join(DEEP[1:]) + '"]}', contract=DEEP[0]),
        "bob",
        Outcome.nested_too_deep,
    ),
]
EXISTING = [
    Act("closing an account that a party moves", _closed("of-alice"), Parties.no_record_moves_it),
    Act("the reviews there are", creating(REVIEWS, "current"), Outcome.review_policy_exists),
    Act("an entry made anew that is there", _ran(new=True), Outcome.state_entry_exists),
    Act("reviewing before any policy", _unreviewed, Outcome.no_review_policy),
    Act("a contract gives of another's account", _granted("box", "of-bob"), Outcome.not_its_account),
    Act("a contract gives of an account that it was not opened with", _over_anothers, Outcome.not_its_account),
    Act("a paused contract gives", _granted("paused", "of-paused"), Outcome.contract_stands_still),
    Act("more entries than a contract may keep", _full, Outcome.state_full),
    Act("an entry that was never kept", on_record(ENTRIES, "box", "none"), Outcome.unknown_state_entry),
    Act("an entry that is there", creating(ENTRIES, "box", "owner"), Outcome.state_entry_exists),
]
