# SPDX-License-Identifier: Apache-2.0
"""A transaction as executed, for ``counterfoil show transaction``: for machines, and for people, who read names."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import msgspec

from counterfoil.cli.afar_chain import AfarReader, afar_ledger
from counterfoil.cli.naming import Register
from counterfoil.evidence.event import Event, decode_event
from counterfoil.evidence.transaction import Line, decode_envelope
from counterfoil.modules import laws
from counterfoil.node.chain import ChainNode
from counterfoil.node.exhibits import named_accounts, named_parties
from counterfoil.node.short_hashes import transaction_named
from counterfoil.node.units import ChainUnits
from counterfoil.primitives import canonical
from counterfoil.primitives.types import HexHash


@dataclass(frozen=True)
class TransactionFacts:
    """``plain`` is for machines, the rest for people."""

    plain: dict[str, Any]
    facts: dict[str, Any]
    calls: list[tuple[str, dict[str, Any]]]
    events: list[tuple[str, str]]


def read(node: ChainNode, transaction: str, times: Callable[[int], str]) -> TransactionFacts:
    """Raises InputError when there is no such transaction, or several begin so."""
    transaction = transaction_named(node.reader, transaction, where="ID")
    plain = _told_afar(node, transaction) if afar_ledger(node) is not None else _read_here(node, transaction)
    calls, caused, keys = plain["calls"], [canonical.convert(one, Event) for one in plain["events"]], plain["signed_by"]
    register = Register(node.ledger.view, times)
    facts = {
        "transaction": transaction,
        "block": plain["height"],
        "position in block": plain["position"],
        "time": times(plain["time"]),
        "by": [register.party(party) for party in plain["by"]],
        "valid from block": plain["valid_from"],
        "valid until block": plain["valid_until"],
        "signed by key": [register.key(key) for key in keys],
        "calls not shown": plain.get("calls_not_shown"),
    }
    shown = [(str(call.get("call")), register.fields(call)) for call in calls]
    told = {"names": _names(register, plain["by"], calls, caused), "units": _units(node, calls, caused)}
    return TransactionFacts(plain | told, facts, shown, _in_words(node, caused))


def _read_here(node: ChainNode, transaction: HexHash) -> dict[str, Any]:
    height, position = node.reader.transaction_position(transaction)
    found = node.reader.transaction(transaction)
    events = [decode_event(event) for event in node.reader.events(height)]
    envelope, payload = decode_envelope(found.envelope)
    return {
        "transaction": transaction,
        "height": height,
        "position": position,
        "time": node.reader.header(height).time,
        "by": payload.by,
        "valid_from": payload.valid_from,
        "valid_until": payload.valid_until,
        "signed_by": [signature.keyid for signature in envelope.signatures],
        "calls": [canonical.decode(line, Line).call for line in found.lines],
        "events": msgspec.to_builtins([event for event in events if event.transaction == transaction]),
    }


def _told_afar(node: ChainNode, transaction: HexHash) -> dict[str, Any]:
    """The same as far as a service tells it."""
    told = cast(AfarReader, node.reader).told(transaction)
    hidden = {"calls_not_shown": told["calls_not_shown"]} if told["calls_not_shown"] else {}
    return {
        "transaction": transaction,
        "height": told["height"],
        "position": told["index"],
        "time": node.reader.header(told["height"]).time,
        **{name: told[name] for name in ("by", "valid_from", "valid_until", "signed_by")},
        "calls": [one["call"] for one in told["calls"]],
        "events": told["caused"],
        **hidden,
    }


def _in_words(node: ChainNode, caused: Iterable[Event]) -> list[tuple[str, str]]:
    vocabulary, units = laws().vocabulary, ChainUnits(node.ledger.view)
    return [(event.type, vocabulary.describe(event.type, event.data, units=units).en) for event in caused]


def _names(register: Register, by: Iterable[str], calls: list[dict[str, Any]], caused: list[Event]) -> dict[str, str]:
    """Identifier → the same with its registered name or its holder, where there is one."""
    said: list[Mapping[str, Any]] = [*calls, *(event.data for event in caused)]
    called = {account: register.account(account) for each in said for account in named_accounts(each)}
    called |= {party: register.party(party) for each in said for party in named_parties(each)}
    called |= {party: register.party(party) for party in by}
    return {identifier: words for identifier, words in sorted(called.items()) if words != identifier}


def _units(node: ChainNode, calls: list[dict[str, Any]], caused: list[Event]) -> dict[str, dict[str, Any]]:
    """Instrument → name and decimals of its unit."""
    units = ChainUnits(node.ledger.view)
    named = {str(one.get("instrument")) for one in _structs([*calls, *(event.data for event in caused)])}
    return {
        name: {"name": units[name].name, "decimals": units[name].decimals} for name in sorted(named) if name in units
    }


def _structs(value: Any) -> Iterable[Mapping[str, Any]]:
    """Every object in it, at whatever depth."""
    if isinstance(value, Mapping):
        yield value
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    for one in inner:
        yield from _structs(one)
