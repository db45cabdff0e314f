# SPDX-License-Identifier: Apache-2.0
"""What a package proves of orders, and what an operator who goes rogue cannot prove."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import Package, encode_package
from counterfoil.law.event import Consents
from counterfoil.modules.holdings.orders import Forced
from counterfoil.modules.supervision.enforcement import Counted
from counterfoil.node.collect import Collector
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Height, HexHash, RecordPath
from counterfoil.verify import verify_package
from counterfoil.verify.report import Verdict
from support.evidence_story import CASH, LI, SHARE, WANG, ZHAO, transfer
from support.evidence_world import World, id_of, plain_policy
from support.forging import proves_nothing_else, unproved
from support.lawless import everything_goes
from support.supervision_story import (
    FILE_OF_LI,
    FILE_OF_ZHAO,
    LIS,
    STATE,
    UNTIL,
    bid,
    call,
    done,
    give,
    judged,
    policy,
    propose,
    restitution,
    sale,
    seizure,
    supervised,
)

NEVER = "supervision/file/parties/account/li-new-account"
RECORDS = {
    "policy": "supervision/policy/current",
    "freeze": "supervision/order/freeze",
    "seizure": "supervision/order/seizure",
    "return": "supervision/order/back",
    "what was seized": "supervision/seizure/seizure",
    "custody": f"supervision/custody/{STATE}/{CASH}",
    "file of the launderer": FILE_OF_LI,
    "file of a victim": FILE_OF_ZHAO,
    "file of who was never ordered about": NEVER,
}
HOLDINGS = {
    "the launderer's shares": (LI, SHARE),
    "the state's shares": (STATE, SHARE),
    "the state's money": (STATE, CASH),
    "the buyer's shares": (WANG, SHARE),
    "a victim's money": (ZHAO, CASH),
}
NAMES = (*RECORDS, *HOLDINGS, "the sale")
Story = tuple[World, dict[str, Package]]


@pytest.fixture(scope="module")
def story() -> Story:
    """From the freeze to the return, and the file of an account that no order touched; packages of all of it."""
    world = judged()
    world.do("venue", calls=[call("open_file", kind="account", subject="li-new-account")])
    sold = _transaction_of(world, "supervision.sold")
    collector = Collector(world, world.publish())
    packages = {name: collector.record(RecordPath(path)) for name, path in RECORDS.items()}
    packages |= {name: collector.control(account, unit) for name, (account, unit) in HOLDINGS.items()}
    return world, packages | {"the sale": collector.transfer(sold)}


def _transaction_of(world: World, type_: str) -> HexHash:
    """The transaction that caused the one event of a type."""
    events = (decode_event(event) for height in range(world.height + 1) for event in world.events(Height(height)))
    (found,) = [event.transaction for event in events if event.type == type_]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_what_happened_is_proved(story: Story, name: str) -> None:
    """Offline, from the file alone."""
    world, packages = story
    report = verify_package(encode_package(packages[name]), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_told_otherwise_is_not(story: Story, name: str) -> None:
    """Leave out any event, or change a number or a name in any, and the package is not proved."""
    world, packages = story
    swaps = (
        (b'"quantity":300', b'"quantity":301'),
        (b'"authority":"court"', b'"authority":"venue"'),
        (b'"quantity":600', b'"quantity":601'),
        (b'"checker":"clerk"', b'"checker":"venue"'),
    )
    proves_nothing_else(world, packages[name], swaps, among=packages.values())


def told_by(package: Package) -> list[tuple[str, str]]:
    """(event, order) of each line of the file that a package is about."""
    found = [json.loads(one.event) for one in package.events]
    record = package.claim.record  # type: ignore[union-attr]
    return [
        (event["type"].partition(".")[2], event["data"].get("order", ""))
        for event in found
        if any(link["record"] == record for link in event["trails"])
    ]


def of_every_kind() -> World:
    """What the story leaves out: burning, suspensions of everything, a limit, a demand, and a recovery to new keys."""
    world = supervised()
    world.do("court", "clerk", calls=[give("burn", "burn", "court", "clerk", **LIS, quantity=7)])
    world.do("clerk", calls=[done("burn", "burn", "clerk", free=7)])
    world.do("police", calls=[give("limit", "limit", "police", instrument=SHARE, party="li", share_ppm=1_000_000)])
    world.do("registrar", calls=[done("set_limit", "limit", "registrar")])
    world.do("police", calls=[give("demand", "disclose", "police", party="li")])
    world.do("li", calls=[call("answer", order="demand", document="ef" * 32)])
    for name, scope in (
        ("party", {"party": "li"}),
        ("account", {"account": LI}),
        ("instrument", {"instrument": SHARE}),
    ):
        world.do("court", calls=[give(f"stop-{name}", "suspend", **scope), done("suspend", f"stop-{name}")])
        world.do("court", calls=[give(f"go-{name}", "resume", **scope), done("resume", f"go-{name}")])
    world.do("police", calls=[give("freeze", "freeze", "police", **LIS, quantity=50)])
    world.do("police", calls=[done("freeze", "freeze", "police")])
    keys = plain_policy("li-2")
    scope = {"account": LI, "receiver": "li-new-account", "keys": keys}
    world.do("court", "clerk", calls=[give("recover", "recover", "court", "clerk", **scope)])
    world.do("registrar", calls=[call("renew_keys", order="recover", registrar="registrar")])
    held = {"instrument": SHARE, "encumbrances": ["supervision/freeze"]}
    world.do("court", calls=[done("recover", "recover", holdings=[held])])
    return world


def test_every_kind_of_order_is_proved() -> None:
    """Its own record, the file of whom it touched, and what became of units."""
    world = of_every_kind()
    collector = Collector(world, world.publish())
    names = ["burn", "limit", "demand", "freeze", "recover"]
    names += [f"{verb}-{what}" for verb in ("stop", "go") for what in ("party", "account", "instrument")]
    files = [FILE_OF_LI, NEVER, "supervision/file/parties/party/li", f"supervision/file/instruments/instrument/{SHARE}"]
    packages = [collector.record(RecordPath(f"supervision/order/{name}")) for name in names]
    packages += [collector.record(RecordPath(path)) for path in [*files, f"supervision/limits/{SHARE}"]]
    packages += [collector.control(account, SHARE) for account in (LI, "li-new-account")]
    for package in packages:
        report = verify_package(encode_package(package), world.trust())
        assert report.verdict is Verdict.proved, report.to_text()


def test_the_file_of_a_launderer_shows_every_order(story: Story) -> None:
    """In the order in which they touched the account, whoever gave them and whoever carried them out."""
    _, packages = story
    assert told_by(packages["file of the launderer"]) == [
        ("given", "freeze"),
        ("carried_out", "freeze"),
        ("approved", "seizure"),
        ("given", "thaw"),
        ("carried_out", "thaw"),
        ("seized", "seizure"),
        ("given", "sale"),
        ("sold", "sale"),
        ("given", "back"),
        ("returned", "back"),
    ]
    consents = [
        consent["record"]
        for one in packages["the launderer's shares"].events
        for consent in json.loads(one.event)["consents"]
        if consent["account"] == LI and consent["kind"] == "order"
    ]
    assert consents == [f"supervision/order/{name}" for name in ("freeze", "thaw", "seizure")]


def test_who_was_never_ordered_about_proves_it(story: Story) -> None:
    """The file begins with its opening and has no line: nothing came before, and nothing since."""
    _, packages = story
    package = packages["file of who was never ordered about"]
    assert told_by(package) == [("file_opened", "")]
    assert package.claim.value["lines"] == 0  # type: ignore[union-attr]


def test_an_open_file_shows_what_comes_after_it() -> None:
    """Who opened a file in good time has the later orders in it, too; none can be left out."""
    world = supervised()
    world.do("venue", calls=[call("open_file", kind="account", subject=LI)])
    world.do("police", calls=[give("f", "freeze", "police", **LIS)])
    package = Collector(world, world.publish()).record(RecordPath(FILE_OF_LI))
    assert told_by(package) == [("file_opened", ""), ("given", "f")]
    with pytest.raises(InputError):
        Collector(world, world.publish()).record(RecordPath(NEVER))


def of_order(name: str) -> Callable[[Collector], Package]:
    return lambda collector: collector.record(RecordPath(f"supervision/order/{name}"))


def of_li(collector: Collector) -> Package:
    return collector.control(LI, SHARE)


def forced(world: World, signers: str, *calls: dict[str, Any]) -> HexHash:
    """Sealed by the operator, whatever the laws say."""
    signed = world.sign(list(calls), *signers.split())
    world.force(signed)
    return id_of(signed)


@pytest.mark.parametrize(
    ("signers", "order"),
    [
        ("venue", give("x", "freeze", "venue", **LIS)),
        ("police", give("x", "burn", "police", **LIS, quantity=1)),
        ("court", give("x", "burn", **LIS, quantity=1)),
        ("court", give("x", "burn", "court", "court", **LIS, quantity=1)),
        ("court venue", give("x", "burn", "court", "venue", **LIS, quantity=1)),
        ("police", give("x", "freeze", "court", **LIS)),
        ("police", give("x", "freeze", "police", **LIS, expires=UNTIL * 2)),
        ("court clerk", give("x", "seize", "court", "clerk", **LIS, quantity=1, receiver=WANG)),
    ],
    ids=["no power", "another's power", "alone", "twice", "any checker", "another's name", "too long", "to anybody"],
)
def test_an_order_that_nobody_could_give_is_not_proved(signers: str, order: dict[str, Any]) -> None:
    """Sealed all the same, it convinces nobody."""
    world = supervised()
    forced(world, signers, order)
    assert unproved(world, of_order("x"))
    assert unproved(world, lambda collector: collector.record(RecordPath(FILE_OF_LI)))


def test_four_eyes_by_one_key_are_not_proved() -> None:
    """An approval whose key the authority has, too."""
    world = supervised()
    world.do("court", calls=[propose("x", "burn", **LIS, quantity=1)])
    forced(world, "both", call("approve", order="x", checker="both"))
    assert unproved(world, of_order("x"))


@pytest.mark.parametrize("free", [301, 300])
def test_a_seizure_beyond_its_order_is_not_proved(free: int) -> None:
    """More than ordered; or as much again."""
    world = supervised()
    world.do("court", "clerk", calls=[seizure()])
    if free == 300:
        world.do("court", calls=[done("seize", "seizure", free=300)])
    forced(world, "court", done("seize", "seizure", free=free))
    assert unproved(world, of_li)
    assert unproved(world, lambda collector: collector.control(STATE, SHARE))


def test_what_is_done_after_an_order_expired_is_not_proved() -> None:
    """The block's time says so."""
    world = supervised()
    world.do("court", "clerk", calls=[seizure() | {"expires": world.next_time + 2_000}])
    world.block()
    world.block()
    forced(world, "court", done("seize", "seizure", free=1))
    assert unproved(world, of_li)


def test_a_thaw_by_somebody_with_no_say_is_not_proved() -> None:
    """The police froze, the court thaws; and any supervisor, by the role alone."""
    for signers, calls in (
        ("court", [give("t", "thaw", **LIS, freeze="supervision/f"), done("thaw", "t")]),
        (
            "supervisor",
            [
                {"call": "holdings.unfreeze", "freeze": "supervision/f", "supervisor": "supervisor"}
                | {"reference": "r", "document": "ef" * 32}
            ],
        ),
    ):
        world = supervised()
        world.do("police", calls=[give("f", "freeze", "police", **LIS), done("freeze", "f", "police")])
        forced(world, signers, *calls)
        assert unproved(world, of_li)


def _permitted(ctx: Context, event: Any) -> Consents:
    ctx.call = "supervision.return_to_victims"
    found: Consents = event.permit(ctx)
    return found


def test_a_share_that_nobody_is_due_is_not_proved() -> None:
    """An operator who gives one victim another's share, out of an order of return, has a trail that nobody believes."""
    world = supervised()
    world.do("court", "clerk", calls=[seizure()])
    world.do("court", calls=[done("seize", "seizure", free=300)])
    world.do("court", "clerk", calls=[restitution(instrument=SHARE, quantity=300)])
    signed = world.sign([done("return_to_victims", "back")], "court")
    path = "supervision/order/back"
    wrong = Forced(
        sender=STATE, receiver=ZHAO, instrument=SHARE, free=180, taken=(), order=path, cause=path, reference="(2026) 1"
    )
    with everything_goes():
        world.rogue_block(lambda ctx: ctx.happen(wrong, _permitted(ctx, wrong)), signed)
    assert unproved(world, lambda collector: collector.control(ZHAO, SHARE))


def test_a_sale_without_its_money_is_not_proved() -> None:
    """Units against money: one of the two movements alone is no sale."""
    world = supervised()
    world.do("court", "clerk", calls=[seizure(), done("seize", "seizure", free=300), sale()])
    world.do("north", calls=[bid(quantity=999)])
    forced(world, "court", done("sell", "sale", hold="bid", receiver=WANG))
    assert unproved(world, of_order("sale"))
    assert unproved(world, lambda collector: collector.control(WANG, SHARE))


def test_a_policy_that_another_sets_is_not_proved() -> None:
    """Who is not named in the policy in force changes nothing."""
    world = supervised()
    forced(world, "police", policy(by="police"))
    assert unproved(world, lambda collector: collector.record(RecordPath("supervision/policy/current")))


def test_a_limit_is_the_auditors_word() -> None:
    """What the README says: a position beyond it, sealed and audited falsely, is proved by its consents; so a count."""
    world = supervised()
    limit = give("l", "limit", "police", instrument=SHARE, party="wang", quantity=10)
    world.do("police", calls=[limit, done("set_limit", "l", "police")])
    signed = world.sign([transfer(LI, WANG, 500)], "li")
    world.force(signed)
    assert not unproved(world, lambda collector: collector.transfer(id_of(signed)))
    again = world.sign([transfer(LI, WANG, 1)], "li")
    counted = Counted(instrument=SHARE, order="l", change=-3)
    world.rogue_block(lambda ctx: ctx.happen(counted), again)
    assert not unproved(world, lambda collector: collector.record(RecordPath(f"supervision/limits/{SHARE}")))
