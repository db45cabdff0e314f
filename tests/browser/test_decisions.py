# SPDX-License-Identifier: Apache-2.0
"""Decisions whose keys are shared, or whose trails are opened: both verifiers say the same of them."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from counterfoil.evidence.package import encode_package
from counterfoil.modules.contracts.events import path_of
from counterfoil.modules.funds.law import FUND_DEALING
from counterfoil.modules.parties.records import GOVERNANCE_FEATURE
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, InstrumentId, RecordPath
from counterfoil.verify import verify_package
from support.browser_verifier import answer_of, answers
from support.contracts_decided import taken_by_no_consent, told_packages
from support.evidence_story import founded
from support.evidence_trust import trust_file
from support.evidence_world import World, plain_policy
from support.governance_breaches import (
    APPLICATION,
    EXECUTE,
    IDLE,
    MOTION,
    PAUSES,
    accept,
    apply_for,
    decided,
    of,
    pause,
    propose,
    settle,
)
from support.governance_story import taken
from support.governing_alone_breaches import CHARTER, EVERYBODY, adopt, assign, governable


class Shared(NamedTuple):
    """``pair`` share a key, and use no other; ``others`` sign besides."""

    pair: str
    others: str
    call: dict[str, Any]
    record: str
    proved: bool = False


ADOPTING = {
    "registrar acme": True,
    "supervisor acme": True,
    "acme bank": False,
    "bank north": False,
    "registrar supervisor": False,
}
SHARED = [
    *(
        Shared(pair, " ".join(name for name in EVERYBODY.split() if name not in pair.split()), adopt(), CHARTER, proved)
        for pair, proved in ADOPTING.items()
    ),
    Shared("acme bank", "", pause("acme", "bank"), PAUSES),
    Shared("bank north", "", accept("bank", "north"), APPLICATION),
]


def sharing(shared: Shared) -> World:
    """The call, signed with a key that stands in the policies of both; sealed, whatever the laws say."""
    world = governable()
    if shared.record != CHARTER:
        world.do(*EVERYBODY.split(), calls=[adopt(admitters=2)])
        world.do("acme", calls=[apply_for()])
    for party in shared.pair.split():
        keys = [*plain_policy("shared")["keys"], *plain_policy(party)["keys"]]
        both = {"keys": sorted(keys, key=lambda one: str(one["key"])), "threshold": 1}
        # A limit keeps members apart; no law does, where their keys change.
        world.force(world.sign([{"call": "parties.rotate_keys", "party": party, "keys": both}], party), lawfully=True)
    by = [*shared.pair.split(), *shared.others.split()]
    transaction = world.sign([shared.call], "shared", *shared.others.split(), by=by)
    if shared.proved:
        assert world.block(transaction)[0].code == 0
    else:
        world.force(transaction)
    return world


@pytest.mark.parametrize("shared", SHARED, ids=[f"{one.call['call']} {one.pair}" for one in SHARED])
def test_a_key_that_two_share(shared: Shared, tmp_path: Path) -> None:
    """It counts for one of two members, or of a registrar and a supervisor; but for a registrar and a member."""
    world = sharing(shared)
    package = encode_package(Collector(world, world.publish()).record(RecordPath(shared.record)))
    assert judged(tmp_path, world, [package]) == [None if shared.proved else 10]


@pytest.mark.parametrize("about", [MOTION, "parties/party/north"])
def test_a_motion_whose_trail_is_opened(about: str, tmp_path: Path) -> None:
    """Of a member who often changed its mind: from an opening on, or from the first; and so what was decided."""
    world = governable()
    world.do(*EVERYBODY.split(), calls=[adopt()])
    world.do("acme", calls=[propose(assign("north", "venue", registrar="council"))])
    minds = [world.sign([of("vote", member="acme", ballot=mind)], "acme") for mind in ("against", "in_favour") * 35]
    assert {answer.code for answer in world.block(*minds)} == {0}
    taken(world, [IDLE, ("li", of("close")), IDLE, ("li", EXECUTE), IDLE])
    log = world.publish()
    made = [
        encode_package(Collector(world, log, open_above=above, supporting_above=below).record(RecordPath(about)))
        for above in (0, 100)
        for below in (0, 100)
    ]
    assert judged(tmp_path, world, made) == [None] * len(made)
    assert len({len(package) for package in made}) > 1


def test_what_a_decision_has_a_program_do(tmp_path: Path) -> None:
    """Both take it as a program's doing; and neither believes that it took what nobody gave it."""
    world, made = told_packages()
    assert judged(tmp_path, world, [encode_package(one) for one in made.values()]) == [None] * len(made)
    for giving in (None, path_of("box")):
        forged = taken_by_no_consent(world, giving)
        package = Collector(forged, forged.publish()).control(AccountId("of-bob"), InstrumentId("SHARE"))
        assert judged(tmp_path, forged, [encode_package(package)]) == [10]


def test_a_decision_that_carries_out_what_the_page_has_no_law_of(tmp_path: Path) -> None:
    """The page proves what comes before, takes that call as executed, and proves nothing of what follows it."""
    world = founded(GOVERNANCE_FEATURE, FUND_DEALING)
    world.do(*EVERYBODY.split(), calls=[adopt(roles=("venue",))])
    days = {"offset_min": 480, "first": 20_000, "last": 20_300}
    opened = {"call": "funds.open_calendar", "calendar": "c", "by": "council", "days": days}
    taken(world, decided(assign("north", "venue", registrar="council"), opened, settle()))
    world.do("li", calls=[EXECUTE])
    world.block()
    collector = Collector(world, world.publish())
    records = (MOTION, "parties/party/north", "funds/calendar/c", PAUSES)
    made = [encode_package(collector.record(RecordPath(record))) for record in records]
    assert [answer_of(verify_package(package, world.trust())) for package in made] == [None] * len(made)
    files = written(tmp_path, world, made)
    assert answers(files, tmp_path / "trust.json") == [None, None, None, 10]


def written(folder: Path, world: World, packages: list[bytes]) -> list[Path]:
    """Files of the packages, and ``trust.json`` beside them."""
    files = [folder / f"{number}.zip" for number in range(len(packages))]
    (folder / "trust.json").write_bytes(trust_file(world.trust()))
    for file, package in zip(files, packages, strict=True):
        file.write_bytes(package)
    return files


def judged(folder: Path, world: World, packages: list[bytes]) -> list[int | None]:
    """What both say."""
    there = [answer_of(verify_package(package, world.trust())) for package in packages]
    assert answers(written(folder, world, packages), folder / "trust.json") == there
    return there
