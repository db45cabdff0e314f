# SPDX-License-Identifier: Apache-2.0
"""How a contract ends: nobody keeps it from that by a unit sent in, and nobody's units become its author's."""

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.evidence.claims import ControlClaim, StatementClaim
from counterfoil.evidence.package import encode_package
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts import queries
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.contracts.records import CONTRACTS, ContractStatus
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import ACCOUNTS, AccountStatus, Control
from counterfoil.modules.supervision import calls as s
from counterfoil.modules.supervision.records import OrderKind as Kind
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, Timestamp
from counterfoil.verify import verify_package
from support import contracts_ended
from support.broken_state import broken
from support.contract_story import SHARE
from support.contracted import contracting, deploy, passed, propose
from support.contracts_ended import GIVER, GIVES, INTO
from support.ledger import Ledger
from support.market import build_market
from support.supervised import give, supervise

RETIRES = c.Retire(contract="stone", reason="done")
SEIZED = {"account": "of-stone", "instrument": "SHARE", "quantity": 1, "receiver": "state"}
AGREED = c.Retire(contract="stone", reason="done", supervisor="supervisor")


def sent(quantity: int = 1, receiver: str = "of-stone") -> h.Transfer:
    """Alice sends shares to where nobody asked for them."""
    return h.Transfer(sender="of-alice", receiver=receiver, instrument="SHARE", quantity=quantity)


@pytest.fixture
def market() -> Ledger:
    return contracting(build_market())


def test_one_cent_sent_by_anybody_does_not_keep_a_contract_from_ending(market: Ledger) -> None:
    """A supervisor agrees, whoever sent it; the cent stays, is nobody's but its trail's, and an order moves it."""
    market.do(sent(), signed_by="alice")
    assert market.submit(RETIRES, signed_by="alice").outcome is ContractsOutcome.holds_units
    market.do(AGREED, signed_by="alice supervisor")
    stone = market.state.read(CONTRACTS, "stone")
    assert stone is not None and stone.status is ContractStatus.retired
    assert queries.held_by(market.state, stone) == {"SHARE": 1}
    for call in (sent(), h.Transfer(sender="of-stone", receiver="of-alice", instrument="SHARE", quantity=1)):
        expected = PartiesOutcome.account_closed if call.sender == "of-alice" else PartiesOutcome.moved_by_record
        assert market.submit(call, signed_by="alice").outcome is expected


def test_who_sends_units_to_a_contract_that_ended_is_told(market: Ledger) -> None:
    """Nothing comes in any more, where before it lay there for good without a warning."""
    market.do(RETIRES, signed_by="alice")
    account = market.state.read(ACCOUNTS, "of-stone")
    assert account is not None and (account.status, account.incoming) == (AccountStatus.closed, Control.record)
    assert market.submit(sent(), signed_by="alice").outcome is PartiesOutcome.account_closed


def test_an_account_that_an_authority_stopped_is_not_closed_by_who_is_stopped(market: Ledger) -> None:
    """The stop is lifted first; and an account that is closed nobody stops, nor lets move again."""
    about = {"account": "of-stone", "by": "supervisor", "reference": "order 9"}
    market.do(p.SuspendAccount(**about), signed_by="supervisor")
    for call in (RETIRES, AGREED):
        assert market.submit(call, signed_by="alice supervisor").outcome is PartiesOutcome.account_suspended
    market.do(p.ReinstateAccount(**about), RETIRES, signed_by="alice supervisor")
    stopped = market.submit(p.SuspendAccount(**about), signed_by="supervisor")
    assert stopped.outcome is PartiesOutcome.account_closed
    resumed = market.submit(p.ReinstateAccount(**about), signed_by="supervisor")
    assert resumed.outcome is PartiesOutcome.account_not_suspended


def test_an_account_says_whether_its_record_has_ended() -> None:
    """In its claims, by its own trail: which was active then, is closed now, and by whose orders the rest moves."""
    world, before = contracts_ended.ended()
    collector = Collector(world, world.publish())
    account = AccountId("of-box")
    for package in (collector.control(account, SHARE), collector.record(ACCOUNTS.path("of-box"))):
        report = verify_package(encode_package(package), world.trust())
        assert report.failed_check is None, report.sentence
    now = collector.control(account, SHARE).claim
    assert isinstance(now, ControlClaim) and now.control.status == AccountStatus.closed
    assert "the account is closed. That record is contracts/contract/box, which has ended" in now.statement.en
    assert "账户状态：已结束。该记录为 contracts/contract/box，已终止" in now.statement.zh
    then = collector.control(account, SHARE, as_of=before).claim
    assert isinstance(then, ControlClaim) and then.control.status == AccountStatus.active
    assert "has ended" not in then.statement.en


def test_a_statement_says_that_its_account_is_closed() -> None:
    """At the end of its period; of a period that was over before, nothing of it."""
    world, before = contracts_ended.ended()
    collector = Collector(world, world.publish())
    account, start = AccountId("of-box"), Timestamp(1)
    for end, status in ((None, AccountStatus.closed), (before, AccountStatus.active)):
        package = collector.statement(account, start=start, end=end)
        assert verify_package(encode_package(package), world.trust()).failed_check is None
        claim = package.claim
        assert isinstance(claim, StatementClaim)
        assert (claim.status, claim.moved_by) == (status, "contracts/contract/box")
        closed = status is AccountStatus.closed
        assert (
            "the account is closed: contracts/contract/box, which moved it, has ended" in claim.statement.en
        ) is closed
        assert ("账户状态：已结束。支配该账户的 contracts/contract/box 已终止" in claim.statement.zh) is closed


def test_a_statement_of_an_account_that_was_not_open_then_says_so() -> None:
    """And not that it was active."""
    world, _ = contracts_ended.ended()
    package = Collector(world, world.publish()).statement(AccountId("of-box"), start=Timestamp(1), end=Timestamp(2))
    assert verify_package(encode_package(package), world.trust()).failed_check is None
    assert isinstance(package.claim, StatementClaim) and package.claim.status is None
    assert "not open yet" in package.claim.statement.en and "尚未开立" in package.claim.statement.zh


def test_an_order_moves_what_is_left_in_a_closed_account(market: Ledger) -> None:
    """An authority reaches what no signature does; what is closed for good it need not suspend."""
    market = supervise(market)
    market.do(sent(), AGREED, signed_by="alice supervisor")
    market.do(give("take", Kind.seize, "court", "clerk", **SEIZED), signed_by="court clerk")
    market.do(give("stop", Kind.suspend, account="of-stone"), signed_by="court")
    stopped = market.submit(s.Suspend(order="stop", by="court"), signed_by="court")
    assert stopped.outcome is PartiesOutcome.account_closed
    market.do(s.Seize(order="take", by="court", free=1), signed_by="court")
    assert (market.holding("of-stone", "SHARE").balance, market.holding("state", "SHARE").balance) == (0, 1)


def test_a_contract_that_ended_and_whose_account_is_open_is_a_broken_state(market: Ledger) -> None:
    """And so is one that runs over a closed account."""
    for name, status in (("retired", "active"), ("stone", "closed")):
        state = broken(market, f"parties/account/of-{name}", {"status": status})
        complaints = list(broken_invariants(state))
        assert any(f"and its account is {status}" in said for said in complaints), complaints


def test_an_author_leaves_no_units_of_others_behind_by_himself(market: Ledger) -> None:
    """Neither by a word of his own, nor by one that a supervisor does not give."""
    market.do(sent(5), signed_by="alice")
    for call, signed_by in ((RETIRES, "alice"), (AGREED, "alice"), (AGREED, "alice bob")):
        assert market.submit(call, signed_by=signed_by).outcome.name in ("holds_units", "not_authorised", "incomplete")


def test_no_mandate_from_before_brings_anything_into_an_account_that_is_closed(market: Ledger) -> None:
    """Anybody could have given one, since the account took from anybody."""
    proposal = propose(GIVER, "giver")
    passed(market, proposal)
    market.do(deploy("giver", proposal.code), deploy("ended", proposal.code), INTO, signed_by="alice")
    market.do(sent(9, "of-giver"), signed_by="alice")
    market.do(GIVES, signed_by="alice")
    market.do(c.Retire(contract="ended", reason="done", supervisor="supervisor"), signed_by="alice supervisor")
    assert market.submit(GIVES, signed_by="alice").outcome is PartiesOutcome.account_closed


def test_an_operator_who_lets_units_into_a_closed_account_proves_nothing_of_them() -> None:
    """Under a mandate that anybody gave before; whoever verifies asks the account."""
    told = [*contracts_ended.brought(), contracts_ended.sent()]
    failed = [verify_package(encode_package(one), world.trust()).failed_check for world, one in told]
    assert failed == [None, 10, 10]
