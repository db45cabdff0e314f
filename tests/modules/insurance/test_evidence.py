# SPDX-License-Identifier: Apache-2.0
"""What a package proves of policies and claims, and what an operator or an insurer who goes rogue cannot prove."""

from typing import Any

import pytest

from counterfoil.evidence.package import Package, encode_package
from counterfoil.law.outcome import MachineOutcome, Refused
from counterfoil.modules.insurance.claim_events import Surrendered
from counterfoil.modules.insurance.events import Bought
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import HexHash, RecordPath
from counterfoil.verify import verify_package
from counterfoil.verify.report import Verdict
from support.evidence_world import World, id_of
from support.forging import proves_nothing_else, unproved
from support.insurance_story import (
    CASH,
    DAY_MS,
    LIFE,
    apply,
    bought,
    claim,
    decided,
    hold,
    of,
    paid,
    sells,
)

POLICY = RecordPath("insurance/policy/mid")
WALLET = RecordPath("insurance/wallet/mid")


def told() -> tuple[World, HexHash]:
    """Lin buys two policies, pays a premium of one, surrenders it, and is paid a claim on the other."""
    world = sells()
    world.do("lin", calls=bought("mid"))
    world.do("lin", calls=bought("cool"))
    world.do("lin", calls=[claim("c", "cool", world.next_time)])
    world.do("insurer", calls=[decided("decline", "c", reason="clause 4")])
    world.do("lin", calls=[decided("resubmit", "c", document="8" * 64)])
    world.do("insurer", calls=[decided("admit", "c", quantity=40_000)])
    world.do("tao", calls=[of("pay_out", "cool")])
    world.waited_ms += 366 * DAY_MS
    world.do("lin", calls=[*paid("mid", 2), of("name_wallet", "mid", account="of-lin", wallet="lin-wallet")])
    return world, world.do("lin", calls=[of("surrender", "mid"), of("pay_out", "mid")])


@pytest.fixture(scope="module")
def story() -> tuple[World, dict[str, Package]]:
    """Records of every table, who was insured, both wallets, and the transaction of a surrender."""
    world, surrendered = told()
    collector = Collector(world, world.publish())
    records = {
        "product": f"insurance/product/{LIFE}",
        "terms": f"insurance/terms/{LIFE}/1",
        "policy": POLICY,
        "wallet": WALLET,
        "claim": "insurance/claim/c",
    }
    packages = {name: collector.record(RecordPath(path)) for name, path in records.items()}
    packages["insured"] = collector.control("of-lin", "mid")
    packages["money"] = collector.control("lin-wallet", CASH)
    packages["surrender"] = collector.transfer(surrendered)
    return world, packages


NAMES = ("product", "terms", "policy", "wallet", "claim", "insured", "money", "surrender")


@pytest.mark.parametrize("name", NAMES)
def test_what_happened_is_proved(story: tuple[World, dict[str, Package]], name: str) -> None:
    """Offline, from the file alone."""
    world, packages = story
    report = verify_package(encode_package(packages[name]), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()


CHANGES = (
    (b'"quantity":700', b'"quantity":701'),
    (b'"policy_year":2', b'"policy_year":3'),
    (b"1001", b"1002"),
    (b'"cooling_off_until":1', b'"cooling_off_until":2'),
    (b"40000", b"50000"),
)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_told_otherwise_is_not(story: tuple[World, dict[str, Package]], name: str) -> None:
    """Leave out any event, or change a number in any, and the package is not proved."""
    world, packages = story
    proves_nothing_else(world, packages[name], CHANGES, among=packages.values())


def test_the_story_is_told_in_words(story: tuple[World, dict[str, Package]]) -> None:
    """The report of a policy says what it was bought for, and what it was given back for."""
    world, packages = story
    narrative = str(verify_package(encode_package(packages["policy"]), world.trust()).narrative)
    assert "Policy mid on version 1 of product life bought for a first premium of 10.01 CNY of e-CNY" in narrative
    assert "surrendered by of-lin in policy year 2; owed: 7.00 CNY of e-CNY" in narrative
    assert "保单 mid 第 2 期保费已缴" in narrative


def test_a_surrender_value_that_somebody_typed_in_is_not_proved() -> None:
    """A law computes it from the terms; an operator who writes down another has a record that nobody believes."""
    world = sells()
    world.do("lin", calls=bought("mid"))
    world.waited_ms += 100 * DAY_MS
    signed = world.sign([of("surrender", "mid")], "lin")
    more = Surrendered(
        policy="mid", account="of-lin", instrument=CASH, quantity=1_001, policy_year=1, share_ppm=200_000, prepaid=0
    )
    world.rogue_block(lambda ctx: ctx.happen(more, more.permit(ctx)), signed)
    assert unproved(world, lambda collector: collector.record(WALLET))


def test_cover_that_no_premium_was_paid_for_is_not_proved() -> None:
    """A policy that is written down as bought, without the movement of the premium, is no evidence of cover."""
    world = sells()
    world.do("lin", calls=[apply("mid"), hold("first-mid", "mid")])
    signed = world.sign([of("buy", "mid", hold="first-mid")], "lin")
    fields: dict[str, Any] = {"policy": "mid", "product": LIFE, "version": 1, "instrument": CASH, "quantity": 1_001}
    times = {"time": world.next_time, "cooling_off_until": world.next_time + 1, "cover_until": world.next_time + 1}
    world.rogue_block(lambda ctx: ctx.happen(Bought(**fields, **times)), signed)
    assert unproved(world, lambda collector: collector.record(POLICY))


@pytest.mark.parametrize("again", [of("surrender", "mid"), of("cancel", "mid")])
def test_what_was_paid_is_not_proved_to_be_paid_again(again: dict[str, Any]) -> None:
    """A refund paid twice, or one after the surrender: sealed all the same, it convinces nobody."""
    world, _ = told()
    signed = world.sign([again], "lin")
    world.force(signed)
    assert unproved(world, lambda collector: collector.transfer(id_of(signed)))


def test_nothing_is_no_payment() -> None:
    """What was paid out leaves nothing to be paid again, and an event of that is none, though no consent is asked."""
    world, _ = told()
    with pytest.raises(Refused) as refused:
        world.force(world.sign([of("pay_out", "mid")], "lin"))
    assert refused.value.outcome is MachineOutcome.number_out_of_bounds
