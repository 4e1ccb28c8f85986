"""Commands on figures.

`python -m figures find FILE` prints the hedged figures of a text; `check FOLDER` prints every problem of a package, or
what it holds; `describe FOLDER` writes a package's descriptor and data dictionary; `fill FOLDER` writes its files in
their canonical form and fills the cells that follow from others; `draft ARTICLE.txt --into FOLDER` begins a package;
`sentence FOLDER TEXT` checks a text before you publish it; `site OUT` writes the page as plain files.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from figures.language.finder import Found, find
from figures.package.problems import PackageError


class Unreadable(Exception):
    """An input that cannot be read. Its text is the one line that the user sees."""


# --- find ---


def run_find(arguments: argparse.Namespace) -> None:
    """Run `find`. Raises Unreadable where the input is missing, is not UTF-8 or holds no JSON lines."""
    if arguments.jsonl:
        for row in _json_lines(_read(arguments.file)):
            figures = [as_json(figure) for figure in find(row["text"])]
            print(json.dumps({"id": row["id"], "figures": figures}, ensure_ascii=False))
        return
    if arguments.file is None:
        raise Unreadable("find: name a file, or give --jsonl and lines on standard input")
    found = [(number, find(text)) for number, text in enumerate(paragraphs(_read(arguments.file)), start=1)]
    if arguments.json:
        rows = [{"paragraph": number, "figures": [as_json(figure) for figure in figures]} for number, figures in found]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        print(table(found))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text: between empty lines or, where most lines end a sentence, one a line."""
    from figures.package.article import blocks

    return blocks(text)


def as_json(figure: Found) -> dict[str, Any]:
    """Return a figure as JSON holds it: plain numbers, and "yes" or "no"."""
    return {
        "span": figure.span,
        "start": figure.start,
        "hedge": figure.hedge,
        "bound": figure.bound,
        "low": _plain(figure.low),
        "high": _plain(figure.high),
        "approximate": "yes" if figure.approximate else "no",
        "strict": "yes" if figure.strict else "no",
        "unit": figure.unit,
        "per": figure.per,
        "doubt": figure.doubt,
    }


def _plain(value: Fraction | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def table(found: list[tuple[int, tuple[Found, ...]]]) -> str:
    """Return figures as a table in plain text, each with the number of its paragraph."""
    head = ("paragraph", "figure", "hedge", "bound", "low", "high", "approximate", "strict", "unit", "per", "doubt")
    rows: list[tuple[str, ...]] = [head]
    for number, figures in found:
        for figure in figures:
            told = as_json(figure)
            cells = [told[name] for name in ("span", *head[2:])]
            rows.append((str(number), *("" if cell is None else " ".join(str(cell).split()) for cell in cells)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines)


# --- check, describe, fill ---


def run_check(arguments: argparse.Namespace) -> int:
    """Run `check`. Return 1 where there is a problem. Raises Unreadable where the article cannot be read."""
    from figures.editions.faults import naked_figures
    from figures.package.check import check

    article = _read(arguments.article) if arguments.article else None
    outcome = check(arguments.package, article, draft=arguments.draft)
    if outcome.package:  # the package itself has no fault: now the words that it shows and serves
        outcome = replace(outcome, problems=[*outcome.problems, *naked_figures(outcome.package)])
    print(*outcome.lines(), sep="\n")
    return 1 if outcome.problems else 0


def run_describe(arguments: argparse.Namespace) -> None:
    """Run `describe`. Raises PackageError where a file cannot be read."""
    from figures.package.describe import describe

    print(*(f"{path}: written" for path in describe(arguments.package)), sep="\n")


def run_fill(arguments: argparse.Namespace) -> None:
    """Run `fill`. Raises PackageError where a file cannot be read."""
    from figures.package.fill import fill

    print(*(fill(arguments.package) or ["nothing to fill"]), sep="\n")


# --- draft ---


def run_draft(arguments: argparse.Namespace) -> None:
    """Run `draft`. Raises Unreadable where no draft can be made, or written."""
    from datetime import date

    from figures.author.draft import Article, Refused, draft

    try:
        page = Article(arguments.url, arguments.publisher, arguments.date, arguments.author, arguments.title)
        print(*draft(_read(arguments.article), arguments.into, page, date.today()), sep="\n")
    except Refused as error:
        raise Unreadable(str(error)) from None
    except OSError as error:
        raise Unreadable(f"{error.filename or arguments.into}: {error.strerror}") from None


# --- sentence ---


def run_sentence(arguments: argparse.Namespace) -> int:
    """Run `sentence`. Return 1 where a figure of the text is not kept.

    Raises Unreadable where the text is missing, too long or not in UTF-8, and for lines that hold no such JSON.
    """
    from figures.language.keeping import stated_as, verdict_of

    if arguments.jsonl:
        for row in _json_lines(_read(None), "sentence"):
            try:
                figure = row["figure"]
                low, high = (None if figure[end] is None else Fraction(str(figure[end])) for end in ("low", "high"))
                wanted = stated_as(figure["figure_as_stated"], figure["bound"], low, high, figure["measure"])
            except (KeyError, TypeError, ValueError):
                raise Unreadable(f"{row['id']}: its figure lacks a part, or its low or high is no number") from None
            print(json.dumps({"id": row["id"], "verdict": verdict_of(wanted, row["sentence"])}, ensure_ascii=False))
        return 0
    if arguments.package is None:
        raise Unreadable("sentence: name a package, or give --jsonl and lines on standard input")
    return _check_text(arguments.package, _read(None) if arguments.text is None else arguments.text)


def _check_text(package: Path, text: str) -> int:
    """Print the verdicts on a text. Return 1 where one is not kept."""
    from figures.analysis.sentence import check_sentence
    from figures.package.read import load
    from figures.words.sentence import NO_FAULT, nothing_found, told, too_long

    if message := too_long(text):
        raise Unreadable(message)
    verdicts = [told(verdict) for verdict in check_sentence(load(package), text)]
    print(*("\n".join(v.lines) for v in verdicts), NO_FAULT if verdicts else nothing_found(text), sep="\n\n")
    return 0 if all(v.mark in {"kept", "other"} for v in verdicts) else 1


# --- site ---


def run_site(arguments: argparse.Namespace) -> int:
    """Run `site`. Return 1 where a fault forbids it, and print each. Raises Unreadable where it cannot be written."""
    from figures.editions.site import Refused, write

    try:
        print(*write(arguments.package, arguments.out, arguments.address), sep="\n")
    except Refused as error:
        print(error)
        return 1
    except OSError as error:
        raise Unreadable(f"{error.filename or arguments.out}: {error.strerror}") from None
    return 0


# --- Reading ---


def _read(file: str | None) -> str:
    """Return the text of a file, or of standard input where no file is named."""
    name = file or "standard input"
    try:
        data = Path(file).read_bytes() if file else sys.stdin.buffer.read()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(f"{name}: not in UTF-8") from None
    except OSError as error:
        raise Unreadable(f"{name}: {error.strerror}") from None


def _json_lines(text: str, key: str = "text") -> Iterator[dict[str, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or not isinstance(row.get(key), str) or "id" not in row:
            raise Unreadable(f'line {number}: not a JSON object with "id" and "{key}"')
        yield row


# --- The program ---


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m figures", description="Commands on reported figures.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace], int | None], words: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=words, description=words)
        command.set_defaults(run=run)
        return command

    command = add("find", run_find, "find the figures of a text, each with its hedge")
    command.add_argument("file", nargs="?", help="a text in UTF-8, one paragraph a line or with empty lines between")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON: a list of paragraphs with their figures")
    lines = 'read lines {"id", "text"} from FILE or standard input, print lines {"id", "figures"}'
    form.add_argument("--jsonl", action="store_true", help=lines)

    command = add("check", run_check, "print every problem of a package, or what it holds")
    command.add_argument("package", type=Path, metavar="FOLDER_OR_DESCRIPTOR")
    command.add_argument("--article", metavar="FILE", help="the text of the article in UTF-8, to compare the rows with")
    command.add_argument("--draft", action="store_true", help="let the blanks of a draft pass, and list them")

    command = add("describe", run_describe, "write the descriptor and the data dictionary of a package")
    command.add_argument("package", type=Path, metavar="FOLDER_OR_DESCRIPTOR")

    words = "write canonical files, with the cells that follow from others filled, and print each change"
    add("fill", run_fill, words).add_argument("package", type=Path, metavar="FOLDER_OR_DESCRIPTOR")

    command = add("draft", run_draft, "write the package of an article, with blanks for what a person must say")
    command.add_argument("article", metavar="ARTICLE.txt", help="its text in UTF-8, one paragraph a line")
    command.add_argument("--into", type=Path, required=True, metavar="FOLDER", help="a new folder")
    command.add_argument("--url", required=True, help="the address of the article")
    command.add_argument("--publisher", required=True, help="who published it")
    command.add_argument("--date", required=True, help="its date, as 2025-07-13, 2025-07 or 13 July 2025")
    command.add_argument("--author", default="", help="who wrote it")
    command.add_argument("--title", default="", help="its title; without it, the first line where that is a headline")

    command = add("sentence", run_sentence, "check a sentence against the figures of a package before you publish it")
    command.add_argument("package", nargs="?", type=Path, metavar="PACKAGE", help="its folder or descriptor")
    command.add_argument("text", nargs="?", help="the text; from standard input where it is left out")
    lines = 'read lines {"id", "figure", "sentence"} from standard input, print lines {"id", "verdict"}'
    command.add_argument("--jsonl", action="store_true", help=lines)

    command = add("site", run_site, "write the page as plain files, for a web host or a folder")
    command.add_argument("out", type=Path, metavar="OUT", help="a new folder, or one with an older copy")
    where = "where it will stand, for search engines"
    command.add_argument("--address", default="", metavar="https://...", help=where)
    default = Path(os.environ.get("DATA_PACKAGE") or Path(__file__).resolve().parents[1] / "data")
    command.add_argument("--package", type=Path, default=default, help="its folder or descriptor, by default data/")
    return parser


def main(words: list[str] | None = None) -> int:
    """Run the command that the words of the command line name. Return its status.

    1: a package has a problem or cannot be read, or a text has a fault. 2: another input cannot be read.
    """
    arguments = _parser().parse_args(words)
    try:
        status = arguments.run(arguments) or 0
        sys.stdout.flush()
    except PackageError as error:
        print(error)
        return 1
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of the output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
