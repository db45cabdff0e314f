# SPDX-License-Identifier: Apache-2.0
"""A trace of goods, drawn: what it came of on the left, the thing in the middle, what became of it on the right.

Each column is one step further away. Of a column no more than ``COLUMN_MAX`` things are drawn, and it says how many
there are besides.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from counterfoil.epcis.goods.tracing import Direction, Edge, Thing, Trace
from counterfoil.evidence.text import safe_text, wrap_text
from counterfoil.page.markup import Markup, element, text
from counterfoil.page.trail_drawing import ShowTime

COLUMN_MAX: Final = 24
COLUMNS_MAX: Final = 9
"""On each side of the thing."""
_WIDTH: Final = 190
_GAP: Final = 70
_HEIGHT: Final = 64
_ROOM: Final = 14
_TOP: Final = 8
_TEXT: Final = (_WIDTH - 16) * 100 // 11
_LINKS: Final = ("https://id.gs1.org/", "http://id.gs1.org/")


@dataclass(frozen=True, slots=True)
class _Box:
    x: int
    y: int


def draw_traces(traces: Sequence[Trace], times: ShowTime) -> Markup:
    """One picture of the traces of one thing, backward and forward."""
    columns = _columns(traces)
    things = {uri: thing for one in traces for uri, thing in one.things.items()}
    boxes, more = _placed(columns)
    edges = sorted({edge for one in traces for edge in one.edges if edge.source in boxes and edge.target in boxes})
    depth = max((len(uris) for uris in columns.values()), default=1)
    tall = _TOP + min(depth, COLUMN_MAX + 1) * (_HEIGHT + _ROOM)
    wide = max(box.x for box in boxes.values()) + _WIDTH + 2 if boxes else _WIDTH
    title = f"{len(things)} things, {len(edges)} steps"
    return element(
        "svg",
        element("title", text(title)),
        *(_arrow(boxes[edge.source], boxes[edge.target]) for edge in edges),
        *(_box(uri, things.get(uri), box, times) for uri, box in boxes.items()),
        *more,
        viewBox=f"0 0 {wide} {tall}",
        role="img",
    )


def short(uri: str) -> str:
    """A GS1 key without its address, the parts apart: ``01 09521321000010 21 a``; anything else as it is."""
    for link in _LINKS:
        if uri.startswith(link):
            return uri.removeprefix(link).replace("/", " ")
    return uri


def _columns(traces: Sequence[Trace]) -> dict[int, list[str]]:
    """Column → what stands in it: 0 the thing, below what it came of, above what became of it."""
    columns: dict[int, list[str]] = {0: [traces[0].start]} if traces else {}
    placed = {uri for uris in columns.values() for uri in uris}
    for one in traces:
        sign = 1 if one.direction is Direction.forward else -1
        for uri, depth in _depths(one):
            if uri not in placed and depth <= COLUMNS_MAX:
                placed.add(uri)
                columns.setdefault(sign * depth, []).append(uri)
    return dict(sorted(columns.items()))


def _depths(one: Trace) -> Iterator[tuple[str, int]]:
    """How many steps each thing is away, the nearest first."""
    forward = one.direction is Direction.forward
    following: dict[str, list[str]] = {}
    for edge in one.edges:
        here, there = _ends(edge, forward=forward)
        following.setdefault(here, []).append(there)
    seen, waiting = {one.start}, deque([(one.start, 0)])
    while waiting:
        uri, depth = waiting.popleft()
        yield uri, depth
        for other in following.get(uri, ()):
            if other not in seen:
                seen.add(other)
                waiting.append((other, depth + 1))


def _ends(edge: Edge, *, forward: bool) -> tuple[str, str]:
    return (edge.source, edge.target) if forward else (edge.target, edge.source)


def _placed(columns: Mapping[int, Sequence[str]]) -> tuple[dict[str, _Box], list[Markup]]:
    """Where each thing is drawn; and of each column with too many how many more there are."""
    boxes: dict[str, _Box] = {}
    more: list[Markup] = []
    for place, uris in enumerate(columns.values()):
        x = 1 + place * (_WIDTH + _GAP)
        for row, uri in enumerate(uris[:COLUMN_MAX]):
            boxes[uri] = _Box(x, _TOP + row * (_HEIGHT + _ROOM))
        if len(uris) > COLUMN_MAX:
            y = _TOP + COLUMN_MAX * (_HEIGHT + _ROOM) + 20
            more.append(element("text", text(f"… {len(uris) - COLUMN_MAX:,}"), class_="t-soft", x=x, y=y))
    return boxes, more


def _box(uri: str, thing: Thing | None, box: _Box, times: ShowTime) -> Markup:
    """A thing with its name, where it was last and when."""
    rows = [("t-en", line) for line in wrap_text(safe_text(short(uri)), width=_TEXT, lines_max=2)]
    if thing is not None:
        rows += [("t-soft", line) for line in _last(thing, times)]
    return element(
        "g",
        element("title", text(uri)),
        element("rect", class_="box", x=box.x, y=box.y, width=_WIDTH, height=_HEIGHT),
        *(
            element("text", text(line), class_=style, x=box.x + 8, y=box.y + 16 + 14 * row)
            for row, (style, line) in enumerate(rows[:4])
        ),
    )


def _last(thing: Thing, times: ShowTime) -> Iterable[str]:
    place = thing.last.place
    yield times(thing.last.time_ms)
    if place:
        yield from wrap_text(safe_text(short(place)), width=_TEXT, lines_max=1)


def _arrow(source: _Box, target: _Box) -> Markup:
    """From one thing to the other, whichever stands on the right."""
    ahead = target.x >= source.x
    x1, x2 = (source.x + _WIDTH, target.x) if ahead else (source.x, target.x + _WIDTH)
    y1, y2, bend = source.y + _HEIGHT // 2, target.y + _HEIGHT // 2, _GAP // 2 if ahead else -_GAP // 2
    tip = f"M{x2} {y2}l{-7 if ahead else 7} -4v8z"
    curve = f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
    return element(
        "g", element("path", class_="arrow", d=curve), element("path", class_="head", d=tip), aria_hidden="true"
    )
