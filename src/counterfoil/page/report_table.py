# SPDX-License-Identifier: Apache-2.0
"""The table of events: everything the drawing shows, with full hashes, for up to ``ROWS_MAX`` events."""

from collections.abc import Callable, Sequence
from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.narrative import Parts, ReportStep
from counterfoil.page.amounts import Unit, amount
from counterfoil.page.markup import NOTHING, Markup, element, join, lines, spans, text
from counterfoil.page.report_labels import LABELS, PARTS
from counterfoil.page.trail_drawing import authority, of_no_holding

ROWS_MAX: Final = 500
FIRST_ROWS: Final = 100
"""Of a longer trail, so many rows are its beginning; the rest of ``ROWS_MAX`` are its end."""
COLUMNS: Final = ("number", "when", "event", "change_and_balance", "parties", "hashes")
_WIDTHS: Final = ("c-number", "c-when", "c-event", "c-change", "c-parties", "c-hashes")


def rows_shown(count: int) -> tuple[int, int]:
    """How many rows the table has from the beginning and from the end of a trail; (count, 0) when all."""
    return (count, 0) if count <= ROWS_MAX else (FIRST_ROWS, ROWS_MAX - FIRST_ROWS)


def table_note(count: int) -> Words:
    """Whether the table is complete."""
    first, last = rows_shown(count)
    if not last:
        return LABELS["table_all"].fill(count=f"{count:,}")
    return LABELS["table_cut"].fill(shown=first + last, count=f"{count:,}", first=first, last=last)


def event_table(steps: Sequence[ReportStep], *, unit: Unit | None, times: Callable[[int], str]) -> Markup:
    """The rows, with one that says what was left out when the trail is too long."""
    first, last = rows_shown(len(steps))
    rows = [_row(steps[position], position + 1, unit, times) for position in range(first)]
    if last:
        rows.append(_cut(len(steps) - first - last))
        rows += [_row(steps[position], position + 1, unit, times) for position in range(len(steps) - last, len(steps))]
    widths = element("colgroup", *(element("col", class_=width) for width in _WIDTHS))
    head = element("tr", *(element("th", spans(LABELS[name]), scope="col") for name in COLUMNS))
    return element("table", widths, element("thead", head), element("tbody", lines(*rows)), class_="events")


def _cut(count: int) -> Markup:
    words = LABELS["between"].fill(count=f"{count:,}", where=LABELS["in_package"])
    return element("tr", element("td", spans(words), colspan=len(COLUMNS)), class_="cut")


def _row(step: ReportStep, number: int, unit: Unit | None, times: Callable[[int], str]) -> Markup:
    block = LABELS["block"].fill(height=step.height, index=step.index)
    when = join(_small(block.zh, "zh"), _small(block.en, "en"), _small(times(step.time), "time"))
    event = join(
        element("p", text(step.title_zh), class_="zh", lang="zh-Hans"),
        element("p", text(step.title_en), class_="en", lang="en"),
        _small(step.type, "type"),
    )
    return element(
        "tr",
        element("th", text(str(number)), scope="row", class_="number"),
        element("td", when),
        element("td", event),
        element("td", _quantities(step, step.unit or unit), class_="number"),
        element("td", _people(step)),
        element("td", _hash(LABELS["event_hash"], step.event_hash), _hash(LABELS["transaction"], step.transaction)),
    )


def _quantities(step: ReportStep, unit: Unit | None) -> Markup:
    """The change of every part that changed, and every part that is not zero afterwards."""
    if of_no_holding(step):
        return NOTHING
    changes = _parts(step.change, unit, signed=True) or [_small(LABELS["no_change"].zh, "zh")]
    if step.balance is None:
        return join(*changes)
    total = amount(step.balance.total, unit)
    after = _small(f"{LABELS['balance'].zh} {LABELS['balance'].en} {total}", "en")
    encumbered = step.balance.free != step.balance.total
    return join(*changes, after, *(_parts(step.balance, unit, signed=False) if encumbered else []))


def _parts(parts: Parts, unit: Unit | None, *, signed: bool) -> list[Markup]:
    return [
        _small(
            f"{PARTS[part].zh} {PARTS[part].en} {amount(value, unit, signed=signed)}",
            "zh" if signed else "en",
        )
        for part, value in parts.items()
        if value
    ]


def _people(step: ReportStep) -> Markup:
    label = LABELS[{"in": "from", "out": "to"}.get(step.direction, "with")]
    counterparty = [] if step.counterparty is None else [_small(f"{label.zh} {label.en} {step.counterparty}", "zh")]
    signed = LABELS["authorised_by"]
    consents = step.authorised_by or (authority(step),)
    named = LABELS["concerned"]
    marks = [LABELS[name] for name, holds in (("as_executed", step.as_executed), ("noted", step.noted)) if holds]
    names = [_small(f"{named.zh} {named.en}:", "en"), *(_small(name, "en") for name in step.concerned)]
    return join(
        *counterparty,
        _small(f"{signed.zh} {signed.en}:", "en"),
        *(_small(consent, "en") for consent in consents),
        *(_small(f"{mark.zh} {mark.en}", "en") for mark in marks),
        *(names if step.concerned else ()),
    )


def _hash(words: Words, value: str) -> Markup:
    return join(_small(f"{words.zh} {words.en}", "en"), element("p", text(value), class_="hash"))


def _small(value: str, class_: str) -> Markup:
    return element("p", text(value), class_=class_)
