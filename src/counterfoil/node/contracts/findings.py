# SPDX-License-Identifier: Apache-2.0
"""What a reader of a contract would ask about: units that anybody can have moved, a state that grows with every call.

None of it is forbidden, and a contract without any may be wrong all the same.
"""

import ast
from collections.abc import Iterator, Sequence

from counterfoil.law.program import Problem
from counterfoil.modules.contracts.hosting import CHANGES, HOST_FUNCTIONS
from counterfoil.modules.contracts.records import MIGRATES
from counterfoil.node.contracts.appointing import appointing
from counterfoil.node.contracts.asking import unasked, unreachable
from counterfoil.node.contracts.counting import counted_twice
from counterfoil.node.contracts.crossing import uncrossable
from counterfoil.node.contracts.flows import Flows, called
from counterfoil.node.contracts.growing import growing
from counterfoil.node.contracts.overwriting import overwriting
from counterfoil.node.contracts.patience import patiently
from counterfoil.node.contracts.paying_down import paid_again
from counterfoil.node.contracts.per_entry import PerEntry
from counterfoil.node.contracts.reckoning import below_nothing
from counterfoil.node.contracts.scopes import as_written
from counterfoil.node.contracts.selves import given_to_himself
from counterfoil.node.contracts.typing_of import mistyped
from counterfoil.sandbox.rules import checked
from counterfoil.sandbox.trees import in_characters, problem_at


def findings(source: str, roles: Sequence[str] = ()) -> list[Problem]:
    """What is to be looked at in a program, by lines; NotInDialect. ``roles``: those that its manifest names."""
    flows, lines = Flows(checked(source, HOST_FUNCTIONS)), source.split("\n")
    each = PerEntry(flows)
    appointed = patiently(lambda: appointing(each), "who may appoint himself")
    themselves = patiently(lambda: given_to_himself(each), "what anybody may give himself")
    found = [
        *patiently(lambda: unasked(each), "units that move on nobody's word"),
        *appointed,
        *(one for one in themselves if _place(one) not in map(_place, appointed)),
        *patiently(lambda: overwriting(each), "a key that is another's"),
        *patiently(lambda: below_nothing(each), "a number below nothing"),
        *patiently(lambda: paid_again(each), "units that are paid and not written down"),
        *patiently(lambda: counted_twice(each), "who is counted twice"),
        *patiently(lambda: unreachable(flows, roles), "a role that nobody has"),
        *patiently(lambda: growing(flows), "a state that grows"),
        *patiently(lambda: mistyped(flows), "a value of another type"),
        *patiently(lambda: _unused(flows), "what nothing calls"),
        *patiently(lambda: uncrossable(flows), "a key that is no ASCII text"),
        *patiently(lambda: _chosen(flows), "terms that whoever upgrades chooses"),
        *patiently(lambda: _changing(flows), "a view that changes something"),
    ]
    return sorted(in_characters(_as_written(one), lines) for one in found)


def _as_written(one: Problem) -> Problem:
    return one._replace(wrong=as_written(one.wrong), right=as_written(one.right))


def _place(one: Problem) -> tuple[int, int]:
    return one.line, one.column


def _changing(flows: Flows) -> Iterator[Problem]:
    """What a view gets to that it may not ask, once for each place: a call that gets there is refused."""
    places: dict[ast.AST, str] = {}
    for name, entry in flows.entries.items():
        if entry.view:
            for _, node in flows.within(name):
                if called(node) in CHANGES:
                    places.setdefault(node, name)
    for node, name in places.items():
        right = 'read alone in a view, or begin its docstring without "View:"'
        yield problem_at(node, f"{name} is a view, and may not {called(node)}", right)


def _chosen(flows: Flows) -> Iterator[Problem]:
    """What whoever upgrades would choose alone: such code is refused when it is proposed."""
    if MIGRATES in flows.entries:
        for one in flows.functions[MIGRATES].args.args:
            yield problem_at(
                one, f"{MIGRATES} takes {one.arg}, which whoever upgrades would choose alone", "a constant"
            )


def _unused(flows: Flows) -> Iterator[Problem]:
    """Functions that no entry reaches."""
    for name, function in flows.functions.items():
        if not any(name in flows.reached[entry] for entry in flows.entries):
            yield problem_at(function, f"nothing calls {name}", "a docstring makes it an entry; else remove it")
