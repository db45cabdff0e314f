# SPDX-License-Identifier: Apache-2.0
"""What keeps units from moving is said by the claim that says who controls them; of a period only what is so in it."""

from counterfoil.evidence.claims import ControlClaim, StatementClaim
from counterfoil.evidence.package import Package, encode_package
from counterfoil.node.collect import Collector
from counterfoil.verify import verify_package
from counterfoil.verify.report import Verdict
from support.evidence_honest import order
from support.evidence_story import CASH, LI, SHARE, WANG, issue, transfer
from support.evidence_told import control, tell
from support.evidence_world import World


def proved(world: World, package: Package) -> None:
    report = verify_package(encode_package(package), world.trust())
    assert report.verdict is Verdict.proved, report.sentence


def controlling(world: World, as_of: int | None = None) -> ControlClaim:
    """The claim of control of Li's shares, proved."""
    package = control(world, world.publish(), as_of=as_of)
    proved(world, package)
    assert isinstance(package.claim, ControlClaim)
    return package.claim


def test_suspensions_are_said_where_they_stand_in_the_way() -> None:
    """Of the holder, of the custodian and of the instrument, in fields and in both languages; each by itself."""
    world = tell().world
    assert "The holder is" not in controlling(world).statement.en
    order(world, "suspend", "li")
    claim = controlling(world)
    assert (claim.control.holder_standing, claim.control.custodian_standing) == ("suspended", "active")
    assert claim.statement.en.endswith("the account is active. The holder is suspended.")
    assert "持有人状态：" in claim.statement.zh and "托管人状态" not in claim.statement.zh
    order(world, "suspend", "north")
    status = {"call": "instruments.change_status", "instrument": SHARE, "status": "suspended", "by": "acme"}
    world.do("acme", calls=[status])
    said = controlling(world).statement
    assert said.en.endswith("The holder is suspended. The custodian is suspended. The instrument is suspended.")
    assert all(word in said.zh for word in ("持有人状态", "托管人状态", "产品状态"))


def test_the_standing_is_that_of_the_time_claimed() -> None:
    """Also of a custodian who kept the account then and no longer; and an instrument may not have been there yet."""
    world = tell().world
    active = world.last_time
    order(world, "suspend", "north")
    suspended = world.last_time
    order(world, "reinstate", "north")
    change = {"call": "parties.change_account_control", "account": LI, "custodian": "south", "outgoing": "holder"}
    world.do("li", "north", "south", calls=[change])
    assert controlling(world).control.custodian == "south"
    past = controlling(world, suspended).control
    assert (past.custodian, past.custodian_standing) == ("north", "suspended")
    assert "suspended" not in controlling(world, active).statement.en
    opened = controlling(world, next(world.header(height).time for height in range(3, 99) if _opened(world, height)))
    assert opened.control.instrument_status is None
    assert "The instrument was not defined yet." in opened.statement.en


def _opened(world: World, height: int) -> bool:
    return world.record(f"parties/account/{LI}", height) is not None  # type: ignore[arg-type]


def test_a_statement_says_of_its_period_what_was_so_in_it() -> None:
    """An account that once held shares and gave them all away held no others in that time, and is not said never to."""
    world = tell().world
    world.do("north", calls=[transfer(WANG, LI, 250)])
    start = world.last_time
    world.do("bank", calls=[issue(WANG, 7, CASH)])
    package = Collector(world, world.publish()).statement(WANG, start=start)  # type: ignore[arg-type]
    proved(world, package)
    assert isinstance(package.claim, StatementClaim)
    assert [line.instrument for line in package.claim.lines] == [CASH]
    statement = package.claim.statement
    assert statement.en.endswith("It held no other instrument in that time.") and "never" not in statement.en
    assert statement.zh.endswith("此期间该账户未持有其他产品。") and "从未" not in statement.zh
