# SPDX-License-Identifier: Apache-2.0
"""What a file system keeps apart from the files: their names in a directory, which need a sync of their own."""

import os
from pathlib import Path


def sync_directory(directory: Path) -> None:
    """Make the directory's listing last: names of files created, replaced or removed in it."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_durably(path: Path, data: bytes) -> None:
    """Put a file in the place of another: written whole or not at all, with its name. Raises OSError."""
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_directory(path.parent)
