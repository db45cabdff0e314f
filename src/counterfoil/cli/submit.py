# SPDX-License-Identifier: Apache-2.0
"""``counterfoil submit``: transactions go to their chain, and what became of each comes back."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple, NoReturn

import typer

from counterfoil.cli.calls import (
    is_transaction,
    parse_calls,
    parse_document,
    parse_transaction,
    read_input,
    seed_for,
)
from counterfoil.cli.contract_reading import add_reviews, add_runs, write_reviews, write_runs
from counterfoil.cli.errors import ExitCode
from counterfoil.cli.foretelling import end_dry_run, foretell, foretell_transaction, key_names, tell_changes
from counterfoil.cli.options import (
    AcceptClockOption,
    ByOption,
    CaOption,
    ChainOption,
    DryRunOption,
    JsonOption,
    KeysOption,
    NetworkOption,
    NewIntentOption,
    NoPublishOption,
    PassphraseOption,
    example,
    open_network,
    signing_keys,
)
from counterfoil.cli.output import warn, write_json, write_line, write_table
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.law.call import Call
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.network import Network
    from counterfoil.node.policy_changes import PolicyChange
    from counterfoil.node.rehearsing import Foretold
    from counterfoil.node.submitting import Answer

EPILOG: Final = example(
    "counterfoil submit tx.json --network trial",
    "counterfoil submit register.json --network trial --key depository",
)


def submit(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Signed transactions; with --key also calls.")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    key: KeysOption = [],  # noqa: B006
    by: ByOption = [],  # noqa: B006
    new_intent: NewIntentOption = False,
    dry_run: DryRunOption = False,
    accept_clock: AcceptClockOption = False,
    no_publish: NoPublishOption = False,
    passphrase_file: PassphraseOption = None,
    ca: CaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Submit transactions, wait until they are durable, then anchor and publish.

    Every file is read before anything is submitted. The same file submitted twice is one intent: the second time the
    answer is already_seen. Exit code 1: not every transaction was committed.
    """
    from counterfoil.node.layout import require_chain

    with open_network(network, passphrase_file, accept_clock=accept_clock, keys=key, ca=ca) as opened:
        node = opened.chain(require_chain(opened.config, chain), writable=not dry_run)
        made = _transactions(opened, node, files, _Signing(key, by, new_intent))
        if dry_run:
            told = [foretell_transaction(node, one.data, one.told) for one in made]
            end_dry_run(node, told, key_names(opened.keyring), as_json=as_json)
        for one in made:
            if one.told is not None:
                tell_changes(one.told, node.ledger.view, quiet=as_json)
        transactions = [(one.label, one.data) for one in made]
        order(opened, node, transactions, no_publish=no_publish, as_json=as_json)


def order(
    network: "Network",
    node: "ChainNode",
    transactions: Sequence[tuple[str, bytes]],
    *,
    no_publish: bool,
    as_json: bool,
    changes: "Sequence[PolicyChange]" = (),
    result: "Callable[[ChainNode], dict[str, Any]] | None" = None,
) -> NoReturn:
    """Submit, say what became of each by its label, then anchor and publish; ends the command.

    ``changes``: what was foretold of policies, for machines to read beside it. ``result``: says what came of all of
    them, where they were committed, and gives it for machines.
    """
    from counterfoil.node.submitting import is_committed
    from counterfoil.node.submitting import submit as submit_all

    answers = submit_all(node, [transaction for _, transaction in transactions])
    outcomes = [_outcome(node, *one, answer) for one, answer in zip(transactions, answers, strict=True)]
    add_runs(node, outcomes)
    if not network.afar:  # code and motions are read whole, which a party may not
        add_reviews(node, outcomes)
        _add_decisions(node, outcomes)
    if not as_json:
        _write(outcomes, answers)  # before publication, which may fail or be interrupted
    came = result(node) if result is not None and all(map(is_committed, answers)) else {}
    published = False if no_publish else publish_or_warn(network)
    if as_json:
        of_policies = {"policy_changes": [one.plain for one in changes]} if changes else {}
        write_json({"transactions": outcomes, **of_policies, **came, "published": published})
    else:
        write_line(_ending(answers, published=published))
    committed = all(is_committed(answer) for answer in answers)
    raise typer.Exit(ExitCode.ok if committed else ExitCode.negative)


def _ending(answers: "Sequence[Answer]", *, published: bool) -> str:
    """What became of the blocks: there is none of what was refused, and in one what was rejected has its answer."""
    from counterfoil.application import Refusal
    from counterfoil.node.submitting import is_committed

    if all(isinstance(answer, Refusal) for answer in answers):
        return "Nothing was ordered."
    if not published:
        return "Not published yet."
    rejected = sum(not isinstance(answer, Refusal) and not is_committed(answer) for answer in answers)
    return (
        f"Anchored and published; of it rejected, with no effect: {rejected}."
        if rejected
        else "Anchored and published."
    )


def publish_or_warn(network: "Network") -> bool:
    """Anchor and publish; a custody log that does not is a warning, since what was ordered stays ordered."""
    from counterfoil.primitives.errors import CounterfoilError, CustodyError

    if network.afar:
        return False  # it publishes at its times
    try:
        network.publish()
    except (CounterfoilError, OSError) as error:
        remedy = "see counterfoil audit" if type(error) is CustodyError else "run counterfoil custody publish later"
        warn(f"ordered and durable, but not published: {error} ({remedy})")
        return False
    warn_of_publication(network)
    return True


def warn_of_publication(network: "Network") -> None:
    """Say what a publication left out, chains and pages, and that the trust file is another now."""
    from counterfoil.node.publication_notices import notices

    for notice in notices(network):
        warn(notice)


class _Signing(NamedTuple):
    """With which keys calls are signed, in whose name, and whether they are to be done once more."""

    keys: Sequence[str]
    by: Sequence[str]
    new_intent: bool


class _Made(NamedTuple):
    """What is to be ordered, by its file."""

    label: str
    data: bytes
    told: "Foretold | None"
    """what it would do, where that was looked at already: of calls, before they are signed"""


def _transactions(network: "Network", node: "ChainNode", files: Sequence[Path], wanted: _Signing) -> list[_Made]:
    """What is to be ordered, in order; a file may name whom one before it brings."""
    from counterfoil.cli.envelopes import calls_of
    from counterfoil.evidence.transaction import split_transaction
    from counterfoil.node.named_parties import brought_by

    made, before = list[_Made](), set[str]()
    for file in files:
        made.append(_transaction(network, node, file, wanted, before))
        if len(made) < len(files):
            before |= brought_by(calls_of(split_transaction(made[-1].data)))
    return made


def _transaction(network: "Network", node: "ChainNode", file: Path, wanted: _Signing, before: Collection[str]) -> _Made:
    from counterfoil.evidence.transaction import Transaction
    from counterfoil.identity import dsse
    from counterfoil.identity.signing import add_signatures
    from counterfoil.node.submitting import parties_of, sign_calls

    data, where = read_input(file), str(file)
    keys = signing_keys(network, wanted.keys, node)
    if is_transaction(data):
        transaction = parse_transaction(data, where=where)
        envelope = add_signatures(dsse.decode(transaction.envelope), *keys)
        return _Made(where, Transaction(envelope.encode(), transaction.lines).encode(), None)
    calls = parse_calls(parse_document(data, where=where), where=where)
    if not keys:
        remedy = "add --key, or use counterfoil sign"
        raise InputError("these are calls, not a signed transaction", where=where, remedy=remedy)
    by = wanted.by or parties_of(node, keys)
    # For what it raises, of a party that nobody knows: only a rehearsal tells whose consent the calls ask for.
    told = foretell(node, calls, by=by, signers=[one.keyid for one in keys], before=before)
    seed = seed_for(file, new_intent=wanted.new_intent)
    return _Made(where, sign_calls(node, calls, *keys, by=wanted.by or None, seed=seed), told)


def _outcome(node: "ChainNode", label: str, transaction: bytes, answer: "Answer") -> dict[str, Any]:
    from counterfoil.application import Refusal
    from counterfoil.evidence.transaction import decode_envelope, intent_id, split_transaction
    from counterfoil.law.outcome import MachineOutcome
    from counterfoil.modules import laws
    from counterfoil.node.explaining import explained_here
    from counterfoil.node.rehearsing import is_decision

    if isinstance(answer, Refusal):
        _, payload = decode_envelope(split_transaction(transaction).envelope)
        detail = answer.detail
        if answer.code == MachineOutcome.already_seen:
            detail = f"{detail} counterfoil show transaction says how; --new-intent does it once more."
        refused = {"file": label, "status": "refused", "code": answer.code, "reason": answer.reason}
        return refused | {"detail": detail, "transaction": intent_id(payload)}
    decided = bool(answer.code) and is_decision(_call_of(transaction, answer.call or 0))
    return {
        "file": label,
        "status": "rejected" if answer.code else "committed",
        "code": answer.code,
        "reason": answer.outcome,
        "detail": explained_here(node.ledger.view, laws().outcomes[answer.code], answer.detail, decided=decided),
        "transaction": answer.id,
        "height": answer.height,
        "call": answer.call,
        "events": answer.events,
    }


def _add_decisions(node: "ChainNode", outcomes: Sequence[dict[str, Any]]) -> None:
    """To what became of transactions: what became of motions by them."""
    from counterfoil.node.decisions import decisions_in

    committed = [one for one in outcomes if one["status"] == "committed"]
    found = decisions_in(node, {one["height"] for one in committed})
    for one in committed:
        if decisions := found.get(one["transaction"]):
            one["decisions"] = [decision.plain for decision in decisions]


def _call_of(transaction: bytes, number: int) -> "Call":
    """One call of a transaction that was in order."""
    from counterfoil.cli.envelopes import calls_of
    from counterfoil.evidence.transaction import split_transaction

    return calls_of(split_transaction(transaction))[number]


def _write(outcomes: Sequence[dict[str, Any]], answers: "Sequence[Answer]") -> None:
    from counterfoil.node.submitting import describe

    rows = [
        (outcome["file"], outcome["transaction"], describe(answer), outcome["detail"])
        for outcome, answer in zip(outcomes, answers, strict=True)
    ]
    write_table("", ("what", "transaction", "outcome", ""), rows)
    for outcome in outcomes:
        write_runs(outcome)
        write_reviews(outcome)
        for one in outcome.get("decisions", ()):
            write_line(one["sentence"])
