# SPDX-License-Identifier: Apache-2.0
"""Files that a person names: a file, or a link to one, is read; a pipe, a device or a folder ends in words."""

import os
import socket
from pathlib import Path

import pytest

from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import open_input, read_input_file


def test_a_file_and_a_link_to_one_are_read(tmp_path: Path) -> None:
    """Whoever names a link means what it leads to."""
    (tmp_path / "file").write_bytes(b"text")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    assert read_input_file(tmp_path / "file") == read_input_file(tmp_path / "link") == b"text"


def test_a_pipe_that_was_handed_over_is_read() -> None:
    """As a shell does for ``<(…)``: it is open already, so somebody writes it or nobody ever will."""
    reading, writing = os.pipe()
    os.write(writing, b"text")
    os.close(writing)
    try:
        assert read_input_file(Path(f"/dev/fd/{reading}")) == b"text"
    finally:
        os.close(reading)


def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Nobody writes it, and nobody waits."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="is a named pipe, and no file"):
        open_input(tmp_path / "pipe")


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_not_read(device: str) -> None:
    """One has no end, the other nothing in it."""
    with pytest.raises(InputError, match="is a device, and no file"):
        open_input(Path(device))


def test_a_folder_and_a_socket_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor a link to one."""
    (tmp_path / "link").symlink_to(tmp_path)
    for folder in (tmp_path, tmp_path / "link"):
        with pytest.raises(InputError, match="is a directory, and no file"):
            open_input(folder)
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        with pytest.raises(InputError, match="is a socket, and no file"):
            open_input(Path("socket"))


def test_what_is_not_there_is_the_systems_to_say(tmp_path: Path) -> None:
    """In its words, with the name; a link that leads round in a circle too."""
    (tmp_path / "round").symlink_to(tmp_path / "round")
    for name in ("none", "round"):
        with pytest.raises(OSError, match=name):
            open_input(tmp_path / name)
