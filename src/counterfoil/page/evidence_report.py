# SPDX-License-Identifier: Apache-2.0
"""The report that a person reads: one HTML page, Chinese and English, with the trail drawn.

The page stands alone: no script, no font, no picture, no request; it opens from a file and prints on A4. It is
well-formed as XML too. The same model gives the same bytes. Everything that a party chose is escaped, and characters
that could hide or reorder text are spelled out.
"""

from counterfoil.evidence.narrative import ClaimName, Direction, Judgement, Parts, ReportModel, ReportStep
from counterfoil.evidence.text import format_time
from counterfoil.page import report_exhibits as exhibits
from counterfoil.page import report_sections as sections
from counterfoil.page.markup import NOTHING, Markup, element, lines, paragraphs
from counterfoil.page.report_labels import KINDS, LABELS
from counterfoil.page.report_table import event_table, table_note
from counterfoil.page.trail_drawing import ShowTime
from counterfoil.page.whole_page import whole_page

__all__ = ["ClaimName", "Direction", "Parts", "ReportModel", "ReportStep", "render_report", "render_verification"]


def render_report(model: ReportModel) -> str:
    """The page that lies in a package. Raises ValueError when the two languages of ``not_claimed`` differ in length."""
    title = sections.title(LABELS["report"], KINDS[model.kind])
    return whole_page(LABELS["report"], KINDS[model.kind], _body(title, NOTHING, model, format_time))


def render_verification(
    found: Judgement, model: ReportModel | None, *, times: ShowTime = format_time, annex: Markup = NOTHING
) -> str:
    """The verifier's own page: its judgement, and what was proved; ``model`` None when nothing was.

    ``times`` writes a time in milliseconds, such as with the reader's local time beside it. ``annex``: sections that
    follow the report.
    """
    heading, kind = LABELS["verification"], LABELS["verification_kind"]
    head = sections.judgement(found, times)
    return whole_page(heading, kind, _body(sections.title(heading, kind), head, model, times, annex))


def _body(title: Markup, head: Markup, model: ReportModel | None, times: ShowTime, annex: Markup = NOTHING) -> Markup:
    if model is None:
        return element(
            "main", lines(element("div", lines(title, head), class_="first"), sections.verification(), annex)
        )
    claim = sections.claim(model, by_verifier=bool(head))
    first = element("div", lines(title, head, claim, sections.particulars(model, times)), class_="first")
    return element(
        "main",
        lines(
            first,
            sections.names(model),
            exhibits.persons(model, times),
            exhibits.events_shown(model),
            sections.not_claimed(model),
            sections.titles(model, times),
            sections.trail(model, times),
            sections.custody(model, times),
            sections.beliefs(model),
            _events(model, times),
            exhibits.consents(model),
            exhibits.attachments(model),
            sections.verification(),
            sections.closing(model),
            annex,
        ),
    )


def _events(model: ReportModel, times: ShowTime) -> Markup:
    if not model.steps:
        return NOTHING
    note = paragraphs(table_note(len(model.steps)))
    table = event_table(model.steps, unit=model.unit, times=times)
    return sections.section("table", note, table, class_="new-page")
