# SPDX-License-Identifier: Apache-2.0
"""The report for a person: whole, bilingual, self-contained, deterministic, and safe with hostile names."""

import os
import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.event import GENESIS_TRANSACTION
from counterfoil.page.evidence_report import Parts, ReportModel, ReportStep, render_report, render_verification
from counterfoil.page.report_labels import CONSENT_KINDS, KINDS, LABELS, PARTS, SIDES
from counterfoil.page.report_table import ROWS_MAX
from counterfoil.primitives.types import Timestamp
from support.exhibits import attachment, beside, consent
from support.judgements import judgement
from support.report_models import BELIEF, HOSTILE, TIME, model, parse, step, visible
from support.titles_shown import LONG_TITLES

VOID = {"meta", "col", "br"}
EVERY_WORDS = [words for table in (LABELS, KINDS, PARTS, SIDES, CONSENT_KINDS) for words in table.values()]
NAMED: Any = {"names": (("BROKER", "Broker Ltd"),), "holders": (("ACCOUNT-A", "BROKER"),)}


def exhibit_step() -> ReportStep:
    """An event with a consent of every kind and side, and one whose key is not shown."""
    consents = (
        *(consent(kind=kind) for kind in CONSENT_KINDS),
        consent(side="takes", keys=(), envelope=None),
        consent(account="", side="", record=""),
    )
    return step(0, consents=consents, concerned=("ACCOUNT-B (BROKER “Broker Ltd”)",))


def pieces(words: str) -> list[str]:
    """The parts of a label between its values."""
    return [piece for piece in re.split(r"\{\w+\}", words) if piece.strip()]


EVERY_PAGE = "".join(
    visible(page)
    for page in (
        render_verification(judgement(), model(2, **NAMED)),
        render_verification(judgement(proved=False), None),
    )
) + "".join(
    visible(render_report(page))
    for page in (
        model(5),
        model(3, as_of=Timestamp(TIME), current=False, audited=False),
        *(model(1, kind=kind) for kind in KINDS),
        model(0),
        model(200),
        model(ROWS_MAX + 1),
        model(3, steps=(step(0, direction="out"), step(1, direction="none", change=Parts()))),
        model(1, steps=(step(0, as_executed=True),)),
        model(1, steps=(step(0, noted=True),)),
        model(1, unit_name="", steps=(exhibit_step(),), attachments=(attachment(),), **beside()),
        model(
            1,
            titles=LONG_TITLES,
            steps=(step(0, authorised_by=(), transaction=GENESIS_TRANSACTION, change=Parts(free=-5, held=5)),),
        ),
    )
)


@pytest.mark.parametrize("words", EVERY_WORDS, ids=lambda words: words.en)
def test_every_label_appears_in_both_languages(words: Words) -> None:
    """No label is missing on all pages, and none is shown in one language only."""
    for language in (words.en, words.zh):
        assert all(piece in EVERY_PAGE for piece in pieces(language))


def test_labels_are_in_their_languages() -> None:
    """English has no Chinese characters in it, Chinese has, and both fill in the same values."""
    for words in EVERY_WORDS:
        assert re.search("[\u4e00-\u9fff]", words.zh) and not re.search("[\u4e00-\u9fff]", words.en)
        assert sorted(re.findall(r"\{\w+\}", words.en)) == sorted(re.findall(r"\{\w+\}", words.zh))


def test_statement_facts_and_commands_are_there() -> None:
    """The claim, the particulars, the anchors, every event with its hashes, and how to verify."""
    shown = visible(render_report(model()))
    for value in (
        "The English statement.",
        "中文声明。",
        "Nothing off the ledger.",
        "不涉及账本之外的事项。",
        "log.example/custody",
        "70,001",
        "9f" * 32,
        "witness-two",
        "2026-09-21T16:59:59.000Z",
        "counterfoil verify PACKAGE --trust trust.json",
        "counterfoil-verify PACKAGE",
        "English title 3.",
        "中文标题 1。",
        "BROKER (gives ACCOUNT-B)",
        BELIEF.en,
        BELIEF.zh,
        "ACCOUNT-B",
        "+1.00",
        *(value for entry in model().steps for value in (entry.event_hash, entry.transaction)),
    ):
        assert value in shown


def hostile_model() -> ReportModel:
    """A model in which every string comes from an attacker."""
    entry = step(0, type=HOSTILE, title_en=HOSTILE, title_zh=HOSTILE, counterparty=HOSTILE, authorised_by=(HOSTILE,))
    fields = "statement_en statement_zh chain account instrument instrument_name unit_name checkpoint_origin"
    words = dict.fromkeys(fields.split(), HOSTILE)
    return model(
        1,
        **words,
        not_claimed_en=(HOSTILE,),
        not_claimed_zh=(HOSTILE,),
        beliefs=(Words(HOSTILE, HOSTILE),),
        witnesses=((HOSTILE, Timestamp(TIME)),),
        steps=(entry,),
    )


def test_hostile_names_stay_text() -> None:
    """Markup in names is escaped, and characters that reorder or hide text are spelled out."""
    page = render_report(hostile_model())
    assert "script" not in {node.tag for node in parse(page).iter()}
    assert "<script" not in page and "alert('1')" not in page
    assert "\u202e" not in page and "\u0007" not in page
    assert "⟨U+202E⟩" in page and "&lt;script&gt;" in page


class Balance(HTMLParser):
    """Checks, as an HTML parser sees it, that every element is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(
    "page", [model(3), model(0), model(600), hostile_model()], ids=["short", "none", "long", "evil"]
)
def test_well_formed_as_xml_and_html(page: ReportModel) -> None:
    """Both parsers see the same closed elements."""
    rendered = render_report(page)
    parse(rendered)
    balance = Balance()
    balance.feed(rendered)
    balance.close()
    assert balance.open == []


def test_nothing_external() -> None:
    """No element or style refers outside the page, and the policy forbids it besides."""
    page = render_report(hostile_model())
    balance = Balance()
    balance.feed(page)
    names = {name for _, name, _ in balance.attributes}
    assert not names & {"src", "href", "xlink:href", "style", "action", "srcset", "data"}
    assert not [name for name in names if name.startswith("on")]
    assert "http:" not in page and "https:" not in page and "@import" not in page
    assert set(re.findall(r"url\(.", page)) == {"url(#"}
    policy = next(value for tag, name, value in balance.attributes if tag == "meta" and "default-src" in value)
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy


def test_the_policy_admits_exactly_this_style() -> None:
    """The hash in the policy is that of the style in the page, byte for byte."""
    page = render_report(model())
    style = page.split("<style>", 1)[1].split("</style>", 1)[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"&#x27;sha256-{digest}&#x27;" in page


def test_same_bytes_under_another_hash_seed() -> None:
    """The page does not depend on the order of hashing."""
    program = (
        "from hashlib import sha256\nfrom page.test_evidence_report import hostile_model, render_report\n"
        "print(sha256(render_report(hostile_model()).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert digests == {sha256(render_report(hostile_model()).encode()).hexdigest() + "\n"}


def pictures(page: str) -> list[ElementTree.Element]:
    """The pictures of the trail, from top to bottom."""
    return [node for node in parse(page).iter("svg") if node.get("role") == "img"]


@pytest.mark.parametrize(("count", "drawn", "hidden"), [(80, 80, 0), (81, 80, 1), (3_000, 80, 2_920)])
def test_long_trails_are_cut_honestly(count: int, drawn: int, hidden: int) -> None:
    """Beyond 80 events the first 20 and the last 60 are drawn, and a marker counts the others."""
    page = render_report(model(count))
    shown = pictures(page)
    assert len(shown) == drawn + 2 + bool(hidden)
    titles = [node.findtext("title", "") for node in shown]
    assert titles[1].startswith("1. ") and titles[-2].startswith(f"{count}. ")
    if hidden:
        assert f"其间另有 {hidden:,} 个事件" in titles[21] and f"{hidden:,} events in between" in titles[21]
        assert ("all in the table below" in titles[21]) == (count <= ROWS_MAX)
        assert titles[22].startswith(f"{count - 59}. ")


@pytest.mark.parametrize(("count", "rows"), [(ROWS_MAX, ROWS_MAX), (ROWS_MAX + 1, ROWS_MAX + 1)])
def test_the_table_says_what_it_leaves_out(count: int, rows: int) -> None:
    """Up to 500 rows; beyond that a row counts the missing events and a sentence says so in both languages."""
    page = render_report(model(count))
    table = next(node for node in parse(page).iter("table") if node.get("class") == "events")
    body = table.find("tbody")
    assert body is not None
    assert len(list(body)) == rows
    if count > ROWS_MAX:
        assert "500 of 501 events: the first 100 and the last 400." in page
        assert "其间另有 1 个事件" in page


def test_pictures_and_tables_are_accessible() -> None:
    """Every picture has a title and a description, every heading cell a scope, every section its heading."""
    page = parse(render_report(model()))
    for picture in pictures(render_report(model())):
        assert picture.findtext("title") and picture.findtext("desc")
    assert all(cell.get("scope") in ("row", "col") for cell in page.iter("th"))
    ids = {node.get("id") for node in page.iter("h2")}
    assert all(section.get("aria-labelledby") in ids for section in page.iter("section"))
    assert len(list(page.iter("h1"))) == 1


def bars(picture: ElementTree.Element, part: str) -> list[int]:
    """Widths of the bars of one part, the one before the event first."""
    return [int(node.get("width", "")) for node in picture.iter("rect") if node.get("class") == part]


def test_the_chart_steps_from_balance_to_balance() -> None:
    """Each picture ends with the bars that the next begins with, in proportion to the largest balance."""
    steps = (
        step(0, change=Parts(free=400), balance=Parts(free=400)),
        step(1, change=Parts(free=-100, pledged=100), balance=Parts(free=300, pledged=100)),
        step(2, change=Parts(free=-300), balance=Parts(pledged=100), direction="out"),
    )
    shown = pictures(render_report(model(3, steps=steps)))[1:4]
    assert [bars(picture, "free") for picture in shown] == [[190], [190, 142], [142]]
    assert [bars(picture, "pledged") for picture in shown] == [[], [48], [48, 47]]


@pytest.mark.parametrize(
    ("direction", "label", "arrows"), [("in", "转入自 from", 1), ("out", "转出至 to", 1), ("none", "相关方 with", 0)]
)
def test_arrows_follow_the_direction(direction: str, label: str, arrows: int) -> None:
    """Units that came in point at the rail, units that went out at the counterparty."""
    picture = pictures(render_report(model(1, steps=(step(0, direction=direction),))))[1]
    assert label in "".join(picture.itertext())
    assert len([node for node in picture.iter("path") if node.get("class") == "head"]) == arrows


def test_what_the_end_of_the_line_means() -> None:
    """Only a claim of control up to T says that nothing came later."""
    nothing_later = LABELS["end_of_trail"].zh
    assert nothing_later in render_report(model())
    assert nothing_later not in render_report(model(as_of=Timestamp(TIME), current=False))
    assert nothing_later not in render_report(model(kind="transfer"))


def test_a_transfer_claims_no_complete_trail() -> None:
    """The page of a transfer does not promise completeness, and draws no balance that is not proved."""
    page = render_report(model(1, kind="transfer", balance=None, steps=(step(0, balance=None),)))
    assert LABELS["trail_about"].zh not in page and LABELS["transfer_about"].zh in page
    assert not [node for picture in pictures(page) for node in picture.iter("rect") if node.get("class") == "free"]
    assert "+1.00" in page


def test_the_line_of_a_partial_trail_begins_at_its_balance() -> None:
    """The balance before the first event shown is computed from the event, not assumed to be nothing."""
    steps = (step(0, change=Parts(free=-100), balance=Parts(free=300), direction="out"),)
    assert bars(pictures(render_report(model(1, steps=steps)))[1], "free") == [253, 190]


def test_a_record_that_is_no_holding_has_no_balance_drawn() -> None:
    """A judge who reads the file of an account is told of no balance from 0 to 0, and of no parts of one."""
    page = render_report(model(1, kind="record", balance=None, steps=(step(0, balance=None),)))
    assert LABELS["steps_about"].en in page and "0 – 0" not in page and 'class="legend"' not in page


def test_a_claim_without_trail_says_so() -> None:
    """Position and absence show no drawing and no table of events."""
    page = render_report(model(0, kind="absence", balance=None))
    assert LABELS["no_trail"].zh in page
    assert not pictures(page) and 'class="events"' not in page and 'class="parts"' not in page


def test_a_claim_about_no_account_shows_none() -> None:
    """Of a record there is neither account nor instrument nor unit, and no empty row says so."""
    page = render_report(model(0, kind="record", account="", instrument="", unit_name="", balance=None))
    assert all(f">{LABELS[name].zh}<" not in page for name in ("account", "instrument", "unit"))


def test_both_languages_must_disclaim_the_same() -> None:
    """A disclaimer in one language only is refused."""
    with pytest.raises(ValueError, match="zip"):
        render_report(model(not_claimed_zh=()))


def test_nothing_is_said_of_quantities_where_none_is_shown() -> None:
    """An event of a title, or of a record, changes no holding that the claim proves: unlike one that changes none."""
    for balance in (None, Parts(free=7)):
        page = render_report(model(steps=(step(1, change=Parts(), balance=balance),)))
        assert (LABELS["no_change"].zh in page) is (balance is not None)
