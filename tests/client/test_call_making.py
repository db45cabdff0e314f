# SPDX-License-Identifier: Apache-2.0
"""Every call of every module from plain values, before anything is sent; and what is wrong, by its field."""

import inspect
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.client import NEVER, calls
from counterfoil.client.call_making import make_call
from counterfoil.client.client import Client
from counterfoil.client.literals import in_words, plain
from counterfoil.client.nouns import Nouns
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import single_key_policy
from counterfoil.law.call import Call, call_name
from counterfoil.modules import laws
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control
from counterfoil.modules.settlement.records import Leg
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import DayNumber, Duration, OffsetMinutes, Timestamp
from support import client_stub
from support.fake_node import KEY, TRANSFER

EVERY = sorted(laws().calls)


@pytest.mark.parametrize("name", EVERY)
def test_every_call_is_reachable(name: str) -> None:
    """By its module and its verb, with its fields as parameters and its docstring, without a line for it."""
    noun, _, verb = name.partition(".")
    act = getattr(getattr(calls, noun), verb)
    parameters = inspect.signature(act).parameters
    kind = laws().calls[name]
    assert list(parameters) == list(kind.__struct_fields__)
    required = {one.name for one in msgspec.structs.fields(kind) if one.required}
    assert {name for name, one in parameters.items() if one.default is inspect.Parameter.empty} == required
    assert act.__doc__ == kind.__doc__ and verb in dir(getattr(calls, noun)) and noun in dir(calls)


def test_no_module_hides_a_method() -> None:
    """What a client does and what modules are called are different words."""
    own = {name for name in dir(Client) if not name.startswith("_")} - set(dir(Nouns))
    assert own.isdisjoint(laws().by_noun)


def test_the_stub_is_current() -> None:
    """`make docs` would change nothing of what type checkers read."""
    assert client_stub.FILE.read_text(encoding="utf-8") == client_stub.draw()


def test_plain_values_make_the_struct() -> None:
    """Texts and numbers, words of enumerations and members of them, objects and mappings, lists of them."""
    assert calls.holdings.transfer(**TRANSFER) == Transfer(**TRANSFER)
    opened = {"account": "a", "holder": "alice", "incoming": "nobody"}
    assert calls.parties.open_account(**opened, outgoing=Control.holder) == OpenAccount(
        **{**opened, "incoming": Control.nobody},
        outgoing=Control.holder,  # type: ignore[arg-type]
    )
    leg = {"sender": "a", "receiver": "b", "instrument": "x", "quantity": 1}
    made = [
        calls.settlement.settle_now(instruction="i", legs=legs)
        for legs in ([leg], (leg,), [Leg(**leg)], (Leg(**leg),))  # type: ignore[arg-type]
    ]
    assert all(one == made[0] for one in made)


def test_a_key_stands_for_the_policy_that_it_signs_alone() -> None:
    """The one policy that most parties have."""
    registered = {"party": "p", "registrar": "r", "kind": "organisation", "name": "P"}
    made: Any = calls.parties.register_party if hasattr(calls.parties, "register_party") else calls.parties.register
    assert made(**registered, keys=KEY.public).keys == single_key_policy(KEY)
    assert isinstance(made(**registered, keys=single_key_policy(KEY)), RegisterParty)
    assert in_words(KeyPolicy) == "a KeyPolicy, or a PublicKey that signs alone"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "holdings.transfer(sender=…), holdings.transfer(receiver=…)"),
        ({"sender": "a"}, "receiver: an account's identifier"),
        ({**TRANSFER, "sendr": "a"}, "no field 'sendr' (did you mean sender?)"),
        ({**TRANSFER, "zzz": 1}, "known: sender, receiver, instrument, quantity, reference, sealed"),
        ({**TRANSFER, "quantity": 5.0}, "holdings.transfer(quantity=…): Expected `int`, got `float`"),
        ({**TRANSFER, "quantity": "5"}, "a whole number of smallest units"),
        ({**TRANSFER, "quantity": True}, "Expected `int`, got `bool`"),
        ({**TRANSFER, "quantity": 0}, "holdings.transfer(quantity=…): Expected `int` >= 1"),
        ({**TRANSFER, "quantity": 2**53}, "holdings.transfer(quantity=…)"),
        ({**TRANSFER, "quantity": timedelta(1)}, "timedelta is not taken here (a whole number of smallest units)"),
        ({**TRANSFER, "reference": "x" * 201}, "holdings.transfer(reference=…)"),
        ({**TRANSFER, "reference": "\ud800"}, "surrogate"),
        ({**TRANSFER, "sender": None}, "holdings.transfer(sender=…): Expected `str`, got `null`"),
    ],
)
def test_what_is_wrong_is_told_by_its_field(fields: dict[str, Any], told: str) -> None:
    """With what would be right."""
    with pytest.raises(InputError) as error:
        calls.holdings.transfer(**fields)
    assert told in str(error.value)


def test_words_of_an_enumeration_are_listed() -> None:
    """So that nobody looks them up."""
    with pytest.raises(InputError, match="one of 'nobody', 'holder'"):
        calls.parties.open_account(account="a", holder="b", outgoing="everybody")  # type: ignore[arg-type]


def test_what_there_is_not_is_named_with_what_there_is() -> None:
    """A module or a call that is misspelt: an AttributeError, as editors and `hasattr` expect it."""
    with pytest.raises(AttributeError, match="did you mean holdings"):
        calls.holding  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(AttributeError, match="holdings has no call 'tranfer': did you mean transfer"):
        calls.holdings.tranfer  # type: ignore[attr-defined]  # noqa: B018
    assert not hasattr(calls, "_private") and not hasattr(calls.holdings, "__wrapped__")


@given(st.datetimes(), st.integers(-720, 720))
def test_a_time_is_what_its_offset_says(time: datetime, minutes: int) -> None:
    """Whole milliseconds since 1970, exactly, by whatever clock it is written."""
    told = time.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert plain(Timestamp, told, "t") == (told - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


@given(st.dates(), st.timedeltas(min_value=timedelta(0), max_value=timedelta(40_000)), st.integers())
def test_days_and_durations(day: date, span: timedelta, number: int) -> None:
    """Days since 1970, milliseconds, minutes; numbers are left as they are."""
    assert date(1970, 1, 1) + timedelta(plain(DayNumber, day, "d")) == day
    assert plain(Duration, span, "s") == span // timedelta(milliseconds=1)
    assert plain(OffsetMinutes, timedelta(hours=8), "o") == 480
    assert [plain(kind, number, "n") for kind in (Timestamp, DayNumber, Duration)] == [number] * 3


def test_a_time_without_an_offset_is_no_time() -> None:
    """Nor is a day a time, or a time a day."""
    with pytest.raises(InputError, match="without an offset"):
        plain(Timestamp, datetime(2027, 1, 4, tzinfo=UTC).replace(tzinfo=None), "t")
    for kind, value in ((Timestamp, date(2027, 1, 4)), (DayNumber, datetime(2027, 1, 4, tzinfo=UTC))):
        with pytest.raises(InputError, match="is not taken here"):
            plain(kind, value, "t")
    assert plain(Timestamp, NEVER, "t") == NEVER


def small(kind: type[Call]) -> st.SearchStrategy[dict[str, Any]]:
    """Fields of texts and numbers alone, such as many calls have."""
    return st.fixed_dictionaries(
        {
            "sender": st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._:-]{0,20}\Z"),
            "receiver": st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._:-]{0,20}\Z"),
            "instrument": st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._:-]{0,20}\Z"),
            "quantity": st.integers(1, 2**53 - 1),
        },
        optional={"reference": st.text(max_size=50).filter(str.isprintable)},
    )


@given(small(Transfer))
def test_what_a_call_says_makes_it_again(fields: dict[str, Any]) -> None:
    """Through its line and back: the same call."""
    made = make_call(Transfer, fields)
    said = msgspec.to_builtins(made)
    assert said.pop("call") == call_name(Transfer)
    try:
        assert make_call(Transfer, said) == made
    except DecodeError:
        assert "reference" in fields
