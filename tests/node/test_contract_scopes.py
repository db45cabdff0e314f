# SPDX-License-Identifier: Apache-2.0
"""Names of a comprehension are told apart from the same names around it, and what is said of them is as written."""

import ast

from counterfoil.node.contracts.scopes import apart, as_written

SHARED = """def f(one):
    two = [one for one in one if one]
    return [two for one in [two] for two in one], {one: three for three in two}
"""


def test_each_has_its_own_and_what_it_goes_over_is_around_it() -> None:
    """Only where a name is elsewhere too; the first list is what the name around stands for."""
    renamed = ast.unparse(apart(ast.parse(SHARED)))
    assert [line.strip() for line in renamed.split("\n")] == [
        "def f(one):",
        "two = [one·2 for one·2 in one if one·2]",
        "return ([two·1 for one·1 in [two] for two·1 in one·1], {one: three for three in two})",
    ]
    assert as_written(renamed) == ast.unparse(ast.parse(SHARED))


def test_an_inner_one_has_what_the_outer_has_until_it_sets_it() -> None:
    """What the inner goes over is the outer's; its element is its own."""
    nested = "def f(one):\n    return [[one for one in one] + one for one in one]\n"
    renamed = ast.unparse(apart(ast.parse(nested))).split("return ")[1]
    assert renamed == "[[one·0 for one·0 in one·1] + one·1 for one·1 in one]"
