"""Whether the bundle computes where it was asked to: on the CPU alone, or also with CUDA."""

from __future__ import annotations

import runpy
from collections.abc import Collection
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from bundling.errors import PackagingFailed

CUDA_LIBRARIES = ("libtorch_cuda.so*", "libcudart.so*", "libcublas.so*", "libcublasLt.so*", "libcudnn.so*")
"""Without one of these nothing is computed on a GPU. On Windows they are called otherwise."""
ONLY_CUDA = (
    "libtorch_cuda*",
    "libc10_cuda*",
    "libcu*.so*",
    "libnccl*",
    "libnv*.so*",
    "libcupti*",
    "libtriton*",
)
NOT_CUDA = ("libcurl*", "libcups*")


def check_environment(*, cuda: bool) -> None:
    """Look at the torch that was installed, before minutes are spent on bundling the wrong one.

    Raises:
        PackagingFailed: it is the other one.
    """
    check_version(_cuda_of_torch(), cuda=cuda)


def check_version(found: str | None, *, cuda: bool) -> None:
    """The same for the version of CUDA that torch was built for, None without."""
    if cuda and found is None:
        raise PackagingFailed(
            "A package with CUDA was asked for, but the torch that was installed computes on the CPU alone. "
            "Unset what points pip to such wheels (PIP_FIND_LINKS, PIP_EXTRA_INDEX_URL), remove "
            "build/venv-cuda and try again."
        )
    if not cuda and found is not None:
        raise PackagingFailed(
            f"A package for the CPU was asked for, but the torch that was installed brings CUDA {found} "
            "(5 GB). Point pip to PyTorch's own index of CPU wheels (PIP_EXTRA_INDEX_URL; PyTorch's page on "
            "how to install it names the address), remove build/venv-cpu and try again; or say --cuda."
        )


def check_bundle(places: Collection[str], *, cuda: bool) -> None:
    """Look at what was bundled.

    Raises:
        PackagingFailed: a library is missing without which no GPU is used, or one is there for nothing.
    """
    names = {PurePosixPath(place).name for place in places}
    if cuda:
        missing = [one for one in CUDA_LIBRARIES if not any(fnmatch(name, one) for name in names)]
        if missing:
            raise PackagingFailed(f"The bundle lacks what a GPU needs: {', '.join(missing)}.")
        return
    extra = sorted(name for name in names if _matches(name, ONLY_CUDA) and not _matches(name, NOT_CUDA))
    if extra:
        raise PackagingFailed(f"The bundle for the CPU holds parts of CUDA: {', '.join(extra[:5])}.")


def _matches(name: str, patterns: Collection[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def _cuda_of_torch() -> str | None:
    """Read from its file: importing torch takes seconds."""
    spec = find_spec("torch")
    if spec is None or not spec.submodule_search_locations:
        raise PackagingFailed("torch is not installed in the environment of the build.")
    stated = runpy.run_path(str(Path(spec.submodule_search_locations[0]) / "version.py"))
    found = stated.get("cuda")
    return str(found) if found else None
