"""The small set of widgets that every page is built from."""

from areal_gui.components.badge import Badge
from areal_gui.components.bottom_bar import BottomBar
from areal_gui.components.card import Card
from areal_gui.components.empty_state import EmptyState
from areal_gui.components.fold import FoldButton
from areal_gui.components.icons import icon, paint_icon
from areal_gui.components.inputs import Button, ComboBox, DoubleSpinBox, Slider, SpinBox
from areal_gui.components.labels import Heading, Muted, TextLabel, Title
from areal_gui.components.notes import Notes
from areal_gui.components.page_header import PageHeader
from areal_gui.components.stat_tile import StatTile
from areal_gui.components.table import DataTable, TextTableModel
from areal_gui.components.tabs import Tabs
from areal_gui.components.tile_grid import TileGrid

__all__ = [
    "Badge",
    "BottomBar",
    "Button",
    "Card",
    "ComboBox",
    "DataTable",
    "DoubleSpinBox",
    "EmptyState",
    "FoldButton",
    "Heading",
    "Muted",
    "Notes",
    "PageHeader",
    "Slider",
    "SpinBox",
    "StatTile",
    "Tabs",
    "TextLabel",
    "TextTableModel",
    "TileGrid",
    "Title",
    "icon",
    "paint_icon",
]
