# SPDX-License-Identifier: Apache-2.0
"""The report that a person reads: one HTML page, Chinese and English, with the trail drawn.

The page stands alone: no script, no font, no picture, no request; it opens from a file and prints on A4. It is
well-formed as XML too. The same model gives the same bytes. Everything that a party chose is escaped, and characters
that could hide or reorder text are spelled out.
"""

from counterfoil.evidence.narrative import ClaimName, Direction, Parts, ReportModel, ReportStep
from counterfoil.page import report_sections as sections
from counterfoil.page.markup import NOTHING, Markup, element, lines, paragraphs, text
from counterfoil.page.report_labels import KINDS, LABELS
from counterfoil.page.report_style import CONTENT_POLICY, STYLE
from counterfoil.page.report_table import event_table, table_note

__all__ = ["ClaimName", "Direction", "Parts", "ReportModel", "ReportStep", "render_report"]


def render_report(model: ReportModel) -> str:
    """The page. Raises ValueError when the two languages of ``not_claimed`` differ in length."""
    first = element(
        "div",
        lines(sections.title(model), sections.claim(model), sections.particulars(model)),
        class_="first",
    )
    body = element(
        "main",
        lines(
            first,
            sections.not_claimed(model),
            sections.trail(model),
            sections.custody(model),
            sections.beliefs(model),
            _events(model),
            sections.verification(),
            sections.closing(model),
        ),
    )
    page = element("html", lines(_head(model), element("body", body)), lang="zh-Hans")
    return f"<!DOCTYPE html>\n{page}\n"


def _head(model: ReportModel) -> Markup:
    kind, report = KINDS[model.kind], LABELS["report"]
    name = f"{report.zh} · {kind.zh} | {report.en}: {kind.en}"
    return element(
        "head",
        lines(
            element("meta", charset="utf-8"),
            element("meta", http_equiv="Content-Security-Policy", content=CONTENT_POLICY),
            element("meta", name="referrer", content="no-referrer"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("title", text(name)),
            element("style", Markup(STYLE)),
        ),
    )


def _events(model: ReportModel) -> Markup:
    if not model.steps:
        return NOTHING
    note = paragraphs(table_note(len(model.steps)))
    table = event_table(model.steps, decimals=model.unit_decimals)
    return sections.section("table", note, table, class_="new-page")
