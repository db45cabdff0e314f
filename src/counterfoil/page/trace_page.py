# SPDX-License-Identifier: Apache-2.0
"""The page of a trace: what a thing came of and what became of it, drawn, and every step in a table."""

from collections.abc import Sequence
from typing import Final

from counterfoil.epcis.goods.tracing import Edge, Trace
from counterfoil.evidence.bilingual import Words
from counterfoil.page import report_sections as sections
from counterfoil.page.markup import NOTHING, Markup, element, lines, paragraphs, spans, text
from counterfoil.page.trace_drawing import draw_traces
from counterfoil.page.trail_drawing import ShowTime
from counterfoil.page.whole_page import whole_page

STEPS_MAX: Final = 2_000
HEADING: Final = Words("Trace of goods", "货物追溯")
KIND: Final = Words("What it came of, and what became of it", "来源与去向")
_CAUTION: Final = Words(
    "This is what the events of one repository say, without those that whoever captured them declared wrong. Nobody "
    "proved here that it is so, nor that nothing is missing; counterfoil supply prove makes the proof of one event.",
    "本页依据某一事件库中未被其入库方声明有误的事件绘制，并不证明其属实或完整；"
    "单个事件的证明由 counterfoil supply prove 生成。",
)
_CUT: Final = Words("There is more than was asked for: the trace was cut off.", "追溯结果超过所请求的数量，已截断。")
_STEPS: Final = Words("Steps", "步骤")
_DOUBTS: Final = Words("Declared in error by others than captured them; they count", "非入库方声明有误的事件，仍予计入")
_DRAWN: Final = Words("Drawn", "图示")
_MORE: Final = Words("{count} more steps are not listed.", "另有 {count} 个步骤未列出。")
_COLUMNS: Final = (
    Words("When", "时间"),
    Words("What went in", "投入"),
    Words("What it went into", "产出或容器"),
    Words("Event", "事件"),
)


def render_traces(traces: Sequence[Trace], times: ShowTime, doubts: Sequence[str] = ()) -> str:
    """Of one thing: its traces, backward and forward. ``doubts``: what was declared of its events by others."""
    edges = sorted({edge for one in traces for edge in one.edges}, key=lambda edge: (edge.time_ms, edge.number))
    start = traces[0].start
    body = element(
        "main",
        lines(
            sections.title(HEADING, KIND),
            element("p", text(start), class_="statement"),
            paragraphs(_CUT, "pair caution") if any(one.cut for one in traces) else NOTHING,
            _part(_DRAWN, element("div", draw_traces(traces, times), class_="drawn")),
            _part(_STEPS, _table(edges, times)),
            _part(_DOUBTS, element("ul", lines(*(element("li", text(one)) for one in doubts)))) if doubts else NOTHING,
            paragraphs(_CAUTION, "pair caution"),
        ),
    )
    return whole_page(HEADING, KIND, body)


def _part(heading: Words, content: Markup) -> Markup:
    return element("section", lines(element("h2", spans(heading)), content), class_="part")


def _table(edges: Sequence[Edge], times: ShowTime) -> Markup:
    head = element("tr", *(element("th", spans(one), scope="col") for one in _COLUMNS))
    rows = (_row(edge, times) for edge in edges[:STEPS_MAX])
    table = element("table", element("thead", head), element("tbody", lines(*rows)), class_="events")
    more = len(edges) - STEPS_MAX
    return lines(table, paragraphs(_MORE.fill(count=f"{more:,}")) if more > 0 else NOTHING)


def _row(edge: Edge, times: ShowTime) -> Markup:
    cells = (times(edge.time_ms), edge.source, edge.target, f"{edge.number}, {edge.kind}")
    return element("tr", *(element("td", text(cell)) for cell in cells))
