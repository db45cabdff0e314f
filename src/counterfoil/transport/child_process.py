# SPDX-License-Identifier: Apache-2.0
"""A child that ends when the process that started it does, whatever that dies of."""

import os
import sys
from pathlib import Path
from typing import Final

# A child's death with its parent is asked for by the child, between fork and exec. Python code must not run there in a
# process with threads, so another interpreter asks, and becomes the program. The parent may be gone before that.
_LAUNCH: Final = """
import os, sys
parent, path, arguments = int(sys.argv[1]), sys.argv[2], sys.argv[2:]
if sys.platform == "linux":
    import ctypes, signal
    ctypes.CDLL(None).prctl(1, signal.SIGTERM, 0, 0, 0)
if os.getppid() == parent:
    os.execv(path, arguments)
"""


def ending_with_parent(program: Path, *arguments: str) -> list[str]:
    """The command that runs a program so; started in a thread, it ends with that thread: Linux has it so."""
    return [sys.executable, "-I", "-S", "-c", _LAUNCH, str(os.getpid()), str(program), *arguments]
