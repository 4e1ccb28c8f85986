"""History: what each speaker said, and said later. Time runs across, numbers run up, and each speaker has a panel.

Only what one speaker stated is joined. Nothing is drawn between speakers.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, pairwise, product

from figures.analysis import select
from figures.analysis.history import Speaker, Totals, totals
from figures.charts.canvas import Canvas, entries
from figures.charts.drawing import (
    LEFT,
    NARROW,
    RIGHT,
    WIDE,
    Drawing,
    Line,
    Row,
    Sheet,
    Side,
    Tint,
    Word,
    column_width,
)
from figures.charts.marks import Mark, Size
from figures.charts.palette import ACCENT, GRID, INK, OTHER, RULE, SOFT, Colour
from figures.charts.placing import Box, Label, Place, Room, Text, height
from figures.charts.svg_backend import plots_height
from figures.charts.type import HEADER, HEADING, SCALE, STRONG, Style, width, wrap
from figures.model.package import Package
from figures.model.records import Figure, Measure
from figures.words import figure as figure_words
from figures.words import history as words
from figures.words.amounts import amount
from figures.words.key import key_words

TOLL = "growing toll"
MOST_IN_A_PANEL = 4  # speakers with one figure each
MOST_COLUMNS = 5
SURE = 8  # so many figures in a panel all get their words

_LABEL = Style(13, 16, bold=True)
_SIZE = Size(fade=24, tick=14, disc=22)
_HIGH = 112  # pixels of the largest number
_NUMBER_GAP = 12  # keeps the numbers of the scale off a mark at its end
_RING, _TICK, _FADE = 7, 3, 31  # pixels that a mark takes above or below its number
_EXTRA, _TRIES = (0, 18, 36, 54, 72, 90, 130, 180, 240), 8  # pixels above the marks, and orders of placing, to try
_COST_OF_HEIGHT = 0.22  # of a pixel
_TIME = 16  # the height of the time scale
_BETWEEN = 26  # from a panel to the next heading
_LATER = Colour("grid", 0.45)


@dataclass(frozen=True)
class HistoryChart:
    """A chart of a history. alt: its name, of at most 60 words. labels_lost: marks that found no place for words."""

    drawing: Drawing
    alt: str
    labels_lost: int


def history_charts(package: Package, measures: Sequence[Measure]) -> tuple[HistoryChart, ...]:
    """Return a chart for each of these measures with a history worth drawing.

    Two that look alike have the same axes and the same order of speakers, so that they can stand side by side.
    """
    return tuple(chart for group in _groups(package, measures) for chart in _charts(package, group))


def share_picture(package: Package, measures: Sequence[Measure]) -> Sheet | None:
    """Return the picture to share of these measures; None where none has a history worth drawing.

    At most five columns: the article's, and one each for those who gave both counts or, of a single measure, those with
    most figures.
    """
    for group in _groups(package, measures):
        names = [{speaker.claimant for speaker in drawn.speakers} for drawn in group]
        chosen = [s.claimant for s in group[0].speakers if s.claimant in set.intersection(*names)]
        if chosen:
            shown = chosen[: MOST_COLUMNS - (group[0].article is not None)]
            return _sheet(package, group, shown, len(set.union(*names)) - len(shown))
    return None


def _groups(package: Package, measures: Sequence[Measure]) -> Iterator[list[Totals]]:
    """The measures worth drawing in groups that share their axes: two that look alike, or one; the article's first."""
    left = [drawn for m in measures if m.kind == TOLL and (drawn := totals(package, m)).is_worth_drawing]
    while left:
        first = left.pop(0)
        group = [first, *[t for t in left if _look_alike(first.measure, t.measure)][:1]]
        left = [t for t in left if t not in group]
        article = next((t.article for t in group if t.article), None)
        order = _by_figures(group)
        speakers = [tuple(sorted(t.speakers, key=lambda s: order.index(s.claimant))) for t in group]
        found = [replace(t, article=t.article or article, speakers=own) for t, own in zip(group, speakers, strict=True)]
        yield sorted(found, key=lambda t: not _is_own(t))


def _look_alike(one: Measure, other: Measure) -> bool:
    return one.unit == other.unit and (one.looks_like == other.measure or other.looks_like == one.measure)


def _is_own(drawn: Totals) -> bool:
    """True where the article states a figure of this measure, and not only of the one that looks alike."""
    return drawn.article is not None and drawn.article.measure == drawn.measure


def _by_figures(group: Sequence[Totals]) -> list[str]:
    """The speakers: those of both counts first, then those with most figures, then those who spoke first."""
    found: dict[str, list[Speaker]] = {}
    for speaker in (speaker for drawn in group for speaker in drawn.speakers):
        found.setdefault(speaker.claimant, []).append(speaker)
    ranks = {
        name: (-len(counts), -sum(len(s.reports) for s in counts), min(s.reports[0].as_of.last for s in counts), name)
        for name, counts in found.items()
    }
    return sorted(found, key=lambda name: ranks[name])


# Axes


@dataclass(frozen=True)
class _Axes:
    """The scales that panels share.

    first: the day at 0. read, end: days from there to the end of what was read, and to that of the scale. article: to
    the article. unit: pixels of one. widths, overhang: as in Room.
    """

    first: date
    read: float
    end: float
    article: float
    unit: float
    widths: tuple[float, float]
    overhang: tuple[float, float]
    steps: Mapping[float, str]
    days: Mapping[float, tuple[str, Style]]

    @classmethod
    def of(cls, package: Package, group: Sequence[Totals], unit: float, column: float = 0) -> _Axes:
        """The axes of these measures. column: the width of a column of a sheet; 0: a chart of any width."""
        said = [r.as_of.last for drawn in group for r in drawn.reports]
        assert package.article.published is not None  # the check refuses an article without a date
        article = package.article.published.last
        pages = [source.published.last for source in package.sources if source.published]
        last, first = max(*said, *pages, article), min(*said, article) - timedelta(7)
        read = float((last - first).days)
        widths = (column, column) if column else (float(NARROW), float(WIDE))
        steps = _steps(group, unit)
        long = max(width(text, SCALE) for text in steps.values())
        gutter = 0 if column else max(0, long + _NUMBER_GAP + 6 - RIGHT)
        end = read * widths[0] / (widths[0] - gutter)
        overhang = (2, 18) if column else (LEFT - 4, RIGHT - 4)
        days = _days(first, last, (widths[0] - gutter) / read)
        return cls(first, read, end, float((article - first).days), unit, widths, overhang, steps, days)

    def share(self, x: float) -> float:
        """The share of the plot left of a day."""
        return x / self.end

    def day(self, day: date) -> float:
        """The number of a day on the scale of time."""
        return float((day - self.first).days)

    def up(self, number: float) -> float:
        """The y of a number of the scale, from the zero line upwards below 0."""
        return -number * self.unit


def _highest(figures: Iterable[Figure]) -> float:
    return max((float(end) for figure in figures for end in figure.placed.ends), default=0.0)


def _shown(drawn: Totals) -> tuple[Figure, ...]:
    """What stands on the scale: the reports and the article's figure."""
    return (*drawn.reports, *([drawn.article] if drawn.article else []))


def _steps(group: Sequence[Totals], unit: float) -> dict[float, str]:
    """The numbers of the scale above 0: at most five, at least 20 pixels apart."""
    highest = max(_highest(_shown(drawn)) for drawn in group)
    least = max(20 / unit, highest / 5)
    power = 10.0 ** math.floor(math.log10(least))
    step = next(power * n for n in (1, 2, 5, 10) if power * n >= least)
    measure = group[0].measure
    return {n * step: amount(round(n * step), measure.unit) for n in range(1, max(2, int(highest / step) + 1))}


def _days(first: date, last: date, day: float) -> dict[float, tuple[str, Style]]:
    """The numbers of the time scale: years in bold and, where there is room, months between. day: its pixels."""
    step = next((n for n in (1, 2, 3, 6, 12, 24, 60) if n * 30 * day >= 62), 120)
    found: dict[float, tuple[str, Style]] = {}
    for month in range(first.year * 12, last.year * 12 + last.month):
        at = date(month // 12, month % 12 + 1, 1)
        if month % step == 0 and first <= at:
            text = str(at.year) if at.month == 1 else f"{at:%B}"
            found[float((at - first).days)] = (text, STRONG if at.month == 1 else SCALE)
    return found


# A panel


@dataclass(frozen=True)
class _Panel:
    """A panel before it is placed: what stands above it, and what stands in it.

    line: the article's figure whose dotted line it shows. told, is_marked: in the article's panel, its words, and True
    where they stand at its mark. named: words at a mark name the speaker.
    """

    heading: str
    kind: str
    speakers: tuple[Speaker, ...]
    line: Figure | None
    told: str = ""
    is_marked: bool = False
    named: bool = False


@dataclass(frozen=True)
class _Placed:
    """A panel with all that stands in it; y counts from its zero line, upwards below 0."""

    panel: _Panel
    room: Room
    marks: Sequence[Mark]
    places: Sequence[Place]
    joined: Sequence[Line]
    lost: int
    high: float

    @property
    def cost(self) -> float:
        """The cost of its places and of its height."""
        return self.room.spent + 100 * self.lost + _COST_OF_HEIGHT * self.high


def _mark(axes: _Axes, figure: Figure, x: float, colour: Colour) -> Mark:
    low, high = (axes.up(float(end)) for end in figure.placed.ends)
    y, size = low, _SIZE
    if figure.bound == "at_most":  # its fade ends at the zero line
        y, size = high, _SIZE.faded(-high)
    shape = (figure.approximate, figure.is_forecast, figure_words.hover(figure))
    return Mark(figure.bound, x, x, y, colour, size, *shape, top=high)


def _box(axes: _Axes, mark: Mark) -> Box:
    """The pixels that a mark takes, with its fade."""
    half = _SIZE.disc / 2 if mark.approximate else _RING
    ends = {"at_least": (_FADE, _TICK), "at_most": (_TICK, mark.size.fade + 7)}
    above, below = ends.get(mark.bound, (half, half))
    if mark.approximate:
        above, below = max(above, half), max(below, half)
    side = max(half, _SIZE.tick / 2 + 1)
    assert mark.top is not None
    return Box(axes.share(mark.at), -side, side, mark.top - above, mark.y + below)


def _ways(axes: _Axes, texts: Sequence[Text]) -> tuple[tuple[Text, ...], ...]:
    """The ways to break a label into lines: as it is and, where it is long, in less room.

    Hedge and number stay on one line but, in a column of a sheet, for those that take more than 130 pixels.
    """
    least = max(width(piece, t.style) for t in texts for piece in t.text.split(" "))
    rooms: tuple[float, ...] = (190, 130, 96)
    if axes.widths[0] < NARROW:
        rooms, least = (*rooms, 76), min(least, 130)
    ways = [
        tuple(replace(t, text=line) for t in texts for line in wrap(t.text, room, t.style))
        for room in rooms
        if room == rooms[0] or room >= least
    ]
    return tuple(dict.fromkeys(ways))


def _label(axes: _Axes, marks: Collection[Mark], texts: Sequence[Text], must: bool = True) -> Label:
    return Label(_ways(axes, texts), tuple(_box(axes, m) for m in marks), tuple(m.y for m in marks), must)


def _labels(axes: _Axes, panel: _Panel) -> tuple[list[Mark], list[Label], list[Line]]:
    """The marks of a panel, their words, and the lines that join them."""
    marks: dict[str, Mark] = {}
    labels: list[Label] = []
    joined: list[Line] = []
    highest = _highest(r for speaker in panel.speakers for r in speaker.reports)
    for speaker in panel.speakers:
        for _, same in groupby(speaker.reports, key=lambda r: (words.label(r), r.bound)):
            some = list(same)
            made = {r.figure_id: _mark(axes, r, axes.day(r.as_of.last), OTHER) for r in some}
            marks |= made
            texts = [Text(speaker.claimant, HEADER, SOFT)] if panel.named else []
            texts.append(Text(words.label(some[0], len(some)), _LABEL, INK))
            ends = (speaker.reports[0], speaker.reports[-1])
            must = any(r in ends or _highest([r]) == highest for r in some)
            labels.append(_label(axes, made.values(), texts, must))
        for one, other in (pair for run in speaker.joined for pair in pairwise(run)):
            start, end = marks[one.figure_id], marks[other.figure_id]
            joined.append(Line(start.at, start.y, end.at, end.y, OTHER, 1.25))
    told = [Text(panel.told, _LABEL, ACCENT)]
    if panel.is_marked and panel.line:
        own = _mark(axes, panel.line, axes.article, ACCENT)
        return [own], [_label(axes, [own], told)], []
    if panel.told:
        labels.append(Label(_ways(axes, told), (Box(0, 0, 0, 0, 0),), (0,)))
    return list(marks.values()), labels, joined


def _placed(axes: _Axes, panel: _Panel, least: float = 0, most: float = math.inf) -> _Placed:
    """Place the words of a panel in as little height as they need, between these two."""
    marks, labels, joined = _labels(axes, panel)
    boxes = [_box(axes, mark) for mark in marks]
    dotted = [axes.up(float(end)) for end in dict.fromkeys(panel.line.placed.ends)] if panel.line else []
    needed = max([36.0, least, *(4 - box.top for box in boxes), *(14 - y for y in dotted)])
    lines = [(axes.share(j.x0), j.y0, axes.share(j.x1), j.y1) for j in joined]
    for step, text in axes.steps.items():  # the numbers of the scale
        y, left = axes.up(step), _NUMBER_GAP - 1
        boxes.append(Box(axes.share(axes.read), left, left + 2 + width(text, SCALE), y - 6, y + 6))
    is_full = len(labels) > SURE
    best: _Placed | None = None
    for extra in _EXTRA[::3] if is_full else _EXTRA:
        high = needed + extra
        if best and not best.lost and best.cost <= _COST_OF_HEIGHT * high:
            break
        if best and (high > most or (extra > 90 and (not best.lost or is_full))):
            break
        order = labels
        for number in range(2 if is_full else _TRIES):
            room = Room(axes.widths, axes.overhang, -high, -1, boxes[:], lines, dotted)
            found = [(label, room.place(label)) for label in order]
            places = [place for _, place in found if place]
            tried = _Placed(panel, room, marks, places, joined, len(found) - len(places), high)
            if best is None or tried.cost < best.cost:
                best = tried
            if not tried.lost:
                break
            # What found no place comes first the next time, the rest backwards or forwards; of many labels, those that
            # must be there.
            done = [one for one, place in found if place]
            order = [one for one, place in found if not place] + done[:: 1 if number % 2 else -1]
            if is_full:
                order.sort(key=lambda one: not one.must)
    assert best is not None
    return best


# A chart


@dataclass(kw_only=True)
class _Canvas(Canvas):
    """A canvas of panels. once: words that still wait for a free place."""

    axes: _Axes
    once: list[_Once]

    def time(self) -> None:
        """Write the time scale."""
        for x, (text, style) in self.axes.days.items():
            is_near = self.axes.share(x) * self.axes.widths[0] + self.axes.overhang[0] < width(text, style) / 2
            self.words.append(Word(x, self.y + 8, text, SOFT, style, "right" if is_near else "center"))
        self.y += _TIME

    def panel(self, placed: _Placed, high: float, numbers: bool = True) -> None:
        """Draw a panel of that height from here down."""
        axes, top, base = self.axes, self.y, self.y + high
        if axes.article < axes.read:
            self.tints.append(Tint(axes.article, axes.read, top, base, _LATER))
        for step, text in axes.steps.items():
            y = base + axes.up(step)
            if y > top + 4:
                self.lines.append(Line(0, y, axes.read, y, GRID, 1))
                if numbers:
                    self.words.append(Word(axes.read, y, text, SOFT, SCALE, "right", _NUMBER_GAP))
        self.lines.append(Line(0, base, axes.read, base, RULE, 1))
        self.lines += [Line(x, base, x, base + 4, RULE, 1) for x in axes.days]
        self.lines += [Line(0, base + y, axes.read, base + y, ACCENT, 1, "dot") for y in placed.room.dotted]
        self.lines += [replace(line, y0=base + line.y0, y1=base + line.y1) for line in placed.joined]
        self.marks += [replace(mark, y=base + mark.y, top=base + (mark.top or 0)) for mark in placed.marks]
        placed.room.top = -high
        for place in placed.places:
            self.label(place, base)
        for one in self.once[:]:
            is_told = placed.panel.is_marked and one.number is not None
            if not is_told and (free := placed.room.first_free(one.places(axes, high))):
                self.label(free, base)
                self.once.remove(one)
        self.y = base

    def label(self, place: Place, base: float) -> None:
        """Write the words of a mark."""
        x, y = place.at * self.end, base + place.top - 1
        for line in place.lines:
            middle = y + line.style.line / 2
            self.words.append(Word(x, middle, line.text, line.colour, line.style, place.side, place.gap))
            y += line.style.line
        if place.leader:
            dx0, y0, dx1, y1 = place.leader
            self.lines.append(Line(x, base + y0, x, base + y1, RULE, 1, dx0=dx0, dx1=dx1))


@dataclass(frozen=True)
class _Once:
    """Words that stand once on a chart, at the first free place: at the article's line, or where what is later begins.

    number: of the line; None for the words on what is later.
    """

    text: str
    colour: Colour
    number: float | None = None

    def places(self, axes: _Axes, high: float) -> Iterator[Place]:
        """The places in a panel of that height."""
        read, article = axes.share(axes.read), axes.share(axes.article)
        rooms = ((read - article) * axes.widths[0] - 8,) if self.number is None else (230.0, 130.0)
        y = None if self.number is None else axes.up(self.number)
        ends: tuple[tuple[float, Side], ...] = ((read, "left"), (0.0, "right"), (article, "right"), (article, "left"))
        for room, (at, side) in product(rooms, ends[: 1 if y is None else 4]):
            lines = tuple(Text(line, SCALE, self.colour) for line in wrap(self.text, max(room, 90), SCALE))
            tops = (-2 - height(lines), 3 - high) if y is None else (y - height(lines) - 1, y + 2)
            yield from (Place(lines, at, side, 4, top, 0) for top in tops)


def _panels(package: Package, group: Sequence[Totals], drawn: Totals) -> list[_Panel]:
    """The panels of one measure: a speaker each and, at its end, those with one figure together."""
    figures = Counter(speaker.claimant for t in group for speaker in t.speakers for _ in speaker.reports)
    single = [s for s in drawn.speakers if figures[s.claimant] == 1]
    if len(single) == 1:
        single = []
    own = tuple(s for s in drawn.speakers if s not in single)
    single.sort(key=lambda s: s.reports[0].as_of.last)
    parts = math.ceil(len(single) / MOST_IN_A_PANEL)
    return [
        *_own_panels(package, replace(drawn, speakers=own), NARROW),
        # Every second one, so that each panel has early and late ones.
        *(_Panel(words.OTHERS, "", tuple(single[n::parts]), drawn.article, named=True) for n in range(parts)),
    ]


def _own_panels(package: Package, drawn: Totals, room: float) -> list[_Panel]:
    """A panel for the article, and one for each speaker. room: for a line of a name."""
    found, line = [], drawn.article
    if line:
        told = words.article_label(select.main_figure(package, drawn.measure))
        found.append(_Panel(select.THE_ARTICLE, line.source.kind, (), line, told, _is_own(drawn)))
    for speaker in drawn.speakers:
        first = speaker.reports[0]
        name = first.claimant_full if len(wrap(first.claimant_full, room, HEADING)) <= 2 else speaker.claimant
        found.append(_Panel(name, first.claimant_kind, (speaker,), line))
    return found


def _charts(package: Package, group: Sequence[Totals]) -> Iterator[HistoryChart]:
    """Yield the charts of measures that share their axes. Panels of one speaker have one height."""
    axes = _Axes.of(package, group, _HIGH / max(_highest(_shown(drawn)) for drawn in group))
    panels = [_panels(package, group, drawn) for drawn in group]
    heights: dict[str, float] = {}
    for panel in (panel for own in panels for panel in own if not panel.named):
        heights[panel.heading] = max(heights.get(panel.heading, 0), _placed(axes, panel).high)
    for drawn, own in zip(group, panels, strict=True):
        canvas = _Canvas(end=axes.end, axes=axes, once=_once(axes, drawn))
        canvas.time()
        lost = 0
        for number, panel in enumerate(own):
            canvas.y += _BETWEEN if number else 8
            placed = _placed(axes, panel, heights.get(panel.heading, 0))
            heading, lost = panel.heading, lost + placed.lost
            if placed.lost:
                heading += f" ({words.words_for(len(placed.marks) - placed.lost, len(placed.marks))})"
            canvas.write(heading, 0, HEADING, INK)
            if panel.kind:
                canvas.write(panel.kind, 0, HEADER, SOFT)
            canvas.y += 4
            canvas.panel(placed, placed.high)
        canvas.y += 6
        canvas.time()
        for one in canvas.once:  # what found no place in a panel
            canvas.write(one.text, 0, SCALE, one.colour)
        key = f"history-{drawn.measure.measure.replace('_', '-')}"
        texts = (words.title(drawn.measure), words.subtitle(drawn.measure))
        drawing = canvas.finish(key, *texts, words.notes(package, drawn), key_words(_shown_here(drawn)))
        yield HistoryChart(drawing, words.history_alt(drawn), lost)


def _once(axes: _Axes, drawn: Totals) -> list[_Once]:
    """The words that a chart holds once."""
    found = [_Once(words.LATER, SOFT)] if axes.article < axes.read else []
    if drawn.article:
        label = words.line_label(drawn.article, drawn.measure)
        found.append(_Once(label, ACCENT, float(drawn.article.placed.ends[0])))
    return found


def _shown_here(drawn: Totals) -> tuple[Figure, ...]:
    """The figures that have a mark."""
    return _shown(drawn) if _is_own(drawn) else drawn.reports


# The picture to share


def _sheet(package: Package, group: Sequence[Totals], names: Sequence[str], left: int) -> Sheet:
    """The picture of the article and these speakers: a column each, a row for each measure."""
    chosen = [replace(t, speakers=tuple(s for s in t.speakers if s.claimant in names)) for t in group]
    reports = [r for drawn in chosen for r in drawn.reports]
    article = chosen[0].article
    column = column_width(len(names) + (article is not None))
    panels = [_own_panels(package, t, column) for t in chosen]
    blank = Sheet(
        key=f"share-{group[0].measure.measure.replace('_', '-')}",
        title=words.headline(package, group),
        subtitle=words.share_subtitle(group, len(names)),
        accent=words.share_accent(article) if article else "",
        columns=tuple((panel.heading, panel.kind) for panel in panels[0]),
        rows=tuple(Row(t.measure.label if len(group) > 1 else "", ()) for t in chosen),
        entries=(),
        notes=words.share_notes(package, group, reports, left),
        alt=words.share_alt(group, len(names)),
    )
    axes, heights, placed = _fitted(package, chosen, panels, column, plots_height(blank) - 4 * len(chosen) - _TIME)
    rows: list[Row] = []
    for row, drawn, high, own in zip(blank.rows, chosen, heights, placed, strict=True):
        is_last = drawn is chosen[-1]
        waiting = [one for one in _once(axes, drawn) if is_last or one.number is not None]
        cells = []
        for panel in own:
            canvas = _Canvas(end=axes.end, axes=axes, once=waiting)
            canvas.panel(panel, high, numbers=panel is own[-1])
            canvas.y += 4
            if is_last:
                canvas.time()
            cells.append(canvas.finish("", "", "", (), {}))
        rows.append(replace(row, cells=tuple(cells)))
    drawings = [cell for row in rows for cell in row.cells]
    marks, lines = ([m for cell in drawings for m in cell.marks], [line for cell in drawings for line in cell.lines])
    texts = key_words(figure for drawn in chosen for figure in _shown_here(drawn))
    return replace(blank, rows=tuple(rows), entries=tuple(entries(marks, lines, texts)))


def _fitted(
    package: Package, chosen: Sequence[Totals], panels: Sequence[Sequence[_Panel]], column: float, room: float
) -> tuple[_Axes, list[float], list[list[_Placed]]]:
    """The axes and, for each row, its height and its panels: as large as the room for all rows allows."""
    highest = [_highest(_shown(drawn)) for drawn in chosen]
    least, best = math.inf, None
    for share in (0.75, 0.68, 0.6, 0.52, 0.44):
        axes = _Axes.of(package, chosen, room * share / sum(highest), column)
        heights = [high * axes.unit + room * (1 - share) / len(chosen) for high in highest]
        rows = [
            [_placed(axes, panel, high, most=high) for panel in row] for row, high in zip(panels, heights, strict=True)
        ]
        fits = all(placed.high <= high + 0.1 for row, high in zip(rows, heights, strict=True) for placed in row)
        lost = sum(placed.lost for row in rows for placed in row) + 100 * (not fits)
        if lost < least:
            least, best = lost, (axes, heights, rows)
        if not lost:
            break
    assert best is not None
    return best
