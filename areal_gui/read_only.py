"""The one place that keeps a window without the right to write from offering what would write."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

from areal_gui.context import AppContext


def needs_writing(context: AppContext, *widgets: QWidget) -> None:
    """Where the workspace is open for reading only, keep these disabled, with the reason as their tooltip."""
    if not context.writable:
        for widget in widgets:
            _Closed(widget, context.read_only_reason)


class _Closed(QObject):
    """Closes a widget again whenever its page opens it, which knows nothing of this."""

    def __init__(self, widget: QWidget, reason: str) -> None:
        super().__init__(widget)
        self._widget, self._reason = widget, reason
        widget.installEventFilter(self)
        self._close()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.EnabledChange, QEvent.Type.ToolTipChange):
            self._close()
        return False

    def _close(self) -> None:
        if not self._widget.testAttribute(Qt.WidgetAttribute.WA_ForceDisabled):
            self._widget.setEnabled(False)
        if self._widget.toolTip() != self._reason:
            self._widget.setToolTip(self._reason)
