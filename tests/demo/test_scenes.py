# SPDX-License-Identifier: Apache-2.0
"""Scenes: each is played on a network of its own and proves what it shows; what is asked wrongly leaves no folder."""

import re
from contextlib import contextmanager
from pathlib import Path

import pytest

import counterfoil
from counterfoil.cli.demo import SCENES
from counterfoil.demo.demonstration import Audience
from counterfoil.demo.mark import remove_demonstration
from counterfoil.demo.scenes import scene, scenes
from counterfoil.demo.stage import Scene, Stage, play
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import decode_package
from counterfoil.law.dated import DAY_MS
from counterfoil.modules.parties.calls import AssignRoles
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.network import clock_ms
from counterfoil.primitives.errors import InputError, InvariantBroken
from counterfoil.primitives.types import PartyId, RecordPath
from counterfoil.verify import parse_trust, verify_package


@contextmanager
def _nobody_watches():
    yield lambda *_done: None


def _play(each: Scene, folder: Path):
    return play(each, folder, None, Audience(lambda _text: None, _nobody_watches), keep_passphrase=False)


OF_PROCESSES = "consortium"
"""The scene that needs the engine; it is played in tests/end_to_end."""


@pytest.mark.parametrize("name", [name for name in scenes() if name != OF_PROCESSES])
def test_a_scene_proves_what_it_shows(name: str, tmp_path: Path) -> None:
    """Every act came out as it should, every package is proved, and the folder can be removed again."""
    played = _play(scene(name), tmp_path / name)
    assert played.clean
    assert played.acts
    assert played.packages
    assert {item.file.parent for item in played.packages} == {tmp_path / name / "evidence"}
    remove_demonstration(tmp_path / name)
    assert not list((tmp_path / name).iterdir())


def test_the_waterfall_is_drawn_as_it_is_played(tmp_path: Path) -> None:
    """The amounts in the drawing of the README are those of the scene."""
    played = _play(scene("futures-days"), tmp_path / "futures-days")
    [borne] = [act.came for act in played.acts if act.said == "borne by"]
    readme = Path(counterfoil.__file__).with_name("modules") / "futures" / "README.md"
    drawn = readme.read_text("utf-8").partition("flowchart TD\n    loss")[2].partition("```")[0]
    amounts = re.findall(r"[0-9,]+\.[0-9]{2}", borne)
    assert len(amounts) == 5
    assert all(f': {amount}"]' in drawn for amount in amounts)


def test_one_package_leads_from_a_note_to_the_goods(tmp_path: Path) -> None:
    """The pool, its lot, how it was divided, the invoice, the futures delivery, the receipt, its goods, the events."""
    played = _play(scene("supply-chain"), tmp_path / "supply-chain")
    [whole] = [item.file for item in played.packages if item.file.stem == "from-the-note"]
    package = decode_package(whole.read_bytes())
    nouns = {decode_event(one.event).type.partition(".")[0] for one in package.events}
    assert {"traceability", "receipts", "futures", "holdings", "receivables", "securitisation"} <= nouns
    trust = parse_trust((tmp_path / "supply-chain" / "trust.json").read_bytes())
    told = verify_package(whole.read_bytes(), trust).narrative
    assert told is not None
    titles = {title.instrument: [held.account for held in title.held] for title in told.titles}
    assert titles["RECEIPT-1"] == ["of-mine", "desk", "of-cable-works", None]
    assert titles["VOUCHER-1-deepest"] == ["of-tool-maker", "of-bank", "of-pool-manager", None]
    assert [title.parents for title in told.titles if title.instrument == "VOUCHER-1-passed"] == [("VOUCHER-1-whole",)]


def test_scenes_are_numbered_apart() -> None:
    """No two scenes have one number, by which they are ordered."""
    numbers = [each.number for each in scenes().values()]
    assert numbers == sorted(set(numbers))


def test_scenes_are_called_as_their_files() -> None:
    """So that the help can name them without loading what they need."""
    assert sorted(scenes()) == SCENES


def test_an_unknown_scene_is_refused_with_those_that_there_are() -> None:
    """Whoever mistypes a name sees the right ones."""
    with pytest.raises(InputError) as refused:
        scene("no-such-scene")
    assert all(name in str(refused.value) for name in scenes())


def test_a_scene_is_no_longer_than_it_says(tmp_path: Path) -> None:
    """Its blocks lie in the past of the machine's clock, however many of its days have passed."""
    begun = clock_ms()

    def three_days(stage: Stage) -> None:
        assert begun - 3 * DAY_MS <= stage.clock() < begun
        stage.wait(2 * DAY_MS)
        assert stage.now <= clock_ms() - DAY_MS
        stage.prove(parties=lambda collector: collector.record(RecordPath(f"parties/party/{DEPOSITORY}")))

    assert _play(Scene(number=0, name="days", title="days", play=three_days, days=3), tmp_path / "days").clean
    with pytest.raises(InvariantBroken, match="longer than it says"):
        _play(Scene(number=0, name="days", title="days", play=three_days, days=1), tmp_path / "short")


_ROLES = AssignRoles(party=PartyId("nobody"), registrar=DEPOSITORY, roles=())


def _refuses_wrongly(stage: Stage) -> None:
    stage.refuse("roles for nobody", _ROLES, by=[DEPOSITORY], outcome="not_authorised")


def _does_what_fails(stage: Stage) -> None:
    stage.do("roles for nobody", _ROLES, by=[DEPOSITORY])


@pytest.mark.parametrize("plays", [_refuses_wrongly, _does_what_fails])
def test_a_scene_that_goes_otherwise_stops(plays, tmp_path: Path) -> None:
    """A demonstration never says of an act what did not come of it."""
    with pytest.raises(InvariantBroken, match="unknown_party"):
        _play(Scene(number=0, name="wrong", title="Wrong", play=plays), tmp_path / "wrong")
