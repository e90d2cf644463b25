"""The devices a training can be given, in words. Read on a thread: asking loads torch."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from areal_gui import loading


def device_choices() -> list[tuple[str, str]]:
    """Pairs of setting and text; CUDA is listed, as not available, where there is none."""
    with loading.one_at_a_time:
        from engine.training.devices import available_devices

    translate = QCoreApplication.translate
    devices = available_devices()
    automatic = translate("devices", "Automatic: {}").format(devices[0].label)
    return [("auto", automatic), *((device.name, device.label) for device in devices)]
