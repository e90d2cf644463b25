"""Where a training is set up: data set, device, model, preset, every setting; and the button to start."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Card, ComboBox, Heading, Muted, PageHeader, TextLabel
from areal_gui.context import AppContext
from areal_gui.formats import count, percent
from areal_gui.pages.train.exchange import SettingsExchange
from areal_gui.pages.train.filter_preview import FilterPreview
from areal_gui.pages.train.form_model import FormModel
from areal_gui.pages.train.model_choice import ModelChoice
from areal_gui.pages.train.outlook_card import OutlookCard
from areal_gui.pages.train.preset_choice import PresetChoice
from areal_gui.pages.train.schedule_preview import SchedulePreview
from areal_gui.pages.train.settings_form import SettingsForm
from areal_gui.pages.train.settings_menu import SettingsMenu
from areal_gui.pages.train.setup_bar import SetupBar
from engine.store.datasets import DatasetRow
from engine.store.runs import RunRow
from engine.training.presets import ALL_PRESETS, PRESET_TEXTS, preset_text, preset_title, presets_of

PRESET_ORDER = ("quick", "recommended", "paper", "published")
SCHEDULE_GROUP = "Diffusion"


class SetupView(QWidget):
    """Edits a `FormModel`; says when training is to start."""

    start_wanted = Signal()
    queue_wanted = Signal()
    dataset_picked = Signal(int)
    changed = Signal()
    """Something was chosen or typed, so that training may have become possible or impossible."""

    def __init__(
        self,
        model: FormModel,
        context: AppContext,
        exchange: SettingsExchange,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model, self._exchange = model, exchange
        exchange.filled.connect(self.refresh)
        self.menu = self._make_menu()
        self._datasets: dict[int, DatasetRow] = {}
        self.dataset_box = ComboBox()
        self.dataset_box.setAccessibleName(self.tr("Data set"))
        self.dataset_box.activated.connect(self._on_dataset)
        self._dataset_facts = Muted(wrap=True)
        self.device_box = ComboBox()
        self.device_box.setAccessibleName(self.tr("Device"))
        self.device_box.activated.connect(self._on_device)
        self._device_fact = Muted(wrap=True)
        order = [*PRESET_ORDER, *(name for name in ALL_PRESETS if name not in PRESET_ORDER)]
        self.presets = PresetChoice({name: (preset_title(name), PRESET_TEXTS[name]) for name in order})
        self.presets.chosen.connect(self._on_preset)
        self.models = ModelChoice()
        self.models.chosen.connect(self._on_model)
        self.filters = FilterPreview(context, model)
        self.form = SettingsForm(model)
        self.form.changed.connect(self._refresh)
        self.form.help_wanted.connect(self._show_help)
        self.form.reset_asked.connect(self._on_reset)
        self.form.shown.connect(self._bring_into_view)
        self.form.searched.connect(self._bring_search_to_top)
        self.schedule = SchedulePreview(context, model)
        self.form.groups[SCHEDULE_GROUP].add_below(self.schedule)
        self.outlook = OutlookCard(context, model)
        self.outlook.changed.connect(self._show_state)
        self.bar = SetupBar()
        self.start_button, self.queue_button = self.bar.start_button, self.bar.queue_button
        self.start_button.clicked.connect(lambda _checked: self._on_start(self.start_wanted))
        self.queue_button.clicked.connect(lambda _checked: self._on_start(self.queue_wanted))
        self.bar.reset_button.clicked.connect(lambda _checked: self._on_reset_all())
        self._lay_out()
        self.show_devices([("auto", self.tr("Automatic"))])

    def show_datasets(self, datasets: Sequence[DatasetRow], chosen: int | None) -> None:
        """Offer these data sets, `chosen` chosen where it is among them."""
        self._datasets = {row.id: row for row in datasets}
        self.dataset_box.clear()
        for row in datasets:
            said = self.tr("synthetic") in row.name
            mark = self.tr(" (synthetic)") if row.synthetic and not said else ""
            self.dataset_box.addItem(f"{row.name}{mark}", row.id)
        place = self.dataset_box.findData(chosen)
        self.dataset_box.setCurrentIndex(max(0, place))
        self._take_dataset()

    def show_devices(self, devices: Sequence[tuple[str, str]]) -> None:
        """Offer devices, as pairs of setting and text, and show the chosen one."""
        self.device_box.clear()
        for name, text in devices:
            self.device_box.addItem(text, name)
        if len(devices) > 1:  # else they are not known yet
            self._model.set_cuda(any(name == "cuda" for name, _ in devices))
        self.refresh()

    def show_runs(self, runs: Sequence[RunRow]) -> None:
        """Offer the settings of these runs."""
        self.menu.show_runs(runs)

    def refresh(self) -> None:
        """Show the whole model."""
        method = self._model.method
        self.models.show_model(method)
        self.presets.offer({name: preset_text(name, method) for name in presets_of(method)})
        self.presets.choose(self._model.preset_name)
        self.form.refresh()
        self._show_device()
        self._refresh()

    def _make_menu(self) -> SettingsMenu:
        menu, exchange = SettingsMenu(), self._exchange
        menu.load_wanted.connect(exchange.load)
        menu.save_wanted.connect(exchange.save)
        menu.copy_wanted.connect(exchange.copy_command)
        menu.run_wanted.connect(exchange.take_run)
        return menu

    def _on_dataset(self, _index: int) -> None:
        self._take_dataset()
        if self._model.dataset is not None:
            self.dataset_picked.emit(self._model.dataset.id)

    def _take_dataset(self) -> None:
        row = self._datasets.get(self.dataset_box.currentData())
        self._model.set_dataset(row)
        self._dataset_facts.setText("" if row is None else self._facts(row))
        self.refresh()

    def _facts(self, row: DatasetRow) -> str:
        text = self.tr("{} sequences, {} items, {} interactions; {} repeats").format(
            count(row.n_users), count(row.n_items), count(row.n_interactions), percent(row.repeat_share)
        )
        return self.tr("{}. Synthetic data.").format(text) if row.synthetic else text

    def _on_preset(self, name: str) -> None:
        before, device = self._model.entries, self._model.state("device").text
        self._model.set_preset(name)
        self._model.type("device", device)  # where to train is no matter of the preset
        self.refresh()
        self._exchange.tell_dropped(before)

    def _on_model(self, name: str) -> None:
        before = self._model.entries
        self._model.set_method(name)
        self.refresh()
        self._exchange.tell_dropped(before)

    def _on_device(self, _index: int) -> None:
        self._model.type("device", self.device_box.currentData())
        self.refresh()

    def _show_device(self) -> None:
        place = self.device_box.findData(self._model.state("device").text)
        self.device_box.setCurrentIndex(max(0, place))

    def _on_reset(self, paths: tuple[str, ...]) -> None:
        before = self._model.entries
        self._model.reset(*paths)
        self.refresh()
        self.form.search.setFocus()  # the button that was pressed is gone
        self._exchange.tell_dropped(before)

    def _on_reset_all(self) -> None:
        self._on_reset(tuple(path for path in self._model.changed if path in self.form.fields))

    def _on_start(self, wanted: SignalInstance) -> None:
        if self._model.problems:
            self.form.show_problem()
        else:
            wanted.emit()

    def _refresh(self) -> None:
        self._show_state()
        for part in (self.filters, self.schedule, self.outlook):
            part.refresh()
        self.changed.emit()

    def _show_state(self) -> None:
        changed = [path for path in self._model.changed if path in self.form.fields]
        problems, refusal = self._model.problems, self.outlook.refusal
        titles = (f"{self._model.settings[path].title}: {why}" for path, why in problems.items())
        self.bar.show_state(next(titles, refusal), self.outlook.in_short, len(changed))
        for button in (self.start_button, self.queue_button):
            button.setEnabled(self._model.dataset is not None and not problems and not refusal)

    def _show_help(self, path: str) -> None:
        setting = self._model.settings[path]
        self.bar.show_help(f"{setting.title}: {setting.help}")

    def _bring_into_view(self, part: QWidget) -> None:
        inside = self._scroll.widget()
        if inside is not None and (layout := inside.layout()) is not None:
            layout.activate()  # what was just unfolded has its place now
        # Once the bar has the help on it, which may take room from the form.
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(part, 0, theme.MARGIN))

    def _bring_search_to_top(self) -> None:
        """What it finds stands below it, out of sight in a window of usual height."""
        inside = self._scroll.widget()
        if inside is not None and (layout := inside.layout()) is not None:
            layout.activate()  # what was found has its place now
            top = self.form.search.mapTo(inside, QPoint(0, 0)).y() - theme.SPACING
            QTimer.singleShot(0, self, lambda: self._scroll.verticalScrollBar().setValue(top))

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.setSpacing(2 * theme.SPACING)
        subtitle = self.tr("Choose what to learn from and how, then start. You will see it learn.")
        column.addWidget(PageHeader(self.tr("Train"), subtitle, [self.menu]))
        column.addWidget(self._source_card())
        column.addWidget(self.presets)
        column.addWidget(self.outlook)
        column.addWidget(Heading(self.tr("Settings")))
        column.addWidget(self.filters)
        column.addWidget(self.form)
        column.addStretch(1)
        scroll = self._scroll = QScrollArea()
        scroll.setAccessibleName(self.tr("Set-up of a training"))
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addWidget(self.bar)

    def _source_card(self) -> Card:
        card = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * theme.SPACING)
        grid.setVerticalSpacing(theme.SPACING // 2)
        for column, (title, box, fact) in enumerate(
            (
                (self.tr("Data set"), self.dataset_box, self._dataset_facts),
                (self.tr("Device"), self.device_box, self._device_fact),
            )
        ):
            grid.addWidget(TextLabel(title), 0, column)
            grid.addWidget(box, 1, column)
            grid.addWidget(fact, 2, column)
            grid.setColumnStretch(column, 1)
        grid.setRowMinimumHeight(3, theme.SPACING)
        grid.addWidget(TextLabel(self.tr("Model")), 4, 0)
        grid.addWidget(self.models, 5, 0, 1, 2)
        card.body.addLayout(grid)
        return card
