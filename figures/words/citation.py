"""Citations: sentences to quote, the dataset and its article as references, lines to read and to embed it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from figures.language.direction import plain
from figures.language.english import capital, counted, quoted, sentences
from figures.model.package import DESCRIPTOR_NAME, License, Package
from figures.model.records import Figure
from figures.words.figure import SOURCE, Note, label, per_note, speaker, unhedged_note
from figures.words.labels import CITATIONS, NOT_COUNTED_HERE, ROOT
from figures.words.sources import date_of, inferred_date, publisher, source_line


def citation(f: Figure) -> str:
    """Return a sentence to quote with the figure's main caveat behind it."""
    return f"{statement(f)} {f.caveat}"


def statement(f: Figure) -> str:
    """Return a sentence to quote: who wrote the figure, where and when, with its hedge and its speaker."""
    source = f.source
    kind = source.kind if source.author else ""
    dated = source.published.in_words() if source.published else "date not recorded"
    inferred = ", date inferred" if source.is_inferred else ""
    where = f"{', '.join(filter(None, [kind, dated]))}{inferred}; {f.locator}"
    said = capital(f"{source.author} wrote in {source.publisher}" if source.author else f"{source.publisher} reported")
    if f.sentence:
        return f"{said} ({where}) that {f.sentence}{unhedged_note(f)}."
    unhedged = " without a hedge" if f.bound == "unhedged" else ""
    forecast = "; a forecast" if f.is_forecast else ""
    gave = f"{said} ({where}) of {quoted(f.figure_as_stated)}{per_note(f)}{unhedged}"
    return f"{gave}: {f.definition} (said by {f.said_by}{forecast})."


def dataset_citation(package: Package) -> str:
    """Return a reference to the dataset; a blank part leaves no gap."""
    version = f"version {package.version}" if package.version else ""
    title = quoted(package.title) if package.title else ""
    said = f"{', '.join(filter(None, [title, f'data package {package.name}', version, package.created]))}."
    return sentences([said, package.reach])


def source_note(package: Package, pages: str = "reports", table: str = "other_reports.csv") -> Note:
    """Return the note on the source of a picture that shows more than the article. table: lists the other pages."""
    article = source_line(package.article, link=False)
    others = f"the pages listed in {table} and sources.csv of {dataset_citation(package)}"
    return SOURCE, f"the article: {article}; {pages}: {others}"


def reading_lines(address: str) -> tuple[str, ...]:
    """Return lines that read a table with blanks as missing: pandas, then DuckDB."""
    return (
        "import pandas as pd",
        f'figures = pd.read_csv("{address}", dtype={{"stated_low": "Float64", "stated_high": "Float64"}}, '
        'keep_default_na=False, na_values=[""])',
        "import duckdb",
        f"duckdb.sql(\"SELECT figure_as_stated, caveat FROM read_csv('{address}', header = true)\")",
    )


def embed_line(key: str, title: str, height: int) -> str:
    """Return the line that embeds a chart; its address begins with ROOT. height: in pixels, of the frame."""
    source = f"{ROOT}/?embed=true&amp;chart={key}"
    name = title.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return f'<iframe src="{source}" title="{name}" width="100%" height="{height}"></iframe>'


def package_readme(package: Package) -> str:
    """Return the README inside the ZIP: caveats, contents, how to read and cite the package, licence."""
    lines = [f"# {package.title or package.name}", "", NOT_COUNTED_HERE, "", "## Before you quote a figure", ""]
    for f in package.figures:
        lines.append(f"- **{f.figure_as_stated}**: {label(f)} {f.caveat} Who says so: {speaker(f)}.")
    lines += ["", "## What is in it", "", *([package.description, ""] if package.description else [])]
    for table in package.tables.values():
        rows = f"- `{table.file_name}` ({counted(len(table.cells), 'row')})"
        lines.append(f"{rows}: {table.description}" if table.description else rows)
    lines += [
        f"- `{DESCRIPTOR_NAME}`: what every column means; `frictionless validate {DESCRIPTOR_NAME}` checks all of it.",
        "- `article_figures.json`: the article's figures, each with its bound, caveats and citation in words.",
        f"- `{CITATIONS}`: the article and this dataset as BibTeX.",
        "",
        "A blank means that nothing is stated; it is never 0.",
        "",
        "## Reading it",
        "",
        "```python",
        *reading_lines("article_figures.csv"),
        "```",
        "",
        "## Citing it",
        "",
        f"- The article: {sentences([f'{source_line(package.article)}.', inferred_date(package.article)])}",
        f"- This dataset: {dataset_citation(package)}",
        f"- Version {package.version or 'not stated'}, {package.created or 'no date'}",
        "",
        "## Licence",
        "",
        *(f"- {license_}" for license_ in list(filter(None, map(_license, package.licenses))) or ["None stated"]),
        "",
    ]
    return "\n".join(lines)


def _license(lic: License) -> str:
    return ": ".join(filter(None, [lic.title or lic.name, lic.path]))


# BibTeX


def bibtex(package: Package) -> str:
    """Return the article and this dataset as BibTeX (@misc, whose fields every style knows)."""
    article = package.article
    version = f"Version {package.version}." if package.version else ""
    return "\n".join(
        [
            _entry(
                article.source_id,
                {
                    "author": " and ".join(map(_bibtex_name, authors(article.author))),
                    "title": f"{{{_bibtex_text(article.title)}}}" if article.title else "",
                    "howpublished": _bibtex_text(publisher(article)),
                    "year": str(article.published.first.year) if article.published else "",
                    "note": _bibtex_text(date_of(article)),
                    "url": _bibtex_url(article.url),
                },
            ),
            _entry(
                package.name,
                {
                    "title": f"{{{_bibtex_text(package.title)}}}" if package.title else "",
                    "howpublished": "Data package",
                    "year": package.created[:4],
                    "note": _bibtex_text(sentences([version, NOT_COUNTED_HERE, package.reach])),
                },
            ),
        ]
    )


def _entry(key: str, fields: Mapping[str, str]) -> str:
    """An entry with the fields that are not blank. A title in braces of its own keeps its capitals in every style."""
    lines = [f"  {name} = {{{text}}}," for name, text in fields.items() if text]
    return "\n".join([f"@misc{{{key},", *lines, "}", ""])


# Words that stand in names of organisations. A lower-case word does too ("the", "of"), unless it is a particle.
_OFFICE = re.compile(
    r"\b(academy|administration|agency|association|authority|bank|bureau|cent(er|re)|college|command|commission|committee|"
    r"company|corporation|council|department|embassy|force|foundation|fund|gazette|government|group|guild|institute?|"
    r"ministry|mission|museum|network|news|observatory|office|organi[sz]ation|parliament|party|police|post|press|school|"
    r"secretariat|service|society|staff|team|times|trust|union|university|watch)\b",
    re.IGNORECASE,
)
_PARTICLES = frozenset("af al ap bin da de del della den der di dos du el ibn la le ten ter van vom von y zu".split())


def authors(names: str) -> tuple[str, ...]:
    """Return the authors one by one.

    Semicolons part them beyond doubt. Without one, so do "and" and a comma between full names: "Anna Example, Bo
    Sample" are two, while "Sample, Bo" and "Ministry of Culture and Sports" are one each.
    """
    if ";" in names:
        return tuple(filter(None, map(str.strip, names.split(";"))))
    found: list[str] = []
    for part in re.split(r",? and ", names):
        if found and _is_office(found[-1]) and not _OFFICE.search(part):
            found[-1] = f"{found[-1]} and {part}"  # the name of one office goes on
        else:
            found.append(part)
    if len(found) == 2 and " " not in found[0] and _is_office(found[1]):
        found = [names]  # "Food and Agriculture Organization"
    return tuple(name for part in found for name in _at_commas(part.strip()) if name)


def _at_commas(names: str) -> Sequence[str]:
    """The names of a list, or one name where the comma stands inside it: "Sample, Bo"."""
    parts = [part.strip() for part in names.split(",")]
    return parts if all(" " in part and not _is_office(part) for part in parts) else [names]


def _is_office(name: str) -> bool:
    """True for the name of an organisation: it holds a word that no person's name does."""
    words = re.split(r"[\s,]+", name)
    return bool(_OFFICE.search(name)) or any(word[:1].islower() and word not in _PARTICLES for word in words)


def _bibtex_name(name: str) -> str:
    """A name as BibTeX reads it; that of an office, or a single word, in braces of its own, which keep it whole."""
    text = _bibtex_text(name)
    return text if " " in name and not _is_office(name) else f"{{{text}}}"


_TEX = {letter: f"\\{letter}" for letter in "&%$#_"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "{": r"\textbraceleft{}",  # an escaped brace would still count as one of BibTeX's own
    "}": r"\textbraceright{}",
}


def _bibtex_text(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in plain(text))


def _bibtex_url(url: str) -> str:
    r"""An address as it is, for \url and for biblatex; only what would end the field early is percent-encoded."""
    return re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", url)
