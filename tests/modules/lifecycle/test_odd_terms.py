# SPDX-License-Identifier: Apache-2.0
"""Terms as nobody should write them, whatever stands where: they compute or are refused, and nothing else leaves."""

import json
from random import Random
from typing import Any, Final

import pytest

from counterfoil.law.outcome import Refused
from counterfoil.modules.lifecycle.computing import EVENTS_MAX, TYPES, plan_of
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome
from counterfoil.terms.kernel.reading import terms_of
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.table import CONTRACT_TYPES
from support.corporate_actions import TERMS_OF_IT, bond, registered, small_market, written
from support.seeds import seed_of_this_commit

COMMON: Final[dict[str, Any]] = {
    "contractID": "ODD",
    "contractRole": "RPA",
    "statusDate": "2023-11-01T00:00:00",
    "initialExchangeDate": "2023-11-02T00:00:00",
    "maturityDate": "2026-11-02T00:00:00",
    "currency": "CNY",
    "notionalPrincipal": "1000",
    "nominalInterestRate": "0.03",
    "dayCountConvention": "A365",
}
REPAYS: Final = {
    "cycleOfInterestPayment": "P6ML1",
    "cycleOfPrincipalRedemption": "P6ML1",
    "cycleAnchorDateOfPrincipalRedemption": "2024-05-02T00:00:00",
    "nextPrincipalRedemptionPayment": "1",
}
ARRAYS: Final = {
    "arrayCycleOfInterestPayment": ["P6ML1"],
    "arrayCycleAnchorDateOfInterestPayment": ["2024-05-02T00:00:00"],
    "arrayCycleOfPrincipalRedemption": ["P1YL1"],
    "arrayCycleAnchorDateOfPrincipalRedemption": ["2024-11-02T00:00:00"],
    "arrayNextPrincipalRedemptionPayment": ["1"],
    "arrayIncreaseDecrease": ["DEC"],
}
SOUND: Final[dict[str, dict[str, Any]]] = {
    "PAM": COMMON | {"cycleOfInterestPayment": "P6ML1"},
    "LAM": COMMON | REPAYS,
    "NAM": COMMON | REPAYS | {"nextPrincipalRedemptionPayment": "100"},
    "ANN": COMMON | REPAYS | {"nextPrincipalRedemptionPayment": "100"},
    "LAX": COMMON | ARRAYS,
    "BONDCN": TERMS_OF_IT,
}
DEEP: Final = '{"x":' * 60 + "[" * 60 + "]" * 60 + "}" * 60
BOTTOMLESS: Final = "[" * 2_000 + "]" * 2_000
ODD: Final = (
    *(
        '"abcd-11-01T00:00:00"',
        '["x"]',
        '["2023-11-02T00:00:00"]',
        '"²023-11-02T00:00:00"',
        '"much"',
        '"２０２４-01-02"',
    ),
    *("null", "true", "false", "[]", "{}", '""', '" "', '"\\u0000"', '"\\ud800"', '"٣"', "[[]]", "[null]", '{"a":{}}'),
    *("0", "-1", "1e-400", "1e400", "-1e999999999", "1E+999999999999999999999", "0.1e-30", "9" * 400, "-" + "9" * 199),
    *('"1e400"', '"-1e999999"', '"NaN"', '"Infinity"', '"0x10"', '"1_000"', '"0001-01-01T00:00:00"', '"9999-12-31"'),
    *('"-0"', '"2024-02-30T00:00:00"', '"2024-01-02T24:00:00"', '"10000-01-01"', '"-2024-01-01"', '"P0M"', '"P1D"'),
    *('"P1M"', '"P999999YL1"', '"p1dl0"', '["P1D","P1W"]', '["P1M"]', '"P1ML0"', '"EOM"', '"SCF"', '"O"', '"1e30"'),
    *('"1e-30"', '["1e200"]', '["DEC","INC"]', '"999999999999999999999999999999"', '"30E360ISDA"', '"A336"', '"MF"'),
    *('"２０２４-01-02T00:00:00"', DEEP, BOTTOMLESS),
)


def texts(name: str) -> dict[str, str]:
    """The sound terms of a type, each value as JSON."""
    return {field: json.dumps(value) for field, value in (SOUND[name] | {"contractType": name}).items()}


def joined(values: dict[str, str]) -> str:
    return "{" + ",".join(f"{json.dumps(field)}:{value}" for field, value in values.items()) + "}"


def computes(text: str) -> bool:
    """Whether terms compute; anything but the law's own refusals leaves it."""
    try:
        plan = plan_of(text)
    except Refused as refused:
        assert refused.outcome is LifecycleOutcome.terms_not_computable, text
        return False
    assert len(plan.times_s) <= EVENTS_MAX
    return True


@pytest.mark.parametrize("name", TYPES)
def test_whatever_stands_in_one_field_is_refused_or_computes(name: str) -> None:
    """Every field that the type knows, with every odd value, beside sound ones."""
    sound = texts(name)
    assert computes(joined(sound))
    for field in sorted(terms_of(CONTRACT_TYPES[name].record)):
        for value in ODD:
            computes(joined(sound | {field: value}))


@pytest.mark.parametrize("seed", [1, 2, seed_of_this_commit()])
def test_whatever_stands_in_many_fields_is_refused_or_computes(seed: int) -> None:
    """Odd values that are harmless alone are not so together."""
    random = Random(seed)
    for _ in range(2_000):
        name = random.choice(TYPES)
        fields = sorted(terms_of(CONTRACT_TYPES[name].record))
        others = [value for field in SOUND.values() for value in map(json.dumps, field.values())]
        odd = {random.choice(fields): random.choice((*ODD, *others)) for _ in range(random.randint(2, 5))}
        computes(joined(texts(name) | odd))


@pytest.mark.parametrize(
    "text", ["", " ", "x", "[]", "1", '"PAM"', "null", DEEP, BOTTOMLESS, '{"contractType":["PAM"]}']
)
def test_what_are_no_terms_at_all(text: str) -> None:
    """Refused as what does not compute."""
    assert not computes(text)


@pytest.mark.parametrize("wrong", ["abcd-11-01T00:00:00", ["x"], "²023-11-01T00:00:00", "much", None, 2023])
@pytest.mark.parametrize("field", ["statusDate", "maturityDate"])
def test_a_year_that_is_none_stops_no_chain(field: str, wrong: object) -> None:
    """Terms whose status date begins with letters are refused, and the next block comes."""
    ledger = small_market()
    text = bond(ledger, "ODD", TERMS_OF_IT | {field: wrong})
    assert ledger.submit(registered(text, "ODD"), signed_by="issuer").outcome is LifecycleOutcome.terms_not_computable
    ledger.do(registered(bond(ledger, "EVEN"), "EVEN"), signed_by="issuer")


def long_lived(years: int, **changed: Any) -> dict[str, Any]:
    return COMMON | {"maturityDate": f"{2023 + years}-11-02T00:00:00"} | changed


MONTHLY: Final = dict.fromkeys(("cycleOfInterestPayment", "cycleOfPrincipalRedemption"), "P1ML1")


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("LAX", long_lived(20, **ARRAYS) | {"arrayCycleOfInterestPayment": ["P1DL1"]}),
        ("LAX", long_lived(20, **ARRAYS) | {"arrayCycleOfPrincipalRedemption": [" p7wl0 "]}),
        ("PAM", long_lived(20, cycleOfInterestPayment="P30D")),
        ("LAX", long_lived(90, **ARRAYS) | {"arrayCycleOfInterestPayment": ["P1ML1"]}),
        ("ANN", long_lived(50, **REPAYS) | MONTHLY | {"nextPrincipalRedemptionPayment": "3"}),
    ],
)
def test_cycles_that_would_keep_every_node_busy(name: str, terms: dict[str, Any]) -> None:
    """By days in arrays, or by months for longer than anybody lends: refused before an event is computed."""
    assert not computes(written(terms | {"contractType": name}))


@pytest.mark.parametrize("name", TYPES)
def test_no_more_events_are_computed_than_are_allowed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted one by one, for terms of a type with the shortest cycles that they may have, ever longer."""
    happened = 0
    happen = Contract.happen

    def counted(contract: Any, now: Any) -> Any:
        nonlocal happened
        happened += 1
        return happen(contract, now)

    monkeypatch.setattr(Contract, "happen", counted)
    for years in range(5, 100, 5):
        happened = 0
        shortest = {field: ["P1ML1"] if isinstance(SOUND[name].get(field), list) else "P1ML1" for field in cycles(name)}
        terms = SOUND[name] | shortest | {"maturityDate": f"{2023 + years}-11-20T00:00:00", "contractType": name}
        computes(written(terms))
        assert happened <= EVENTS_MAX


def cycles(name: str) -> list[str]:
    """The cycles that the sound terms of a type state."""
    return [field for field in SOUND[name] if "ycleOf" in field]
