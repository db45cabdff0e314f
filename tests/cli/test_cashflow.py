# SPDX-License-Identifier: Apache-2.0
"""Cash flows as tables, bars and pictures: rounded for the eye, to scale, and never lost."""

import re
import xml.etree.ElementTree as ElementTree
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from counterfoil.cli.cashflow_chart import BARS_MAX, Bar, Chart, charts, draw_chart
from counterfoil.page.cashflow_drawing import draw_html, draw_svg
from counterfoil.page.cashflow_rows import aligned, amount, event_table, moment, rate, readable, words
from counterfoil.terms.kernel.dictionary import State
from counterfoil.terms.kernel.events import EVENT_TYPES, Event

START = datetime.fromisoformat("2026-01-02T00:00:00")
SVG = "{http://www.w3.org/2000/svg}"


def event(payoff, *, after=0, principal=1000, currency="CNY", kind="IP"):
    """An event some days after the start."""
    at = START + timedelta(days=after)
    state = State(at, notional_principal=Decimal(principal))
    return Event(at, EVENT_TYPES[kind], Decimal(payoff), currency, state)


LOAN = [
    event("-1000", kind="IED"),
    event("30", after=365),
    event("30", after=730),
    event("1000", after=730, principal=0),
]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0", "0.00"),
        ("-0.0", "0.00"),
        ("1234567.891", "1,234,567.89"),
        ("-1234.5", "−1,234.50"),
        ("0.0001234", "1.2e-4"),
        ("-0.0001", "−1.0e-4"),
        ("1e30", "1.0e+30"),
        ("1e900", "1.0e+900"),
    ],
)
def test_amounts_are_rounded_for_the_eye(value, shown):
    """Two decimals and grouped digits; what would vanish or fill the line is written with an exponent."""
    assert amount(Decimal(value)) == shown


def test_other_values_read_well():
    """Signs where asked for, rates with their decimals, midnight as a day, camel case as words."""
    assert (amount(Decimal(5), signed=True), amount(Decimal(0), signed=True)) == ("+5.00", "0.00")
    assert (rate(Decimal("0.0325")), rate(Decimal("-0.01")), rate(Decimal("-1e-12"))) == ("0.0325", "−0.01", "0")
    assert (moment(START), moment(START.replace(hour=23, minute=59, second=59))) == (
        "2026-01-02",
        "2026-01-02 23:59:59",
    )
    assert (words("exerciseAmount"), words("notionalPrincipal"), words("rate2")) == (
        "exercise amount",
        "principal",
        "rate2",
    )
    assert (readable("exerciseDate", None), readable("state", "PF"), readable("units", Decimal("1.5"))) == (
        "—",
        "PF",
        "1.5",
    )


def test_numbers_stand_to_the_right():
    """Numbers of a column end at one edge, words begin at one."""
    assert aligned([["a", "5.00"], ["bc", "−1,000.00"]]) == [["a", "     5.00"], ["bc", "−1,000.00"]]
    assert aligned([]) == []


def test_the_table_of_nothing_is_empty():
    """A contract without events has a table without rows, and no bars."""
    assert event_table("PAM", [])[1] == []
    assert charts([event("0")]) == []


def test_empty_columns_are_left_out_of_wide_tables():
    """Three states are always shown; of more, only those that say something after some event."""
    assert len(event_table("PAM", LOAN)[0]) == 8
    headings, rows = event_table("a type with all states", LOAN)
    assert headings[5:] == [
        "principal",
        "notional scaling multiplier",
        "interest scaling multiplier",
        "contract performance",
    ]
    assert {len(row) for row in rows} == {len(headings)}


def test_bars_gather_until_they_fit():
    """Few flows stand by day; more are added up by month, year and decade, and nothing is lost."""
    for days, period in ((0, "by day"), (20, "by month"), (300, "by year"), (3_000, "by decade")):
        events = [event("2.5", after=days * number) for number in range(40)] + [event("-1")]
        [chart] = charts(events)
        assert chart.period == period
        assert len(chart.bars) <= BARS_MAX
        assert (sum(bar.received for bar in chart.bars), sum(bar.paid for bar in chart.bars)) == (100, 1)


def test_sums_of_charts_are_exact():
    """Amounts of 34 digits are added as they are, on either side."""
    amounts = ("1234567890123456789012345678901.234", "-1234567890123456789012345678901.234")
    [chart] = charts([event(text) for text in amounts])
    assert chart.bars == (Bar("2026-01-02", Decimal(amounts[0]), Decimal(amounts[0])),)


def test_currencies_have_charts_of_their_own():
    """Amounts of two currencies are never added."""
    found = charts([event("5", currency="USD"), event("-7"), event("3")])
    assert found == [
        Chart("CNY", "by day", (Bar("2026-01-02", Decimal(3), Decimal(7)),)),
        Chart("USD", "by day", (Bar("2026-01-02", Decimal(5), Decimal(0)),)),
    ]


@pytest.mark.parametrize("width", [20, 80, 160])
def test_bars_are_to_scale(width):
    """The largest amount is as long on either side, half of it is half as long, and the smallest still shows."""
    bars = [
        Bar("a", Decimal(0), Decimal(100)),
        Bar("b", Decimal(100), Decimal(0)),
        Bar("c", Decimal(50), Decimal("0.01")),
    ]
    drawn = draw_chart(Chart("CNY", "by day", tuple(bars)), width=width).plain.splitlines()
    left = [line.partition("│")[0].partition(" ")[2][3:] for line in drawn]
    right = [line.partition("│")[2] for line in drawn]
    longest = left[0].count("█")
    assert longest == right[1].count("█") > 1
    assert abs(2 * right[2].count("█") - longest) <= 2
    assert "▐" in left[2]
    assert len({line.index("│") for line in drawn}) == 1


def test_bars_on_one_side_take_the_whole_width():
    """Without payments there is no left side, and the other way round."""
    [chart] = charts([event("5")])
    assert "  2026-01-02 │█" in draw_chart(chart, width=80).plain
    [chart] = charts([event("-5")])
    assert "█│  −5.00" in draw_chart(chart, width=80).plain


def bars(svg, side):
    return [element for element in svg.iter(f"{SVG}rect") if element.get("class") == f"bar {side}"]


def paths(events, currency):
    return list(ElementTree.fromstring(draw_svg("a contract", events, currency=currency)).iter(f"{SVG}path"))


def test_a_picture_has_a_bar_for_each_payment():
    """In and out go up and down from one axis, to scale, with words to point at; those of one day are stacked."""
    svg = ElementTree.fromstring(draw_svg("loan", LOAN, currency="CNY"))
    ups, downs = bars(svg, "in"), bars(svg, "out")
    assert [bar.find(f"{SVG}title").text for bar in downs] == ["2026-01-02 initial exchange: −1,000.00 CNY"]
    assert ups[0].find(f"{SVG}title").text == "2027-01-02 interest payment: +30.00 CNY"
    heights = [float(bar.get("height")) for bar in ups]
    tops = [float(bar.get("y")) for bar in ups]
    assert heights[2] == pytest.approx(float(downs[0].get("height")), abs=0.02)
    assert heights[0] * 1000 == pytest.approx(heights[2] * 30, rel=0.01)
    assert tops[2] + heights[2] == pytest.approx(tops[1], abs=0.02)
    assert tops[0] + heights[0] == pytest.approx(float(downs[0].get("y")), abs=0.02)


@pytest.mark.parametrize(("days", "period", "count"), [(1, "2026-01", 40), (30, "2026", 99)])
def test_very_many_payments_are_gathered_in_a_picture(days, period, count):
    """More bars than can be told apart become those of months or years, nothing is lost, and the line is thinned."""
    events = [event("2.5", after=days * number, principal=3000 - number) for number in range(1_201)]
    events += [event("-1", after=days * 1_200, principal=1)]
    svg = ElementTree.fromstring(draw_svg("daily", events, currency="CNY"))
    words = [bar.find(f"{SVG}title").text for bar in bars(svg, "in")]
    assert len(words) == count
    assert words[0].startswith(f"{period} received: +")
    assert sum(float(text.split()[2].replace(",", "")) for text in words) == 2.5 * 1_201
    assert [bar.find(f"{SVG}title").text.partition(" ")[2] for bar in bars(svg, "out")] == ["paid: −1.00 CNY"]
    assert sum(path.get("d").count("V") for path in svg.iter(f"{SVG}path")) <= 1_001


def test_a_long_line_is_whole():
    """The principal of very many steps is drawn from its first to its last, each piece where the other ends."""
    events = [event("-900", kind="IED", principal=900)]
    events += [event("1", after=30 * number, principal=900 - number) for number in range(1, 901)]
    pieces = [path.get("d") for path in paths(events, "CNY")]
    numbers = [re.fullmatch(r"M([\d.]+) ([\d.]+)(?:H[\d.]+V[\d.]+)*H([\d.]+)V([\d.]+)", piece) for piece in pieces]
    assert len(numbers) > 1
    assert sum(piece.count("V") for piece in pieces) == 901
    for before, after in pairwise(numbers):
        assert before.group(3, 4) == after.group(1, 2)
    assert numbers[-1][4] == numbers[0][2]


def test_a_line_has_no_step_that_changes_nothing():
    """Where the principal stays, the line goes on."""
    events = [event("1", after=number) for number in range(500)] + [event("1000", after=500, principal=0)]
    [path] = paths(events, "CNY")
    assert path.get("d").count("V") == 2


def test_the_principal_is_a_line_unless_it_is_that_of_two_legs():
    """What is outstanding is drawn as steps; legs with principals of two signs have no line in common."""
    assert len(paths(LOAN, "CNY")) == 1
    legs = [*LOAN, event("5", after=400, principal=-1000)]
    assert paths(legs, "CNY") == paths(LOAN, "USD") == paths([event("5", principal=0)], "CNY") == []


SPANS = [
    (0, ["2026-01-02"]),
    (1, ["2026-01-02", "2026-01-03"]),
    (10, ["2026-01-02", "2026-01-04", "2026-01-06", "2026-01-08", "2026-01-10", "2026-01-12"]),
    (28, ["2026-01-02", "2026-01-07", "2026-01-12", "2026-01-17", "2026-01-22", "2026-01-27"]),
    (61, ["2026-01-02", "2026-01-12", "2026-01-22", "2026-02-01", "2026-02-11", "2026-02-21", "2026-03-03"]),
    (62, ["2026-02", "2026-03"]),
    (800, ["2026-04", "2026-07", "2026-10", "2027-01", "2027-04", "2027-07", "2027-10", "2028-01"]),
    (4_000, ["2028", "2030", "2032", "2034", "2036"]),
]


@pytest.mark.parametrize(("days", "labels"), SPANS, ids=[str(days) for days, _ in SPANS])
def test_a_picture_has_dates_however_short_it_is(days, labels):
    """Days below two months, then months, then years; never more than have room."""
    svg = ElementTree.fromstring(draw_svg("a contract", [event("5"), event("-5", after=days)], currency="USD"))
    assert [item.text for item in svg.iter(f"{SVG}text") if item.get("class") == "soft middle"] == labels


def test_a_picture_that_begins_at_noon_has_its_first_date_at_the_edge():
    """The label of the first day does not stand before the first event."""
    noon = START + timedelta(hours=12)
    events = [Event(noon, EVENT_TYPES["IP"], Decimal(1), "CNY", State(noon)), event("1", after=2)]
    svg = ElementTree.fromstring(draw_svg("a contract", events, currency="USD"))
    [first, *_] = [item for item in svg.iter(f"{SVG}text") if item.get("class") == "soft middle"]
    [bar, _] = bars(svg, "in")
    assert float(first.get("x")) == pytest.approx(float(bar.get("x")) + float(bar.get("width")) / 2, abs=0.02)


CURIOUS = {
    "nothing": [],
    "no-payment": [event("0")],
    "one-payment": [event("7")],
    "only-paid": [event("-7"), event("-3", after=10)],
    "two-currencies": [event("7"), event("-3", currency="USD", after=1)],
    "negative-principal": [event("7", principal=-100), event("-7", principal=0, after=31)],
    "tiny-and-huge": [event("1e-20"), event("1e33", after=1)],
    "a-thousand-years": [event("1"), event("-1", after=350_000)],
    "a-second": [event("1"), Event(START + timedelta(seconds=1), EVENT_TYPES["IP"], Decimal(1), "CNY", State(START))],
}


@pytest.mark.parametrize("name", CURIOUS)
def test_every_picture_is_well_formed(name):
    """Whatever flows, or nothing: the picture and the page are XML, and all lies within the frame."""
    svg = ElementTree.fromstring(draw_svg(name, CURIOUS[name], currency="CNY"))
    height = float(svg.get("height"))
    for element in svg.iter(f"{SVG}rect"):
        assert 0 <= float(element.get("y", 0)) <= height
        assert -1 <= float(element.get("x", 0)) <= 960
    assert len(bars(svg, "in")) + len(bars(svg, "out")) == sum(1 for item in CURIOUS[name] if item.payoff)
    page = draw_html(name, "PAM", CURIOUS[name], currency="CNY")
    assert ElementTree.fromstring(page.removeprefix("<!DOCTYPE html>")).find("body/h1").text == name
