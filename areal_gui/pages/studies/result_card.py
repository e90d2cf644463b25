"""What a study has shown as a picture: over its axis, or over its trials."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedLayout, QWidget

from areal_gui import theme
from areal_gui.components import Card, ComboBox, Muted
from areal_gui.context import AppContext
from areal_gui.pages.studies import pictures
from areal_gui.pages.studies.reading import OpenedStudy, read_importances
from areal_gui.pages.studies.texts import METRICS, SPLITS, interval_text, is_share, metric_title, split_title
from areal_gui.plots.bars import Bar, BarPlot
from areal_gui.plots.figure_actions import FigureActions
from areal_gui.plots.spots import SpotPicture, SpotPlot
from engine.studies.plan import SearchPlan

HISTORY, IMPORTANCE = "history", "importance"
HEIGHT = 40 * theme.SPACING


class ResultCard(Card):
    """A plot with what can be chosen about it, and how it can be taken away."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self._study: OpenedStudy | None = None
        self.figure = self._choice(self.tr("Figure"), [(metric_title(each), each) for each in METRICS])
        self.split = self._choice(self.tr("Part"), [(split_title(each), each) for each in SPLITS])
        self.view = self._choice(self.tr("Picture of the search"), [(self.tr("Trials in order"), HISTORY)])
        self.plot = SpotPlot(self.tr("Result of the study"))
        self.bars = BarPlot(self.tr("What decides"), self.tr("Setting"), self.tr("Importance, %"))
        self.note, self.series = Muted(wrap=True), Muted(wrap=True)
        self._room = QWidget()
        self._pages = QStackedLayout(self._room)
        self._pages.addWidget(self.plot)
        self._pages.addWidget(self.bars)
        self._room.setFixedHeight(HEIGHT)
        self.header.setStretch(0, 0)
        for box in (self.view, self.figure, self.split):
            self.header.addWidget(box)
        self.header.addStretch(1)
        self._menus = [
            FigureActions(context, widget, self._name, widget.table).button()
            for widget in (self.plot, self.bars)
        ]
        for menu in self._menus:
            self.header.addWidget(menu)
        self.body.addWidget(self.series)
        self.body.addWidget(self._room)
        self.body.addWidget(self.note)

    def show_study(self, study: OpenedStudy) -> None:
        """Show a study under the same choices."""
        before, self._study = self._study, study
        self.view.setVisible(study.is_search)
        for box in (self.figure, self.split):
            box.setVisible(not study.is_search)
        if before is None or before.id != study.id:
            self._offer_views(study)
        self._refresh()

    def _refresh(self) -> None:
        study = self._study
        if study is None:
            return
        result = study.result
        self.split.setEnabled(is_share(str(self.figure.currentData())))
        if not study.is_search:
            split, metric = str(self.split.currentData()), str(self.figure.currentData())
            split = split if is_share(metric) else "test"
            self._show_page(0)
            seeds = 1 if isinstance(result.plan, SearchPlan) else len(result.plan.seeds)
            self.note.setText(self._note(interval_text(seeds)))
            self._say_series([] if study.is_table2 else pictures.series_names(result))
            picture = pictures.table2_picture if study.is_table2 else pictures.sweep_picture
            self._show_picture(picture(result, split, metric))
            return
        self._say_series([])
        view = str(self.view.currentData())
        self._show_page(int(view == IMPORTANCE))
        hollow = self.tr(
            "Hollow: pruned, or not at its end yet; its best epoch on the rows that epochs are judged on."
        )
        self.note.setText(self._note(hollow))
        if view == IMPORTANCE:
            self._show_importances(study)
        elif view == HISTORY:
            self._show_picture(pictures.history_picture(result))
        else:
            self._show_picture(pictures.slice_picture(result, view))

    def _show_picture(self, picture: SpotPicture) -> None:
        self.plot.show_picture(picture)
        self._room.setVisible(bool(picture.spots))  # an empty frame says nothing
        if not picture.spots:
            self.note.setText(picture.summary)

    def _show_page(self, place: int) -> None:
        self._pages.setCurrentIndex(place)
        for number, menu in enumerate(self._menus):
            menu.setVisible(number == place)

    def _note(self, text: str) -> str:
        assert self._study is not None
        if self._study.result.comparable:
            return text
        warning = self.tr(
            "These rows are not comparable: not all were judged on the same examples under the same policy."
        )
        return f"{warning} {text}"

    def _say_series(self, names: list[str]) -> None:
        """Which mark is which, where there are several."""
        signs = "●■▼◆⬟⬢★✚"
        several = len(names) > 1
        self.series.setVisible(several)
        self.series.setText(
            "   ".join(f"{signs[place % len(signs)]} {name}" for place, name in enumerate(names))
        )

    def _show_importances(self, study: OpenedStudy) -> None:
        workspace, row = self._context.workspace, study.result.study

        def show(found: dict[str, float]) -> None:
            bars = [
                Bar(
                    pictures.setting_title(path),
                    100 * share,
                    self.tr("{0}: {1:.0f}%").format(pictures.setting_title(path), 100 * share),
                    path,
                )
                for path, share in sorted(found.items(), key=lambda pair: -pair[1])
            ]
            few = self.tr("It takes at least four finished trials to tell what decides.")
            said = self.tr(
                "How much of the differences between trials each setting accounts for (PED-ANOVA)."
            )
            self.note.setText(said if bars else few)
            self._room.setVisible(bool(bars))
            if bars:
                self.bars.show_bars(bars)

        self._context.tasks.query(lambda: read_importances(workspace, row), show, key="studies.importances")

    def _offer_views(self, study: OpenedStudy) -> None:
        self.view.blockSignals(True)
        self.view.clear()
        self.view.addItem(self.tr("Trials in order"), HISTORY)
        if study.is_search and study.result.rows:
            for path in study.result.rows[0].changes:
                self.view.addItem(self.tr("By {0}").format(pictures.setting_title(path)), path)
        if study.is_search:
            self.view.addItem(self.tr("What decides"), IMPORTANCE)
        self.view.blockSignals(False)

    def _name(self) -> str:
        return "" if self._study is None else self._study.result.study.name

    def _choice(self, name: str, options: list[tuple[str, str]]) -> ComboBox:
        box = ComboBox()
        box.setAccessibleName(name)
        for text, value in options:
            box.addItem(text, value)
        box.currentIndexChanged.connect(lambda _place: self._refresh())
        return box
