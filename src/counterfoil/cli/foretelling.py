# SPDX-License-Identifier: Apache-2.0
"""Showing what a transaction would do before anything is done, and whose signature it lacks."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NoReturn

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.output import warn, write_facts, write_json, write_table
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.application import Refusal
    from counterfoil.law.call import Call
    from counterfoil.law.module import View
    from counterfoil.law.outcome import Outcome
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.keyring import Keyring
    from counterfoil.node.policy_changes import PolicyChange
    from counterfoil.node.rehearsing import Foretold, Signing
    from counterfoil.primitives.types import KeyId, PartyId


WRITE_IT: Final = "add --key, or write it with --out for others to sign"
Place = Callable[["Call", str], str]
"""Where a field of a call was written."""


def place_in_file(call: "Call", field: str) -> str:
    """As it stands in a file."""
    from counterfoil.law.call import call_name

    return f"{call_name(type(call))}, {field}"


def foretell(
    node: "ChainNode",
    calls: "Sequence[Call]",
    *,
    by: Sequence[str],
    signers: Iterable[str],
    place: Place = place_in_file,
    before: Collection[str] = (),
) -> "Foretold":
    """What the calls would do in the next block, now; InputError for a party to act by that is none of the chain.

    ``before``: parties that other transactions bring, which are ordered before this one.
    """
    from counterfoil.cli.calls import require_readable
    from counterfoil.modules.governance.calls import Propose
    from counterfoil.node.named_parties import brought_by, require_parties
    from counterfoil.node.network import clock_ms
    from counterfoil.node.partial_view import is_whole
    from counterfoil.node.rehearsing import foretell
    from counterfoil.primitives.types import KeyId, PartyId

    names, view, brought = [PartyId(party) for party in by], node.ledger.view, brought_by(calls)

    def require_there(parties: Iterable[str], where: str) -> None:
        require_parties(view, [one for one in parties if one not in before], where=where, brought=brought)

    require_there(names, "--by")
    for call in calls:
        if isinstance(call, Propose):
            require_readable(call.calls, where=place(call, "calls"))
        require_there(_acting(call), place(call, "by"))
    keyids = [KeyId(keyid) for keyid in signers]
    if not is_whole(view):
        return _foretold_afar(node, calls, names, keyids)
    told = foretell(node, calls, by=names, signers=keyids, time=clock_ms())
    for one in told.signings:
        require_there([one.party], _field_of(calls, one.party, place))
    return told


def _foretold_afar(
    node: "ChainNode", calls: "Sequence[Call]", by: "list[PartyId]", signers: "list[KeyId]"
) -> "Foretold":
    """The same, told by the service that holds the chain."""
    from counterfoil.cli.afar_chain import afar_ledger
    from counterfoil.cli.afar_foretelling import foretell_afar

    ledger = afar_ledger(node)
    assert ledger is not None, "a view is partial where a service tells it"
    return foretell_afar(node, ledger, calls, by, signers)


def _acting(call: "Call") -> tuple[str, ...]:
    """Who does it, where a field says that alone: what reviewers or officers may is asked before whether they are."""
    by = getattr(call, "by", None) or ()
    return (by,) if isinstance(by, str) else tuple(by)


def _field_of(calls: "Sequence[Call]", party: str, place: Place) -> str:
    """The field that names a party first, or in which something names it, such as a member of articles."""
    from counterfoil.node.exhibits import party_fields

    named = (
        place(call, name)
        for call in calls
        for name in call.__struct_fields__
        if name in party_fields() and party in (getattr(call, name), *_several(getattr(call, name)))
    )
    within = (
        place(call, name)
        for call in calls
        for name in call.__struct_fields__
        if not isinstance(getattr(call, name), str) and party in _texts_in(getattr(call, name))
    )
    return next(named, None) or next(within, "--by")


def _texts_in(value: object) -> Iterator[str]:
    """Every text in it, at whatever depth."""
    import msgspec

    plain = msgspec.to_builtins(value)
    if isinstance(plain, str):
        yield plain
    for one in plain.values() if isinstance(plain, dict) else plain if isinstance(plain, (list, tuple)) else ():
        yield from _texts_in(one)


def _several(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def foretell_transaction(node: "ChainNode", data: bytes, told: "Foretold | None" = None) -> "Foretold | Refusal":
    """What a signed transaction would do, unless it is ``told`` already; the refusal when it can enter no block."""
    from counterfoil.application import Refusal
    from counterfoil.node.partial_view import is_whole

    if not is_whole(node.ledger.view):
        from counterfoil.cli.afar_chain import afar_ledger
        from counterfoil.cli.afar_foretelling import foretell_signed_afar

        ledger = afar_ledger(node)
        assert ledger is not None, "a view is partial where a service tells it"
        return told or foretell_signed_afar(ledger, data)
    prepared = node.ledger.prepare(data)
    if isinstance(prepared, Refusal):
        return prepared
    if (refusal := node.ledger.judge(prepared)) is not None:
        return refusal
    return told or foretell(node, prepared.calls, by=prepared.by, signers=prepared.signers)


def end_dry_run(
    node: "ChainNode",
    told: "Sequence[Foretold | Refusal]",
    names: Mapping[str, str],
    *,
    as_json: bool,
    lines: Sequence[int] = (),
) -> NoReturn:
    """Say what each transaction by itself would do, and end the command; exit code 1 when any would fail.

    ``lines``: on which of a file each of its calls stands.
    """
    good = all(_is_good(one) for one in told)
    if as_json:
        facts = [as_facts(one, names, node.ledger.view, lines) for one in told]
        write_json({"ordered": False, "transactions": facts})
    else:
        for one in told:
            write(one, names, node.ledger.view, lines)
    raise typer.Exit(ExitCode.ok if good else ExitCode.negative)


def key_names(keyring: "Keyring") -> Mapping[str, str]:
    """Key identifier → what its file is called in this network's folder."""
    return {keyring.public(name).keyid: name for name in keyring.names()}


def _is_good(told: "Foretold | Refusal") -> bool:
    from counterfoil.application import Refusal

    return not isinstance(told, Refusal) and told.complete and not told.result.code


def as_facts(
    told: "Foretold | Refusal", names: Mapping[str, str], view: "View", lines: Sequence[int] = ()
) -> dict[str, Any]:
    """For machines: the outcome, what would happen in words, and every signature that is there or lacking."""
    from counterfoil.application import Refusal
    from counterfoil.modules import laws

    if isinstance(told, Refusal):
        return {"outcome": told.reason, "code": told.code, "detail": told.detail, "complete": False}
    outcome = laws().outcomes[told.result.code] if told.result.code else None
    return {
        "outcome": told.result.outcome,
        "code": told.result.code,
        "call": told.result.call,
        **({"line": lines[told.result.call]} if lines and told.result.call is not None else {}),
        "detail": _explained(told, outcome, view) if outcome else "",
        "zh": outcome.chinese if outcome else "",
        "complete": told.complete,
        "lacking": lacking(told, names),
        "would_happen": [{"type": type_, "en": words} for type_, words in _happens(told, view)],
        "signatures": [
            {
                "party": one.party,
                "needs": one.needs,
                "signed": [names.get(keyid, keyid) for keyid in one.signed],
                "lacking": one.lacking,
                "could_sign": [names.get(keyid, keyid) for keyid in one.open],
                "or_instead": list(one.instead),
                "by_decision": one.decides,
            }
            for one in told.signings
        ],
        "would_be_refused_when_decided": _later(told, view),
        "policy_changes": [one.plain for one in changes_of(told, view)],
        "signatures_that_serve_nobody": [names.get(keyid, keyid) for keyid in told.idle],
    }


def _happens(told: "Foretold", view: "View") -> "Iterator[tuple[str, str]]":
    """The events that there would be, by type and in words."""
    from counterfoil.modules import laws
    from counterfoil.node.units import ChainUnits

    yield from told.happens or ()
    vocabulary, units = laws().vocabulary, ChainUnits(view)
    yield from ((one.type, vocabulary.describe(one.type, one.data, units=units).en) for one in told.events)


def _explained(told: "Foretold", outcome: "Outcome", view: "View") -> str:
    from counterfoil.node.explaining import explained_here

    if told.explained is not None:
        return told.explained
    return explained_here(view, outcome, _detail(told, outcome), decided=told.decided)


def _detail(told: "Foretold", outcome: "Outcome") -> str:
    """What it is about; of several who must consent, those who have not: the law names all whom it asked."""
    from counterfoil.modules.parties.outcomes import PartiesOutcome

    if told.decided or outcome is not PartiesOutcome.not_authorised:
        return told.result.detail
    there = {one.party for one in told.signings if one.needs and not one.lacking}
    return " and ".join(one for one in told.result.detail.split(" and ") if one not in there) or told.result.detail


def write(told: "Foretold | Refusal", names: Mapping[str, str], view: "View", lines: Sequence[int] = ()) -> None:
    """The same for people, who count calls from one on, and lines where they stand in a file."""
    from counterfoil.application import Refusal

    facts = as_facts(told, names, view, lines)
    if isinstance(told, Refusal):
        write_facts("Nothing was ordered", {"outcome": f"would be refused: {told.reason}", "because": told.detail})
        return
    because = f"{facts['detail']} {facts['zh']}".rstrip()
    outcome = "would be committed" if not told.result.code else f"would be rejected: {told.result.outcome}"
    outcome = "is told once the others have signed" if told.withheld else outcome
    first = {"first of all": facts["lacking"]} if told.result.code else {}
    write_facts("Nothing was ordered", first | {"outcome": outcome, "because": because} | _which(told, facts))
    if facts["would_happen"]:
        happens = [(one["type"], one["en"]) for one in facts["would_happen"]]
        write_table("What would happen", ("type", "in words"), happens)
    rows = [
        (
            f"{one.party}{_or_instead(one) if one.lacking else ''}",
            _needs(one),
            [names.get(keyid, keyid) for keyid in one.signed],
            _lacks(one, names),
        )
        for one in told.signings
    ]
    # A rejected call stops before it asks everybody, so that no signature it lists makes it pass.
    title = "Signatures asked for before it was rejected" if told.result.code else "Signatures"
    warn_of_later(told, view)
    tell_changes(told, view, quiet=False)
    if rows:
        write_table(title, ("party", "needs", "signed", "lacks"), rows)


def _which(told: "Foretold", facts: Mapping[str, Any]) -> dict[str, int | None]:
    """The call that was refused."""
    if "line" in facts:
        return {"line": facts["line"]}
    return {"call": None if told.result.call is None else told.result.call + 1}


def changes_of(told: "Foretold", view: "View") -> "list[PolicyChange]":
    """What would change of policies: a dated call says one whole, and what it does not repeat is gone."""
    from counterfoil.node.policy_changes import policy_changes

    return list(policy_changes(told.changed, view))


def tell_changes(told: "Foretold", view: "View", *, quiet: bool) -> None:
    """Every rule of a policy that would change, before and after; what is gone is a warning, also where ``quiet``."""
    from counterfoil.evidence.text import format_time

    for one in changes_of(told, view):
        if one.warning:
            warn(one.warning)
        if not quiet:
            rows = [(rule.name, rule.before, rule.after) for rule in one.rules] or [("nothing changes", "", "")]
            write_table(f"{one.record} from {format_time(one.since)} on", ("rule", "before", "after"), rows)


def warn_of_later(told: "Foretold", view: "View") -> None:
    """What is moved could not be carried out as things are now: it may be when it is decided, or it never is."""
    for one in _later(told, view):
        begins = "if it were decided now, its calls would be refused"
        begins = f"decided or not, it is never carried out, since {one['never']}" if one["never"] else begins
        which = f"call {one['refused_call']}, {one['refused_name']}"
        warn(f"{begins}: {one['outcome']}: {which}: {one['detail']}")


def _later(told: "Foretold", view: "View") -> list[dict[str, Any]]:
    """For machines: which calls are to have others carried out that would be refused now, and why."""
    from counterfoil.node.explaining import explained_here
    from counterfoil.node.hopeless import why_never

    return [
        {
            "call": call,
            "refused_call": one.number,
            "refused_name": one.name,
            "outcome": one.outcome.name,
            "detail": explained_here(view, one.outcome, one.detail, decided=True),
            "never": why_never(view, one.outcome, one.detail),
        }
        for call, one in told.later
    ]


def require_complete(told: "Foretold", names: Mapping[str, str], remedy: str = WRITE_IT) -> None:
    """Raise InputError naming whose signature is missing, or which one serves nobody."""
    for one in told.signings:
        if one.decides:
            from counterfoil.node.explaining import MOVE_IT

            raise InputError(f"{one.party} consents by decisions alone", where="signatures", remedy=MOVE_IT)
        if not one.needs:
            problem = f"{one.party} cannot consent: it is unknown, suspended or without keys"
            raise InputError(problem, where="signatures", remedy="see counterfoil show party")
    if missing := lacking(told, names):
        raise InputError(missing, where="signatures", remedy=remedy)
    if told.idle:
        idle = ", ".join(names.get(keyid, keyid) for keyid in told.idle)
        raise InputError(f"nobody's consent needs the key {idle}", where="signatures", remedy="leave it out")


def lacking(told: "Foretold", names: Mapping[str, str]) -> str:
    """Whose signatures are missing, of those who were asked; said before any other reason: nobody else may do it."""
    lacking = [f"{one.party} ({_lacks(one, names)}){_or_instead(one)}" for one in told.signings if one.lacking]
    return f"signatures are missing: {'; '.join(lacking)}{_why_not_enough(told, names)}" if lacking else ""


def _or_instead(one: "Signing") -> str:
    """Who would do as well."""
    return f", or {' or '.join(one.instead)} in its place" if one.instead else ""


def _why_not_enough(told: "Foretold", names: Mapping[str, str]) -> str:
    """Whose the keys are that were given, where others' are missing."""
    whole = [one.party for one in told.signings if one.signed and not one.lacking]
    idle = [names.get(keyid, keyid) for keyid in told.idle]
    there = [f"the keys given sign for {' and '.join(whole)} alone"] if whole else []
    if idle:
        keys = f"the key {idle[0]} signs" if len(idle) == 1 else f"the keys {' and '.join(idle)} sign"
        there.append(f"{keys} for none of those whose consent is needed")
    return "".join(f"; {one}" for one in there)


def _needs(one: "Signing") -> str:
    if not one.needs:
        return "a decision" if one.decides else "it cannot sign"
    if one.lacking and not one.open:  # nobody else is told which keys another party has
        return "its key" if one.needs == 1 else f"{one.needs} keys"
    total = len(one.signed) + len(one.open)
    return "its key" if total == 1 else f"{one.needs} of {total} keys"


def _lacks(one: "Signing", names: Mapping[str, str]) -> str:
    if not one.lacking:
        return "nothing" if one.needs else "a motion that is carried" if one.decides else "what it needs to sign at all"
    if not one.open:
        return "its key" if one.needs == 1 else f"{one.lacking} keys"
    could = ", ".join(names.get(keyid, keyid) for keyid in one.open)
    return f"key {could}" if len(one.open) == 1 else f"{one.lacking} of the keys {could}"
