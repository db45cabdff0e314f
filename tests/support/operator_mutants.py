# SPDX-License-Identifier: Apache-2.0
"""What an operator hands out who changes something of what the laws say, at random, and seals it all the same.

Each story is one of the breaches' (``law_breaches`` and the like): lawful steps, then a call that a rule forbids. The
operator departs from it at one step: another call, other signatures, another event, one that is missing or doubled.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from random import Random
from typing import Any, NamedTuple

import msgspec

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import Consent, Event, decode_event
from counterfoil.evidence.package import encode_package
from counterfoil.evidence.transaction import Transaction
from counterfoil.law.call import call_name
from counterfoil.law.moment import Unknown
from counterfoil.modules import laws
from counterfoil.node.collect import Collector
from counterfoil.primitives.errors import CounterfoilError
from support.evidence_forced import fork
from support.evidence_world import World, begin, id_of
from support.law_breaches import Breach
from support.lawless import everything_goes
from support.lawless_package import TABLES

Step = tuple[str, dict[str, Any] | None]
UNMAKEABLE = (CounterfoilError, Unknown, msgspec.ValidationError, AttributeError, KeyError, TypeError, ValueError)
"""What stops an operator without rules: an event that cannot be written, or of an account that has no part in it."""
NUMBERS = (0, 1, 2, 59, 60, 61, 2**53 - 2, 2**53 - 1)
OPEN_ABOVE = (0, 1, 33, 10**9)


class Mutant(NamedTuple):
    story: str
    departure: str
    package: bytes


def tables() -> dict[str, tuple[dict[str, Breach], Callable[[], World]]]:
    """By what their breaches are about: the breaches, and the world in which they happen."""
    return {module.__name__.rpartition(".")[2]: (module.BREACHES, module.WORLD) for module in TABLES}


@cache
def prepared(name: str) -> World:
    return tables()[name][1]()


def operator_mutants(random: Random, name: str, count: int) -> Iterator[Mutant]:
    """Packages of one table's stories, each with one departure; as many as can be made in so many attempts."""
    breaches = tables()[name][0]
    words = sorted(set(_strings([step for one in breaches.values() for step in _steps(one)])))
    for _ in range(count):
        story = random.choice(sorted(breaches))
        steps = _steps(breaches[story])
        at = random.choice((len(steps) - 1, random.randrange(len(steps))))
        world = fork(prepared(name))
        for signers, call in steps[:at]:
            if call is None:
                world.block()
            else:
                world.do(*signers.split(), calls=[call])
        signers, call = steps[at]
        if call is not None:
            yield from _departed(random, world, story, signers.split(), call, words)


def _steps(breach: Breach) -> list[Step]:
    return [*breach.before, (breach.signers, breach.call)]


def _departed(
    random: Random, world: World, story: str, signers: Sequence[str], call: dict[str, Any], words: list[str]
) -> Iterator[Mutant]:
    departure = random.choice(("none", "call", "call", "signers", "event", "event", "consents", "order"))
    if departure == "call":
        call = _changed(random, call, words)
    if departure == "signers":
        signers = random.choice((signers[1:], signers[:-1], [random.choice(("li", "mallory", "supervisor"))]))
    transaction = world.sign([call], *signers)
    try:
        events = _caused(fork(world), transaction)
        if departure in ("event", "consents", "order"):
            events = _DEPARTURES[departure](random, events, words)
        with everything_goes():
            world.rogue_block(lambda ctx: _happen(ctx, events), transaction)
    except UNMAKEABLE:
        return
    log = world.publish()
    paths = list(dict.fromkeys(link.record for one in _written(world) for link in one.trails))
    asks = [("record", path) for path in random.sample(paths, min(2, len(paths)))]
    for kind, what in [*asks, ("transfer", id_of(transaction))]:
        collector = Collector(
            world, log, open_above=random.choice(OPEN_ABOVE), supporting_above=random.choice(OPEN_ABOVE)
        )
        try:
            yield Mutant(story, f"{departure}: {kind} {what}", encode_package(getattr(collector, kind)(what)))
        except CounterfoilError:
            continue


def _caused(world: World, transaction: Transaction) -> list[Event]:
    """What the ledger would write if no rule said no, with all that follows; the world is spent."""
    ctx = world.context()
    rules = laws()
    begin(ctx, transaction)
    with everything_goes():
        for position, line in enumerate(transaction.lines):
            call = msgspec.convert(msgspec.json.decode(line)["call"], rules.any_call)
            ctx.position, ctx.call = position, call_name(type(call))
            for event in tuple(rules.rules[type(call)].moves(call, ctx)):
                ctx.cause(event)
    return [decode_event(encoded) for encoded in ctx.events.encoded]


def _happen(ctx: Context, events: Sequence[Event]) -> None:
    for one in events:
        ctx.position = one.call
        data = msgspec.convert(one.data, laws().events[one.type])
        ctx.happen(data, one.consents)


def _written(world: World) -> list[Event]:
    return [decode_event(encoded) for encoded in world.events(world.height)]


def _another_event(random: Random, events: list[Event], words: list[str]) -> list[Event]:
    at = random.randrange(len(events))
    one = events[at]
    return [*events[:at], msgspec.structs.replace(one, data=_changed(random, one.data, words)), *events[at + 1 :]]


def _another_consent(random: Random, events: list[Event], words: list[str]) -> list[Event]:
    """Of one event that carries consents: one less, one twice, or one of other words."""
    carrying = [number for number, one in enumerate(events) if one.consents]
    if not carrying:
        return events
    at = random.choice(carrying)
    consents = list(events[at].consents)
    which = random.randrange(len(consents))
    way = random.choice(("drop", "double", "change"))
    if way == "drop":
        del consents[which]
    elif way == "double":
        consents.insert(which, consents[which])
    else:
        plain = _changed(random, msgspec.to_builtins(consents[which]), words)
        consents[which] = msgspec.convert(plain, Consent)
    return [*events[:at], msgspec.structs.replace(events[at], consents=tuple(consents)), *events[at + 1 :]]


def _another_order(random: Random, events: list[Event], _words: list[str]) -> list[Event]:
    """One event is missing, stands twice, or stands elsewhere."""
    changed = list(events)
    at, to = random.randrange(len(events)), random.randrange(len(events))
    match random.choice(("drop", "double", "move")):
        case "drop":
            del changed[at]
        case "double":
            changed.insert(to, changed[at])
        case _:
            changed.insert(to, changed.pop(at))
    return changed


_DEPARTURES = {"event": _another_event, "consents": _another_consent, "order": _another_order}


def _changed(random: Random, plain: Any, words: list[str]) -> Any:
    """The same with one thing in it changed, whatever it is."""
    if isinstance(plain, dict) and plain:
        name = random.choice([name for name in sorted(plain) if name != "call"] or sorted(plain))
        if random.random() < 0.1:
            return {key: value for key, value in plain.items() if key != name}
        return plain | {name: _changed(random, plain[name], words)}
    if isinstance(plain, list | tuple) and plain:
        items, at = list(plain), random.randrange(len(plain))
        way = random.choice(("drop", "double", "change", "change"))
        if way == "drop":
            return items[:at] + items[at + 1 :]
        if way == "double":
            return [*items, items[at]]
        return [*items[:at], _changed(random, items[at], words), *items[at + 1 :]]
    if isinstance(plain, bool):
        return not plain
    if isinstance(plain, int):
        return random.choice((plain - 1, plain + 1, -plain, *NUMBERS))
    return random.choice((None, *random.sample(words, 5), *random.sample(NUMBERS, 1)))


def _strings(value: Any) -> Iterator[str]:
    """Every text that stands somewhere in it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings([*value.values()])
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)
