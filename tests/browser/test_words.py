# SPDX-License-Identifier: Apache-2.0
"""The words of claims: the page makes of any fields just those that Python makes."""

import json
import re
from collections.abc import Mapping
from random import Random
from typing import Any

from msgspec.structs import replace

from counterfoil.evidence.claim_words import with_words
from counterfoil.evidence.claims import BaseClaim, Claim, ShownAct
from counterfoil.evidence.package import decode_package
from counterfoil.modules import laws
from counterfoil.primitives import canonical
from support.browser_verifier import judgements
from support.evidence_honest import HONEST, record, transfer_now

VALUES = ("active", "warehouse_receipt", "paid._The_account_is_free", "an odd_value”")
SUMS = laws().vocabulary.quantities.union(*laws().vocabulary.sums.values())
"""Fields that count something, in one event at least."""
FIELDS = re.compile(r"\{([a-z_]+)\}")
NAMES = ("a", "b.c", ".d", "", "two words", '"', "__proto__", "constructor", "x" * 150)
LONG = tuple(
    "a" * before + " " + "b" * after for before in (197, 198, 199, 200, 238, 239, 240) for after in (1, 40, 41, 42)
)
TIMES = (1_767_225_611_005, 0, -1, 951_782_400_000, 253_402_300_799_999, 253_402_300_800_000, 2**53 - 1, 1 - 2**53)
"""The last days of a leap February and of the year 9999, what lies beyond, and before the year 0."""
JSON = (
    '{"a":[1,-2,true,null,"two words",{"b":"x”"},[],{}],"c":{}}',
    json.dumps(list(range(17)), separators=(",", ":")),
    json.dumps({f"k{number:02}": "x" for number in range(20)}, separators=(",", ":")),
    '{"b":1,"a":2}',
    '{"__proto__":1,"two words":[[2]]}',
    '"plain"',
    '["100",100,"-","yes","no","nothing",null,"NO","无","1.5","e5"]',
    '"100"',
    '"yes"',
    "007",
    '""',
    "null",
    "false",
    "1.5",
    "1,2",
    " 1",
    '{"value":1',
    "9007199254740992",
    "[" * 64 + "]" * 64,
    "[" * 65 + "]" * 65,
    '"' + "a" * 241 + '"',
)
LEAVES = (
    *JSON,
    None,
    True,
    False,
    0,
    -7,
    2**53 - 1,
    "",
    "plain",
    "two words",
    "甲“乙”\u202e",
    "𝒜" * 241,
    "a" * 241,
    *LONG,
    [],
    {},
)


def random_value(random: Random, depth: int = 0) -> Any:
    kind = random.choice(("leaf", "list", "object")) if depth < 4 else "leaf"
    if kind == "leaf":
        return random.choice(LEAVES)
    items = [random_value(random, depth + 1) for _ in range(random.randrange(4))]
    return items if kind == "list" else dict(zip(random.sample(NAMES, len(items)), items, strict=True))


def as_told(claim: BaseClaim) -> tuple[str, str, str]:
    """The claim, and the words that Python makes of it."""
    worded = with_words(claim, laws().vocabulary)
    return canonical.encode(worded).decode(), worded.statement.en, worded.statement.zh


def test_every_kind_is_said_alike() -> None:
    """Of each honest package; and a word more or less is noticed."""
    claims: list[Claim] = [decode_package(build()).claim for build in HONEST.values()]
    told = [as_told(claim) for claim in claims]
    assert judgements("said", told) == [True] * len(told)
    assert judgements("said", [(claim, f"{en} ", zh) for claim, en, zh in told]) == [False] * len(told)


def test_whatever_a_record_holds_is_said_alike() -> None:
    """Names with dots, nothing at all, texts that hide, letters of two units: in one order, cut at one place."""
    claim, random = record().claim, Random(1)
    values = [{}, *({"one": random_value(random), ".two": random_value(random)} for _ in range(800))]
    told = [as_told(replace(claim, value=value)) for value in values]
    wrong = [one for one, right in zip(told, judgements("said", told), strict=True) if not right]
    assert [json.loads(claim)["value"] for claim, _, _ in wrong] == []


def test_whatever_records_of_tables_hold_is_said_alike() -> None:
    """Of each table and field that Python knows: numbers of every measure, also beyond any calendar."""
    claim, random, vocabulary = record().claim, Random(1), laws().vocabulary
    numbers = (0, 1, 59, 570, 1_234, -480, 253_402_300_800_000, 2**53 - 1, 10**8, 10**8 + 1, 86_400_001)
    others = ("active", "I", "two words", None, True, [], {"b": 1, "since": 2}, "return", JSON[0])
    claims = []
    for table, forms in vocabulary.tables.items():
        for path in forms:
            for leaf in (*numbers, *others, *(JSON if forms[path] == "json" else ())):
                value: Any = [leaf] if random.random() < 0.3 else leaf
                for part in reversed(path.split(".")):
                    value = {part: value}
                claims.append(replace(claim, record=f"{table}/x", value={**value, "lines": random.randrange(2)}))
    told = [as_told(one) for one in claims]
    wrong = [one for one, right in zip(told, judgements("said", told), strict=True) if not right]
    assert len(told) > 5_000 and [json.loads(one)["value"] for one, _, _ in wrong] == []


def test_whatever_events_say_is_said_alike() -> None:
    """Every type that a transfer can have, with texts that are values, look like values, or are cut."""
    claim, random, vocabulary = transfer_now().claim, Random(1), laws().vocabulary
    claims = []
    for type_, sentence in vocabulary.sentences.items():
        for _ in range(10):
            # A few of the clauses each time: all of them with every type would be the square of the nouns.
            measures = vocabulary.measures.get(type_, {})
            fields = [*FIELDS.findall(sentence.en), *random.sample(sorted(vocabulary.clauses), 12)]
            data = {field: random_field(random, field, measures) for field in fields if random.random() < 0.8}
            claims.append(replace(claim, acts=(ShownAct(data=data, index=0, type=type_),)))
    told = [as_told(one) for one in claims]
    assert len(told) > 300 and judgements("said", told) == [True] * len(told)


def random_field(random: Random, field: str, measures: Mapping[str, str]) -> Any:
    rows = laws().vocabulary.rows
    if field in rows:
        named = FIELDS.findall(rows[field].en)
        return [{name: random_field(random, name, measures) for name in named} for _ in range(random.randrange(6))]
    if field == "keys":
        return {"keys": [{}] * random.randrange(1, 4), "threshold": 1}
    if field in SUMS:
        return random.choice((None, 0, 1, -1, 999, 1_000, -117_500, 2**53 - 1, "many"))
    if measures.get(field) == "json":
        return random.choice((None, 7, *JSON))
    if field in measures:
        return random.choice((None, "soon", 0, 1, -5, 480, 20_000, 10**9, *TIMES))
    if field in laws().vocabulary.enumerated:
        return random.choice(
            ("active", "warehouse_receipt", "paid._The_account_is_free", "an odd_value”", ["registrar"], [])
        )
    return random.choice((None, 7, "", "plain", "two words", "甲“乙”\u202e", *LONG))
