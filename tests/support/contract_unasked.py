# SPDX-License-Identifier: Apache-2.0
"""Programs that go over those whom the caller lists: he lists nobody, or one twice."""

from typing import Final

from support.contract_drained import AMONG, ANYBODY, BOARD, ROUND, SIGNED
from support.contract_sources import Bad, entry

OWN_NAMES: Final = {
    "nothing is kept of him, and of others in a list of that name": Bad(
        BOARD
        + entry(
            'mine = get("of." + caller(), 0)',
            'emit("listed", {"all": [mine for mine in get("board")]})',
            'require(mine == 0, "for the first time")',
            '«pay(to, "S", 1)',
            takes="to: str",
        ),
        ANYBODY,
    ),
    "whom the caller names, and the board in a list of that name": Bad(
        BOARD
        + entry(
            "one = to",
            'emit("listed", {"all": [one for one in get("board") if one != to]})',
            'require(consents(one), "whom I name")',
            '«pay(to, "S", 1)',
            takes="to: str",
        ),
        ANYBODY,
    ),
}
"""A comprehension has names of its own: what it goes over says nothing of the same name around it."""
EMPTY: Final = {
    "the list of those who sign may be empty": Bad(
        BOARD
        + entry(
            'board = get("board")',
            "for one in signers:",
            '    require(one in board and consents(one), "board")',
            '«pay(to, "S", 1)',
            takes=SIGNED,
        ),
        ANYBODY,
    ),
    "the list may be empty, all of which must sign": Bad(
        BOARD
        + entry(
            'board = get("board")',
            'require(all([one in board and consents(one) for one in signers]), "board")',
            '«pay(to, "S", 1)',
            takes=SIGNED,
        ),
        ANYBODY,
    ),
    "as many as the caller says must sign": Bad(
        BOARD
        + entry(
            'board = get("board")',
            "for number in range(many):",
            '    require(consents(board[number]), "board")',
            '«pay(to, "S", 1)',
            takes="to: str, many: int",
        ),
        ANYBODY,
    ),
    "those of the board whom the caller names must sign": Bad(
        BOARD
        + entry(
            'asked = [one for one in get("board") if one in signers]',
            "for one in asked:",
            '    require(consents(one), "board")',
            '«pay(to, "S", 1)',
            takes=SIGNED,
        ),
        ANYBODY,
    ),
    "a list that may be empty goes to a helper": Bad(
        BOARD
        + 'def signed(those):\n    for one in those:\n        require(one in get("board") and consents(one), "board")\n'
        "\n\n" + entry("signed(signers)", '«pay(to, "S", 1)', takes=SIGNED),
        ANYBODY,
    ),
    "at least none must sign": Bad(
        BOARD
        + entry(
            'require(len(signers) >= 0, "none")',
            "for one in signers:",
            '    require(one in get("board") and consents(one), "board")',
            '«pay(to, "S", 1)',
            takes=SIGNED,
        ),
        ANYBODY,
    ),
    "one must sign on another branch": Bad(
        BOARD
        + entry(
            "if q > 9:",
            '    require(len(signers) > 0, "one")',
            "for one in signers:",
            '    require(one in get("board") and consents(one), "board")',
            '«pay(to, "S", q)',
            takes="to: str, signers: list, q: int",
        ),
        ANYBODY,
    ),
    **{
        f"{what}, as the list may be empty": Bad(
            BOARD + entry(*before, *ROUND, '«pay(to, "S", many)', *after, takes=SIGNED + ", many: int"), ANYBODY
        )
        for what, before, after in (
            ("the first is looked at if there is one", ('first = signers[0] if signers else ""',), ()),
            ("the first is looked at if there is one, briefly", ('first = signers and signers[0] == "a"',), ()),
            ("the first is looked at for each of others", ('first = [signers[0] for one in get("none", [])]',), ()),
            ("the first is looked at later if there is one", (), ('first = signers[0] if signers else ""',)),
            ("who does not sign goes home too late", (), ("if not signers:", "    return 0")),
            (
                "who goes home too late may fail",
                (),
                ("if not signers:", "    if many:", "        return 0", '    fail("")'),
            ),
            ("one must sign, unless it ended", (), ("if many > 1:", "    return 0", 'require(signers, "one")')),
            ("one must sign or stand beside", ('require(len(signers + ["x"]) >= 1, "one")',), ()),
            (
                "as many must sign as the caller says",
                ('require(len({one: 1 for one in signers}) == many, "many")',),
                (),
            ),
            (
                "fewer may not sign than the caller says",
                ("if len({one: 1 for one in signers}) < many:", '    fail("few")'),
                (),
            ),
            ("one is added", (), ('signers.append("x")', 'require(signers, "one")')),
            ("another list is there later", (), ('signers = ["x"]', 'require(signers, "one")')),
            ("more are there", ("n = len(signers) + 1", 'require(n > 0, "one")'), ()),
            ("one must sign of another list", ('require(len([each for each in get("board")]) > 0, "one")',), ()),
        )
    },
    "as many as the caller says must sign, and not none": Bad(
        BOARD
        + entry(
            'require(many != 0, "some")',
            "for number in range(many):",
            '    require(consents(get("board")[number]), "board")',
            '«pay(to, "S", 1)',
            takes="to: str, many: int",
        ),
        ANYBODY,
    ),
    "those whom the caller names of the board must sign, and he names one": Bad(
        BOARD
        + entry(
            'require(len(signers) > 0, "one")',
            'asked = [one for one in get("board") if one in signers]',
            "for one in asked:",
            '    require(consents(one), "board")',
            '«pay(to, "S", 1)',
            takes=SIGNED,
        ),
        ANYBODY,
    ),
    "so many of the board as the caller says must sign, and it has some": Bad(
        BOARD
        + entry(
            'board = get("board")',
            'require(len(board) > 0, "one")',
            "for one in board[:many]:",
            '    require(consents(one), "board")',
            '«pay(to, "S", 1)',
            takes="to: str, many: int",
        ),
        ANYBODY,
    ),
}
TWICE: Final = "f counts whom the caller lists twice as two"
PAYS: Final = 'pay(to, "S", 1)'
COUNTED: Final = {
    "one who stands there twice": Bad(
        BOARD
        + entry(
            'board = get("board")',
            'require(len(signers) >= 2, "two")',
            "«for one in signers:",
            "    " + AMONG,
            'pay(to, "S", 1)',
            takes=SIGNED,
        ),
        TWICE,
    ),
    **{
        f"one who stands there twice, where {what}": Bad(
            BOARD + entry('board = get("board")', *before, "«for one in signers:", "    " + AMONG, PAYS, takes=SIGNED),
            TWICE,
        )
        for what, before in (
            ("two are at most as many", ('require(2 <= len(signers), "two")',)),
            ("one is less than as many", ('require(1 < len(signers), "two")',)),
            ("fewer fail", ("if len(signers) < 2:", '    fail("two")')),
            ("two at least, or it fails", ("if not (2 <= len(signers)):", '    fail("two")')),
            ("fewer go home", ("if len(signers) <= 1:", "    return 0")),
            ("there are not fewer", ('require(not len(signers) < 2, "two")',)),
            ("they are counted first", ("n = len(signers)", 'require(n >= 2, "two")')),
            (
                "the board is counted",
                ("those = {one: 1 for one in board}", 'require(len(those) >= 2 and len(signers) >= 2, "two")'),
            ),
            (
                "they are told apart, and it is forgotten",
                ("those = {one: 1 for one in signers}", 'emit("signed", those)', 'require(len(signers) >= 2, "two")'),
            ),
        )
    },
    "one who stands there twice, counted": Bad(
        BOARD
        + entry(
            'board = get("board")',
            "n = 0",
            "«for one in signers:",
            "    if one in board and consents(one):",
            "        n += 1",
            'require(n > 1, "two")',
            'pay(to, "S", 1)',
            takes=SIGNED,
        ),
        TWICE,
    ),
    "one who stands there twice, as many as are needed": Bad(
        BOARD
        + entry(
            'board = get("board")',
            "said = []",
            "«for one in signers:",
            "    " + AMONG,
            "    said.append(one)",
            'require(len(said) >= get("many", 2), "many")',
            'pay(to, "S", 1)',
            takes=SIGNED,
        ),
        TWICE,
    ),
}
