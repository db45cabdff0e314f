# SPDX-License-Identifier: Apache-2.0
"""Networks and a runner for the tests of the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from counterfoil.cli.main import app
from support.bank_world import WATCHED
from support.network import copy_network, make_network, make_trading_network


@pytest.fixture(scope="session")
def bare_template(tmp_path_factory):
    return make_network(tmp_path_factory.mktemp("bare") / "network")


@pytest.fixture(scope="session")
def trading_template(tmp_path_factory):
    return make_trading_network(tmp_path_factory.mktemp("trading") / "network")


@pytest.fixture
def bare(bare_template, tmp_path) -> Path:
    """A new network of one's own."""
    return copy_network(bare_template, tmp_path / "bare")


@pytest.fixture
def trading(trading_template, tmp_path) -> Path:
    """A network of one's own on which business was done."""
    return copy_network(trading_template, tmp_path / "trading")


@pytest.fixture
def run(monkeypatch):
    """Run a command line in this process; nothing may ever show a traceback."""
    monkeypatch.delenv("COUNTERFOIL_PASSPHRASE", raising=False)
    monkeypatch.delenv("COUNTERFOIL_NETWORK", raising=False)

    def run(*arguments, code=0, **options):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], **options)
        assert "Traceback" not in result.output, result.output
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert code is None or result.exit_code == code, result.output
        return result

    return run


@pytest.fixture
def run_json(run):
    """The same with ``--json``: what was written, decoded."""

    def run_json(*arguments, code=0, **options):
        return json.loads(run(*arguments, "--json", code=code, **options).stdout)

    return run_json


@pytest.fixture
def write(tmp_path):
    """Write a value as JSON into a file of the test's own folder."""

    def write(name, value):
        path = tmp_path / name
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        return path

    return write


@pytest.fixture
def simulated(run, tmp_path):
    """Makes a simulated bank that fails as told."""

    def make(*faults):
        file = tmp_path / "bank.jsonl"
        accounts = [word for account in WATCHED for word in ("--account", account)]
        run("bank", "simulator", "new", file, *accounts, "--seed", "7", *faults)
        return file

    return make
