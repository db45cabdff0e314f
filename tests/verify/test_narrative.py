# SPDX-License-Identifier: Apache-2.0
"""What a page is told: names and units from records that were judged; nothing that merely stands in a package."""

from typing import Any

import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import GENESIS_TRANSACTION, NO_PREVIOUS, Consent, ObjectClass, TrailLink
from counterfoil.evidence.package import Package, encode_package
from counterfoil.evidence.words import DECIMALS_MAX, DisplayUnit
from counterfoil.identity.signing import single_key_policy
from counterfoil.node.collect import Collector
from counterfoil.node.drawing import draw_report
from counterfoil.node.exhibits import exhibited, noted
from counterfoil.primitives.types import HexHash, RecordPath
from counterfoil.verify import verifier, verify_package
from counterfoil.verify.report import Verdict
from support.evidence_log import key
from support.evidence_story import LI, SHARE
from support.evidence_told import control, materials, tell, told
from support.evidence_world import World

PATH = RecordPath("invented/thing/one")
LIES: dict[str, dict[str, Any]] = {
    "other unit": {"instrument": SHARE, "unit": {"name": "kilogram of gold", "decimals": 0}, "name": "Gold"},
    "other party": {"party": "north", "name": "Ministry of Finance", "sender": "li", "executor": {"a": [1]}},
    "other holder": {"account": LI, "holder": "mallory", "keys": 7},
    "words for decimals": {"instrument": SHARE, "unit": {"name": "x", "decimals": "many"}},
    "fewer than no decimals": {"instrument": SHARE, "unit": {"name": "x", "decimals": -1}},
    "endless decimals": {"instrument": SHARE, "unit": {"name": "x", "decimals": 2_000_000_000}},
}
"""what an event of an invented type may say"""


def invented(ctx: Context, lie: dict[str, Any], *links: TrailLink) -> bytes:
    """An event of a type that nobody knows, with a consent that nobody judges."""
    consent = Consent(account=LI, by=("acme",), kind="signature", record=f"parties/account/{LI}", seq=1, side="gives")  # type: ignore[arg-type]
    return ctx.emit("invented.said", ObjectClass.disclosure, lie, (consent,), links)


def with_an_event_without_a_call(lie: dict[str, Any]) -> tuple[World, Package]:
    """Li's control, and among its events one in a sealed block that no transaction caused."""
    world = tell().world

    def act(ctx: Context) -> None:
        ctx.begin(GENESIS_TRANSACTION, {}, frozenset())
        ctx.position = None
        invented(ctx, lie)

    world.rogue_block(act)
    collector = Collector(world, world.publish())
    package = collector.control(LI, SHARE)  # type: ignore[arg-type]
    return world, replace(package, events=(*package.events, collector._event(world.height, 0)))


def with_a_record_of_no_module(lie: dict[str, Any]) -> tuple[World, Package]:
    """A record that nobody knows, with an event that a signed call of nobody's law caused."""
    world = tell().world

    def act(ctx: Context) -> None:
        leaf = invented(ctx, lie, TrailLink(NO_PREVIOUS, PATH, 1, None))
        ctx.state.write(PATH, {"says": "little", "trail": {"head": leaf.hex(), "seq": 1}})  # type: ignore[arg-type]

    world.rogue_block(act, world.sign([{"call": "invented.say"}], "li"))
    return world, Collector(world, world.publish()).record(PATH)


@pytest.mark.parametrize("name", LIES)
def test_an_event_that_no_call_caused_is_made_up(name: str) -> None:
    """Above block 0 nothing happens by itself, whether or not something rests on it."""
    world, package = with_an_event_without_a_call(LIES[name])
    report = verify_package(encode_package(package), world.trust())
    assert (report.verdict, report.failed_check) == (Verdict.not_proved, 10)
    assert "no call caused it" in report.sentence.en


@pytest.mark.parametrize("name", LIES)
def test_what_an_unknown_event_says_calls_nothing_by_another_name(name: str) -> None:
    """It is drawn, as executed; no unit, name, holder, counterparty or consent is taken from it."""
    world, package = with_a_record_of_no_module(LIES[name])
    report = verify_package(encode_package(package), world.trust())
    assert report.verdict is Verdict.proved, report.sentence
    assert report.narrative is not None
    model = exhibited(report.narrative, package)
    [step] = model.steps
    assert step.as_executed and (step.authorised_by, step.consents, step.concerned) == ((), (), ())
    assert (step.counterparty, step.unit) == (None, None)
    assert (model.units, model.names, model.holders) == ((), (), ())
    page = draw_report(package, world.trust())
    assert "Ministry" not in page and "gold" not in page


def test_keys_come_from_events_that_are_linked_and_not_merely_numbered() -> None:
    """A rotation that names another event before it than the one shown is judged by nobody, and gives no keys."""
    world, path = tell().world, RecordPath("parties/party/registrar")
    first = world.trail(path)[0]

    def act(ctx: Context) -> None:
        leaf = invented(ctx, {}, TrailLink(NO_PREVIOUS, PATH, 1, None))
        rotated = {"party": "registrar", "keys": to_builtins(single_key_policy(key("mallory"))), "registrar": None}
        unlinked = TrailLink(HexHash("f" * 64), path, 2, None)
        ctx.emit("parties.keys_rotated", ObjectClass.subject, rotated, (), (unlinked,))
        ctx.state.write(PATH, {"says": "little", "trail": {"head": leaf.hex(), "seq": 1}})  # type: ignore[arg-type]

    world.rogue_block(act, world.sign([{"call": "invented.say"}], "mallory", by=["mallory"]))
    log = world.publish()
    collector = Collector(world, log)
    package = collector.record(PATH)
    package = replace(
        package,
        anchors=(collector._anchor(first[0]), *package.anchors),
        events=(collector._event(*first), *package.events, collector._event(world.height, 1)),
    )
    assert verify_package(encode_package(package), world.trust()).proved
    register, _ = noted(package)
    assert set(register.owners) == {key("registrar").keyid}


def test_names_units_and_holders_are_those_of_the_records() -> None:
    """Of each record that is known at the end, and of no other."""
    story = told()
    narrative = verify_package(materials().package, story.world.trust()).narrative
    assert narrative is not None
    assert dict(narrative.units) == {SHARE: ("share", 0)}
    assert dict(narrative.holders)[LI] == "li"
    assert dict(narrative.names)["acme"] == "Acme"
    package = control(story.world, story.log)
    assert exhibited(narrative, package).steps[0].unit == ("share", 0)


def test_a_narrative_that_cannot_be_made_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong there is check 12's failure, and raises nothing."""

    def fails(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(verifier, "narrate", fails)
    report = verify_package(materials().package, told().world.trust())
    assert (report.verdict, report.failed_check, report.narrative) == (Verdict.not_proved, 12, None)
    assert "cannot be made sense of" in report.sentence.en


@pytest.mark.parametrize("decimals", [-1, DECIMALS_MAX + 1, 2_000_000_000])
def test_a_unit_has_few_decimals(decimals: int) -> None:
    """Where it is made, so that nothing that shows quantities can grow without bound."""
    with pytest.raises(ValueError, match="0 to 12 decimals"):
        DisplayUnit("x", decimals)
