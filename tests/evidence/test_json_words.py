# SPDX-License-Identifier: Apache-2.0
"""JSON within a field, in words: as people read it, and nothing in it can go on in our name."""

import json
from typing import Any

import pytest

from counterfoil.evidence.bilingual import chinese, english
from counterfoil.evidence.json_words import PARTS_SHOWN, told_json
from counterfoil.evidence.record_words import said_of
from counterfoil.evidence.text import quoted
from counterfoil.modules import laws


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (
            {"price": 101, "lots": [1, 2], "terms": {"bonds": "BOND-26"}},
            "lots: [1, 2], price: 101, terms: (bonds: BOND-26)",
        ),
        (None, "nothing"),
        ("", "empty text"),
        ({}, "empty object"),
        ([], "empty list"),
        ([[], {}, None], "[empty list, empty object, nothing]"),
        ({"open": True, "why": "yes"}, "open: yes, why: “yes”"),
        ([100, "100", "-7", "1.5", "2026-12-01"], "[100, “100”, “-7”, “1.5”, “2026-12-01”]"),
        (["no", "nothing", "NO", "SSE.600000"], "[“no”, “nothing”, NO, SSE.600000]"),
        (True, "yes"),
        (-7, "-7"),
        ("waits", "waits"),
        ("a, b: c", "“a, b: c”"),
        ({"to: all, of": "x”, “y"}, "“to: all, of”: “x⟨U+201D⟩, ⟨U+201C⟩y”"),
    ],
)
def test_a_value_is_told_part_by_part(value: Any, told: str) -> None:
    """What is no identifier stands between quotation marks, a name too: so no text makes parts that are none."""
    assert told_json(json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False), english) == told


def test_what_is_no_value_is_quoted_whole() -> None:
    """Such as numbers with a fraction, and what only begins as one."""
    for text in ('{"b":1,"a":2}', "{} and more", "1 000"):
        assert told_json(text, english) == quoted(text)
    assert told_json("true", chinese) == "是"
    assert told_json('[null,"",[],{},"无"]', chinese) == "[无, 空文本, 空列表, 空对象, “无”]"


def test_of_many_parts_the_first_are_told() -> None:
    """And that there are others."""
    told = told_json(json.dumps(list(range(1_000)), separators=(",", ":")), english)
    assert told == f"[{', '.join(map(str, range(PARTS_SHOWN)))}, …]"


def test_a_record_says_every_part() -> None:
    """What a contract keeps, called by its own names."""
    kept = {"contract": "issue", "key": "result", "value": '{"money":101000,"sold":[1000,{"at":"a b"}]}'}
    said = {one.name.en: one.value.en for one in said_of(kept, "contracts/entry/issue/result", laws().vocabulary)}
    told = {"value · money": "101000", "value · sold[0]": "1000", "value · sold[1] · at": "“a b”"}
    assert said == {"contract": "issue", "key": "result", **told}


@pytest.mark.parametrize(
    ("value", "told"), [('"100"', "“100”"), ("100", "100"), ("null", "nothing"), ("{}", "empty object"), (None, "—")]
)
def test_a_record_says_of_what_type_a_value_is(value: str | None, told: str) -> None:
    """A text of digits is no number, and an entry that was removed keeps nothing else than one that keeps null."""
    kept = {"contract": "issue", "key": "100", "value": value}
    said = [one.value.en for one in said_of(kept, "contracts/entry/issue/100", laws().vocabulary)]
    assert said == ["issue", "100", told]
