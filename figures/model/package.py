"""Package: a checked data package as records, with the bytes that they were read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from figures.model.records import (
    Assertion,
    ChartTexts,
    Claimant,
    DatedClaim,
    Figure,
    Hedge,
    Measure,
    Report,
    Slip,
    Source,
    Step,
)

DESCRIPTOR_NAME = "datapackage.json"
NOT_WRITTEN = "not written yet"  # what a draft shows for a cell that a person has still to fill


@dataclass(frozen=True)
class Field:
    """A column, as the descriptor describes it."""

    name: str
    type: str
    description: str
    required: bool
    codes: tuple[str, ...]

    @property
    def type_in_words(self) -> str:
        """The type, and that a cell may be blank where it may."""
        return self.type if self.required else f"{self.type}, may be blank"

    @property
    def meaning(self) -> str:
        """The description with the codes."""
        return f"{self.description} Codes: {', '.join(self.codes)}." if self.codes else self.description


@dataclass(frozen=True)
class Table:
    """A resource: the descriptor's words, the file's bytes, and its cells.

    cells: a tuple for each row, in the order of fields. A whole number is an int, another one a Decimal as it stands;
    a blank number is None.
    """

    name: str
    title: str
    description: str
    file_name: str
    data: bytes = field(repr=False)
    fields: tuple[Field, ...] = field(repr=False)
    cells: tuple[tuple[str | int | Decimal | None, ...], ...] = field(repr=False)


@dataclass(frozen=True)
class License:
    """A licence of the package. Each text is "" where the descriptor gives none."""

    name: str
    title: str
    path: str


@dataclass(frozen=True, eq=False)
class Package:
    """A checked package.

    It never changes once it is read and equals only itself, so a cache can use it as a key. Optional tables that the
    package does not hold are empty tuples. claimant_kinds: the codes of claimant_kind in the descriptor's order; charts
    set the first in bold. codes: for each column of other_reports that groups reports, its codes in order. reach: how
    far the pages reach, in a sentence; "" where nothing is said. draft: not finished; its records say NOT_WRITTEN where
    a cell is blank that a person must fill, and missing names these cells, a line for each row.
    """

    name: str
    title: str
    description: str
    version: str
    created: str
    licenses: tuple[License, ...]
    descriptor: bytes = field(repr=False)
    tables: Mapping[str, Table] = field(repr=False)
    figures: tuple[Figure, ...] = field(repr=False)
    measures: tuple[Measure, ...] = field(repr=False)
    charts: tuple[ChartTexts, ...] = field(repr=False)
    hedges: tuple[Hedge, ...] = field(repr=False)
    sources: tuple[Source, ...] = field(repr=False)
    assertions: tuple[Assertion, ...] = field(repr=False)
    reports: tuple[Report, ...] = field(default=(), repr=False)
    dates: tuple[DatedClaim, ...] = field(default=(), repr=False)
    steps: tuple[Step, ...] = field(default=(), repr=False)
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    claimants: tuple[Claimant, ...] = field(default=(), repr=False)
    slips: tuple[Slip, ...] = field(default=(), repr=False)
    reach: str = ""
    draft: bool = False
    missing: tuple[str, ...] = ()

    @property
    def article(self) -> Source:
        """The page that every figure of article_figures.csv was read in."""
        return self.figures[0].source

    @property
    def claimant_kinds(self) -> tuple[str, ...]:
        """The kinds of claimant in the descriptor's order; () without reports."""
        return self.codes.get("claimant_kind", ())

    @cached_property
    def _measures(self) -> Mapping[str, Measure]:
        return {measure.measure: measure for measure in self.measures}

    def measure(self, key: str) -> Measure | None:
        """Return the measure with that key; None where there is none."""
        return self._measures.get(key)

    @property
    def zip_name(self) -> str:
        """The name of the file that holds the whole package."""
        return f"{self.name}.zip"
