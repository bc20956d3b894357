"""Plain SVG pictures that can be read on a light and on a dark page."""
import math
from html import escape

COLORS = {
    "verbatim": "#c2410c", "verbatim-standard": "#fb923c", "tantivy": "#2563eb",
    "fts5": "#059669", "lucene": "#9333ea", "xapian": "#a16207",
}
# The first colours stand where a viewer knows of neither light nor dark: they can be read on both.
STYLE = """<style>
text { font: 12px system-ui, sans-serif; fill: #64748b } .title { font-size: 14px; font-weight: 600 }
.grid { stroke: #94a3b8; stroke-opacity: 0.4; stroke-width: 1 }
@media (prefers-color-scheme: light) { text { fill: #1f2937 } .soft { fill: #6b7280 } }
@media (prefers-color-scheme: dark) { text { fill: #e5e7eb } .soft { fill: #9ca3af } }
</style>"""


class Picture:
    def __init__(self, width, height, title):
        self.width, self.height, self.parts = width, height, []
        self.text(12, 22, title, "title")

    def text(self, x, y, text, kind="", anchor="start"):
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">'
            f"{escape(text)}</text>")

    def line(self, x1, y1, x2, y2, color=None, width=1.0):
        look = f'stroke="{color}" stroke-width="{width}"' if color else 'class="grid"'
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {look}/>')

    def dot(self, x, y, color, hollow=False, hint=""):
        fill = "none" if hollow else color
        self.parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{fill}" stroke="{color}" '
            f'stroke-width="2"><title>{escape(hint)}</title></circle>')

    def bar(self, x, y, width, height, color):
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="2" '
            f'fill="{color}"/>')

    def svg(self):
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" role="img">\n{STYLE}\n'
            + "\n".join(self.parts) + "\n</svg>\n")


def number(value):
    """Three digits at most, without a power of ten."""
    if value >= 100 or value == 0:
        return f"{value:,.0f}"
    return f"{value:.{max(0, 2 - math.floor(math.log10(value)))}f}".rstrip("0").rstrip(".")


def powers(low, high):
    return [10.0 ** k for k in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]


def ranges(title, unit, groups):
    """Rows of two dots joined by a line, on a log axis.

    groups: [(name, [(engine, low, high)])]; the full dot is the first number.
    """
    left, row, top = 190, 18, 58
    values = [max(v, 1e-6) for _, rows in groups for _, *pair in rows for v in pair]
    axis = powers(min(values), max(values))
    height = top + sum(row * len(rows) + 14 for _, rows in groups) + 10
    picture = Picture(860, height, title)
    picture.text(12, 40, f"{unit}, log axis; full dot: half of the queries take no longer (p50); "
                 "ring: 95 of 100 (p95)", "soft")
    width = 860 - left - 90

    def place(value):
        span = math.log10(axis[-1] / axis[0]) or 1
        return left + width * math.log10(max(value, 1e-6) / axis[0]) / span

    for value in axis:
        picture.line(place(value), top - 4, place(value), height - 12)
        picture.text(place(value), top - 6, number(value), "soft", "middle")
    y = top + 12
    for name, rows in groups:
        picture.text(12, y + 4, name)
        for engine, low, high in rows:
            color = COLORS.get(engine, "#6b7280")
            picture.text(left - 10, y + 4, engine, "soft", "end")
            picture.line(place(low), y, place(high), y, color, 2)
            picture.dot(place(low), y, color, hint=f"p50 {number(low)} {unit}")
            picture.dot(place(high), y, color, hollow=True, hint=f"p95 {number(high)} {unit}")
            picture.text(place(high) + 10, y + 4, f"{number(low)} / {number(high)}", "soft")
            y += row
        y += 14
    return picture.svg()


def bars(title, unit, rows):
    """rows: [(engine, value)]."""
    left, row, top = 150, 26, 52
    picture = Picture(760, top + row * len(rows) + 14, title)
    picture.text(12, 40, unit, "soft")
    most = max((value for _, value in rows), default=1) or 1
    for place, (engine, value) in enumerate(rows):
        y = top + row * place
        picture.text(left - 10, y + 13, engine, anchor="end")
        picture.bar(left, y, (760 - left - 90) * value / most, 18, COLORS.get(engine, "#6b7280"))
        picture.text(left + (760 - left - 90) * value / most + 8, y + 13, number(value), "soft")
    return picture.svg()


def curves(title, x_title, panels):
    """Log-log curves side by side. panels: [(name, {series: [(x, y)]})]."""
    side, top, bottom, row = 300, 64, 250, 18
    most = max(len(series) for _, series in panels)
    picture = Picture(30 + len(panels) * (side + 40), top + bottom + row * most + 10, title)
    picture.text(12, 42, "both axes logarithmic", "soft")
    palette = list(COLORS.values())
    for number_of_panel, (name, series) in enumerate(panels):
        left = 60 + number_of_panel * (side + 40)
        points = [p for line in series.values() for p in line if p[1] > 0]
        if not points:
            continue
        xs = powers(min(p[0] for p in points), max(p[0] for p in points))
        ys = powers(min(p[1] for p in points), max(p[1] for p in points))
        width, height = side - 50, bottom - 46

        def across(value):
            return left + width * math.log10(value / xs[0]) / (math.log10(xs[-1] / xs[0]) or 1)

        def up(value):
            return top + height - height * math.log10(value / ys[0]) / (
                math.log10(ys[-1] / ys[0]) or 1)

        picture.text(left, top - 8, name)
        for value in xs:
            picture.line(across(value), top, across(value), top + height)
            picture.text(across(value), top + height + 16, number(value), "soft", "middle")
        for value in ys:
            picture.line(left, up(value), left + width, up(value))
            picture.text(left - 6, up(value) + 4, number(value), "soft", "end")
        picture.text(left + width / 2, top + height + 34, x_title, "soft", "middle")
        for order, (label, line) in enumerate(series.items()):
            color = palette[order % len(palette)]
            line = [p for p in line if p[1] > 0]
            for a, b in zip(line, line[1:]):
                picture.line(across(a[0]), up(a[1]), across(b[0]), up(b[1]), color, 2)
            for x, y in line:
                picture.dot(across(x), up(y), color, hint=f"{label}: {number(y)}")
            y = top + bottom + row * order
            picture.dot(left + 6, y, color)
            picture.text(left + 18, y + 4, label, "soft")
    return picture.svg()
