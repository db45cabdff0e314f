# SPDX-License-Identifier: Apache-2.0
"""No rule stands in the modules that no row of the rejection tables meets."""

import ast
from contextlib import suppress

from counterfoil.law.outcome import Refused
from support import tree
from support.law_sites import REFUSING
from support.lawless import Site, without
from support.rejection_tables import PLACES, market_of


def required() -> set[Site]:
    """Every place in the modules where a rule is asked for."""
    return {
        (path.relative_to(tree.PACKAGE).as_posix(), node.lineno)
        for path in tree.python_files("src/counterfoil/modules")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSING
    }


def test_every_rule_says_no_to_a_row() -> None:
    """No `require` of law, limits or records, or what requires for them, is left out without a row that notices."""
    said_no: set[Site] = set()
    for place in PLACES:
        market = market_of(place)
        with without() as noticed:
            for row in place.rows:
                market.submit(row.call, signed_by=row.signed_by)
            for act in place.acts:
                with suppress(Refused):
                    act.act(market.context())
                market.state.discard_transaction()
        said_no |= noticed
    assert required() - said_no == set()
