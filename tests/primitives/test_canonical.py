# SPDX-License-Identifier: Apache-2.0
"""Canonical JSON: one encoding per value, and a decoder that takes no other bytes."""

import contextlib
import json
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from counterfoil.primitives import canonical
from counterfoil.primitives.bounds import NESTING_MAX
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import INTEGER_MAX


class Inner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A nested struct."""

    number: int = 0


class Sample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A struct with a typed and an untyped part."""

    data: dict[str, Any]
    raw: bytes
    inner: Inner = Inner()


class Sparse(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A struct that leaves out fields holding their default."""

    a: int = 0
    b: int = 0


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
keys = st.text(st.characters(max_codepoint=127), max_size=6)
integers = st.integers(-INTEGER_MAX, INTEGER_MAX)
values = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


def _reference(value: Any) -> bytes:
    """A slow twin of the encoder, made of the standard library's."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


@given(values)
@example('\x00\x08\t\n\x0b\x0c\r\x1f\x7f\u2028"\\/')
def test_encode_agrees_with_the_reference_and_decodes_to_itself(value: Any) -> None:
    """Encoding is RFC 8785's, and decoding inverts it."""
    data = canonical.encode(value)
    assert data == _reference(value)
    assert canonical.decode(data, Any) == value
    assert canonical.encode_trusted(value) == data


@given(st.dictionaries(keys, values, max_size=4), st.binary(max_size=40), integers)
def test_structs_round_trip(data: dict[str, Any], raw: bytes, number: int) -> None:
    """Structs with untyped data and bytes survive, and their bytes are canonical as plain JSON too."""
    sample = Sample(data=data, raw=raw, inner=Inner(number=number))
    encoded = canonical.encode(sample)
    assert canonical.decode(encoded, Sample) == sample
    assert _reference(canonical.decode(encoded, Any)) == encoded


@given(values, st.data())
def test_any_other_spelling_is_refused(value: Any, data: st.DataObject) -> None:
    """White space put anywhere outside a text, or a text escaped throughout, is an error."""
    spaced = json.dumps(value, sort_keys=True, indent=data.draw(st.integers(0, 2))).encode()
    if spaced != canonical.encode(value):
        with pytest.raises(DecodeError):
            canonical.decode(spaced, Any)


@given(st.binary(max_size=60))
@example(b"1" * 5000)
@example(b'{"data":{},"inner":{"number":' + b"1" * 5000 + b'},"raw":""}')
@example(b"[" * 100_000)
@example(b'{"a":' * 5_000)
@example(b'"\xed\xa0\x80"')
@example(b"\xff\xfe1\x00")
def test_garbage_is_a_decode_error_or_a_value(data: bytes) -> None:
    """Whatever bytes come, the caller sees DecodeError or a value that has exactly these bytes."""
    for type_ in (Any, Sample, Sparse, dict, list[int], int | None):
        try:
            value = canonical.decode(data, type_)
        except DecodeError as error:
            assert str(error)
        else:
            assert canonical.encode(value) == data


@given(st.dictionaries(keys, values, max_size=3), st.data())
def test_flipped_bytes_are_a_decode_error_or_another_value(content: dict[str, Any], data: st.DataObject) -> None:
    """Damage to one byte of a struct's encoding never gives the value back and never another exception."""
    sample = Sample(data=content, raw=b"\x00\x01\x02\x03")
    encoded = bytearray(canonical.encode(sample))
    at = data.draw(st.integers(0, len(encoded) - 1))
    encoded[at] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(DecodeError):
        assert canonical.decode(bytes(encoded), Sample) != sample


def _sample(inside: bytes = b"", *, raw: bytes = b'""', after: bytes = b"") -> bytes:
    return b'{"data":{%b},"inner":{"number":0},"raw":%b%b}' % (inside, raw, after)


REJECTIONS = [
    ("float in data", _sample(b'"a":[1,1.5]'), "$.data.a[1]", "floating-point"),
    ("exponent", _sample(b'"a":1e3'), "$.data.a", "floating-point"),
    ("whole float", _sample(b'"a":1.0'), "$.data.a", "floating-point"),
    ("minus zero", _sample(b'"a":-0'), "$", "'-0}"),
    ("2^53", _sample(b'"a":9007199254740992'), "$.data.a", "beyond"),
    ("-2^53", _sample(b'"a":{"b":-9007199254740992}'), "$.data.a.b", "beyond"),
    ("2^64", _sample(b'"a":18446744073709551616'), "$.data.a", "beyond"),
    ("2^53 in a typed field", b'{"data":{},"inner":{"number":9007199254740992},"raw":""}', "$.inner.number", "beyond"),
    ("float in a typed field", b'{"data":{},"inner":{"number":1.5},"raw":""}', "$.inner.number", "got `float`"),
    ("NaN", _sample(b'"a":NaN'), "$.data.a", "floating-point"),
    ("duplicate key", _sample(b'"a":1,"a":1'), "$.data", "duplicate key 'a'"),
    ("duplicate field", _sample(after=b',"raw":""'), "$", "duplicate key 'raw'"),
    ("keys out of order", _sample(b'"a":{"c":1,"b":1}'), "$.data.a", "key 'b' stands after 'c'"),
    ("fields out of order", b'{"inner":{"number":0},"data":{},"raw":""}', "$", "key 'data' stands after 'inner'"),
    ("unknown field", _sample(after=b',"x":1'), "$", "unknown field `x`"),
    ("missing field", b'{"data":{}}', "$", "missing required field `raw`"),
    ("default left out", b'{"data":{},"raw":""}', "$", "not in canonical form at byte 12"),
    ("wrong type", b'{"data":[],"inner":{"number":0},"raw":""}', "$.data", "Expected `object`, got `array`"),
    ("key not ASCII", _sample('"é":1'.encode()), "$.data", "not ASCII"),
    ("space", _sample(b'"a": 1'), "$", "not in canonical form at byte 13"),
    ("newline at the end", _sample() + b"\n", "$", "not in canonical form at byte 41"),
    ("trailing bytes", _sample() + b"x", "$", "not JSON"),
    ("escaped letter", _sample(b'"a":"\\u0041"'), "$", "'\\\\u0041"),
    ("escaped letter in a key", _sample(b'"\\u0061":1'), "$", "not in canonical form"),
    ("escaped slash", _sample(b'"a":"\\/"'), "$", "not in canonical form"),
    ("upper-case escape", _sample(b'"a":"\\u001F"'), "$", "not in canonical form"),
    ("long escape", _sample(b'"a":"\\u000a"'), "$", "not in canonical form"),
    ("escaped pair", _sample(b'"a":"\\ud83d\\ude00"'), "$", "not in canonical form"),
    ("lone surrogate", _sample(b'"a":"\\ud800"'), "$.data.a", "half a surrogate pair"),
    ("reversed surrogates", _sample(b'"a":"\\ude00\\ud83d"'), "$.data.a", "half a surrogate pair"),
    ("surrogate in UTF-8", _sample(b'"a":"\xed\xa0\x80"'), "$", "not UTF-8 at byte 14"),
    ("invalid UTF-8", _sample(b'"a":"\xff"'), "$", "not UTF-8 at byte 14"),
    ("overlong UTF-8", _sample(b'"a":"\xc0\xaf"'), "$", "not UTF-8 at byte 14"),
    ("byte order mark", b"\xef\xbb\xbf" + _sample(), "$", "BOM"),
    ("control character", _sample(b'"a":"\n"'), "$", "not JSON"),
    ("base64 without padding", _sample(raw=b'"AA"'), "$.raw", "base64"),
    ("base64 with spare bits", _sample(raw=b'"AB=="'), "$", "not in canonical form"),
    ("base64 with a space", _sample(raw=b'"AA =="'), "$.raw", "base64"),
    ("base64url", _sample(raw=b'"__8="'), "$.raw", "base64"),
    ("too deep", _sample(b'"a":' + b"[" * NESTING_MAX + b"]" * NESTING_MAX), "$.data.a[0][0][0][0][0][", "nested"),
    ("far too deep", _sample(b'"a":' + b"[" * 9_999), "$", "nested"),
    ("nothing", b"", "$", "not JSON"),
    ("comment", b"/**/" + _sample(), "$", "not JSON"),
    ("comma at the end", _sample(b'"a":1,'), "$", "not JSON"),
]


@pytest.mark.parametrize(
    ("data", "where", "problem"), [row[1:] for row in REJECTIONS], ids=[row[0] for row in REJECTIONS]
)
def test_decode_refuses_and_names_the_place(data: bytes, where: str, problem: str) -> None:
    """Each way of not being canonical has an error that says where and what."""
    with pytest.raises(DecodeError) as caught:
        canonical.decode(data, Sample)
    assert caught.value.where == where
    assert problem in caught.value.problem


def test_defaults_spelled_out_are_refused() -> None:
    """A struct that omits defaults has one encoding, without them."""
    assert canonical.encode(Sparse(b=1)) == b'{"b":1}'
    assert canonical.decode(b'{"b":1}', Sparse) == Sparse(b=1)
    with pytest.raises(DecodeError, match="not in canonical form at byte 2"):
        canonical.decode(b'{"a":0,"b":1}', Sparse)


def _nest(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"a": [0, 1.5]}, "$.a[1]"),
        (float("nan"), "$"),
        ({"é": 1}, "$"),
        ({1: 1}, "$"),
        ({"a": 2**53}, "$.a"),
        (-(2**53), "$"),
        (2**5000, "$"),
        (["\ud800"], "$[0]"),
        ({"\ud800": 1}, "$"),
        (Inner(number=2**60), "$.number"),
        (_nest(NESTING_MAX + 1), "$" + ".a" * 11 + "."),
    ],
    ids=[
        "float",
        "nan",
        "key",
        "integer key",
        "2^53",
        "-2^53",
        "huge",
        "surrogate",
        "surrogate key",
        "struct",
        "65",
    ],
)
def test_encode_refuses_what_has_no_canonical_form(value: Any, where: str) -> None:
    """The encoder never writes what the decoder would refuse."""
    with pytest.raises(DecodeError) as caught:
        canonical.encode(value)
    assert caught.value.where == where


def test_encode_refuses_any_depth() -> None:
    """Whether our own count or the interpreter's stack ends first, the caller sees one error."""
    with pytest.raises(DecodeError, match="deep"):
        canonical.encode(_nest(5_000))


def test_encode_and_decode_agree_on_the_deepest_value() -> None:
    """64 levels are allowed by both."""
    value = _nest(NESTING_MAX)
    assert canonical.decode(canonical.encode(value), Any) == value


def test_malformed_bytes_at_any_depth_are_a_decode_error() -> None:
    """Also where one parser's recursion just suffices and another's does not."""
    for depth in range(850, 1_001):
        with pytest.raises(DecodeError):
            canonical.decode(b"[" * depth + b"x", Any)


def test_whether_bytes_decode_does_not_depend_on_the_stack() -> None:
    """The same verdict at the top and 500 calls down, so that two nodes cannot split."""
    data = canonical.encode(_nest(NESTING_MAX))

    def descend(levels: int) -> Any:
        return descend(levels - 1) if levels else canonical.decode(data, Any)

    assert descend(500) == canonical.decode(data, Any)


def test_a_long_key_is_shown_cut() -> None:
    """A path names a long key by its beginning, so that many items under it cost no more than their number."""
    data = b'{"%s":[%s]}' % (b"k" * 100_000, b",".join([b"1"] * 100_000) + b",1.5")
    with pytest.raises(DecodeError) as caught:
        canonical.decode(data, dict)
    assert caught.value.where == f"$.{'k' * 40}…[100000]"
