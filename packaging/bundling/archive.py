"""The package for every Linux: the bundle's folder in one compressed archive."""

from __future__ import annotations

import subprocess
from pathlib import Path

from bundling.errors import PackagingFailed

LEVEL = 6


def build(bundle: Path, version: str, architecture: str, into: Path) -> Path:
    """Wrap the folder up, the same bytes for the same files; tells where the archive is."""
    made = into / f"areal-{version}-linux-{architecture}.tar.zst"
    command = [
        *("tar", "--create", "--file", str(made), f"--use-compress-program=zstd -{LEVEL} -T0"),
        *("--sort=name", "--owner=0", "--group=0", "--numeric-owner"),
        *("--directory", str(bundle.parent), bundle.name),
    ]
    if subprocess.call(command) != 0:
        raise PackagingFailed("tar could not make the archive; what it said is above. Is zstd installed?")
    return made


def unpack(archive: Path, into: Path) -> Path:
    """Unpack an archive below a folder; tells where the bundle is then."""
    subprocess.run(["tar", "--extract", "--file", str(archive), "--directory", str(into)], check=True)
    return into / "areal"
