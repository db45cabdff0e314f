# SPDX-License-Identifier: Apache-2.0
"""A running engine as a source of blocks, for tests; and the rule for tests that need the engine."""

import os
from pathlib import Path

import pytest

from benches.engine_chain import ENGINE_VARIABLE, EngineNode, engine
from counterfoil.consensus.cometbft.light.following import SourceFailed
from counterfoil.consensus.cometbft.light.light_block import LightBlock
from counterfoil.consensus.cometbft.light.rpc_json import join_answers, read_light_block


def required_engine() -> Path:
    """The engine's program; without it the test skips, saying so, or fails where tools are required."""
    found = engine()
    if found is None:
        told = f"no CometBFT: set {ENGINE_VARIABLE}, or put it into .engine"
        if os.environ.get("COUNTERFOIL_REQUIRE_TOOLS"):
            pytest.fail(told)
        pytest.skip(told)
    return found


class Node:
    """A node of the engine as a source."""

    def __init__(self, node: EngineNode) -> None:
        self._node = node

    def block(self, height: int) -> LightBlock:
        try:
            commit = self._node.ask("commit", height=str(height))
            validators = self._node.ask("validators", height=str(height), per_page="100")
        except ValueError as error:
            raise SourceFailed(str(error)) from error
        return read_light_block(join_answers(commit, [validators]))

    def latest(self) -> LightBlock:
        return self.block(self._node.height())
