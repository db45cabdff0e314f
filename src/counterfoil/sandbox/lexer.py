# SPDX-License-Identifier: Apache-2.0
"""The letters, words and depths of a source, decided here, so that no version of Python decides otherwise.

What passes holds nothing on which parsers differ: no form of number or string beyond the few that are here, no name
beyond ASCII, and no nesting that a parser's own limits could meet.
"""

import re
from typing import Final

from counterfoil.law.program import NotInDialect, Problem
from counterfoil.sandbox import costs
from counterfoil.sandbox.letters import is_composed, is_seen

NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
NUMBER: Final = re.compile(r"[0-9][A-Za-z0-9_.]*")
OPERATOR: Final = re.compile(r"//=|//|\+=|-=|\*=|%=|==|!=|<=|>=|->|\*\*|<<|>>|:=|[-+*%<>=.,:()\[\]{};|&^~@/!]")
REFUSED_OPERATORS: Final = {
    "/": "// divides whole numbers",
    "**": "multiply",
    "<<": "multiply",
    ">>": "//",
    ":=": "assign in a statement of its own",
    "|": "or",
    "&": "and",
    "^": "!=",
    "~": "not",
    "@": "no decorators: a docstring makes a function an entry",
    ";": "one statement a line",
    "!": "not",
}
OPENING: Final = {"(": ")", "[": "]", "{": "}"}
ESCAPES: Final = frozenset("\\\"'nt")
DEEPENING: Final = frozenset({"and", "or", "not", "in", "if", "else", "for", "is", "lambda", "await", "yield"})
SEPARATING: Final = frozenset({",", ":", "=", "+=", "-=", "*=", "//=", "%="})


def lexed(source: str) -> None:
    """Refuse a source whose letters, words or depths are not of the dialect; the first problem alone is told."""
    Lexer(source).run()


class Lexer:
    """Reader a source letter by letter and word by word; the first that is not of the dialect ends it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.line = 1
        self.at = 0
        self.begins = 0
        self.closing: list[str] = []
        self.operators = [0]
        self.indents = [0]
        self.branches = {0: 0}

    def run(self) -> None:
        self.measure()
        while self.at < len(self.source):
            if not self.closing:
                self.indentation()
            self.rest_of_line()
        if self.closing:
            self.refuse("a bracket that is not closed", f"close it with {self.closing[-1]}")

    def refuse(self, wrong: str, right: str, at: int | None = None) -> None:
        column = (self.at if at is None else at) - self.begins + 1
        raise NotInDialect((Problem(self.line, column, wrong, right),))

    def measure(self) -> None:
        """Bytes, lines, and every letter beyond ASCII or unseen."""
        try:
            size = len(self.source.encode())
        except UnicodeEncodeError as error:
            before = self.source[: error.start]
            self.line += before.count("\n")
            self.begins = before.rfind("\n") + 1
            self.refuse("half of a surrogate pair", "whole characters", error.start)
        if size > costs.SOURCE_BYTES_MAX:
            self.refuse(f"{size} bytes", f"at most {costs.SOURCE_BYTES_MAX}")
        lines = self.source.split("\n")
        for text in lines:
            if self.line > costs.LINES_MAX and text:
                self.refuse(f"{len(lines)} lines", f"at most {costs.LINES_MAX}", self.begins)
            if len(text) > costs.LINE_CHARACTERS_MAX:
                at = self.begins + costs.LINE_CHARACTERS_MAX
                self.refuse(f"a line of {len(text)} characters", f"at most {costs.LINE_CHARACTERS_MAX}", at)
            for offset, character in enumerate(text):
                if not is_seen(character):
                    wrong = f"the character U+{ord(character):04X}"
                    self.refuse(
                        wrong, "characters that are seen, of Unicode 3.2; spaces, no tabs", self.begins + offset
                    )
            if not is_composed(text):
                self.refuse("a text that is not in normal form C", "composed characters", self.begins)
            self.line += 1
            self.begins += len(text) + 1
        self.line, self.begins = 1, 0

    def indentation(self) -> None:
        """Spaces at the head of a line that has words: they open one level, or close some."""
        start = self.at
        while self.source[self.at : self.at + 1] == " ":
            self.at += 1
        if self.source[self.at : self.at + 1] in ("\n", "", "#"):
            return
        width = self.at - start
        if width > self.indents[-1]:
            self.indents.append(width)
            if len(self.indents) > costs.INDENTS_MAX + 1:
                self.refuse("too deep an indentation", f"at most {costs.INDENTS_MAX} levels")
        while width < self.indents[-1]:
            self.branches.pop(self.indents.pop(), None)
        if width != self.indents[-1]:
            self.refuse("an indentation that goes back to no level", "the indentation of a line before")
        word = NAME.match(self.source, self.at)
        self.branch(word.group() if word else "", width)

    def branch(self, word: str, width: int) -> None:
        if word == "elif":
            self.branches[width] = self.branches.get(width, 0) + 1
            if sum(self.branches.values()) > costs.BRANCHES_MAX:
                self.refuse("too many branches", f"at most {costs.BRANCHES_MAX} elif one after and inside another")
        elif word != "else":
            self.branches[width] = 0

    def rest_of_line(self) -> None:
        """Words up to the end of the line."""
        while self.at < len(self.source):
            character = self.source[self.at]
            if character == "\n":
                self.end_line()
                if not self.closing:
                    self.operators = [0]
                return
            if character == " ":
                self.at += 1
            elif character == "#":
                end = self.source.find("\n", self.at)
                self.at = len(self.source) if end < 0 else end
            elif character in "\"'":
                self.string(character)
            else:
                self.word()

    def end_line(self) -> None:
        self.at += 1
        self.line += 1
        self.begins = self.at

    def word(self) -> None:
        if name := NAME.match(self.source, self.at):
            self.name(name.group())
        elif number := NUMBER.match(self.source, self.at):
            self.number(number.group())
        elif operator := OPERATOR.match(self.source, self.at):
            self.operator(operator.group())
        elif self.source[self.at] == "\\":
            self.refuse("a line that goes on by \\", "brackets around what goes on")
        else:
            self.refuse(f"the character {self.source[self.at]!r}", "ASCII outside of strings and comments")

    def name(self, name: str) -> None:
        if name.startswith("_"):
            self.refuse(f"the name {name}", "a name that begins with a letter")
        if "__" in name:
            self.refuse(f"the name {name}", "one _ at a time")
        if len(name) > costs.NAME_CHARACTERS_MAX:
            self.refuse("too long a name", f"at most {costs.NAME_CHARACTERS_MAX} characters")
        following = self.source[self.at + len(name) : self.at + len(name) + 1]
        if following and following in "\"'":
            self.refuse(f"the prefix {name} of a string", "strings without prefix")
        if name in DEEPENING:
            self.deepen()
        self.at += len(name)

    def number(self, digits: str) -> None:
        if not digits.isdecimal():
            self.refuse(f"the number {digits[:20]}", "whole decimal digits, and a space after them")
        if digits != str(int(digits[:20])):
            wrong = "too large a number" if len(digits) > 20 else f"the number {digits}"
            self.refuse(wrong, "no zeros before it; at most 2⁵³−1")
        if int(digits) > costs.INTEGER_MAX:
            self.refuse(f"the number {digits}", "at most 2⁵³−1")
        self.at += len(digits)

    def operator(self, operator: str) -> None:
        if operator in REFUSED_OPERATORS:
            self.refuse(f"the operator {operator}", REFUSED_OPERATORS[operator])
        if operator in OPENING:
            self.deepen()
            self.closing.append(OPENING[operator])
            self.operators.append(0)
            if len(self.closing) > costs.BRACKETS_MAX:
                self.refuse("too many brackets within each other", f"at most {costs.BRACKETS_MAX}")
        elif operator in (")", "]", "}"):
            if not self.closing or self.closing.pop() != operator:
                self.refuse(f"a {operator} that closes nothing", "brackets in pairs")
            self.operators.pop()
        elif operator in SEPARATING:
            self.operators[-1] = 0
        else:
            self.deepen()
        self.at += len(operator)

    def deepen(self) -> None:
        self.operators[-1] += 1
        if sum(self.operators) > costs.OPERATORS_MAX:
            self.refuse("too long an expression", f"at most {costs.OPERATORS_MAX} operators; give its parts names")

    def string(self, quote: str) -> None:
        """A string literal; three double quotes may hold several lines."""
        long = self.source.startswith(quote * 3, self.at)
        if long and quote == "'":
            self.refuse("a string in three single quotes", 'three double quotes: """')
        closing = quote * 3 if long else quote
        self.at += len(closing)
        while not self.source.startswith(closing, self.at):
            character = self.source[self.at : self.at + 1]
            if character == "" or (character == "\n" and not long):
                self.refuse("a string that does not end", f"close it with {closing}")
            if character == "\n":
                self.end_line()
                continue
            if character == "\\" and self.source[self.at + 1 : self.at + 2] not in ESCAPES:
                self.refuse("an escape that the dialect has not", "\\\\ \\\" \\' \\n \\t")
            self.at += 2 if character == "\\" else 1
        self.at += len(closing)
        following = self.source[self.at : self.at + 1]
        if following and (following in "\"'" or NAME.match(following)):
            self.refuse("a string that touches what follows it", "a space or an operator between them")
