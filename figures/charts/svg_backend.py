"""The SVG backend: a Drawing becomes one SVG file for light and dark pages, made without a browser.

A picture holds title, plot, key, notes and source. It has no script, no font and no reference to anything outside. The
same drawing gives the same bytes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from xml.sax.saxutils import escape

from figures.charts import drawing as sizes
from figures.charts.drawing import LEFT, RIGHT, Drawing, Entry, Line, Note, Sheet, Tint, Word, key_height, note_text
from figures.charts.marks import BAND, Mark, Piece, pieces
from figures.charts.palette import ACCENT, GRID, INK, PALETTES, PAPER, SOFT, Colour
from figures.charts.type import HEADING, KEY, NOTES, SANS, SERIF, SUBTITLE, TITLE, Style, width, wrap

WIDTH = 720
PLOT = WIDTH - LEFT - RIGHT
_DASHES = {"solid": "", "dot": ' stroke-dasharray="3"', "dash": ' stroke-dasharray="9"'}
# For each side, the way that a gap pushes a text, and its anchor.
_SIDES = {"left": (-1, ' text-anchor="end"'), "right": (1, ""), "center": (0, ' text-anchor="middle"')}
_ACROSS = ("x", "x1", "x2", "width")
_HATCH = 7  # the distance between the strokes or dots of a band
SHEET_TOP, SHEET_BETWEEN = 20, 6  # pixels above the title of a sheet, and between its parts
SHEET_TITLE, SHEET_SUBTITLE = Style(31, 37, bold=True, serif=True), Style(16, 22)
SHEET_HEAD, SHEET_KIND, SHEET_ROW = Style(14, 18, bold=True), Style(13.5, 18), Style(19, 26, bold=True, serif=True)
SHEET_NOTES = Style(13.5, 17)
_EMPTY = Drawing("", "", "", 1, 0)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(drawing: Drawing | Sheet, alt: str) -> str:
    """Return a drawing as an SVG document, WIDTH pixels wide, or a sheet of its own size. alt: its words."""
    if isinstance(drawing, Sheet):
        picture = Picture(_EMPTY, sizes.SHEET_EDGE)
        body = list(picture.sheet(drawing))
        wide, high = map(str, sizes.SHEET)
    else:
        picture = Picture(replace(drawing, words=tuple(in_the_width(drawing.words))), LEFT, PLOT)
        body = list(picture.body())
        wide, high = str(WIDTH), number_text(picture.y)
    size = f'width="{wide}" height="{high}"'
    ground = f"<rect {size} {picture.paint(fill=PAPER)}/>"
    style = "\n".join(style_sheet(picture.rules))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} viewBox="0 0 {wide} {high}">',
        f"<title>{escaped(drawing.title)}</title>",
        f"<desc>{escaped(alt)}</desc>",
        f"<style>{style}</style>",
        "<defs>",
        *picture.definitions.values(),
        "</defs>",
        ground,
        *body,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def plots_height(sheet: Sheet) -> float:
    """Return the height that a sheet has for the plots of all its rows, whatever their own heights are."""
    picture = Picture(_EMPTY, sizes.SHEET_EDGE)
    # Draw the sheet without plots, to see how far down its words come.
    list(picture.sheet(replace(sheet, rows=tuple(replace(row, cells=()) for row in sheet.rows))))
    return sizes.SHEET[1] - picture.y - SHEET_TOP / 2


def in_the_width(words: Iterable[Word]) -> Iterator[Word]:
    """Yield the words of a plot, with headings that a narrow plot breaks in as few lines as this one needs.

    Those lines are the last of the heading's, so that it stands right above its panel. Between two headings
    stand other words.
    """
    for is_heading, some in groupby(words, key=lambda word: word.style == HEADING):
        found = list(some)
        if is_heading:
            lines = wrap(" ".join(word.text for word in found), PLOT, HEADING)
            found = [replace(word, text=line) for word, line in zip(found[-len(lines) :], lines, strict=True)]
        yield from found


def style_sheet(rules: Mapping[str, tuple[str, Colour]]) -> Iterator[str]:
    """Yield the style sheet of these rules: light colours for every reader, then both for those who know light-dark().

    rules: as in Picture.
    """
    both: list[str] = []
    yield ":root{color-scheme:light dark}"
    yield f"text{{font-family:{SANS};white-space:pre}}.bold{{font-weight:bold}}"
    yield f".serif{{font-family:{SERIF};font-weight:600}}"
    for name, (part, colour) in sorted(rules.items()):
        light, dark = (PALETTES[theme].resolve(colour) for theme in ("light", "dark"))
        yield f".{name}{{{part}:{light}}}"
        both.append(f".{name}{{{part}:light-dark({light},{dark})}}")
    yield f"@supports (color:light-dark(#000,#fff)){{{''.join(both)}}}"


def number_text(value: float) -> str:
    """Return the number with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def escaped(text: str) -> str:
    """Return the text with XML's escapes; a character that XML cannot hold becomes U+FFFD."""
    return escape(_NOT_XML.sub("\ufffd", text))


def _path(*parts: str | float) -> str:
    """The attribute of a path: commands and numbers."""
    return f'd="{" ".join(part if isinstance(part, str) else number_text(part) for part in parts)}"'


def attributes(unit: str = "", **numbers: float) -> str:
    """Return attributes whose values are numbers; an underscore in a name stands for a hyphen.

    unit: of places and lengths across the picture.
    """
    values = {name: f"{number_text(value)}{unit if name in _ACROSS else ''}" for name, value in numbers.items()}
    return " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in values.items())


@dataclass
class Picture:
    """An SVG while it is made.

    drawing: the one whose plot is drawn at left and from top, as wide as that. y: how far down it has come. rules,
    definitions: the CSS rules and the gradients and patterns that its shapes use, by their names. A name says what it
    stands for, so two pictures in one page agree. unit: of places across the plot.
    """

    drawing: Drawing
    left: float
    wide: float = 0
    y: float = sizes.ABOVE_TITLE
    top: float = 0
    rules: dict[str, tuple[str, Colour]] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    unit: str = ""

    def body(self) -> Iterator[str]:
        """Yield the elements from the top of the picture to its end."""
        drawing = self.drawing
        yield from self.paragraph(drawing.title, TITLE, INK, PLOT)
        self.y += sizes.UNDER_TITLE
        yield from self.paragraph(drawing.subtitle, SUBTITLE, SOFT, PLOT)
        self.top = self.y + sizes.ABOVE_PLOT
        yield from self.plot()
        self.y = self.top + drawing.height + sizes.ABOVE_KEY
        yield from self.key()
        self.y += sizes.UNDER_KEY
        y = self.y - self.top
        yield self.stroke(Line(drawing.start, y, drawing.end, y, GRID, 1))
        self.y += sizes.ABOVE_NOTES
        yield from self.notes(drawing.notes, PLOT, NOTES)
        self.y += sizes.UNDER_NOTES

    def notes(self, notes: Iterable[Note], room: float, style: Style) -> Iterator[str]:
        """Yield notes one below the other."""
        for note in notes:
            yield from self.paragraph(note_text(note), style, SOFT, room, lead=note[0])
            self.y += sizes.BETWEEN_NOTES

    def sheet(self, sheet: Sheet) -> Iterator[str]:
        """Yield the elements of a sheet: title and columns from its top, notes at its foot."""
        self.y = SHEET_TOP
        yield from self.paragraph(sheet.title, SHEET_TITLE, INK, sizes.SHEET_ROOM)
        yield from self.paragraph(sheet.subtitle, SHEET_SUBTITLE, SOFT)
        beside = width(f"{sheet.subtitle} {sheet.accent}", SHEET_SUBTITLE) <= sizes.SHEET_ROOM
        self.y -= SHEET_SUBTITLE.line * beside
        right = self.left + width(f"{sheet.subtitle} ", SHEET_SUBTITLE) * beside
        yield from self.paragraph(sheet.accent, SHEET_SUBTITLE, ACCENT, left=right)
        self.y += SHEET_BETWEEN
        self.wide = sheet.column
        lefts = [sizes.SHEET_EDGE + n * (sheet.column + sizes.SHEET_GAP) for n in range(len(sheet.columns))]
        top, bottom = self.y, self.y
        for left, (name, kind) in zip(lefts, sheet.columns, strict=True):
            self.y = top
            yield from self.paragraph(name, SHEET_HEAD, INK, self.wide, left=left)
            yield from self.paragraph(kind, SHEET_KIND, SOFT, left=left)
            bottom = max(bottom, self.y)
        self.y = bottom
        for row in sheet.rows:
            if row.heading:
                yield from self.paragraph(row.heading, SHEET_ROW, INK, left=sizes.SHEET_EDGE)
            self.top = self.y = self.y + SHEET_BETWEEN
            if row.cells:
                for self.left, self.drawing in zip(lefts, row.cells, strict=True):
                    yield from self.plot()
                self.y = self.top + max(cell.height for cell in row.cells)
            self.y += SHEET_BETWEEN
        self.y += SHEET_BETWEEN
        x: float = sizes.SHEET_EDGE
        for entry in sheet.entries:
            yield self.glyph(entry, x)
            word = Word(x + sizes.KEY_TEXT, self.y + sizes.KEY_LINE / 2, entry.text, SOFT, SHEET_KIND)
            yield self.text(word, word.x, word.y)
            x += sizes.KEY_TEXT + width(entry.text, SHEET_KIND) + sizes.SHEET_GAP
        self.y += sizes.KEY_LINE + SHEET_BETWEEN
        self.left = sizes.SHEET_EDGE
        yield from self.notes(sheet.notes, sizes.SHEET_ROOM, SHEET_NOTES)

    def plot(self) -> Iterator[str]:
        """Yield tints, lines, marks and words, from the lowest to the uppermost."""
        yield from map(self.tint, self.drawing.tints)
        yield from map(self.stroke, self.drawing.lines)
        yield from map(self.band, self.drawing.bands)
        shapes = [(mark, piece) for mark in self.drawing.marks for piece in pieces(mark)]
        yield from self.marks((mark, piece) for mark, piece in shapes if piece.shape == "disc")
        yield from map(self.stroke, self.drawing.spans)
        yield from self.marks((mark, piece) for mark, piece in shapes if piece.shape != "disc")
        yield from map(self.word, self.drawing.words)

    def key(self) -> Iterator[str]:
        """Yield the entries of the key, in two columns where no text takes more than two lines."""
        entries = self.drawing.entries
        for columns in (2, 1):
            room = PLOT / columns - sizes.KEY_TEXT - RIGHT
            lines = [len(wrap(entry.text, room, KEY)) for entry in entries]
            if len(lines) > 1 and max(lines) <= 2:
                break
        for start in range(0, len(entries), columns):
            top = self.y
            for column, entry in enumerate(entries[start : start + columns]):
                x = LEFT + column * PLOT / columns
                self.y = top
                yield self.glyph(entry, x)
                self.y += 5
                yield from self.paragraph(entry.text, KEY, SOFT, room, left=x + sizes.KEY_TEXT)
            self.y = top + max(map(key_height, lines[start : start + columns]))

    def glyph(self, entry: Entry, x: float) -> str:
        """The mark of an entry."""
        shapes = "".join(map(self.shape, entry.glyph))
        return f'<g transform="translate({number_text(x)} {number_text(self.y + sizes.KEY_LINE / 2)})">{shapes}</g>'

    def across(self, x: float) -> float:
        """The place of a number of the scale in pixels."""
        return self.left + self.drawing.share(x) * self.wide

    def paint(self, style: str = "", **colours: Colour) -> str:
        """A class attribute that sets these properties to colours. style: a class of the style sheet."""
        names = [style] if style else []
        for part, colour in colours.items():
            share = "" if colour.share == 1 else f"-{round(colour.share * 1000)}"
            names.append(f"{part}-{colour.role}{share}")
            self.rules[names[-1]] = (part.replace("_", "-"), colour)
        return f'class="{" ".join(names)}"'

    def text(self, word: Word, x: float, y: float, lead: str = "") -> str:
        """A word at x whose middle is at y. lead: words at its beginning that are set in bold."""
        way, anchor = _SIDES[word.side]
        spot = self.spot(x, y + 0.32 * word.style.size, way * word.gap)
        struck = ' text-decoration="line-through"' if word.struck else ""
        look = f"{attributes(font_size=word.style.size)}{anchor}{struck}"
        shown = escaped(word.text)
        if lead and word.text.startswith(f"{lead}:"):
            shown = f'<tspan class="bold">{escaped(lead)}</tspan>{escaped(word.text.removeprefix(lead))}'
        weight = "serif" if word.style.serif else "bold" if word.style.bold else ""
        return f"<text {spot} {look} {self.paint(weight, fill=word.colour)}>{shown}</text>"

    def spot(self, x: float, y: float, gap: float) -> str:
        """The place of a text, gap pixels right of x."""
        return attributes(x=x + gap, y=y)

    def word(self, word: Word) -> str:
        """A word of the plot."""
        return self.text(word, self.across(word.x), self.top + word.y)

    def paragraph(
        self, text: str, style: Style, colour: Colour, room: float = math.inf, left: float | None = None, lead: str = ""
    ) -> Iterator[str]:
        """Yield the next lines of a text that runs down the picture, of at most room pixels. lead: as in text()."""
        x = self.left if left is None else left
        for line in wrap(text, room, style):
            self.y += style.line
            yield self.text(Word(x, 0, line, colour, style), x, self.y - style.line / 2, lead)
            lead = ""

    def tint(self, tint: Tint) -> str:
        """A tinted ground."""
        left, right = self.across(tint.x0), self.across(tint.x1)
        place = attributes(self.unit, x=left, y=self.top + tint.y0, width=right - left, height=tint.y1 - tint.y0)
        return f"<rect {place} {self.paint(fill=tint.colour)}/>"

    def stroke(self, line: Line) -> str:
        """A straight line."""
        x1, x2 = self.across(line.x0) + line.dx0, self.across(line.x1) + line.dx1
        return self.inked(line, attributes(self.unit, x1=x1, y1=self.top + line.y0, x2=x2, y2=self.top + line.y1))

    def inked(self, line: Line, ends: str) -> str:
        """A straight line. ends: the attributes of its ends."""
        look = f"{attributes(stroke_width=line.width)}{_DASHES[line.dash]} {self.paint(stroke=line.colour)}"
        return f"<line {ends} {look}/>"

    def marks(self, shapes: Iterable[tuple[Mark, Piece]]) -> Iterator[str]:
        """Yield a group at the place of each mark, or of each of its ends."""
        for (y, at), some in groupby(shapes, key=lambda pair: (pair[0].y, pair[1].at)):
            place = f"translate({number_text(self.across(at))} {number_text(self.top + y)})"
            yield f'<g class="mark" transform="{place}">{"".join(self.shape(piece) for _, piece in some)}</g>'

    def shape(self, piece: Piece) -> str:
        """A piece of a mark, in pixels from the mark's place."""
        x, y, half = piece.dx, piece.dy, piece.size / 2
        slanted = half / 2**0.5
        if piece.shape == "disc":
            fill = self.disc(piece.colour)
            return f'<circle {attributes(cx=x, cy=y, r=half)} fill="url(#{fill})"/>'
        if piece.shape == "ring":
            paint = self.paint(fill=PAPER, stroke=piece.colour)
            return f"<circle {attributes(cx=x, cy=y, r=half, stroke_width=piece.stroke)} {paint}/>"
        if piece.shape.startswith("head"):
            way, side = half if piece.shape in ("head right", "head down") else -half, 1.15 * half
            if piece.shape in ("head right", "head left"):
                path = _path("M", x + way, y, "L", x - way / 2, y - side, "V", y + side, "Z")
            else:
                path = _path("M", x, y + way, "L", x - side, y - way / 2, "H", x + side, "Z")
            return f"<path {path} {self.paint(fill=piece.colour)}/>"
        rising = ("M", x - slanted, y + slanted, "L", x + slanted, y - slanted)
        falling = ("M", x - slanted, y - slanted, "L", x + slanted, y + slanted)
        strokes: dict[str, tuple[str | float, ...]] = {
            "vertical": ("M", x, y - half, "V", y + half),
            "horizontal": ("M", x - half, y, "H", x + half),
            "rising": rising,
            "cross": (*rising, *falling),
        }
        place = f"{_path(*strokes[piece.shape])} {attributes(stroke_width=piece.stroke)}"
        return f"<path {place} {self.paint(stroke=piece.colour)}/>"

    def disc(self, colour: Colour) -> str:
        """The name of a gradient from that colour in the middle to paper."""
        name = f"disc-{colour.role}"
        stops = ((0, colour), (1, PAPER))
        stop = "".join(f'<stop offset="{at}" {self.paint(stop_color=ink)}/>' for at, ink in stops)
        self.definitions[name] = f'<radialGradient id="{name}">{stop}</radialGradient>'
        return name

    def band(self, band: Mark) -> str:
        """A hatched band, open at its sides; dotted for a forecast."""
        name = f"{'dots' if band.forecast else 'hatch'}-{band.colour.role}"
        if band.forecast:
            turned = ""
            shape = f"<circle {attributes(cx=_HATCH / 2, cy=_HATCH / 2, r=1.97)} {self.paint(fill=band.colour)}/>"
        else:
            turned = ' patternTransform="rotate(45)"'
            path = _path("M", _HATCH / 2, 0, "V", _HATCH)
            shape = f"<path {path} {attributes(stroke_width=1.75)} {self.paint(stroke=band.colour)}/>"
        size = attributes(width=_HATCH, height=_HATCH)
        self.definitions[name] = f'<pattern id="{name}" {size} patternUnits="userSpaceOnUse"{turned}>{shape}</pattern>'
        low, high = self.across(band.low or 0), self.across(band.high or 0)
        place = attributes(self.unit, x=low, y=self.top + band.y - BAND / 2, width=high - low, height=BAND)
        return f'<rect class="mark" {place} fill="url(#{name})"/>'
