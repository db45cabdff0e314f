# SPDX-License-Identifier: Apache-2.0
"""The forms of all calls, events and records as data, and the tables of the laws: what no second verifier need copy.

A form is one of ``"text"``; ``"integer"``; ``"flag"``; ``{"text": [least, most]}``; ``{"integer": [least, most]}``;
``{"pattern": …}``; ``{"one_of": […]}``; ``{"or_null": form}``; ``{"list": [form, least, most]}``; ``{"map": form}``;
``{"base64": most bytes}``; and ``{"fields": {name: form}, "defaults": {name: [form, default]}}``, where a field that
holds its default is left out, or may be, where ``true`` follows the default. A bound that is null is none.
"""

from typing import Any

import msgspec
from msgspec import inspect

from counterfoil.law.call import Call, call_name
from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.law.module import Rule
from counterfoil.law.table import TrailedRecord
from counterfoil.modules import laws
from counterfoil.modules.instruments.records import LIFE_CYCLE
from counterfoil.modules.parties.attestations import VALUES
from counterfoil.modules.restrictions import records as restrictions
from counterfoil.modules.supervision.order import SHAPES

Form = Any


def law_forms() -> dict[str, Any]:
    """Calls, events and records by name, and the tables that the laws look into."""
    known = laws()
    records = {prefix: table.record for prefix, table in known.tables.items()}
    trailed = {prefix: record for prefix, record in records.items() if issubclass(record, TrailedRecord)}
    return {
        "calls": {call_name(call): _call(call, rule) for call, rule in _sorted(known.rules)},
        "every_call": _struct(Call),
        "ends": {prefix: sorted(one.ends) for prefix, one in sorted(trailed.items()) if one.ends},
        "events": {type_: _event(event) for type_, event in sorted(known.events.items())},
        "grants": {prefix: one.grant_kind for prefix, one in sorted(trailed.items()) if hasattr(one, "grant_kind")},
        "records": {prefix: _struct(record, "trail") for prefix, record in sorted(trailed.items())},
        "tables": {
            "instrument_steps": {status: sorted(steps) for status, steps in LIFE_CYCLE.items()},
            "attested_values": {topic: sorted(values) for topic, values in sorted(VALUES.items())},
            "order_scopes": {
                kind: {"either": [sorted(one) for one in shape.either], "maybe": sorted(shape.maybe)}
                for kind, shape in SHAPES.items()
            },
            "rule_fields": {
                kind: {"needs": sorted(needs), "maybe": sorted(maybe)}
                for kind, (needs, maybe) in restrictions._NEEDS.items()
            },
            "rules_of_countries": sorted(restrictions._OF_COUNTRIES),
            "rules_that_count": sorted(restrictions.COUNTING),
        },
    }


def _sorted(rules: Any) -> list[tuple[type[Call], Rule]]:
    return sorted(rules.items(), key=lambda one: call_name(one[0]))


def _call(call: type[Call], rule: Rule) -> dict[str, Any]:
    feature = {} if rule.feature is None else {"feature": rule.feature}
    shared = [field.name for field in msgspec.structs.fields(Call)]
    return _struct(call, *shared) | feature | ({"programmed": True} if rule.programmed else {})


def _event(event: type[EventData]) -> dict[str, Any]:
    """``by_grant``, ``frees`` and ``noted`` stand where they are so."""
    said = {
        "by_grant": event.by_grant,
        "frees": event.frees is not EventData.frees,
        "noted": issubclass(event, FollowingEvent),
    }
    return {"object": event.object, **_struct(event), **{name: True for name, holds in said.items() if holds}}


def _struct(struct: type[msgspec.Struct], *besides: str) -> dict[str, Form]:
    return _form_of_struct(inspect.type_info(struct), *besides)


def _form_of_struct(info: Any, *besides: str) -> dict[str, Form]:
    """The form of a struct without some of its fields."""
    fields, defaults = {}, {}
    for field in info.fields:
        if field.name in besides:
            continue
        has_default = (field.default, field.default_factory) != (msgspec.NODEFAULT, msgspec.NODEFAULT)
        if not field.required and not has_default:  # it may be unset
            defaults[field.name] = [_form(field.type), None]
        elif not field.required and info.cls.__struct_config__.omit_defaults:
            default = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
            defaults[field.name] = [_form(field.type), msgspec.to_builtins(default)]
            if _may_stand(info.cls, field.name, default):
                defaults[field.name].append(True)
        else:
            fields[field.name] = _form(field.type)
    return {"fields": fields} | ({"defaults": defaults} if defaults else {})


def _may_stand(struct: type[msgspec.Struct], name: str, default: Any) -> bool:
    """Whether the encoder writes a value that equals the default, because it is another object."""
    (declared,) = (field.type for field in msgspec.structs.fields(struct) if field.name == name)
    plain = msgspec.json.decode(msgspec.json.encode(default))
    return msgspec.convert(plain, declared) is not default


def _form(info: Any) -> Form:
    match info:
        case inspect.Metadata():
            return _form(info.type)
        case inspect.BoolType():
            return "flag"
        case inspect.LiteralType(values=(True,)):
            return "true"
        case inspect.StrType(pattern=None, min_length=None, max_length=None):
            return "text"
        case inspect.StrType(pattern=None):
            return {"text": [info.min_length or 0, info.max_length]}
        case inspect.StrType():
            return {"pattern": info.pattern.replace(r"\Z", "$")}
        case inspect.IntType(gt=None, ge=None, lt=None, le=None):
            return "integer"
        case inspect.IntType():
            least = info.ge if info.gt is None else info.gt + 1
            most = info.le if info.lt is None else info.lt - 1
            return {"integer": [least, most]}
        case inspect.BytesType():
            return {"base64": info.max_length}
        case inspect.EnumType():
            return {"one_of": [one.value for one in info.cls]}
        case inspect.VarTupleType():
            return {"list": [_form(info.item_type), info.min_length or 0, info.max_length]}
        case inspect.DictType():
            return {"map": _form(info.value_type)}
        case inspect.StructType():
            return _form_of_struct(info)
        case inspect.UnionType():
            (one,) = (kind for kind in info.types if not isinstance(kind, inspect.NoneType))
            return {"or_null": _form(one)}
    raise TypeError(f"a form that nobody here can say: {info}")
