# SPDX-License-Identifier: Apache-2.0
"""A network on which goods were declared that a keeper and an inspector take in, for tests of the command line."""

import pytest

from counterfoil.modules.receipts import calls as r
from support.goods_received import HASH, document
from support.network import copy_network
from support.receipted import declaring, with_schemes
from support.supply_network import make_supply_network


def _declared(stage):
    """A scheme for copper; Ann declared a hundred tonnes, and has room for them."""
    with_schemes(stage)
    stage.do(*declaring("I-1"), signed_by="ann")
    stage.do(r.GiveRoom(intake="I-1"), signed_by="exchange")


@pytest.fixture(scope="module")
def declared_template(tmp_path_factory):
    return make_supply_network(tmp_path_factory.mktemp("receipt") / "network", _declared)


@pytest.fixture
def network(declared_template, tmp_path):
    return copy_network(declared_template, tmp_path / "network")


@pytest.fixture
def taking(run, run_json, network, write):
    """Takes the goods in on these events, as keeper and inspector; gives what was printed, or JSON."""

    def take(*events, more=(), code=0, as_json=False, name="I-1", certificate=HASH, files=None):
        given = files or [write("arrival.json", document(*events))]
        words = ("supply", "receipt", "intake", name, *given, "--certificate", certificate, "--inspector", "inspector")
        words = (*words, "--key", "shed", "--key", "inspector", "--network", network, "--no-publish", *more)
        return run_json(*words, code=code) if as_json else " ".join(run(*words, code=code).output.split())

    return take
