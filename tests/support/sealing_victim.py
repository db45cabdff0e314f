# SPDX-License-Identifier: Apache-2.0
"""A member that commits blocks and writes their seals for ever, until it is killed: ``sealing_victim.py FOLDER``.

A line for each block, once its share has left and once its seal is on the disk.
"""

import sys
from pathlib import Path

from counterfoil.storage.filelog import FileBlockLog
from support.sealing import Member, share_of


def main() -> None:
    """Others sign what this one commits; every third seal waits for the two after it, and they are written together."""
    folder = Path(sys.argv[1])
    member = Member(folder / "sealing", 0, blocks=FileBlockLog.open(folder / "blocks"))
    member.book.on_share(lambda height, share: say("share", height, share.hex()))
    while True:
        member.commit()
        height = member.book.height
        for lacking in range(member.book.complete_until() + 1, height + 1):
            for number in (1, 2):
                member.book.add(share_of(number, member.headers[lacking]))
        if height % 3 == 2:
            say("seal", member.book.flush())


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
