"""A second start on the same workspace: the window that has it comes forward and takes the files.

The window listens on a local socket of the user's own. Whoever starts later asks there first; where nobody
answers in time (no window, a command, one that hangs), it goes on as if it were the first.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

log = logging.getLogger(__name__)

ANSWER_MS = 3000
SHOWN = b"shown\n"
TOKEN = "XDG_ACTIVATION_TOKEN"
"""What a desktop gives a program that it starts, so that it may take the keyboard."""


def address(root: Path) -> str:
    """Where the window of a workspace listens: the same for every spelling of the folder."""
    name = f"areal-{hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:24]}"
    if sys.platform == "win32":  # a named pipe
        return f"{name}-{os.environ.get('USERNAME', '')}"
    folder = os.environ.get("XDG_RUNTIME_DIR")
    return str(Path(folder) / name) if folder else str(Path(tempfile.gettempdir()) / f"{name}-{os.getuid()}")


def hand_over(root: Path, files: Sequence[Path]) -> bool:
    """Ask the window that has this workspace to come forward with these files; tells whether it did."""
    where = address(root)
    if not _is_ours(where):
        return False
    from PySide6.QtNetwork import QLocalSocket  # only where somebody may listen

    with_files = {"files": [str(file.absolute()) for file in files], "token": os.environ.get(TOKEN, "")}
    asked = QLocalSocket()
    asked.connectToServer(where)
    if not asked.waitForConnected(ANSWER_MS):
        return False
    asked.write(json.dumps(with_files).encode() + b"\n")
    # What has come already is not waited for.
    while not asked.canReadLine() and asked.waitForReadyRead(ANSWER_MS):
        pass
    answer = bytes(asked.readLine().data())
    asked.close()
    return answer == SHOWN


def _is_ours(where: str) -> bool:
    """Whether a socket of this user is there; in a folder open to all it could be somebody else's."""
    if sys.platform == "win32":
        return True
    try:
        return Path(where).stat().st_uid == os.getuid()
    except OSError:
        return False


class Reception(QObject):
    """Listens for later starts, as long as it lives."""

    called = Signal(list)
    """Somebody started the program again, with these files (`list[Path]`)."""

    def __init__(self, root: Path, parent: QObject) -> None:
        super().__init__(parent)
        from PySide6.QtNetwork import QLocalServer

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        where = address(root)
        QLocalServer.removeServer(where)  # left by a window that died: the workspace is this one's now
        if not self._server.listen(where):
            log.warning("a second start will not find this window: %s", self._server.errorString())

    def close(self) -> None:
        """Let nobody in any more."""
        self._server.close()

    def _on_connection(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.readyRead.connect(lambda caller=caller: self._hear(caller))
            caller.disconnected.connect(caller.deleteLater)

    def _hear(self, caller: object) -> None:
        from PySide6.QtNetwork import QLocalSocket

        assert isinstance(caller, QLocalSocket)
        if not caller.canReadLine():
            return
        try:
            said = json.loads(bytes(caller.readLine().data()))
            files = [Path(name) for name in said["files"]]
            token = str(said["token"])
        except (ValueError, TypeError, KeyError):
            log.warning("a second start said something unknown")
            return
        if token:
            os.environ[TOKEN] = token  # Qt takes it from there when the window asks for the keyboard
        self.called.emit(files)
        caller.write(SHOWN)
        caller.flush()
