"""What goes into the bundle, and what of the libraries stays out of it.

The spec asks; every rule is here, so that what was left out can be read in one place, and is tested.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

PACKAGES = ("engine", "areal_gui", "resources")
MIGRATIONS = "engine/store/migrations"
MIGRATIONS_OF_OPTUNA = ["storages/_rdb/alembic.ini", "storages/_rdb/alembic/**/*.py"]
"""Alembic reads these as files."""

EXCLUDED_MODULES = [
    # For terminals; GNU readline's licence (GPL) would bind the whole program.
    *("readline", "curses", "_curses", "_curses_panel"),
    # Not ours, and asked for by libraries only where somebody has them.
    *("tkinter", "IPython", "matplotlib", "PIL", "pytest", "setuptools", "pkg_resources"),
    *("pip", "distutils", "lib2to3", "pydoc_data", "idlelib", "turtledemo", "ensurepip"),
    *("tensorboard", "triton", "numba", "cupy", "OpenGL", "jinja2.ext", "beartype", "pygments"),
    # What torch is tested, measured and compiled with.
    *("torch.test", "torch.utils.tensorboard", "torch.utils.benchmark"),
    *("torch.utils.bottleneck", "torch.distributed._shard.checkpoint", "torch.utils.hipify"),
    *(
        f"torch.testing._internal.{name}"
        for name in (
            *("autograd_function_db", "codegen", "common_device_type", "common_distributed", "common_fsdp"),
            *("common_methods_invocations", "common_modules", "common_nn", "common_optimizers"),
            *("common_pruning", "common_quantization", "common_quantized", "custom_op_db", "data"),
            *("distributed.distributed_test", "distributed.nn", "distributed.rpc", "distributed._shard"),
            *("distributed._tensor", "dynamo_pytree_test_utils", "generated", "hop_db", "hypothesis_utils"),
            *("inductor_utils", "jit_metaprogramming_utils", "jit_utils", "opinfo", "test_module"),
        )
    ),
    # Of SciPy the engine asks for sparse matrices alone; the rest brings a second OpenBLAS along.
    *(
        "scipy.cluster",
        "scipy.datasets",
        "scipy.differentiate",
        "scipy.fft",
        "scipy.fftpack",
        "scipy.integrate",
    ),
    *(
        "scipy.interpolate",
        "scipy.io",
        "scipy.linalg",
        "scipy.misc",
        "scipy.ndimage",
        "scipy.odr",
        "scipy.optimize",
    ),
    *(
        "scipy.signal",
        "scipy.sparse.csgraph",
        "scipy.sparse.linalg",
        "scipy.spatial",
        "scipy.special",
        "scipy.stats",
    ),
    *("pandas", "pydantic.v1", "sympy.physics", "sympy.vector"),
    # Of ONNX the graphs and their running; not its tests, nor tools for other people's models.
    *("onnx.backend", "onnx.bin", "onnx.hub", "onnx.tools", "onnxruntime.quantization", "onnxruntime.tools"),
    *("onnxruntime.training", "onnxruntime.transformers", "onnxruntime.datasets", "onnxruntime.backend"),
    # Arrow over networks and from other engines.
    *("pyarrow.flight", "pyarrow.substrait", "pyarrow.gandiva", "pyarrow.cuda", "pyarrow.orc"),
    *("pyarrow.tests", "numpy.tests", "scipy.tests"),
    # Servers that a study's file could be kept on, and what draws its pictures.
    *("optuna.visualization", "plotly", "redis", "grpc", "psycopg2", "pymysql"),
    # Other tool kits that pyqtgraph would take.
    *("PyQt5", "PyQt6", "PySide2", "pyqtgraph.opengl", "pyqtgraph.examples", "pyqtgraph.jupyter"),
    # (launch.py puts something in the place of the first two)
    *("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtTest"),
]

SOURCES_TOO = {
    "torch": "pyz",
    # These read their own text: settings with remarks in it, and what is compiled from its source.
    **dict.fromkeys(
        (
            *("torch._dynamo.config", "torch._export.config", "torch._functorch.config"),
            *("torch._inductor.config", "torch._inductor.config_comms", "torch.compiler.config"),
            *("torch.distributed.config", "torch.distributed.optim", "torch.distributions.von_mises"),
            *("torch.fx.experimental._config", "torch.utils.serialization.config", "torch.jit"),
            *("torch._decomp", "torch.functional", "torch.nn", "torch._jit_internal"),
        ),
        "pyz+py",
    ),
}
"""PyInstaller's `module_collection_mode`: torch without its 46 MB of source, but for what needs it."""

LEFT_OUT = (
    # torch: tests, headers, programs (the one it needs is named below), libraries of its tests.
    *("torch/test/*", "torch/include/*", "torch/bin/*", "torch/share/*"),
    *("torch/lib/libtorchbind_test*", "torch/lib/libjitbackend_test*", "torch/lib/libaoti_custom_ops*"),
    *(
        "torch/lib/libbackend_with_compiler*",
        "torch/utils/benchmark/*",
        "torch/testing/*",
        "torch/_inductor/codegen/*.h",
    ),
    # Arrow: the same, and what talks to other machines.
    # (their libraries go with them: see libraries.py)
    *("pyarrow/_flight*", "pyarrow/_substrait*", "pyarrow/libarrow_python_flight*", "pyarrow/_s3fs*"),
    *("pyarrow/_gcsfs*", "pyarrow/_azurefs*", "pyarrow/_hdfs*", "pyarrow/_orc*"),
    *(
        "pyarrow/include/*",
        "pyarrow/src/*",
        "pyarrow/tests/*",
        "pyarrow/*.pyx",
        "pyarrow/*.pxi",
        "pyarrow/*.pxd",
    ),
    # Qt: other screens than X11 and Wayland, other formats than SVG, PNG, JPEG and ICO, translations, TLS.
    *(
        "*/plugins/platforms/libq" + name + ".so"
        for name in ("eglfs", "linuxfb", "minimal", "minimalegl", "vkkhrdisplay", "vnc")
    ),
    *(
        "*/plugins/egldeviceintegrations/*",
        "*/plugins/generic/*",
        "*/plugins/networkinformation/*",
        "*/plugins/tls/*",
    ),
    *(
        "*/plugins/platformthemes/libqgtk3.so",
        "*/plugins/imageformats/libqpdf.so",
        "*/plugins/imageformats/libqtiff.so",
    ),
    *(
        "*/plugins/imageformats/libqwebp.so",
        "*/plugins/imageformats/libqwbmp.so",
        "*/plugins/imageformats/libqtga.so",
    ),
    *(
        "*/plugins/imageformats/libqicns.so",
        "*/plugins/sqldrivers/*",
        "*/plugins/qmltooling/*",
        "PySide6/Qt/translations/*",
    ),
    *(
        "*libQt6Pdf.*",
        "*libQt6Qml*",
        "*libQt6Quick*",
        "*libQt6VirtualKeyboard*",
        "*/plugins/platforminputcontexts/libqtvirtual*",
    ),
    *("*libQt6EglFSDeviceIntegration*", "*libQt6EglFsKmsSupport*"),
    *(
        "onnx/backend/*",
        "onnx/*.proto",
        "onnx/*.cc",
        "onnx/*.h",
        "onnxruntime/tools/*",
        "onnxruntime/datasets/*",
    ),
    *("onnxruntime/transformers/*", "onnxruntime/quantization/*"),
    # What every desktop has, and has set up for itself: its bus, its fonts, its event loop, its X server.
    *(
        "libdbus-1.so*",
        "libfontconfig.so*",
        "libfreetype.so*",
        "libglib-2.0.so*",
        "libgthread-2.0.so*",
        "libX11.so*",
    ),
    # Tests, headers and examples of the others.
    *(
        "numpy/*/tests/*",
        "scipy/*/tests/*",
        "pandas/tests/*",
        "pyqtgraph/examples/*",
        "*/include/*.h",
        "*.pyi",
        "*.pxd",
    ),
    *("scipy/special/_test_internal*", "numpy/_core/lib/*", "numpy/_core/_*_tests*", "*.a", "*.lib"),
)
KEPT_ANYWAY = ("torch/bin/torch_shm_manager",)
"""`import torch` fails where this program is missing."""


def is_wanted(name: str) -> bool:
    """Whether a file belongs into the bundle; `name` is its place there."""
    place = name.replace("\\", "/")
    return place in KEPT_ANYWAY or not any(fnmatch(place, pattern) for pattern in LEFT_OUT)


def modules(root: Path) -> list[str]:
    """Every module of ours: many are imported by a name that is made up at run time."""
    found = []
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return found


def data_files(root: Path) -> list[tuple[str, str]]:
    """What the program reads from beside its modules: pairs of a file and the folder it goes to."""
    patterns = (
        "resources/icons/*",
        "resources/demo/*.csv",
        "resources/licences/*.md",
        f"{MIGRATIONS}/**/*.py",
    )
    return [(str(path), path.parent.relative_to(root).as_posix()) for path in _files(root, patterns)]


def _files(root: Path, patterns: Iterable[str]) -> list[Path]:
    return sorted({path for pattern in patterns for path in root.glob(pattern) if path.is_file()})
