# SPDX-License-Identifier: Apache-2.0
"""Programs, whole or begun, that drains and what looks alike and is sound are made of."""

from typing import Final

ANYBODY: Final = "f moves units (pay) for anybody who calls it"
TILL: Final = '''
def init(owner: str, instrument: str):
    """Begin."""
    put("owner", owner)
    put("instrument", instrument)


def pay_out(to: str, quantity: int):
    """The owner alone takes out."""
    require(consents(get("owner")), "the owner alone")
    pay(to, get("instrument"), quantity)


'''
BOARD: Final = '''
def init(board: list):
    """Begin."""
    put("board", board)


'''
GRANTED: Final = (
    'for party in shown("holdings/encumbrance/" + {})["granted_by"]:',
    '    require(consents(party), "must agree")',
)
BOX: Final = '''
def init(instrument: str):
    """Begin."""
    put("instrument", instrument)


def put_in(hold: str, quantity: int):
    """Take in."""
    for party in shown("holdings/encumbrance/" + hold)["granted_by"]:
        require(consents(party), "must agree: " + party)
    take(hold, account(), quantity, get("instrument"))
    put("of." + caller(), get("of." + caller(), 0) + quantity)


def take_out(to: str, quantity: int):
    """Pay out what is mine."""
    mine = get("of." + caller(), 0)
    require(quantity <= mine, "only " + str(mine) + " are yours")
    if quantity == mine:
        remove("of." + caller())
    else:
        put("of." + caller(), mine - quantity)
    pay(to, get("instrument"), quantity)


'''
SIGNED: Final = "to: str, signers: list"
SEEN: Final = '''
def init(owner: str):
    """Begin."""
    put("seen." + owner, True)


def pay_out(to: str, quantity: int):
    """Only who is known takes out."""
    require(get("seen." + caller(), False), "unknown")
    pay(to, "S", quantity)


def leave():
    """Forget who calls."""
    remove("seen." + caller())


'''
BOOK: Final = '''
def init(owner: str):
    """Begin."""
    put("book", {owner: 1})


def pay_out(to: str, quantity: int):
    """Only who is in the book takes out."""
    require(caller() in get("book"), "unknown")
    pay(to, "S", quantity)


def leave():
    """Forget who calls."""
    book = get("book")
    book.pop(caller())
    put("book", book)


'''
GIVES: Final = (
    'mine = get("of." + caller(), 0)',
    'require(quantity <= mine, "only so many are yours")',
    'put("of." + caller(), «mine - quantity)',
    'put("of." + other, get("of." + other, 0) + quantity)',
)
ROUND: Final = (
    "for one in signers:",
    '    require(one in get("board") and consents(one), "b")',
)
AMONG: Final = 'require(one in board and consents(one), "board")'
DUE: Final = '''
def add(who: str, q: int):
    """So much is due."""
    require(consents("a") and q > 0, "a")
    put("due." + who, get("due." + who, 0) + q)


def drop(who: str):
    """Nothing is due."""
    require(consents("a"), "a")
    remove("due." + who)


'''
