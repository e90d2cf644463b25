"""The invented shop: five ways of life, fifteen departments, and in each a trail of things wanted in turn."""

from __future__ import annotations

from dataclasses import dataclass

LIVES: dict[str, tuple[str, ...]] = {
    "outdoors": ("Camping", "Cycling", "Running", "Fly fishing"),
    "kitchen": ("Coffee", "Baking"),
    "home": ("Gardening", "Home office", "Workshop"),
    "making": ("Photography", "Guitar", "Watercolour"),
    "family": ("Baby", "Dog", "Yoga"),
}

# Each department is a trail: who has looked at one kind of thing tends to look for the next.
_TRAILS = {
    "Camping": "two-person tent, sleeping bag, sleeping mat, gas stove, "
    "cook set, camp lantern, folding chair, cool box",
    "Cycling": "commuter helmet, front light, rear light, folding lock, "
    "pannier bag, floor pump, puncture kit, rain cape",
    "Running": "running shoes, running socks, running tights, hydration belt, "
    "sports watch, reflective vest, foam roller, recovery sandals",
    "Fly fishing": "fly rod, fly reel, floating line, leader set, "
    "box of dry flies, landing net, wading boots, fishing vest",
    "Coffee": "burr grinder, coffee scale, gooseneck kettle, pour-over dripper, "
    "paper filters, glass server, milk frother, espresso cups",
    "Baking": "stand mixer, mixing bowls, dough scraper, proving basket, "
    "loaf tin, oven thermometer, cooling rack, bread knife",
    "Gardening": "raised bed, potting compost, seed tray, tomato seeds, "
    "hand trowel, watering can, plant supports, pruning shears",
    "Home office": "standing desk, desk chair, monitor arm, 27-inch monitor, "
    "quiet keyboard, upright mouse, desk lamp, cable tray",
    "Workshop": "cordless drill, drill bit set, spirit level, tape measure, "
    "wall plugs, tool box, work light, folding workbench",
    "Photography": "mirrorless camera, prime lens, memory card, camera strap, "
    "travel tripod, grey filter, camera bag, photo album",
    "Guitar": "acoustic guitar, clip-on tuner, guitar strings, guitar strap, "
    "capo, guitar stand, metronome, songbook",
    "Watercolour": "watercolour set, round brushes, cold-pressed paper, masking tape, "
    "mixing palette, table easel, brush roll, picture frame",
    "Baby": "pram, changing bag, changing mat, baby carrier, "
    "bottle set, bottle steriliser, night light, high chair",
    "Dog": "puppy crate, dog bed, feeding bowl, dog lead, dog harness, chew toy, treat pouch, dog coat",
    "Yoga": "yoga mat, cork block, yoga strap, bolster, "
    "meditation cushion, resistance bands, massage ball, scent diffuser",
}
TRAILS: dict[str, tuple[str, ...]] = {name: tuple(kinds.split(", ")) for name, kinds in _TRAILS.items()}

# The four house brands sell everything; whom a shopper trusts shows in all departments.
BRANDS: tuple[str, ...] = ("Fennmark", "Hollow Oak", "Tarn & Field", "Brightside")
_RANGES = ("Aspen", "Birch", "Cedar", "Dune", "Ember", "Fjord", "Grove", "Heath", "Inlet", "Juniper")


@dataclass(frozen=True)
class Item:
    """One thing the shop sells; `step` is its place on the department's trail."""

    item_id: str
    title: str
    department: str
    step: int
    brand: str


def catalogue() -> list[Item]:
    """All items, department by department, along each trail, brand by brand."""
    items: list[Item] = []
    for department, trail in TRAILS.items():
        for step, kind in enumerate(trail):
            for place, brand in enumerate(BRANDS):
                number = len(items) + 1
                series = _RANGES[(3 * step + 7 * place + len(kind)) % len(_RANGES)]
                title = f"{brand} {series} {kind}"
                items.append(Item(f"P{number:04}", title, department, step, brand))
    return items
