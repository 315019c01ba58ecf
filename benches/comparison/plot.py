"""A picture of how things grow: small log-log panels, seconds above and memory below."""

import dataclasses
import math

WIDTH, HEIGHT = 240, 170
LEFT, TOP, GAP = 52, 14, 78
INK, LINE, FAINT = "#333333", "#1a5276", "#cccccc"


@dataclasses.dataclass
class Panel:
    """Points of `unit` by `of`, the smallest first."""

    of: str
    unit: str
    points: list


class Axis:
    """Whole decades around the values, on so many points."""

    def __init__(self, values, length):
        self.low = math.floor(math.log10(min(values)) + 1e-9)
        self.high = max(math.ceil(math.log10(max(values)) - 1e-9), self.low + 1)
        self.length = length

    def place(self, value):
        return (math.log10(value) - self.low) / (self.high - self.low) * self.length

    def decades(self):
        return [10.0**power for power in range(self.low, self.high + 1)]


def svg(panels):
    """Panels in pairs: seconds in the first row, memory in the second. A dashed line grows in step with what grows."""
    columns = len(panels) // 2
    width, height = columns * (WIDTH + GAP) + 10, 2 * (HEIGHT + 52) + TOP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="11" fill="{INK}">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for index, panel in enumerate(panels):
        x, y = LEFT + index // 2 * (WIDTH + GAP), TOP + index % 2 * (HEIGHT + 52)
        parts += [f'<g transform="translate({x} {y})">', *of_panel(panel), "</g>"]
    return "\n".join([*parts, "</svg>"]) + "\n"


def of_panel(panel):
    across = Axis([step for step, _ in panel.points], WIDTH)
    up = Axis([value for _, value in panel.points], HEIGHT)
    for decade in across.decades():
        x = across.place(decade)
        yield f'<path d="M{x:.1f} 0V{HEIGHT}" stroke="{FAINT}"/>'
        yield f'<text x="{x:.1f}" y="{HEIGHT + 14}" text-anchor="middle">{number(decade)}</text>'
    for decade in up.decades():
        y = HEIGHT - up.place(decade)
        yield f'<path d="M0 {y:.1f}H{WIDTH}" stroke="{FAINT}"/>'
        yield f'<text x="-5" y="{y + 4:.1f}" text-anchor="end">{number(decade)}</text>'
    yield f'<text x="{WIDTH / 2}" y="{HEIGHT + 28}" text-anchor="middle">{panel.of}</text>'
    yield f'<text x="-5" y="{HEIGHT + 28}" text-anchor="end">{panel.unit}</text>'
    # In step with the last point: what lies above the dashes on its left is the cost of starting.
    step, value = panel.points[-1]
    first = max(panel.points[0][0], step * 10.0**up.low / value)
    yield (
        f'<path d="M{across.place(first):.1f} {HEIGHT - up.place(value * first / step):.1f}'
        f'L{across.place(step):.1f} {HEIGHT - up.place(value):.1f}" stroke="{INK}" stroke-dasharray="3 3"/>'
    )
    places = [(across.place(step), HEIGHT - up.place(value)) for step, value in panel.points]
    yield f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}" fill="none" stroke="{LINE}" stroke-width="2"/>'
    for x, y in places:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{LINE}"/>'


def number(decade):
    """`0.01`, `1`, `1k`, `10M`."""
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if decade >= size:
            return f"{decade / size:g}{letter}"
    return f"{decade:g}"
