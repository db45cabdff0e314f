# SPDX-License-Identifier: Apache-2.0
"""What "now" is in a package that is exported at once after a transfer."""

import json

import pytest

from support.network import SHARES


@pytest.fixture
def transferred(run, trading):
    """Five more shares went from alice to bob a moment ago, and nothing was published since."""
    words = f"--sender alice-1 --receiver bob-1 --instrument {SHARES} --quantity 5 --key alice --no-publish"
    run("holdings", "transfer", *words.split(), "-n", trading)
    return trading


def export(run, network, out, *options):
    held = ("--account", "alice-1", "--instrument", SHARES)
    return run("evidence", "export", *held, "-o", out, "-n", network, "--json", *options)


def test_a_transfer_is_in_what_is_exported_at_once(run, transferred, tmp_path):
    """Exporting publishes: the quantity is what is left, and there is nothing to warn of."""
    told = export(run, transferred, tmp_path / "p.zip")
    assert "895" in json.loads(told.stdout)["statement"]
    assert not told.stderr


def test_a_transfer_that_is_not_in_it_is_told(run, transferred, tmp_path):
    """Without publishing, now is before the transfer, and so it is said."""
    told = export(run, transferred, tmp_path / "p.zip", "--no-publish")
    assert "900" in json.loads(told.stdout)["statement"]
    assert "transactions ordered since: 1 (publish and export again)" in told.stderr


def test_what_auditors_elsewhere_have_not_signed_is_told(run, transferred, tmp_path):
    """The key of the one state auditor is elsewhere: a package rests on what it signed last."""
    path = transferred / "network.json"
    config = json.loads(path.read_bytes())
    config["state_auditors"][0]["key"] = None
    path.write_text(json.dumps(config))
    told = export(run, transferred, tmp_path / "p.zip")
    assert "900" in json.loads(told.stdout)["statement"]
    assert "transactions ordered since: 1 (it needs the audits" in told.stderr
