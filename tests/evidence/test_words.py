# SPDX-License-Identifier: Apache-2.0
"""Events in plain words: complete, in both languages, exact in quantities, and safe with hostile data."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.commerce.machine import TRANSACTION_REJECTED
from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import DisplayUnit, Vocabulary
from counterfoil.modules import laws

UNITS = {"CNY": DisplayUnit("yuan", 2)}
SHARES = DisplayUnit("share", 0)
CHINESE = re.compile("[\u4e00-\u9fff]")
HOSTILE = "<script>\u202eevil\u0000\u200b"
VOCABULARY = laws().vocabulary
SENTENCES = VOCABULARY.sentences
describe_event = VOCABULARY.describe


def both(words: Words) -> tuple[str, str]:
    """English and Chinese."""
    return words.en, words.zh


def test_every_event_type_has_words_and_no_others_do() -> None:
    """A new event type cannot be forgotten by its module, and a removed one leaves no words behind."""
    assert set(VOCABULARY.sentences) == {*laws().events, TRANSACTION_REJECTED}


@pytest.mark.parametrize("event_type", sorted(SENTENCES))
def test_both_languages_name_the_same_fields(event_type: str) -> None:
    """Neither language says less, except where the genesis rules' window suffices."""
    english, chinese = both(SENTENCES[event_type])
    assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", chinese))
    assert CHINESE.search(chinese) and not CHINESE.search(english)


def test_clauses_name_the_same_fields_in_both_languages() -> None:
    """A clause says the field that it is about, twice."""
    for field, words in VOCABULARY.clauses.items():
        english, chinese = both(words)
        assert f"{{{field}}}" in english and f"{{{field}}}" in chinese


def test_transfer() -> None:
    """A transfer reads as a sentence with the exact quantity and the settlement that it belongs to."""
    data = {
        "sender": "A",
        "receiver": "B",
        "instrument": "CNY",
        "quantity": 123456789,
        "part": "held",
        "reference": "",
        "cause": "settlement/instruction/S-1",
    }
    assert both(describe_event("holdings.transferred", data, units=UNITS)) == (
        "1,234,567.89 yuan of CNY transferred from account A to account B; out of the held part; "
        "caused by settlement/instruction/S-1",
        "CNY 1,234,567.89 yuan 由账户 A 过户至账户 B\uff1b取自预留部分\uff1b由 settlement/instruction/S-1 引起",
    )


def test_quantity_without_unit_counts_smallest_units() -> None:
    """Without the instrument's unit nothing is guessed."""
    data = {"account": "A", "instrument": "X", "quantity": 1000}
    english, chinese = both(describe_event("holdings.issued", data, units=UNITS))
    assert english == "1,000 smallest units of X issued to account A"
    assert chinese.endswith("X 1,000 个最小单位")


def test_money_of_a_trade_is_told_in_money() -> None:
    """Beside shares, and in the sentence of what failed; without a unit it counts smallest units of what it names."""
    data = {"trade": "t-1", "instrument": "X", "quantity": 300, "cash": "CNY", "amount": 255_000, "penalty": 255}
    english, chinese = both(describe_event("clearing.trade_entered", data, units=UNITS | {"X": SHARES}))
    assert english.endswith("300 share of X from — to — for 2,550.00 yuan of CNY")
    assert "CNY 2,550.00 yuan" in chinese
    assert describe_event("clearing.trade_entered", data).en.endswith("for 255,000 smallest units of CNY")
    assert describe_event("clearing.trade_dropped", data, units=UNITS).en.endswith("the penalty 2.55 yuan of CNY")
    paid = describe_event("clearing.penalty_paid", {"account": "A", "market": "M", **data}, units=UNITS)
    assert paid.en == "Account A paid 2,550.00 yuan of CNY as penalties in market M"
    price = describe_event("lifecycle.announced", {"cash": "CNY", "price": 850, "instrument": "X"}, units=UNITS)
    assert price.en.endswith("price of a new share: 8.50 yuan")
    assert (
        "exposure −10.00 yuan, secured"
        in describe_event("over_the_counter.valued", {"cash": "CNY", "exposure": -1_000}, units=UNITS).en
    )


def test_what_one_event_counts_changes_no_other() -> None:
    """Two nouns have a field of one name: money in one, units or a plain number in the other; so in rows."""
    said = Words("{amount}; {lines}", "{amount}；{lines}")
    vocabulary = Vocabulary(
        sentences={"sale.paid": said, "depot.counted": said},
        rows={"lines": Words("{amount} for {quantity}", "{amount} {quantity}")},
        quantities=frozenset({"quantity"}),
        sums={"sale.paid": {"amount": "cash"}},
    )
    data = {"instrument": "X", "cash": "CNY", "amount": 1_000, "lines": [{"amount": 200, "quantity": 7}]}
    units = UNITS | {"X": SHARES}
    assert vocabulary.describe("sale.paid", data, units=units).en == "10.00 yuan; 2.00 yuan for 7 share"
    assert vocabulary.describe("depot.counted", data, units=units).en == "1000; 200 for 7 share"


def test_legs_are_listed_and_the_rest_counted() -> None:
    """An instruction of many legs stays readable and says how many it does not list."""
    leg = {"sender": "A", "receiver": "B", "instrument": "CNY", "quantity": 5}
    data = {"instruction": "S", "instructor": "P", "legs": [leg] * 5}
    english, chinese = both(describe_event("settlement.instructed", data, units=UNITS))
    assert english.count("0.05 yuan of CNY from A to B") == 3
    assert english.endswith("and 2 more") and chinese.endswith("另有 2 笔")


def test_enumerations_are_translated_in_their_fields_only() -> None:
    """An account called ``cash`` keeps its name; a kind called ``cash`` is translated."""
    data = {"instrument": "cash", "issuer": "venue", "kind": "cash", "name": "both"}
    english, chinese = both(describe_event("instruments.defined", data))
    assert english == "Instrument cash defined by issuer venue (cash); name “both”"
    assert chinese == "发行人 venue 登记产品 cash\uff08现金\uff09\uff1b名称“both”"


def test_key_policies_and_roles() -> None:
    """Threshold and roles appear in words."""
    keys = {"keys": [{}, {}, {}], "threshold": 2}
    assert "2 of 3 must sign" in describe_event("parties.keys_rotated", {"party": "P", "keys": keys}).en
    assert "登记机构、监管机构" in describe_event("parties.roles_assigned", {"roles": ["registrar", "supervisor"]}).zh


def test_unknown_event_type_is_generic() -> None:
    """Evidence of a later version can still be shown."""
    assert both(describe_event("trading.matched", {})) == ("Event of type trading.matched", "trading.matched 类事件")
    assert describe_event("trading.<b>", {}).en == "Event of type “trading.<b>”"


TEXT = st.text(alphabet="a9 {}<登\u202e\u0007", max_size=12)
VALUES = st.one_of(
    st.none(), st.integers(), TEXT, st.lists(st.integers(), max_size=5), st.dictionaries(TEXT, TEXT, max_size=3)
)
FIELDS = sorted(
    {field for words in SENTENCES.values() for field in re.findall(r"\{(\w+)\}", words.en)} | VOCABULARY.clauses.keys()
)


@given(st.sampled_from(sorted(SENTENCES)), st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=8))
def test_never_fails_whatever_the_data(event_type: str, data: dict[str, object]) -> None:
    """Missing fields and fields of another form show as something, and control characters never come through."""
    for sentence in both(describe_event(event_type, data, units=UNITS)):
        assert sentence
        assert not re.search("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", sentence)


@pytest.mark.parametrize("event_type", sorted(SENTENCES))
def test_hostile_values_are_spelled_out(event_type: str) -> None:
    """Direction overrides and controls in any field become visible text."""
    for sentence in both(describe_event(event_type, dict.fromkeys(FIELDS, HOSTILE))):
        assert not {"\u202e", "\u0000", "\u200b"} & set(sentence)
    assert "⟨U+202E⟩" in describe_event("holdings.issued", {"account": HOSTILE}).en


def test_a_value_that_no_module_names_cannot_go_on_in_our_name() -> None:
    """Underscores become spaces, and what then reads like a sentence stands in quotation marks."""
    assert Vocabulary().value("matured").en == "matured"
    assert Vocabulary().value("paid._The_account_is_free").en == "“paid. The account is free”"


def test_a_unit_that_has_its_instruments_name_is_said_once() -> None:
    """600.00 CNY, and not 600.00 CNY of CNY; a unit of another name keeps both."""
    data = {"sender": "A", "receiver": "B", "instrument": "CNY", "quantity": 60_000, "cause": "", "call": "x"}
    english, chinese = both(describe_event("holdings.transferred", data, units={"CNY": DisplayUnit("CNY", 2)}))
    assert "600.00 CNY" in english and "CNY of CNY" not in english and chinese.count("CNY") == 1
