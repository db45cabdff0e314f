# SPDX-License-Identifier: Apache-2.0
"""What is written of the modules is what their laws say: reference pages, and the README of each noun."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from counterfoil.law.call import call_name
from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.law.module import Law
from counterfoil.law.outcome import MachineOutcome
from counterfoil.law.table import TrailedRecord
from counterfoil.modules import laws
from support import law_reference, tree
from support.generated_docs import LIFE_CYCLES, drawn_in, redrawn, steps_of
from support.law_asking import asked_by, asked_for
from support.law_reading import caused_by, touched_by
from support.refused_attestations import ATTESTED
from support.refused_cash import CASH
from support.refused_enforcing import ENFORCING
from support.refused_instruments import INSTRUMENTS
from support.refused_movements import MOVEMENTS
from support.refused_ordering import ORDERING
from support.refused_parties import ACCOUNTS, PARTIES, PROTOCOL
from support.refused_payments import PAYMENTS
from support.refused_reservations import RESERVATIONS
from support.refused_restrictions import RESTRICTED
from support.refused_settlement import INSTRUCTIONS

MODULES = tree.PACKAGE / "modules"
REFERENCE = tree.ROOT / "docs" / "reference"
HEADINGS = ["What it is", "State", "Calls", "Events", "What evidence shows", "Invariants", "Words"]
ROWS = [*PROTOCOL, *PARTIES, *ACCOUNTS, *INSTRUMENTS, *MOVEMENTS, *RESERVATIONS, *INSTRUCTIONS]
ROWS += [*CASH, *PAYMENTS, *ATTESTED, *RESTRICTED, *ORDERING, *ENFORCING]
LAWS = [pytest.param(law, id=law.noun) for law in laws().by_noun.values()]
MOVABLE = "`unknown_instrument` `instrument_not_active` `unknown_account` `account_suspended` `party_suspended`"
CONTROL = "`unknown_account` `custodian_missing` `two_parties_needed` `not_authorised` `signature_not_enough`"
REFERRED = {
    "movable": MOVABLE,
    "control": CONTROL,
    "authority": "`unknown_instrument` `not_authorised` `role_missing`",
    "in-force": "`unknown_order` `order_of_another_kind` `order_not_in_force` `order_expired`",
    "open": "`unknown_instruction` `instruction_not_open` `instruction_expired`",
    "[`holdings.transfer`](../holdings/README.md#holdingstransfer)": (
        f"`same_account` {MOVABLE} {CONTROL} `insufficient_free_quantity` `quantity_overflow`"
    ),
}
"""What the lists abbreviate, as the READMEs of holdings and settlement say."""
OUTCOME_NAMES = {outcome.name for outcome in laws().outcomes.values()}


def readme(law: Law) -> str:
    return (MODULES / law.noun / "README.md").read_text()


def part(law: Law, heading: str) -> str:
    return tree.section(readme(law), heading)


def refusals(calls: str) -> Iterator[tuple[str, list[str]]]:
    """(call, outcomes) of each subsection that describes a call, with those of the lists that it refers to."""
    for name, text in re.findall(r"^### `([^`]+)`\n(.*?)(?=^### |\Z)", calls, re.MULTILINE | re.DOTALL):
        listed = re.findall(r"^- (`[^:\n]*)", text, re.MULTILINE)
        referred = [
            REFERRED[word] for line in listed for word in re.findall(r"and (?:the rest of|all else that) (\S+)", line)
        ]
        yield name, re.findall(r"`(\w+)`", " ".join((*listed, *referred)))


@pytest.mark.parametrize("page", sorted(law_reference.PAGES))
def test_reference_pages_are_current(page: str) -> None:
    """`make docs` would write the pages about calls, events, records and outcomes as they stand."""
    assert (tree.ROOT / "docs" / page).read_text() == law_reference.PAGES[page](), f"{page}: run make docs"


@pytest.mark.parametrize("outcome", laws().outcomes.values(), ids=lambda outcome: outcome.name)
def test_every_outcome_is_documented(outcome: MachineOutcome) -> None:
    """Number, name and sentence of every outcome, in both languages, stand in one row of the reference."""
    rows = (REFERENCE / "outcomes.md").read_text().splitlines()
    told = f"{outcome.sentence} {outcome.remedy}".rstrip()
    assert rows.count(f"| {outcome.value} | `{outcome.name}` | {told} | {outcome.chinese} |") == 1


@pytest.mark.parametrize("law", LAWS)
def test_what_a_law_causes_is_read_from_it(law: Law) -> None:
    """Every call has an event, every event a record; each event that asks somebody is found to. A note asks nobody."""
    assert [call_name(call) for call, rule in law.calls.items() if not caused_by(rule)] == []
    assert [event.type for event in law.events if not touched_by(event)] == []
    asking = [event for event in law.events if event.permit is not EventData.permit]
    silent = [event.type for event in asking if not asked_by(event) and not issubclass(event, FollowingEvent)]
    assert silent == []


@pytest.mark.parametrize("law", LAWS)
def test_whom_a_call_needs_is_said_by_its_own_fields(law: Law) -> None:
    """What stands in backticks is a field of the call, or is said to be the event's."""
    strangers = [
        f"{call_name(call)}: {name}"
        for call, rule in law.calls.items()
        for ask in asked_for(call, rule)
        for name in re.findall(r"(?<!the event's )`(\w+)`", ask)
        if name not in call.__struct_fields__
    ]
    assert strangers == []


@pytest.mark.parametrize(
    ("name", "needs"),
    [
        ("contracts.pause", ["consent of `by`, or consent of `by` as supervisor"]),
        ("contracts.deploy", ["`by` registered and not suspended", "consent of `by`"]),
        (
            "holdings.release_hold",
            ["the executor of `hold` acting, or signature for the account of `hold`, which gives"],
        ),
    ],
)
def test_of_two_ways_one_is_asked(name: str, needs: list[str]) -> None:
    """Two parties of whom one suffices are not told as both, and nobody whom the call leaves out."""
    call = laws().calls[name]
    assert asked_for(call, laws().rules[call]) == needs


@pytest.mark.parametrize("law", LAWS)
def test_module_readmes_have_the_fixed_headings(law: Law) -> None:
    """Every noun is described under the same headings, in one order."""
    assert re.findall(r"^## (.+)$", readme(law), re.MULTILINE) == HEADINGS


@pytest.mark.parametrize("law", LAWS)
def test_module_readmes_describe_every_call(law: Law) -> None:
    """Every call of the law has its subsection, in the law's order, with what it is refused for by known outcomes."""
    described = list(refusals(part(law, "Calls")))
    assert [name for name, _ in described] == [call_name(call) for call in law.calls]
    assert [name for name, listed in described if not listed] == []
    assert {outcome for _, listed in described for outcome in listed} - OUTCOME_NAMES == set()


@pytest.mark.parametrize("law", LAWS)
def test_readmes_name_whatever_refuses(law: Law) -> None:
    """What the rejection tables show a call to be refused for stands in its list, or in one that it refers to."""
    described = dict(refusals(part(law, "Calls")))
    missing = [
        f"{call_name(type(row.call))}: {row.outcome.name}"
        for row in ROWS
        if type(row.call) in law.calls and row.outcome.name not in described[call_name(type(row.call))]
    ]
    assert sorted(set(missing)) == []


@pytest.mark.parametrize("law", LAWS)
def test_module_readmes_describe_every_event(law: Law) -> None:
    """Every event of the law stands in the table of events, in the law's order, with its object class."""
    rows = re.findall(r"^\| `([^`]+)` \| (\w+) \|", part(law, "Events"), re.MULTILINE)
    assert rows == [(event.type, event.object.value) for event in law.events]


@pytest.mark.parametrize("law", LAWS)
def test_module_readmes_describe_every_table(law: Law) -> None:
    """Every table stands in the section on state, in the law's order, and says whether its records have a trail."""
    rows = re.findall(r"^\| `(\w+/\w+)[^`]*` \| `(\w+)`.*\| (yes|no)\b", part(law, "State"), re.MULTILINE)
    trails = [
        (table.prefix, table.record.__name__, "yes" if issubclass(table.record, TrailedRecord) else "no")
        for table in law.tables
    ]
    assert rows == trails


@pytest.mark.parametrize("law", LAWS)
def test_outcomes_of_a_module_are_met_by_its_readme(law: Law) -> None:
    """Every outcome of a module is named in its README, so that none is a surprise."""
    text = readme(law)
    assert [outcome.name for outcome in law.every_outcome if f"`{outcome.name}`" not in text] == []


@pytest.mark.parametrize("noun", LIFE_CYCLES)
def test_life_cycles_are_drawn_from_the_tables(noun: str) -> None:
    """The diagrams in a module's README are those that its tables give."""
    assert (MODULES / noun / "README.md").read_text() == redrawn(noun)


def test_life_cycles_are_found() -> None:
    """Where a README has a place for one, it has one for every table of its module."""
    assert len(LIFE_CYCLES) >= 5
    for noun in LIFE_CYCLES:
        named, tables = drawn_in(noun), steps_of(noun)
        assert len(named) == len(tables) and (named == [None] or set(named) == set(tables)), noun


def test_the_index_of_modules_lists_every_noun() -> None:
    """modules/README.md links every noun's README, and nothing that is none."""
    linked = re.findall(r"\]\((\w+)/README\.md\)", (MODULES / "README.md").read_text())
    assert sorted(set(linked)) == sorted(laws().by_noun)
    assert [name for name in linked if not Path(MODULES / name).is_dir()] == []
