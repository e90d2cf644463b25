"""The settings of an import as a whole: those of an earlier set, from a file, into a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from areal_gui.components import Button
from areal_gui.pages.data.import_draft import ImportDraft
from engine.file_names import file_name


class RecipeMenu(Button):
    """A button with a menu; the dialog does what is asked."""

    earlier_wanted = Signal(object)
    load_wanted = Signal(Path)
    save_wanted = Signal(Path)

    def __init__(self, draft: ImportDraft, parent: QWidget | None = None) -> None:
        super().__init__("", icon_name="settings", parent=parent)
        self._draft = draft
        self.setText(self.tr("Settings"))
        self.setToolTip(self.tr("All choices of this dialog: use those of another set, load or save them"))
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        for earlier in self._draft.shelf.similar:
            text = self.tr("Use the settings of “{0}”").format(earlier.name.replace("&", "&&"))
            menu.addAction(text, partial(self.earlier_wanted.emit, earlier))
        menu.addSeparator()
        menu.addAction(self.tr("Load settings from a file…"), self._ask_load)
        save = menu.addAction(self.tr("Save settings to a file…"), self._ask_save)
        save.setEnabled({"user", "item"} <= set(self._draft.roles) and self._draft.preview is not None)

    def _ask_load(self) -> None:
        dialog = self._dialog(self.tr("Load settings"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.load_wanted.emit(Path(name)))
        dialog.open()

    def _ask_save(self) -> None:
        dialog = self._dialog(self.tr("Save settings"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.selectFile(file_name(self._draft.name, "recipe", ".json", otherwise="import"))
        dialog.fileSelected.connect(lambda name: self.save_wanted.emit(Path(name)))
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        folder = str(self._draft.paths[0].parent)
        dialog = QFileDialog(self, title, folder, self.tr("Import settings (*.json);;All files (*)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog
