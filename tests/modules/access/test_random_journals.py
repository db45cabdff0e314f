# SPDX-License-Identifier: Apache-2.0
"""Policies and batches of notes at random, beside a second law in plain dicts; and proof of each batch."""

from collections.abc import Collection, Iterator
from random import Random
from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.evidence.package import Package, encode_package
from counterfoil.law.call import Call
from counterfoil.law.dated import DAY_MS
from counterfoil.modules.access.queries import batches_of, entry_at, journal_of
from counterfoil.modules.access.records import AFTERWARDS_MS, NOTHING_BEFORE, OVER_MAX, Asker, Question, Watching
from counterfoil.modules.access.steps import outstanding
from counterfoil.modules.parties.records import Role
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import Verdict, verify_package
from support.access_breaches import FIRST, HEAD, JOURNAL, POLICY, SECOND, UNTIL, noting, second
from support.evidence_world import World
from support.forging import forgeries
from support.ledger import BLOCK_MS, Ledger
from support.refused_access import HOUR, ROOT, begun, following, note, policy, watched

NOTERS = ("venue", "desk")


@pytest.fixture
def ledger() -> Ledger:
    """The venue notes, within an hour; the desk may be told to."""
    ledger = Ledger()
    for noter in NOTERS:
        ledger.party(noter, Role.venue)
    ledger.do(policy(), signed_by="registrar")
    return ledger


def test_asked_twice_a_batch_is_noted_once(ledger: Ledger) -> None:
    """After a crash whoever notes asks again, and hears that it is there."""
    asked = following(ledger, begun(ledger) + 1)
    answers = [ledger.submit(asked, signed_by="venue").outcome.name for _ in range(2)]
    assert answers == ["ok", "access_batch_not_next"]
    assert [one.batch for one in batches_of(ledger.state, "venue")] == [1]


def test_a_late_note_is_taken_and_told(ledger: Ledger) -> None:
    """It is late when more than the policy's time passed since the period before ended, and not before."""
    began = begun(ledger)
    ledger.wait(HOUR - BLOCK_MS)
    assert list(outstanding(ledger.state, ledger.time)) == []
    ledger.do(following(ledger, ledger.time), signed_by="venue")
    assert ledger.time == began + HOUR, "to the millisecond"
    ledger.wait(HOUR + BLOCK_MS)
    [waited] = outstanding(ledger.state, ledger.time)
    assert (waited.party, waited.of) == ("venue", "batch 2")
    before = len(ledger.events)
    ledger.do(following(ledger, ledger.time), signed_by="venue")
    late = [one.data for one in ledger.decoded_events(before) if one.type == "access.noted_late"]
    assert [(one["batch"], one["due"] < one["time"]) for one in late] == [(2, True)]
    found = journal_of(ledger.state, "venue")
    assert found is not None
    assert (found.batches, found.late) == (2, 1)
    assert list(outstanding(ledger.state, ledger.time)) == []


def test_who_noted_before_ends_what_it_began(ledger: Ledger) -> None:
    """Another notes from a time on: the first still notes what was asked until then, and nothing after."""
    ledger.do(policy(noter="desk"), signed_by="registrar")
    handed_over = ledger.time
    ledger.wait(1_000)
    for until, expected in ((handed_over - 500, "ok"), (handed_over + 500, "ok"), (ledger.time, "not_the_noter")):
        answer = ledger.submit(following(ledger, until), signed_by="venue")
        assert answer.outcome.name == expected
    ledger.do(note(noter="desk", until=ledger.time), signed_by="desk")
    assert [len(batches_of(ledger.state, noter)) for noter in NOTERS] == [2, 1]


def test_what_was_long_ago_goes_off_the_policys_record(ledger: Ledger) -> None:
    """Of policies that are over a month's stay; so the record does not grow."""
    for _ in range(5):
        ledger.wait(20 * DAY_MS)
        ledger.do(policy(), signed_by="registrar")
    assert entry_at(ledger.state, ledger.time - AFTERWARDS_MS) is not None
    assert entry_at(ledger.state, ledger.time - AFTERWARDS_MS - 21 * DAY_MS) is None


def test_a_guard_is_asked_and_a_council_is_not() -> None:
    """Whoever weakens the policy needs the guard's key, also to do away with the guard."""
    ledger = watched()
    nothing = policy(watched=())
    assert ledger.submit(nothing, signed_by="registrar").outcome.name == "guard_needed"
    ledger.do(policy(watched=(), agreed="guard"), signed_by="registrar guard")
    ledger.do(policy(), signed_by="registrar")


@pytest.mark.parametrize(
    ("asker", "question", "table", "noted"),
    [
        (Asker.supervisor, Question.record, "holdings/holding", True),
        (Asker.supervisor, Question.events, "", True),
        (Asker.member, Question.record, "holdings/holding", True),
        (Asker.member, Question.record, "parties/party", False),
        (Asker.member, Question.record, "", True),
        (Asker.member, Question.events, "", False),
        (Asker.operator, Question.record, "holdings/holding", False),
    ],
)
def test_which_questions_are_noted(asker: Asker, question: Question, table: str, noted: bool) -> None:
    """What is asked of no table that is known is noted as if it were of one that is watched."""
    ledger = Ledger()
    ledger.party("venue", Role.venue)
    of_members = Watching(askers=(Asker.member,), questions=(Question.record,), tables=("holdings/holding",))
    ledger.do(policy(watched=(Watching(askers=(Asker.supervisor,)), of_members)), signed_by="registrar")
    entry = entry_at(ledger.state, ledger.time)
    assert entry is not None
    assert (entry.rule_for(asker, question, table) is not None) is noted


def test_the_strictest_rule_counts() -> None:
    """Of two that fit, the one that has the line kept first."""
    ledger = Ledger()
    ledger.party("venue", Role.venue)
    loose, strict = (Watching(askers=(Asker.member,), kept_first=first) for first in (False, True))
    for both in ((loose, strict), (strict, loose)):
        ledger.do(policy(watched=both), signed_by="registrar")
        entry = entry_at(ledger.state, ledger.time)
        assert entry is not None
        assert entry.rule_for(Asker.member, Question.record, "") == strict


@pytest.mark.parametrize("seed", range(4))
def test_random_journals_against_plain_dicts(seed: int, ledger: Ledger) -> None:
    """Two who may note, policies that change: every answer is what a second law says."""
    random = Random(seed)
    policies: list[dict[str, Any]] = [{"since": ledger.time, "noter": "venue", "delay": HOUR, "least": 1}]
    kept: dict[str, dict[str, Any]] = {}
    answers = set()
    for _ in range(150):
        if random.random() < 0.15:
            ledger.wait(random.choice((1_000, HOUR, 2 * HOUR)))
        if random.random() < 0.1:
            said = {
                "noter": random.choice(NOTERS),
                "least": random.choice((1, 4)),
                "delay": random.choice((1_000, HOUR)),
            }
            call: Call = policy(noter=said["noter"], lines_min=said["least"], delay_ms=said["delay"])
            ledger.do(call, signed_by="registrar")
            policies.append(said | {"since": ledger.time})
            continue
        noter, now = random.choice(NOTERS), ledger.time + BLOCK_MS
        until = ledger.time + random.choice((-10 * HOUR, -2_000, -1, 0, 0, 0, 0, BLOCK_MS, 9 * HOUR))
        lines = random.choice((1, 2, 3, 4, 8))
        journal = kept.get(noter)
        number = (journal["batches"] if journal else 0) + random.choice((1, 1, 1, 1, 2))
        heads = journal_of(ledger.state, noter)
        head = heads.head if heads else NOTHING_BEFORE
        previous = random.choice((head, head, head, head, ROOT))
        expected = _slowly(policies, journal, noter, until, lines, number, previous == head, now)
        asked = note(number, until, noter=noter, lines=lines, previous=previous)
        before = len(ledger.events)
        answer = ledger.submit(asked, signed_by=noter).outcome.name
        answers.add(answer)
        assert answer == expected.removeprefix("late "), asked
        if answer == "ok":
            late = [one for one in ledger.decoded_events(before) if one.type == "access.noted_late"]
            assert bool(late) is expected.startswith("late ")
            told = journal or {"late": 0}
            kept[noter] = {"batches": number, "until": until, "late": told["late"] + bool(late)}
    for noter, row in kept.items():
        found = journal_of(ledger.state, noter)
        assert found is not None
        assert {"batches": found.batches, "until": found.until, "late": found.late} == row
    assert list(broken_invariants(ledger.state)) == []
    assert {"ok", "not_the_noter", "access_period_to_come", "access_batch_uneven"} <= answers


def _slowly(
    policies: list[dict[str, Any]],
    journal: dict[str, Any] | None,
    noter: str,
    until: int,
    lines: int,
    number: int,
    follows: bool,
    now: int,
) -> str:
    """The answer as a person would find it, looking at every policy on record."""
    on_record = policies[-1 - OVER_MAX :]
    ends = [one["since"] for one in on_record[1:]] + [10**18]
    begin = journal["until"] if journal else 0
    mine = [
        one
        for one, end in zip(on_record, ends, strict=True)
        if one["noter"] == noter and one["since"] <= until and begin < end
    ]
    if not mine:
        return "not_the_noter"
    begin = begin or mine[0]["since"]
    if number != (journal["batches"] if journal else 0) + 1:
        return "access_batch_not_next"
    if not follows:
        return "access_batch_forked"
    if until <= begin:
        return "access_period_empty"
    if until > now:
        return "access_period_to_come"
    if lines not in (1, 2, 4, 8) or lines < mine[-1]["least"]:
        return "access_batch_uneven"
    return "late ok" if now - max(begin, mine[-1]["since"]) > mine[-1]["delay"] else "ok"


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    """Two batches of a journal."""
    world = noting()
    world.do("venue", calls=[second(until=UNTIL + 1)])
    world.block()
    collector = Collector(world, world.publish())
    return world, {path: collector.record(RecordPath(path)) for path in (POLICY, JOURNAL, FIRST, SECOND)}


SWAPS = (
    (b'"root":"1', b'"root":"2'),
    (b'"root":"2', b'"root":"1'),
    (b'"lines":4', b'"lines":8'),
    (b'"batch":2', b'"batch":1'),
    (b'"noter":"venue"', b'"noter":"north"'),
    (b'"previous":"' + HEAD[:4].encode(), b'"previous":"' + b"0000"),
    (b'"delay_ms":3600000', b'"delay_ms":3600001'),
)


@pytest.mark.parametrize("path", [POLICY, JOURNAL, FIRST, SECOND])
def test_a_batch_is_proved_and_no_other(path: str, told: tuple[World, dict[str, Package]]) -> None:
    """Whatever is left out or said otherwise is found."""
    world, packages = told
    assert verify_package(encode_package(packages[path]), world.trust()).verdict is Verdict.proved
    forged = list(_forged(packages[path], packages.values()))
    assert len(forged) > 4
    for one in forged:
        assert verify_package(encode_package(one), world.trust()).verdict is not Verdict.proved


def test_a_batch_names_nobody_who_asked(told: tuple[World, dict[str, Package]]) -> None:
    """What is on the ledger of a batch are times, a size, hashes, and who notes."""
    _, packages = told
    claim = packages[SECOND].claim
    value = dict(claim.value)  # type: ignore[union-attr]
    hashes = {name for name in value if len(str(value[name])) == 64}
    assert hashes == {"root", "previous"}
    assert {name for name in value if isinstance(value[name], str)} - hashes == {"noter"}


def _forged(package: Package, among: Collection[Package]) -> Iterator[Package]:
    yield from forgeries(package, SWAPS, among=among)
