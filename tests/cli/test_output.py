# SPDX-License-Identifier: Apache-2.0
"""What commands write: nothing that a stranger chose can steer the terminal."""

import pytest

from counterfoil.cli.errors import one_line
from counterfoil.cli.output import write_facts, write_line, write_table

STEERING = "mine\x1b[2J\x9b1A\u202egnp\u200b"


@pytest.mark.parametrize(
    "write",
    [write_line, lambda text: write_facts("", {"name": text}), lambda text: write_table("", ("name",), [(text,)])],
)
def test_no_text_steers_the_terminal(write, capsys):
    """Escape sequences, and characters that reorder or hide others, are spelled out."""
    write(STEERING)
    shown = capsys.readouterr().out
    assert "mine⟨U+001B⟩" in shown
    assert not set(shown) & {"\x1b", "\x9b", "\u202e", "\u200b"}


def test_lines_stay_whole(capsys):
    """Line breaks are kept, and no line is cut, however long."""
    long = "甲" * 1_000
    write_line(f"first\n{long}\n")
    assert capsys.readouterr().out == f"first\n{long}\n\n"


def test_errors_do_not_steer_the_terminal():
    """An error that quotes a file shows what is in it, on one line."""
    assert one_line({"problem": "no\x1b[2J", "where": "a\nb"}) == "a b: no⟨U+001B⟩[2J"
