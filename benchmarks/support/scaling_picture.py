"""The diagram of `benchmarks/scaling.py`: lines on two logarithmic axes, as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 608, 32, 344
COLOURS = ("#0b6e4f", "#c2571a", "#3b5bdb", "#862e9c")  # readable on white, also to the colour-blind
FONT = "font-family='system-ui, sans-serif' font-size='13' fill='#222'"

Line = Sequence[tuple[float, float]]  # sections, milliseconds


def draw(lines: Mapping[str, Line]) -> str:
    """Return an SVG of lines by their names, each of points (sections, milliseconds) above 0."""
    xs = [x for line in lines.values() for x, _ in line]
    ys = [y for line in lines.values() for _, y in line]
    left, right = log10(min(xs)), log10(max(xs))
    low, high = floor(log10(min(ys))), ceil(log10(max(ys)))

    def place(x: float, y: float) -> tuple[float, float]:
        across, up = (log10(x) - left) / (right - left), (log10(y) - low) / (high - low)
        return round(LEFT + across * (RIGHT - LEFT), 1), round(BOTTOM - up * (BOTTOM - TOP), 1)

    shapes = [f"<rect width='{WIDTH}' height='{HEIGHT}' fill='#fff'/>"]
    for power in range(low, high + 1):
        _, y = place(min(xs), 10**power)
        shapes.append(f"<path d='M{LEFT} {y}H{RIGHT}' stroke='#ddd'/>")
        shapes.append(f"<text x='{LEFT - 8}' y='{y + 4}' text-anchor='end' {FONT}>{10.0**power:g}</text>")
    for sections in sorted(set(xs)):
        x, _ = place(sections, 10**low)
        shapes.append(f"<text x='{x}' y='{BOTTOM + 20}' text-anchor='middle' {FONT}>{sections:,.0f}</text>")
    shapes.append(f"<text x='{LEFT}' y='18' {FONT}>milliseconds per question (median)</text>")
    shapes.append(f"<text x='{RIGHT}' y='{BOTTOM + 42}' text-anchor='end' {FONT}>sections of 60 phrasings</text>")
    for (name, line), colour in zip(lines.items(), COLOURS, strict=False):
        points = [place(*point) for point in line]
        path = " ".join(f"{x},{y}" for x, y in points)
        shapes.append(f"<polyline points='{path}' fill='none' stroke='{colour}' stroke-width='2'/>")
        shapes += [f"<circle cx='{x}' cy='{y}' r='3.5' fill='{colour}'/>" for x, y in points]
        x, y = points[-1]  # above the end, because rising lines would cross a name anywhere else
        label = FONT.replace("#222", colour)
        shapes.append(f"<text x='{x - 8}' y='{y - 10}' text-anchor='end' {label}>{escape(name)}</text>")
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' width='{WIDTH}' height='{HEIGHT}'>"
    return "\n".join([head, *shapes, "</svg>", ""])
