"""The SVG backend: a Drawing becomes one SVG file for light and dark pages, made without a browser.

A picture holds title, plot, key, notes and source. It has no script, no font and no reference to anything outside. The
same drawing gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from xml.sax.saxutils import escape

from figures.charts import drawing as sizes
from figures.charts.drawing import (
    LEFT,
    RIGHT,
    SHEET_HEAD,
    SHEET_KIND,
    SHEET_NOTES,
    SHEET_ROW,
    SHEET_SUBTITLE,
    SHEET_TITLE,
    Drawing,
    Entry,
    Line,
    Note,
    Sheet,
    Tint,
    Word,
    key_height,
    note_text,
)
from figures.charts.marks import BAND, Mark, Piece, pieces
from figures.charts.palette import ACCENT, GRID, INK, PALETTES, PAPER, SOFT, Colour
from figures.charts.type import HEADING, KEY, NOTES, SANS, SERIF, SUBTITLE, TITLE, Style, width, wrap

WIDTH = 720
PLOT = WIDTH - LEFT - RIGHT
_COLUMN = PLOT / 2  # of a key in two columns
_DASHES = {"solid": "", "dot": ' stroke-dasharray="3"', "dash": ' stroke-dasharray="9"'}
_HATCH = 7  # the distance between the strokes or dots of a band
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(drawing: Drawing | Sheet, alt: str) -> str:
    """Return a drawing as an SVG document, WIDTH pixels wide, or a sheet of its own size. alt: its words."""
    if isinstance(drawing, Sheet):
        picture = Picture(drawing.rows[0].cells[0], sizes.SHEET_EDGE)
        body = list(picture.sheet(drawing))
        wide, high = map(str, sizes.SHEET)
    else:
        picture = Picture(drawing, LEFT, PLOT)
        body = list(picture.body())
        wide, high = str(WIDTH), number_text(picture.y)
    size = f'width="{wide}" height="{high}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} viewBox="0 0 {wide} {high}">',
        f"<title>{escaped(drawing.title)}</title>",
        f"<desc>{escaped(alt)}</desc>",
        f"<rect {size} {picture.paint(fill=PAPER)}/>",
        *body,
        "</svg>",
    ]
    # After the description: what the shapes refer to is known once they are drawn.
    lines[3:3] = [*picture.style(), "<defs>", *picture.definitions.values(), "</defs>"]
    return "\n".join(lines) + "\n"


def in_the_width(words: Iterable[Word]) -> Iterator[Word]:
    """Yield the words of a plot, with headings that a narrow plot breaks in as few lines as this one needs.

    Those lines are the last of the heading's, so that it stands right above its panel.
    """
    heading: list[Word] = []
    for word in words:
        if heading and (word.style != HEADING or word.y != heading[-1].y + HEADING.line):
            yield from _rewrapped(heading)
            heading = []
        if word.style == HEADING:
            heading.append(word)
        else:
            yield word
    yield from _rewrapped(heading)


def _rewrapped(heading: Sequence[Word]) -> Iterator[Word]:
    lines = wrap(" ".join(word.text for word in heading), PLOT, HEADING) if heading else []
    for word, line in zip(heading[len(heading) - len(lines) :], lines, strict=True):
        yield replace(word, text=line)


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


def attributes(**numbers: float) -> str:
    """Return attributes whose values are numbers; an underscore in a name stands for a hyphen."""
    return " ".join(f'{name.replace("_", "-")}="{number_text(value)}"' for name, value in numbers.items())


@dataclass
class Picture:
    """An SVG while it is made.

    drawing: the one whose plot is drawn at left and from top, as wide as that. y: how far down it has come. rules,
    definitions: the CSS rules and the gradients and patterns that its shapes use, by their names. A name says what it
    stands for, so two pictures in one page agree.
    """

    drawing: Drawing
    left: float
    wide: float = 0
    y: float = sizes.ABOVE_TITLE
    top: float = 0
    rules: dict[str, tuple[str, Colour]] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)

    def body(self) -> Iterator[str]:
        """Yield the elements from the top of the picture to its end."""
        drawing = self.drawing
        for line in wrap(drawing.title, PLOT, TITLE):
            yield self.line_of_text(line, TITLE, INK)
        self.y += sizes.UNDER_TITLE
        for line in wrap(drawing.subtitle, PLOT, SUBTITLE):
            yield self.line_of_text(line, SUBTITLE, SOFT)
        self.top = self.y + sizes.ABOVE_PLOT
        yield from self.plot()
        self.y = self.top + drawing.height + sizes.ABOVE_KEY
        yield from self.key()
        self.y += sizes.UNDER_KEY
        yield self.stroke(Line(drawing.start, 0, drawing.end, 0, GRID, 1), self.y)
        self.y += sizes.ABOVE_NOTES
        yield from self.notes(drawing.notes, PLOT, NOTES)
        self.y += sizes.UNDER_NOTES

    def notes(self, notes: Iterable[Note], room: float, style: Style) -> Iterator[str]:
        """Yield notes one below the other."""
        for note in notes:
            for number, line in enumerate(wrap(note_text(note), room, style)):
                yield self.line_of_text(line, style, SOFT, lead="" if number else note[0])
            self.y += sizes.BETWEEN_NOTES

    def sheet(self, sheet: Sheet) -> Iterator[str]:
        """Yield the elements of a sheet: title and columns from its top, notes at its foot."""
        self.y = sizes.SHEET_TOP
        for line in wrap(sheet.title, sizes.SHEET_ROOM, SHEET_TITLE):
            yield self.line_of_text(line, SHEET_TITLE, INK)
        yield self.line_of_text(sheet.subtitle, SHEET_SUBTITLE, SOFT)
        beside = sheet.subtitle_lines == 1
        self.y -= SHEET_SUBTITLE.line * beside
        right = self.left + width(f"{sheet.subtitle} ", SHEET_SUBTITLE) * beside
        yield self.line_of_text(sheet.accent, SHEET_SUBTITLE, ACCENT, x=right)
        self.y += sizes.SHEET_BETWEEN
        self.wide = sheet.column
        lefts = [sizes.SHEET_EDGE + n * (sheet.column + sizes.SHEET_GAP) for n in range(len(sheet.columns))]
        top, bottom = self.y, self.y
        for left, (name, kind) in zip(lefts, sheet.columns, strict=True):
            self.y = top
            for line in wrap(name, self.wide, SHEET_HEAD):
                yield self.line_of_text(line, SHEET_HEAD, INK, x=left)
            yield self.line_of_text(kind, SHEET_KIND, SOFT, x=left)
            bottom = max(bottom, self.y)
        self.y = bottom
        for row in sheet.rows:
            if row.heading:
                yield self.line_of_text(row.heading, SHEET_ROW, INK, x=sizes.SHEET_EDGE)
            self.top = self.y + sizes.SHEET_BETWEEN
            for self.left, self.drawing in zip(lefts, row.cells, strict=True):
                yield from self.plot()
            self.y = self.top + max(cell.height for cell in row.cells) + sizes.SHEET_BETWEEN
        self.y += sizes.SHEET_BETWEEN
        x: float = sizes.SHEET_EDGE
        for entry in sheet.entries:
            yield from self.glyph(entry, x)
            yield self.text(x + sizes.KEY_TEXT, self.y + sizes.KEY_LINE / 2, entry.text, SHEET_KIND, SOFT)
            x += sizes.KEY_TEXT + width(entry.text, SHEET_KIND) + sizes.SHEET_GAP
        self.y += sizes.KEY_LINE + sizes.SHEET_BETWEEN
        self.left = sizes.SHEET_EDGE
        yield from self.notes(sheet.notes, sizes.SHEET_ROOM, SHEET_NOTES)

    def plot(self) -> Iterator[str]:
        """Yield tints, lines, marks and words, from the lowest to the uppermost."""
        yield from map(self.tint, self.drawing.tints)
        yield from (self.stroke(line, self.top) for line in self.drawing.lines)
        yield from map(self.band, self.drawing.bands)
        shapes = [(mark, piece) for mark in self.drawing.marks for piece in pieces(mark)]
        yield from self.marks((mark, piece) for mark, piece in shapes if piece.shape == "disc")
        yield from (self.stroke(span, self.top) for span in self.drawing.spans)
        yield from self.marks((mark, piece) for mark, piece in shapes if piece.shape != "disc")
        yield from map(self.word, in_the_width(self.drawing.words))

    def key(self) -> Iterator[str]:
        """Yield the entries of the key, in two columns where no text takes more than two lines."""
        entries, columns = self.drawing.entries, 1
        rooms = {number: PLOT / number - sizes.KEY_TEXT - RIGHT for number in (1, 2)}
        if len(entries) > 1 and all(len(wrap(entry.text, rooms[2], KEY)) <= 2 for entry in entries):
            columns = 2
        texts = [(entry, wrap(entry.text, rooms[columns], KEY)) for entry in entries]
        for start in range(0, len(texts), columns):
            row, top = texts[start : start + columns], self.y
            for column, (entry, lines) in enumerate(row):
                yield from self.entry(entry, lines, LEFT + column * _COLUMN)
                self.y = top
            self.y += max(key_height(len(lines)) for _, lines in row)

    def entry(self, entry: Entry, lines: Iterable[str], x: float) -> Iterator[str]:
        """Yield a glyph and its words."""
        yield from self.glyph(entry, x)
        self.y += 5
        for line in lines:
            yield self.line_of_text(line, KEY, SOFT, x=x + sizes.KEY_TEXT)

    def glyph(self, entry: Entry, x: float) -> Iterator[str]:
        """Yield the mark of an entry."""
        shapes = "".join(map(self.shape, entry.glyph))
        yield f'<g transform="translate({number_text(x)} {number_text(self.y + sizes.KEY_LINE / 2)})">{shapes}</g>'

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

    def style(self) -> Iterator[str]:
        """Yield the style sheet: light colours for every reader, then both for those who know light-dark()."""
        both: list[str] = []
        yield "<style>:root{color-scheme:light dark}"
        yield f"text{{font-family:{SANS};white-space:pre}}.bold{{font-weight:bold}}"
        yield f".serif{{font-family:{SERIF};font-weight:600}}"
        for name, (part, colour) in sorted(self.rules.items()):
            light, dark = (PALETTES[theme].resolve(colour) for theme in ("light", "dark"))
            yield f".{name}{{{part}:{light}}}"
            both.append(f".{name}{{{part}:light-dark({light},{dark})}}")
        yield f"@supports (color:light-dark(#000,#fff)){{{''.join(both)}}}</style>"

    def text(
        self,
        x: float,
        y: float,
        text: str,
        style: Style,
        colour: Colour,
        *,
        anchor: str = "",
        lead: str = "",
        struck: bool = False,
    ) -> str:
        """A line of text whose middle is at y. lead: words at its beginning that are set in bold."""
        place = attributes(x=x, y=y + 0.32 * style.size, font_size=style.size)
        place += f' text-anchor="{anchor}"' if anchor else ""
        place += ' text-decoration="line-through"' if struck else ""
        shown = escaped(text)
        if lead and text.startswith(f"{lead}:"):
            shown = f'<tspan class="bold">{escaped(lead)}</tspan>{escaped(text.removeprefix(lead))}'
        weight = "serif" if style.serif else "bold" if style.bold else ""
        return f"<text {place} {self.paint(weight, fill=colour)}>{shown}</text>"

    def line_of_text(self, text: str, style: Style, colour: Colour, *, x: float | None = None, lead: str = "") -> str:
        """The next line of a text that runs down the picture."""
        self.y += style.line
        return self.text(self.left if x is None else x, self.y - style.line / 2, text, style, colour, lead=lead)

    def word(self, word: Word) -> str:
        """A word of the plot."""
        anchor = {"left": "end", "right": "", "center": "middle"}[word.side]
        x, y = self.across(word.x) + {"left": -1, "right": 1, "center": 0}[word.side] * word.gap, self.top + word.y
        return self.text(x, y, word.text, word.style, word.colour, anchor=anchor, struck=word.struck)

    def tint(self, tint: Tint) -> str:
        """A tinted ground."""
        left, right = map(self.across, self.drawing.across(tint))
        place = attributes(x=left, y=self.top + tint.y0, width=right - left, height=tint.y1 - tint.y0)
        return f"<rect {place} {self.paint(fill=tint.colour)}/>"

    def stroke(self, line: Line, top: float) -> str:
        """A straight line, whose y counts from top."""
        x1, x2 = self.across(line.x0) + line.dx0, self.across(line.x1) + line.dx1
        ends = attributes(x1=x1, y1=top + line.y0, x2=x2, y2=top + line.y1)
        return (
            f"<line {ends} {attributes(stroke_width=line.width)}{_DASHES[line.dash]} {self.paint(stroke=line.colour)}/>"
        )

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
        place = attributes(x=low, y=self.top + band.y - BAND / 2, width=high - low, height=BAND)
        return f'<rect class="mark" {place} fill="url(#{name})"/>'
