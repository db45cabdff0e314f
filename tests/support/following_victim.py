# SPDX-License-Identifier: Apache-2.0
"""A process that follows a chain from a member's block log and tells each height once it is taken, to be killed.

``python following_victim.py FOLDER MEMBER``: it ends when somebody ends it.
"""

import sys
from pathlib import Path
from threading import Event

from counterfoil.node.consortium.following import open_following
from counterfoil.node.layout import Layout
from counterfoil.primitives.types import Height
from counterfoil.storage.filelog import FileBlockLog
from support.followed import QUICK, ListedSource, policy_of
from support.network import CHAIN


def main() -> None:
    folder, member = map(Path, sys.argv[1:3])
    blocks = list(FileBlockLog.open_to_read(Layout(member).chain(CHAIN) / "blocks").blocks(Height(0)))
    source = ListedSource("member", blocks)
    with open_following(folder, CHAIN, [source], first=policy_of(member), pace=QUICK) as node:
        grown, told = Event(), -1
        node.follow(lambda _header, _seal: grown.set())
        while True:
            grown.clear()
            while told < node.ledger.height:
                told += 1
                sys.stdout.write(f"{told}\n")
                sys.stdout.flush()
            grown.wait()


if __name__ == "__main__":
    main()
