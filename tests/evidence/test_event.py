# SPDX-License-Identifier: Apache-2.0
"""Events and their trails."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.evidence.event import NO_PREVIOUS, Event, ObjectClass, Trail, TrailLink, decode_event
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import INTEGER_MAX

hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
integers = st.integers(-INTEGER_MAX, INTEGER_MAX)
keys = st.text(st.characters(max_codepoint=127), max_size=6)
events = st.builds(
    Event,
    chain=texts,
    data=st.dictionaries(keys, texts | integers | st.lists(integers, max_size=3), max_size=4),
    height=st.integers(0, INTEGER_MAX),
    index=st.integers(0, INTEGER_MAX),
    object=st.sampled_from(ObjectClass),
    trails=st.lists(
        st.builds(TrailLink, previous=hashes, record=texts, seq=st.integers(1, INTEGER_MAX)), max_size=3
    ).map(tuple),
    transaction=hashes,
    type=texts,
)
EVENT = Event(
    chain="c",
    data={"quantity": 5, "to": {"account": "bob"}},
    height=1,
    index=0,
    object=ObjectClass.registration,
    trails=(TrailLink(previous=NO_PREVIOUS, record="holdings/a", seq=1),),
    transaction="a" * 64,
    type="holdings.issued",
)


@given(events)
def test_round_trip(event: Event) -> None:
    """An event survives its encoding, whatever its data, and both encoders agree."""
    assert decode_event(event.encode()) == event
    assert canonical.encode(event) == event.encode()


def test_the_nine_object_classes() -> None:
    """JR/T 0315-2024 has nine."""
    assert len(ObjectClass) == 9
    assert all(member.value == member.name for member in ObjectClass)


def test_a_new_record_s_trail_is_empty() -> None:
    """No event yet: number zero and no head."""
    assert Trail() == Trail(head=NO_PREVIOUS, seq=0)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (b'"quantity":5', b'"quantity":5.5', "$.data.quantity"),
        (b'"quantity":5', b'"quantity":5e0', "$.data.quantity"),
        (b'"quantity":5', b'"quantity":9007199254740992', "$.data.quantity"),
        (b'"account":"bob"', b'"account":18446744073709551616', "$.data.to.account"),
        (b'"account":"bob"', b'"account":"bob","account":"bob"', "$.data.to"),
        (b'"account"', '"konto·"'.encode(), "$.data.to"),
        (b'"registration"', b'"other"', "$.object"),
        (b'"seq":1', b'"seq":0', "$.trails[0].seq"),
        (b'"seq":1', b'"seq":9007199254740992', "$.trails[0].seq"),
        (b"0" * 64, b"0" * 62, "$.trails[0].previous"),
        (b"a" * 64, b"A" * 64, "$.transaction"),
        (b'"index":0', b'"index":-0', "$"),
        (b'"index":0', b'"index":-1', "$.index"),
        (b'"type":', b'"time":0,"type":', "$"),
    ],
)
def test_malformed_events_are_refused(old: bytes, new: bytes, where: str) -> None:
    """The error names the place, inside the untyped data too."""
    with pytest.raises(DecodeError) as caught:
        decode_event(EVENT.encode().replace(old, new))
    assert caught.value.where == where
