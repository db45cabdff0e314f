# SPDX-License-Identifier: Apache-2.0
"""Chains of title, drawn: every title and holder is there, and a line leads from each parent to what came of it."""

import re
from collections.abc import Sequence
from itertools import pairwise
from xml.etree.ElementTree import Element

from hypothesis import given
from hypothesis import strategies as st

from counterfoil.evidence.narrative import TitleShown
from counterfoil.page.evidence_report import render_report
from counterfoil.page.report_labels import LABELS
from counterfoil.page.title_drawing import HOLDERS_MAX, LANES_MAX, TITLES_MAX
from support.report_models import HOSTILE, model, parse
from support.titles_shown import LONG_TITLES, title


def pictures(titles: Sequence[TitleShown]) -> list[Element]:
    """The pictures of the section, top to bottom."""
    page = parse(render_report(model(1, titles=tuple(titles))))
    [section] = [node for node in page.iter("section") if node.get("aria-labelledby") == "titles"]
    return list(section.iter("svg"))


def node_of(picture: Element) -> int:
    """Where across a title's node is."""
    [circle] = picture.iter("circle")
    return int(circle.attrib["cx"])


def ends_below(picture: Element) -> set[int]:
    """Where across lines leave a picture at its lower end."""
    height = picture.attrib["viewBox"].split()[-1]
    return {int(line.attrib["x1"]) for line in picture.iter("line") if line.attrib["y2"] == height}


def begins_above(picture: Element) -> set[int]:
    """Where across lines come in from above: those that pass, and those of parents."""
    lines = {int(line.attrib["x1"]) for line in picture.iter("line") if line.attrib["y1"] == "0"}
    curves = (re.match(r"M(\d+) 0C", curve.attrib["d"]) for curve in picture.iter("path"))
    return lines | {int(found[1]) for found in curves if found}


@st.composite
def histories(draw: st.DrawFn) -> list[TitleShown]:
    """Titles of which each came of some before it, few enough at a time for each to have a lane."""
    titles: list[TitleShown] = []
    for number in range(draw(st.integers(1, LANES_MAX))):
        parents = draw(st.sets(st.sampled_from([one.instrument for one in titles]), max_size=3)) if titles else set()
        titles.append(title(f"t-{number}", *sorted(parents), ended=draw(st.booleans())))
    return titles


@given(histories())
def test_a_line_leads_from_each_parent_to_what_came_of_it(titles: list[TitleShown]) -> None:
    """What leaves one picture below comes into the next above; nothing ends in the air, and no line is lost."""
    drawn = pictures(titles)
    assert len(drawn) == len(titles)
    assert not begins_above(drawn[0])
    assert not ends_below(drawn[-1])
    for upper, lower in pairwise(drawn):
        assert ends_below(upper) == begins_above(lower)
    for one, picture in zip(titles, drawn, strict=True):
        curves = [curve for curve in picture.iter("path") if curve.get("class") == "rail"]
        assert len(curves) == len(one.parents)
        assert all(curve.attrib["d"].split()[-2] == str(node_of(picture)) for curve in curves)


def test_holders_stand_in_order_with_their_times() -> None:
    """The account with its holder's registered name; one that ended says so, and its circle is open."""
    names = {"names": (("BROKER", "Broker Ltd"),), "holders": (("a-holder-0", "BROKER"),)}
    page = render_report(model(1, titles=(title("a", holders=2, ended=True), title("b", "a")), **names))
    told = "".join(parse(page).itertext())
    places = [told.index(one) for one in ("a-holder-0 (BROKER “Broker Ltd”)", "a-holder-1", "b-holder-0")]
    assert places == sorted(places)
    assert LABELS["title_ended"].en in told
    first, second = pictures((title("a", ended=True), title("b", "a")))
    assert [next(one.iter("circle")).get("class") for one in (first, second)] == ["node", "node moves"]


def test_many_are_counted_and_not_drawn() -> None:
    """Of many holders the first and the last, of many titles the first ones; how many there are besides is said."""
    drawn = pictures(LONG_TITLES)
    assert len(drawn) == TITLES_MAX + 1
    told = "".join(drawn[0].itertext())
    assert "whole-holder-0" in told
    assert "whole-holder-39" in told
    assert "whole-holder-20" not in told
    assert LABELS["title_between"].fill(count=str(41 - HOLDERS_MAX)).en in told
    assert LABELS["titles_more"].fill(count=str(len(LONG_TITLES) - TITLES_MAX)).en in "".join(drawn[-1].itertext())


def test_hostile_names_stay_text() -> None:
    """A name that looks like markup, or turns text around, is spelled out."""
    page = render_report(model(1, titles=(title(HOSTILE, ended=True),)))
    assert "<script" not in page
    assert "\u202e" not in page
    parse(page)


def test_without_titles_there_is_no_section() -> None:
    """Of shares and money nothing is drawn."""
    assert 'id="titles"' not in render_report(model(1))
