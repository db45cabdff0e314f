# SPDX-License-Identifier: Apache-2.0
"""Events and their trails."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from counterfoil.evidence.event import (
    NO_PREVIOUS,
    Consent,
    ConsentKind,
    Event,
    ObjectClass,
    Side,
    Trail,
    TrailLink,
    decode_event,
)
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import INTEGER_MAX

hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
integers = st.integers(-INTEGER_MAX, INTEGER_MAX)
keys = st.text(st.characters(max_codepoint=127), max_size=6)
consents = st.builds(
    Consent,
    account=texts,
    by=st.lists(texts, max_size=2).map(tuple),
    kind=st.sampled_from(ConsentKind),
    record=texts,
    seq=st.integers(0, INTEGER_MAX),
    side=st.sampled_from(Side),
)
links = st.builds(TrailLink, previous=hashes, record=texts, seq=st.integers(1, INTEGER_MAX), after=st.none() | hashes)
events = st.builds(
    Event,
    call=st.none() | st.integers(0, INTEGER_MAX),
    chain=texts,
    consents=st.lists(consents, max_size=2).map(tuple),
    data=st.dictionaries(keys, texts | integers | st.lists(integers, max_size=3), max_size=4),
    height=st.integers(0, INTEGER_MAX),
    index=st.integers(0, INTEGER_MAX),
    object=st.sampled_from(ObjectClass),
    trails=st.lists(links, max_size=3).map(tuple),
    transaction=hashes,
    type=texts,
)
CONSENT = Consent(
    account="alice-1",
    by=("alice",),
    kind=ConsentKind.signature,
    record="parties/account/alice-1",
    seq=2,
    side=Side.gives,
)
EVENT = Event(
    call=0,
    chain="c",
    consents=(CONSENT,),
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


def test_the_five_ways_to_consent_and_the_two_sides() -> None:
    """There is no other way to give or to take."""
    assert list(ConsentKind) == ["signature", "hold", "mandate", "order", "rule"]
    assert list(Side) == ["gives", "takes"]


def test_only_an_opening_carries_the_record_s_hash() -> None:
    """A link without one is as short as it can be."""
    assert b"after" not in EVENT.encode()
    assert b"after" in replace(EVENT, trails=(TrailLink("0" * 64, "r", 64, "b" * 64),)).encode()


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
        (b'"account":"bob"', '"konto·":"bob"'.encode(), "$.data.to"),
        (b'"registration"', b'"other"', "$.object"),
        (b'"seq":1', b'"seq":0', "$.trails[0].seq"),
        (b'"seq":1', b'"seq":9007199254740992', "$.trails[0].seq"),
        (b"0" * 64, b"0" * 62, "$.trails[0].previous"),
        (b"a" * 64, b"A" * 64, "$.transaction"),
        (b'"index":0', b'"index":-0', "$"),
        (b'"index":0', b'"index":-1', "$.index"),
        (b'"type":', b'"time":0,"type":', "$"),
        (b'"call":0', b'"call":-1', "$.call"),
        (b'"kind":"signature"', b'"kind":"word"', "$.consents[0].kind"),
        (b'"side":"gives"', b'"side":"lends"', "$.consents[0].side"),
        (b'"seq":2', b'"seq":-2', "$.consents[0].seq"),
    ],
)
def test_malformed_events_are_refused(old: bytes, new: bytes, where: str) -> None:
    """The error names the place, inside the untyped data too."""
    with pytest.raises(DecodeError) as caught:
        decode_event(EVENT.encode().replace(old, new))
    assert caught.value.where == where
