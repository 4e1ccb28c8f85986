"""The SVG backend: a Drawing becomes one SVG file for light and dark pages, made without a browser.

It is the picture of the plotly figure at a fixed width, with title, key, notes and source as text. It has no script, no
font and no reference to anything outside. The same drawing gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from xml.sax.saxutils import escape

from figures.charts import drawing as sizes
from figures.charts.drawing import LEFT, RIGHT, Drawing, Entry, Line, Tint, Word, key_height, note_text
from figures.charts.marks import BAND, Mark, Piece, pieces
from figures.charts.palette import GRID, INK, PALETTES, PAPER, SOFT, Colour
from figures.charts.type import HEADING, KEY, NOTES, SANS, SERIF, SUBTITLE, TITLE, Style, width, wrap

WIDTH = 720
PLOT = WIDTH - LEFT - RIGHT
_COLUMN = PLOT / 2  # of a key in two columns
_DASHES = {"solid": "", "dot": ' stroke-dasharray="3"', "dash": ' stroke-dasharray="9"'}
_HATCH = 7  # the distance between the strokes or dots of a band
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(drawing: Drawing, alt: str) -> str:
    """Return the drawing as an SVG document, WIDTH pixels wide. alt: the drawing in words."""
    picture = _Picture(drawing)
    body = list(picture.body())
    size = f'width="{WIDTH}" height="{_number(picture.y)}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} viewBox="0 0 {WIDTH} {_number(picture.y)}">',
        f"<title>{_escaped(drawing.title)}</title>",
        f"<desc>{_escaped(alt)}</desc>",
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


def _number(value: float) -> str:
    """The number with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _escaped(text: str) -> str:
    """The text with XML's escapes; a character that XML cannot hold becomes U+FFFD."""
    return escape(_NOT_XML.sub("\ufffd", text))


def _path(*parts: str | float) -> str:
    """The attribute of a path: commands and numbers."""
    return f'd="{" ".join(part if isinstance(part, str) else _number(part) for part in parts)}"'


def _place(**numbers: float) -> str:
    """Attributes whose values are numbers; an underscore in a name stands for a hyphen."""
    return " ".join(f'{name.replace("_", "-")}="{_number(value)}"' for name, value in numbers.items())


@dataclass
class _Picture:
    """An SVG while it is made.

    y: how far down it has come. top: the upper edge of the plot. rules, definitions: the CSS rules and the gradients
    and patterns that its shapes use, by their names. A name says what it stands for, so two pictures in one page agree.
    """

    drawing: Drawing
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
        for note in drawing.notes:
            for number, line in enumerate(wrap(note_text(note), PLOT, NOTES)):
                yield self.line_of_text(line, NOTES, SOFT, lead="" if number else note[0])
            self.y += sizes.BETWEEN_NOTES
        self.y += sizes.UNDER_NOTES

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
        shapes = "".join(map(self.shape, entry.glyph))
        yield f'<g transform="translate({_number(x)} {_number(self.y + sizes.KEY_LINE / 2)})">{shapes}</g>'
        self.y += 5
        for number, line in enumerate(lines):
            lead = "" if number else entry.text.partition(":")[0]
            yield self.line_of_text(line, KEY, SOFT, x=x + sizes.KEY_TEXT, lead=lead)

    def across(self, x: float) -> float:
        """The place of a number of the scale in pixels."""
        return LEFT + self.drawing.share(x) * PLOT

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
        place = _place(x=x, y=y + 0.32 * style.size, font_size=style.size)
        place += f' text-anchor="{anchor}"' if anchor else ""
        place += ' text-decoration="line-through"' if struck else ""
        shown = _escaped(text)
        if lead and text.startswith(f"{lead}:"):
            shown = f'<tspan class="bold">{_escaped(lead)}</tspan>{_escaped(text.removeprefix(lead))}'
        weight = "serif" if style.serif else "bold" if style.bold else ""
        return f"<text {place} {self.paint(weight, fill=colour)}>{shown}</text>"

    def line_of_text(self, text: str, style: Style, colour: Colour, *, x: float = LEFT, lead: str = "") -> str:
        """The next line of a text that runs down the picture."""
        self.y += style.line
        return self.text(x, self.y - style.line / 2, text, style, colour, lead=lead)

    def word(self, word: Word) -> str:
        """A word of the plot, on its ground."""
        anchor = {"left": "end", "right": "", "center": "middle"}[word.side]
        x, y = self.across(word.x) + {"left": -1, "right": 1, "center": 0}[word.side] * word.gap, self.top + word.y
        ground = ""
        if word.on_paper:
            long, high = width(word.text, word.style) + 2, word.style.size * 1.3 + 2
            left = x - {"left": long - 1, "right": 1, "center": long / 2}[word.side]
            ground = f"<rect {_place(x=left, y=y - high / 2, width=long, height=high)} {self.paint(fill=PAPER)}/>"
        return ground + self.text(x, y, word.text, word.style, word.colour, anchor=anchor, struck=word.struck)

    def tint(self, tint: Tint) -> str:
        """A tinted ground."""
        left, wide = float(LEFT), float(PLOT)
        if tint.at is not None:
            left, wide = self.across(tint.at) - tint.width / 2, tint.width
        place = _place(x=left, y=self.top + tint.y0, width=wide, height=tint.y1 - tint.y0)
        return f"<rect {place} {self.paint(fill=tint.colour)}/>"

    def stroke(self, line: Line, top: float) -> str:
        """A straight line, whose y counts from top."""
        ends = _place(x1=self.across(line.x0), y1=top + line.y0, x2=self.across(line.x1), y2=top + line.y1)
        return f"<line {ends} {_place(stroke_width=line.width)}{_DASHES[line.dash]} {self.paint(stroke=line.colour)}/>"

    def marks(self, shapes: Iterable[tuple[Mark, Piece]]) -> Iterator[str]:
        """Yield a group at the place of each mark, or of each of its ends."""
        for (y, at), some in groupby(shapes, key=lambda pair: (pair[0].y, pair[1].at)):
            place = f"translate({_number(self.across(at))} {_number(self.top + y)})"
            yield f'<g class="mark" transform="{place}">{"".join(self.shape(piece) for _, piece in some)}</g>'

    def shape(self, piece: Piece) -> str:
        """A piece of a mark, in pixels from the mark's place."""
        x, y, half = piece.dx, piece.dy, piece.size / 2
        slanted = half / 2**0.5
        if piece.shape == "disc":
            fill = self.disc(piece.colour)
            return f'<circle {_place(cx=x, cy=y, r=half)} fill="url(#{fill})"/>'
        if piece.shape == "ring":
            paint = self.paint(fill=PAPER, stroke=piece.colour)
            return f"<circle {_place(cx=x, cy=y, r=half, stroke_width=piece.stroke)} {paint}/>"
        if piece.shape.startswith("head"):
            way = half if piece.shape == "head right" else -half
            path = _path("M", x + way, y, "L", x - way / 2, y - 1.15 * half, "V", y + 1.15 * half, "Z")
            return f"<path {path} {self.paint(fill=piece.colour)}/>"
        rising = ("M", x - slanted, y + slanted, "L", x + slanted, y - slanted)
        falling = ("M", x - slanted, y - slanted, "L", x + slanted, y + slanted)
        strokes: dict[str, tuple[str | float, ...]] = {
            "vertical": ("M", x, y - half, "V", y + half),
            "horizontal": ("M", x - half, y, "H", x + half),
            "rising": rising,
            "cross": (*rising, *falling),
        }
        place = f"{_path(*strokes[piece.shape])} {_place(stroke_width=piece.stroke)}"
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
            shape = f"<circle {_place(cx=_HATCH / 2, cy=_HATCH / 2, r=1.97)} {self.paint(fill=band.colour)}/>"
        else:
            turned = ' patternTransform="rotate(45)"'
            path = _path("M", _HATCH / 2, 0, "V", _HATCH)
            shape = f"<path {path} {_place(stroke_width=1.75)} {self.paint(stroke=band.colour)}/>"
        size = _place(width=_HATCH, height=_HATCH)
        self.definitions[name] = f'<pattern id="{name}" {size} patternUnits="userSpaceOnUse"{turned}>{shape}</pattern>'
        low, high = self.across(band.low or 0), self.across(band.high or 0)
        place = _place(x=low, y=self.top + band.y - BAND / 2, width=high - low, height=BAND)
        return f'<rect class="mark" {place} fill="url(#{name})"/>'
