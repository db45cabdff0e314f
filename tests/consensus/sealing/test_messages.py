# SPDX-License-Identifier: Apache-2.0
"""Frames, and how two members know each other: whatever comes is cut alike, and nobody passes for another."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.consensus.sealing.handshake import Answering, Dialling
from counterfoil.consensus.sealing.messages import (
    FRAME_BYTES_MAX,
    Challenge,
    Frame,
    Hello,
    Kind,
    Proof,
    Splitter,
    frame,
    say,
)
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from support.sealing import CHAIN, policy_of, validator

MEMBERS = {key.keyid: key for key in policy_of(0, 1, 2, 3).keys}
ONE, OTHER = b"\x01" * 32, b"\x02" * 32


@given(st.lists(st.tuples(st.sampled_from(Kind), st.binary(max_size=300)), max_size=8), st.integers(1, 50))
def test_frames_come_out_as_they_went_in(sent: list[tuple[Kind, bytes]], piece: int) -> None:
    """However the bytes are cut on their way."""
    data = b"".join(frame(kind, body) for kind, body in sent)
    splitter, found = Splitter(), []
    for at in range(0, len(data), piece):
        splitter.feed(data[at : at + piece])
        while (one := splitter.take()) is not None:
            found.append(tuple(one))
    assert found == sent


@given(st.binary(max_size=200))
def test_whatever_comes_is_a_frame_or_an_error(data: bytes) -> None:
    """No bytes do anything else, and what is not whole stays within one frame."""
    splitter = Splitter(bytes_max=64)
    splitter.feed(data)
    try:
        while splitter.take() is not None:
            pass
    except DecodeError as error:
        assert error.where == "frame"


@pytest.mark.parametrize("length", [1, 126, 127, 128, 16_382, 16_383, 16_384, FRAME_BYTES_MAX - 1])
def test_lengths_around_each_byte_of_a_varint(length: int) -> None:
    """The largest frame that is taken, and those where another byte of length begins."""
    splitter = Splitter()
    splitter.feed(frame(Kind.share, b"x" * length))
    assert splitter.take() == (Kind.share, b"x" * length)
    assert splitter.take() is None


def test_a_frame_too_long_is_refused_by_its_length() -> None:
    """Before any of it has come."""
    splitter = Splitter()
    splitter.feed(frame(Kind.share, b"x" * FRAME_BYTES_MAX)[:3])
    with pytest.raises(DecodeError, match="from 1 to"):
        splitter.take()


def taken(data: bytes) -> Frame:
    """One frame, cut out."""
    splitter = Splitter()
    splitter.feed(data)
    found = splitter.take()
    assert found is not None
    return found


def dialling(number: int = 0, key: PrivateKey | None = None) -> Dialling:
    return Dialling(CHAIN, key or validator(number), MEMBERS, ONE)


def answering(number: int = 1) -> Answering:
    return Answering(CHAIN, validator(number), MEMBERS, OTHER)


def test_two_members_know_each_other() -> None:
    """Four frames, and each knows whose key the other has."""
    dials, answers = dialling(), answering()
    challenge = answers.hear(taken(dials.begin()))
    proof = dials.hear(taken(challenge))
    assert (dials.peer, answers.peer) == (None, None)
    assert dials.hear(taken(answers.hear(taken(proof)))) == b""
    assert (dials.peer, answers.peer) == (validator(1).keyid, validator(0).keyid)


class Liar:
    """Has the name of one key, and signs by another."""

    def __init__(self, name: int, key: int) -> None:
        self.keyid = validator(name).keyid
        self.sign = validator(key).sign


def passed_on() -> bytes:
    """0 dials 2, which passes the challenge of 1 on as its own, and hands 1 what 0 signed."""
    challenge = canonical.decode(taken(answering().hear(taken(dialling().begin()))).body, Challenge)
    victim = dialling()
    victim.begin()
    return victim.hear(taken(say(Challenge(validator(2).keyid, challenge.nonce))))


def said_before() -> bytes:
    """What 0 signed to 1 another time."""
    other = Answering(CHAIN, validator(1), MEMBERS, b"\x03" * 32)
    dials = dialling()
    return dials.hear(taken(other.hear(taken(dials.begin()))))


IN_ANSWER: dict[str, tuple[list[Callable[[], bytes]], str]] = {
    "1: no hello": ([lambda: say(Proof(b"x"))], "proof where hello"),
    "1: another chain": ([lambda: say(Hello("other", validator(0).keyid, ONE.hex(), 1))], "another chain"),
    "1: another version": ([lambda: say(Hello(CHAIN, validator(0).keyid, ONE.hex(), 2))], "otherwise"),
    "1: a stranger": ([lambda: dialling(9).begin()], "is no other member's key"),
    "1: one's own key": ([lambda: dialling(1).begin()], "is no other member's key"),
    "1: a short nonce": ([lambda: frame(Kind.hello, say(Hello(CHAIN, validator(0).keyid, "00", 1))[2:])], "match"),
    "3: garbage": ([lambda: dialling().begin(), lambda: frame(Kind.proof, b"garbage")], "not JSON"),
    "3: not signed": ([lambda: dialling().begin(), lambda: say(Proof(bytes(64)))], "did not sign this"),
    "3: signed to somebody else": ([lambda: dialling().begin(), passed_on], "did not sign this"),
    "3: signed another time": ([lambda: dialling().begin(), said_before], "did not sign this"),
}


@pytest.mark.parametrize("said, problem", IN_ANSWER.values(), ids=IN_ANSWER)
def test_who_dials_and_is_not_who_it_says(said: list[Callable[[], bytes]], problem: str) -> None:
    """It proves first, and gets no signature for what it does not prove."""
    answers = answering()
    for one in said[:-1]:
        answers.hear(taken(one()))
    with pytest.raises(InputError, match=problem):
        answers.hear(taken(said[-1]()))
    assert answers.peer is None


def test_who_answers_and_is_not_who_it_says() -> None:
    """A stranger, one's own key, and a member's name without its key."""
    for keyid in (validator(9).keyid, validator(0).keyid):
        with pytest.raises(InputError, match="is no other member's key"):
            dialling().hear(taken(say(Challenge(keyid, OTHER.hex()))))
    dials, liar = dialling(), Answering(CHAIN, Liar(1, 9), MEMBERS, OTHER)
    proof = dials.hear(taken(liar.hear(taken(dials.begin()))))
    with pytest.raises(InputError, match="did not sign this"):
        dials.hear(taken(liar.hear(taken(proof))))
    assert dials.peer is None
