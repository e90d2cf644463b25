"""An ONNX file at work."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray


class Session:
    """A `engine.exporting.parity.Runner`: onnxruntime, on one thread."""

    def __init__(self, content: bytes) -> None:
        import onnxruntime  # type: ignore[import-untyped]

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self.runtime = f"onnxruntime {onnxruntime.__version__}"
        self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        self.inputs: list[str] = [each.name for each in self._session.get_inputs()]

    def run(self, inputs: Mapping[str, NDArray[np.generic]]) -> list[NDArray[np.generic]]:
        """All outputs."""
        found: list[NDArray[np.generic]] = self._session.run(None, dict(inputs))
        return found
