# SPDX-License-Identifier: Apache-2.0
"""A page that stands alone: its head, with all of its style, around a body. No script, no font, no request."""

from counterfoil.evidence.bilingual import Words
from counterfoil.page.markup import Markup, element, lines, text
from counterfoil.page.report_style import CONTENT_POLICY, STYLE


def whole_page(heading: Words, kind: Words, body: Markup) -> str:
    """The page as bytes on a disk will have it; ``heading`` and ``kind`` make its title."""
    page = element("html", lines(_head(heading, kind), element("body", body)), lang="zh-Hans")
    return f"<!DOCTYPE html>\n{page}\n"


def _head(report: Words, kind: Words) -> Markup:
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
