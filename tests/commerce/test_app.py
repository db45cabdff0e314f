# SPDX-License-Identifier: Apache-2.0
"""The composition of the modules: complete dispatch, every kind of event in an object class, complete READMEs."""

import importlib
import re
from collections.abc import Iterator
from types import ModuleType

import pytest

from counterfoil.commerce.app import CALLS, call_name
from counterfoil.commerce.context import EventType
from counterfoil.commerce.machine import TRANSACTION_REJECTED
from counterfoil.commerce.message import Message
from counterfoil.commerce.outcome import Outcome
from counterfoil.commerce.state import Table
from counterfoil.evidence.event import ObjectClass
from support.generated_docs import LIFE_CYCLES, MODULES, drawn_in

NAMES = ("protocol", "parties", "instruments", "holdings", "settlement")
ANATOMY = {"README.md", "messages.py", "state.py", "handlers.py", "queries.py", "invariants.py", "ports.py"}
HEADINGS = ["## What it is", "## State", "## Calls", "## Events", "## Invariants", "## Ports"]


def messages_of(name: str) -> ModuleType:
    """A module's messages."""
    return importlib.import_module(f"counterfoil.commerce.modules.{name}.messages")


def event_types(name: str) -> Iterator[EventType]:
    """The kinds of events of a module."""
    return (value for value in vars(messages_of(name)).values() if isinstance(value, EventType))


def test_every_message_has_a_row() -> None:
    """A call that nobody handles cannot be defined."""
    defined = {
        value
        for name in NAMES
        for value in vars(messages_of(name)).values()
        if isinstance(value, type) and issubclass(value, Message) and value is not Message
    }
    assert defined == set(CALLS)


def test_names_of_calls_and_events_say_their_module() -> None:
    """``module.verb`` for calls, ``module.participle`` for events, each name once."""
    calls = [call_name(message) for message in CALLS]
    events = [kind.name for name in NAMES for kind in event_types(name)]
    assert len(set(calls)) == len(calls) and len(set(events)) == len(events)
    for message, name in zip(CALLS, calls, strict=True):
        assert message.__module__ == f"counterfoil.commerce.modules.{name.split('.')[0]}.messages"
    for name in NAMES:
        assert all(kind.name.startswith(f"{name}.") for kind in event_types(name))


def test_every_event_is_in_one_of_the_nine_classes() -> None:
    """JR/T 0315-2024 has nine object classes."""
    assert len(ObjectClass) == 9
    kinds = [TRANSACTION_REJECTED, *(kind for name in NAMES for kind in event_types(name))]
    assert all(kind.object in ObjectClass for kind in kinds)


@pytest.mark.parametrize("name", NAMES)
def test_a_module_has_the_whole_anatomy(name: str) -> None:
    """The same files in every module."""
    assert {path.name for path in (MODULES / name).iterdir()} >= ANATOMY


@pytest.mark.parametrize("name", NAMES)
def test_a_readme_tells_of_every_call_event_and_record(name: str) -> None:
    """The fixed headings in their order, each call with what it fails for, each event with its class."""
    readme = (MODULES / name / "README.md").read_text()
    assert [line for line in readme.splitlines() if line.startswith("## ")] == HEADINGS
    calls = [call_name(message) for message in CALLS if call_name(message).startswith(f"{name}.")]
    assert re.findall(r"^### `(.*)`$", readme, re.MULTILINE) == calls
    assert readme.count("Fails if") == len(calls)
    events = re.findall(r"^\| `([a-z_.]+)` \| ([a-z_]+) \|", readme.split("## Events")[1], re.MULTILINE)
    assert events == [(kind.name, kind.object.value) for kind in event_types(name)]
    state = importlib.import_module(f"counterfoil.commerce.modules.{name}.state")
    for table in (value for value in vars(state).values() if isinstance(value, Table)):
        assert f"`{table.prefix}/" in readme


@pytest.mark.parametrize("name", NAMES)
def test_a_readme_names_real_outcomes(name: str) -> None:
    """Each reason in a "fails if" list is a member of Outcome."""
    calls = (MODULES / name / "README.md").read_text().split("## Calls")[1].split("## Events")[0]
    reasons = re.findall(r"^- `([a-z_]+)`", calls, re.MULTILINE)
    assert reasons and set(reasons) <= set(Outcome.__members__)


@pytest.mark.parametrize("name", LIFE_CYCLES)
def test_a_drawn_life_cycle_is_current(name: str) -> None:
    """The diagram in the README is drawn from the table in the code."""
    assert drawn_in((MODULES / name / "README.md").read_text()) == LIFE_CYCLES[name]
