"""Where the packaged program is tried: without source tree, Python and network, in a home that is new."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from smoke.desktop import Desktop

SOCKETS_OF_X = Path("/tmp/.X11-unix")
NEEDED_IN_A_ROOT = ("/dev", "/proc")


@dataclass(frozen=True)
class Surroundings:
    """What the program finds around itself.

    Attributes:
        home: its user's folder.
        path: folders in which commands are found.
        hidden: folders that are empty for it.
        root: a system of its own to live in; without one, this machine's.
        read_only: the home cannot be written to.
    """

    home: Path
    path: tuple[Path, ...]
    hidden: tuple[Path, ...] = ()
    root: Path | None = None
    read_only: bool = False
    variables: dict[str, str] = field(default_factory=dict)

    def command(self, desktop: Desktop, program: Sequence[str]) -> list[str]:
        """What starts a program there: no network, and mounts that nobody else sees."""
        steps = [*self._mounts(desktop), f"exec {shlex.join(self._start(desktop, program))}"]
        as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
        apart = ["unshare", *as_root, "--net", "--mount", "--propagation", "private"]
        return [*apart, "/bin/sh", "-e", "-c", "\n".join(steps)]

    def _mounts(self, desktop: Desktop) -> list[str]:
        steps = [
            f"mount -t tmpfs none {shlex.quote(str(folder))}" for folder in self.hidden if folder.is_dir()
        ]
        if self.read_only:
            home = shlex.quote(str(self.home))
            steps += [f"mount --bind {home} {home}", f"mount -o remount,ro,bind {home}"]
        if self.root is not None:
            for shared in (*map(Path, NEEDED_IN_A_ROOT), SOCKETS_OF_X, desktop.runtime):
                inside = shlex.quote(f"{self.root}{shared}")
                steps += [f"mkdir -p {inside}", f"mount --rbind {shlex.quote(str(shared))} {inside}"]
        return steps

    def _start(self, desktop: Desktop, program: Sequence[str]) -> list[str]:
        variables = {
            "HOME": str(self.home),
            "PATH": ":".join(map(str, self.path)),
            "LANG": "C.UTF-8",
            "OMP_NUM_THREADS": "1",
            **desktop.environment,
            **self.variables,
        }
        inside = ["/usr/sbin/chroot", str(self.root)] if self.root is not None else []
        settings = [f"{name}={value}" for name, value in variables.items()]
        return [*inside, "/usr/bin/env", "-i", f"--chdir={self.home}", *settings, *program]


def python_and_sources(repository: Path) -> tuple[Path, ...]:
    """What a user does not have: the source tree, the environment of the build, and any Python's library."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    own = [
        Path(folder) for folder in (sys.prefix, sys.base_prefix) if not Path("/usr").is_relative_to(folder)
    ]
    systems = [
        Path("/usr/lib/python3"),
        Path(f"/usr/lib/python{version}"),
        Path("/usr/local/lib") / f"python{version}",
    ]
    return (*own, *systems, repository)
