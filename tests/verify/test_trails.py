# SPDX-License-Identifier: Apache-2.0
"""Trails: whole, opened at a 64th link, or shown as far as another needs them; and what is never told of them."""

from msgspec.structs import replace

from counterfoil.evidence.claims import ControlClaim, StatementClaim
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import Opening, decode_package, encode_package
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, Height, InstrumentId, RecordPath
from counterfoil.verify import verify_package
from support.evidence_honest import opened, worn_world
from support.evidence_story import LI, SHARE, WANG, founded, issue, transfer
from support.evidence_told import control, materials, told, worded
from support.evidence_world import plain_policy

HOLDING = HOLDINGS.path(LI, SHARE)


def judged(package: object) -> int | None:
    return verify_package(encode_package(package), told().world.trust()).failed_check  # type: ignore[arg-type]


def test_an_opened_trail_says_so() -> None:
    """Of a long trail the events after the opening are shown, and the claim says how many are not."""
    package = opened()
    claim = package.claim
    assert isinstance(claim, ControlClaim)
    assert (claim.opened, claim.events) == (64, 101)
    numbers = [link.seq for one in package.events for link in decode_event(one.event).trails if link.record == HOLDING]
    assert numbers == list(range(64, 102))
    assert "for the state after event 64 the auditors vouch" in claim.statement.en
    assert judged(package) is None


def test_a_claim_cannot_hide_its_opening() -> None:
    """What is not shown is named in the claim: check 12."""
    package = opened()
    assert judged(replace(package, claim=worded(replace(package.claim, opened=0)))) == 12
    assert judged(replace(package, claim=worded(replace(package.claim, vouched=())))) == 12


def test_an_opening_is_for_a_64th_link() -> None:
    """An opening elsewhere, or of a trail that is not shown to it, opens nothing: check 9."""
    package = opened()
    (opening,) = package.openings
    assert judged(replace(package, openings=(replace(opening, seq=65),))) == 9
    assert judged(replace(package, openings=(replace(opening, seq=128),))) == 9
    whole = decode_package(materials().package)
    stray = Opening(record=RecordPath(f"holdings/holding/{WANG}/{SHARE}"), seq=64, value=opening.value)
    assert judged(replace(whole, openings=(stray,))) == 9


def test_without_its_opening_a_trail_is_broken() -> None:
    """The same events without the opening begin nowhere: check 9."""
    assert judged(replace(opened(), openings=())) == 9


def test_a_statement_over_an_opened_trail_adds_up() -> None:
    """The first event of a holding stands in the account's book, too, and is not mistaken for the state since then."""
    world, log = worn_world()
    collector = Collector(world, log, open_above=32)
    package = collector.statement(AccountId(LI), start=world.header(Height(world.height - 2)).time)
    assert package.openings
    claim = package.claim
    assert isinstance(claim, StatementClaim)
    assert [(line.opening.free, line.closing.free) for line in claim.lines] == [(920, 900)]
    assert judged(package) is None
    assert judged(replace(package, claim=worded(replace(claim, start=world.header(Height(8)).time)))) == 12
    whole = collector.statement(AccountId(LI), start=world.header(Height(8)).time)
    assert judged(whole) is None and not whole.openings, "what lies in the period is shown"


def test_a_past_before_the_opening_is_shown_whole() -> None:
    """As of a time before the opening an opened trail says nothing: so it is not opened."""
    world, log = worn_world()
    time = world.header(Height(8)).time
    whole = Collector(world, log, open_above=32).control(AccountId(LI), InstrumentId(SHARE), as_of=time)
    assert judged(whole) is None and not whole.openings
    assert judged(control(world, log, as_of=time)) is None


def test_other_trails_are_opened_where_they_are_long() -> None:
    """A counterparty that rotates its keys for ever lengthens no package: its trail is opened there."""
    # An early event of the same claim needs the same trail's beginning, which is then shown besides.
    world = founded()
    world.do("acme", calls=[issue(LI, 100)])
    world.do("li", calls=[transfer(LI, WANG, 1)])
    for number in range(70):
        signer, other = ("li", "li-2") if number % 2 == 0 else ("li-2", "li")
        world.do(signer, calls=[{"call": "parties.rotate_keys", "party": "li", "keys": plain_policy(other)}])
    world.do("li", calls=[transfer(LI, WANG, 1)])
    world.do("li", calls=[{"call": "parties.rotate_keys", "party": "li", "keys": plain_policy("li-2")}])
    package = Collector(world, world.publish(), open_above=12).control(AccountId(WANG), InstrumentId(SHARE))
    assert [(one.record, one.seq) for one in package.openings] == [("parties/party/li", 64)]
    rotations = [decode_event(one.event).type for one in package.events].count("parties.keys_rotated")
    assert rotations < 20
    assert package.claim.vouched == ("parties/party/li",)
    assert "a party's keys included, is the auditors' word: parties/party/li." in package.claim.statement.en
    assert verify_package(encode_package(package), world.trust()).proved
