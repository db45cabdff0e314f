# SPDX-License-Identifier: Apache-2.0
"""Draws ``docs/reference/`` calls, events, records and outcomes from the laws, for ``docs/generate.py``."""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from typing import Any, Final

import msgspec

from counterfoil.cli.field_words import Field, fields_of, in_words, shape_title, shapes_of
from counterfoil.law.call import Call, SealedAttachment, call_name
from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.law.module import Law, Rule
from counterfoil.law.outcome import MachineOutcome, Outcome
from counterfoil.law.table import TrailedRecord
from counterfoil.modules import laws
from counterfoil.node.field_notes import notes_of, summary
from support.law_asking import asked_by, asked_for
from support.law_reading import caused_by, touched_by

ORDER: Final = ("parties", "instruments", "holdings")
"""The modules that the others build on come first."""
CALLS_HEAD: Final = """# Calls

Every call of every module, as it stands in a line of a transaction ([format](../../spec/transaction-and-event.md)):
`{"call": "<name>", <its fields>}`. A field that has its default is left out: a line has one spelling. Drawn from the
laws.

- A *quantity* is a whole number of the instrument's smallest unit, at most 2⁵³−1.
- A *time* is a whole number of milliseconds since 1970-01-01T00:00:00Z.
- A *hash* is a SHA-256 as 64 lower-case hex digits.
- An *identifier* is given to something new by the call that brings it into the world; elsewhere *party*, *account* and
  *instrument* name what exists.
- *Needs* lists whom the events of the call ask, in order. Of what is joined by *or* one is asked, and the law says
  which ([modules](../../src/counterfoil/modules/README.md)). A *signature for* an account is that of whoever its rule
  names; *the event's* field is one that the law finds, and no field of the call.
- Every call may carry `sealed`: {sealed}, for one recipient's eyes.

What a call is refused for is described with its module, and all refusals are in [outcomes](outcomes.md).
"""
EVENTS_HEAD: Final = """# Events

Every event of every module: its `type`, its object class of JR/T 0315-2024, the fields of its `data`, the tables whose
records it touches or leaves behind, whom it asks, and how it reads. Every field is written, null where there is
nothing, but for those that are said to be left out. What surrounds `data` is in the
[format](../../spec/transaction-and-event.md#event). Drawn from the laws.
"""
RECORDS_HEAD: Final = """# Records

Every table of the state: the path of its records, what they hold, and the outcome when one that is needed is not there
or one to be made is. A record with a trail also has `trail`: the number and the leaf hash of the last event that
touched it. Drawn from the laws.
"""
OUTCOMES_HEAD: Final = """# Outcomes

What became of a transaction or a call. The numbers are part of the ledger: they stand in `transaction.rejected` events,
and none is ever reused or renumbered. Each module has a range of its own. Drawn from the laws.

{refused} keep a transaction out of every block: anybody can send garbage, so it leaves no trace and burns nothing. All
others are found in a block: the transaction changes nothing, its one event tells of the attempt, and that is its answer
for ever.
"""
ADMITTED: Final = frozenset(
    {
        MachineOutcome.ok,
        MachineOutcome.feature_not_active,
        MachineOutcome.over_budget,
        MachineOutcome.number_out_of_bounds,
        MachineOutcome.law_at_fault,
    }
)
"""The machine's outcomes of transactions that stand in a block."""


def pages() -> dict[str, str]:
    """File below docs/ → its text."""
    return {name: draw() for name, draw in PAGES.items()}


def ordered_laws() -> list[Law]:
    """The modules, those first that others build on."""
    found = laws().by_noun
    return [found[noun] for noun in sorted(found, key=lambda noun: (*ORDER, noun).index(noun))]


def calls_page() -> str:
    """Every call: fields, what it does, whom it needs, what it causes."""
    lines = [CALLS_HEAD.replace("{sealed}", in_words(tuple[SealedAttachment, ...]))]
    for law in ordered_laws():
        lines.append(f"## {law.noun}\n")
        for call, rule in law.calls.items():
            lines += _call(call, rule)
    lines += _shapes((call for law in ordered_laws() for call in law.calls), defaults=True)
    return "\n".join(lines)


def events_page() -> str:
    """Every event: fields, tables, consent, words."""
    lines = [EVENTS_HEAD]
    causes = _causes()
    for law in ordered_laws():
        lines.append(f"## {law.noun}\n")
        for event in law.events:
            asks = asked_by(event)
            words = law.words.sentences[event.type]
            lines += [f"### `{event.type}`\n", f"{summary(event)}\n", *_table(fields_of(event))]
            lines += [
                f"- Object class: {event.object}",
                f"- Caused by: {_links('calls.md', causes.get(event.type, ())) or _uncalled(event)}",
                f"- Touches: {_links('records.md', [table.prefix for table in touched_by(event)])}",
                *([f"- Asks: {'; '.join(asks)}"] if asks else []),
                f"- Reader: {words.en}",
                f"- 读作：{words.zh}\n",
            ]
    lines += ["## The machine\n", "### `transaction.rejected`\n", _REJECTED]
    rejected = laws().vocabulary.sentences["transaction.rejected"]
    lines += [f"- Reader: {rejected.en}", f"- 读作：{rejected.zh}\n"]
    lines += _shapes(event for law in ordered_laws() for event in law.events)
    return "\n".join(lines)


def _uncalled(event: type[EventData]) -> str:
    """What causes an event that no call of these modules causes."""
    if issubclass(event, FollowingEvent):
        return "another event, which it follows"
    return "calls of modules that give orders" if event.by_grant else "the genesis document"


_REJECTED: Final = """\
All that a rejected transaction leaves: `call`, the position of the call that was refused, `outcome` and `reason`, the
number and the name of an [outcome](outcomes.md). It touches no record.

- Object class: regulatory
- Caused by: any call that is refused"""


def records_page() -> str:
    """Every table, and what its records hold."""
    lines = [RECORDS_HEAD]
    records: list[type[msgspec.Struct]] = []
    for law in ordered_laws():
        lines.append(f"## {law.noun}\n")
        for table in law.tables:
            trailed = issubclass(table.record, TrailedRecord)
            fields = [one for one in fields_of(table.record) if one.name != "trail"]
            trail = "with a trail" if trailed else "without a trail: written once"
            lines += [f"### `{table.prefix}`\n", f"{summary(table.record)}\n", *_table(fields)]
            lines += [
                f"- `{table.prefix}/…`, {trail}",
                f"- Outcomes: `{table.unknown.name}`, `{table.exists.name}`",
                f"- Touched by: {_links('events.md', _touching(table.prefix))}\n",
            ]
            records.append(table.record)
    return "\n".join([*lines, *_shapes(records, without=frozenset({"Trail"}))])


def outcomes_page() -> str:
    """Every outcome, module by module."""
    refused = [f"`{outcome.name}`" for outcome in MachineOutcome if outcome not in ADMITTED]
    lines = [OUTCOMES_HEAD.replace("{refused}", ", ".join(refused))]
    lines += _outcomes("The machine", MachineOutcome)
    for law in ordered_laws():
        lines += _outcomes(law.noun, law.every_outcome)
    return "\n".join(lines)


def _outcomes(title: str, outcomes: Iterable[Outcome]) -> Iterator[str]:
    yield f"## {title}\n"
    yield "| Number | Name | Meaning | 中文 |"
    yield "|---:|---|---|---|"
    for outcome in outcomes:
        told = f"{outcome.sentence} {outcome.remedy}".rstrip()
        yield f"| {outcome.value} | `{outcome.name}` | {told} | {outcome.chinese} |"
    yield ""


def _call(call: type[Call], rule: Rule) -> Iterator[str]:
    events = caused_by(rule)
    asks = asked_for(call, rule)
    yield f"### `{call_name(call)}`\n"
    yield f"{summary(call)}\n"
    yield from _table([one for one in fields_of(call) if one.name != "sealed"], defaults=True)
    if rule.feature is not None:
        which = "" if rule.widened is None else f" {inspect.getdoc(rule.widened)}"
        yield f"- Feature{which}: `{rule.feature}`, from the height at which the chain activates it"
    yield f"- Needs: {'; '.join(asks) or 'nobody'}"
    yield f"- Causes: {_links('events.md', [event.type for event in events])}\n"


def _causes() -> dict[str, list[str]]:
    """Event type → the calls that can cause it."""
    causes: dict[str, list[str]] = {}
    for law in ordered_laws():
        for call, rule in law.calls.items():
            for event in caused_by(rule):
                causes.setdefault(event.type, []).append(call_name(call))
    return causes


def _touching(prefix: str) -> list[str]:
    return [
        event.type
        for law in ordered_laws()
        for event in law.events
        if prefix in [table.prefix for table in touched_by(event)]
    ]


def _links(page: str, names: Iterable[str]) -> str:
    return ", ".join(f"[`{name}`]({page}#{re.sub(r'[./]', '', name)})" for name in names)


def _table(fields: Sequence[Field], *, defaults: bool = False) -> Iterator[str]:
    """A table of fields; whoever writes a call may leave out what has a default, the ledger leaves out nothing."""
    if not fields:
        return
    yield "| Field | Holds | Default | |" if defaults else "| Field | Holds | |"
    yield "|---|---|---|---|" if defaults else "|---|---|---|"
    for one in fields:
        default = "" if one.default is None else f"`{one.default}`"
        yield " | ".join(
            (f"| `{one.name}`", _cell(one.holds), *([default] if defaults else []), f"{_cell(one.note)} |")
        )
    yield ""


def _cell(text: str) -> str:
    """A remark written for readers of Python, for readers of JSON in a table."""
    for python, plain in (("``", "`"), ("None", "null"), ("False", "false"), ("True", "true"), ("|", "\\|")):
        text = text.replace(python, plain)
    return text


def _shapes(structs: Iterable[Any], *, without: frozenset[str] = frozenset(), defaults: bool = False) -> Iterator[str]:
    """What the fields of these are made of, by name."""
    own = list(structs)
    found = dict.fromkeys(shape for struct in own for shape in shapes_of(struct) if shape not in own)
    titles = {shape_title(shape): shape for shape in found if shape.__name__ not in without}
    assert len(titles) == sum(shape.__name__ not in without for shape in found), "two shapes of one module and name"
    yield "## Shapes\n"
    for title in sorted(titles):
        yield f"### {title}\n"
        yield from _shape(titles[title], defaults=defaults)


def _shape(shape: type, *, defaults: bool) -> Iterator[str]:
    text = " ".join((vars(shape).get("__doc__") or "One of these words:").replace("``", "`").split())
    yield f"{text}\n"
    if issubclass(shape, Enum):
        notes = {name: f": {_cell(note)}" for name, note in notes_of(shape).items()}
        yield from (f"- `{member.value}`{notes.get(member.name, '')}" for member in shape)
        yield ""
    else:
        yield from _table(fields_of(shape), defaults=defaults)


PAGES: Final[dict[str, Callable[[], str]]] = {
    "reference/calls.md": calls_page,
    "reference/events.md": events_page,
    "reference/records.md": records_page,
    "reference/outcomes.md": outcomes_page,
}
"""File below docs/ → what draws it: whoever looks which there are draws none."""
