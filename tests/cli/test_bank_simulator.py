# SPDX-License-Identifier: Apache-2.0
"""``counterfoil bank simulator``: what it is told, and what it refuses."""

from pathlib import Path

from support.bank_world import EXCHANGE, INTO_LIN, OF_LIN, RESERVE


def test_the_same_payment_again_is_one_and_another_booking_is_a_second(run, run_json, simulated):
    """By the bank's reference alone; a reference that another booking has is refused."""
    bank = simulated()
    words = (
        "bank",
        "simulator",
        "arrive",
        bank,
        "--account",
        INTO_LIN,
        "--payer",
        OF_LIN,
        "--reference",
        "NOTPROVIDED",
    )
    for more in ((), (), ("--booking", "B-2"), ("--booking", "B-2")):
        told = run_json(*words, "--amount", 5, *more)
    assert told["closing"] == 10 and told["entries"][1]["booking"] == "B-2"
    assert "B-2" in run("bank", "simulator", "statement", bank, "--account", INTO_LIN).stdout
    refused = run(*words, "--amount", 6, "--booking", "B-2", code=2).stderr
    assert "another booking has this reference" in " ".join(refused.split())


def test_a_bank_in_which_every_payment_comes_with_an_equal_one(run_json, simulated):
    """Two bookings for each; and the same command again is nothing new."""
    bank = simulated("--equal", "100")
    words = ("--account", EXCHANGE, "--amount", 5, "--payer", OF_LIN, "--reference", "E-1")
    for _ in range(2):
        told = run_json("bank", "simulator", "arrive", bank, *words)
        assert told["closing"] == 10 and len({one["booking"] for one in told["entries"]}) == 2


def test_what_the_simulator_is_told_wrongly_is_refused(run, simulated, tmp_path):
    """Another file, an account that nobody watches, a reference that no bank would carry."""
    bank, other = simulated(), Path(tmp_path / "other")
    other.write_text("{}\n", encoding="utf-8")
    words = ("--amount", 1, "--payer", OF_LIN)
    arrived = ("bank", "simulator", "arrive", bank, *words)
    assert (
        "not a simulated bank's file" in run("bank", "simulator", "statement", other, "--account", "A", code=2).stderr
    )
    assert "not an account" in run(*arrived, "--account", "A", "--reference", "E", code=2).stderr
    assert "not an account" in run("bank", "simulator", "statement", bank, "--account", "A", code=2).stderr
    before = bank.read_bytes()
    assert "no booking" in run(*arrived, "--account", RESERVE, "--reference", "E" * 36, code=2).stderr
    assert bank.read_bytes() == before
    again = ("bank", "simulator", "new", bank, "--account", "A")
    assert "is there already" in run(*again, code=2).stderr
    told = run("bank", "simulator", "new", tmp_path / "new", "--account", "A", "--currency", "yuan", code=2)
    assert "--currency" in told.stderr and not (tmp_path / "new").exists()
