# SPDX-License-Identifier: Apache-2.0
"""What a motion lists is read alike by both: any call that a law knows, as people write it; and what is none."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from counterfoil.law.outcome import Refused
from counterfoil.modules.governance.carried import is_grave, read_calls, require_decidable, version_of, written
from support.browser_verifier import judgements
from support.lawless_package import BREACHES

SEALED = {"ciphertext": "AA==", "encapsulated": "", "recipient": "ab" * 32, "suite": "none"}
FIX = {"call": "oracles.fix", "feed": "copper"}
UNREAD = (
    "",
    "[",
    "{}",
    "null",
    "7",
    "[] x",
    "[7]",
    "[[]]",
    '["oracles.fix"]',
    "\ufeff[]",
    "[" * 30_000,
    '[{"call":"oracles.fix","feed":"copper","feed":"tin"}]',
    '[{"call":"oracles.fix","feed":7}]',
    '[{"call":"oracles.fix","feed":"copper"},]',
    '[{"call":"oracles.fix","feed":"a\x07"}]',
    '[{"call":"oracles.fix","feed":"\\ud800"}]',
    '[{"call":"oracles.fix","feed":"\\x41"}]',
    '[{"call":"oracles.fix","__proto__":{},"feed":"copper"}]',
    '[{"call":"constructor"}]',
    '[{"feed":"copper"}]',
    '[{"call":"governance.set_power","council":"c","party":"p","power":1.0}]',
    '[{"call":"governance.set_power","council":"c","party":"p","power":1e0}]',
    '[{"call":"governance.set_power","council":"c","party":"p","power":01}]',
    '[{"call":"governance.set_power","council":"c","party":"p","power":9007199254740992}]',
    '[{"call":"governance.set_power","council":"c","party":"p","power":99999999999999999999}]',
    '[{"call":"governance.set_power","council":"c","party":"p","power":true}]',
    '[{"call":"governance.set_power","council":"c","party":"p","power":NaN}]',
)
READ = (
    ' [ {"call" : "oracles.fix",\n\t"feed":"copper"} ]\r\n',
    '[{"feed":"\\u0041\\/\\ud83d\\ude00\\u0001\x7f","call":"oracles.fix","sealed":[]}]',
    '[{"call":"governance.set_power","council":"c","party":"p","power":-0,"since":null}]',
    '[{"call":"instruments.define","instrument":"I","kind":"equity","issuer":"i","name":"N","unit":{"decimals":0,'
    '"name":"u"},"identifiers":{"isin":null}}]',
)


def as_read(text: str) -> tuple[str, ...]:
    """The text, and what Python makes of it."""
    try:
        calls = read_calls(text)
        for call in calls:
            require_decidable(call)
    except Refused:
        return text, "refused", "", ""
    version = version_of(calls)
    grave = any(map(is_grave, calls))
    return text, written(calls), str(grave).lower(), "null" if version is None else str(version)


def changed(random: Random, call: dict[str, Any]) -> dict[str, Any]:
    """One field less, or with something else in it."""
    name = random.choice(sorted(call))
    less = {field: value for field, value in call.items() if field != name}
    return random.choice((less, less | {name: random.choice((None, 0, -1, "x", [], {}, [1], 2**53 - 1, True))}))


def listed() -> Iterator[str]:
    """Calls of every noun that the tables of breaches know: by themselves, changed, several."""
    random = Random(1)
    calls = [call for one in BREACHES.values() for call in (one.call, *(step for _, step in one.before)) if call]
    for call in random.sample(calls, len(calls) // 2):
        yield json.dumps([call], indent=1)
        yield json.dumps([changed(random, call)])
        yield json.dumps(random.sample(calls, random.randrange(1, 18)))


def test_what_a_motion_lists_is_read_alike() -> None:
    """Text, gravity and version that stand in its record; or both refuse it."""
    told = [as_read(text) for text in (*UNREAD, *READ, json.dumps([FIX | {"sealed": [SEALED]}]), *listed())]
    assert {one[1] for one in told[: len(UNREAD)]} == {"refused"}
    assert "refused" not in {one[1] for one in told[len(UNREAD) : len(UNREAD) + len(READ)]}
    assert 300 < sum(one[1] == "refused" for one in told) < len(told) - 300
    wrong = [one for one, right in zip(told, judgements("motion", told), strict=True) if not right]
    assert wrong == []
