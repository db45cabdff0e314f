# SPDX-License-Identifier: Apache-2.0
"""Times beside what may be one, in what a program says."""

import json

import pytest

from counterfoil.node.times_told import with_times

TIME = "(as a time 2026-12-06T17:48:31.441Z)"
ROWS = {
    "alone": ("1796579311441", f"1796579311441 {TIME}"),
    "in words": ("not before 1796579311441, nor at 5", f"not before 1796579311441 {TIME}, nor at 5"),
    "at the end of a sentence": ("until 1796579311441.", f"until 1796579311441 {TIME}."),
    "what is kept": ('{"until": 1796579311441}', f'{{"until": 1796579311441 {TIME}}}'),
    "each of a list": ("[1796579311441, 1796579311441]", f"[1796579311441 {TIME}, 1796579311441 {TIME}]"),
    "a text": ('{"id": "1796579311441"}', '{"id": "1796579311441"}'),
    "a key": ('{"1796579311441": 1}', '{"1796579311441": 1}'),
    "within a text": ('["hold 1796579311441 of \\"a\\" 1796579311441"]',) * 2,
    "behind a text": ('["a\\\\", 1796579311441]', f'["a\\\\", 1796579311441 {TIME}]'),
    "below nothing": ("-1796579311441",) * 2,
    "a part of a name": ("hold-1796579311441 a1796579311441 1796579311441b",) * 2,
    "a fraction": ("1796579311441.5 and 0.1796579311441",) * 2,
    "the last before": ("999999999999",) * 2,
    "the first": ("1000000000000", "1000000000000 (as a time 2001-09-09T01:46:40.000Z)"),
    "the last": ("4102444799999", "4102444799999 (as a time 2099-12-31T23:59:59.999Z)"),
    "the first after": ("4102444800000",) * 2,
    "of more digits": ("17965793114410",) * 2,
    "nothing": ("", ""),
}


@pytest.mark.parametrize("name", ROWS)
def test_what_is_told(name: str) -> None:
    """A number that may be a time, never a text; and a quantity of that size is not called one."""
    text, told = ROWS[name]
    assert with_times(text) == told


def test_a_quantity_is_not_called_a_time() -> None:
    """No type tells them apart: it is said what it would be as a time."""
    told = with_times(json.dumps({"id": "1796579311441", "quantity": 1_500_000_000_000}))
    assert told == '{"id": "1796579311441", "quantity": 1500000000000 (as a time 2017-07-14T02:40:00.000Z)}'
