# SPDX-License-Identifier: Apache-2.0
"""Evidence as it is handed out: collected, drawn, and proved before anybody has it."""

from functools import partial

from counterfoil.node.chain_reader import ChainReader
from counterfoil.node.collect import Collector
from counterfoil.node.drawing import draw_report
from counterfoil.node.published_log import PublishedLog
from counterfoil.node.published_pages import verifier_hash
from counterfoil.verify import Trust


def exporter(reader: ChainReader, log: PublishedLog, trust: Trust) -> Collector:
    """A collector whose packages have their page and name the browser verifier; it makes none that is not proved."""
    return Collector(reader, log, render=partial(draw_report, trust=trust), verifier=verifier_hash())
