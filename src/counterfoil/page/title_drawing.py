# SPDX-License-Identifier: Apache-2.0
"""Chains of title, drawn: one picture per title, parents above what came of them, joined by lines on the left.

A title has a lane as long as others come of it; the last of these takes it over. Beyond ``LANES_MAX`` they share one.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.narrative import ReportModel, TitleHeld, TitleShown
from counterfoil.evidence.text import safe_text, wrap_text
from counterfoil.page.markup import Markup, element, lines, text
from counterfoil.page.report_labels import LABELS
from counterfoil.page.trail_drawing import WIDTH, ShowTime

TITLES_MAX: Final = 80
HOLDERS_MAX: Final = 8
"""Of one title: the first of them and the last ones."""
LANES_MAX: Final = 10
_LANE: Final = 22
_TIME: Final = 210
_LINE: Final = 18
_NODE_Y: Final = 22
_RADIUS: Final = 6


@dataclass(frozen=True, slots=True)
class _Row:
    """A title, in which lane, from which lanes it came, and which lanes go on below it."""

    title: TitleShown
    lane: int
    parents: tuple[int, ...]
    passing: tuple[int, ...]
    """lanes that run through, of other titles"""
    goes_on: bool
    """others come of it"""


def draw_titles(model: ReportModel, times: ShowTime) -> Markup:
    """The titles that a package shows, as a list of pictures."""
    shown = model.titles[:TITLES_MAX]
    rows = list(_rows(shown))
    left = _x(1 + max(row.lane for row in rows))
    pictures = [element("li", _picture(row, left, model, times)) for row in rows]
    hidden = len(model.titles) - len(shown)
    if hidden:
        pictures.append(element("li", _more(LABELS["titles_more"].fill(count=f"{hidden:,}"), left)))
    return element("ol", lines(*pictures), class_="trail")


def _rows(titles: Sequence[TitleShown]) -> Iterator[_Row]:
    """Where each stands; a lane is free again once the last title that came of its own is drawn."""
    known = {title.instrument for title in titles}
    waiting = Counter(parent for title in titles for parent in title.parents if parent in known)
    lanes: dict[str, int] = {}
    for title in titles:
        parents = [parent for parent in title.parents if parent in lanes]
        waiting.subtract(parents)
        came_from = tuple(lanes[parent] for parent in parents)
        for parent in parents:
            if not waiting[parent]:
                del lanes[parent]
        lane = _free(lanes)
        passing = tuple(sorted(set(lanes.values())))
        goes_on = bool(waiting[title.instrument])
        if goes_on:
            lanes[title.instrument] = lane
        yield _Row(title, lane, came_from, passing, goes_on)


def _free(lanes: dict[str, int]) -> int:
    taken = set(lanes.values())
    return next((lane for lane in range(LANES_MAX) if lane not in taken), LANES_MAX - 1)


def _picture(row: _Row, left: int, model: ReportModel, times: ShowTime) -> Markup:
    """A title: its lanes, and right of them what it is called and who had it from when."""
    name = wrap_text(safe_text(row.title.instrument), width=(WIDTH - left) * 100 // 15, lines_max=1)
    words = [element("text", text(name[0]), class_="t-num", x=left, y=_NODE_Y + 5)]
    y = _NODE_Y + 5
    for line in _holders(row.title):
        y += _LINE
        if isinstance(line, Words):
            words.append(element("text", text(f"{line.zh} {line.en}"), class_="t-soft", x=left, y=y))
        else:
            words += _holder(line, left, y, model, times)
    height = y + _LINE
    return _svg(row.title.instrument, height, [*_lines(row, height), *words])


def _holder(held: TitleHeld, left: int, y: int, model: ReportModel, times: ShowTime) -> Iterator[Markup]:
    ended = LABELS["title_ended"]
    who = f"{ended.zh} {ended.en}" if held.account is None else model.account_called(held.account)
    fitting = wrap_text(safe_text(who), width=(WIDTH - left - _TIME) * 100 // 13, lines_max=1)
    yield element("text", text(times(held.time)), class_="t-time", x=left, y=y)
    yield element("text", text(fitting[0]), class_="t-en", x=left + _TIME, y=y)


def _lines(row: _Row, height: int) -> Iterator[Markup]:
    """The lanes that pass, where this one comes from, its node, and itself as far as others come of it."""
    x = _x(row.lane)
    for lane in row.passing:
        yield element("line", class_="rail", x1=_x(lane), y1=0, x2=_x(lane), y2=height)
    for lane in row.parents:
        start = _x(lane)
        curve = f"M{start} 0C{start} {_NODE_Y} {x} 0 {x} {_NODE_Y}"
        yield element("path", class_="rail", d=curve)
    if row.title.before:
        yield element("line", class_="gap", x1=x, y1=2, x2=x, y2=_NODE_Y)
    if row.goes_on:
        yield element("line", class_="rail", x1=x, y1=_NODE_Y, x2=x, y2=height)
    style = "node" if row.title.held and row.title.held[-1].account is None else "node moves"
    yield element("circle", class_=style, cx=x, cy=_NODE_Y, r=_RADIUS)


def _holders(title: TitleShown) -> Iterator[TitleHeld | Words]:
    """Who had it; of many the first and the last ones, with how many there are between."""
    if title.before:
        yield LABELS["title_before"].fill(count=f"{title.before:,}")
    hidden = len(title.held) - HOLDERS_MAX
    if hidden <= 0:
        yield from title.held
    else:
        yield title.held[0]
        yield LABELS["title_between"].fill(count=f"{hidden:,}")
        yield from title.held[hidden + 1 :]
    if title.later:
        yield LABELS["title_later"]


def _more(words: Words, left: int) -> Markup:
    line = element("text", text(f"{words.zh} {words.en}"), class_="t-soft", x=left, y=_NODE_Y)
    return _svg(f"{words.zh} / {words.en}", _NODE_Y + 8, [line])


def _svg(title: str, height: int, content: Sequence[Markup]) -> Markup:
    return element(
        "svg", element("title", text(safe_text(title))), *content, viewBox=f"0 0 {WIDTH} {height}", role="img"
    )


def _x(lane: int) -> int:
    return 16 + lane * _LANE
