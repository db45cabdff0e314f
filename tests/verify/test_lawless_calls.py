# SPDX-License-Identifier: Apache-2.0
"""Calls whose law the verifier lacks: a signature under one is consent to no event that the verifier knows."""

from typing import Any

import pytest
from msgspec.structs import replace

from counterfoil.evidence.package import encode_package
from counterfoil.law.event import EventData
from counterfoil.modules.holdings.events import Issued, Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, MANDATES, Part
from counterfoil.modules.holdings.reservations import Frozen, Pledged, Released
from counterfoil.modules.parties.events import AccountControlChanged, KeysRotated
from counterfoil.modules.settlement.events import Cancelled, Settled
from counterfoil.modules.settlement.records import INSTRUCTIONS, Reason
from counterfoil.node.collect import Collector
from counterfoil.node.drawing import draw_report
from counterfoil.primitives.types import RecordPath, Timestamp
from counterfoil.verify import Report, verify_package
from counterfoil.verify.report import Verdict
from support.evidence_lawless_calls import LOAN, caused, granted, released_elsewhere
from support.evidence_rogue import moved
from support.evidence_story import CASH, LI, SHARE, WANG, ZHAO
from support.evidence_told import control, published, tell
from support.evidence_world import START_MS, World, policy
from support.lawless import everything_goes

INSTRUCTION = INSTRUCTIONS.path("s1")
ALL_SIGN = ("li", "north", "south", "acme", "venue", "supervisor", "registrar")


def judged(world: World, account: str = LI, instrument: str = SHARE) -> Report:
    return verify_package(published(world, account, instrument), world.trust())


def by_mandate(mandate: str, cause: str | None, receiver: str = WANG) -> Transferred:
    return replace(
        moved(LI, receiver, 10), giving=MANDATES.path(mandate), cause=None if cause is None else RecordPath(cause)
    )


def frozen() -> Frozen:
    more = {"supervisor": "supervisor", "legal_reference": "order", "document": "ef" * 32}
    return Frozen(encumbrance="f9", account=LI, instrument=SHARE, quantity=5, **more)  # type: ignore[arg-type]


def one_leg() -> Transferred:
    """Li's side of the settlement, without the other."""
    reserved = ENCUMBRANCES.path("settlement/s1/0")
    return replace(moved(LI, ZHAO, 60), part=Part.held, giving=reserved, taking=INSTRUCTION, cause=INSTRUCTION)


REFUSED: dict[str, Any] = {
    "a transfer": lambda: moved(LI, WANG, 600),
    "an issue": lambda: Issued(instrument=SHARE, account=LI, quantity=5),
    "a pledge": lambda: Pledged(encumbrance="p9", account=LI, instrument=SHARE, quantity=5, executor="venue"),
    "an order": frozen,
    "a change of control": lambda: AccountControlChanged(
        account=LI, custodian="north", incoming="nobody", outgoing="custodian"
    ),
    "a change of keys": lambda: KeysRotated(party="li", keys=policy("mallory"), registrar=None),
}
"""what nobody said by signing a call that nobody knows, whoever signed it"""


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("call", ["politics.vote", "holdings.vote"])
def test_a_signature_under_a_call_of_unknown_law_is_consent_to_nothing_known(name: str, call: str) -> None:
    """Whatever the operator says that it caused, and in the name of whichever module."""
    world = tell().world
    caused(world, call, *ALL_SIGN, events=[REFUSED[name]()])
    report = judged(world)
    assert (report.verdict, report.failed_check) == (Verdict.not_proved, 10), name
    assert "the law of its call is not known here" in report.sentence.en


@pytest.mark.parametrize("call", ["lending.sweep", "settlement.partly"])
def test_one_leg_alone_is_not_settled_by_a_call_of_unknown_law(call: str) -> None:
    """An instruction acts by the calls that its own law knows, and by no other."""
    world = granted()
    with everything_goes():
        caused(world, call, "mallory", events=[one_leg()])
    report = judged(world)
    assert report.failed_check == 10
    assert f"{INSTRUCTION} acts by known calls alone" in report.sentence.en


@pytest.mark.parametrize(
    "event",
    [
        Settled(instruction="s1", by=None, legs=None, reference="", time=Timestamp(START_MS)),
        Cancelled(instruction="s1", by=None, reason=Reason.cancelled_by_system),
    ],
    ids=["settled", "expired"],
)
def test_a_known_record_does_not_change_by_a_call_of_unknown_law(event: EventData) -> None:
    """An event that asks for nobody's consent because its call was judged is believed of no other call."""
    world = granted()
    caused(world, "lending.sweep", "mallory", events=[event])
    package = Collector(world, world.publish()).record(INSTRUCTION)
    report = verify_package(encode_package(package), world.trust())
    assert report.failed_check == 10 and "the law of its call" in report.sentence.en


@pytest.mark.parametrize(
    ("signer", "event"),
    [
        ("mallory", by_mandate("m1", LOAN)),
        ("venue", by_mandate("m2", None)),
        ("mallory", Released(encumbrance="h1", account=LI, instrument=SHARE, quantity=4, cause=RecordPath(LOAN))),
    ],
    ids=["mandate of a record", "mandate of a party", "hold of a record"],
)
def test_a_consent_recorded_before_bears_what_a_call_of_unknown_law_does(signer: str, event: EventData) -> None:
    """It is proved, and the report says everywhere that it stands as executed, on the auditors' word."""
    world = granted()
    caused(world, "lending.draw", signer, events=[event])
    data = published(world)
    report = verify_package(data, world.trust())
    assert report.verdict is Verdict.proved, report.sentence
    said = "The law of these is not known here: lending.draw."
    assert said in report.sentence.en and "lending.draw" in report.sentence.zh
    assert said in report.checks[9].sentence.en
    assert report.to_text().count(said) == 2 and report.to_json().decode().count(said) == 2
    assert report.narrative is not None
    marked = [step.type for step in report.narrative.steps if step.as_executed]
    assert marked == [event.type]
    page = draw_report(control(world, world.publish()), world.trust())
    assert said in page and "As executed: its law is not known" in page


def test_a_hold_frees_no_units_of_another_account_by_a_call_of_unknown_law() -> None:
    """What Li reserved for a loan is no ground to free what Zhao reserved for the settlement."""
    world = released_elsewhere()
    report = judged(world, ZHAO, CASH)
    assert (report.verdict, report.failed_check) == (Verdict.not_proved, 10), report.sentence


def test_where_every_law_is_known_nothing_is_said_of_it() -> None:
    """The words stand for something."""
    report = judged(granted())
    assert report.verdict is Verdict.proved
    assert "as executed" not in report.to_text()


def test_a_transfer_by_a_call_of_unknown_law_is_not_claimed() -> None:
    """Nobody could tell whether it was to cause these events, so that it did is not proved."""
    world = granted()
    name = caused(world, "lending.draw", "mallory", events=[by_mandate("m1", LOAN), by_mandate("m1", LOAN)])
    package = Collector(world, world.publish()).transfer(name)  # type: ignore[arg-type]
    report = verify_package(encode_package(package), world.trust())
    assert report.failed_check == 10
    assert "nobody can tell if it was to cause this" in report.sentence.en
