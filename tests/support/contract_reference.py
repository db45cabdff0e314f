# SPDX-License-Identifier: Apache-2.0
"""Draws ``docs/reference/contract-authors.md`` from the functions of the host and from the chain in memory."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, get_args, get_origin

import msgspec

from counterfoil.cli.field_words import in_words, stripped
from counterfoil.law.program import HostFunction
from counterfoil.modules.contracts.formulas import FORMULAS
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS, Host
from counterfoil.modules.contracts.records import Upgrades
from counterfoil.node.contracts.elsewhere import CALLED
from counterfoil.node.contracts.folder import NAME, Manifest
from counterfoil.node.contracts.local_chain import LocalChain
from counterfoil.node.contracts.local_feed import LocalFeed
from counterfoil.node.contracts.proofreading import FRACTION, INSTEAD, LEXED
from counterfoil.node.contracts.typing_of import HOST_TYPES
from counterfoil.node.field_notes import notes_of

HEAD: Final = """# For authors of contracts

What a program can ask of its host, what its folder says of it, and how its tests make a chain in memory. What the
language is stands in the [dialect](../../spec/dialect.md); how a contract comes to a chain, in the
[guide](../guides/contracts.md). Drawn from the program.

## Functions of the host

Arguments stand in their places, without names; those in brackets can be left out. Everything that crosses has ASCII
texts as keys, integers within ±(2⁵³−1), and is at most 8 deep and of 4,096 parts: else the call ends as
`contract_at_fault` or `value_too_large`. An argument of another type, or a name that is none, is refused as
`wrong_request`. In a view what *changes* something is refused as `view_changes_nothing`.

A *question* costs 500 steps, a *doing* 100, each besides the parts of what crosses; what is *known* costs 4
([metering](../../spec/dialect.md#metering)). A doing is told to the host with the next question, or when the run ends:
the call is refused all the same when the ledger refuses it.

Nothing needs a signature while a contract runs. What moves rests on a consent that was recorded before: of whoever
deployed it for its own account, of whoever made it for a hold or mandate that names the contract as its executor
(`contracts/contract/NAME`). A contract asks for the word of those who call by `consents`.
"""
MANIFEST: Final = """
## The folder, and its contract.toml

A contract is a folder: `contract.toml`, the source that it names, tests in files `test_*.py`, and whatever else. Its
hash is of `name`, `title`, `licence`, `upgrades`, `dialect`, the source, and the tests; `counterfoil contract check`
says it. A key that is not in this table is refused.

```toml
name = "box"
title = "A box"
licence = "Apache-2.0"
upgrades = "reviewed"
dialect = 1
source = "contract.star"
summary = "Whoever puts units in may take them out again."
roles = []
```

| Key | Holds | |
|---|---|---|
"""
TESTS: Final = """
## The tests

`counterfoil contract test FOLDER` runs every function `test_…(chain)` of the files `test_*.py`, each on a chain of its
own. What looks like a test and would not run is refused: a class of tests, a second one of a name, one that is no plain
function or takes anything else. A name that is none raises `InputError`, also where what it holds would be 0.
"""
CHAIN: Final = """
## The chain in memory

A test of a contract takes `chain`, a `LocalChain` of its own. Whoever is named is there and signs what is asked of it:
`by="buyer broker"` is two. Where an account has a custodian, the custodian signs as well whatever leaves it, as in the
market of the [first guide](../guides/first-market.md); a program that asks for everybody in a hold's `granted_by` asks
for the custodian too. Amounts are smallest units, times milliseconds since 1970, `chain.time` that of the last
block. What the ledger refuses is raised as `CallRefused`, with `outcome` and `detail`;
`with chain.refuses("contract_failed", "only"):` expects it.
"""


class Told(NamedTuple):
    """What no signature says."""

    answers: str
    refused: str
    consent: str = ""


_HOLDS: Final = {"name": NAME, "upgrades": " or ".join(f'`"{one}"`' for one in Upgrades), "tests": "64 hex digits"}
"""Key of a manifest → what it may hold, where its type does not say it all."""
OWN: Final = "none: only this contract's own entries change"
KEY: Final = "a key that is not 1 to 64 of `A-Z a-z 0-9 . _ : -`, beginning with a letter or digit"
TOLD: Final = {
    "get": Told("what is kept under a key; `default` where nothing is", KEY),
    "now": Told("the time of the block, in milliseconds since 1970", ""),
    "height": Told("the height of the block", ""),
    "caller": Told(
        "the first party in whose name the call is; of a contract that calls, `contracts/contract/NAME`", ""
    ),
    "consents": Told("whether the call is in that party's name too: it signed", ""),
    "me": Told("this contract's name", ""),
    "account": Told("the contract's account", ""),
    "balance": Told("free units in the contract's account, in smallest units; 0 for an unknown instrument", ""),
    "shown": Told(
        "the record at a path as it is now, as a dict without its trail; None where there is none",
        "`not_shown`: the call does not name the path (`--shows PATH`)",
    ),
    "call": Told(
        "what another contract's function returns; it takes of the same steps and cells",
        "`contract_unknown`, `contract_stands_still`, `not_for_this_caller` (on trial), `contract_runs`: it runs "
        "already, `nested_too_deep`, and whatever that call is refused for",
        "none goes with it: there `caller()` is this contract, and nobody consents",
    ),
    "formula": Told("the value of a [formula](#formulas) for its fields", "`value_too_large`: beyond ±(2⁵³−1)"),
    "put": Told("nothing; the value is kept under the key", f"{KEY}; None; `state_full`: past 4,096 bytes", OWN),
    "remove": Told("nothing; the key is kept no more", KEY, OWN),
    "emit": Told("nothing; said in the contract's own words", "`value_too_large`: 4,096 bytes, 256 of them in one run"),
    "pay": Told(
        "nothing; units leave the contract's account",
        "what the receiving account's `incoming` asks and no mandate gives, too little that is free, a restriction: "
        "as of any transfer",
        "giving: the contract's own; taking: `mandate`, where the receiving account's rule asks for somebody",
    ),
    "take": Told(
        "nothing; units of a hold, or under a mandate, go to `account`; `instrument` is needed with a mandate",
        "`not_its_account`: no such hold or mandate; past what is left of it, expired, another executor: as of any "
        "transfer",
        "giving: that hold or mandate; taking: `mandate`, as for `pay`. Whether those who made it agree to *this* call "
        "the program asks: `granted_by` of the shown hold, each by `consents`",
    ),
    "release": Told(
        "nothing; what is left of a hold is free again",
        "`unknown_encumbrance`; a hold for another executor",
        "that hold",
    ),
}


def page() -> str:
    """The whole page."""
    assert TOLD.keys() == {one.name for one in HOST_FUNCTIONS}, "every function of the host, and no other"
    program = [HEAD, *map(_function, HOST_FUNCTIONS), *_formulas(), *_instead()]
    return "".join([*program, MANIFEST, *_manifest(), TESTS, CHAIN, *_methods()])


def _function(one: HostFunction) -> str:
    told, changes = TOLD[one.name], "" if one.name in _questions() else " It changes something."
    kind = "known" if one.known else "a question" if one.waits else "a doing"
    rows = [f"\n### `{_call(one)}`\n", f"Answers {told.answers}.{changes}", f"- Cost: {kind}"]
    rows += [f"- Refused: {told.refused}"] if told.refused else []
    rows += [f"- Consent: {told.consent}"] if told.consent else []
    return "\n".join([rows[0], rows[1], "", *rows[2:]]) + "\n"


def _questions() -> set[str]:
    return {one.name for one in HOST_FUNCTIONS if one.waits and one.name != "call"}


def _call(one: HostFunction) -> str:
    """Such as ``get(key: str[, default])``."""
    takes, answers = HOST_TYPES[one.name]
    method: Callable[..., Any] | None = getattr(Host, f"_host_{one.name}", None)
    names = [] if method is None else [name for name in inspect.signature(method).parameters if name != "self"]
    told = [
        f"{name}: {' or '.join(type_.split())}" if type_ else name for name, type_ in zip(names, takes, strict=True)
    ]
    given, left = told[: one.parameters], told[one.parameters :]
    optional = "".join(f"[, {text}" for text in left) + "]" * len(left)
    return f"{one.name}({', '.join(given)}{optional}){' -> ' + answers if answers else ''}"


def _formulas() -> Iterator[str]:
    yield "\n### Formulas\n\n| Formula | Fields | Value |\n|---|---|---|\n"
    for name, formula in FORMULAS.items():
        fields = ", ".join(f"`{one.name}`: {_kind(one.type)}" for one in msgspec.structs.fields(formula))
        yield f"| `{name}` | {fields} | {_first(formula)} |\n"


def _manifest() -> Iterator[str]:
    """Every key of ``contract.toml``, from its type."""
    notes = notes_of(Manifest)
    for one in msgspec.structs.fields(Manifest):
        hint = _HOLDS.get(one.name) or _kind(one.type)
        needed = "must be there" if one.required else "may be left out"
        yield f"| `{one.name}` | {hint}; {needed} | {notes[one.name]} |\n"


def _instead() -> Iterator[str]:
    """What authors reach for, and do not find."""
    yield "\n## What to write instead\n\n| Of Python | Here |\n|---|---|\n"
    rows = [*INSTEAD.values(), *((f'{prefix}"…"', right) for prefix, right in LEXED.items()), ("1.5", FRACTION)]
    named: dict[str, list[str]] = {}
    for name, right in CALLED.items():
        named.setdefault(right, []).append(name)
    rows += [("`, `".join(names), right) for right, names in named.items()]
    for name, right in dict(rows).items():
        yield f"| `{name}` | {right.replace('|', chr(92) + '|')} |\n"


def _kind(hint: Any) -> str:
    """A field's type in words."""
    inner = stripped(hint)[1]
    return f"list of {in_words(get_args(inner)[0])}" if get_origin(inner) is list else in_words(hint)


def _methods() -> Iterator[str]:
    for owner, head in ((LocalChain, "chain"), (LocalFeed, "feed")):
        if owner is LocalFeed:
            yield '\n## A feed in memory\n\n`LocalFeed(chain, "feed")` is one on such a chain.\n'
        yield "\n| | |\n|---|---|\n"
        for name, member in vars(owner).items():
            if name.startswith("_"):
                continue
            if isinstance(member, property):
                yield f"| `{head}.{name}` | {_first(member)} |\n"
            elif callable(member):
                yield f"| `{head}.{name}{_signature(member)}` | {_first(member)} |\n"


def _signature(member: Callable[..., Any]) -> str:
    """Names and defaults, as they are written in a call."""
    found = inspect.signature(member)
    kept = [_plain(one) for one in list(found.parameters.values())[1:]]
    return str(found.replace(parameters=kept, return_annotation=inspect.Signature.empty)).replace("|", "\\|")


def _plain(one: inspect.Parameter) -> inspect.Parameter:
    """Without its type, and with a default that is a word in quotation marks."""
    default = str(one.default) if isinstance(one.default, str) else one.default
    return one.replace(annotation=inspect.Parameter.empty, default=default)


def _first(documented: Any) -> str:
    """The whole docstring, as one line."""
    text = inspect.getdoc(documented)
    assert text, documented
    return " ".join(text.split()).replace("``", "`").replace("|", "\\|")
