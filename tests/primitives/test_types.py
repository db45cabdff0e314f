# SPDX-License-Identifier: Apache-2.0
"""The limits that types put on what messages carry."""

from typing import Annotated

import msgspec
import pytest

from counterfoil.primitives import types


class Sample(msgspec.Struct, forbid_unknown_fields=True):
    """One field of each limited kind."""

    name: Annotated[str, types.IDENTIFIER] = "a"
    hash: types.HashField = types.HexHash("0" * 64)
    quantity: types.PositiveQuantity = types.Quantity(1)
    height: types.HeightField = types.Height(0)
    time: types.TimestampField = types.Timestamp(0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "a"),
        ("name", "CN-600000.SH:a_b"),
        ("name", "9" * 64),
        ("hash", "0123456789abcdef" * 4),
        ("quantity", 1),
        ("quantity", types.QUANTITY_MAX),
        ("height", 0),
        ("time", types.INTEGER_MAX),
    ],
)
def test_values_at_the_edge_pass(field: str, value: object) -> None:
    """The smallest and largest allowed value of each kind are allowed."""
    assert getattr(msgspec.convert({field: value}, Sample), field) == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "a" * 65),
        ("name", "-a"),
        ("name", "a/b"),
        ("name", "a b"),
        ("name", "a\n"),
        ("name", "甲"),
        ("hash", "0" * 63),
        ("hash", "0" * 65),
        ("hash", "A" * 64),
        ("hash", "0" * 64 + "\n"),
        ("quantity", 0),
        ("quantity", -1),
        ("quantity", types.QUANTITY_MAX + 1),
        ("quantity", 1.5),
        ("quantity", True),
        ("height", -1),
        ("time", types.INTEGER_MAX + 1),
    ],
)
def test_values_beyond_the_edge_are_refused(field: str, value: object) -> None:
    """One step beyond each limit is an error naming the field."""
    with pytest.raises(msgspec.ValidationError, match=rf"\$\.{field}"):
        msgspec.convert({field: value}, Sample)
