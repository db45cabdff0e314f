# SPDX-License-Identifier: Apache-2.0
"""A running engine as a source of blocks, for tests."""

from benches.engine_chain import EngineNode
from counterfoil.consensus.cometbft.light.following import SourceFailed
from counterfoil.consensus.cometbft.light.light_block import LightBlock
from counterfoil.consensus.cometbft.light.rpc_json import join_answers, read_light_block


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
